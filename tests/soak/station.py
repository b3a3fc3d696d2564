"""A workstation's data folder and the processes that use it: the real stores on a real file, killed at any step."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from types import TracebackType

from stockdesk.api.client import ServiceClient
from stockdesk.app.desk import Desk
from stockdesk.app.poster import Poster
from stockdesk.app.recovery import Recovery
from stockdesk.core.location import Location, Rights
from stockdesk.core.outbox import OutboxRow
from stockdesk.store.database import Database, Transaction
from stockdesk.store.documents import DocumentStore
from stockdesk.store.migration import migrate
from stockdesk.store.outbox import OutboxStore
from stockdesk.store.settings import SettingsStore
from stockdesk.store.station import station_of
from tests.soak.watch import Watch

FIRST_MACHINE = "the first machine"


class WatchedTransaction(Transaction):
    """The real transaction; the watch may end the process before it begins, at its commit, or after it."""

    __slots__ = ("_watch",)

    def __init__(self, connection: sqlite3.Connection, path: Path, watch: Watch) -> None:
        super().__init__(connection, path)
        self._watch = watch

    def __enter__(self) -> sqlite3.Connection:
        self._watch.stored("begin")
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None:
            try:
                self._watch.stored("commit")
            except BaseException as ended:
                super().__exit__(type(ended), ended, ended.__traceback__)
                raise
        super().__exit__(kind, error, traceback)
        if error is None:
            self._watch.stored("committed")


class WatchedDatabase(Database):
    """The real database on a connection that skips the disk's own waits: what is committed is read again all the same.

    A simulated kill rolls back what was open, as SQLite does for a process that died.
    """

    def __init__(self, path: Path, watch: Watch) -> None:
        connection = sqlite3.connect(path, timeout=0.2, isolation_level=None, cached_statements=256)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        super().__init__(connection, path)
        self._watch = watch

    def transaction(self) -> Transaction:
        """Begin a watched write."""
        return WatchedTransaction(self._connection, self.path, self._watch)


@cache
def _template(folder: Path) -> Path:
    """Make an empty ``work.db`` by the real migrations, once a folder: a copy costs a fraction."""
    path = folder / "template.db"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, "work")
    database = Database(connection, path)
    station_of(SettingsStore(database), FIRST_MACHINE)
    database.close()
    return path


class FolderLock:
    """The posting lock of the simulated folder: freed when its holder ends, however it ends."""

    def __init__(self) -> None:
        self.taken = False

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Take it, if nobody has it."""
        if self.taken:
            yield False
            return
        self.taken = True
        try:
            yield True
        finally:
            self.taken = False


NewClient = Callable[[str, Watch], ServiceClient]


@dataclass(slots=True)
class Folder:
    """What all processes of a workstation share.

    ``signed_in`` are the accounts whose tokens are here, ``machine`` is the id of the machine that it is on.
    """

    path: Path
    new_client: NewClient
    location: Location
    now: Callable[[], datetime]
    settle: float
    rights: Rights = field(default_factory=Rights)
    signed_in: set[str] = field(default_factory=set)
    lock: FolderLock = field(default_factory=FolderLock)
    machine: str = FIRST_MACHINE

    @classmethod
    def fresh(
        cls, place: Path, new_client: NewClient, location: Location, now: Callable[[], datetime], settle: float
    ) -> Folder:
        """Make an empty folder in ``place``, over the last one."""
        path = place / "work.db"
        for suffix in ("-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        for name in ("backups", "damaged"):
            shutil.rmtree(place / name, ignore_errors=True)
        shutil.copyfile(_template(place), path)
        return cls(path, new_client, location, now, settle)


class Process:
    """One process on a folder: its connection, its clients, its poster. ``end`` is also what a kill leaves."""

    def __init__(self, folder: Folder, watch: Watch) -> None:
        self._folder = folder
        self._watch = watch
        self._clients: dict[str, ServiceClient] = {}
        self.database = WatchedDatabase(folder.path, watch)
        self.outbox = OutboxStore(self.database)
        self.documents = DocumentStore(self.database)
        self.settings = SettingsStore(self.database)
        recovery = Recovery(self.outbox, self.settings, machine=folder.machine, documents=self.documents)
        self.poster = Poster(self.outbox, folder.lock, self.desk, folder.now, folder.settle, recovery=recovery)

    def client(self, account: str) -> ServiceClient:
        """Return the account's client in this process."""
        if account not in self._clients:
            self._clients[account] = self._folder.new_client(account, self._watch)
        return self._clients[account]

    def desk(self, row: OutboxRow) -> Desk | None:
        """Return the desk of the person who approved; None while that person is not signed in here."""
        if row.approved_by not in self._folder.signed_in:
            return None
        return Desk(self.client(row.approved_by), self._folder.location, self._folder.rights)

    def end(self) -> None:
        """Close what the operating system would close."""
        for client in self._clients.values():
            client.close()
        self.database.close()
