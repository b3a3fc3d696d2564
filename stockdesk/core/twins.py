"""Late twins: a request can still commit after the look-ups, so what was ever unknown is looked for again.

Twice: ten settle times after it came to rest, and at the first start on another day (design, section 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from stockdesk.core.outbox import OutboxRow
from stockdesk.core.posting import State

LATE_SETTLES = 10
"""Settle times after which an operation that was ever unknown is looked up again."""
A_DAY = timedelta(days=1)
"""How much later a program that is never started anew looks for the second time."""

APART = timedelta(hours=4)
"""How long after an operation came to rest the last look must be: with midnight between, one look would be both."""

DOCUMENTS = "documents"
"""The argument of a row's reason that names the spare documents."""
ALIKE = "alike"
"""The argument of a row's reason that names documents that may be the same person's, under a lost marker."""
SAME = "same"
"""The argument beside it: the document, where there is but one, and it has the very goods; else ""."""


def next_watch(
    settled: datetime, checked: datetime | None, settle: float, zone: tzinfo, started: datetime
) -> datetime | None:
    """Return when an operation is to be looked up again, None when that is over.

    All times are the server's: ``settled`` when the operation came to rest, ``checked`` when it was last looked up
    since, ``started`` when this program was. ``settle`` is in seconds, ``zone`` the location's.
    """
    late = settled + timedelta(seconds=LATE_SETTLES * settle)
    day = settled.astimezone(zone).date()
    due = []
    if checked is None or checked < late:
        due.append(late)
    if checked is None or checked.astimezone(zone).date() <= day:
        due.append(started if started.astimezone(zone).date() > day else settled + A_DAY)
    elif checked < settled + APART:
        due.append(settled + APART)
    return min(due, default=None)


def spares(state: State, document_id: int | None, bearing: Iterable[int]) -> tuple[int, ...]:
    """Return which of the documents that bear an operation's marker are too many.

    ``document_id`` is the one that counts. Of an operation that was refused or taken back all are too many.
    """
    found = sorted(set(bearing))
    if state not in (State.POSTED, State.PARTIAL):
        return tuple(found)
    kept = document_id if document_id is not None else next(iter(found), None)
    return tuple(one for one in found if one != kept)


def twins_of(row: OutboxRow) -> tuple[int, ...]:
    """Return the spare documents that a row reports, by the service's ids."""
    return tuple(int(one) for one in row.reason_arguments.get(DOCUMENTS, "").split(", ") if one)


def alike_of(row: OutboxRow) -> tuple[int, ...]:
    """Return the documents that may be a restored row's, posted under a marker that is lost, by the service's ids."""
    return tuple(int(one) for one in row.reason_arguments.get(ALIKE, "").split(", ") if one)


def same_as(row: OutboxRow) -> int | None:
    """Return the one document that a person can only mean who says that a restored row is there, None without one."""
    told_of = row.reason_arguments.get(SAME, "")
    return int(told_of) if told_of else None


def twin_reason(state: State) -> str:
    """Return the reason that reports spare documents of an operation in this state."""
    return "posted.twins" if state in (State.POSTED, State.PARTIAL) else "rejected.twins"


def told(documents: Iterable[int]) -> str:
    """Return documents as the argument of a reason."""
    return ", ".join(str(one) for one in documents)
