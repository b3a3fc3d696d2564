"""Documents: create empty, read, change, delete; their lines and payments."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stockdesk.demo import clock, lines, rights, stock, views
from stockdesk.demo.exchange import Answer, Call, forbidden, invalid, not_found

if TYPE_CHECKING:
    import sqlite3

DELETE_LAG_SECONDS = 2.0


def storage(call: Call, storage_id: int, held: dict[str, Any]) -> int:
    """The id, if the location has that storage and the caller may use it. Raises 404 or 403."""
    if not lines.known(call, "storages", storage_id):
        raise not_found()
    rights.need_storages(held, [storage_id])
    return storage_id


def moment(call: Call, text: str, held: dict[str, Any], days_flag: str) -> int:
    """A document's own date. Raises 422 for no date, 403 for one further back than the caller may go."""
    parsed = clock.parse(text, call.zone, honour_offset=call.on("offset_honoured"))
    if parsed is None:
        raise invalid({"[create_date]": ["This value is not a valid date."]})
    rights.need_recent(held, days_flag, parsed, call, call.zone)
    return parsed


def insert(call: Call, type_id: int, storage_id: int, create_ms: int, comment: str, *, operation: bool) -> sqlite3.Row:
    """Store a new document under the location's next number."""
    assert call.user is not None
    number = call.db.execute(
        "SELECT coalesce(max(number), 0) + 1 FROM documents WHERE location_id = ?", (call.location_id,)
    ).fetchone()[0]
    cursor = call.db.execute(
        "INSERT INTO documents VALUES(coalesce((SELECT max(id) + 1 FROM documents), 8800001),?,?,?,?,?,?,?,?,?,0,0)",
        (
            call.location_id, number, type_id, storage_id, call.user["id"], comment, create_ms, call.now_ms,
            int(operation),
        ),
    )  # fmt: skip
    found = _find(call, int(cursor.lastrowid or 0))
    assert found is not None
    return found


def _find(call: Call, document_id: int) -> sqlite3.Row | None:
    found: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM documents WHERE id = ? AND deleted = 0", (document_id,)
    ).fetchone()
    return found


def _here(call: Call) -> sqlite3.Row:
    found = _find(call, call.path["document_id"])
    if found is None or (call.location is not None and found["location_id"] != call.location_id):
        raise not_found()
    return found


def readable(call: Call) -> sqlite3.Row:
    """The document in the path, if the caller may see movements of its day and storage. Raises 404 or 403."""
    if call.location is not None:
        rights.need(call, "storages_transactions_access")
    found = _here(call)
    held = rights.need(call, "storages_transactions_access", location_id=found["location_id"])
    zone = call.sim.zone_of(found["location_id"])
    rights.need_recent(held, "storages_last_days_count", found["create_ms"], call, zone)
    rights.need_storages(held, [found["storage_id"]])
    return found


def create_document(call: Call) -> Answer:
    """`POST /storage_operations/documents/{location}`: an empty document; moves no stock."""
    held = rights.need(call, "storages_create_transactions_access")
    type_id = int(call.body["type_id"])
    rights.need_kind(held, type_id)
    storage_id = storage(call, int(call.body["storage_id"]), held)
    create_ms = moment(call, call.body["create_date"], held, "storages_create_last_days_count")
    comment = call.text(call.body.get("comment", ""), comment=True)
    return Answer(data=views.document(call, insert(call, type_id, storage_id, create_ms, comment, operation=False)))


def get_document(call: Call) -> Answer:
    """`GET /storage_operations/documents/{location}/{document}`."""
    return Answer(data=views.document(call, readable(call)))


