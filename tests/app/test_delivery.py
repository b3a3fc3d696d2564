"""What an operation says of itself after each step: no sentence outlives what it told."""

from __future__ import annotations

import json

import pytest

from stockdesk.core.outbox import OutboxRow, told_reason
from stockdesk.core.posting import Doubt, State
from stockdesk.core.twins import twins_of
from stockdesk.ui.messages import words
from tests.support.bench import SETTLE, Bench, posted
from tests.support.demo import LOCATION, DemoService


def test_document_found_absent_twice_says_so_and_no_longer_that_its_answer_got_lost(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    poster = bench.poster()
    poster.run()
    lost = bench.row(marker)
    assert (lost.state, lost.reason) == (State.UNKNOWN, "attempt.reset")
    bench.clock.turn(SETTLE)
    poster.run(lambda: bench.row(marker).state is State.QUEUED)
    waits = bench.row(marker)
    assert (waits.state, waits.doubt, waits.reason) == (State.QUEUED, Doubt.RESEND, "lookup.absent")
    told = words(waits.reason, waits.reason_arguments)
    assert "looked for twice and is not on the service" in told
    assert "got lost" not in told
    poster.run()
    assert (bench.row(marker).state, bench.row(marker).reason, len(posted(demo, marker))) == (State.POSTED, "", 1)


def _add_missing_line(demo: DemoService, row: OutboxRow) -> None:
    """What the service had accepted all along is shown at last."""
    line = json.loads(row.body)["goods_transactions"][-1]
    (document,) = posted(demo, row.marker)
    with demo.client() as client:
        answer = client.post(
            f"/storage_operations/goods_transactions/{LOCATION}", json={**line, "document_id": document["id"]}
        )
    assert answer.status_code == 200, answer.text


def test_document_whose_lines_are_shown_late_is_posted_once_it_is_read_again_after_the_settle_time(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    marker = bench.approve()
    poster = bench.poster()
    assert poster.run() == pytest.approx(SETTLE)
    row = bench.row(marker)
    assert (row.state, row.reason) == (State.PARTIAL, "posted.different")
    _add_missing_line(demo, row)
    bench.clock.turn(SETTLE)
    assert poster.run() is None
    assert (bench.row(marker).state, bench.row(marker).reason) == (State.POSTED, "")


def test_document_that_stays_different_is_read_again_once_and_once_more_whenever_a_person_asks(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    marker = bench.approve()
    poster = bench.poster()
    poster.run()
    bench.clock.turn(SETTLE)
    assert poster.run() is None
    assert (bench.row(marker).state, bench.row(marker).reason) == (State.PARTIAL, "posted.different")
    reads = len(bench.posting.attempts(marker))
    poster.run()
    assert len(bench.posting.attempts(marker)) == reads
    _add_missing_line(demo, bench.row(marker))
    bench.context.outbox.release_waits()
    poster.run()
    assert bench.row(marker).state is State.POSTED


def test_document_that_is_read_again_keeps_the_report_of_its_spare(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    marker = bench.approve()
    poster = bench.poster()
    poster.run()
    row = bench.row(marker)
    bench.context.outbox.touch(row, reason="posted.twins", reason_arguments={"documents": "77"})
    _add_missing_line(demo, row)
    bench.clock.turn(SETTLE)
    poster.run()
    row = bench.row(marker)
    assert (row.state, row.reason, twins_of(row)) == (State.POSTED, "posted.twins", (77,))


def test_refused_document_that_is_still_looked_for_does_not_say_that_nothing_was_posted(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"half_then_4xx": 1.0}, count=1)
    demo.set_rights({"storages_transactions_access": False})
    marker = bench.approve()
    bench.poster().run()
    row = bench.row(marker)
    assert row.state is State.UNKNOWN
    told = words(told_reason(row), row.reason_arguments)
    assert "Nothing was posted" not in told
    assert told.startswith(("The service refused it.", "Sent, but it cannot be told"))


def test_document_that_only_a_person_can_settle_names_what_stands_in_the_way(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    body = json.loads(bench.row(marker).body)
    body["comment"] = ""
    for line in body["goods_transactions"]:
        line["comment"] = ""
    with demo.client() as client:
        foreign = client.post(f"/storage_operations/operation/{LOCATION}", json=body)
    assert foreign.status_code == 200, foreign.text
    demo.set_faults({"reset_before": 1.0}, count=1)
    bench.poster().run()
    row = bench.row(marker)
    assert (row.state, row.reason) == (State.UNKNOWN, "lookup.undecided")
    told = words(told_reason(row), row.reason_arguments)
    assert "is equal but bears no marker" in told
    assert "stockdesk outbox resolve" in told


def test_document_whose_movements_are_hidden_says_so_until_the_right_is_back(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    demo.set_faults({"reset_before": 1.0}, count=1)
    demo.set_rights({"storages_transactions_access": False})
    poster = bench.poster()
    poster.run()
    row = bench.row(marker)
    assert (row.state, row.reason) == (State.UNKNOWN, "lookup.undecided")
    assert "you may not see the movements" in words(told_reason(row), row.reason_arguments)
    demo.set_rights({"storages_transactions_access": True})
    poster.resume()
    bench.run_until_rest(poster)
    assert (bench.row(marker).state, bench.row(marker).reason) == (State.POSTED, "")
