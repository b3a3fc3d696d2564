"""Documents and their ledger: what a person did is on the disk when a method returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Sheet
from stockdesk.core.line import Totals
from stockdesk.core.operation import Kind
from stockdesk.store.columns import decimal_text, time_text
from stockdesk.store.database import Database
from stockdesk.store.entries import SELECT_ENTRY, entries_of, insert_entry


class DocumentStatus(StrEnum):
    """Where a document stands as a whole; the outbox knows more about each of its operations.

    ``queued`` is frozen and waits for the service's word, ``done`` needs nothing more (posted or refused),
    ``withdrawn`` was put away by a person.
    """

    DRAFT = "draft"
    QUEUED = "queued"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list.

    ``created`` and ``touched`` are UTC; ``marker`` is the base marker that it was queued with last, or "".
    ``storage_id`` is the header's storage. The ``totals`` are those of the fold, unless ``totals_stale`` says that
    entries came since.
    """

    document_id: str
    kind: Kind
    location_id: int
    storage_id: int | None
    status: DocumentStatus
    created: datetime
    touched: datetime
    marker: str
    totals: Totals
    totals_stale: bool


_SELECT = (
    "SELECT document_id, kind, location_id, storage_id, status, created, touched, marker, lines, pieces, money, "
    "unknown, totals_stale FROM document "
)
# By the ledger's running number: a clock that was put back must not bring an old draft up again.
_LAST_FIRST = "ORDER BY (SELECT max(number) FROM entry WHERE entry.document_id = document.document_id) DESC "
_TOUCH = "UPDATE document SET touched = ?, totals_stale = 1 WHERE document_id = ? AND status = 'draft'"
_TOUCH_WITH_TOTALS = (
    "UPDATE document SET touched = ?, lines = ?, pieces = ?, money = ?, unknown = ?, totals_stale = 0 "
    "WHERE document_id = ? AND status = 'draft'"
)
_REMEMBER = "UPDATE document SET lines = ?, pieces = ?, money = ?, unknown = ?, totals_stale = 0 WHERE document_id = ?"
RESTORED_DRAFT = "document.restored"
"""The note in the ledger of a draft that stands as in a copy; ``since`` is when that was taken, ISO text."""
_HEADER_KINDS = (EntryKind.OPEN, EntryKind.HEADER)