def update_document(call: Call) -> Answer:
    """`PUT …`: the lines follow the storage and the date. The kind stays once there are lines; transfers stay whole."""
    held = rights.need(call, "storages_edit_transactions_access")
    found = _here(call)
    _check_editable(call, found, held)
    body: dict[str, Any] = call.body
    held_lines = lines.of_document(call, found["id"])
    type_id = int(body["type_id"])
    if found["type_id"] == 5 or (held_lines and {type_id, found["type_id"]} - {4, 7} and type_id != found["type_id"]):
        raise invalid({"[type_id]": ["The type of a document cannot be changed."]})
    storage_id = storage(call, int(body["storage_id"]), held)
    create_ms = moment(call, body["create_date"], held, "storages_edit_last_days_count")
    comment = call.text(body["comment"], comment=True) if "comment" in body else found["comment"]
    for row in held_lines:
        sale_amount = Fraction(row["sale_amount"])
        stock.move(call.db, row["good_id"], row["storage_id"], -sale_amount, call.now_ms)
        stock.move(call.db, row["good_id"], storage_id, sale_amount, call.now_ms)
    call.db.execute(
        "UPDATE transactions SET storage_id = ?, create_ms = ?, changed_ms = ? WHERE document_id = ? AND deleted = 0",
        (storage_id, create_ms, call.now_ms, found["id"]),
    )
    call.db.execute(
        "UPDATE documents SET type_id = ?, storage_id = ?, create_ms = ?, comment = ? WHERE id = ?",
        (type_id, storage_id, create_ms, comment, found["id"]),
    )
    return Answer(data=views.document(call, _here(call)))


def _check_editable(call: Call, found: sqlite3.Row, held: dict[str, Any]) -> None:
    rights.need_recent(held, "storages_edit_last_days_count", found["create_ms"], call, call.zone)
    rights.need_storages(held, [found["storage_id"]])
    right = {1: "storages_edit_transactions_sale_access", 3: "storages_edit_transactions_buy_access"}
    if not held[right.get(found["type_id"], "storages_access")]:
        raise forbidden()


def delete_document(call: Call) -> Answer:
    """`DELETE …`: 202 without a body. Its lines are reversed, or (by a switch) left as they are."""
    held = rights.need(call, "storages_delete_transactions_access")
    found = _here(call)
    rights.need_storages(held, [found["storage_id"]])

    def remove() -> None:
        if call.on("delete_reverses_lines"):
            for row in lines.of_document(call, found["id"]):
                lines.take_back(call, row)
        call.db.execute("UPDATE documents SET deleted = 1 WHERE id = ?", (found["id"],))

    if call.on("delete_lags"):
        call.sim.later(DELETE_LAG_SECONDS, remove)
    else:
        remove()
    return Answer(202, empty=True)


def list_lines(call: Call) -> Answer:
    """`GET /storage_operations/documents/goods_transactions/{document}`: all living lines, not paged."""
    found = readable(call)
    rows = [views.document_line(call, row, found["user_id"]) for row in lines.of_document(call, found["id"])]
    return Answer(data=rows, meta={"count": len(rows)})


def list_payments(call: Call) -> Answer:
    """`GET /storage_operations/documents/finance_transactions/{document}`."""
    found = readable(call)
    zone = call.sim.zone_of(found["location_id"])
    rows = call.db.execute("SELECT * FROM payments WHERE document_id = ? ORDER BY id", (found["id"],))
    return Answer(
        data=[
            {
                "id": row["id"],
                "document_id": row["document_id"],
                "date": clock.iso_colon(row["date_ms"], zone),
                "type_id": 7,
                "expense_id": 7,
                "account_id": row["account_id"],
                "amount": Decimal(row["amount"]),
                "client_id": 0,
                "master_id": 0,
                "supplier_id": row["supplier_id"],
                "comment": "",
                "item_id": 0,
                "target_type_id": 0,
                "record_id": 0,
                "expense": {"id": 7, "title": row["title"]},
                "account": views.titled(call, "accounts", row["account_id"]),
                "client": [],
                "master": [],
                "supplier": views.titled(call, "suppliers", row["supplier_id"]),
            }
            for row in rows
        ]
    )
