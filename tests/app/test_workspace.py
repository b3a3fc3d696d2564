"""The whole station without a window: opened, working in the background, closed without a trace."""

from __future__ import annotations

import queue
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app import log, workspace
from stockdesk.app.documents import OpenDocument, new_id
from stockdesk.app.events import Connection, Link, OutboxChanged, ScanAnswer, SyncProgress
from stockdesk.app.workspace import Options, Workspace
from stockdesk.core import document as rules
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.posting import SETTLE_SECONDS, State
from stockdesk.core.tokens import Tokens
from stockdesk.store.backups import backups
from stockdesk.store.database import Database
from stockdesk.store.settings import location_scope
from stockdesk.store.tokens import environment_user
from tests.app.conftest import PRODUCTS
from tests.support.bench import ENVIRON, posted, product
from tests.support.demo import FIRST_GOOD, LOCATION, PARTNER_TOKEN, SHOP, USER_TOKEN, DemoService
from tests.support.sockets import SocketServer, closed_port, silence
from tests.support.strictness import LogWatch

PATIENCE = 20.0
NEW_CODE = "4006381333931"


class Window:
    """What a window is to a workspace: a thread that runs deliveries, and ears for events."""

    def __init__(self, opened: Workspace) -> None:
        self.workspace = opened
        self.events: list[object] = []
        self.tellers: set[str] = set()
        self._waiting: queue.Queue[Callable[[], None]] = queue.Queue()

    def start(self) -> None:
        self.workspace.start(self._waiting.put, self._hear)

    def _hear(self, event: object) -> None:
        if isinstance(event, OutboxChanged):
            self.tellers.add(threading.current_thread().name)
        self.events.append(event)

    def until(self, done: Callable[[], bool]) -> None:
        """Run deliveries on this thread until something has come true."""
        ends = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < ends, f"not within {PATIENCE} s; heard: {self.events[-5:]}"
            try:
                run = self._waiting.get(timeout=0.02)
            except queue.Empty:
                continue
            run()

    def states(self, marker: str) -> list[State]:
        return [
            event.row.state for event in self.events if isinstance(event, OutboxChanged) and event.row.marker == marker
        ]

    def heard(self, kind: type) -> list[object]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as closing:
        yield closing


def options(folder: Path, server: str, **environ: str) -> Options:
    return Options(folder, server, LOCATION, ENVIRON | environ)


def opened(stack: ExitStack, folder: Path, server: str, **environ: str) -> Workspace:
    """Open a workspace that is closed with the test."""
    made = Workspace.open(options(folder, server, **environ))
    stack.callback(made.close)
    return made


def draft(station: Workspace, number: int = 0, amount: str = "2") -> OpenDocument:
    """A receipt of one product."""
    document = station.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    document.do(rules.scan_product(document.sheet, product(number), Decimal(amount), "x", new_id()))
    return document


@pytest.fixture
def station(stack: ExitStack, demo: DemoService, tmp_path: Path) -> Workspace:
    """A workspace that is signed in, with nothing started."""
    made = opened(stack, tmp_path / "data", demo.base_url)
    made.sign_in_now()
    return made


@pytest.fixture
def window(station: Workspace) -> Window:
    """The same with its workers running and the first sync done."""
    made = Window(station)
    made.start()
    made.until(lambda: any(isinstance(event, Connection) for event in made.events))
    return made


@pytest.mark.parametrize(("text", "seconds"), [("", SETTLE_SECONDS), ("0", 0.0), ("2.5", 2.5), ("86400", 86400.0)])
def test_settle_time_comes_from_the_environment(text: str, seconds: float) -> None:
    assert Options(environ={"STOCKDESK_SETTLE_SECONDS": text}).settle_seconds == seconds


@pytest.mark.parametrize("text", ["soon", "-1", "nan", "inf", "86401"])
def test_settle_time_that_is_nonsense_is_named(text: str) -> None:
    with pytest.raises(StockdeskError) as raised:
        _ = Options(environ={"STOCKDESK_SETTLE_SECONDS": text}).settle_seconds
    assert raised.value.code.endswith(".unreadable")
    assert raised.value.arguments == {"name": "STOCKDESK_SETTLE_SECONDS", "text": text}


