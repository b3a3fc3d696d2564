"""The poster's order: what depends on what, whose token, and one poster a folder."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest

from stockdesk.app.desk import Desk
from stockdesk.app.documents import new_id
from stockdesk.core import document as rules
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Sheet
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State
from stockdesk.store.lock import PostingLock
from tests.support.bench import SETTLE, Bench, goods_of, posted, product
from tests.support.demo import FIRST_GOOD, LOCATION, ROOM, SHOP, DemoService


def test_documents_go_out_in_the_order_of_their_approval(bench: Bench, demo: DemoService) -> None:
    markers = [bench.approve(lines={number: "1"}) for number in range(4)]
    bench.poster().run()
    ids = [bench.row(marker).document_id for marker in markers]
    assert ids == sorted(ids, key=lambda document_id: document_id or 0)
    assert [document["id"] for document in demo.documents()] == ids


def test_document_waits_for_an_unresolved_one_with_its_product_and_storage_and_others_go_on(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    received = bench.approve(Kind.RECEIPT, {0: "5"})
    dependent = bench.approve(Kind.WRITEOFF, {0: "5", 1: "1"})
    elsewhere = bench.approve(Kind.WRITEOFF, {0: "1"}, storage=ROOM)
    independent = bench.approve(Kind.WRITEOFF, {2: "1"})
    after_it = bench.approve(Kind.RECEIPT, {1: "1"})
    poster = bench.poster()
    poster.run()
    states = {marker: bench.row(marker).state for marker in (received, dependent, elsewhere, independent, after_it)}
    assert states == {
        received: State.UNKNOWN,
        dependent: State.QUEUED,
        elsewhere: State.POSTED,
        independent: State.POSTED,
        after_it: State.QUEUED,  # it shares product 1 with the one that waits
    }
    assert bench.row(dependent).attempts == 0
    bench.run_until_rest(poster, steps=200)
    ids = [bench.row(marker).document_id or 0 for marker in (received, dependent, after_it)]
    assert ids == sorted(ids)
    assert [len(posted(demo, marker)) for marker in states] == [1] * 5


def test_partial_document_holds_back_what_depends_on_it_until_a_person_speaks(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"alter_line": 1.0}, count=1)
    partial, dependent = bench.approve(lines={0: "5"}), bench.approve(Kind.WRITEOFF, {0: "5"})
    poster = bench.poster()
    poster.run()
    assert (bench.row(partial).state, bench.row(dependent).attempts) == (State.PARTIAL, 0)
    bench.posting.settle_by_hand(partial, posted=True, by="Anna", reason="counted")
    assert bench.woken
    poster.run()
    assert bench.row(dependent).state is State.POSTED


@pytest.fixture
def pairs(bench: Bench) -> None:
    """Move goods by a pair of operations, as a location does where nothing else is proven."""
    bench.context.settings.set(f"location:{LOCATION}", "transfer-mode", "pair")


def legs(bench: Bench, base: str) -> tuple[OutboxRow, OutboxRow]:
    """The two operations of a transfer by a pair."""
    out, into = bench.posting.parts(base)
    assert (out.role, into.role) == (Role.OUT, Role.IN)
    return out, into


def test_transfer_in_a_single_operation_is_found_equal_with_both_movements(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD)
    demo.set_faults({"reset_after": 1.0}, count=1)
    marker = bench.approve(Kind.TRANSFER, {0: "2"}, to_storage=str(ROOM))
    bench.run_until_rest(bench.poster())
    after = demo.stock(FIRST_GOOD)
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)
    assert after[FIRST_GOOD, SHOP] == before[FIRST_GOOD, SHOP] - 2
    assert after[FIRST_GOOD, ROOM] == before[FIRST_GOOD, ROOM] + 2


@pytest.mark.usefixtures("pairs")
def test_transfer_by_a_pair_leaves_the_source_before_it_arrives(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD)
    base = bench.approve(Kind.TRANSFER, {0: "2"}, to_storage=str(ROOM))
    bench.poster().run()
    out, into = legs(bench, base)
    assert (out.state, into.state) == (State.POSTED, State.POSTED)
    assert (out.document_id or 0) < (into.document_id or 0)
    after = demo.stock(FIRST_GOOD)
    assert after[FIRST_GOOD, SHOP] == before[FIRST_GOOD, SHOP] - 2
    assert after[FIRST_GOOD, ROOM] == before[FIRST_GOOD, ROOM] + 2
    assert [len(posted(demo, row.marker)) for row in (out, into)] == [1, 1]


@pytest.mark.usefixtures("pairs")
def test_second_leg_waits_while_the_first_is_unknown(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    base = bench.approve(Kind.TRANSFER, {0: "2"}, to_storage=str(ROOM))
    poster = bench.poster()
    poster.run()
    out, into = legs(bench, base)
    assert (out.state, into.state, into.attempts) == (State.UNKNOWN, State.QUEUED, 0)
    bench.run_until_rest(poster, steps=200)
    out, into = legs(bench, base)
    assert (out.state, into.state) == (State.POSTED, State.POSTED)
    assert [len(posted(demo, row.marker)) for row in (out, into)] == [1, 1]


@pytest.mark.usefixtures("pairs")
def test_second_leg_is_rejected_unsent_when_the_first_was_refused(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD)
    base = bench.approve(Kind.TRANSFER, {0: "2", 9_000_000: "1"}, to_storage=str(ROOM))
    later = bench.approve(lines={0: "1"}, storage=ROOM)
    poster = bench.poster()
    bench.run_until_rest(poster)
    out, into = legs(bench, base)
    assert (out.state, into.state, into.reason) == (State.REJECTED, State.REJECTED, "leg.first-refused")
    assert (into.attempts, posted(demo, base)) == (0, [])
    assert bench.row(later).state is State.POSTED
    assert demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP] == before[FIRST_GOOD, SHOP]
    document = bench.context.document_store.document(out.local_document)
    assert document is not None
    assert document.status.value == "done"


@pytest.mark.usefixtures("pairs")
def test_second_leg_waits_while_the_first_is_partial(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"alter_line": 1.0}, count=1)
    base = bench.approve(Kind.TRANSFER, {0: "5"}, to_storage=str(ROOM))
    bench.poster().run()
    out, into = legs(bench, base)
    assert (out.state, into.state, into.attempts) == (State.PARTIAL, State.QUEUED, 0)


def test_document_of_somebody_whose_token_is_not_here_waits_and_says_so_while_others_go_on(
    bench: Bench, demo: DemoService
) -> None:
    away, here = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    bench.context.outbox.touch(bench.row(away), approved_by=f"{demo.base_url}|4711", person="Boris")

    def desks(row: OutboxRow) -> Desk | None:
        return bench.desk() if row.approved_by == bench.account else None

    poster = bench.poster(desks)
    poster.run()
    row = bench.row(away)
    assert (row.state, row.reason) == (State.QUEUED, "token.missing")
    assert row.reason_arguments == {"person": "Boris", "server": row.server}
    assert (row.attempts, posted(demo, away)) == (0, [])
    assert bench.row(here).state is State.POSTED
    moves = len(bench.moves)
    poster.run()
    assert len(bench.moves) == moves  # it is said once
    bench.poster(lambda _row: bench.desk()).run()
    row = bench.row(away)
    assert (row.state, row.reason, len(posted(demo, away))) == (State.POSTED, "", 1)


def test_poster_without_the_lock_touches_nothing_and_asks_to_be_run_again(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    with PostingLock(bench.folder).held() as mine:
        assert mine
        assert bench.poster().run() == pytest.approx(1.0)
        assert (bench.row(marker).state, bench.moves) == (State.QUEUED, [])
    assert bench.poster().run() is None
    assert bench.row(marker).state is State.POSTED


def test_poster_without_the_lock_and_without_work_asks_for_nothing(bench: Bench) -> None:
    with PostingLock(bench.folder).held():
        assert bench.poster().run() is None


HOLD = """
import sys
from pathlib import Path
from stockdesk.store.folder import DataFolder
from stockdesk.store.lock import PostingLock
with PostingLock(DataFolder(Path(sys.argv[1]))).held() as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


