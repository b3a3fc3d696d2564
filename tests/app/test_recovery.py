"""A restored backup or a folder from another machine: what is open is looked up before anything is sent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.documents import OpenDocument, new_id
from stockdesk.app.poster import Poster
from stockdesk.app.recovery import Recovery
from stockdesk.core import document as rules
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.posting import State
from stockdesk.core.twins import alike_of, twins_of
from stockdesk.store.documents import DocumentStatus
from stockdesk.store.folder import DataFolder
from stockdesk.store.lock import PostingLock
from stockdesk.store.restore import restore
from stockdesk.store.settings import RESTORED, STATION
from stockdesk.store.station import station_of
from tests.support.bench import SETTLE, Bench, bench_at, posted, product
from tests.support.demo import LOCATION, ROOM, SHOP, DemoService
from tests.support.strictness import LogWatch

HERE, THERE = "this-machine", "the-old-machine"


@pytest.fixture(autouse=True)
def _doubt_is_logged(log_watch: LogWatch) -> None:
    log_watch.allow("the data folder was|may be there twice|has late twins")


def poster(bench: Bench, machine: str = HERE) -> Poster:
    """A poster that recovers as on this machine."""
    context = bench.context
    recovery = Recovery(context.outbox, context.settings, bench.moves.append, machine, context.document_store)
    return Poster(
        bench.context.outbox, PostingLock(bench.folder), bench.desk, bench.clock, SETTLE, bench.moves.append, recovery
    )


@contextmanager
def brought_back(bench: Bench, path: Path) -> Iterator[Bench]:
    """The last copy of a folder whose database is gone, and people at it."""
    path.mkdir()
    shutil.copytree(bench.folder.backups, path / "backups")
    restore(DataFolder(path))
    with bench_at(path, bench.server) as again:
        again.clock.time = bench.clock.time
        yield again


def post_after_a_copy(bench: Bench, document: OpenDocument, **grown: str) -> str:
    """Take a copy with a draft in it, then go on with that and post it; returns its marker, which the copy lacks."""
    station_of(bench.context.settings, HERE)
    bench.context.work.back_up(bench.folder)
    for number, amount in grown.items():
        one = product(int(number.removeprefix("product_")))
        document.do(rules.scan_product(document.sheet, one, Decimal(amount), one.barcode, new_id()))
    marker = bench.posting.approve(document)
    poster(bench).run()
    assert bench.row(marker).state is State.POSTED
    return marker


def test_folder_that_was_cloned_sends_nothing_that_its_origin_has_sent(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    station_of(bench.context.settings, THERE)
    waiting, other = bench.approve(lines={0: "1"}), bench.approve(lines={1: "1"})
    clone = tmp_path / "clone"
    bench.context.work.checkpoint()
    shutil.copytree(bench.folder.path, clone)
    poster(bench, THERE).run(lambda: bench.row(waiting).state is State.POSTED)
    with bench_at(clone, demo.base_url) as here:
        at_work = poster(here)
        at_work.run()
        assert (here.row(waiting).state, here.row(waiting).ever_unknown) == (State.POSTED, True)
        row = here.row(other)
        assert (row.state, row.reason, row.attempts) == (State.UNKNOWN, "restore.moved", 0)
        here.run_until_rest(at_work)
        assert here.row(other).state is State.POSTED
        assert not station_of(here.context.settings, HERE).moved
    assert [len(posted(demo, marker)) for marker in (waiting, other)] == [1, 1]


def test_backup_that_was_brought_back_posts_nothing_again(bench: Bench, demo: DemoService, tmp_path: Path) -> None:
    station_of(bench.context.settings, HERE)
    marker = bench.approve()
    backup, taken = tmp_path / "backup", bench.clock()
    bench.context.work.checkpoint()
    shutil.copytree(bench.folder.path, backup)
    poster(bench).run()
    with bench_at(backup, demo.base_url) as restored:
        restored.context.settings.set(STATION, RESTORED, taken.isoformat())
        poster(restored).run()
        row = restored.row(marker)
        assert (row.state, row.attempts) == (State.POSTED, 0)
        assert row.document_id == bench.row(marker).document_id
        assert restored.context.settings.get(STATION, RESTORED) is None
    assert len(posted(demo, marker)) == 1


def test_look_ups_after_a_restore_reach_back_to_the_backup_and_to_an_earlier_attempt(
    bench: Bench, demo: DemoService
) -> None:
    taken = bench.clock() - timedelta(hours=5)
    demo.set_faults({"reset_before": 1.0}, count=1)
    tried, fresh = bench.approve(lines={0: "1"}), bench.approve(lines={0: "1"})
    bench.poster().run()
    early = bench.clock() - timedelta(days=4)
    bench.context.outbox.touch(bench.row(tried), seen_before=early)
    bench.context.settings.set(STATION, RESTORED, taken.isoformat())
    poster(bench).run(lambda: True)
    assert bench.row(tried).seen_before == early
    assert bench.row(fresh).seen_before == taken - timedelta(days=1)
    assert {bench.row(marker).state for marker in (tried, fresh)} == {State.UNKNOWN}


@pytest.mark.parametrize("value", ["yesterday", "2026-03-02T10:00:00", 5])
def test_time_of_a_backup_that_cannot_be_read_counts_from_the_making_of_each_document(
    bench: Bench, value: object
) -> None:
    marker = bench.approve()
    bench.context.settings.set(STATION, RESTORED, value)
    poster(bench).run(lambda: True)
    row = bench.row(marker)
    assert (row.state, row.seen_before) == (State.UNKNOWN, row.created - timedelta(days=1))


def test_what_is_partly_there_is_read_again_after_a_restore(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    marker = bench.approve()
    bench.poster().run()
    document = bench.row(marker).document_id
    bench.context.settings.set(STATION, RESTORED, bench.clock().isoformat())
    poster(bench).run()
    assert (bench.row(marker).state, bench.row(marker).document_id) == (State.PARTIAL, document)
    assert [move.state for move in bench.moves][-2:] == [State.UNKNOWN, State.PARTIAL]


def test_partial_document_that_was_removed_elsewhere_meanwhile_is_left_to_a_person(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    marker = bench.approve()
    bench.poster().run()
    row = bench.row(marker)
    with demo.client() as client:
        client.delete(f"/storage_operations/documents/{row.location_id}/{row.document_id}").raise_for_status()
    bench.context.settings.set(STATION, RESTORED, bench.clock().isoformat())
    at_work = poster(bench)
    bench.run_until_rest(at_work)
    row = bench.row(marker)
    assert (row.state, row.reason, posted(demo, marker)) == (State.PARTIAL, "readback.gone", [])


def test_folder_on_its_own_machine_is_not_doubted(bench: Bench, demo: DemoService) -> None:
    station_of(bench.context.settings, HERE)
    marker = bench.approve(Kind.RECEIPT)
    at_work = poster(bench)
    at_work.run()
    at_work.run()
    assert (bench.row(marker).state, bench.row(marker).ever_unknown) == (State.POSTED, False)


@pytest.mark.parametrize("there", [True, False])
def test_draft_that_was_posted_after_the_copy_is_not_posted_again_before_a_person_decides(
    bench: Bench, demo: DemoService, tmp_path: Path, there: bool
) -> None:
    document = bench.draft()
    lost = post_after_a_copy(bench, document)
    number = bench.row(lost).document_id
    with brought_back(bench, tmp_path / "again") as again:
        draft = again.documents.open(document.document_id)
        assert draft.status is DocumentStatus.DRAFT
        marker = again.posting.approve(draft)
        assert (again.row(marker).state, again.row(marker).reason) == (State.UNKNOWN, "restore.draft")
        later = again.approve(lines={0: "9"})
        at_work = poster(again)
        for _ in range(4):
            again.clock.turn(at_work.run() or 0.0)
        row = again.row(marker)
        assert (row.state, row.reason, row.attempts) == (State.UNKNOWN, "restore.alike", 0)
        assert alike_of(row) == (number,)
        assert lost in again.posting.attempts(marker)[-1].detail
        assert again.row(later).attempts == 0
        again.posting.settle_by_hand(marker, there, "Vera", "seen on the page")
        again.run_until_rest(at_work)
        row = again.row(marker)
        assert (row.state, row.reason, row.restored) == (State.POSTED, "", None)
        assert (row.document_id == number) is there
        assert again.row(later).state is State.POSTED
        words = again.documents.open(document.document_id).sheet.entries
        assert [entry.person for entry in words if entry.data.get("code") == "outbox.person-word"] == ["Vera"]
    assert len(posted(demo, marker)) == (0 if there else 1)
    assert len(posted(demo, lost)) == 1


def test_no_twin_is_reported_of_what_a_person_found_under_another_marker(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    document = bench.draft()
    post_after_a_copy(bench, document)
    with brought_back(bench, tmp_path / "again") as again:
        marker = again.posting.approve(again.documents.open(document.document_id))
        at_work = poster(again)
        at_work.run()
        again.posting.settle_by_hand(marker, True, "Vera")
        at_work.run()
        again.clock.turn(86_400 * 2)
        at_work.run()
        assert (again.row(marker).watched, again.row(marker).reason) == (True, "")


def test_what_a_person_found_under_another_marker_is_not_removed_by_the_program(
    bench: Bench, demo: DemoService, tmp_path: Path, log_watch: LogWatch
) -> None:
    log_watch.allow("stays: removal.not-ours")
    document = bench.draft()
    lost = post_after_a_copy(bench, document)
    with brought_back(bench, tmp_path / "again") as again:
        marker = again.posting.approve(again.documents.open(document.document_id))
        at_work = poster(again)
        at_work.run()
        again.posting.word(marker, State.PARTIAL, "Vera")
        again.posting.take_back(marker, "Vera")
        at_work.run()
        assert [removal.result for removal in again.posting.removals(marker)] == ["removal.not-ours"]
        assert again.row(marker).state is State.PARTIAL
    assert len(posted(demo, lost)) == 1


def test_draft_that_was_gone_on_with_before_it_was_posted_is_known_again(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    document = bench.draft(lines={0: "2"})
    post_after_a_copy(bench, document, product_1="4")
    with brought_back(bench, tmp_path / "again") as again:
        marker = again.posting.approve(again.documents.open(document.document_id))
        poster(again).run()
        assert (again.row(marker).state, again.row(marker).reason) == (State.UNKNOWN, "restore.alike")
    assert posted(demo, marker) == []


def test_draft_that_nobody_posted_goes_out_once_its_absence_is_proven(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    """What else is there is known as ours, of another kind, or has other goods."""
    document = bench.draft(lines={0: "2"})
    known = bench.approve(lines={0: "2"})
    poster(bench).run()
    post_after_a_copy(bench, bench.draft(lines={3: "1"}))
    bench.approve(Kind.USAGE, lines={0: "2"})
    poster(bench).run()
    with brought_back(bench, tmp_path / "again") as again:
        marker = again.posting.approve(again.documents.open(document.document_id))
        at_work = poster(again)
        assert again.run_until_rest(at_work) >= SETTLE - 1
        assert (again.row(marker).state, again.row(marker).attempts) == (State.POSTED, 1)
        assert again.row(known).state is State.POSTED
    assert len(posted(demo, marker)) == 1


def test_legs_of_a_restored_transfer_are_looked_for_each_by_itself(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    bench.context.settings.set(f"location-{LOCATION}", "transfer-mode", "pair")
    document = bench.draft(Kind.TRANSFER, {0: "2"}, SHOP, to_storage=str(ROOM))
    station_of(bench.context.settings, HERE)
    bench.context.work.back_up(bench.folder)
    lost = bench.posting.approve(document)
    poster(bench).run(lambda: bench.posting.parts(lost)[0].state is State.POSTED)
    first = len(bench.posting.parts(lost))
    with brought_back(bench, tmp_path / "again") as again:
        marker = again.posting.approve(again.documents.open(document.document_id))
        at_work = poster(again)
        for _ in range(4):
            again.clock.turn(at_work.run() or 0.0)
        states = [row.state for row in again.posting.parts(marker)]
        assert states == [State.UNKNOWN, State.QUEUED][:first]
        again.posting.settle_by_hand(again.posting.parts(marker)[0].marker, True, "Vera")
        again.run_until_rest(at_work)
        assert {row.state for row in again.posting.parts(marker)} == {State.POSTED}
    assert len(posted(demo, lost)) + len(posted(demo, marker)) == first


def test_document_that_was_withdrawn_after_the_copy_and_posted_anew_is_not_posted_again(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    waiting = bench.approve()
    station_of(bench.context.settings, HERE)
    bench.context.work.back_up(bench.folder)
    draft = bench.documents.open(bench.posting.withdraw(waiting, "Anna"))
    bench.posting.approve(draft)
    poster(bench).run()
    with brought_back(bench, tmp_path / "again") as again:
        with pytest.raises(StockdeskError, match="already-sent"):
            again.posting.withdraw(waiting, "Anna")
        at_work = poster(again)
        for _ in range(4):
            again.clock.turn(at_work.run() or 0.0)
        assert (again.row(waiting).state, again.row(waiting).reason) == (State.UNKNOWN, "restore.alike")
    assert posted(demo, waiting) == []


def test_refused_document_whose_copy_was_posted_after_the_backup_is_not_posted_again(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    demo.set_rights({"storages_create_transactions_access": False})
    refused = bench.approve()
    poster(bench).run()
    demo.set_rights({"storages_create_transactions_access": True})
    assert bench.row(refused).state is State.REJECTED
    station_of(bench.context.settings, HERE)
    bench.context.work.back_up(bench.folder)
    bench.posting.approve(bench.documents.open(bench.posting.copy_to_draft(refused, "Anna")))
    poster(bench).run()
    with brought_back(bench, tmp_path / "again") as again:
        at_work = poster(again)
        at_work.run()
        copied = again.posting.approve(again.documents.open(again.posting.copy_to_draft(refused, "Anna")))
        again.posting.requeue(refused, "Anna")
        at_work.run()
        for marker in (copied, refused):
            assert (again.row(marker).state, again.row(marker).reason) == (State.UNKNOWN, "restore.alike")
    assert posted(demo, copied) + posted(demo, refused) == []


def test_refused_document_that_was_asked_for_again_after_the_backup_is_reported(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    demo.set_rights({"storages_create_transactions_access": False})
    marker = bench.approve()
    poster(bench).run()
    demo.set_rights({"storages_create_transactions_access": True})
    station_of(bench.context.settings, HERE)
    # Its own watch was over by the time of the copy.
    bench.context.outbox.touch(bench.row(marker), settled=bench.clock(), twins_checked=bench.clock(), watched=True)
    bench.context.work.back_up(bench.folder)
    bench.posting.requeue(marker, "Anna")
    poster(bench).run()
    document_id = bench.row(marker).document_id
    with brought_back(bench, tmp_path / "again") as again:
        at_work = poster(again)
        at_work.run()
        again.clock.turn(86_400 * 2)
        at_work.run()
        row = again.row(marker)
        assert (row.state, row.reason, twins_of(row)) == (State.REJECTED, "rejected.twins", (document_id,))


def test_document_that_commits_after_a_restored_draft_went_out_is_reported(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    document = bench.draft()
    station_of(bench.context.settings, HERE)
    bench.context.work.back_up(bench.folder)
    lost = bench.posting.approve(document)
    body = bench.row(lost).body
    with brought_back(bench, tmp_path / "again") as again:
        marker = again.posting.approve(again.documents.open(document.document_id))
        at_work = poster(again)
        again.run_until_rest(at_work)
        with demo.client() as line:
            line.post(f"/storage_operations/operation/{LOCATION}", content=body).raise_for_status()
        again.clock.turn(86_400 * 2)
        at_work.run()
        row = again.row(marker)
        late = [one["id"] for one in posted(demo, lost)]
        assert (row.state, row.reason, alike_of(row)) == (State.POSTED, "restore.late", tuple(late))


def test_draft_of_a_cloned_folder_is_not_posted_again_where_its_origin_went_on_with_it(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    station_of(bench.context.settings, THERE)
    document = bench.draft(lines={0: "1"})
    clone = tmp_path / "clone"
    bench.context.work.checkpoint()
    shutil.copytree(bench.folder.path, clone)
    marker = bench.posting.approve(document)
    poster(bench, THERE).run()
    with bench_at(clone, demo.base_url) as here:
        at_work = poster(here)
        at_work.run()
        again = here.posting.approve(here.documents.open(document.document_id))
        at_work.run()
        row = here.row(again)
        assert (row.state, row.attempts) == (State.UNKNOWN, 0)
        assert alike_of(row) == (posted(demo, marker)[0]["id"],)


def test_document_that_its_origin_took_back_and_posted_anew_is_not_sent_by_a_clone(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    station_of(bench.context.settings, THERE)
    waiting = bench.approve(lines={0: "1"})
    clone = tmp_path / "clone"
    bench.context.work.checkpoint()
    shutil.copytree(bench.folder.path, clone)
    anew = bench.posting.approve(bench.documents.open(bench.posting.withdraw(waiting, "Anna")))
    poster(bench, THERE).run()
    with bench_at(clone, demo.base_url) as here:
        at_work = poster(here)
        for _ in range(4):
            here.clock.turn(at_work.run() or 0.0)
        row = here.row(waiting)
        assert (row.state, row.attempts, row.reason) == (State.UNKNOWN, 0, "restore.alike")
        assert alike_of(row) == (posted(demo, anew)[0]["id"],)
    assert posted(demo, waiting) == []


def test_draft_of_a_clone_that_was_approved_before_its_first_run_is_doubted_as_well(
    bench: Bench, demo: DemoService, tmp_path: Path
) -> None:
    station_of(bench.context.settings, THERE)
    document = bench.draft(lines={0: "1"})
    clone = tmp_path / "clone"
    bench.context.work.checkpoint()
    shutil.copytree(bench.folder.path, clone)
    bench.posting.approve(document)
    poster(bench, THERE).run()
    with bench_at(clone, demo.base_url) as here:
        again = here.posting.approve(here.documents.open(document.document_id))
        poster(here).run()
        row = here.row(again)
        assert (row.state, row.attempts, row.reason) == (State.UNKNOWN, 0, "restore.alike")


def test_draft_whose_entries_are_lost_keeps_nobody_from_posting_in_a_moved_folder(
    bench: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    station_of(bench.context.settings, THERE)
    bare, marker = bench.draft(lines={}), bench.approve(lines={0: "1"})
    with bench.context.work.transaction() as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'entry'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")  # as a file whose page was damaged
        connection.execute("DELETE FROM entry WHERE document_id = ?", (bare.document_id,))
    bench.run_until_rest(poster(bench))
    assert bench.row(marker).state is State.POSTED
    assert len(posted(demo, marker)) == 1


def test_receipt_whose_write_off_could_not_be_read_waits_for_a_persons_word(bench: Bench, demo: DemoService) -> None:
    station_of(bench.context.settings, HERE)
    bench.context.settings.set(f"location:{LOCATION}", "transfer-mode", "pair")
    base = bench.approve(Kind.TRANSFER, {0: "1"}, to_storage=str(ROOM))
    out, into = bench.posting.parts(base)
    with bench.context.work.transaction() as connection:
        connection.execute("DROP TRIGGER outbox_is_kept")  # as a file whose page was damaged
        connection.execute("DELETE FROM outbox WHERE marker = ?", (out.marker,))
    bench.context.settings.set(STATION, RESTORED, bench.clock().isoformat())
    at_work = poster(bench)
    for _ in range(4):
        at_work.run()
        bench.clock.turn(2 * SETTLE)
    row = bench.row(into.marker)
    assert (row.state, row.attempts) == (State.UNKNOWN, 0)
    assert "the write-off before it is not known here" in bench.posting.attempts(into.marker)[-1].detail
    bench.posting.settle_by_hand(into.marker, posted=False, by="Anna")
    at_work.run()
    assert bench.row(into.marker).state is State.POSTED
    assert len(posted(demo, into.marker)) == 1
