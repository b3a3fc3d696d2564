"""A disk that can be filled to the last byte: a small file system of its own where that is allowed."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stockdesk.store.database import Database

SIZE = "12m"
"""Room for two databases and the write-ahead log of one, which grows to 4 MB before it is moved into the file."""


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """``path`` is a folder on it. ``real`` says that it is a file system; else only databases can be made full."""

    path: Path
    real: bool

    def fill(self, *databases: Database) -> None:
        """Leave no byte free; where the disk is not real, the given databases cannot grow."""
        if not self.real:
            for database in databases:
                pages = database.rows("PRAGMA page_count")[0][0]
                database.rows(f"PRAGMA max_page_count = {pages}")
            return
        handle = os.open(self.path / "ballast", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            for size in (65536, 4096, 1):
                write_until_full(handle, size)
        finally:
            os.close(handle)

    def free(self, *databases: Database) -> None:
        """Give the space back."""
        for database in databases:
            database.rows("PRAGMA max_page_count = 1073741823")
        (self.path / "ballast").unlink(missing_ok=True)


def write_until_full(handle: int, size: int) -> None:
    """Append blocks until the disk takes no more."""
    try:
        while os.write(handle, b"\0" * size):
            pass
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


@contextmanager
def small_disk(place: Path) -> Iterator[SmallDisk]:
    """Mount a small file system on an empty folder; where that is not allowed it is an ordinary folder."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    try:
        real = os.name == "posix" and subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        real = False
    try:
        yield SmallDisk(place, real)
    finally:
        if real:
            subprocess.run(["umount", "--lazy", str(place)], check=True, capture_output=True)
