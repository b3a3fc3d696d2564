from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest

from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Known, OutboxRow, Role, covered, uncovered, whole_state
from stockdesk.core.posting import Doubt, State

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROW = OutboxRow(
    marker="SD-7F3K9QX2M4",
    base="SD-7F3K9QX2M4",
    leg=0,
    role=Role.WHOLE,
    kind=Kind.RECEIPT,
    type_id=3,
    local_document="document",
    location_id=4564,
    storage_id=1,
    to_storage_id=None,
    products=frozenset({11, 12}),
    lines=2,
    body=b"{}",
    state=State.QUEUED,
    created=NOW,
    operation_date=NOW,
    approved_by="demo",
    person="Anna",
)


def row(
    products: set[int], storage_id: int = 1, to_storage_id: int | None = None, location_id: int = 4564
) -> OutboxRow:
    return replace(
        ROW,
        products=frozenset(products),
        storage_id=storage_id,
        to_storage_id=to_storage_id,
        location_id=location_id,
    )


def test_a_new_row_has_no_doubt_no_attempt_and_nothing_of_the_service() -> None:
    assert (ROW.attempts, ROW.failures, ROW.doubt, ROW.ever_unknown) == (0, 0, Doubt.NONE, False)
    assert (ROW.sent, ROW.document_id, ROW.number, ROW.reason) == (None, None, None, "")


@pytest.mark.parametrize(
    ("later", "earlier", "waits"),
    [
        (row({11}), row({11, 12}), True),
        (row({13}), row({11, 12}), False),
        (row({11}, 1), row({11}, 2), False),
        (row({11}, 2), row({11}, 1, 2), True),
        (row({11}, 1, 2), row({11}, 2), True),
        (row({11}, 1, 2), row({11}, 3, 2), True),
        (row({11}, 1, 2), row({11}, 3, 4), False),
        (row({11}, 1), row({11}, 2, None), False),
        (row({11}), row({11}, location_id=9), False),
        (row(set()), row({11}), False),
    ],
)
def test_a_row_waits_for_an_earlier_one_that_shares_a_product_and_a_storage(
    later: OutboxRow, earlier: OutboxRow, waits: bool
) -> None:
    assert later.depends_on(earlier) is waits
    assert earlier.depends_on(later) is waits
    assert later.places.isdisjoint(earlier.places) is not waits


@pytest.mark.parametrize("state", list(State))
def test_a_document_of_one_operation_stands_as_that_does(state: State) -> None:
    assert whole_state([state]) is state
    assert whole_state([state, state, state]) is state


@pytest.mark.parametrize(
    ("one", "other", "whole"),
    [
        (State.POSTED, State.REJECTED, State.PARTIAL),
        (State.POSTED, State.WITHDRAWN, State.PARTIAL),
        (State.REJECTED, State.WITHDRAWN, State.REJECTED),
        (State.POSTED, State.QUEUED, State.QUEUED),
        (State.POSTED, State.SENDING, State.SENDING),
        (State.QUEUED, State.SENDING, State.SENDING),
        (State.QUEUED, State.PARTIAL, State.PARTIAL),
        (State.QUEUED, State.REJECTED, State.QUEUED),
        (State.QUEUED, State.WITHDRAWN, State.QUEUED),
        (State.SENDING, State.PARTIAL, State.SENDING),
        (State.UNKNOWN, State.SENDING, State.UNKNOWN),
        (State.UNKNOWN, State.PARTIAL, State.UNKNOWN),
        (State.UNKNOWN, State.POSTED, State.UNKNOWN),
        (State.PARTIAL, State.REJECTED, State.PARTIAL),
    ],
)
def test_a_document_of_two_operations_stands_as_the_one_that_needs_looking_at(
    one: State, other: State, whole: State
) -> None:
    assert whole_state([one, other]) is whole_state([other, one]) is whole


def test_a_document_is_posted_only_where_all_its_operations_are() -> None:
    for size in range(1, len(State) + 1):
        for states in combinations(State, size):
            assert (whole_state(states) is State.POSTED) is (set(states) == {State.POSTED})


def test_what_is_queued_may_be_there_once_it_was_unknown_or_while_it_is_in_doubt() -> None:
    assert not ROW.may_be_there
    assert replace(ROW, ever_unknown=True).may_be_there
    assert replace(ROW, doubt=Doubt.THROTTLED).may_be_there


def test_a_passing_reason_stands_before_the_rows_own_and_gives_it_back() -> None:
    refused = replace(ROW, reason="attempt.forbidden", reason_arguments={"detail": "No rights.", "status": "403"})
    shown = replace(refused, **covered(refused, "rejected.twins", documents="5, 6"))  # type: ignore[arg-type]
    assert (shown.reason, shown.reason_arguments["documents"]) == ("rejected.twins", "5, 6")
    again = replace(shown, **covered(shown, "rejected.twins", documents="6"))  # type: ignore[arg-type]
    assert again.reason_arguments["documents"] == "6"
    assert replace(again, **uncovered(again, "documents")) == refused  # type: ignore[arg-type]


def test_a_passing_reason_before_none_leaves_none() -> None:
    assert covered(ROW, "token.missing", person="Boris") == {
        "reason": "token.missing",
        "reason_arguments": {"person": "Boris"},
    }
    shown = replace(ROW, **covered(ROW, "token.missing", person="Boris"))  # type: ignore[arg-type]
    assert replace(shown, **uncovered(shown, "person")) == ROW  # type: ignore[arg-type]


def test_row_of_a_copy_may_be_there_though_it_was_never_tried_here() -> None:
    assert not ROW.may_be_there
    assert replace(ROW, restored=NOW).may_be_there


def test_document_is_of_another_operation_only_where_it_is_known_as_that() -> None:
    known = Known(frozenset({"SD-7F3K9QX2M4", "SD-AAAAAAAAAA"}), {77: "SD-AAAAAAAAAA"})
    assert known.is_of_another(77, "SD-7F3K9QX2M4")
    assert not known.is_of_another(77, "SD-AAAAAAAAAA")
    assert not known.is_of_another(78, "SD-7F3K9QX2M4")
