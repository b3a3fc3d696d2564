"""One SQLite file and one connection to it, with faults of the environment told apart from bugs."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from stockdesk.core.errors import StockdeskError
from stockdesk.store.backups import backups, next_name, outdated, set_aside, sync_folder
from stockdesk.store.folder import CATALOGUE_NAME, PRIVATE_FILE, PRIVATE_FOLDER, DataFolder, folder_fault
from stockdesk.store.migration import latest_version, migrate, version_of

OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables came with 3.37 (sqlite.org/stricttables.html); the trigram tokenizer is older (3.34)."""
BUSY_SECONDS = 2.0
"""How long a statement waits for another process's write lock; own transactions hold it for 50 ms at most."""
UNFINISHED_SECONDS = 3600.0
"""An unfinished copy that nobody has written to for so long belongs to nobody any more."""

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}


def fault_of(error: sqlite3.Error, path: Path) -> StockdeskError | None:
    """Return what the environment did wrong, or None where the error is a bug of this program."""
    extended = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        return None
    code = extended & 0xFF
    if code in _LOCKED:
        return StockdeskError("database.locked", path=path)
    if code in _DAMAGED:
        return _damaged(path, str(error))
    if code in _READ_ONLY:
        return StockdeskError("folder.read-only", path=path)
    # A full disk shows as an I/O error where the index of the write-ahead log cannot grow.
    if code == sqlite3.SQLITE_FULL or extended == sqlite3.SQLITE_IOERR_SHMSIZE:
        return StockdeskError("disk.full", path=path)
    if code == sqlite3.SQLITE_IOERR:
        return StockdeskError("disk.failed", path=path, detail=str(error))
    return None


class Transaction:
    """``with database.transaction():`` all of it is committed at the end, or nothing."""

    __slots__ = ("_connection", "_path")

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise (fault_of(error, self._path) or error) from error
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._connection.execute("COMMIT")
        except sqlite3.Error as failed:
            error = failed
            raise (fault_of(failed, self._path) or failed) from failed
        finally:
            if error is not None and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            fault = fault_of(error, self._path)
            if fault is not None:
                raise fault from error


