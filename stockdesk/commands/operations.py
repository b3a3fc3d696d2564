"""How operations of the outbox are told: the JSON forms, and one line each for people."""

from __future__ import annotations

from collections.abc import Sequence

from stockdesk.commands.composition import time_form
from stockdesk.core.outbox import OutboxRow, Role, told_reason
from stockdesk.core.posting import State
from stockdesk.ui import messages

EXIT_STATUS = {State.POSTED: 0, State.REJECTED: 1, State.WITHDRAWN: 1}
"""Exit status by state; every other state is left in the outbox, which is 3."""
LEFT_IN_OUTBOX = 3


_STANDING = {
    State.QUEUED: "outbox.waits",
    State.SENDING: "outbox.in-flight",
    State.UNKNOWN: "outbox.in-flight",
}
"""What is said of an operation for which no other reason is noted."""

SIDES = ("missing", "surplus")
"""The two sides of a difference between what was sent and what the service holds, lines set apart by a semicolon."""
SHOWN_GOODS = 5


def _short(goods: str) -> str:
    """Return one side of a difference as far as a sentence can hold it."""
    lines = [line for line in goods.split("; ") if line]
    more = f" and {len(lines) - SHOWN_GOODS} more" if len(lines) > SHOWN_GOODS else ""
    return "; ".join(lines[:SHOWN_GOODS]) + more or "nothing"


def reason_of(row: OutboxRow) -> str | None:
    """Return why an operation stands where it stands, in a sentence; None where there is nothing to say."""
    if row.reason:
        sides = {side: _short(row.reason_arguments[side]) for side in SIDES if side in row.reason_arguments}
        return messages.words(told_reason(row), {**row.reason_arguments, **sides})
    standing = _STANDING.get(row.state)
    return None if standing is None else messages.words(standing, {})


def listed(row: OutboxRow) -> dict[str, object]:
    """Return the form of ``outbox list``."""
    return {
        "marker": row.marker,
        "state": row.state.value,
        "kind": row.kind.value,
        "storage_id": row.storage_id,
        "lines": row.lines,
        "created": time_form(row.created),
        "sent": time_form(row.sent),
        "document_id": row.document_id,
        "number": row.number,
        "reason": reason_of(row),
    }


def overall(rows: Sequence[OutboxRow]) -> State:
    """Return where a document stands whose operations these are (design, section 4).

    What is in flight in another process is unknown here. Some posted and some refused is ``partial``; so is a refused
    one whose first half went through.
    """
    states = {State.UNKNOWN if row.state is State.SENDING else row.state for row in rows}
    refused = states & {State.REJECTED, State.WITHDRAWN}
    if State.PARTIAL in states or (refused and State.POSTED in states):
        return State.PARTIAL
    for state in (State.UNKNOWN, State.QUEUED):
        if state in states:
            return state
    return State.REJECTED if refused else State.POSTED


def posted_form(base: str, rows: Sequence[OutboxRow], stopped: str = "") -> dict[str, object]:
    """Return the form of ``post``: of the one operation, or of the document with its ``operations``.

    ``stopped`` is what ended the run before its time; it goes before the reason of what is not at its end.
    """
    if len(rows) == 1:
        return _one(rows[0], stopped)
    reasons = (_why(row, stopped) for row in rows if row.state is not State.POSTED)
    return {
        "state": overall(rows).value,
        "marker": base,
        "document_id": None,
        "number": None,
        "lines": sum(row.lines for row in rows if row.role is not Role.IN),
        "reason": next((reason for reason in reasons if reason), None),
        "operations": [_one(row, stopped) for row in rows],
    }


def _why(row: OutboxRow, stopped: str) -> str | None:
    told = [text for text in ("" if row.state.final else stopped, reason_of(row)) if text]
    return " ".join(told) or None


def _one(row: OutboxRow, stopped: str) -> dict[str, object]:
    return {
        "state": overall([row]).value,
        "marker": row.marker,
        "document_id": row.document_id,
        "number": row.number,
        "lines": row.lines,
        "reason": _why(row, stopped),
    }


def told(row: OutboxRow) -> str:
    """Return an operation as one line for people."""
    number = f" as document {row.number or row.document_id}" if row.document_id is not None else ""
    reason = reason_of(row)
    lines = "line" if row.lines == 1 else "lines"
    return f"{row.marker}  {row.state.value:<9} {row.kind.value}, {row.lines} {lines}{number}" + (
        f"  {reason}" if reason else ""
    )


def exit_status(state: State) -> int:
    """Return the exit status for a document or operation in this state."""
    return EXIT_STATUS.get(state, LEFT_IN_OUTBOX)
