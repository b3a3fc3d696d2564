"""Taking back at the service: lines first, then the document, believed only when it was read back as gone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from stockdesk.app.desk import Desk
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Rights
from stockdesk.core.operation import Kind
from stockdesk.core.posting import State
from stockdesk.core.removal import REMOVED
from stockdesk.core.twins import twins_of
from tests.support.bench import SETTLE, Bench, posted
from tests.support.demo import FIRST_GOOD, ROOM, SHOP, DemoService
from tests.support.strictness import LogWatch


def commit(bench: Bench, demo: DemoService, marker: str) -> None:
    """Commit the stored bytes once more, as a request does that was long under way."""
    row = bench.row(marker)
    with demo.client() as line:
        line.post(f"/storage_operations/operation/{row.location_id}", content=row.body).raise_for_status()


def twin(bench: Bench, demo: DemoService, twins: int = 1) -> str:
    """Post a document whose first answer is lost, with further ones that bear its marker."""
    marker = bench.approve()
    for _ in range(twins):
        commit(bench, demo, marker)
    demo.set_faults({"reset_after": 1.0}, count=1)
    bench.poster().run()
    assert len(twins_of(bench.row(marker))) == twins
    return marker


def partial(bench: Bench, demo: DemoService) -> str:
    """Post a document of which the service loses the last line."""
    demo.set_faults({"partial": 1.0}, count=1)
    marker = bench.approve()
    bench.poster().run()
    assert bench.row(marker).state is State.PARTIAL
    return marker


def deletions(demo: DemoService) -> list[str]:
    """What was deleted, in order: "line" or "document"."""
    kinds = {"goods_transactions": "line", "documents": "document"}
    deleted = [request["path"].split("/") for request in demo.requests() if request["method"] == "DELETE"]
    return [next(kinds[part] for part in path if part in kinds) for path in deleted]


def notes(bench: Bench, marker: str) -> list[Any]:
    """The notes about removals in the ledger of an operation's document."""
    entries = bench.documents.open(bench.row(marker).local_document).sheet.entries
    return [entry for entry in entries if entry.data.get("code", "").startswith("removal.")]


def test_spare_is_removed_lines_first_and_the_one_that_counts_stays(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD).get((FIRST_GOOD, SHOP), Decimal(0))
    marker = twin(bench, demo)
    row = bench.row(marker)
    (spare,) = twins_of(row)
    bench.posting.remove_spare(marker, spare, "Vera", "twice")
    poster = bench.poster()
    assert poster.run() is None
    assert deletions(demo) == ["line", "line", "document"]
    assert [document["id"] for document in posted(demo, marker)] == [row.document_id]
    assert demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP] == before + 2
    after = bench.row(marker)
    assert (after.state, after.reason, twins_of(after)) == (State.POSTED, "", ())
    (removal,) = bench.posting.removals(marker)
    assert (removal.result, removal.by, removal.why) == (REMOVED, "Vera", "twice")
    assert [(note.data["code"], note.person) for note in notes(bench, marker)] == [
        ("removal.asked", "Vera"),
        ("removal.done", "Vera"),
    ]


def test_of_two_spares_the_other_one_is_still_told_of(bench: Bench, demo: DemoService) -> None:
    marker = twin(bench, demo, twins=2)
    first, second = twins_of(bench.row(marker))
    bench.posting.remove_spare(marker, second, "Vera")
    bench.poster().run()
    row = bench.row(marker)
    assert (row.reason, twins_of(row)) == ("posted.twins", (first,))
    bench.posting.remove_spare(marker, first, "Vera")
    bench.poster().run()
    assert (bench.row(marker).reason, len(posted(demo, marker))) == ("", 1)


