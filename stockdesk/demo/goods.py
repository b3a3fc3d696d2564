"""Products: list and look-up, single, create, edit, delete."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stockdesk.demo import clock, rights, stock
from stockdesk.demo.catalogue import UNITS
from stockdesk.demo.exchange import LARGEST_ID, Answer, Call, RefusedError, exact, forbidden, invalid, not_found, plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

PAGE = 25
"""Rows a page when `count` is missing, or larger than the service honours."""

_TEXTS = ("title", "print_title", "article", "barcode", "comment")
_DECIMALS = {"cost": "0", "actual_cost": "0", "unit_equals": "1", "critical_amount": "0", "desired_amount": "0",
             "netto": "0", "brutto": "0"}  # fmt: skip
_WHOLE = ("tax_variant", "vat_id")


def list_goods(call: Call) -> Answer:
    """`GET /goods/{location}`."""
    held = rights.need(call)
    where, values = _filters(call)
    count = call.number("count", PAGE)
    if count > call.sim.switches["goods_count_max"]:
        count = PAGE
    offset = (call.number("page", 1) - 1) * count
    if offset > LARGEST_ID:
        return Answer(data=[])
    order = "changed_ms DESC, good_id" if call.on("goods_newest_change_first") else "good_id"
    # The inner query pages over an index alone, so that late pages of a large catalogue stay quick.
    query = (
        f"SELECT * FROM goods WHERE good_id IN (SELECT good_id FROM goods WHERE {where}"  # noqa: S608 - fixed parts
        f" ORDER BY {order} LIMIT ? OFFSET ?) ORDER BY {order}"
    )
    return Answer(data=products(call, call.db.execute(query, (*values, count, offset)).fetchall(), held))


def _filters(call: Call) -> tuple[str, list[object]]:
    parts = ["location_id = ?", "deleted = 0"]
    values: list[object] = [call.location_id]
    if not call.on("archived_listed"):
        parts.append("archived = 0")
    term = call.query.get("term", "")
    if term:
        part, more = _term(call, term)
        parts.append(part)
        values += more
    category = call.number("category_id", 0)
    if category:
        parts.append("category_id = ?")
        values.append(category)
    for name, comparison in (("changed_after", ">="), ("changed_before", "<")):
        moment = clock.parse(call.query.get(name, ""), call.zone)
        if moment is not None and not call.on("goods_ignore_changed_after"):
            parts.append(f"changed_ms {comparison} ?")
            values.append(moment)
    return " AND ".join(parts), values


def _term(call: Call, term: str) -> tuple[str, list[object]]:
    if call.on("term_trims"):
        term = term.strip()
    folded = call.text(term).casefold()
    if call.on("term_ignores_zeros") and term.isdecimal():
        return "ltrim(barcode, '0') = ltrim(?, '0')", [folded]
    if call.on("term_substring"):
        return "instr(folded, ?) > 0", [folded]
    return "(barcode = ? OR instr(char(10) || folded || char(10), char(10) || ? || char(10)) > 0)", [term, folded]


def get_good(call: Call) -> Answer:
    """`GET /goods/{location}/{product}`."""
    held = rights.need(call)
    found = products(call, [product_row(call)], held)
    return Answer(data=found if call.on("single_good_as_list") else found[0])


def product_row(call: Call) -> sqlite3.Row:
    """The product in the path. Raises 404."""
    row = find(call, call.path["product_id"])
    if row is None:
        raise not_found()
    return row


def find(call: Call, good_id: int) -> sqlite3.Row | None:
    """A product of this location that is not deleted."""
    found: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM goods WHERE good_id = ? AND location_id = ? AND deleted = 0", (good_id, call.location_id)
    ).fetchone()
    return found


def products(call: Call, rows: list[sqlite3.Row], held: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Product rows as the service shows them; cost prices only to those who may see them."""
    held = rights.flags(call, int(rows[0]["location_id"])) if held is None and rows else held
    titles = {row["id"]: row["title"] for row in call.db.execute("SELECT id, title FROM categories")}
    marks = ",".join("?" * len(rows))
    amounts: dict[int, list[dict[str, Any]]] = {row["good_id"]: [] for row in rows}
    equals = {row["good_id"]: row["unit_equals"] for row in rows}
    service = call.on("stock_in_service_units")
    stocked: Iterable[sqlite3.Row] = call.db.execute(
        f"SELECT * FROM stock WHERE good_id IN ({marks}) ORDER BY storage_id",  # noqa: S608 - only question marks
        list(amounts),
    )
    for one in stocked:
        amount: Decimal | int = _amount(one["amount"], equals[one["good_id"]] if service else "1")
        amounts[one["good_id"]].append({"storage_id": one["storage_id"], "amount": amount})
    return [
        _product(row, titles.get(row["category_id"], ""), amounts[row["good_id"]], call, held or {}) for row in rows
    ]


