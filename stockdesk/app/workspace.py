"""The composition root: folder, databases, session, use cases and workers, put together once for window and verbs."""

from __future__ import annotations

import logging
import os
import platform
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from stockdesk.app.attention import Attention
from stockdesk.app.connections import Connections
from stockdesk.app.context import Context, PosterContext
from stockdesk.app.documents import Author, Documents
from stockdesk.app.events import Connection, Link, OutboxChanged, SyncProgress
from stockdesk.app.feedback import Feedback
from stockdesk.app.freshstock import MOVES_STOCK, FreshStock
from stockdesk.app.log import start_logging
from stockdesk.app.posting import Posting
from stockdesk.app.scanning import Scanning
from stockdesk.app.session import AWAY, STATION, Session, Shelf, SignedIn
from stockdesk.app.station import load_profile
from stockdesk.app.upkeep import Looked, Upkeep, mend_catalogue
from stockdesk.app.worker import JOIN_SECONDS, Deliver, Worker
from stockdesk.core.errors import StockdeskError
from stockdesk.core.match import Match
from stockdesk.core.outbox import OutboxRow
from stockdesk.core.posting import SETTLE_SECONDS, State
from stockdesk.store.attention import AttentionStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.locationcopy import put_back
from stockdesk.store.tokens import TokenStore

log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

SYNC_EVERY_SECONDS = 300.0
"""How often a running window asks for changes in the catalogue."""
TIDY_EVERY_SECONDS = 60.0
"""How often a worker moves the write-ahead log into the database: the GUI thread's own connection never does."""
UPKEEP_AGAIN_SECONDS = 600.0
"""How soon the databases are looked after again when that failed."""
POST_AGAIN_SECONDS = 5.0
"""How soon the poster is run again after a fault of the machine (a locked database, a full disk)."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the program was started. ``environ`` is the process's environment, or a test's."""

    data_dir: Path | None = None
    server: str | None = None
    location: int | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def settle_seconds(self) -> float:
        """Seconds between two look-ups that must both find nothing; ``option.unreadable`` for nonsense."""
        text = self.environ.get("STOCKDESK_SETTLE_SECONDS", "")
        if not text:
            return SETTLE_SECONDS
        try:
            seconds = float(text)
        except ValueError:
            seconds = -1.0
        if not 0.0 <= seconds <= 86_400.0:
            raise StockdeskError("option.unreadable", name="STOCKDESK_SETTLE_SECONDS", text=text)
        return seconds


