"""The poster against real faults: one document or none on the service, as the state says, and never two."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.api.exchange import new_attempt_id
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Attempt
from stockdesk.core.posting import Doubt, State
from tests.support.bench import SETTLE, Bench, goods_of, posted
from tests.support.demo import FIRST_GOOD, LOCATION, SHOP, DemoService
from tests.support.sockets import SocketServer, answer, closed_port
from tests.support.strictness import LogWatch


def whats(bench: Bench, marker: str) -> list[tuple[str, str]]:
    """What was tried for an operation, and what it came to."""
    return [(attempt.what, attempt.result) for attempt in bench.posting.attempts(marker)]


def post_as_it_is(bench: Bench, demo: DemoService, marker: str) -> None:
    """Commit the stored bytes once more, as a request does that was long under way."""
    row = bench.row(marker)
    with demo.client() as line:
        line.post(f"/storage_operations/operation/{row.location_id}", content=row.body).raise_for_status()


def test_document_without_faults_is_posted_once_and_read_back(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP]
    marker = bench.approve(comment="delivery of Monday")
    assert bench.poster().run() is None
    row = bench.row(marker)
    (document,) = posted(demo, marker)
    assert (row.state, row.document_id, row.reason) == (State.POSTED, document["id"], "")
    assert row.number == str(document["number"])
    assert document["comment"] == f"[{marker}] delivery of Monday"
    assert goods_of(document) == {FIRST_GOOD: Decimal(2), FIRST_GOOD + 1: Decimal("3.5")}
    assert demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP] == before + 2
    assert whats(bench, marker) == [("send", "accepted"), ("read", "equal")]
    assert [move.state for move in bench.moves] == [State.SENDING, State.POSTED]
    document_row = bench.context.document_store.document(row.local_document)
    assert document_row is not None
    assert document_row.status.value == "done"


@pytest.mark.parametrize(
    ("kind", "type_ids"),
    [(Kind.RECEIPT, {3}), (Kind.USAGE, {2, 8}), (Kind.WRITEOFF, {4, 7})],
    ids=["receipt", "usage", "writeoff"],
)
def test_each_kind_is_posted_and_found_equal(bench: Bench, demo: DemoService, kind: Kind, type_ids: set[int]) -> None:
    marker = bench.approve(kind)
    bench.poster().run()
    assert bench.row(marker).state is State.POSTED
    (document,) = posted(demo, marker)
    assert document["type_id"] in type_ids


BEFORE = ["reset_before", "timeout_before", "http500_before", "conflict_before"]
AFTER = ["reset_after", "timeout_after", "http502_after", "cut_body", "redirect_after", "garbage"]


@pytest.mark.parametrize("fault", BEFORE)
def test_answer_lost_before_the_commit_is_looked_up_twice_and_sent_again(
    bench: Bench, demo: DemoService, fault: str
) -> None:
    demo.set_faults({fault: 1.0}, count=1, timings={"hang": 2.0})
    marker = bench.approve()
    poster = bench.poster()
    assert poster.run() == pytest.approx(SETTLE)
    assert bench.row(marker).state is State.UNKNOWN
    assert posted(demo, marker) == []
    passed = bench.run_until_rest(poster)
    assert passed >= SETTLE
    assert bench.row(marker).state is State.POSTED
    assert len(posted(demo, marker)) == 1
    assert [what for what, _ in whats(bench, marker)] == ["send", "look-up", "look-up", "look-up", "send", "read"]


@pytest.mark.parametrize("fault", AFTER)
def test_answer_lost_after_the_commit_is_found_and_never_sent_again(
    bench: Bench, demo: DemoService, fault: str
) -> None:
    demo.set_faults({fault: 1.0}, count=1, timings={"hang": 2.0})
    marker = bench.approve()
    assert bench.poster().run() is None
    row = bench.row(marker)
    (document,) = posted(demo, marker)
    assert (row.state, row.document_id, row.ever_unknown) == (State.POSTED, document["id"], True)
    assert whats(bench, marker) == [("send", "ambiguous"), ("look-up", "equal")]


@pytest.mark.parametrize("seed", range(4))
def test_success_false_leaves_one_document_whether_it_was_committed_or_not(
    bench: Bench, demo: DemoService, seed: int
) -> None:
    demo.set_faults({"success_false": 1.0}, count=1, seed=seed)
    marker = bench.approve()
    bench.run_until_rest(bench.poster())
    assert bench.row(marker).state is State.POSTED
    assert len(posted(demo, marker)) == 1


def test_search_that_lags_does_not_make_a_second_document(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_after": 1.0, "search_lag": 1.0}, count=1, timings={"search_lag": 3600.0})
    marker = bench.approve()
    poster = bench.poster()
    assert poster.run() == pytest.approx(SETTLE)
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.UNKNOWN, 1)
    demo.settle()
    bench.run_until_rest(poster)
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_late_commit_within_the_settle_time_is_found(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"late_commit": 1.0}, count=1, timings={"late_commit": 3600.0})
    marker = bench.approve()
    poster = bench.poster()
    poster.run()
    assert bench.row(marker).state is State.UNKNOWN
    demo.settle()
    bench.run_until_rest(poster)
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_second_look_up_before_the_settle_time_does_not_release_it(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    poster = bench.poster()
    poster.run()
    bench.clock.turn(SETTLE - 1)
    poster.look_up_at_once()
    assert poster.run() == pytest.approx(1.0)
    assert bench.row(marker).state is State.UNKNOWN
    assert posted(demo, marker) == []


def test_refused_connection_waits_longer_each_time_and_goes_out_by_itself(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    with closed_port() as port:
        away = bench.desk_at(f"http://127.0.0.1:{port}")
        poster = bench.poster(lambda _row: away)
        waits = []
        for _ in range(8):
            wait = poster.run()
            assert wait is not None
            waits.append(wait)
            bench.clock.turn(wait)
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    row = bench.row(marker)
    assert (row.state, row.reason, row.doubt) == (State.QUEUED, "attempt.refused", Doubt.NONE)
    assert not row.ever_unknown
    assert bench.poster().run() is None
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)
    assert [what for what, _ in whats(bench, marker)] == ["send"] * 9 + ["read"]


def test_service_that_closes_its_port_is_waited_for(bench: Bench, demo: DemoService) -> None:
    first, second = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    demo.set_faults({"refuse": 1.0, "reset_after": 1.0}, count=1, timings={"refuse": 0.3})
    bench.run_until_rest(bench.poster(), steps=500)
    assert [bench.row(marker).state for marker in (first, second)] == [State.POSTED] * 2
    assert [len(posted(demo, marker)) for marker in (first, second)] == [1, 1]


@pytest.mark.parametrize("header", [True, False], ids=["retry-after", "bare"])
def test_throttled_document_is_looked_up_once_and_sent_again(bench: Bench, demo: DemoService, header: bool) -> None:
    seed = 1 if header else 0
    demo.set_faults({"throttle": 1.0}, count=1, scope="writes", seed=seed, switches={"retry_after": header})
    marker = bench.approve()
    poster = bench.poster()
    wait = poster.run()
    assert wait is not None
    assert 0.9 <= wait <= 1.1
    row = bench.row(marker)
    assert (row.state, row.doubt, row.reason) == (State.QUEUED, Doubt.THROTTLED, "attempt.throttled")
    bench.clock.turn(wait)
    assert poster.run() is None
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)
    assert whats(bench, marker) == [
        ("send", "throttled"),
        ("look-up", "absent"),
        ("send", "accepted"),
        ("read", "equal"),
    ]


def test_throttling_holds_back_every_document_and_doubles_its_wait(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"throttle": 1.0}, scope="writes", switches={"retry_after": False})
    first, second = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    poster = bench.poster()
    waits = []
    for _ in range(4):
        wait = poster.run()
        assert wait is not None
        waits.append(wait)
        bench.clock.turn(wait)
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert (bench.row(first).attempts, bench.row(second).attempts) == (4, 0)
    demo.set_faults()
    bench.run_until_rest(poster)
    assert [len(posted(demo, marker)) for marker in (first, second)] == [1, 1]


def test_server_that_says_again_in_zero_seconds_is_not_asked_without_end(bench: Bench) -> None:
    marker = bench.approve()
    with SocketServer([answer(429, b"{}", {"Retry-After": "0"})]) as server:
        desk = bench.desk_at(server.url)
        wait = bench.poster(lambda _row: desk).run()
    assert wait == pytest.approx(1.0)
    assert (bench.row(marker).attempts, len(server.requests)) == (1, 1)


def test_document_that_was_committed_in_spite_of_a_429_is_found_before_the_resend(
    bench: Bench, demo: DemoService
) -> None:
    marker = bench.approve()
    poster = bench.poster()
    demo.set_faults({"throttle": 1.0}, count=1, scope="writes")
    poster.run()
    post_as_it_is(bench, demo, marker)
    bench.run_until_rest(poster)
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)
    assert whats(bench, marker)[-1] == ("look-up", "equal")


@pytest.mark.parametrize("fault", ["unauthorized", "licence"])
def test_document_met_by_a_401_or_402_waits_until_somebody_signs_in(
    bench: Bench, demo: DemoService, fault: str
) -> None:
    if fault == "licence":
        demo.set_switches(licence_expired=1)
    else:
        demo.set_faults({"unauthorized": 1.0}, scope="all")
    first, second = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    poster = bench.poster()
    assert poster.run() is None
    assert poster.paused
    assert (bench.row(first).state, bench.row(first).reason) == (State.QUEUED, f"attempt.{fault}")
    assert (bench.row(first).attempts, bench.row(second).attempts) == (1, 0)
    assert poster.run() is None
    assert bench.row(first).attempts == 1
    demo.set_faults(switches={"licence_expired": 0})
    poster.resume()
    assert poster.run() is None
    assert [bench.row(marker).state for marker in (first, second)] == [State.POSTED] * 2
    assert [len(posted(demo, marker)) for marker in (first, second)] == [1, 1]


def test_unknown_document_met_by_a_401_when_it_waits_again_is_looked_up_before_the_resend(
    bench: Bench, demo: DemoService
) -> None:
    """The pause may last for days, and the first request may have been committed meanwhile."""
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    poster = bench.poster()
    poster.run()
    bench.clock.turn(SETTLE)
    demo.set_faults({"unauthorized": 1.0}, scope="writes")
    poster.run()
    assert (bench.row(marker).state, bench.row(marker).doubt) == (State.QUEUED, Doubt.RESEND)
    demo.set_faults()
    post_as_it_is(bench, demo, marker)
    poster.resume()
    poster.run()
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_tokens_revoked_during_a_look_up_pause_posting_too(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_after": 1.0}, count=1)
    unknown, waiting = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    poster = bench.poster()
    assert poster.run(lambda: bench.row(unknown).state is State.UNKNOWN) is not None
    demo.set_faults({"unauthorized": 1.0}, scope="all")
    poster.run()
    assert (bench.row(unknown).state, bench.row(waiting).attempts) == (State.UNKNOWN, 0)
    assert poster.paused == "service.unauthorized"
    demo.set_faults()
    poster.resume()
    bench.run_until_rest(poster)
    assert [len(posted(demo, marker)) for marker in (unknown, waiting)] == [1, 1]


def test_absence_found_late_is_still_looked_up_once_more_right_before_the_resend(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"throttle": 1.0}, count=1, scope="writes", switches={"retry_after": False})
    marker = bench.approve()
    poster = bench.poster()
    wait = poster.run()
    assert wait is not None
    bench.clock.turn(wait)
    demo.set_faults({"http500_before": 1.0}, scope="reads")
    wait = poster.run()
    assert wait is not None
    assert (bench.row(marker).state, bench.row(marker).doubt) == (State.UNKNOWN, Doubt.THROTTLED)
    demo.set_faults()
    bench.clock.turn(wait)
    poster.run(lambda: bench.row(marker).state is State.QUEUED)
    assert bench.row(marker).reason == "attempt.throttled"  # its own, not that it was looked for
    assert (bench.row(marker).state, bench.row(marker).doubt) == (State.QUEUED, Doubt.RESEND)
    poster.run()
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)
    assert [what for what, _ in whats(bench, marker)] == ["send", "look-up", "look-up", "look-up", "send", "read"]


def test_document_met_by_a_403_that_meets_reads_too_pauses_posting(bench: Bench, demo: DemoService) -> None:
    first, second = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    demo.post("rights", login="demo", location_id=LOCATION, flags=None)
    poster = bench.poster()
    poster.run()
    assert (bench.row(first).state, bench.row(first).doubt) == (State.UNKNOWN, Doubt.REFUSED)
    assert (poster.paused, bench.row(second).attempts) == ("service.forbidden", 0)


def test_right_to_see_movements_that_is_missing_stops_nobody_elses_document(bench: Bench, demo: DemoService) -> None:
    lost, other = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    demo.set_faults({"reset_after": 1.0}, count=1)
    demo.set_rights({"storages_transactions_access": False})
    poster = bench.poster()
    poster.run()
    assert bench.row(lost).state is State.UNKNOWN  # nobody can prove where it is: a person decides
    assert (poster.paused, bench.row(other).attempts) == ("", 1)


def test_refused_document_is_looked_up_once_and_rejected_with_the_reason(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve(lines={9_000_000: "1"})
    assert bench.poster().run() is None
    row = bench.row(marker)
    assert (row.state, posted(demo, marker)) == (State.REJECTED, [])
    assert (row.reason, row.reason_arguments["status"]) == ("attempt.not-found", "404")
    assert [what for what, _ in whats(bench, marker)] == ["send", "look-up"]


def test_half_of_the_lines_then_a_4xx_is_partial_and_names_what_is_missing(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"half_then_4xx": 1.0}, count=1)
    marker = bench.approve(lines={0: "1", 1: "2", 2: "3", 3: "4"})
    assert bench.poster().run() == pytest.approx(SETTLE)
    row = bench.row(marker)
    (document,) = posted(demo, marker)
    assert (row.state, row.document_id, row.reason) == (State.PARTIAL, document["id"], "posted.different")
    assert row.reason_arguments["surplus"] == ""
    assert [text.split(":")[0] for text in row.reason_arguments["missing"].split("; ")] == [
        str(FIRST_GOOD + 2),
        str(FIRST_GOOD + 3),
    ]


def test_lost_last_line_is_partial(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    marker = bench.approve()
    assert bench.poster().run() == pytest.approx(SETTLE)
    row = bench.row(marker)
    assert (row.state, len(posted(demo, marker))) == (State.PARTIAL, 1)
    assert row.reason_arguments == {"missing": f"{FIRST_GOOD + 1}: 3.5 sale @{SHOP}", "surplus": ""}


def test_altered_line_is_partial_with_both_sides(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"alter_line": 1.0}, count=1)
    marker = bench.approve(lines={0: "2"})
    assert bench.poster().run() == pytest.approx(SETTLE)
    row = bench.row(marker)
    (document,) = posted(demo, marker)
    there = goods_of(document)[FIRST_GOOD]
    assert (row.state, there == 2) == (State.PARTIAL, False)
    assert row.reason_arguments["missing"] == f"{FIRST_GOOD}: 2 sale @{SHOP}"
    assert row.reason_arguments["surplus"].startswith(f"{FIRST_GOOD}: {there.normalize():f}")


def test_empty_document_behind_a_200_is_no_success(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve(lines={0: "1"})
    demo.set_faults({"partial": 1.0}, count=1)
    bench.poster().run()
    (document,) = posted(demo, marker)
    assert (bench.row(marker).state, document["lines"]) == (State.PARTIAL, [])


def test_read_back_that_fails_is_repeated_by_the_known_id_and_nothing_is_searched(
    bench: Bench, demo: DemoService
) -> None:
    marker = bench.approve()
    poster = bench.poster()
    demo.set_faults({"http500_before": 1.0}, scope="reads", skip=0)
    wait = poster.run()
    assert wait is not None
    row = bench.row(marker)
    assert (row.state, row.reason, len(posted(demo, marker))) == (State.UNKNOWN, "readback.failed", 1)
    demo.set_faults()
    bench.run_until_rest(poster)
    assert bench.row(marker).state is State.POSTED
    assert len(posted(demo, marker)) == 1
    assert {what for what, _ in whats(bench, marker)} == {"send", "read"}


def test_row_found_in_flight_at_the_start_becomes_unknown_and_is_looked_up(
    bench: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    log_watch.allow("was in flight when its process ended")
    committed, lost = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    bench.poster().run(lambda: bench.row(committed).state is State.POSTED)
    outbox = bench.context.outbox
    # What a kill right after the send leaves behind.
    outbox.start_attempt(bench.row(lost), Attempt(new_attempt_id(), lost, "send", bench.clock()))
    poster = bench.poster()
    assert poster.run() == pytest.approx(SETTLE)
    assert (bench.row(lost).state, bench.row(lost).reason) == (State.UNKNOWN, "attempt.interrupted")
    bench.run_until_rest(poster)
    assert (bench.row(lost).state, len(posted(demo, lost))) == (State.POSTED, 1)
    assert len(posted(demo, committed)) == 1


def test_person_who_speaks_during_a_look_up_is_heard(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()

    def desk_while_a_person_speaks(row: object) -> object:
        if bench.row(marker).state is State.UNKNOWN:
            bench.posting.settle_by_hand(marker, posted=True, by="Anna", reason="seen on the service")
        return bench.desk()

    bench.poster(desk_while_a_person_speaks).run()  # type: ignore[arg-type]
    assert bench.row(marker).state is State.POSTED


def test_person_who_speaks_when_the_look_up_has_begun_is_heard_too(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    asked: list[None] = []

    def desk_while_a_person_speaks(row: object) -> object:
        """The second time it is asked for, the row has been read for the last time."""
        if bench.row(marker).state is State.UNKNOWN:
            asked.append(None)
            if len(asked) == 2:
                bench.posting.word(marker, State.REJECTED, "Anna", "not wanted any more")
        return bench.desk()

    bench.poster(desk_while_a_person_speaks).run()  # type: ignore[arg-type]
    assert (bench.row(marker).state, posted(demo, marker)) == (State.REJECTED, [])


def test_service_that_goes_away_during_look_ups_is_not_asked_for_each_document(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0})
    markers = [bench.approve(lines={number: "1"}) for number in range(5)]
    bench.poster().run()
    demo.set_faults()
    bench.clock.turn(SETTLE)
    with closed_port() as port:
        away = bench.desk_at(f"http://127.0.0.1:{port}")
        poster = bench.poster(lambda _row: away)
        assert poster.run() == pytest.approx(2.0)
    looked = [
        attempt for marker in markers for attempt in bench.posting.attempts(marker) if "unreachable" in attempt.detail
    ]
    assert len(looked) == 1


def test_two_documents_with_one_marker_are_reported(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    post_as_it_is(bench, demo, marker)
    demo.set_faults({"reset_after": 1.0}, count=1)
    bench.poster().run()
    row = bench.row(marker)
    assert (row.state, row.reason) == (State.POSTED, "posted.twins")
    ids = {document["id"] for document in posted(demo, marker)}
    assert {row.document_id, int(row.reason_arguments["documents"])} == ids