class Database:
    """A connection of the thread that opened it; any other thread that uses it gets ``sqlite3.ProgrammingError``.

    ``damaged`` is set once a read has met damage. Methods raise ``StockdeskError`` for what the environment does:
    ``database.locked``, ``database.damaged`` (for the catalogue ``catalogue.damaged``), ``disk.full``, ``disk.failed``
    or ``folder.read-only``, each with the ``path`` of the file.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.damaged = False

    @classmethod
    def open_work(cls, folder: DataFolder, *, gui: bool = False) -> Database:
        """Open ``work.db``, making or migrating it; a copy is kept before it is migrated.

        With ``gui`` a commit never stops to move the write-ahead log into the file: a worker calls ``checkpoint``.
        Raises also ``database.newer``, ``sqlite.too-old`` and, where the folder was in use but the file is gone or
        empty, ``database.missing``, with the ``reason`` ``no-copy`` where nothing can be brought back: an empty
        database made in silence would look as if there never was any work.
        """
        used, logged = folder.was_in_use(), folder.work_log_has_bytes()
        if folder.work_db_is_gone() and (used or logged or backups(folder) or set_aside(folder)):
            raise _missing(folder)
        # FULL: what was accepted or marked as sending is on the disk when the commit returns, power cut or not.
        database = cls(_connect(folder.work_db, "FULL", gui), folder.work_db)
        database._prepare(lambda: database._update_work(folder, used))
        return database

    def _update_work(self, folder: DataFolder, used: bool) -> None:
        version, latest = version_of(self._connection), latest_version("work")
        if version == 0 and used:  # a header alone: what stood in the write-ahead log is gone
            raise _missing(folder)
        if version > latest:
            raise StockdeskError("database.newer", path=self.path, version=version, known=latest)
        if version < latest:
            if version > 0:
                self.back_up(folder)
            migrate(self._connection, "work")

    def _prepare(self, update: Callable[[], None]) -> None:
        """Run the last step of opening; if it fails the connection is closed."""
        try:
            update()
        except sqlite3.Error as error:
            self.close()
            raise (fault_of(error, self.path) or error) from error
        except BaseException:
            self.close()
            raise

    @classmethod
    def open_catalogue(cls, folder: DataFolder, *, gui: bool = False) -> Database:
        """Open ``catalogue.db``. One of another version, or too damaged to open, is made anew: a sync fills it."""
        try:
            return cls._opened_catalogue(folder, gui)
        except StockdeskError as error:
            if error.code not in ("catalogue.damaged", "database.newer"):
                raise
        return cls.rebuild_catalogue(folder, gui=gui)

    @classmethod
    def rebuild_catalogue(cls, folder: DataFolder, *, gui: bool = False) -> Database:
        """Throw ``catalogue.db`` away and return an empty one."""
        try:
            for suffix in ("", "-wal", "-shm"):
                folder.catalogue_db.with_name(folder.catalogue_db.name + suffix).unlink(missing_ok=True)
        except PermissionError as error:  # Windows keeps a file that another process has open
            raise StockdeskError("database.locked", path=folder.catalogue_db) from error
        return cls._opened_catalogue(folder, gui)

    def empty_catalogue(self) -> None:
        """Put an empty catalogue in the place of a damaged one, under the connections that others have open to it."""
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
            migrate(fresh, "catalogue")
            try:
                fresh.backup(self._connection)
                self.damaged = False
            except sqlite3.Error as error:
                raise (fault_of(error, self.path) or error) from error

    @classmethod
    def _opened_catalogue(cls, folder: DataFolder, gui: bool) -> Database:
        # NORMAL: a power cut may cost the last pages of a sync, which come again, and never the file's soundness.
        database = cls(_connect(folder.catalogue_db, "NORMAL", gui), folder.catalogue_db)
        database._prepare(database._fill_catalogue)
        return database

    def _fill_catalogue(self) -> None:
        if not self._connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone():
            raise StockdeskError("sqlite.too-old", version=sqlite3.sqlite_version, needed="FTS5")
        version, latest = version_of(self._connection), latest_version("catalogue")
        if version not in (0, latest):
            raise StockdeskError("database.newer", path=self.path, version=version, known=latest)
        if version == 0:
            migrate(self._connection, "catalogue")

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection itself, for statements within ``transaction``."""
        return self._connection

    def transaction(self) -> Transaction:
        """Begin a write: the lock is taken at once (``BEGIN IMMEDIATE``), so it never fails halfway for want of it."""
        return Transaction(self._connection, self.path)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """Read all rows of a query."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """Read the first row of a query, None when there is none."""
        try:
            return self._connection.execute(sql, parameters).fetchone()
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def _fault(self, error: sqlite3.Error) -> Exception:
        """Return the fault, and remember damage: whoever met it may not be the one who can mend it."""
        fault = fault_of(error, self.path)
        self.damaged = self.damaged or (fault is not None and fault.code.endswith(".damaged"))
        return fault or error

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file as far as nobody is reading; for a worker, it waits for the disk."""
        self.rows("PRAGMA wal_checkpoint(PASSIVE)")

    def check(self) -> None:
        """Read the whole file and raise ``database.damaged`` with a ``detail`` if it is not sound; for a worker."""
        try:
            _check(self._connection, self.path)
        except sqlite3.Error as error:
            raise (fault_of(error, self.path) or error) from error

    def commit_seconds(self) -> float:
        """Write and commit next to nothing three times and return the middle time: what one scan costs on this disk."""
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            with self.transaction() as connection:
                connection.execute(f"PRAGMA user_version = {version_of(connection)}")
            times.append(time.perf_counter() - begun)
        return sorted(times)[1]

    def back_up(self, folder: DataFolder) -> Path:
        """Copy the database into the folder of backups while it is in use, and return the copy; three are kept.

        SQLite's own backup is used: a copy of the file alone would miss what is still in the write-ahead log. It reads
        only, so no commit waits for it. Raises ``database.damaged`` instead of keeping a copy that is not sound.
        """
        name = f"{self.path.stem}-{next_name(folder)}.db"
        # Two processes may copy at once, so the unfinished file is each one's own.
        target, unfinished = folder.backups / name, folder.backups / f".{name}-{os.urandom(4).hex()}.part"
        try:
            folder.backups.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        except OSError as error:
            raise folder_fault(error, folder.backups) from error
        try:
            _remove_unfinished(folder.backups)
            make_private(unfinished)
            copy = sqlite3.connect(unfinished, isolation_level=None)
            try:
                self._connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
                _check(copy, self.path)
            finally:
                copy.close()
            unfinished.replace(target)
            sync_folder(folder.backups)
            for old in outdated(backups(folder)):
                old.path.unlink(missing_ok=True)
        except sqlite3.Error as error:
            raise (fault_of(error, self.path) or error) from error
        except OSError as error:
            raise folder_fault(error, folder.backups) from error
        finally:
            unfinished.unlink(missing_ok=True)
        return target

    def close(self) -> None:
        """Close the connection; the last one to close moves the write-ahead log into the file."""
        self._connection.close()


