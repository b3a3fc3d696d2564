"""A restored backup or a folder from another machine: what is open is looked up before anything is sent."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from stockdesk.app.poster import Poster
from stockdesk.app.recovery import Recovery
from stockdesk.core.operation import Kind
from stockdesk.core.posting import State
from stockdesk.store.lock import PostingLock
from stockdesk.store.settings import RESTORED, STATION
from stockdesk.store.station import station_of
from tests.support.bench import SETTLE, Bench, bench_at, posted
from tests.support.demo import DemoService
from tests.support.strictness import LogWatch

HERE, THERE = "this-machine", "the-old-machine"


@pytest.fixture(autouse=True)
def _doubt_is_logged(log_watch: LogWatch) -> None:
    log_watch.allow("the data folder was")


def poster(bench: Bench, machine: str = HERE) -> Poster:
    """A poster that recovers as on this machine."""
    recovery = Recovery(bench.context.outbox, bench.context.settings, bench.moves.append, machine)
    return Poster(
        bench.context.outbox, PostingLock(bench.folder), bench.desk, bench.clock, SETTLE, bench.moves.append, recovery
    )


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