def _amount(text: str, factor: str) -> Decimal | int:
    if factor == "1" and "/" not in text:
        return int(text)
    return stock.as_decimal(Fraction(text) * Fraction(factor))


def _product(
    row: sqlite3.Row, category: str, amounts: list[dict[str, Any]], call: Call, held: dict[str, Any]
) -> dict[str, Any]:
    unit_cost = row["actual_cost"]
    if row["unit_equals"] != "1":
        unit_cost = plain((Decimal(unit_cost) / Decimal(row["unit_equals"])).quantize(Decimal("0.01")))
    data: dict[str, Any] = {
        "title": row["title"],
        "value": row["title"],
        "label": f"{row['title']} ({row['article']})" if row["article"] else row["title"],
        "article": row["article"],
        "category": category,
        "category_id": row["category_id"],
        "salon_id": row["location_id"],
        "good_id": row["good_id"],
        "cost": exact(row["cost"]),
        "unit_id": row["unit_id"],
        "unit_short_title": UNITS[row["unit_id"]][1],
        "service_unit_id": row["service_unit_id"],
        "service_unit_short_title": UNITS[row["service_unit_id"]][1],
        "actual_cost": exact(row["actual_cost"]),
        "unit_actual_cost": exact(unit_cost),
        "unit_actual_cost_format": f"{Decimal(unit_cost):.2f} €",
        "unit_equals": exact(row["unit_equals"]),
        "barcode": row["barcode"],
        "is_chain": bool(row["is_chain"]),
        "comment": row["comment"],
        "loyalty_abonement_type_id": 0,
        "loyalty_certificate_type_id": 0,
        "loyalty_allow_empty_code": 0,
        "loyalty_serial_number_limited": 0,
        "loyalty_expiration_type_id": None,
        "critical_amount": exact(row["critical_amount"]),
        "desired_amount": exact(row["desired_amount"]),
        "actual_amounts": amounts,
        "last_change_date": clock.iso_compact(row["changed_ms"], call.sim.zone_of(row["location_id"])),
        "is_goods_mark_enabled": False,
    }
    if not held.get("storages_goods_prime_cost_view_access", True):
        for name in ("actual_cost", "unit_actual_cost", "unit_actual_cost_format"):
            del data[name]
    return data | json.loads(row["raw"]) if row["raw"] else data


def create_good(call: Call) -> Answer:
    """`POST /goods/{location}`: 201. Nothing refuses a second product with the same barcode unless a switch does."""
    rights.need(call, "storages_goods_crud_access", "storages_goods_create_access")
    values = _written(call, _cleared())
    _check(call, values)
    if call.on("unique_barcodes") and values["barcode"]:
        taken = "SELECT 1 FROM goods WHERE barcode = ? AND location_id = ? AND deleted = 0"
        if call.db.execute(taken, (values["barcode"], call.location_id)).fetchone():
            raise invalid({"[barcode]": ["This barcode is already used."]})
    good_id = call.db.execute("SELECT max(good_id) + 1 FROM goods").fetchone()[0]
    insert(call.db, {"good_id": good_id, "location_id": call.location_id, "changed_ms": call.now_ms, **values})
    row = find(call, good_id)
    assert row is not None
    return Answer(201, products(call, [row])[0])


