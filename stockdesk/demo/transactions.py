"""Goods transactions: add, read, change and delete one line; the search over all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stockdesk.demo import clock, documents, lines, rights, views
from stockdesk.demo.exchange import LARGEST_ID, Answer, Call, invalid, not_found

if TYPE_CHECKING:
    import sqlite3

PAGE = 20


def search(call: Call) -> Answer:
    """`GET /storages/transactions/{location}`: no total, no comment; amount only by a switch."""
    held = rights.need(call, "storages_transactions_access")
    count = call.number("count", PAGE)
    if count > call.sim.switches["transactions_count_max"]:
        count = PAGE
    offset = (call.number("page", 1) - 1) * count
    if offset > LARGEST_ID:
        return Answer(data=[])
    where, values = _filters(call, held)
    order = "DESC" if call.on("search_newest_first") else "ASC"
    rows = call.db.execute(
        f"SELECT * FROM transactions WHERE {where} ORDER BY id {order} LIMIT ? OFFSET ?",  # noqa: S608 - fixed parts
        (*values, count, offset),
    ).fetchall()
    return Answer(data=_found(call, rows))


def _filters(call: Call, held: dict[str, Any]) -> tuple[str, list[object]]:
    parts = ["location_id = ?", "visible_ms <= ?"]
    values: list[object] = [call.location_id, call.now_ms]
    if not call.on("search_shows_deleted"):
        parts.append("deleted = 0")
    earliest = rights.earliest_ms(held, "storages_last_days_count", call.now_ms, call.zone)
    if earliest is not None:
        parts.append("create_ms >= ?")
        values.append(earliest)
    if held["storages_limited_access"]:
        allowed = sorted(rights.allowed_storages(held))
        parts.append(f"storage_id IN ({','.join('?' * len(allowed))})")
        values += allowed
    if not call.on("search_ignores_filters"):
        for part, value in _asked(call):
            parts.append(part)
            values.append(value)
    return " AND ".join(parts), values


def _asked(call: Call) -> list[tuple[str, object]]:
    """The caller's own filters; one that cannot be read is ignored."""
    asked: list[tuple[str, object]] = []
    document = call.query.get("document_id", "")
    if re.fullmatch(r"[0-9]{1,18}", document):
        asked.append(("document_id = ?", int(document)))
    for name, comparison in (("changed_after", ">="), ("changed_before", "<")):
        utc = call.on("search_changed_after_utc")
        moment = clock.parse(call.query.get(name, ""), "UTC" if utc else call.zone, honour_offset=not utc)
        if moment is not None:
            asked.append((f"changed_ms {comparison} ?", moment))
    column = "entered_ms" if call.on("search_period_by_entry") else "create_ms"
    start = clock.day_start(call.query.get("start_date", ""), call.zone)
    if start is not None:
        asked.append((f"{column} >= ?", start))
    end = clock.day_start(call.query.get("end_date", ""), call.zone)
    if end is not None:
        if call.on("search_end_date_inclusive"):
            next_day = clock.local(end + clock.DAY_MS + clock.DAY_MS // 4, call.zone).date().isoformat()
            end = clock.day_start(next_day, call.zone)
        asked.append((f"{column} < ?", end))
    return asked


def _found(call: Call, rows: list[sqlite3.Row]) -> list[dict[str, Any]]:
    return [_row(call, row, shown) for row, shown in zip(rows, views.transactions(call, rows, full=False), strict=True)]


def _row(call: Call, row: sqlite3.Row, shown: dict[str, Any]) -> dict[str, Any]:
    master = shown["master"]
    found: dict[str, Any] = {
        "id": row["id"],
        "document_id": row["document_id"] if call.on("search_names_documents") else 0,
        "type_id": shown["type_id"],
        "type": views.label(call, shown["type_id"]),
        "good": shown["good"],
        "storage": shown["storage"],
        "unit": {"id": shown["unit"]["id"], "title": shown["unit"]["title"]},
        "operation_unit_type": row["unit_type"],
        "create_date": clock.iso_compact(row["create_ms"], call.zone),
        "last_change_date": clock.iso_compact(row["changed_ms"], call.zone),
        "cost_per_unit": shown["cost_per_unit"],
        "cost": shown["cost"],
        "discount": shown["discount"],
        "master": {"id": master["id"], "title": master["name"]} if master else [],
        "supplier": shown["supplier"],
        "record_id": 0,
        "service": [],
        "client": shown["client"],
    }
    extras = (
        ("search_shows_amount", "amount"),
        ("search_shows_comment", "comment"),
        ("search_shows_deleted", "deleted"),
    )
    return found | {name: shown[name] for switch, name in extras if call.on(switch)}


def create_transaction(call: Call) -> Answer:
    """`POST /storage_operations/goods_transactions/{location}`: adds a line.

    Kind, storage and date are the document's.
    """
    held = rights.need(call, "storages_create_transactions_access")
    document = _document(call, int(call.body["document_id"]))
    rights.need_kind(held, document["type_id"])
    rights.need_storages(held, [document["storage_id"]])
    rights.need_recent(held, "storages_create_last_days_count", document["create_ms"], call, call.zone)
    if document["type_id"] == 5:
        raise invalid({"[document_id]": ["A transfer cannot be edited."]})
    stored = lines.store(call, document, lines.read(call, call.body, 0))
    return Answer(data=_shown(call, stored[0]))


def get_transaction(call: Call) -> Answer:
    """`GET …/{transaction}`: also a deleted one, with `deleted` true, unless the switch makes it 404."""
    held = rights.need(call, "storages_transactions_access")
    row = _here(call, deleted=call.on("deleted_readable"))
    rights.need_storages(held, [row["storage_id"]])
    rights.need_recent(held, "storages_last_days_count", row["create_ms"], call, call.zone)
    return Answer(data=_shown(call, row["id"]))


def update_transaction(call: Call) -> Answer:
    """`PUT …/{transaction}`: taken back and stored anew under the same id."""
    held = rights.need(call, "storages_edit_transactions_access")
    row = _here(call, deleted=False)
    rights.need_storages(held, [row["storage_id"]])
    rights.need_recent(held, "storages_edit_last_days_count", row["create_ms"], call, call.zone)
    document = _document(call, int(call.body["document_id"]))
    if document["id"] != row["document_id"] or document["type_id"] == 5:
        raise invalid({"[document_id]": ["A line stays in its document, and a transfer cannot be edited."]})
    line = lines.read(call, call.body, 0)
    lines.take_back(call, row)
    lines.store(call, document, line, transaction_id=row["id"])
    call.db.execute("UPDATE transactions SET entered_ms = ? WHERE id = ?", (row["entered_ms"], row["id"]))
    return Answer(data=_shown(call, row["id"]))


def delete_transaction(call: Call) -> Answer:
    """`DELETE …/{transaction}`: 202 without a body; the stock goes back."""
    held = rights.need(call, "storages_delete_transactions_access")
    row = _here(call, deleted=False)
    rights.need_storages(held, [row["storage_id"]])
    if call.on("delete_lags"):
        call.sim.later(documents.DELETE_LAG_SECONDS, lambda: lines.take_back(call, row))
    else:
        lines.take_back(call, row)
    return Answer(202, empty=True)


def _document(call: Call, document_id: int) -> sqlite3.Row:
    found: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM documents WHERE id = ? AND location_id = ? AND deleted = 0", (document_id, call.location_id)
    ).fetchone()
    if found is None:
        raise not_found()
    return found


def _here(call: Call, *, deleted: bool) -> sqlite3.Row:
    found: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM transactions WHERE id = ? AND location_id = ?", (call.path["transaction_id"], call.location_id)
    ).fetchone()
    if found is None or (found["deleted"] and not deleted):
        raise not_found()
    return found


def _shown(call: Call, transaction_id: int) -> dict[str, Any]:
    row = call.db.execute("SELECT * FROM transactions WHERE id = ?", (transaction_id,)).fetchone()
    return views.transactions(call, [row], full=True)[0]
