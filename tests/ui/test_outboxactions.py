"""What can be done with an operation follows from how it stands; what changes the service asks for name and reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State
from stockdesk.core.removal import Purpose, Removal
from stockdesk.ui.outboxactions import Deed, actions_for, is_half_done
from tests.support.outboxrows import NOON, outbox_row

MARKER = "SD-2222222222"


def deeds(
    row: OutboxRow, *others: OutboxRow, removals: tuple[Removal, ...] = (), account: str = "account"
) -> list[str]:
    return [action.deed.value for action in actions_for(row, (row, *others), removals, account)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.QUEUED, ["hurry", "withdraw"]),
        (State.SENDING, []),
        (State.UNKNOWN, ["hurry", "arrived", "absent", "give-up"]),
        (State.PARTIAL, ["accept", "taken-back"]),
        (State.REJECTED, ["copy", "requeue"]),
        (State.POSTED, []),
        (State.WITHDRAWN, []),
    ],
)
def test_each_state_has_its_actions(state: State, expected: list[str]) -> None:
    assert deeds(outbox_row(MARKER, state)) == expected


def test_what_may_have_arrived_is_not_taken_back_as_a_draft() -> None:
    row = outbox_row(MARKER)
    assert deeds(replace(row, ever_unknown=True)) == ["hurry"]
    assert deeds(row, replace(row, state=State.SENDING)) == ["hurry"]


def test_document_that_is_known_can_be_taken_back_and_one_that_is_gone_cannot() -> None:
    row = replace(outbox_row(MARKER, State.PARTIAL), document_id=9)
    assert deeds(row) == ["accept", "take-back", "taken-back", "hurry"]
    assert deeds(replace(row, reason="readback.gone")) == ["accept", "taken-back", "hurry"]
    assert deeds(replace(row, document_id=None)) == ["accept", "taken-back"]


def test_while_something_is_being_removed_nothing_else_is_done() -> None:
    row = replace(outbox_row(MARKER, State.PARTIAL), document_id=9)
    under_way = Removal(MARKER, 9, Purpose.TAKE_BACK, "Anna", NOON)
    assert deeds(row, removals=(under_way,)) == ["hurry"]
    assert "accept" in deeds(row, removals=(replace(under_way, ended=NOON, result="removal.refused"),))


def test_each_spare_document_has_its_own_removal() -> None:
    row = replace(outbox_row(MARKER, State.POSTED), reason="posted.twins", reason_arguments={"documents": "7, 9"})
    actions = actions_for(row, (row,), (), "account")
    assert [(action.deed, action.document) for action in actions] == [(Deed.REMOVE_SPARE, 7), (Deed.REMOVE_SPARE, 9)]


def test_half_of_a_transfer_is_finished_or_taken_back_from_either_leg() -> None:
    out = replace(outbox_row(f"{MARKER}-1", State.POSTED), role=Role.OUT, leg=1)
    into = replace(outbox_row(f"{MARKER}-2", State.REJECTED), role=Role.IN, leg=2)
    assert is_half_done((out, into))
    assert deeds(out, into) == deeds(into, out) == ["finish", "take-back-half", "leave"]


def test_refused_part_of_a_split_can_be_copied_too() -> None:
    first = replace(outbox_row(f"{MARKER}-1", State.POSTED), role=Role.PART, leg=1)
    second = replace(outbox_row(f"{MARKER}-2", State.REJECTED), role=Role.PART, leg=2)
    assert deeds(second, first) == ["finish", "take-back-half", "copy", "leave"]


def test_refused_document_can_be_left_until_somebody_has_seen_it() -> None:
    row = replace(outbox_row(MARKER, State.REJECTED), reason="attempt.invalid")
    assert deeds(row) == ["copy", "requeue", "leave"]
    assert deeds(replace(row, reason_arguments={"seen": "Anna"})) == ["copy", "requeue"]


def test_half_done_document_is_left_with_name_and_reason() -> None:
    out = replace(outbox_row(f"{MARKER}-1", State.POSTED), base=MARKER, role=Role.OUT, leg=1)
    into = replace(outbox_row(f"{MARKER}-2", State.REJECTED), base=MARKER, role=Role.IN, leg=2)
    for row in (out, into):
        leave = actions_for(row, (out, into), (), "account")[-1]
        assert (leave.deed, bool(leave.asks)) == (Deed.LEAVE, True)
    seen = replace(into, reason_arguments={"seen": "Anna"})
    assert deeds(out, seen) == ["finish", "take-back-half"]


def test_posted_document_with_others_like_it_can_be_left() -> None:
    row = replace(outbox_row(MARKER, State.POSTED), reason="restore.late", reason_arguments={"alike": "17"})
    assert deeds(row) == ["leave"]


def test_document_of_somebody_else_can_be_taken_over() -> None:
    assert deeds(outbox_row(MARKER), account="other")[-1] == "take-over"
    assert deeds(outbox_row(MARKER, State.UNKNOWN), account="other")[-1] == "take-over"


@pytest.mark.parametrize("state", list(State))
def test_what_changes_the_service_or_overrides_its_word_asks_for_a_reason(state: State) -> None:
    row = replace(outbox_row(MARKER, state), document_id=9)
    free = {Deed.HURRY, Deed.WITHDRAW, Deed.TAKE_OVER, Deed.COPY, Deed.REQUEUE, Deed.FINISH}
    for action in actions_for(row, (row,), (), "account"):
        assert bool(action.asks) == (action.deed not in free)