def test_nonsense_in_the_environment_leaves_nothing_open(tmp_path: Path) -> None:
    with pytest.raises(StockdeskError, match="unreadable"):
        Workspace.open(options(tmp_path / "data", "http://127.0.0.1:9", STOCKDESK_SETTLE_SECONDS="soon"))
    shutil.rmtree(tmp_path / "data")


def test_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(StockdeskError, match=r"folder\.not-a-folder"):
        Workspace.open(options(tmp_path / "data", "http://127.0.0.1:9"))


def test_damaged_database_is_named_and_nothing_stays_open(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "work.db").write_bytes(b"no database at all" * 500)
    with pytest.raises(StockdeskError, match=r"database\.damaged"):
        Workspace.open(options(tmp_path / "data", "http://127.0.0.1:9"))


def spoil(path: Path, database: Database) -> None:
    """Rubbish over the last third of a file that is in use, and nothing of it left in the memory."""
    database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = path.stat().st_size // 4096
    first = pages * 2 // 3
    code = "import os, sys; os.pwrite(os.open(sys.argv[1], os.O_RDWR), b'\\xff' * int(sys.argv[3]), int(sys.argv[2]))"
    # In another process: here a closed handle would cost the database its locks.
    command = [sys.executable, "-c", code, str(path), str(first * 4096), str((pages - first) * 4096)]
    subprocess.run(command, check=True, timeout=60)
    database.rows("PRAGMA shrink_memory")


def test_damaged_database_is_told_at_the_start_and_nothing_is_sent_from_it(
    stack: ExitStack, demo: DemoService, tmp_path: Path
) -> None:
    first = Workspace.open(options(tmp_path / "data", demo.base_url))
    first.sign_in_now()
    document = draft(first)
    (line,) = document.sheet.lines
    for amount in range(3, 403):
        document.set_amount(line.line_id, Decimal(amount))
    first.posting.approve(draft(first, 1))
    spoil(first.folder.work_db, first.context.work)
    first.close()

    made = opened(stack, tmp_path / "data", demo.base_url)
    window = Window(made)
    window.start()
    window.until(lambda: bool(window.heard(StockdeskError)))
    told = [error for error in window.heard(StockdeskError) if isinstance(error, StockdeskError)]
    assert {error.code for error in told} == {"database.damaged"}
    made.posting.wake()
    assert demo.documents() == []
    assert not list(made.folder.path.glob("backups/*.db"))


def test_window_copies_the_database_by_itself(stack: ExitStack, demo: DemoService, tmp_path: Path) -> None:
    first = Workspace.open(options(tmp_path / "data", demo.base_url))
    first.sign_in_now()
    draft(first)
    with first.context.work.transaction() as connection:  # nobody has scanned for a while
        connection.execute("UPDATE document SET touched = '2025-03-04T12:00:00.000000+00:00'")
    first.close()
    window = Window(opened(stack, tmp_path / "data", demo.base_url))
    window.start()
    window.until(lambda: bool(backups(window.workspace.folder)))
    assert [copy.sound() for copy in backups(window.workspace.folder)] == [True]


def test_damaged_catalogue_is_made_anew_without_a_word(window: Window) -> None:
    station = window.workspace
    signed_in = station.session.current
    kept = location_scope(LOCATION)
    window.until(lambda: station.settings.get(kept, "lists") is not None)
    spoil(station.folder.catalogue_db, station.context.catalogue_file)

    def look_through() -> None:
        for number in range(PRODUCTS):
            station.catalogue.product(FIRST_GOOD + number)

    with pytest.raises(StockdeskError, match=r"catalogue\.damaged"):
        look_through()
    before = len(window.events)
    station._tidy()  # what runs every minute

    def filled() -> bool:
        return any(isinstance(event, SyncProgress) and event.done for event in window.events[before:])

    window.until(filled)
    assert station.catalogue.count() == PRODUCTS
    look_through()
    station.context.catalogue_file.check()
    assert not [event for event in window.events[before:] if isinstance(event, StockdeskError)]
    again = station.session.restore(station.shelf)
    assert signed_in is not None
    assert again is not None
    assert (again.location, again.storages, again.team) == (signed_in.location, signed_in.storages, signed_in.team)


