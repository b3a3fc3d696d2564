"""Inventory operations: a document and all its lines in one request."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stockdesk.demo import documents, lines, rights, views
from stockdesk.demo.exchange import Answer, Call, RefusedError, invalid, not_found

if TYPE_CHECKING:
    import sqlite3

    from stockdesk.demo.lines import Line


def create_operation(call: Call) -> Answer:
    """`POST /storage_operations/operation/{location}`: 200 with the document and its transactions.

    Transfers (5) have the source as `storage_id` and the destination as each line's `storage_id`. This shape is the
    demo's assumption; the real service documents none.
    """
    held = rights.need(call, "storages_create_transactions_access")
    body: dict[str, Any] = call.body
    type_id = int(body["type_id"])
    rights.need_kind(held, type_id)
    _check_kind_served(call, type_id)
    storage_id = documents.storage(call, int(body["storage_id"]), held)
    create_ms = documents.moment(call, body["create_date"], held, "storages_create_last_days_count")
    master_id = _master(call, body)
    checked = _lines(call, body.get("goods_transactions") or [], master_id)
    _check_destinations(call, type_id, storage_id, checked, held)
    if call.on("duplicates_refused") and _same(call, type_id, storage_id, checked, create_ms) is not None:
        raise RefusedError(400, {"message": "This operation already exists"})
    before = _same(call, type_id, storage_id, checked) if call.on("repeats_answered") else None
    if before is not None:
        return Answer(data=_result(call, before, master_id))
    comment = call.text(body.get("comment", ""), comment=True)
    document = documents.insert(call, type_id, storage_id, create_ms, comment, operation=True)
    for line in checked:
        lines.store(call, document, line)
    return Answer(data=_result(call, document, master_id))


def get_operation(call: Call) -> Answer:
    """`GET /storage_operations/operation/{location}/{document}`: living lines only."""
    document = documents.readable(call)
    return Answer(data=_result(call, document, 0))


def _check_kind_served(call: Call, type_id: int) -> None:
    if type_id == 2 and not call.on("usage_type_2"):
        raise RefusedError(400, {"message": "Unknown type of operation"})
    if type_id == 5 and not call.on("transfer_single"):
        raise RefusedError(400, {"message": "Unknown type of operation"})


def _master(call: Call, body: dict[str, Any]) -> int:
    given = body.get("master_id")
    if call.on("require_master") and (given is None or (given == 0 and not call.on("zero_master_accepted"))):
        raise RefusedError(400, {"message": "Staff member required"})
    master_id = int(given or 0)
    if master_id and not lines.known(call, "staff", master_id):
        raise not_found()
    return master_id


def _lines(call: Call, bodies: list[dict[str, Any]], master_id: int) -> list[Line]:
    checked: list[Line] = []
    for body in bodies:
        try:
            checked.append(lines.read(call, body, master_id))
        except RefusedError:
            if not call.on("partial_on_unknown_good"):
                raise
    return checked


def _check_destinations(call: Call, type_id: int, storage_id: int, checked: list[Line], held: dict[str, Any]) -> None:
    if type_id != 5 or call.on("transfer_misread"):
        return
    for line in checked:
        if not line.to_storage_id or line.to_storage_id == storage_id:
            raise invalid({"[goods_transactions]": ["Each line needs another storage as its destination."]})
        documents.storage(call, line.to_storage_id, held)


def _same(
    call: Call, type_id: int, storage_id: int, checked: list[Line], create_ms: int | None = None
) -> sqlite3.Row | None:
    """A document that has the same kind, storage and lines, and, where one is given, the same moment."""
    wanted = sorted((line.good["good_id"], line.sale_amount, line.cost) for line in checked)
    rows = call.db.execute(
        "SELECT * FROM documents WHERE location_id = ? AND type_id = ? AND storage_id = ? AND deleted = 0"
        " AND create_ms = coalesce(?, create_ms)",
        (call.location_id, type_id, storage_id, create_ms),
    ).fetchall()
    for row in rows:
        held = [one for one in lines.of_document(call, row["id"]) if one["storage_id"] == storage_id]
        if sorted((one["good_id"], abs(Fraction(one["sale_amount"])), Decimal(one["cost"])) for one in held) == wanted:
            return row  # type: ignore[no-any-return]  # a row of sqlite3
    return None


def _result(call: Call, document: sqlite3.Row, master_id: int) -> dict[str, Any]:
    rows = lines.of_document(call, document["id"])
    shown = views.document(call, document)
    transactions = views.transactions(call, rows, full=False)
    if not call.plan.has("flat_shape"):
        return {"document": shown, "transactions": transactions}
    return {
        "document_id": document["id"],
        "user_id": document["user_id"],
        "company_id": document["location_id"],
        "type_id": document["type_id"],
        "master_id": master_id or (rows[0]["master_id"] if rows else 0),
        "client_id": 0,
        "storage_id": document["storage_id"],
        "date": shown["create_date"],
        "account_id": 0,
        "paid": False,
        "document": shown,
        "client": [],
        "goods_transactions": transactions,
        "payment_transactions": [],
        "kkm_transactions": [],
    }
