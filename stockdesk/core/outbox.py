"""What the outbox keeps of an operation: the approved bytes, where it stands, and the proof so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from stockdesk.core.operation import Kind, Operation
from stockdesk.core.posting import Doubt, State


class Role(StrEnum):
    """What an operation is to its document: the whole, a part of a split, or a leg of a transfer by a pair."""

    WHOLE = "whole"
    PART = "part"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Planned:
    """An operation ready to be put into bytes and queued; ``leg`` counts from 1, 0 for a whole document."""

    marker: str
    leg: int
    role: Role
    operation: Operation


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One operation in the outbox.

    ``marker`` is its own (with the leg), ``base`` the one people see. ``kind`` is the document's kind, ``type_id`` the
    operation's. ``approved_by`` names whose token sends it (a key of the token store, never a token). Times are UTC;
    ``seen_before`` is the server's last seen ``Date`` before the first attempt, None when none was seen.
    ``document_id`` and ``number`` are the service's. ``reason`` is a code with ``reason_arguments`` for people.
    ``not_before`` holds back the next step, ``absent_since`` is the time of the first look-up that found nothing.
    ``restored`` is the time of the copy that it, or its draft, stands as in since a backup was brought back: its
    document may have been posted later under another marker, that nobody here knows any more.
    An operation that was ``ever_unknown`` is watched for late twins from ``settled`` on, when it came to rest;
    ``twins_checked`` is its last look-up since, ``watched`` says that the watch is over (both times are the server's).
    """

    marker: str
    base: str
    leg: int
    role: Role
    kind: Kind
    type_id: int
    local_document: str
    location_id: int
    storage_id: int
    to_storage_id: int | None
    products: frozenset[int]
    lines: int
    body: bytes
    state: State
    created: datetime
    operation_date: datetime
    approved_by: str
    person: str
    attempts: int = 0
    failures: int = 0
    doubt: Doubt = Doubt.NONE
    sent: datetime | None = None
    seen_before: datetime | None = None
    not_before: datetime | None = None
    absent_since: datetime | None = None
    document_id: int | None = None
    number: str | None = None
    ever_unknown: bool = False
    settled: datetime | None = None
    twins_checked: datetime | None = None
    watched: bool = False
    restored: datetime | None = None
    reason: str = ""
    reason_arguments: Mapping[str, str] = field(default_factory=dict)

    def depends_on(self, earlier: OutboxRow) -> bool:
        """Whether this row must wait for an earlier one: they share a product and a storage (section 4, "Order")."""
        if (self.server, self.location_id) != (earlier.server, earlier.location_id):
            return False
        if not self.products & earlier.products:
            return False
        mine = {self.storage_id, self.to_storage_id} - {None}
        return bool(mine & ({earlier.storage_id, earlier.to_storage_id} - {None}))

    @property
    def server(self) -> str:
        """The service that it was approved for; it goes to no other."""
        return self.approved_by.rpartition("|")[0]

    @property
    def may_be_there(self) -> bool:
        """Whether a row that is queued may have reached the service all the same."""
        return self.ever_unknown or self.doubt is not Doubt.NONE or self.restored is not None

    @property
    def places(self) -> frozenset[tuple[str, int, int, int]]:
        """Server, location, storage and product of all that it touches: rows that share one depend on each other."""
        storages = {self.storage_id, self.to_storage_id} - {None}
        return frozenset(
            (self.server, self.location_id, storage, product)
            for storage in storages
            if storage is not None
            for product in self.products
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What an outbox knows of what stands at the service: its own markers, and which document each has become."""

    markers: frozenset[str]
    documents: Mapping[int, str]

    def is_of_another(self, document_id: int, marker: str) -> bool:
        """Whether a document is known as that of another operation than this one."""
        return self.documents.get(document_id, marker) != marker


_BEHIND = "behind"


def covered(row: OutboxRow, reason: str, **arguments: str) -> dict[str, object]:
    """Return the changes that put a passing reason before a row's own, which stands behind it until ``uncovered``."""
    behind = row.reason_arguments.get(_BEHIND, "" if row.reason == reason else row.reason)
    kept = {**row.reason_arguments, **arguments} | ({_BEHIND: behind} if behind else {})
    return {"reason": reason, "reason_arguments": kept}


def uncovered(row: OutboxRow, *names: str) -> dict[str, object]:
    """Return the changes that take a passing reason away, with the arguments of these names."""
    kept = {name: value for name, value in row.reason_arguments.items() if name not in (*names, _BEHIND)}
    return {"reason": row.reason_arguments.get(_BEHIND, ""), "reason_arguments": kept}


def own_reason(row: OutboxRow) -> str:
    """Return a row's own reason, also while a passing one stands before it."""
    return row.reason_arguments.get(_BEHIND, row.reason)


def told_reason(row: OutboxRow) -> str:
    """Return the reason to tell people: what was refused is not known to be nowhere until it was looked for."""
    if row.state is State.UNKNOWN and row.doubt is Doubt.REFUSED and row.reason.startswith("attempt."):
        return "lookup.refused"
    return row.reason


def whole_state(states: Iterable[State]) -> State:
    """Return how a document stands whose operations stand like this.

    What is still open goes first, the unknown before the waiting; a document of which some operations are on the
    server and others are not is ``partial``.
    """
    found = set(states)
    for state in (State.UNKNOWN, State.SENDING, State.PARTIAL, State.QUEUED):
        if state in found:
            return state
    if State.POSTED not in found:
        return State.WITHDRAWN if found <= {State.WITHDRAWN} else State.REJECTED
    return State.POSTED if found == {State.POSTED} else State.PARTIAL


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send, read back or look up an operation: the proof that people are shown.

    ``what`` is send, read or look-up; ``result`` an outcome or finding, ``detail`` what was asked and found.
    """

    attempt_id: str
    marker: str
    what: str
    started: datetime
    ended: datetime | None = None
    result: str = ""
    detail: str = ""