def test_deletion_that_lags_is_not_asked_for_twice_and_believed_only_when_it_happened(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_switches(delete_lags=1)
    marker = partial(bench, demo)
    before = demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP]
    bench.posting.take_back(marker, "Vera", "broken")
    poster = bench.poster()
    wait = poster.run()
    assert wait is not None
    (removal,) = bench.posting.removals(marker)
    assert (removal.ended, removal.detail, bench.row(marker).state) == (None, "removal.lags", State.PARTIAL)
    bench.clock.turn(wait)
    poster.run()
    demo.settle()
    for _ in range(3):
        bench.clock.turn(60.0)
        poster.run()
        demo.settle()
    assert bench.row(marker).state is State.REJECTED
    assert deletions(demo) == ["line", "document"]
    assert demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP] == before - 2
    assert posted(demo, marker) == []


def test_partial_document_that_is_taken_back_is_rejected_and_can_be_sent_again(bench: Bench, demo: DemoService) -> None:
    marker = partial(bench, demo)
    bench.posting.take_back(marker, "Vera", "broken")
    poster = bench.poster()
    poster.run()
    row = bench.row(marker)
    assert (row.state, row.reason, row.document_id, row.number) == (State.REJECTED, "removal.taken-back", None, None)
    assert row.reason_arguments["person"] == "Vera"
    assert posted(demo, marker) == []
    bench.posting.requeue(marker, "Vera")
    poster.run()
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_single_transfer_is_taken_back_with_both_of_its_movements(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD)
    demo.set_switches(transfer_misread=1)
    marker = bench.approve(Kind.TRANSFER, {0: "2"}, to_storage=str(ROOM))
    poster = bench.poster()
    poster.run()
    assert bench.row(marker).state is State.PARTIAL
    bench.posting.take_back(marker, "Vera")
    poster.run()
    assert bench.row(marker).state is State.REJECTED
    assert demo.stock(FIRST_GOOD) == before


@pytest.mark.parametrize("fault", ["reset_before", "http500_before", "reset_after", "timeout_after", "throttle"])
def test_deletion_whose_answer_gets_lost_comes_to_its_end_and_takes_nothing_twice(
    bench: Bench, demo: DemoService, fault: str
) -> None:
    marker = partial(bench, demo)
    before = demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP]
    demo.set_faults({fault: 1.0}, count=1, scope="writes", timings={"hang": 2.0})
    bench.posting.take_back(marker, "Vera")
    bench.run_until_rest(bench.poster(), steps=60)
    assert bench.row(marker).state is State.REJECTED
    assert demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP] == before - 2
    assert posted(demo, marker) == []