def test_catalogue_that_was_lost_between_two_starts_costs_nobody_the_sign_in(
    stack: ExitStack, window: Window, demo: DemoService, tmp_path: Path
) -> None:
    station = window.workspace
    signed_in = station.session.current
    window.until(lambda: station.settings.get(location_scope(LOCATION), "lists") is not None)
    station.close()
    station.folder.catalogue_db.write_bytes(b"rubbish" * 1000)
    again = opened(stack, tmp_path / "data", demo.base_url)
    assert signed_in is not None
    assert again.session.current is not None
    assert again.session.current.storages == signed_in.storages
    assert again.catalogue.count() == 0


def test_first_start_is_signed_out_and_can_scan_into_nothing(stack: ExitStack, tmp_path: Path) -> None:
    made = Workspace.open(Options(tmp_path / "data", environ={}))
    stack.callback(made.close)
    assert made.session.current is None
    assert made.connection() == Connection(Link.SIGNED_OUT)
    assert made.author.station
    assert made.stored_account is None


def test_station_keeps_its_id_and_takes_its_session_up_again(
    stack: ExitStack, station: Workspace, demo: DemoService, tmp_path: Path
) -> None:
    again = opened(stack, tmp_path / "data", demo.base_url)
    assert again.author.station == station.author.station
    assert again.session.current == station.session.current
    assert again.stored_account == f"{demo.base_url}|{environment_user(Tokens(PARTNER_TOKEN, USER_TOKEN))}"


def test_document_is_posted_in_the_background_and_every_move_is_told(window: Window, demo: DemoService) -> None:
    station = window.workspace
    marker = station.posting.approve(draft(station))
    window.until(lambda: State.POSTED in window.states(marker))
    assert window.states(marker) == [State.SENDING, State.POSTED]
    assert window.tellers == {"post"}  # the bridge carries them over to the window's thread
    assert len(posted(demo, marker)) == 1
    assert station.connection().link is Link.ONLINE
    assert station.posting.counts() == {State.POSTED: 1}


def test_catalogue_is_brought_up_to_date_at_the_start_and_after_a_posting(window: Window, demo: DemoService) -> None:
    station = window.workspace
    progress = [event for event in window.heard(SyncProgress) if isinstance(event, SyncProgress)]
    assert progress[-1].done
    assert station.catalogue.count() == PRODUCTS
    before = station.catalogue.product(FIRST_GOOD)
    assert before is not None
    station.posting.approve(draft(station))

    window.until(lambda: stock(station, 0) == before.stock[SHOP] + 2)


def test_stock_of_what_was_posted_is_asked_for_at_once_and_nothing_else(window: Window, demo: DemoService) -> None:
    station = window.workspace
    after = demo.requests()[-1]["n"]
    station.posting.approve(draft(station))
    window.until(lambda: reads_of_goods(demo, after) != [])
    assert reads_of_goods(demo, after) == [str(FIRST_GOOD)]


def reads_of_goods(demo: DemoService, after: int) -> list[str]:
    """The products asked for, "list" for each first page of a sync."""
    reads = [one for one in demo.requests(after) if f"/goods/{LOCATION}" in one["path"] and one["method"] == "GET"]
    single = [one["path"].rpartition("/")[2] for one in reads if "page=" not in one["query"]]
    return single + ["list" for one in reads if "page=1&" in one["query"]]


@pytest.mark.parametrize(("documents", "reads"), [(12, 12), (21, 1)], ids=["few", "many"])
def test_many_postings_are_followed_by_few_questions(
    window: Window, demo: DemoService, documents: int, reads: int
) -> None:
    """Asked once all of it is posted: product by product while they are few, as one list when they are many."""
    station = window.workspace
    after = demo.requests()[-1]["n"]
    wake, station.posting.wake = station.posting.wake, lambda: None
    markers = [station.posting.approve(draft(station, number)) for number in range(documents)]
    wake()
    window.until(lambda: all(State.POSTED in window.states(marker) for marker in markers))
    window.until(lambda: len(reads_of_goods(demo, after)) >= reads)
    window.until(lambda: stock(station, documents - 1) == Decimal(demo.stock()[FIRST_GOOD + documents - 1, SHOP]))
    assert ("list" in reads_of_goods(demo, after)) == (reads == 1)
    assert len(reads_of_goods(demo, after)) == reads


def stock(station: Workspace, number: int) -> Decimal:
    one = station.catalogue.product(FIRST_GOOD + number)
    assert one is not None
    return one.stock[SHOP]


