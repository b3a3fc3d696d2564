"""The rules of posting exactly once: states, allowed moves, and what follows from an attempt or a look-up.

The service has no idempotency key and never refuses a repeat, and a lost answer says nothing. So nothing is sent again
unless it was surely never sent, or was looked for and found absent (design, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never


class State(StrEnum):
    """Where an operation stands. ``withdrawn`` is the end of one that a person took back before it was ever sent."""

    QUEUED = "queued"
    SENDING = "sending"
    POSTED = "posted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    PARTIAL = "partial"
    WITHDRAWN = "withdrawn"

    @property
    def final(self) -> bool:
        """Whether nothing is left to do."""
        return self in (State.POSTED, State.REJECTED, State.WITHDRAWN)


class Mover(StrEnum):
    """Who moves an operation from one state to another."""

    ATTEMPT = "attempt"
    LOOKUP = "lookup"
    RECOVERY = "recovery"
    LEG = "leg"
    REMOVAL = "removal"
    PERSON = "person"


_MOVES: dict[Mover, frozenset[tuple[State, State]]] = {
    Mover.ATTEMPT: frozenset(
        {
            (State.QUEUED, State.SENDING),
            (State.SENDING, State.QUEUED),
            (State.SENDING, State.POSTED),
            (State.SENDING, State.PARTIAL),
            (State.SENDING, State.REJECTED),
            (State.SENDING, State.UNKNOWN),
        }
    ),
    Mover.LOOKUP: frozenset(
        {
            (State.UNKNOWN, State.POSTED),
            (State.UNKNOWN, State.PARTIAL),
            (State.UNKNOWN, State.QUEUED),
            (State.UNKNOWN, State.REJECTED),
            (State.QUEUED, State.POSTED),
            (State.QUEUED, State.PARTIAL),
            (State.QUEUED, State.UNKNOWN),
            # Read once more, it was all there: the service shows what it has accepted only after a while.
            (State.PARTIAL, State.POSTED),
        }
    ),
    Mover.RECOVERY: frozenset(
        {
            (State.SENDING, State.UNKNOWN),
            (State.QUEUED, State.UNKNOWN),
            (State.PARTIAL, State.UNKNOWN),
        }
    ),
    # The second leg of a pair is never sent when its first leg was refused: stock would come out of nothing.
    Mover.LEG: frozenset({(State.QUEUED, State.REJECTED)}),
    # Taken back at the service by a person's wish, lines first, and read back as gone.
    Mover.REMOVAL: frozenset({(State.PARTIAL, State.REJECTED), (State.POSTED, State.REJECTED)}),
    Mover.PERSON: frozenset(
        {
            (State.QUEUED, State.WITHDRAWN),
            (State.REJECTED, State.QUEUED),
            (State.PARTIAL, State.POSTED),
            (State.PARTIAL, State.REJECTED),
            (State.UNKNOWN, State.POSTED),
            (State.UNKNOWN, State.PARTIAL),
            (State.UNKNOWN, State.QUEUED),
            (State.UNKNOWN, State.REJECTED),
        }
    ),
}


def may_move(mover: Mover, before: State, after: State) -> bool:
    """Whether this mover may take an operation from one state to the other (design, section 4, "States")."""
    return (before, after) in _MOVES[mover]


class OutcomeKind(StrEnum):
    """What one attempt to send came to."""

    ACCEPTED = "accepted"
    NOT_SENT = "not-sent"
    AUTH = "auth"
    THROTTLED = "throttled"
    REFUSED = "refused"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an attempt, with what the answer told.

    ``reason`` is a code, ``detail`` the service's own words or the fault's name (for people, never branched on);
    ``retry_after`` is in seconds; ``server_date`` is the answer's ``Date``, UTC.
    """

    kind: OutcomeKind
    reason: str = ""
    detail: str = ""
    status: int | None = None
    retry_after: float | None = None
    document_id: int | None = None
    number: str | None = None
    server_date: datetime | None = None


class Finding(StrEnum):
    """What a look-up by marker came to."""

    EQUAL = "equal"
    DIFFERENT = "different"
    ABSENT = "absent"
    INCONCLUSIVE = "inconclusive"


class Doubt(StrEnum):
    """Why an operation is looked up before anything else happens to it."""

    NONE = ""
    LOST = "lost"
    """The answer got lost: absent twice, a settle time apart, before it is queued again."""
    REFUSED = "refused"
    """The service refused it; an operation may not be all-or-nothing, so it is looked for once."""
    THROTTLED = "throttled"
    """A 429 is undocumented here; one look-up before it is sent again."""
    RESEND = "resend"
    """Found absent twice; once more right before the resend."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to store after an attempt or a look-up: the next state, the doubt that is left, and when to go on.

    ``wait`` is in seconds from now, None for "at once"; ``pause`` stops all posting until the next sign-in or the next
    ``outbox run``.
    """

    state: State
    doubt: Doubt = Doubt.NONE
    wait: float | None = None
    pause: bool = False