class Workspace:
    """Everything a window or a verb needs, on one data folder."""

    def __init__(self, options: Options, folder: DataFolder, *, gui: bool) -> None:
        self.options = options
        self.folder = folder
        self.settle = options.settle_seconds
        self._tokens = TokenStore(environ=options.environ)
        self._connections = Connections(self._tokens, options.environ.get("STOCKDESK_RATE_LIMIT"))
        self.session = Session(self._connections, self._tokens, options.server, options.location)
        self.context = Context(folder, self.session, gui=gui)
        self.settings = self.context.settings
        self.author = Author()
        self.documents = Documents(self.context.document_store, self.author)
        self.catalogue = self.context.catalogue
        self.feedback = Feedback(self.settings)
        self.scanning = Scanning(self.catalogue, today=self._today)
        self.scanning.profile = load_profile(self.settings)
        self.posting = Posting(self.context, self.author, self._wake_poster, self._hurry_poster)
        self.attention = Attention(AttentionStore(self.context.work), self.context.outbox, self.author)
        self._fresh_stock = FreshStock(self.fetch, self._later, self.sync_soon, self._fetch_failed)
        self._own_poster: PosterContext | None = None
        self._sync_waits = False
        self._poster: Worker[PosterContext] | None = None
        self._fetcher: Worker[Context] | None = None
        self._deliver: Deliver = lambda run: run()
        self._emit: Callable[[object], None] = lambda _event: None
        self._timers: dict[str, threading.Timer] = {}
        self._closing = False
        self._link = Link.ONLINE
        self._upkeep = Upkeep(folder, lambda: datetime.now(UTC), time.monotonic)
        self._damaged = False

    @classmethod
    def open(cls, options: Options, *, gui: bool = False) -> Workspace:
        """Open the data folder and take up the last session; ``StockdeskError`` names what stands in the way."""
        folder = DataFolder.prepare(options.data_dir)
        start_logging(folder.logs)
        log.info("stockdesk on %s, Python %s", platform.platform(), platform.python_version())
        workspace = cls(options, folder, gui=gui)
        try:
            workspace.author.station = folder.station_id(workspace.settings)
            restored = workspace._taken_up()
        except BaseException:
            workspace.context.close()
            raise
        workspace.author.person = restored.user_name if restored else ""
        return workspace

    def _taken_up(self) -> SignedIn | None:
        """Take up the last session, where need be with the copy of lists that a new catalogue has lost."""
        restored = self.session.restore(self.shelf)
        location = self.options.location or self.settings.get(STATION, "location")
        if restored is None and isinstance(location, int):
            put_back(self.settings, self.context.catalogue_file, location)
            restored = self.session.restore(self.shelf)
        return restored

    @property
    def shelf(self) -> Shelf:
        """The owner thread's stores."""
        return self.context.shelf

    # -- for verbs without a window -------------------------------------------------------------------------------

    def sign_in_now(self) -> SignedIn:
        """Be signed in, asking the service on this thread; errors as in ``Session.ensure``."""
        signed_in = self.session.ensure(self.shelf)
        self.author.person = signed_in.user_name
        return signed_in

    def post_now(self, until: Callable[[], bool], again: bool = False) -> float | None:
        """Run the outbox on this thread; returns the seconds until more can be done, None when nothing waits.

        ``again`` ends pauses and back-off waits first (``outbox run``).
        """
        if self._own_poster is None:
            self._own_poster = PosterContext(self.context, self.folder, self.settle, self.moved)
        poster = self._own_poster.poster
        if again:
            poster.resume()
            self.context.outbox.release_waits()
        return poster.run(until)

    def look_up_now(self, until: Callable[[], bool]) -> float | None:
        """Look up on this thread what is unknown, now, whenever its next look-up was due; nothing is sent."""
        context = PosterContext(self.context, self.folder, self.settle, self.moved)
        context.poster.look_up_at_once()
        context.poster.paused = "look-ups only"
        return context.poster.run(until)

    # -- for the window -------------------------------------------------------------------------------------------

    def start(self, deliver: Deliver, emit: Callable[[object], None]) -> None:
        """Start the workers. ``deliver`` runs a function on the owner's thread, ``emit`` carries an event there."""
        self._deliver = deliver
        self._emit = emit
        self._poster = Worker("post", self._poster_context, lambda context: context.close(), deliver)
        self._fetcher = Worker(
            "fetch", lambda: Context(self.folder, self.session), lambda context: context.close(), deliver
        )
        self._poster.start()
        self._fetcher.start()
        self.scanning.ask_service = self._ask_service
        self.feedback.start(deliver)
        self._look_after()
        self._later("tidy", TIDY_EVERY_SECONDS, self._tidy)
        if self.session.current is not None:
            self.sync_soon()

    def fetch(
        self,
        job: Callable[[Context], ResultT],
        done: Callable[[ResultT], None],
        failed: Callable[[StockdeskError], None],
        priority: int = 0,
    ) -> None:
        """Run a job that may ask the service on the fetch worker; the result comes to the owner's thread."""
        if self._fetcher is not None:
            self._fetcher.submit(job, done, failed, priority)

    def signed_in(self) -> None:
        """Go on after a sign-in: what waits for tokens is sent, the catalogue is brought up to date."""
        current = self.session.current
        self.author.person = current.user_name if current else ""
        self._wake_poster(resume=True)
        self.sync_soon(full=False)

    def sync_soon(self, full: bool = False) -> None:
        """Bring the catalogue up to date in the background, and again every few minutes."""
        if self._fetcher is None or self._sync_waits:
            return
        stopping = self._fetcher.stopping
        # One sync that waits for its turn behind look-ups will do for all who ask meanwhile.
        self._sync_waits = not full

        def job(context: Context) -> None:
            if not full:
                self._sync_waits = False
            context.catalogue.sync(context.desk(), full=full, progress=self._progress, stopping=stopping.is_set)

        def failed(error: StockdeskError) -> None:
            self._sync_waits = False
            self._fetch_failed(error)

        self.fetch(job, lambda _result: self._set_link(Link.ONLINE), failed, priority=10)
        self._later("sync", SYNC_EVERY_SECONDS, self.sync_soon)

    def connection(self) -> Connection:
        """Return what the bar at the top shows."""
        attention = self.attention.counts()
        current = self.session.current
        return Connection(
            link=Link.SIGNED_OUT if current is None else self._link,
            waiting=self.attention.waiting(),
            unknown=attention.unknown,
            problems=attention.problems,
            catalogue_age=None if current is None else self.catalogue.age(datetime.now(UTC)),
        )

    def close(self) -> None:
        """Stop the workers and close everything; what is in flight stays in the outbox."""
        self._closing = True
        for timer in list(self._timers.values()):
            timer.cancel()
            timer.join(JOIN_SECONDS)
        workers = [worker for worker in (self._fetcher, self._poster) if worker is not None]
        for worker in workers:
            worker.stopping.set()
        ends = time.monotonic() + JOIN_SECONDS  # for both together
        for worker in workers:
            if not worker.stop(max(ends - time.monotonic(), 0.1)):
                log.warning("a worker is still busy; what it was sending is looked up at the next start")
        self.feedback.close()
        self._connections.close()
        self.context.close()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _today(self) -> date:
        """Return the day at the location at work: what has expired is told by it."""
        current = self.session.current
        return datetime.now(UTC if current is None else ZoneInfo(current.location.timezone)).date()

    def _poster_context(self) -> PosterContext:
        return PosterContext(Context(self.folder, self.session), self.folder, self.settle, self.moved)

    def _wake_poster(self, resume: bool = False) -> None:
        if self._poster is None or self._damaged:
            return
        stopping = self._poster.stopping

        def job(context: PosterContext) -> float | None:
            if resume:
                context.poster.resume()
            waits = context.poster.run(stopping.is_set), context.poster.next_watch()
            return min((wait for wait in waits if wait is not None), default=None)

        self._poster.submit(job, self._post_later, self._post_failed)

    def _hurry_poster(self) -> None:
        """Send and ask now, at a person's wish, whatever wait is running."""
        if self._poster is not None and not self._damaged:
            self._poster.submit(lambda context: context.hurry())
            self._wake_poster()

    def _post_later(self, seconds: float | None) -> None:
        if seconds is not None:
            self._later("post", max(seconds, 0.05), self._wake_poster)

    def _post_failed(self, error: StockdeskError) -> None:
        """Say what stopped the poster, and run it again: what waits must not wait for the next document."""
        self._fetch_failed(error)
        self._later("post", POST_AGAIN_SECONDS, self._wake_poster)

    def _look_after(self) -> None:
        """Check and copy the databases on the fetch worker: after the look-ups that wait, before a sync.

        What waits in the outbox goes out once the first check is over.
        """

        def done(looked: Looked) -> None:
            self._later("upkeep", looked.again, self._look_after)
            self._wake_poster()
            if looked.catalogue_emptied:
                self.sync_soon(full=True)

        def failed(error: StockdeskError) -> None:
            self._later("upkeep", UPKEEP_AGAIN_SECONDS, self._look_after)
            self._fetch_failed(error)
            self._wake_poster()

        self.fetch(self._upkeep.run, done, failed, priority=5)

    def _mend_catalogue(self) -> None:
        """Empty a catalogue in which something could not be read, whatever a check says, and fill it again."""

        def done(_result: None) -> None:
            self.context.catalogue_file.damaged = False
            self.sync_soon(full=True)

        self.fetch(mend_catalogue, done, self._emit, priority=5)

    def _tidy(self) -> None:
        if self.context.catalogue_file.damaged:  # met by a scan or a search
            self._mend_catalogue()
        self.fetch(lambda context: context.work.checkpoint(), lambda _result: None, self._fetch_failed, priority=20)
        self._later("tidy", TIDY_EVERY_SECONDS, self._tidy)

    def _later(self, name: str, seconds: float, run: Callable[[], None]) -> None:
        """Run something on the owner's thread after a while; a later call for the same name replaces it."""
        old = self._timers.pop(name, None)
        if old is not None:
            old.cancel()
        if self._closing:
            return
        timer = threading.Timer(seconds, lambda: self._deliver(run))
        timer.daemon = True
        self._timers[name] = timer
        timer.start()

    def moved(self, row: OutboxRow) -> None:
        """Hear of a move in the outbox, on whichever thread made it."""
        if row.state in MOVES_STOCK and self._fetcher is not None:
            self._deliver(lambda: self._stock_moved(row))
        if row.state is State.POSTED:
            self._link = Link.ONLINE
        elif row.state is State.QUEUED and row.reason.startswith("attempt."):
            self._link = Link.PAUSED if row.reason in ("attempt.unauthorized", "attempt.licence") else Link.OFFLINE
        self._emit(OutboxChanged(row))

    def _stock_moved(self, row: OutboxRow) -> None:
        current = self.session.current
        if current is not None and (row.server, row.location_id) == (current.server, current.location.location_id):
            self._fresh_stock.moved(row.products, more=self.attention.waiting() > 0)

    def _ask_service(self, code: str, found: Callable[[tuple[Match, ...]], None]) -> None:
        def failed(error: StockdeskError) -> None:
            self._fetch_failed(error)
            found(())

        self.fetch(lambda context: context.catalogue.remote(context.desk(), code), found, failed)

    def _fetch_failed(self, error: StockdeskError) -> None:
        if error.code == "catalogue.damaged":
            self._mend_catalogue()
            return
        if error.code == "database.damaged":
            # What a damaged outbox says is no ground to send anything: that waits for the way back.
            self._damaged = True
        if error.code in AWAY:
            self._set_link(Link.OFFLINE)
        elif error.code == "service.unauthorized":
            self._set_link(Link.PAUSED)
        self._emit(error)

    def _progress(self, progress: SyncProgress) -> None:
        self._emit(progress)

    def _set_link(self, link: Link) -> None:
        self._link = link
        self._emit(self.connection())

    @property
    def stored_account(self) -> object:
        """The account that signed in last, as stored."""
        return self.settings.get(STATION, "account")