def test_bar_counts_documents_that_need_a_person_until_somebody_has_dealt_with_them(
    station: Workspace, demo: DemoService
) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    document = draft(station)
    document.do(rules.scan_product(document.sheet, product(1), Decimal(1), "y", new_id()))
    partial = station.posting.approve(document)
    station.post_now(lambda: False)
    demo.set_rights({"storages_create_transactions_access": False})
    refused = station.posting.approve(draft(station, 2))
    station.post_now(lambda: False)
    demo.set_faults({"reset_before": 1.0}, count=1)
    demo.set_rights({"storages_create_transactions_access": True})
    unknown = station.posting.approve(draft(station, 3))
    station.post_now(lambda: False)
    states = [station.posting.whole(marker) for marker in (partial, refused, unknown)]
    assert states == [State.PARTIAL, State.REJECTED, State.UNKNOWN]
    told = station.connection()
    assert (told.waiting, told.unknown, told.problems) == (0, 1, 2)
    station.attention.leave(refused, "Anna")
    station.posting.accept(partial, "Anna")
    told = station.connection()
    assert (told.unknown, told.problems) == (1, 0)


def test_code_that_only_the_service_knows_is_resolved_on_the_line(window: Window, demo: DemoService) -> None:
    station = window.workspace
    new_id = demo.post("goods", fields={"title": "brand new", "barcode": NEW_CODE})["good_id"]
    document = station.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    answers: list[ScanAnswer] = []
    resolved: list[int | None] = []
    station.scanning.on_resolved.append(lambda _document, _change, line: resolved.append(line.product_id))
    station.scanning.scan(document, RawScan(NEW_CODE), answers.append)
    assert [answer.reason for answer in answers] == ["scan.unknown"]
    window.until(lambda: bool(resolved))
    assert resolved == [new_id]
    assert station.documents.open(document.document_id).sheet.totals.unknown == 0


def test_unknown_code_is_asked_again_after_the_service_could_not_be_asked(window: Window, demo: DemoService) -> None:
    station = window.workspace
    demo.post("goods", fields={"title": "brand new", "barcode": NEW_CODE})
    demo.set_faults({"unauthorized": 1.0}, scope="all")
    document = station.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    station.scanning.scan(document, RawScan(NEW_CODE), lambda _answer: None)
    window.until(lambda: bool(window.heard(StockdeskError)))
    demo.set_faults()
    station.scanning.scan(document, RawScan(NEW_CODE), lambda _answer: None)
    window.until(lambda: document.sheet.totals.unknown == 0)


def test_station_without_the_network_keeps_working_and_posts_when_it_is_back(
    stack: ExitStack, station: Workspace, demo: DemoService, tmp_path: Path
) -> None:
    made = Window(station)
    demo.post("refuse", seconds=1.2)
    made.start()
    marker = station.posting.approve(draft(station))
    made.until(lambda: station.connection().link is Link.OFFLINE)
    assert station.connection().waiting == 1
    assert draft(station).sheet.totals.lines == 1
    made.until(lambda: State.POSTED in made.states(marker))
    assert len(posted(demo, marker)) == 1
    made.until(lambda: station.connection().link is Link.ONLINE)


def test_revoked_token_pauses_posting_until_somebody_signs_in(window: Window, demo: DemoService) -> None:
    station = window.workspace
    demo.set_faults({"unauthorized": 1.0}, scope="all")
    marker = station.posting.approve(draft(station))
    window.until(lambda: station.connection().link is Link.PAUSED)
    assert (station.connection().waiting, posted(demo, marker)) == (1, [])
    demo.set_faults()
    station.signed_in()
    window.until(lambda: State.POSTED in window.states(marker))
    window.until(lambda: station.connection().link is Link.ONLINE)


