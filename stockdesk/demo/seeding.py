"""The data a new demo service starts with: locations, people, suppliers, stock and two months of history.

Everything but the dates follows from the seed; the dates count back from the start, so that the history is recent.
"""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import TYPE_CHECKING

from stockdesk.demo import catalogue, rights
from stockdesk.demo.clock import DAY_MS

if TYPE_CHECKING:
    import sqlite3

    from stockdesk.demo.catalogue import Item

PARTNER_TOKEN = "demo-partner"  # noqa: S105 - published on purpose: the demo guards nothing
LOCATION, OTHER_LOCATION = 4564, 4565
SHOP, ROOM, OTHER_SHOP = 51001, 51002, 51101
DEMO_USER, TRAINEE_USER, OTHER_USER = 88001, 88002, 88003
FIRST_DOCUMENT, FIRST_TRANSACTION = 8_800_001, 9_900_001

SUPPLIERS = {
    71001: "Beauty Trade",
    71002: "Salon Wholesale North",
    71003: "Hair & Colour Supply",
    71004: "Clean House Ltd",
    71005: "Pharma Direct",
    71006: "Maison Cosmétique",
    71007: "Оптовая база «Север»",
    71008: "Tokyo Beauty 東京",
}
STAFF: tuple[tuple[int, str, str, int | None, str | None, int | None, int, int, int], ...] = (
    # id, name, specialization, position id, position, user, fired, status, hidden
    (61001, "Anna Berger", "Stock keeper", 12, "Administrator", DEMO_USER, 0, 0, 1),
    (61002, "Boris Lind", "Stylist", 13, "Stylist", None, 0, 0, 0),
    (61003, "Carla Moss", "Colourist", 13, "Stylist", None, 0, 0, 0),
    (61004, "Dina Trainee", "Trainee", 14, "Trainee", TRAINEE_USER, 0, 0, 1),
    (61005, "Erik Former", "", None, None, None, 1, 0, 1),
    (61006, "Removed Person", "", None, None, None, 0, 1, 1),
    (61007, "Мария Иванова", "Мастер", 13, "Stylist", None, 0, 0, 0),
)
CLIENTS = (
    (52001, "Jo Morgan", "+440000000002", "jo@example.com", 0, 14, 812),
    (52002, "Sam Weber", "+490000000003", "sam@example.com", 5, 3, 96),
    (52003, "Алла Котова", "+70000000004", "", 0, 21, 1490),
    (52004, "Kim Lee", "+820000000005", "kim@example.com", 10, 7, 402),
    (52005, "Morgan Blake", "+440000000006", "", 0, 1, 20),
)
HISTORY_RECEIPTS = 48
HISTORY_LINES = 12


def seed(db: sqlite3.Connection, products: int | None, seed_number: int, now_ms: int) -> None:
    """Fill the empty tables; runs inside the caller's transaction."""
    db.execute("INSERT INTO meta VALUES('seed', ?)", (str(seed_number),))
    _seed_places(db)
    _seed_people(db)
    _seed_categories(db)
    _seed_goods(db, products, seed_number, now_ms)
    _seed_history(db, seed_number, now_ms)


def _seed_places(db: sqlite3.Connection) -> None:
    hooks = json.dumps({"urls": [], "active": 0})
    db.executemany(
        "INSERT INTO locations VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            (LOCATION, "Salon Example", "Europe/Berlin", "€", 49, "Germany", 310, "Berlin", "Beispielstraße 12",
             "+490000000001", "52.500000", "13.400000", hooks),
            (OTHER_LOCATION, "Barber Elsewhere", "Asia/Tbilisi", "₾", 995, "Georgia", 995, "Tbilisi", "Example Ave 3",
             "+9950000000001", "41.700000", "44.800000", hooks),
        ],
    )  # fmt: skip
    db.executemany(
        "INSERT INTO storages VALUES(?,?,?,?,?,?,?)",
        [
            (SHOP, LOCATION, "Products", 0, 1, "", 10),
            (ROOM, LOCATION, "Consumables", 1, 0, "Used up at work", 5),
            (OTHER_SHOP, OTHER_LOCATION, "Products", 1, 1, "", 10),
        ],
    )
    db.executemany(
        "INSERT INTO accounts VALUES(?,?,?,?)",
        [
            (3301, LOCATION, "Till", 0),
            (3302, LOCATION, "Bank", 1),
            (3303, OTHER_LOCATION, "Till", 0),
        ],
    )