def insert(db: sqlite3.Connection, values: dict[str, Any]) -> None:
    """Store a new product; columns not given are empty."""
    complete = _cleared() | {"is_chain": 0, "archived": 0, "deleted": 0, "raw": None} | values
    complete["folded"] = _folded(complete)
    columns = ",".join(complete)
    marks = ",".join("?" * len(complete))
    db.execute(f"INSERT INTO goods({columns}) VALUES({marks})", list(complete.values()))


def _cleared() -> dict[str, Any]:
    return dict.fromkeys(_TEXTS, "") | _DECIMALS | dict.fromkeys(_WHOLE, 0) | {"category_id": 0} | {
        "unit_id": 301, "service_unit_id": 301
    }  # fmt: skip


def _folded(values: dict[str, Any]) -> str:
    return f"{values['title']}\n{values['article']}\n{values['barcode']}".casefold()


def _written(call: Call, before: dict[str, Any]) -> dict[str, Any]:
    """The columns of a product after the body is laid over `before`."""
    body: dict[str, Any] = call.body
    values = dict(before)
    values |= {name: call.text(body[name], comment=name == "comment") for name in _TEXTS if name in body}
    values |= {name: plain(Decimal(body[name])) for name in _DECIMALS if name in body}
    values |= {name: int(body[name]) for name in (*_WHOLE, "category_id", "service_unit_id") if name in body}
    values["unit_id"] = int(body["sale_unit_id"])
    return values


def _check(call: Call, values: dict[str, Any]) -> None:
    errors: dict[str, list[str]] = {}
    found = call.db.execute(
        "SELECT 1 FROM categories WHERE id = ? AND location_id = ?", (values["category_id"], call.location_id)
    ).fetchone()
    if found is None:
        errors["[category_id]"] = ["There is no such category."]
    errors |= {
        f"[{field}]": ["There is no such unit."]
        for field, column in (("sale_unit_id", "unit_id"), ("service_unit_id", "service_unit_id"))
        if values[column] not in UNITS
    }
    if errors:
        raise invalid(errors)


def update_good(call: Call) -> Answer:
    """`PUT /goods/{location}/{product}`: 409 where units change on a product with movements and no rules are given."""
    held = rights.need(call, "storages_goods_crud_access", "storages_goods_update_access")
    row = product_row(call)
    if row["is_chain"]:
        raise forbidden()
    before = {name: row[name] for name in _cleared()}
    values = _written(call, before if call.on("put_keeps_fields") else _cleared())
    _check(call, values)
    for field, right in rights.GOODS_FIELD_RIGHTS.items():
        column = "unit_id" if field == "sale_unit_id" else field
        if values[column] != before[column] and not held[right]:
            raise forbidden()
    units = ("unit_id", "service_unit_id", "unit_equals")
    moved = call.db.execute("SELECT 1 FROM transactions WHERE good_id = ? LIMIT 1", (row["good_id"],)).fetchone()
    if moved and any(values[name] != before[name] for name in units) and "correction_rules" not in call.body:
        raise RefusedError(409, {"message": "Conversion rules are needed", "conflict": True})
    values |= {"changed_ms": call.now_ms, "folded": _folded(values)}
    sets = ",".join(f"{name} = ?" for name in values)
    call.db.execute(f"UPDATE goods SET {sets} WHERE good_id = ?", (*values.values(), row["good_id"]))  # noqa: S608
    return Answer(data=products(call, [product_row(call)], held)[0])


def delete_good(call: Call) -> Answer:
    """`DELETE /goods/{location}/{product}`: 204; the product leaves every list, its movements stay."""
    rights.need(call, "storages_goods_crud_access", "storages_goods_delete_access")
    row = product_row(call)
    call.db.execute("UPDATE goods SET deleted = 1, changed_ms = ? WHERE good_id = ?", (call.now_ms, row["good_id"]))
    return Answer(204, empty=True)
