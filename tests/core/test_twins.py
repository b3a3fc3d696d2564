from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stockdesk.core.posting import State
from stockdesk.core.twins import alike_of, next_watch, same_as, spares, told, twin_reason, twins_of
from tests.support.outboxrows import outbox_row

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SETTLE = 120.0
LATE = NOON + timedelta(minutes=20)
DAY = timedelta(days=1)
ROW = outbox_row("SD-7F3K9QX2M4")


def test_ten_settle_times_after_it_came_to_rest_an_operation_is_looked_up_again() -> None:
    assert next_watch(NOON, None, SETTLE, UTC, NOON) == LATE
    assert next_watch(NOON, LATE - timedelta(seconds=1), SETTLE, UTC, NOON) == LATE
    assert next_watch(NOON, None, 3.0, UTC, NOON) == NOON + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("started", "due"),
    [
        (NOON - DAY, NOON + DAY),
        (NOON + timedelta(hours=11), NOON + DAY),
        (NOON + timedelta(hours=13), NOON + timedelta(hours=13)),
        (NOON + 9 * DAY, NOON + 9 * DAY),
    ],
)
def test_the_first_start_on_another_day_looks_once_more_and_a_program_that_runs_on_a_day_later(
    started: datetime, due: datetime
) -> None:
    assert next_watch(NOON, LATE, SETTLE, UTC, started) == due


def test_another_day_is_one_of_the_location() -> None:
    """It is noon in Greenwich, and one in the night of the next day in Auckland."""
    auckland = ZoneInfo("Pacific/Auckland")
    before_midnight = NOON - timedelta(hours=2)
    assert next_watch(before_midnight, LATE, SETTLE, UTC, NOON) == before_midnight + DAY
    assert next_watch(before_midnight, before_midnight + timedelta(minutes=21), SETTLE, auckland, NOON) == NOON


def test_one_look_at_a_start_on_another_day_serves_both_and_ends_the_watch() -> None:
    started = NOON + DAY
    assert next_watch(NOON, None, SETTLE, UTC, started) == LATE
    assert next_watch(NOON, started, SETTLE, UTC, started) is None


def test_a_start_right_after_midnight_does_not_replace_the_later_look() -> None:
    settled = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
    started = settled + timedelta(minutes=2)
    assert next_watch(settled, None, SETTLE, UTC, started) == started
    assert next_watch(settled, started, SETTLE, UTC, started) == settled + timedelta(minutes=20)
    four = settled + timedelta(hours=4)
    assert next_watch(settled, settled + timedelta(minutes=20), SETTLE, UTC, started) == four
    assert next_watch(settled, four, SETTLE, UTC, started) is None


@pytest.mark.parametrize(
    ("state", "document_id", "bearing", "found"),
    [
        (State.POSTED, 5, [5], ()),
        (State.POSTED, 5, [7, 5, 6, 7], (6, 7)),
        (State.POSTED, 5, [6], (6,)),
        (State.POSTED, None, [7, 6], (7,)),
        (State.POSTED, None, [], ()),
        (State.PARTIAL, 5, [5, 6], (6,)),
        (State.REJECTED, None, [6, 5], (5, 6)),
        (State.REJECTED, 5, [5], (5,)),
        (State.WITHDRAWN, None, [5], (5,)),
    ],
)
def test_spare_documents_are_all_but_the_one_that_counts_and_all_of_what_was_refused(
    state: State, document_id: int | None, bearing: list[int], found: tuple[int, ...]
) -> None:
    assert spares(state, document_id, bearing) == found


def test_what_a_row_reports_reads_back() -> None:
    assert twins_of(ROW) == ()
    for documents in ((5,), (5, 6)):
        assert twins_of(replace(ROW, reason_arguments={"documents": told(documents)})) == documents


def test_documents_that_may_be_a_restored_row_are_no_twins() -> None:
    row = replace(outbox_row("SD-7F3K9QX2M4"), reason_arguments={"alike": told([5, 9]), "same": ""})
    assert (same_as(row), same_as(outbox_row("SD-7F3K9QX2M4"))) == (None, None)
    assert same_as(replace(row, reason_arguments={"alike": "5", "same": "5"})) == 5
    assert (alike_of(row), twins_of(row), alike_of(outbox_row("SD-7F3K9QX2M4"))) == ((5, 9), (), ())


def test_twins_of_what_was_refused_are_told_in_other_words() -> None:
    assert {state: twin_reason(state) for state in (State.POSTED, State.PARTIAL, State.REJECTED)} == {
        State.POSTED: "posted.twins",
        State.PARTIAL: "posted.twins",
        State.REJECTED: "rejected.twins",
    }
