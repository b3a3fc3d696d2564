"""Late twins: what was ever unknown is looked for again, and a document too many is told of at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from stockdesk.core.posting import State
from stockdesk.core.twins import twins_of
from tests.support.bench import SETTLE, Bench, posted
from tests.support.demo import DemoService
from tests.support.strictness import LogWatch

LATE = 10 * SETTLE
DAY = 86_400.0


@pytest.fixture(autouse=True)
def _twins_are_logged(log_watch: LogWatch) -> None:
    log_watch.allow("has late twins")


def commit(bench: Bench, demo: DemoService, marker: str) -> dict[str, Any]:
    """Commit the stored bytes once more, as a request does that was long under way; returns the document."""
    row = bench.row(marker)
    before = {document["id"] for document in posted(demo, marker)}
    with demo.client() as line:
        line.post(f"/storage_operations/operation/{row.location_id}", content=row.body).raise_for_status()
    (late,) = [document for document in posted(demo, marker) if document["id"] not in before]
    return late


def resolved(bench: Bench, demo: DemoService, fault: str = "reset_after") -> str:
    """Approve a document whose first answer gets lost, and let it come to rest."""
    demo.set_faults({fault: 1.0}, count=1)
    marker = bench.approve()
    bench.run_until_rest(bench.poster())
    demo.set_faults()
    return marker


def searches(demo: DemoService, after: int = 0) -> int:
    """How many pages of movements were asked for."""
    return len([request for request in demo.requests(after) if "/storages/transactions" in request["path"]])


def test_document_that_commits_after_the_resend_is_told_of_as_a_twin_and_the_state_stays(
    bench: Bench, demo: DemoService
) -> None:
    marker = resolved(bench, demo, "reset_before")
    poster = bench.poster()
    poster.run()
    kept = bench.row(marker).document_id
    late = commit(bench, demo, marker)
    bench.clock.turn(LATE)
    moves = len(bench.moves)
    assert poster.run() is None
    row = bench.row(marker)
    assert (row.state, row.document_id, row.reason) == (State.POSTED, kept, "posted.twins")
    assert twins_of(row) == (late["id"],)
    assert [twins_of(move) for move in bench.moves[moves:]] == [twins_of(row)]
    last = bench.posting.attempts(marker)[-1]
    assert (last.what, last.result) == ("twin-watch", "2 there")


def test_watch_that_finds_nothing_is_noted_and_done_twice_then_never_again(bench: Bench, demo: DemoService) -> None:
    marker = resolved(bench, demo)
    poster = bench.poster()
    poster.run()
    row = bench.row(marker)
    assert row.settled is not None
    assert poster.next_watch() == pytest.approx(LATE, abs=2.0)
    bench.clock.turn(LATE + 2)
    poster.run()
    first = bench.row(marker)
    assert first.twins_checked is not None
    assert (first.watched, first.reason, first.state) == (False, "", State.POSTED)
    before = demo.requests()[-1]["n"]
    poster.run()
    assert searches(demo, before) == 0
    assert poster.next_watch() == pytest.approx(DAY - LATE, abs=4.0)
    bench.clock.turn(DAY)
    restarted = bench.poster()
    restarted.run()
    last = bench.row(marker)
    assert last.twins_checked is not None
    assert last.twins_checked > first.twins_checked
    assert (last.watched, restarted.next_watch()) == (True, None)
    assert [attempt.what for attempt in bench.posting.attempts(marker)].count("twin-watch") == 2


def test_first_start_on_another_day_looks_though_the_program_was_closed_at_once(
    bench: Bench, demo: DemoService
) -> None:
    marker = resolved(bench, demo)
    bench.poster().run()
    late = commit(bench, demo, marker)
    bench.clock.turn(2 * DAY)
    bench.poster().run()
    assert (twins_of(bench.row(marker)), bench.row(marker).watched) == ((late["id"],), True)


def test_document_that_never_was_unknown_is_not_looked_for_again(bench: Bench, demo: DemoService) -> None:
    bench.approve()
    poster = bench.poster()
    poster.run()
    bench.clock.turn(LATE)
    poster.run()
    assert (searches(demo), poster.next_watch()) == (0, None)


def test_document_that_was_throttled_is_watched_since_a_429_is_undocumented(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"throttle": 1.0}, count=1, scope="writes", switches={"retry_after": False})
    marker = bench.approve()
    poster = bench.poster()
    bench.run_until_rest(poster)
    late = commit(bench, demo, marker)
    bench.clock.turn(LATE + 2)
    poster.run()
    assert twins_of(bench.row(marker)) == (late["id"],)


def test_refused_document_that_arrives_all_the_same_is_told_of_and_keeps_why_it_was_refused(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_switches(usage_type_2=0)
    marker = bench.approve(lines={9_000_000: "1"})
    poster = bench.poster()
    poster.run()
    assert bench.row(marker).state is State.REJECTED
    demo.post("goods", good_id=9_440_001, fields={"title": "late"})
    late = commit(bench, demo, marker)
    poster.run()
    bench.clock.turn(LATE + 2)
    poster.run()
    row = bench.row(marker)
    assert (row.state, row.reason, twins_of(row)) == (State.REJECTED, "rejected.twins", (late["id"],))
    assert (row.reason_arguments["behind"], row.reason_arguments["status"]) == ("attempt.not-found", "404")


def test_person_who_said_that_it_is_there_learns_as_which_document(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    poster = bench.poster()
    poster.run()
    bench.posting.settle_by_hand(marker, posted=True, by="Anna", reason="seen")
    document = commit(bench, demo, marker)
    poster.run()
    bench.clock.turn(LATE + 2)
    poster.run()
    row = bench.row(marker)
    assert (row.state, row.document_id, twins_of(row)) == (State.POSTED, document["id"], ())


def test_search_that_fails_is_done_again_and_is_no_watch(bench: Bench, demo: DemoService) -> None:
    marker = resolved(bench, demo)
    poster = bench.poster()
    poster.run()
    bench.clock.turn(LATE + 2)
    demo.set_faults({"http500_before": 1.0}, scope="reads")
    poster.run()
    row = bench.row(marker)
    assert (row.twins_checked, row.watched) == (None, False)
    assert bench.posting.attempts(marker)[-1].result == "inconclusive"
    assert poster.next_watch() == pytest.approx(1.0)
    demo.set_faults()
    bench.clock.turn(1.0)
    poster.run()
    assert bench.row(marker).twins_checked is not None


def test_many_documents_are_looked_for_in_one_search(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_after": 1.0})
    markers = [bench.approve(lines={number: "1"}) for number in range(8)]
    poster = bench.poster()
    bench.run_until_rest(poster)
    demo.set_faults()
    poster.run()
    late = {marker: commit(bench, demo, marker)["id"] for marker in markers}
    bench.clock.turn(LATE + 2)
    before = demo.requests()[-1]["n"]
    poster.run()
    assert {marker: twins_of(bench.row(marker)) for marker in markers} == {
        marker: (document,) for marker, document in late.items()
    }
    assert searches(demo, before) == 2


def test_second_twin_joins_the_first_and_is_told_of_too(bench: Bench, demo: DemoService) -> None:
    marker = resolved(bench, demo)
    bench.poster().run()
    first = commit(bench, demo, marker)
    bench.clock.turn(LATE + 2)
    bench.poster().run()
    second = commit(bench, demo, marker)
    bench.clock.turn(DAY)
    bench.poster().run()
    assert twins_of(bench.row(marker)) == (first["id"], second["id"])


def test_watch_waits_for_the_token_of_the_person_who_approved(bench: Bench, demo: DemoService) -> None:
    resolved(bench, demo)
    away = bench.poster(lambda _row: None)
    away.run()
    assert away.next_watch() is None
    assert bench.poster().next_watch() == pytest.approx(LATE, abs=2.0)


def test_time_of_rest_is_the_servers_though_this_machines_clock_is_hours_behind(
    bench: Bench, demo: DemoService
) -> None:
    marker = resolved(bench, demo)
    bench.context.outbox.touch(bench.row(marker), settled=None)
    demo.set_switches(clock_skew=20 * 3600)
    fresh = bench.desk_at(demo.base_url)  # as after a crash: no answer has told the server's time yet
    poster = bench.poster(lambda _row: fresh)
    poster.run()
    settled = bench.row(marker).settled
    assert settled is not None
    assert (settled - bench.clock()).total_seconds() == pytest.approx(20 * 3600, abs=10.0)
    assert poster.next_watch() == pytest.approx(LATE, abs=10.0)


def test_time_of_rest_waits_while_the_service_that_could_tell_it_is_away(bench: Bench, demo: DemoService) -> None:
    marker = resolved(bench, demo)
    bench.context.outbox.touch(bench.row(marker), settled=None)
    away = bench.desk_at("http://127.0.0.1:1")
    poster = bench.poster(lambda _row: away)
    poster.run()
    assert bench.row(marker).settled is None
    wait = poster.next_watch()
    assert wait is not None
    assert wait > 0


def test_twin_that_what_changed_does_not_show_is_found_by_days_in_one_search_for_all(
    bench: Bench, demo: DemoService
) -> None:
    markers = [resolved(bench, demo) for _ in range(3)]
    bench.poster().run()
    for row in map(bench.row, markers):
        bench.context.outbox.touch(row, seen_before=row.created)
    late = {marker: commit(bench, demo, marker)["id"] for marker in markers}
    demo.set_switches(search_changed_after_utc=1)
    desk = bench.desk()
    assert desk is not None
    east = replace(desk, location=replace(desk.location, timezone="Asia/Tokyo"))
    bench.clock.turn(LATE + 60)
    before = demo.requests()[-1]["n"]
    bench.poster(lambda _row: east).run()
    assert {marker: twins_of(bench.row(marker)) for marker in markers} == {
        marker: (document,) for marker, document in late.items()
    }
    days = [one for one in demo.requests(before) if "start_date" in one["query"]]
    assert (len(days), searches(demo, before)) == (2, 3)


def test_watch_that_is_told_to_end_is_done_again(bench: Bench, demo: DemoService) -> None:
    marker = resolved(bench, demo)
    poster = bench.poster()
    poster.run()
    bench.clock.turn(LATE + 2)
    asked = count()
    poster.run(lambda: next(asked) >= 1)
    assert (bench.row(marker).twins_checked, bench.row(marker).watched) == (None, False)
    bench.clock.turn(2.0)
    poster.run()
    assert bench.row(marker).twins_checked is not None