class DocumentStore:
    """The documents of this station, in ``work.db``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, document_id: str, kind: Kind, location_id: int, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Store a new draft with its first entries (one at least), and return them numbered."""
        at = time_text(entries[0].at)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO document (document_id, kind, location_id, status, created, touched) "
                "VALUES (?, ?, ?, 'draft', ?, ?)",
                (document_id, kind.value, location_id, at, at),
            )
            numbered = tuple(insert_entry(connection, entry) for entry in entries)
            _follow_header(connection, numbered)
        return numbered

    def append(self, entries: Sequence[Entry], totals: Totals | None = None) -> tuple[Entry, ...]:
        """Add entries of one document in one transaction, and return them numbered; they are on the disk then.

        An entry whose id is stored already is not added again. ``totals`` are the sums after these entries; without
        them the stored ones are stale. Raises ``document.closed`` with the ``status`` for a document that is no draft
        (notes are taken always), ``document.unknown`` for one that does not exist, and what ``Database`` raises.
        """
        document_id = entries[0].document_id
        if any(entry.document_id != document_id for entry in entries):
            raise ValueError("entries of several documents")
        with self._database.transaction() as connection:
            if any(entry.kind is not EntryKind.NOTE for entry in entries):
                _touch(connection, document_id, entries[-1].at, totals)
            numbered = tuple(insert_entry(connection, entry) for entry in entries)
            _follow_header(connection, numbered)
        return numbered

    def entries(self, document_id: str, *, raw: bool = True) -> list[Entry]:
        """Read all entries of a document, in order.

        Without ``raw`` they come without what the scanner sent, which no fold looks at: a quarter faster.
        """
        rows = self._database.rows(SELECT_ENTRY + "WHERE document_id = ? ORDER BY number", (document_id,))
        return entries_of(rows, raw)

    def restored_since(self, document_id: str) -> datetime | None:
        """Return the time of the copy that a draft stands as in since a backup was brought back, None for any other.

        It may have been posted since then. Brought back several times, the earliest counts.
        """
        rows = self._database.rows(
            SELECT_ENTRY + "WHERE document_id = ? AND kind = 'note' ORDER BY number", (document_id,)
        )
        notes = (entry.data for entry in entries_of(rows, raw=False) if entry.data.get("code") == RESTORED_DRAFT)
        return min((datetime.fromisoformat(data["since"]) for data in notes), default=None)

    def document(self, document_id: str) -> DocumentRow | None:
        """Read a document's row, None when there is none."""
        row = self._database.row(_SELECT + "WHERE document_id = ?", (document_id,))
        return None if row is None else _document(row)

    def documents(self, status: DocumentStatus | None = None, limit: int = -1) -> list[DocumentRow]:
        """List the documents of a status, or all; the one touched last comes first."""
        where, parameters = ("", ()) if status is None else ("WHERE status = ? ", (status.value,))
        rows = self._database.rows(f"{_SELECT}{where}{_LAST_FIRST}LIMIT ?", (*parameters, limit))
        return [_document(row) for row in rows]

    def last_draft(self, kind: Kind, location_id: int) -> DocumentRow | None:
        """Return the draft of a kind and location that was touched last, or None."""
        row = self._database.row(
            f"{_SELECT}WHERE status = 'draft' AND kind = ? AND location_id = ? {_LAST_FIRST}LIMIT 1",
            (kind.value, location_id),
        )
        return None if row is None else _document(row)

    def set_status(self, document_id: str, status: DocumentStatus) -> None:
        """Set where a document stands. Freezing and releasing it for posting is the outbox's own work."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE document SET status = ? WHERE document_id = ?", (status.value, document_id))

    def remember_totals(self, document_id: str, totals: Totals) -> None:
        """Keep the sums of a fold, for the list of drafts."""
        with self._database.transaction() as connection:
            connection.execute(_REMEMBER, (*_columns(totals), document_id))


def _columns(totals: Totals) -> tuple[int, str, str, int]:
    return totals.lines, decimal_text(totals.pieces), decimal_text(totals.money), totals.unknown


def _touch(connection: sqlite3.Connection, document_id: str, at: datetime, totals: Totals | None) -> None:
    if totals is None:
        cursor = connection.execute(_TOUCH, (time_text(at), document_id))
    else:
        cursor = connection.execute(_TOUCH_WITH_TOTALS, (time_text(at), *_columns(totals), document_id))
    if cursor.rowcount == 0:
        raise closed_or_unknown(connection, document_id)


def closed_or_unknown(connection: sqlite3.Connection, document_id: str) -> StockdeskError:
    """Return the error for a document that is no draft."""
    row = connection.execute("SELECT status FROM document WHERE document_id = ?", (document_id,)).fetchone()
    if row is None:
        return StockdeskError("document.unknown", document=document_id)
    return StockdeskError("document.closed", document=document_id, status=row[0])


def _follow_header(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    """Keep the row's storage equal to the header's, when entries may have changed it."""
    if not any(_may_move_storage(connection, entry) for entry in entries):
        return
    document_id = entries[0].document_id
    rows = connection.execute(
        SELECT_ENTRY + "WHERE document_id = ? AND kind IN ('open', 'header', 'undo') ORDER BY number", (document_id,)
    ).fetchall()
    storage = Sheet.folded(document_id, entries_of(rows)).header.get("storage", "")
    connection.execute(
        "UPDATE document SET storage_id = ? WHERE document_id = ?", (int(storage) if storage else None, document_id)
    )


def _may_move_storage(connection: sqlite3.Connection, entry: Entry) -> bool:
    if entry.kind is EntryKind.UNDO:
        return _undone_kind(connection, entry.undoes) in _HEADER_KINDS
    return entry.kind is EntryKind.OPEN or (entry.kind is EntryKind.HEADER and entry.data["field"] == "storage")


def _undone_kind(connection: sqlite3.Connection, entry_id: str) -> str:
    """Return the kind of the entry at the root of a chain of undo and redo, "" when it is not there."""
    kind: str = EntryKind.UNDO
    while kind == EntryKind.UNDO:
        row = connection.execute("SELECT kind, undoes FROM entry WHERE entry_id = ?", (entry_id,)).fetchone()
        kind, entry_id = ("", "") if row is None else row
    return kind


def _document(row: Any) -> DocumentRow:
    (
        document_id,
        kind,
        location_id,
        storage_id,
        status,
        created,
        touched,
        marker,
        lines,
        pieces,
        money,
        unknown,
        stale,
    ) = row
    return DocumentRow(
        document_id,
        Kind(kind),
        location_id,
        storage_id,
        DocumentStatus(status),
        datetime.fromisoformat(created),
        datetime.fromisoformat(touched),
        marker or "",
        Totals(lines, Decimal(pieces), Decimal(money), unknown),
        bool(stale),
    )
