"""How documents and goods transactions look in answers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stockdesk.demo import clock, goods, stock
from stockdesk.demo.catalogue import UNITS

if TYPE_CHECKING:
    import sqlite3

    from stockdesk.demo.exchange import Call

LABELS: dict[int, tuple[str, str]] = {
    0: ("Transfer", "Перемещение"),
    1: ("Product sale", "Продажа товара"),
    2: ("Usage of consumables", "Расход материалов"),
    3: ("Receipt", "Поступление"),
    4: ("Write-off", "Списание"),
    5: ("Transfer", "Перемещение"),
    7: ("Write-off", "Списание"),
}
"""Labels of kinds in English and Russian; nobody may match on them."""

NESTED_ID_OFFSET = 5_000_000
"""In the vendor's example the `id` of a full product inside a transaction is not its `good_id`; so it is here."""


SWAPPED = {2: 4, 4: 2}
"""The kinds of outgoing goods as a service shows them that keeps to its other table."""


def kind(call: Call, type_id: int) -> int:
    """The kind as it reads back."""
    return SWAPPED.get(type_id, type_id) if call.on("outgoing_kinds_swapped") else type_id


def label(call: Call, type_id: int) -> str:
    """The label of a kind in the caller's language."""
    russian = call.on("labels_follow_language") and call.language.lower().startswith("ru")
    return LABELS[type_id][russian]


