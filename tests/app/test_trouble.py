"""A full disk, a locked database, a clock that jumps: told by a reason, nothing half done, nothing lost."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.api.exchange import new_attempt_id
from stockdesk.app import documents
from stockdesk.app.documents import OpenDocument
from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.app.log import start_logging, stop_logging
from stockdesk.app.poster import Poster
from stockdesk.app.scanning import Scanning
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Attempt, OutboxRow
from stockdesk.core.posting import State
from stockdesk.store.columns import time_text
from stockdesk.store.documents import DocumentStatus
from stockdesk.store.lock import PostingLock
from tests.support.bench import Bench, bench_at, posted
from tests.support.demo import LOCATION, SHOP, DemoService
from tests.support.smalldisk import SmallDisk, small_disk
from tests.support.sockets import closed_port
from tests.support.strictness import LogWatch

CODE = "4006381333931"
HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def small(disk: SmallDisk, demo: DemoService) -> Iterator[Bench]:
    """A station whose data is on a disk that can be filled."""
    with bench_at(disk.path / "station", demo.base_url) as made:
        yield made


def scan(bench: Bench, document: OpenDocument) -> ScanAnswer:
    answers: list[ScanAnswer] = []
    scanning = Scanning(bench.context.catalogue, lambda _code, _found: None)
    scanning.scan(document, RawScan(CODE), answers.append)
    (answer,) = answers
    return answer


def amounts(bench: Bench, document: OpenDocument) -> list[Decimal]:
    """The lines' amounts as a second look at the disk tells."""
    return [line.amount for line in bench.documents.open(document.document_id).sheet.lines]


# -- a full disk ------------------------------------------------------------------------------------------------------


def test_scan_on_a_full_disk_is_refused_and_the_next_one_is_taken_once_there_is_space(
    disk: SmallDisk, small: Bench, log_watch: LogWatch
) -> None:
    log_watch.allow("was refused and could not be stored: disk.full")
    document = small.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    taken = 0
    disk.fill(small.context.work)
    while (answer := scan(small, document)).verdict is not Verdict.REFUSED:  # what was reserved before is used up
        taken += 1
        assert taken < 10_000
    assert answer.reason == "disk.full"
    assert scan(small, document).reason == "disk.full"
    assert amounts(small, document) == ([Decimal(taken)] if taken else [])
    assert [line.amount for line in document.sheet.lines] == amounts(small, document)
    disk.free(small.context.work)
    assert scan(small, document).verdict is Verdict.LOOK
    assert amounts(small, document) == [Decimal(taken + 1)]
    small.context.work.check()


def test_document_approved_on_a_full_disk_stays_a_draft_and_is_approved_later(
    disk: SmallDisk, small: Bench, demo: DemoService
) -> None:
    document = small.draft(lines=dict.fromkeys(range(120), "1"))
    disk.fill(small.context.work)
    with pytest.raises(StockdeskError, match=r"disk\.full"):
        small.posting.approve(document)
    assert document.status is DocumentStatus.DRAFT
    assert small.posting.rows() == []
    assert demo.documents() == []
    disk.free(small.context.work)
    marker = small.posting.approve(document)
    small.poster().run()
    assert len(posted(demo, marker)) == 1


def test_poster_on_a_full_disk_sends_nothing_that_it_cannot_remember(
    disk: SmallDisk, small: Bench, demo: DemoService
) -> None:
    markers = [small.approve() for _ in range(2)]
    disk.fill(small.context.work)
    used_up(small, markers[0])
    with pytest.raises(StockdeskError, match=r"disk\.full"):
        small.poster().run()
    assert [small.row(marker).state for marker in markers] == [State.QUEUED, State.QUEUED]
    assert demo.documents() == []
    disk.free(small.context.work)
    small.poster().run()
    assert [len(posted(demo, marker)) for marker in markers] == [1, 1]