def test_other_process_that_posts_is_waited_for_and_its_death_frees_the_lock(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    command = [sys.executable, "-c", HOLD, str(bench.folder.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        assert bench.poster().run() == pytest.approx(1.0)
        assert bench.row(marker).attempts == 0
        other.kill()
    assert bench.poster().run() is None
    assert len(posted(demo, marker)) == 1


def test_run_ends_early_when_it_is_told_to(bench: Bench) -> None:
    markers = [bench.approve(lines={number: "1"}) for number in range(3)]
    bench.poster().run(lambda: bench.row(markers[0]).state is State.POSTED)
    assert [bench.row(marker).state for marker in markers] == [State.POSTED, State.QUEUED, State.QUEUED]


def test_document_dated_weeks_back_is_found_after_a_lost_answer(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_after": 1.0}, count=1)
    back = (bench.clock() - timedelta(days=40)).isoformat()
    marker = bench.approve(date=back)
    bench.run_until_rest(bench.poster())
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_two_equal_documents_are_told_apart_by_their_markers(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_after": 1.0}, count=1)
    first = bench.approve(lines={0: "2"})
    second = bench.approve(lines={0: "2"})
    bench.run_until_rest(bench.poster())
    ids = [bench.row(marker).document_id for marker in (first, second)]
    assert len(set(ids)) == 2
    for marker, document_id in zip((first, second), ids, strict=True):
        (document,) = posted(demo, marker)
        assert (document["id"], goods_of(document)) == (document_id, {FIRST_GOOD: Decimal(2)})


def test_many_unknown_documents_are_all_resolved_within_two_settle_times(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 0.5, "reset_after": 0.5}, seed=7)
    markers = [bench.approve(lines={number: "1"}) for number in range(6)]
    poster = bench.poster()
    poster.run()
    demo.set_faults()
    assert bench.run_until_rest(poster, steps=200) <= 2 * SETTLE
    assert {bench.row(marker).state for marker in markers} == {State.POSTED}
    assert [len(posted(demo, marker)) for marker in markers] == [1] * 6


def half_done(bench: Bench, demo: DemoService) -> str:
    """A transfer of which the write-off went through and the receipt was refused."""
    demo.set_rights({"storages_create_transactions_buy_access": False})
    base = bench.approve(Kind.TRANSFER, {0: "2"}, to_storage=str(ROOM))
    assert bench.poster().run() is None
    out, into = legs(bench, base)
    assert (out.state, into.state, bench.posting.whole(base)) == (State.POSTED, State.REJECTED, State.PARTIAL)
    demo.set_rights({"storages_create_transactions_buy_access": True})
    return base


@pytest.mark.usefixtures("pairs")
def test_half_done_transfer_is_finished_by_sending_the_refused_leg_again(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD)
    base = half_done(bench, demo)
    assert [row.leg for row in bench.posting.finish(base, "Vera", "the right was given")] == [2]
    bench.poster().run()
    assert bench.posting.whole(base) is State.POSTED
    after = demo.stock(FIRST_GOOD)
    assert after[FIRST_GOOD, SHOP] == before[FIRST_GOOD, SHOP] - 2
    assert after[FIRST_GOOD, ROOM] == before[FIRST_GOOD, ROOM] + 2
    assert [len(posted(demo, row.marker)) for row in legs(bench, base)] == [1, 1]
    with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
        bench.posting.finish(base, "Vera")


@pytest.mark.usefixtures("pairs")
def test_half_done_transfer_is_taken_back_and_nothing_has_moved(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD)
    base = half_done(bench, demo)
    bench.posting.take_back(base, "Vera", "wrong goods")
    assert bench.poster().run() is None
    out, into = legs(bench, base)
    assert (out.state, out.reason, into.state) == (State.REJECTED, "removal.taken-back", State.REJECTED)
    assert bench.posting.whole(base) is State.REJECTED
    assert demo.stock(FIRST_GOOD) == before
    assert posted(demo, base) == []


@pytest.mark.usefixtures("pairs")
def test_transfer_that_was_taken_back_can_be_sent_again_as_a_whole(bench: Bench, demo: DemoService) -> None:
    base = half_done(bench, demo)
    bench.posting.take_back(base, "Vera")
    bench.poster().run()
    assert [row.leg for row in bench.posting.finish(base, "Vera")] == [1, 2]
    bench.poster().run()
    assert bench.posting.whole(base) is State.POSTED
    assert [len(posted(demo, row.marker)) for row in legs(bench, base)] == [1, 1]


@pytest.mark.usefixtures("pairs")
def test_first_leg_that_is_partial_is_taken_back_and_the_second_never_leaves(bench: Bench, demo: DemoService) -> None:
    before = demo.stock(FIRST_GOOD)
    demo.set_faults({"alter_line": 1.0}, count=1)
    base = bench.approve(Kind.TRANSFER, {0: "5"}, to_storage=str(ROOM))
    bench.poster().run()
    bench.posting.take_back(base, "Vera")
    out, into = legs(bench, base)
    assert (out.state, into.state, into.reason) == (State.PARTIAL, State.REJECTED, "leg.taken-back")
    assert bench.poster().run() is None
    out, into = legs(bench, base)
    assert (out.state, into.attempts, demo.stock(FIRST_GOOD)) == (State.REJECTED, 0, before)


@pytest.mark.usefixtures("pairs")
def test_transfer_whose_legs_are_both_there_is_not_taken_back(bench: Bench) -> None:
    base = bench.approve(Kind.TRANSFER, {0: "2"}, to_storage=str(ROOM))
    bench.poster().run()
    with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
        bench.posting.take_back(base, "Vera")


def test_refused_part_of_a_split_leaves_the_other_to_go_on_by_itself(bench: Bench, demo: DemoService) -> None:
    good = [product(number % 100, cost=Decimal(number)) for number in range(500)]
    document = bench.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    lines = [product(9_000_000), *good, *good[:3]]
    document.do_all([(rules.scan_product(Sheet(""), one, Decimal(1), "x", new_id()), None) for one in lines])
    base = bench.posting.approve(document)
    bench.poster().run()
    assert [row.state for row in bench.posting.parts(base)] == [State.REJECTED, State.POSTED]
    assert bench.posting.whole(base) is State.PARTIAL


def test_unknown_document_of_somebody_who_is_away_says_so_too_until_the_token_is_back(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    bench.poster().run()
    reason = bench.row(marker).reason
    bench.clock.turn(SETTLE)
    bench.poster(lambda _row: None).run()
    assert (bench.row(marker).state, bench.row(marker).reason) == (State.UNKNOWN, "token.missing")
    poster = bench.poster()
    demo.set_faults({"http500_before": 1.0}, scope="reads")
    poster.run()
    assert (bench.row(marker).state, bench.row(marker).reason) == (State.UNKNOWN, reason)
    demo.set_faults()
    bench.run_until_rest(poster)
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_run_ends_though_every_wait_is_over_as_soon_as_it_begins(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0})
    markers = [bench.approve(lines={number: "1"}) for number in range(2)]
    poster = bench.poster(settle=0.0)
    poster.run()
    assert [bench.row(marker).attempts for marker in markers] == [1, 1]  # without a limit it would never come back
    demo.set_faults()
    bench.run_until_rest(poster)
    assert [len(posted(demo, marker)) for marker in markers] == [1, 1]
