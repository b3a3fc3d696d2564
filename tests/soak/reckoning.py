"""The reckoning after the kills: the ledger of a data folder, its outbox, and the documents of the service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from stockdesk.app.approved import operation_of
from stockdesk.core.entry import EntryKind
from stockdesk.core.outbox import OutboxRow
from stockdesk.core.posting import State
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.outbox import OutboxStore
from tests.soak.approval import goods_of
from tests.soak.invariants import told_twins
from tests.soak.stored import MARKER, Goods


@dataclass(slots=True)
class Reckoning:
    """What was found. ``twins`` are further documents with one marker, reported or not."""

    operations: int = 0
    twins: int = 0
    violations: list[str] = field(default_factory=list)


def reckon(path: Path, documents: Sequence[Mapping[str, Any]], accepted: Collection[str] = ()) -> Reckoning:
    """Compare a data folder that no process uses with the truth of the demo service.

    ``accepted`` are the markers of what was partial and accepted so by a person.
    """
    there: dict[str, dict[int, Goods]] = {}
    for document in documents:
        goods = _goods(document)
        marker = MARKER.match(document["comment"])
        if goods and not document["deleted"] and marker is not None:
            there.setdefault(marker[1], {})[document["id"]] = goods
    database = Database.open_work(DataFolder.prepare(path))
    try:
        rows = {row.marker: row for row in OutboxStore(database).rows()}
        result = Reckoning(len(rows), sum(len(found) - 1 for found in there.values()))
        for row in rows.values():
            result.violations += _of_operation(row, there.get(row.marker, {}), row.marker in accepted)
        result.violations += [f"{marker}: at the service, never approved" for marker in there if marker not in rows]
        result.violations += _of_ledger(DocumentStore(database), rows)
    finally:
        database.close()
    return result


def _goods(document: Mapping[str, Any]) -> Goods:
    return Counter(
        (line["good_id"], abs(Decimal(str(line["amount"]))), line["operation_unit_type"], line["storage_id"])
        for line in document["lines"]
        if not line["deleted"]
    )


def _of_operation(row: OutboxRow, there: Mapping[int, Goods], accepted: bool) -> list[str]:
    goods = goods_of(operation_of(row.body))
    found: list[str] = []
    if row.state in (State.QUEUED, State.SENDING, State.UNKNOWN):
        found.append(f"{row.marker}: still {row.state.value} ({row.reason})")
    if row.state is State.POSTED and goods not in there.values() and not accepted:
        found.append(f"{row.marker}: LOST: posted, and not at the service as approved")
    if row.state is State.PARTIAL and goods in there.values():
        found.append(f"{row.marker}: partial, but the service has all of it")
    unnamed = there.keys() - told_twins(row)
    if len(there) > 1 and unnamed:
        found.append(f"{row.marker}: DOUBLE: documents {sorted(there)}, reported nowhere ({row.state.value})")
    elif there and row.state in (State.REJECTED, State.WITHDRAWN) and unnamed:
        found.append(f"{row.marker}: {row.state.value}, but documents {sorted(there)} are at the service")
    return found


def _of_ledger(documents: DocumentStore, rows: Mapping[str, OutboxRow]) -> list[str]:
    """Each approval that the ledger notes is in the outbox with the goods that were scanned; the rest are drafts."""
    found: list[str] = []
    for document in documents.documents():
        entries = documents.entries(document.document_id)
        noted = {entry.data["marker"] for entry in entries if entry.data.get("code") == "queued"}
        operations = [row for row in rows.values() if row.local_document == document.document_id]
        if noted != {row.base for row in operations}:
            found.append(f"{document.document_id}: LOST: the ledger notes {noted or 'no approval'}")
        if (document.status is DocumentStatus.DRAFT) is bool(operations):
            found.append(f"{document.document_id}: {document.status.value} with {len(operations)} operations")
        scanned = sum(Decimal(entry.data["amount"]) for entry in entries if entry.kind is EntryKind.SCAN)
        for row in operations:
            sent = sum(line.amount for line in operation_of(row.body).lines)
            if sent != scanned:
                found.append(f"{row.marker}: LOST: {scanned} pieces scanned, {sent} sent")
    return found
