"""Which documents need a person: each counts once, until somebody has dealt with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stockdesk.core.attention import SEEN, Attention, attention, needing, needs_person
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State
from tests.support.outboxrows import outbox_row

BASE = "SD-2222222222"
TWINS = {"documents": "17, 18"}


def row(state: State, reason: str = "", **arguments: str) -> OutboxRow:
    return replace(outbox_row(BASE, state), reason=reason, reason_arguments=arguments)


def pair(out: OutboxRow, into: OutboxRow) -> tuple[OutboxRow, OutboxRow]:
    return (
        replace(out, marker=f"{BASE}-1", leg=1, role=Role.OUT),
        replace(into, marker=f"{BASE}-2", leg=2, role=Role.IN),
    )


@pytest.mark.parametrize("state", list(State))
def test_operation_that_reports_twins_needs_a_person_in_whatever_state(state: State) -> None:
    assert needs_person([row(state, "posted.twins", **TWINS)])
    assert needs_person([row(state, "token.missing", behind="posted.twins", **TWINS)])


@pytest.mark.parametrize("state", [State.POSTED, State.UNKNOWN])
def test_document_that_may_be_another_of_a_restored_one_needs_a_person(state: State) -> None:
    assert needs_person([row(state, "restore.late", alike="17")])


@pytest.mark.parametrize("state", list(State))
def test_operation_by_itself_needs_a_person_only_when_it_is_partly_there(state: State) -> None:
    assert needs_person([row(state)]) == (state is State.PARTIAL)


def test_document_that_the_service_refused_needs_a_person_until_somebody_has_seen_it() -> None:
    refused = row(State.REJECTED, "attempt.invalid", detail="bad")
    assert needs_person([refused])
    assert not needs_person([replace(refused, reason_arguments={"detail": "bad", SEEN: "Anna"})])


@pytest.mark.parametrize("reason", ["", "removal.taken-back"])
def test_document_that_a_person_gave_up_or_took_back_needs_nobody(reason: str) -> None:
    assert not needs_person([row(State.REJECTED, reason)])


def test_half_done_transfer_needs_a_person_and_one_under_way_does_not() -> None:
    refused = row(State.REJECTED, "attempt.invalid")
    assert needs_person(pair(row(State.POSTED), refused))
    assert needs_person(pair(row(State.POSTED), row(State.REJECTED)))
    assert not needs_person(pair(row(State.POSTED), row(State.QUEUED)))
    seen = replace(refused, reason_arguments={SEEN: "Anna"})
    assert not needs_person(pair(row(State.POSTED), seen))


def test_transfer_of_which_the_first_half_was_refused_counts_once_and_goes_with_it() -> None:
    legs = pair(row(State.REJECTED, "attempt.invalid"), row(State.REJECTED, "leg.first-refused"))
    assert attention(legs) == Attention(problems=1)
    seen = pair(row(State.REJECTED, "attempt.invalid", **{SEEN: "Anna"}), row(State.REJECTED, "leg.first-refused"))
    assert attention(seen) == Attention()


def test_transfer_whose_first_half_was_taken_back_needs_nobody() -> None:
    assert not needs_person(pair(row(State.REJECTED, "removal.taken-back"), row(State.REJECTED, "attempt.invalid")))


def test_refused_part_needs_a_person_while_others_still_wait() -> None:
    assert needs_person(pair(row(State.QUEUED), row(State.REJECTED, "attempt.invalid")))


def test_each_document_counts_once_however_many_operations_of_it_are_amiss() -> None:
    split = pair(row(State.PARTIAL), row(State.UNKNOWN))
    lost = [replace(outbox_row(f"SD-333333333{leg}", State.UNKNOWN), base="SD-3333333333", leg=leg) for leg in (1, 2)]
    rows = [*split, *lost, outbox_row("SD-4444444444", State.POSTED)]
    assert attention(rows) == Attention(problems=1, unknown=1)
    assert needing(rows) == {BASE}
    assert attention([]) == Attention()
