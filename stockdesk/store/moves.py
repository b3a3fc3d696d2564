"""How a row of the outbox moves within a transaction: what may change, compared first, the document following."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.outbox import Attempt, OutboxRow
from stockdesk.core.posting import Doubt, Mover, State, may_move
from stockdesk.core.twins import DOCUMENTS, same_as, told, twin_reason, twins_of
from stockdesk.store.columns import optional_time_text, storable, time_text
from stockdesk.store.operations import COLUMNS, column_of

_CHANGEABLE = frozenset(
    {
        "approved_by",
        "person",
        "attempts",
        "failures",
        "doubt",
        "sent",
        "seen_before",
        "not_before",
        "absent_since",
        "document_id",
        "number",
        "ever_unknown",
        "settled",
        "twins_checked",
        "watched",
        "restored",
        "reason",
        "reason_arguments",
    }
)
"""What may change besides the state: never the marker, the bytes or what they say."""
_OPEN = (State.QUEUED, State.SENDING, State.UNKNOWN)
_NOTE_ATTEMPT = (
    "INSERT INTO attempt (attempt_id, marker, what, started, ended, result, detail) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (attempt_id) DO UPDATE SET ended = excluded.ended, result = excluded.result, detail = excluded.detail"
)


def check_move(row: OutboxRow, mover: Mover, state: State) -> None:
    """Raise ``ValueError`` for a move that this mover may not make."""
    if not may_move(mover, row.state, state):
        raise ValueError(f"{row.marker}: {mover.value} may not move {row.state.value} to {state.value}")


def changed_row(row: OutboxRow, state: State, changes: Mapping[str, object]) -> OutboxRow:
    """Return a row in another state with other columns; what is open again is watched anew when it comes to rest."""
    unknown = changes.keys() - _CHANGEABLE
    if unknown:
        raise ValueError(f"these columns stay as they are: {', '.join(sorted(unknown))}")
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    if state in _OPEN and state is not row.state:
        values |= {"settled": None, "twins_checked": None, "watched": False}
    values |= changes
    values["state"] = state
    values["ever_unknown"] = values["ever_unknown"] or state is State.UNKNOWN
    return OutboxRow(**values)


def spoken(row: OutboxRow, state: State) -> dict[str, object]:
    """Return what a person's word that an operation stands like this changes besides the state."""
    changes: dict[str, object] = {
        "doubt": Doubt.NONE,
        "not_before": None,
        "absent_since": None,
        "reason": "",
        "reason_arguments": {},
    }
    if state is State.QUEUED:
        # What was refused may have been half done since: it is looked up right before it goes out again.
        again = row.state is State.REJECTED and (row.attempts > 0 or row.restored is not None)
        doubt = Doubt.RESEND if again else Doubt.NONE
        changes |= {"doubt": doubt, "failures": 0, "document_id": None, "number": None}
    if row.state is State.UNKNOWN:
        # Whatever stands there with such goods, the person has seen it.
        changes["restored"] = None
        if state in (State.POSTED, State.PARTIAL) and row.document_id is None:
            changes["document_id"] = same_as(row)
    spare = twins_of(row)
    if spare and state is not State.QUEUED:
        # A word on the operation says nothing about its twins: they stay reported until they are removed.
        changes |= {"reason": twin_reason(state), "reason_arguments": {DOCUMENTS: told(spare)}}
    return changes


def store_row(connection: sqlite3.Connection, before: OutboxRow, after: OutboxRow) -> None:
    """Write what differs, if the stored row still stands where ``before`` says."""
    names = [name for name in COLUMNS if getattr(before, name) != getattr(after, name)]
    sets = ", ".join(f"{name} = ?" for name in names) or "state = state"
    try:
        cursor = connection.execute(
            f"UPDATE outbox SET {sets} WHERE marker = ? AND state = ? AND attempts = ?",  # noqa: S608 - column names
            [*(column_of(after, name) for name in names), before.marker, before.state.value, before.attempts],
        )
    except sqlite3.IntegrityError as error:
        if after.state is State.SENDING:
            raise StockdeskError("outbox.busy", marker=before.marker) from error
        raise
    if cursor.rowcount == 0:
        raise StockdeskError("outbox.moved", marker=before.marker)


def follow(connection: sqlite3.Connection, row: OutboxRow) -> None:
    """Let the document's status follow the operations that it was queued as last."""
    cursor = connection.execute("SELECT state FROM outbox WHERE base = ?", (row.base,))
    states = {State(state) for (state,) in cursor}
    status = "done" if all(state.final for state in states) else "queued"
    if states == {State.WITHDRAWN}:
        status = "draft"
    connection.execute(
        "UPDATE document SET status = ? WHERE document_id = ? AND marker = ? AND status IN ('queued', 'done')",
        (status, row.local_document, row.base),
    )


def note_of(
    row: OutboxRow, code: str, by: str, at: datetime, station: str = "", data: Mapping[str, str] | None = None
) -> Entry:
    """Make the ledger's note of what a person did about an operation. ``ValueError`` without a name."""
    if not by:
        raise ValueError("a person's word needs a name")
    return Entry(
        entry_id=os.urandom(8).hex(),
        document_id=row.local_document,
        kind=EntryKind.NOTE,
        at=at,
        data={"code": code, "marker": row.marker} | dict(data or {}),
        station=station,
        person=by,
    )


def word_of(row: OutboxRow, state: State, by: str, at: datetime, reason: str, station: str) -> Entry:
    """Make the ledger's note of a person's word that moves an operation."""
    told = {"before": row.state.value, "after": state.value, "reason": reason}
    return note_of(row, "outbox.person-word", by, at, station, told)


def note_attempt(connection: sqlite3.Connection, attempt: Attempt) -> None:
    """Store an attempt, or its end if it is there already."""
    connection.execute(
        _NOTE_ATTEMPT,
        (
            attempt.attempt_id,
            attempt.marker,
            attempt.what,
            time_text(attempt.started),
            optional_time_text(attempt.ended),
            attempt.result,
            storable(attempt.detail),
        ),
    )
