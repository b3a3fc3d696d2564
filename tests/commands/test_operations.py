"""Operations of the outbox in the promised JSON forms, and what they make of their document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stockdesk.commands.operations import exit_status, listed, overall, posted_form, reason_of, told
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State

BASE = "SD-7F3K9QX2M4"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROW = OutboxRow(
    marker=BASE, base=BASE, leg=0, role=Role.WHOLE, kind=Kind.RECEIPT, type_id=3, local_document="d", location_id=1,
    storage_id=5, to_storage_id=None, products=frozenset({1}), lines=3, body=b"{}", state=State.POSTED, created=NOON,
    operation_date=NOON, approved_by="a", person="Anna", document_id=17, number="4",
)  # fmt: skip


def legs(*states: State) -> list[OutboxRow]:
    return [
        replace(ROW, marker=f"{BASE}-{leg}", leg=leg, role=role, state=state)
        for leg, (state, role) in enumerate(zip(states, (Role.OUT, Role.IN), strict=False), start=1)
    ]


def test_one_operation_is_the_document() -> None:
    assert posted_form(BASE, [ROW]) == {
        "state": "posted", "marker": BASE, "document_id": 17, "number": "4", "lines": 3, "reason": None,
    }  # fmt: skip


def test_pair_lists_both_legs_and_counts_its_lines_once() -> None:
    form = posted_form(BASE, legs(State.POSTED, State.POSTED))
    assert (form["state"], form["marker"], form["lines"]) == ("posted", BASE, 3)
    assert isinstance(form["operations"], list)
    assert [leg["marker"] for leg in form["operations"]] == [f"{BASE}-1", f"{BASE}-2"]


@pytest.mark.parametrize(
    ("states", "state", "status"),
    [
        ((State.POSTED, State.POSTED), "posted", 0),
        ((State.POSTED, State.QUEUED), "queued", 3),
        ((State.POSTED, State.REJECTED), "partial", 3),
        ((State.REJECTED, State.WITHDRAWN), "rejected", 1),
        ((State.UNKNOWN, State.QUEUED), "unknown", 3),
        ((State.SENDING, State.QUEUED), "unknown", 3),
        ((State.PARTIAL, State.QUEUED), "partial", 3),
        ((State.QUEUED, State.QUEUED), "queued", 3),
    ],
)
def test_document_stands_where_its_operations_put_it(states: tuple[State, ...], state: str, status: int) -> None:
    together = overall(legs(*states))
    assert (together.value, exit_status(together)) == (state, status)


def test_listed_operation_has_times_with_offset_and_a_sentence() -> None:
    row = replace(ROW, state=State.UNKNOWN, sent=NOON, document_id=None, number=None, reason="attempt.reset")
    assert listed(row) == {
        "marker": BASE, "state": "unknown", "kind": "receipt", "storage_id": 5, "lines": 3,
        "created": "2026-11-24T12:00:00+00:00", "sent": "2026-11-24T12:00:00+00:00", "document_id": None,
        "number": None, "reason": reason_of(row),
    }  # fmt: skip
    assert "will not be sent twice" in str(reason_of(row))


def test_operation_in_flight_has_a_sentence_though_nothing_is_noted() -> None:
    for state in (State.SENDING, State.UNKNOWN, State.QUEUED):
        row = replace(ROW, state=state, document_id=None, number=None)
        assert reason_of(row)
        assert str(reason_of(row)) in told(row)
    assert reason_of(ROW) is None


def test_what_stopped_the_run_goes_before_the_reason_of_what_is_not_at_its_end() -> None:
    first, second = legs(State.POSTED, State.SENDING)
    form = posted_form(BASE, [first, second], "The disk is full.")
    assert form["reason"] == f"The disk is full. {reason_of(second)}"
    assert isinstance(form["operations"], list)
    assert [leg["reason"] for leg in form["operations"]] == [None, form["reason"]]
    assert posted_form(BASE, [ROW], "The disk is full.")["reason"] is None


def test_line_for_people_names_marker_state_and_document() -> None:
    assert told(ROW) == f"{BASE}  posted    receipt, 3 lines as document 4"


def test_sides_of_a_difference_fit_into_a_sentence() -> None:
    missing = "; ".join(f"{product}: 1 sale @5" for product in range(1, 8))
    row = replace(
        ROW, state=State.PARTIAL, reason="posted.different", reason_arguments={"missing": missing, "surplus": ""}
    )
    told_reason = reason_of(row) or ""
    assert "5: 1 sale @5 and 2 more" in told_reason
    assert "6: 1 sale @5" not in told_reason
    assert "Too much: nothing." in told_reason


def test_operation_that_waits_without_a_reason_says_how_it_goes_out() -> None:
    assert "outbox run" in (reason_of(replace(ROW, state=State.QUEUED)) or "")
    assert reason_of(ROW) is None