SETTLE_SECONDS = 120.0
"""Time between two look-ups that must both find nothing (design, section 4)."""
FIRST_BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 60.0


def backoff(failures: int) -> float:
    """Return the seconds to wait after the n-th failure in a row (1 or more): 1 s, doubled up to 60 s."""
    return min(FIRST_BACKOFF_SECONDS * 2.0 ** min(max(failures, 1) - 1, 10), LONGEST_BACKOFF_SECONDS)


def after_attempt(outcome: Outcome, failures: int, ever_unknown: bool = False) -> Verdict:
    """Return what follows from an attempt; ``failures`` counts failed attempts in a row, this one included.

    An accepted attempt stays ``sending`` until it is read back: 200 is no proof, a misnamed list gives 200 and an empty
    document. An operation that was ``ever_unknown`` and waits again is looked up again right before the next try: the
    wait may be long, and an earlier attempt may still commit.
    """
    again = Doubt.RESEND if ever_unknown else Doubt.NONE
    match outcome.kind:
        case OutcomeKind.ACCEPTED:
            return Verdict(State.SENDING)
        case OutcomeKind.NOT_SENT:
            return Verdict(State.QUEUED, again, wait=backoff(failures))
        case OutcomeKind.AUTH:
            return Verdict(State.QUEUED, again, pause=True)
        case OutcomeKind.THROTTLED:
            wait = backoff(failures) if outcome.retry_after is None else outcome.retry_after
            return Verdict(State.QUEUED, Doubt.THROTTLED, wait=wait)
        case OutcomeKind.REFUSED:
            return Verdict(State.UNKNOWN, Doubt.REFUSED)
        case OutcomeKind.AMBIGUOUS:
            return Verdict(State.UNKNOWN, Doubt.LOST)
        case _ as never:
            assert_never(never)


def after_readback(finding: Finding, settle: float = SETTLE_SECONDS) -> Verdict:
    """Return what follows from reading an accepted document back; unreadable leaves it unknown, to be looked up.

    A difference is told at once and read once more after ``settle`` seconds, see ``after_reread``.
    """
    match finding:
        case Finding.EQUAL:
            return Verdict(State.POSTED)
        case Finding.DIFFERENT | Finding.ABSENT:
            return Verdict(State.PARTIAL, wait=settle)
        case Finding.INCONCLUSIVE:
            return Verdict(State.UNKNOWN, Doubt.LOST)
        case _ as never:
            assert_never(never)


def after_reread(finding: Finding, failures: int, gone: bool = False) -> Verdict:
    """Return what follows from reading a ``partial`` document once more.

    The service may show lines only some time after it has accepted them (real-world, "read after write"). What is
    ``gone`` or still different stays for a person; what could not be read is read again.
    """
    if finding is Finding.EQUAL:
        return Verdict(State.POSTED)
    again = finding is Finding.INCONCLUSIVE and not gone
    return Verdict(State.PARTIAL, wait=backoff(failures) if again else None)


def after_lookup(
    doubt: Doubt,
    finding: Finding,
    since_absent: float | None,
    settle: float = SETTLE_SECONDS,
    failures: int = 1,
    known: bool = False,
) -> Verdict:
    """Return what follows from a look-up.

    ``since_absent`` is the time in seconds since the first look-up that found nothing, None when this is the first;
    ``settle`` the least time between two such look-ups. An inconclusive look-up never releases an operation. One whose
    document was ``known`` by its id and is gone was deleted by somebody: a person decides, it is never sent again.
    """
    if finding is Finding.EQUAL:
        return Verdict(State.POSTED)
    if finding is Finding.DIFFERENT:
        return Verdict(State.PARTIAL, wait=settle)
    if finding is Finding.INCONCLUSIVE:
        return Verdict(State.UNKNOWN, Doubt.LOST if doubt is Doubt.NONE else doubt, wait=backoff(failures))
    match doubt:
        case Doubt.REFUSED:
            return Verdict(State.REJECTED)
        case Doubt.THROTTLED | Doubt.RESEND:
            return Verdict(State.QUEUED)
        case Doubt.LOST | Doubt.NONE:
            if since_absent is None:
                return Verdict(State.UNKNOWN, Doubt.LOST, wait=settle)
            if since_absent < settle:
                return Verdict(State.UNKNOWN, Doubt.LOST, wait=settle - since_absent)
            return Verdict(State.PARTIAL, wait=settle) if known else Verdict(State.QUEUED, Doubt.RESEND)
        case _ as never:
            assert_never(never)
