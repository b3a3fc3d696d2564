"""What a person may do with an operation in the outbox, and the words for it; the rules are the posting's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stockdesk.core.attention import needs_person
from stockdesk.core.outbox import OutboxRow, Role, whole_state
from stockdesk.core.posting import State
from stockdesk.core.removal import Removal
from stockdesk.core.twins import twins_of
from stockdesk.ui.words import tr


class Deed(StrEnum):
    """Each thing that can be done."""

    HURRY = "hurry"
    WITHDRAW = "withdraw"
    TAKE_OVER = "take-over"
    COPY = "copy"
    REQUEUE = "requeue"
    ARRIVED = "arrived"
    ABSENT = "absent"
    GIVE_UP = "give-up"
    ACCEPT = "accept"
    TAKE_BACK = "take-back"
    TAKEN_BACK = "taken-back"
    FINISH = "finish"
    TAKE_BACK_HALF = "take-back-half"
    REMOVE_SPARE = "remove-spare"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Action:
    """A button. ``asks`` is what follows from it: where it is set, the person's name and reason are asked for first.

    ``document`` is the service's id of a spare document, 0 for all other actions.
    """

    deed: Deed
    title: str
    asks: str = ""
    document: int = 0


def is_half_done(parts: Sequence[OutboxRow]) -> bool:
    """Whether a document of several operations stands half on the service: some are there, others were refused."""
    states = [part.state for part in parts]
    return len(parts) > 1 and State.REJECTED in states and whole_state(states) is State.PARTIAL


def actions_for(
    row: OutboxRow, parts: Sequence[OutboxRow], removals: Sequence[Removal], account: str
) -> tuple[Action, ...]:
    """Return what may be done now. ``account`` is whose tokens are here; ``parts`` are all of the row's document."""
    if any(removal.ended is None for removal in removals):
        return (Action(Deed.HURRY, tr("Ask the service now")),)
    spares = tuple(_remove_spare(document) for document in twins_of(row))
    if spares and row.state is not State.UNKNOWN:
        return spares
    others = (Action(Deed.TAKE_OVER, tr("Take it over and send it")),) if row.approved_by != account else ()
    match row.state:
        case State.QUEUED:
            return (*_queued(parts), *others)
        case State.UNKNOWN:
            return (*_unknown(), *others)
        case State.PARTIAL:
            return _partial(row)
        case State.REJECTED | State.POSTED if is_half_done(parts):
            return (*_half_done(row), *_leave_half(parts))
        case State.REJECTED:
            copy = Action(Deed.COPY, tr("Copy to a new draft"))
            return (copy, Action(Deed.REQUEUE, tr("Send again as it is")), *_leave(parts))
        case State.POSTED:
            return _leave(parts)
        case _:
            return ()


def _leave(parts: Sequence[OutboxRow]) -> tuple[Action, ...]:
    """What takes a document off the list of those that need a person, and changes nothing else."""
    return (Action(Deed.LEAVE, tr("Leave it, I have seen it")),) if needs_person(parts) else ()


def _leave_half(parts: Sequence[OutboxRow]) -> tuple[Action, ...]:
    if not needs_person(parts):
        return ()
    asks = tr("What is there stays, and the rest is not sent. Book the difference yourself.")
    return (Action(Deed.LEAVE, tr("Leave it half done…"), asks),)


def _remove_spare(document: int) -> Action:
    asks = tr("The spare document {document} is removed in the service, its lines first, and read back as gone.")
    title = tr("Remove the spare {document}").format(document=document)
    return Action(Deed.REMOVE_SPARE, title, asks.format(document=document), document)


def _queued(parts: Sequence[OutboxRow]) -> tuple[Action, ...]:
    send = Action(Deed.HURRY, tr("Send now"))
    if all(part.state is State.QUEUED and not part.may_be_there for part in parts):
        return (send, Action(Deed.WITHDRAW, tr("Take back as a draft")))
    return (send,)


def _unknown() -> tuple[Action, ...]:
    return (
        Action(Deed.HURRY, tr("Ask the service now")),
        Action(
            Deed.ARRIVED, tr("I saw it there…"), tr("It counts as posted from now on, and is not looked for any more.")
        ),
        Action(
            Deed.ABSENT,
            tr("It is not there, send it…"),
            tr("It is sent again. Was it there after all, the goods are booked twice: look in the service first."),
        ),
        Action(
            Deed.GIVE_UP,
            tr("It is not there, leave it…"),
            tr("It counts as rejected from now on and is not sent. You can copy it to a new draft then."),
        ),
    )


def _partial(row: OutboxRow) -> tuple[Action, ...]:
    accept = Action(
        Deed.ACCEPT,
        tr("Accept it as it is there…"),
        tr("It counts as posted, and stays in the service as it is there. Book the difference yourself."),
    )
    by_hand = Action(
        Deed.TAKEN_BACK,
        tr("I took it back there…"),
        tr("It counts as rejected from now on. You can send it again or copy it to a new draft then."),
    )
    read = Action(Deed.HURRY, tr("Read it again now"))
    if row.document_id is None:
        return (accept, by_hand)
    if row.reason == "readback.gone":
        return (accept, by_hand, read)
    take_back = Action(
        Deed.TAKE_BACK,
        tr("Take it back…"),
        tr("What is there is removed in the service, its lines first, and read back as gone."),
    )
    return (accept, take_back, by_hand, read)


def _half_done(row: OutboxRow) -> tuple[Action, ...]:
    finish = Action(Deed.FINISH, tr("Finish: send what was refused"))
    asks = tr("What is there is removed in the service, its lines first, and read back as gone. Nothing more is sent.")
    take_back = Action(Deed.TAKE_BACK_HALF, tr("Take back what is there…"), asks)
    copy = (Action(Deed.COPY, tr("Copy what was refused to a new draft")),) if row.role is Role.PART else ()
    return (finish, take_back, *copy)