def test_disk_that_fills_while_a_document_is_under_way_leads_to_a_lookup_and_no_second_document(
    disk: SmallDisk, small: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    log_watch.allow("was in flight")
    marker = small.approve()

    def fill(row: OutboxRow) -> None:
        if row.state is State.SENDING:
            disk.fill(small.context.work)
            used_up(small, marker)

    with pytest.raises(StockdeskError, match=r"disk\.full"):
        heard(small, fill).run()
    assert small.row(marker).state is State.SENDING
    assert len(posted(demo, marker)) == 1
    disk.free(small.context.work)
    small.run_until_rest(small.poster())
    assert small.row(marker).state is State.POSTED
    assert len(posted(demo, marker)) == 1


def heard(bench: Bench, moved: Callable[[OutboxRow], None]) -> Poster:
    """A poster whose committed moves something happens after."""
    return Poster(bench.context.outbox, PostingLock(bench.folder), bench.desk, bench.clock, moved=moved)


def used_up(bench: Bench, marker: str) -> None:
    """Write proof until even the space within what is reserved is gone."""

    def write() -> None:
        for _ in range(20_000):
            bench.context.outbox.note_attempt(Attempt(new_attempt_id(), marker, "read", bench.clock()))

    with pytest.raises(StockdeskError, match=r"disk\.full"):
        write()


def test_log_on_a_full_disk_is_in_nobodys_way_and_goes_on_later(
    disk: SmallDisk, capfd: pytest.CaptureFixture[str]
) -> None:
    path = start_logging(disk.path)
    log = logging.getLogger("stockdesk.test")
    log.info("before")
    disk.fill()
    for number in range(200):
        log.info("on a full disk %d %s", number, "x" * 100)
    disk.free()
    log.info("after")
    stop_logging()
    assert "after" in path.read_text(encoding="utf-8").splitlines()[-1]
    assert capfd.readouterr() == ("", "")


# -- a locked database ------------------------------------------------------------------------------------------------


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process holds the write lock for the length of a block, longer than anybody waits."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            child.stdin.close()
            child.wait(30)


def test_scan_and_approval_are_refused_while_another_process_holds_the_database(
    bench: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    log_watch.allow("was refused and could not be stored: database.locked")
    document = bench.draft()
    before = amounts(bench, document)
    with held(bench.folder.work_db):
        answer = scan(bench, document)
        assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "database.locked")
        with pytest.raises(StockdeskError, match=r"database\.locked"):
            bench.posting.approve(document)
        assert amounts(bench, document) == before
    assert document.status is DocumentStatus.DRAFT
    marker = bench.posting.approve(document)
    bench.poster().run()
    assert len(posted(demo, marker)) == 1


def test_poster_that_cannot_write_sends_nothing_and_goes_on_later(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    with held(bench.folder.work_db):
        with pytest.raises(StockdeskError, match=r"database\.locked"):
            bench.poster().run()
        assert bench.row(marker).state is State.QUEUED
        assert demo.documents() == []
    bench.poster().run()
    assert bench.row(marker).state is State.POSTED


def test_result_that_cannot_be_written_is_looked_up(bench: Bench, demo: DemoService, log_watch: LogWatch) -> None:
    log_watch.allow("was in flight")
    marker = bench.approve()
    with ExitStack() as holding:

        def hold(row: OutboxRow) -> None:
            if row.state is State.SENDING:
                holding.enter_context(held(bench.folder.work_db))

        with pytest.raises(StockdeskError, match=r"database\.locked"):
            heard(bench, hold).run()
    assert bench.row(marker).state is State.SENDING
    bench.run_until_rest(bench.poster())
    assert bench.row(marker).state is State.POSTED
    assert len(posted(demo, marker)) == 1


# -- a clock that jumps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(days=-3000), timedelta(days=3000)], ids=["back", "forward"])
def test_entries_stay_in_order_and_undo_takes_the_last_one_when_the_clock_jumps(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    document = bench.draft(lines={0: "1"})
    (line,) = document.sheet.lines
    document.set_amount(line.line_id, Decimal(5))
    monkeypatch.setattr(documents, "now", lambda: datetime.now(UTC) + jump)
    document.set_amount(line.line_id, Decimal(7))
    assert amounts(bench, document) == [Decimal(7)]
    again = bench.documents.open(document.document_id)
    again.undo()
    assert amounts(bench, document) == [Decimal(5)]
    numbers = [entry.number for entry in bench.documents.open(document.document_id).sheet.entries]
    assert numbers == sorted(numbers)


def test_draft_worked_on_last_is_taken_up_again_though_the_clock_was_put_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(documents, "now", lambda: datetime.now(UTC) + timedelta(days=3000))
        bench.draft()
    last = bench.draft()
    found = bench.documents.resume(Kind.RECEIPT, LOCATION)
    assert found is not None
    assert found.document_id == last.document_id
    assert bench.documents.drafts()[0].document_id == last.document_id


@pytest.mark.parametrize("jump", [-400.0, 400.0], ids=["back", "forward"])
def test_waiting_document_goes_out_though_the_clock_jumped_by_days(
    bench: Bench, demo: DemoService, jump: float
) -> None:
    marker = bench.approve()
    with closed_port() as port:
        away = bench.desk_at(f"http://127.0.0.1:{port}")
        bench.poster(lambda _row: away).run()
    assert bench.row(marker).state is State.QUEUED
    assert bench.row(marker).not_before is not None
    bench.clock.turn(jump * 86_400)
    bench.run_until_rest(bench.poster())
    assert bench.row(marker).state is State.POSTED
    assert len(posted(demo, marker)) == 1


def test_document_is_found_though_the_clock_was_put_back_by_more_than_a_day_since_it_was_sent(
    bench: Bench, demo: DemoService
) -> None:
    ahead = 130_000
    marker = bench.approve()
    bench.clock.turn(ahead)
    wrong = time_text(bench.clock())
    bench.context.work.connection.execute("UPDATE outbox SET created = ?, operation_date = ?", [wrong, wrong])
    demo.set_faults({"http502_after": 1.0}, count=1)
    poster = bench.poster()
    poster.run(lambda: bench.row(marker).attempts > 0)
    assert bench.row(marker).state is State.UNKNOWN
    demo.set_switches(clock_skew=3 * 86_400)
    bench.clock.turn(3 * 86_400 - ahead)
    poster.resume()
    bench.run_until_rest(poster)
    assert bench.row(marker).state is State.POSTED
    assert len(posted(demo, marker)) == 1