def test_removal_that_the_service_refuses_ends_with_the_reason_and_can_be_asked_for_again(
    bench: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    log_watch.allow("stays: removal.refused")
    marker = partial(bench, demo)
    demo.set_rights({"storages_delete_transactions_access": False})
    bench.posting.take_back(marker, "Vera")
    assert bench.poster().run() == pytest.approx(SETTLE)
    (removal,) = bench.posting.removals(marker)
    assert (removal.result, bench.row(marker).state) == ("removal.refused", State.PARTIAL)
    demo.set_rights({"storages_delete_transactions_access": True})
    bench.posting.take_back(marker, "Vera")
    bench.poster().run()
    assert [one.result for one in bench.posting.removals(marker)] == ["removal.refused", REMOVED]
    assert bench.row(marker).state is State.REJECTED


def test_last_document_with_a_marker_is_never_removed_as_a_spare(
    bench: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    log_watch.allow("stays: removal.only-one")
    marker = twin(bench, demo)
    (spare,) = twins_of(bench.row(marker))
    with demo.client() as client:
        path = f"/storage_operations/documents/{bench.row(marker).location_id}/{bench.row(marker).document_id}"
        client.delete(path).raise_for_status()
    bench.posting.remove_spare(marker, spare, "Vera")
    bench.poster().run()
    assert [one.result for one in bench.posting.removals(marker)] == ["removal.only-one"]
    assert [document["id"] for document in posted(demo, marker)] == [spare]


def test_document_that_does_not_bear_the_marker_any_more_is_left_alone(
    bench: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    log_watch.allow("stays: removal.not-ours")
    marker = twin(bench, demo)
    (spare,) = twins_of(bench.row(marker))
    demo.post("comments", document_id=spare, comment="Anna's own", lines=True)
    bench.posting.remove_spare(marker, spare, "Vera")
    bench.poster().run()
    assert [one.result for one in bench.posting.removals(marker)] == ["removal.not-ours"]
    assert deletions(demo) == []


def test_tokens_revoked_during_a_removal_pause_it_until_somebody_signs_in(bench: Bench, demo: DemoService) -> None:
    marker = partial(bench, demo)
    demo.set_faults({"unauthorized": 1.0}, scope="writes")
    bench.posting.take_back(marker, "Vera")
    poster = bench.poster()
    assert poster.run() is None
    assert poster.paused == "unauthorized"
    demo.set_faults()
    poster.resume()
    bench.run_until_rest(poster)
    assert bench.row(marker).state is State.REJECTED


def test_removal_that_was_ended_by_a_kill_goes_on_at_the_next_start(bench: Bench, demo: DemoService) -> None:
    """The wish to delete is on disk before anything leaves; whether it left, nobody knows."""
    marker = partial(bench, demo)
    bench.posting.take_back(marker, "Vera")

    class Killed(BaseException):
        pass

    def killed() -> bool:
        if bench.posting.removals(marker)[0].requested:
            raise Killed
        return False

    with pytest.raises(Killed):
        bench.poster().run(killed)
    assert deletions(demo) == []
    bench.run_until_rest(bench.poster(), steps=60)
    assert (bench.row(marker).state, deletions(demo)) == (State.REJECTED, ["line", "document"])


def test_removal_stops_between_two_deletions_when_the_program_ends(bench: Bench, demo: DemoService) -> None:
    marker = twin(bench, demo)
    (spare,) = twins_of(bench.row(marker))
    bench.posting.remove_spare(marker, spare, "Vera")
    bench.poster().run(lambda: deletions(demo) != [])
    assert deletions(demo) == ["line"]
    assert len(bench.posting.removals(marker)[0].requested) == 1
    bench.run_until_rest(bench.poster())
    assert deletions(demo) == ["line", "line", "document"]


def test_only_what_is_told_of_as_a_spare_can_be_removed(bench: Bench, demo: DemoService) -> None:
    marker = twin(bench, demo)
    document = bench.row(marker).document_id
    assert document is not None
    with pytest.raises(StockdeskError, match=r"removal\.not-spare"):
        bench.posting.remove_spare(marker, document, "Vera")
    with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
        bench.posting.take_back(marker, "Vera")


def test_nobody_speaks_about_what_is_being_removed(bench: Bench, demo: DemoService) -> None:
    marker = partial(bench, demo)
    bench.posting.take_back(marker, "Vera")
    for speak in (
        lambda: bench.posting.accept(marker, "Anna"),
        lambda: bench.posting.settle_by_hand(marker, posted=False, by="Anna"),
        lambda: bench.posting.copy_to_draft(marker, "Anna"),
    ):
        with pytest.raises(StockdeskError, match=r"removal\.under-way"):
            speak()
    bench.posting.take_back(marker, "Boris")
    (removal,) = bench.posting.removals(marker)
    assert removal.by == "Vera"


def test_document_that_nobody_knows_the_id_of_cannot_be_taken_back_from_here(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    bench.poster().run()
    bench.posting.word(marker, State.PARTIAL, "Anna", "half of it is there")
    with pytest.raises(StockdeskError, match=r"removal\.no-document"):
        bench.posting.take_back(marker, "Anna")


def test_document_that_rights_hide_is_not_believed_to_be_gone(
    bench: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    log_watch.allow("stays: removal.hidden")
    marker = partial(bench, demo)
    row, desk = bench.row(marker), bench.desk()
    assert desk is not None
    with demo.client() as client:
        client.delete(f"/storage_operations/documents/{row.location_id}/{row.document_id}").raise_for_status()
    before = deletions(demo)
    bench.posting.take_back(marker, "Vera")
    blind = Desk(desk.client, desk.location, Rights(see_movements=False))
    bench.poster(lambda _row: blind).run()
    (removal,) = bench.posting.removals(marker)
    assert (removal.result, bench.row(marker).state) == ("removal.hidden", State.PARTIAL)
    assert deletions(demo) == before
