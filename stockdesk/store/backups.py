"""The copies of ``work.db``: which there are, in what order they were taken, which are kept."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stockdesk.store.folder import DataFolder

KEPT_BACKUPS = 3

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?:work-)?(?P<number>\d{6,})-(?P<taken>\d{8}T\d{6}Z)(?:\.db)?")
_EARLIER = timedelta(days=1)
"""One of the copies kept is from an earlier day, for a fault that nobody sees at once."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the database. ``number`` tells the order whatever the clock said; ``taken`` is UTC by that clock."""

    path: Path
    number: int
    taken: datetime

    def sound(self) -> bool:
        """Read the whole copy; whether it is a sound database of this program."""
        try:
            with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as copy:
                found = copy.execute("PRAGMA quick_check(1)").fetchall()
                return found == [("ok",)] and copy.execute("PRAGMA user_version").fetchone()[0] > 0
        except sqlite3.Error:
            return False


def backups(folder: DataFolder) -> list[Backup]:
    """Return the copies of ``work.db``, the newest first."""
    return _numbered(folder.backups, ".db")


def set_aside(folder: DataFolder) -> list[Backup]:
    """Return the folders of what was damaged and set aside, each with the database's files in it, the newest first."""
    return _numbered(folder.damaged, "")


def _numbered(place: Path, suffix: str) -> list[Backup]:
    found = []
    for path in place.iterdir() if place.is_dir() else ():
        match = _NAME.fullmatch(path.name)
        if match is not None and path.suffix == suffix:
            taken = datetime.strptime(match["taken"], _STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, int(match["number"]), taken))
    return sorted(found, key=lambda backup: backup.number, reverse=True)


def next_name(folder: DataFolder) -> str:
    """Return the name for the next copy or the next thing set aside: one row of numbers for both, and the time."""
    newest = max((known.number for known in (*backups(folder), *set_aside(folder))), default=0)
    return f"{newest + 1:06d}-{datetime.now(UTC):{_STAMP}}"


def outdated(copies: Sequence[Backup], kept: int = KEPT_BACKUPS) -> list[Backup]:
    """Return the copies that may go, of a list with the newest first.

    The newest stay, and as the last one kept the newest that is a day older than they are, where there is one.
    """
    newest, rest = copies[: kept - 1], copies[kept - 1 :]
    if not rest:
        return []
    earlier = [copy for copy in rest if newest[0].taken - copy.taken >= _EARLIER]
    last = earlier[0] if earlier else rest[0]
    return [copy for copy in rest if copy is not last]


def sync_folder(path: Path) -> None:
    """Bring a folder's names to the disk: a renamed file is safe only then. Windows does it by itself."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