def _missing(folder: DataFolder) -> StockdeskError:
    known = {} if backups(folder) or set_aside(folder) else {"reason": "no-copy"}
    return StockdeskError("database.missing", path=folder.work_db, **known)


def _damaged(path: Path, detail: str) -> StockdeskError:
    return StockdeskError(
        "catalogue.damaged" if path.name == CATALOGUE_NAME else "database.damaged", path=path, detail=detail
    )


def _check(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA quick_check(3)").fetchall()
    if found != [("ok",)]:
        raise _damaged(path, "; ".join(str(row[0]) for row in found))


def _remove_unfinished(place: Path) -> None:
    """Remove what is left of copies whose process was killed; a copy takes minutes at most."""
    for left in place.glob(".*.part"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > UNFINISHED_SECONDS:
                left.unlink()


def make_private(path: Path) -> None:
    """Make the file before SQLite does, which would let others read it; its companions inherit the mode.

    A file that is there is never opened here: a connection of this process may have it open, and closing any other
    handle to it would drop that connection's locks. The next process to come and go would then take the write-ahead log
    away, with all that is written to it later (sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    except FileExistsError:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path) from None
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(PRIVATE_FILE)
        if not os.access(path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path) from None


def _connect(path: Path, synchronous: str, gui: bool) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(str(part) for part in OLDEST_SQLITE[:2])
        raise StockdeskError("sqlite.too-old", version=sqlite3.sqlite_version, needed=needed)
    try:
        make_private(path)
    except IsADirectoryError as error:
        raise _damaged(path, "folder") from error
    except OSError as error:
        fault = folder_fault(error, path)
        raise (
            StockdeskError("folder.read-only", path=path) if fault.code == "folder.not-writable" else fault
        ) from error
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=256)
    try:
        _set_up(connection, path, synchronous, gui)
    except sqlite3.Error as error:
        connection.close()
        raise (fault_of(error, path) or error) from error
    except StockdeskError:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection, path: Path, synchronous: str, gui: bool) -> None:
    mode = _journal_mode(connection)
    if mode != "wal":
        # The write-ahead log needs memory shared between processes, which network file systems do not give.
        raise StockdeskError("folder.network", path=path)
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: reach the disk and not only its cache; nothing elsewhere
    connection.execute("PRAGMA foreign_keys = ON")
    if gui:
        connection.execute("PRAGMA wal_autocheckpoint = 0")


def _journal_mode(connection: sqlite3.Connection) -> str:
    """Switch to the write-ahead log and return the mode that is in force.

    The busy time-out does not hold for this switch: two processes that open a new file at once may be told at once that
    it is locked, and one of them has to come again.
    """
    ends = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
            if mode != "wal":
                mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            return mode
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _LOCKED or time.monotonic() > ends:
                raise
            time.sleep(0.01)
