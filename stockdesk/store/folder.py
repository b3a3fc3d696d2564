"""The data folder: where this station keeps everything, private to the user who runs it."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stockdesk.core.errors import StockdeskError

if TYPE_CHECKING:
    from stockdesk.store.settings import SettingsStore

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
"""Modes of the folder and of the files in it: nobody but the user reads them (no meaning on Windows)."""

CATALOGUE_NAME = "catalogue.db"

_FULL = (errno.ENOSPC, errno.EDQUOT)
_NOT_A_FOLDER = (errno.ENOTDIR, errno.EEXIST)


def folder_fault(error: OSError, path: Path) -> StockdeskError:
    """Return the error that names what the operating system refused at a path of the data folder."""
    if error.errno in _FULL:
        return StockdeskError("disk.full", path=path)
    if error.errno in _NOT_A_FOLDER:
        return StockdeskError("folder.not-a-folder", path=path)
    return StockdeskError("folder.not-writable", path=path, detail=error.strerror or type(error).__name__)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder and the places in it. Make one with ``prepare``; the paths exist when somebody wrote to them."""

    path: Path

    @property
    def work_db(self) -> Path:
        """The people's own work: ledger, drafts, outbox, counts, settings, aliases."""
        return self.path / "work.db"

    def work_db_is_gone(self) -> bool:
        """Whether the file is missing, or there without a single byte, as a disk may leave it after a power cut."""
        return not self.work_db.exists() or (self.work_db.is_file() and self.work_db.stat().st_size == 0)

    def work_log_has_bytes(self) -> bool:
        """Whether there is a write-ahead log of ``work_db`` that holds something."""
        log = self.work_db.with_name(f"{self.work_db.name}-wal")
        return log.is_file() and log.stat().st_size > 0

    def was_in_use(self) -> bool:
        """Whether a ``work_db`` was complete here once: these two are made only after it.

        The log proves nothing, it begins before; so a first start that was killed halfway is no use. Ask this before
        looking at ``work_db`` itself, or a process that is just making both may be taken for such a folder.
        """
        return self.catalogue_db.exists() or self.posting_lock.exists()

    @property
    def catalogue_db(self) -> Path:
        """What the service knows; a sync makes it anew."""
        return self.path / CATALOGUE_NAME

    @property
    def posting_lock(self) -> Path:
        """The file whose lock the one posting process holds."""
        return self.path / "posting.lock"

    @property
    def logs(self) -> Path:
        """The folder of the log files; exists."""
        return self.path / "log"

    @property
    def backups(self) -> Path:
        """The folder of the copies of ``work_db``."""
        return self.path / "backups"

    @property
    def damaged(self) -> Path:
        """The folder that a damaged ``work_db`` is set aside in when a copy takes its place; nothing is removed."""
        return self.path / "damaged"

    @property
    def exports(self) -> Path:
        """The folder that files for people are offered to be saved in."""
        return self.path / "exports"

    def station_id(self, settings: SettingsStore) -> str:
        """Return the id of the station that this folder belongs to, made at the first call; see ``station_of``."""
        from stockdesk.store.station import station_of

        return station_of(settings).station_id

    @classmethod
    def prepare(cls, path: Path | None = None) -> DataFolder:
        """Make the folder where it is missing, close it to others, and prove that it can be written to.

        Without a path it is the system's place for a user's data. Raises ``StockdeskError``: ``folder.not-a-folder``,
        ``folder.not-writable`` or ``disk.full``, each with the ``path``.
        """
        if path is None:
            import platformdirs  # only here: a named folder must not pay for the import

            path = platformdirs.user_data_path("stockdesk", appauthor=False)
        folder = cls(path.absolute())
        try:
            _make(folder)
            _try_to_write(folder.path)
        except OSError as error:
            raise folder_fault(error, folder.path) from error
        return folder


def _make(folder: DataFolder) -> None:
    made = not folder.path.exists()
    folder.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if os.name == "posix" and (made or _is_ours(folder)):
        # Only taken away: a folder that its owner made read-only stays so, and is named.
        folder.path.chmod(stat.S_IMODE(folder.path.stat().st_mode) & PRIVATE_FOLDER)
    folder.logs.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def _try_to_write(path: Path) -> None:
    # By hand: the module tempfile costs more than all else here, and each start of the program pays for it.
    probe = path / f".write-{os.urandom(4).hex()}"
    os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    probe.unlink()


def _is_ours(folder: DataFolder) -> bool:
    """Whether an existing folder may be closed to others: it holds our data, or it is the user's own and empty.

    A shared folder such as ``/tmp`` that somebody names by mistake keeps its mode; the files in it are private anyway.
    """
    facts = folder.path.stat()
    if facts.st_uid != os.geteuid() or facts.st_mode & stat.S_ISVTX:
        return False
    return folder.work_db.exists() or not any(folder.path.iterdir())