def _seed_people(db: sqlite3.Connection) -> None:
    db.executemany(
        "INSERT INTO users VALUES(?,?,?,?,?,?,?)",
        [
            (DEMO_USER, "demo", "demo", "demo-user", "Anna Berger", "+490000000001", "demo@example.com"),
            (TRAINEE_USER, "trainee", "trainee", "trainee-user", "Dina Trainee", "+490000000002", "dina@example.com"),
            (OTHER_USER, "other", "other", "other-user", "Gio Elsewhere", "+9950000000001", "gio@example.com"),
        ],
    )
    db.executemany(
        "INSERT INTO rights VALUES(?,?,?)",
        [
            (DEMO_USER, LOCATION, json.dumps(rights.FULL)),
            (TRAINEE_USER, LOCATION, json.dumps(rights.TRAINEE)),
            (OTHER_USER, OTHER_LOCATION, json.dumps(rights.FULL)),
        ],
    )
    db.executemany("INSERT INTO staff VALUES(?,?,?,?,?,?,?,?,?,?)", [(row[0], LOCATION, *row[1:]) for row in STAFF])
    db.execute(
        "INSERT INTO staff VALUES(61101, ?, 'Gio Elsewhere', 'Barber', 13, 'Stylist', ?, 0, 0, 0)",
        (OTHER_LOCATION, OTHER_USER),
    )
    db.executemany("INSERT INTO suppliers VALUES(?,?,?)", [(key, LOCATION, name) for key, name in SUPPLIERS.items()])
    db.executemany("INSERT INTO clients VALUES(?,?,?,?,?,?,?,?)", [(row[0], LOCATION, *row[1:]) for row in CLIENTS])


def _seed_categories(db: sqlite3.Connection) -> None:
    ids = catalogue.category_ids()
    for root, below in catalogue.CATEGORIES.items():
        db.execute("INSERT INTO categories VALUES(?,?,?,0,'','')", (ids[root], LOCATION, root))
        db.executemany(
            "INSERT INTO categories VALUES(?,?,?,?,'','')",
            [(ids[title], LOCATION, title, ids[root]) for title in below],
        )
    db.execute("INSERT INTO categories VALUES(82001, ?, 'Barber', 0, '', '')", (OTHER_LOCATION,))


def _seed_goods(db: sqlite3.Connection, products: int | None, seed_number: int, now_ms: int) -> None:
    changed = now_ms - 70 * DAY_MS
    goods: list[tuple[object, ...]] = []
    stock: list[tuple[int, int, str]] = []
    for item in catalogue.items(products, seed_number):
        goods.append(_good_row(item, LOCATION, item.category_id, changed))
        stock.extend(
            (item.good_id, storage, str(amount)) for storage, amount in ((SHOP, item.shop), (ROOM, item.room)) if amount
        )
        if len(goods) >= 20_000:
            _store_goods(db, goods, stock)
    _store_goods(db, goods, stock)
    for item in catalogue.items(5, seed_number):
        elsewhere = _good_row(item, OTHER_LOCATION, 82001, changed)
        db.execute(_INSERT_GOOD, (item.good_id - 400_000, *elsewhere[1:]))
        db.execute("INSERT INTO stock VALUES(?,?,'10')", (item.good_id - 400_000, OTHER_SHOP))


_INSERT_GOOD = "INSERT INTO goods VALUES(" + ",".join("?" * 25) + ")"


def _store_goods(db: sqlite3.Connection, goods: list[tuple[object, ...]], stock: list[tuple[int, int, str]]) -> None:
    db.executemany(_INSERT_GOOD, goods)
    db.executemany("INSERT INTO stock VALUES(?,?,?)", stock)
    goods.clear()
    stock.clear()