def document(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    """A document."""
    place = call.sim.location(row["location_id"])
    type_id = 7 if row["type_id"] == 4 and call.on("writeoff_reads_as_7") else kind(call, row["type_id"])
    storage = call.db.execute("SELECT id, title FROM storages WHERE id = ?", (row["storage_id"],)).fetchone()
    user = call.db.execute("SELECT id, name, phone FROM users WHERE id = ?", (row["user_id"],)).fetchone()
    return {
        "id": row["id"],
        "type_id": type_id,
        "type": {"id": type_id, "title": label(call, type_id)},
        "storage_id": row["storage_id"],
        "user_id": row["user_id"],
        "company_id": row["location_id"],
        "number": row["number"],
        "comment": row["comment"],
        "create_date": document_date(call, row),
        "bill_print_status": 0,
        "storage": dict(storage) if storage else [],
        "company": {
            "id": place["id"],
            "title": place["title"],
            "country_id": place["country_id"],
            "city_id": place["city_id"],
            "timezone": hours(place, call.now_ms),
            "timezone_name": place["zone"],
            "address": place["address"],
            "coordinate_lat": place["lat"],
            "coordinate_lon": place["lon"],
            "logo": "",
            "zip": "",
            "phones": [],
            "site": "",
        },
        "user": dict(user) if user else [],
    }


def hours(place: sqlite3.Row, now_ms: int) -> Decimal | int:
    """The location's present offset in hours."""
    offset = clock.local(now_ms, place["zone"]).utcoffset()
    assert offset is not None
    value = Decimal(int(offset.total_seconds())) / 3600
    return int(value) if value == int(value) else value


def document_date(call: Call, row: sqlite3.Row) -> str:
    """The document's own moment in the spelling that the switch asks for."""
    zone = call.sim.zone_of(row["location_id"])
    spell = clock.naive if call.on("naive_document_dates") else clock.iso_colon
    return spell(row["create_ms"], zone)


def transactions(call: Call, rows: list[sqlite3.Row], *, full: bool) -> list[dict[str, Any]]:
    """Goods transactions; `full` embeds the whole product and both amounts, else its id and title."""
    held = {row["good_id"]: row for row in _goods(call, {row["good_id"] for row in rows})}
    return [_transaction(call, row, held[row["good_id"]], full=full) for row in rows]


def _goods(call: Call, good_ids: set[int]) -> list[sqlite3.Row]:
    marks = ",".join("?" * len(good_ids))
    query = f"SELECT * FROM goods WHERE good_id IN ({marks})"  # noqa: S608 - only question marks
    return call.db.execute(query, list(good_ids)).fetchall()


def _transaction(call: Call, row: sqlite3.Row, good: sqlite3.Row, *, full: bool) -> dict[str, Any]:
    unit_id = good["service_unit_id"] if row["unit_type"] == 2 else good["unit_id"]
    zone = call.sim.zone_of(row["location_id"])
    type_id = kind(call, row["type_id"])
    shown: dict[str, Any] = {
        "id": row["id"],
        "document_id": row["document_id"],
        "type_id": type_id,
        "type": {"id": type_id, "title": label(call, type_id)},
        "company_id": row["location_id"],
        "good_id": row["good_id"],
        **numbers(row),
        "unit_id": unit_id,
        "operation_unit_type": row["unit_type"],
        "storage_id": row["storage_id"],
        "supplier_id": row["supplier_id"],
        "client_id": row["client_id"],
        "master_id": row["master_id"],
        "create_date": document_date(call, row),
        "last_change_date": clock.iso_compact(row["changed_ms"], zone),
        "comment": row["comment"],
        "deleted": bool(row["deleted"]),
        "good": {"id": good["good_id"], "title": good["title"]},
        "storage": titled(call, "storages", row["storage_id"]),
        "supplier": titled(call, "suppliers", row["supplier_id"]),
        "client": _named(call, "clients", row["client_id"]),
        "master": _named(call, "staff", row["master_id"]),
        "unit": unit(unit_id),
    }
    if full:
        shown |= _full(call, row, good)
    return shown


def numbers(row: sqlite3.Row) -> dict[str, Any]:
    """Signed amount and money of a transaction; `cost` stays positive."""
    return {
        "amount": Decimal(row["amount"]),
        "cost_per_unit": Decimal(row["cost_per_unit"]),
        "discount": Decimal(row["discount"]),
        "cost": Decimal(row["cost"]),
    }


def _full(call: Call, row: sqlite3.Row, good: sqlite3.Row) -> dict[str, Any]:
    sale = Fraction(row["sale_amount"])
    product = goods.products(call, [good])[0]
    return {
        "good": product | {"id": good["good_id"] + NESTED_ID_OFFSET, "unit": UNITS[good["unit_id"]][1]},
        "sale_unit_id": good["unit_id"],
        "service_unit_id": good["service_unit_id"],
        "sale_unit": unit(good["unit_id"]),
        "service_unit": unit(good["service_unit_id"]) if good["service_unit_id"] != good["unit_id"] else None,
        "sale_amount": stock.as_decimal(sale),
        "service_amount": stock.as_decimal(sale * Fraction(good["unit_equals"])),
        "goods_marks": [],
    }


def document_line(call: Call, row: sqlite3.Row, user_id: int) -> dict[str, Any]:
    """A row of `GET …/documents/goods_transactions/{document}`."""
    good = _goods(call, {row["good_id"]})[0]
    return {
        "id": row["id"],
        "document_id": row["document_id"],
        "type_id": row["type_id"],
        "company_id": row["location_id"],
        "good_id": row["good_id"],
        **numbers(row),
        "unit_id": good["service_unit_id"] if row["unit_type"] == 2 else good["unit_id"],
        "operation_unit_type": row["unit_type"],
        "storage_id": row["storage_id"],
        "supplier_id": row["supplier_id"],
        "record_id": 0,
        "client_id": row["client_id"],
        "master_id": row["master_id"],
        "create_date": document_date(call, row),
        "comment": row["comment"],
        "service_id": 0,
        "user_id": user_id,
        "deleted": bool(row["deleted"]),
        "pkg_amount": 0,
    }


def unit(unit_id: int) -> dict[str, Any]:
    """A unit of measure."""
    return {"id": unit_id, "title": UNITS[unit_id][0], "short_title": UNITS[unit_id][1]}


def titled(call: Call, table: str, key: int) -> Any:
    """`{id, title}`, or an empty list where there is none."""
    row = call.db.execute(f"SELECT id, title FROM {table} WHERE id = ?", (key,)).fetchone()  # noqa: S608 - own names
    return dict(row) if row else []


def _named(call: Call, table: str, key: int) -> Any:
    row = call.db.execute(f"SELECT id, name FROM {table} WHERE id = ?", (key,)).fetchone()  # noqa: S608 - own names
    return dict(row) if row else []
