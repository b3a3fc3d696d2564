"""The way back from a damaged ``work.db``: the newest sound copy, and what can still be read of the damaged file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.posting import State
from stockdesk.store.backups import Backup, backups, next_name, set_aside, sync_folder
from stockdesk.store.columns import json_text, time_text
from stockdesk.store.database import fault_of, make_private
from stockdesk.store.documents import RESTORED_DRAFT
from stockdesk.store.entries import insert_entry
from stockdesk.store.folder import PRIVATE_FOLDER, DataFolder, folder_fault
from stockdesk.store.lock import PostingLock
from stockdesk.store.migration import migrate
from stockdesk.store.pages import missing_pages
from stockdesk.store.salvage import Salvage, salvage
from stockdesk.store.settings import RESTORED, STATION

LOCK_SECONDS = 2.0
"""How long a posting process is waited for."""

_PREFIX = ".restore-"
_LOG, _INDEX = "-wal", "-shm"


@dataclass(frozen=True, slots=True)
class Restored:
    """What the way back came to.

    ``backup`` is the copy that took the place, None where no sound one was there and the database began empty.
    ``since`` is the time (UTC) from which on nothing was certain; ``aside`` the folder with the damaged files, None
    where there were none. ``entries``, ``operations`` and ``documents`` count what was read of the damaged file beyond
    the copy, ``unreadable`` the places that could not be read: rows, or the pages of a file that was cut off. It lacks
    ``missing_pages`` of ``pages``, as far as its header tells. ``lost`` are markers of documents that were queued and
    whose operations cannot be read; ``drafts`` counts drafts that stand as in the copy, and may have been posted since.
    ``found`` says whether there was a file with anything in it, ``opened`` whether any of that could be read, and
    ``under_way`` counts the operations in the database as it is now that are not at their end.
    """

    backup: Backup | None
    since: datetime
    aside: Path | None
    entries: int = 0
    operations: int = 0
    documents: int = 0
    unreadable: int = 0
    missing_pages: int = 0
    pages: int = 0
    lost: tuple[str, ...] = ()
    drafts: int = 0
    found: bool = True
    opened: bool = True
    under_way: int = 0

    @property
    def whole(self) -> bool:
        """Whether all that the damaged file held is here."""
        return self.found and self.opened and not self.unreadable


@dataclass(slots=True)
class _Gathered:
    """What was read of all damaged files. ``documents``, ``operations`` and ``removals`` are those that the last one,
    in use until the damage, has told the end of."""

    rows: dict[str, int] = field(default_factory=dict)
    unreadable: int = 0
    missing_pages: int = 0
    pages: int = 0
    found: bool = False
    opened: bool = True
    lost: tuple[str, ...] = ()
    documents: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    removals: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, told: Salvage, missing: int, pages: int) -> None:
        """Add what was read of a file that lacks so many of so many pages."""
        for table, count in told.rows.items():
            self.rows[table] = self.rows.get(table, 0) + count
        self.opened = self.opened and told.opened
        if missing:
            self.missing_pages += missing
            self.pages += pages
        # What stood on a missing page may leave no trace among the rows that are there.
        self.unreadable += max(told.unreadable, missing, 0 if told.opened else 1)
        self.lost = told.lost


def restore(folder: DataFolder) -> Restored:
    """Put the newest sound copy in the place of a damaged or missing ``work.db``, with what can be read of the latter.

    The damaged files are set aside, never removed, and everything is prepared before anything is moved: a fault or a
    kill on the way leaves either the old state or the new one. The station's setting ``restored`` (ISO time) tells the
    poster to look up whatever was not at its end. Raises ``restore.not-needed`` for a sound database,
    ``restore.in-use`` while another process has it open or posts, and the faults of disk and folder.
    """
    with PostingLock(folder).held(LOCK_SECONDS) as mine:
        if not mine or _is_in_use(folder.work_db):
            raise StockdeskError("restore.in-use", path=folder.work_db)
        if not folder.work_db_is_gone() and Backup(folder.work_db, 0, datetime.now(UTC)).sound():
            raise StockdeskError("restore.not-needed", path=folder.work_db)
        for left in folder.path.glob(f"{_PREFIX}*"):  # of one that was killed
            shutil.rmtree(left, ignore_errors=True)
        try:
            with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder.path) as place:
                return _restored(folder, Path(place))
        except sqlite3.Error as error:
            raise (fault_of(error, folder.work_db) or error) from error
        except OSError as error:
            raise folder_fault(error, folder.path) from error


def _is_in_use(path: Path) -> bool:
    """Whether another connection is open to the file: with one, SQLite grants no lock on the whole of it.

    Where the file is too damaged for any answer, nobody works with it either.
    """
    if not path.is_file() or not path.stat().st_size:  # SQLite would throw the log beside an empty file away
        return False
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=0.2, isolation_level=None)) as asked:
        try:
            asked.execute("PRAGMA locking_mode = EXCLUSIVE")
            asked.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.Error as error:
            fault = fault_of(error, path)
            return fault is not None and fault.code == "database.locked"
    return False


def _restored(folder: DataFolder, place: Path) -> Restored:
    backup = next((copy for copy in backups(folder) if copy.sound()), None)
    rebuilt = place / folder.work_db.name
    make_private(rebuilt)
    if backup is not None:
        shutil.copyfile(backup.path, rebuilt)
    with closing(sqlite3.connect(rebuilt, isolation_level=None)) as sound:
        migrate(sound, "work")
        sound.execute("PRAGMA foreign_keys = ON")
        sound.execute("BEGIN IMMEDIATE")
        gathered = _gather(folder, backup, sound, place)
        since = _since(sound, backup)
        drafts = _note_on_drafts(sound, gathered.documents, since)
        _doubt_operations(sound, gathered.operations, since)
        _end_removals(sound, gathered.removals)
        sound.execute(
            "INSERT INTO setting (scope, key, value) VALUES (?, ?, ?) "
            "ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value",
            (STATION, RESTORED, json_text(time_text(since))),
        )
        under_way = _under_way(sound)
        sound.execute("COMMIT")
    if not Backup(rebuilt, 0, since).sound():
        raise StockdeskError("disk.failed", path=rebuilt)
    aside = _exchange(folder, rebuilt)
    rows = gathered.rows
    return Restored(
        backup,
        since,
        aside,
        entries=rows.get("entry", 0),
        operations=rows.get("outbox", 0),
        documents=rows.get("document", 0),
        unreadable=gathered.unreadable,
        missing_pages=gathered.missing_pages,
        pages=gathered.pages,
        lost=gathered.lost,
        drafts=drafts,
        found=gathered.found,
        opened=gathered.opened,
        under_way=under_way,
    )


def _gather(folder: DataFolder, backup: Backup | None, sound: sqlite3.Connection, place: Path) -> _Gathered:
    """Read the damaged file, and before it what an earlier try to come back, killed on its way, has set aside."""
    number = 0 if backup is None else backup.number
    newer = [aside.path / folder.work_db.name for aside in reversed(set_aside(folder)) if aside.number > number]
    gathered = _Gathered()
    donor = place / "donor.db"
    make_private(donor)
    with closing(sqlite3.connect(donor, isolation_level=None)) as empty:
        migrate(empty, "work")
    for damaged in (*newer, folder.work_db):
        if damaged.is_file() and damaged.stat().st_size:
            told = salvage(damaged, sound, donor if backup is None else backup.path, place)
            gathered.add(told, *missing_pages(damaged))
            if damaged == folder.work_db:
                # What was set aside before may have gone on since, in a file of which nothing is left.
                gathered.documents, gathered.operations = told.documents, told.operations
                gathered.removals = told.removals
                gathered.found = True
    return gathered


def _since(sound: sqlite3.Connection, backup: Backup | None) -> datetime:
    if backup is not None:
        return backup.taken
    first = sound.execute(
        "SELECT min(created) FROM (SELECT created FROM outbox UNION ALL SELECT created FROM document)"
    ).fetchone()[0]
    return datetime.now(UTC) if first is None else datetime.fromisoformat(first)


def _note_on_drafts(sound: sqlite3.Connection, read: set[str], since: datetime) -> int:
    """Note in the ledger of drafts whose end nobody knows that they stand as at the time of the copy."""
    drafts = sound.execute("SELECT document_id FROM document WHERE status = 'draft'").fetchall()
    doubtful: Sequence[str] = [document_id for (document_id,) in drafts if document_id not in read]
    for document_id in doubtful:
        data = {"code": RESTORED_DRAFT, "since": time_text(since)}
        insert_entry(
            sound,
            Entry(os.urandom(8).hex(), document_id, EntryKind.NOTE, datetime.now(UTC), data=data),
        )
    return len(doubtful)


def _doubt_operations(sound: sqlite3.Connection, read: set[str], since: datetime) -> None:
    """Mark operations whose end nobody knows: their documents may have gone on and be posted under another marker."""
    rows = sound.execute("SELECT marker FROM outbox WHERE state NOT IN ('posted', 'withdrawn')").fetchall()
    sound.executemany(
        "UPDATE outbox SET restored = min(coalesce(restored, ?1), ?1) WHERE marker = ?2",
        [(time_text(since), marker) for (marker,) in rows if marker not in read],
    )


def _under_way(sound: sqlite3.Connection) -> int:
    """Return how many operations are not at their end, so that the service is asked about them."""
    states = [state.value for state in State if not state.final]
    marks = ", ".join("?" * len(states))
    (count,) = sound.execute(
        f"SELECT count(*) FROM outbox WHERE state IN ({marks})",  # noqa: S608 - marks are question marks
        states,
    ).fetchone()
    return int(count)


def _end_removals(sound: sqlite3.Connection, read: set[tuple[str, int, str]]) -> None:
    """End removals whose end nobody knows: since the copy a person may have decided that the document stays."""
    rows = sound.execute("SELECT place, marker, document_id, asked FROM removal WHERE ended IS NULL").fetchall()
    sound.executemany(
        "UPDATE removal SET ended = ?, result = 'removal.restored' WHERE place = ?",
        [(time_text(datetime.now(UTC)), place) for place, *key in rows if tuple(key) not in read],
    )


def _exchange(folder: DataFolder, rebuilt: Path) -> Path | None:
    """Set the damaged files aside and put the rebuilt one in their place; the log goes first, it belongs to the old."""
    _to_disk(rebuilt)
    aside = None
    log = folder.work_db.with_name(folder.work_db.name + _LOG)
    if folder.work_db.exists() or log.exists():
        aside = folder.damaged / next_name(folder)
        aside.mkdir(mode=PRIVATE_FOLDER, parents=True)
        folder.damaged.chmod(PRIVATE_FOLDER)
        if log.exists():
            make_private(aside / log.name)
            shutil.copyfile(log, aside / log.name)  # with it the file is whole wherever a kill strikes
            _to_disk(aside / log.name)
        if folder.work_db.exists():
            folder.work_db.replace(aside / folder.work_db.name)
        log.unlink(missing_ok=True)
        folder.work_db.with_name(folder.work_db.name + _INDEX).unlink(missing_ok=True)
        sync_folder(aside)
    rebuilt.replace(folder.work_db)
    sync_folder(folder.path)
    return aside


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