def _good_row(item: Item, location_id: int, category_id: int, changed_ms: int) -> tuple[object, ...]:
    chain = int((item.good_id - catalogue.FIRST_GOOD) % 400 == 399)
    return (
        item.good_id, location_id, item.title, item.title[:40], item.article, item.barcode, category_id, item.cost,
        item.actual_cost, item.unit_id, item.service_unit_id, item.unit_equals, str(item.critical), str(item.desired),
        "0", "0", "", 0, 0, chain, 0, 0, changed_ms,
        f"{item.title}\n{item.article}\n{item.barcode}".casefold(), None,
    )  # fmt: skip


def _seed_history(db: sqlite3.Connection, seed_number: int, now_ms: int) -> None:
    """Receipts from every supplier, and a usage of the portioned goods every few days, already in the stock."""
    rng = random.Random(seed_number)
    count = db.execute("SELECT count(*) FROM goods WHERE location_id = ?", (LOCATION,)).fetchone()[0]
    portioned = db.execute(
        "SELECT good_id, unit_equals, actual_cost FROM goods WHERE location_id = ? AND unit_equals <> '1' LIMIT 12",
        (LOCATION,),
    ).fetchall()
    suppliers = list(SUPPLIERS)
    for number in range(1, HISTORY_RECEIPTS + 1 if count else 1):
        moment = now_ms - (HISTORY_RECEIPTS - number + 1) * 30 * 3_600_000
        if number % 4 == 0 and portioned:
            lines = [
                (row["good_id"], -Decimal(rng.randrange(1, 6) * 5), 2, Decimal(row["unit_equals"]), row["actual_cost"])
                for row in rng.sample(portioned, min(3, len(portioned)))
            ]
            _store_document(db, number, 2, ROOM, 0, lines, moment)
            continue
        chosen = sorted(rng.sample(range(count), min(HISTORY_LINES, count)))
        rows = [
            db.execute(
                "SELECT good_id, actual_cost FROM goods WHERE good_id = ?", (catalogue.FIRST_GOOD + i,)
            ).fetchone()
            for i in chosen
        ]
        lines = [(row["good_id"], Decimal(rng.randrange(1, 13)), 1, Decimal(1), row["actual_cost"]) for row in rows]
        supplier = suppliers[number % len(suppliers)]
        _store_document(db, number, 3, SHOP if number % 3 else ROOM, supplier, lines, moment)


def _store_document(
    db: sqlite3.Connection,
    number: int,
    type_id: int,
    storage_id: int,
    supplier_id: int,
    lines: list[tuple[int, Decimal, int, Decimal, str]],
    moment: int,
) -> None:
    document_id = FIRST_DOCUMENT + number - 1
    db.execute(
        "INSERT INTO documents VALUES(?,?,?,?,?,?,'',?,?,1,0,1)",
        (document_id, LOCATION, number, type_id, storage_id, DEMO_USER, moment, moment),
    )
    total = Decimal(0)
    for index, (good_id, amount, unit_type, equals, price) in enumerate(lines):
        per_unit = (Decimal(price) / equals).quantize(Decimal("0.01"))
        cost = abs(amount) * per_unit
        total += cost
        fraction = f"{amount}/{equals}" if unit_type == 2 else str(amount)
        db.execute(
            "INSERT INTO transactions VALUES(?,?,?,?,?,?,?,?,?,?,'0',?,?,0,61001,'','',?,?,?,0,0)",
            (
                FIRST_TRANSACTION + number * 100 + index, document_id, LOCATION, type_id, good_id, storage_id,
                str(amount), unit_type, fraction, str(per_unit), str(cost), supplier_id, moment, moment, moment,
            ),
        )  # fmt: skip
        db.execute("UPDATE goods SET changed_ms = ? WHERE good_id = ?", (moment, good_id))
    if type_id == 3:
        db.execute(
            "INSERT INTO payments VALUES(?,?,3302,?,?,'Purchase of products',?)",
            (6_600_000 + number, document_id, str(-total), supplier_id, moment),
        )