def test_poster_that_met_a_fault_of_the_machine_is_run_again_and_sends_nothing_twice(
    window: Window, demo: DemoService, monkeypatch: pytest.MonkeyPatch, log_watch: LogWatch
) -> None:
    log_watch.allow("was in flight")
    monkeypatch.setattr(workspace, "POST_AGAIN_SECONDS", 0.05)
    station = window.workspace
    demo.set_faults({"slow": 1.0}, count=1, scope="writes", timings={"slow": 0.7})
    marker = station.posting.approve(draft(station))
    window.until(lambda: State.SENDING in window.states(marker))
    with locked(station.folder.work_db):
        window.until(lambda: bool(window.heard(StockdeskError)))
    window.until(lambda: State.POSTED in window.states(marker))
    assert window.states(marker) == [State.SENDING, State.UNKNOWN, State.POSTED]
    assert len(posted(demo, marker)) == 1


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the write lock of a database as another program does."""
    other = sqlite3.connect(path, isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_job_of_the_window_comes_back_to_it(window: Window) -> None:
    told: list[object] = []
    window.workspace.fetch(
        lambda context: context.catalogue.count(),
        lambda count: told.append((count, threading.get_ident())),
        told.append,
    )
    window.until(lambda: bool(told))
    assert told == [(PRODUCTS, threading.get_ident())]


def test_close_leaves_no_thread_and_no_open_file(window: Window, tmp_path: Path) -> None:
    station = window.workspace
    station.posting.approve(draft(station))
    station.close()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"post", "fetch"}
    assert not [name for name in names if name.startswith("Thread-")]
    log.stop_logging()
    with sqlite3.connect(tmp_path / "data" / "work.db") as other:  # nobody holds it, nothing is left in the log of it
        assert other.execute("SELECT count(*) FROM outbox").fetchone() == (1,)
    other.close()


def test_close_does_not_wait_long_for_a_service_that_says_nothing(
    station: Workspace, tmp_path: Path, log_watch: LogWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_watch.allow("a worker is still busy")
    monkeypatch.setattr(workspace, "JOIN_SECONDS", 0.3)
    with SocketServer([silence]) as server:
        folder = tmp_path / "other"
        shutil.copytree(station.folder.path, folder)
        made = Workspace.open(options(folder, server.url))
        assert made.session.restore(made.shelf) is not None
        slow = Window(made)
        slow.start()
        slow.until(lambda: server.connections > 0)
        before = time.monotonic()
        made.close()
        assert time.monotonic() - before < 3.0


def test_verb_posts_on_its_own_thread_and_remembers_its_waits(station: Workspace, demo: DemoService) -> None:
    marker = station.posting.approve(draft(station))
    demo.set_faults({"throttle": 1.0}, count=1, scope="writes", switches={"retry_after": False})
    wait = station.post_now(lambda: False)
    assert wait is not None
    assert 0 < wait <= 1.0
    other = station.posting.approve(draft(station, 1))
    station.post_now(lambda: False)
    assert station.posting.parts(other)[0].attempts == 0  # the service asked to slow down a moment ago
    assert station.post_now(lambda: False, again=True) is None
    assert [len(posted(demo, one)) for one in (marker, other)] == [1, 1]
    timers = [thread.name for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    assert not [name for name in timers if not name.startswith("pytest_timeout")]


def test_look_up_by_a_verb_asks_at_once_and_sends_nothing(station: Workspace, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    unknown = station.posting.approve(draft(station))
    station.post_now(lambda: False)
    waiting = station.posting.approve(draft(station, 1))
    before = len(station.posting.attempts(unknown))
    station.look_up_now(lambda: False)
    assert len(station.posting.attempts(unknown)) == before + 1
    assert station.posting.parts(unknown)[0].state is State.UNKNOWN
    assert station.posting.parts(waiting)[0].attempts == 0
    assert demo.documents() == []


def test_two_workspaces_on_one_folder_post_every_document_once(
    stack: ExitStack, station: Workspace, demo: DemoService, tmp_path: Path
) -> None:
    other = opened(stack, tmp_path / "data", demo.base_url)
    windows = [Window(station), Window(other)]
    for window in windows:
        window.start()
    markers = [one.posting.approve(draft(one, number)) for number in range(4) for one in (station, other)]
    windows[0].until(lambda: station.posting.counts().get(State.POSTED) == len(markers))
    assert [len(posted(demo, marker)) for marker in markers] == [1] * len(markers)


def test_window_with_a_broken_server_hears_of_it(stack: ExitStack, station: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(station.folder.path, folder)
    with closed_port() as port:
        made = opened(stack, folder, f"http://127.0.0.1:{port}")
        window = Window(made)
        window.start()
        window.until(lambda: bool(window.heard(StockdeskError)))
    codes = {error.code for error in window.events if isinstance(error, StockdeskError)}
    assert codes == {"service.unreachable"}
    assert made.connection().link is Link.OFFLINE
