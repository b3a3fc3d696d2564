"""The pages of a real database file, as far as a file tells without SQLite."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.pages import missing_pages, page_size, schema_pages
from stockdesk.store.settings import STATION, SettingsStore

PAGE = 4096


def pages_of(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        return int(database.execute("PRAGMA page_count").fetchone()[0])


@pytest.fixture
def whole(folder: DataFolder) -> Path:
    """A database that is closed, so that all of it is in the one file."""
    work = Database.open_work(folder)
    for number in range(100):
        SettingsStore(work).set(STATION, f"key {number}", "x" * 500)
    work.close()
    return folder.work_db


def test_whole_file_lacks_nothing(whole: Path) -> None:
    assert missing_pages(whole) == (0, pages_of(whole))


@pytest.mark.parametrize("kept", [PAGE, 7 * PAGE, 7 * PAGE + 100, 100])
def test_file_that_was_cut_off_lacks_what_its_header_promises(whole: Path, kept: int) -> None:
    pages = pages_of(whole)
    with whole.open("r+b") as file:
        file.truncate(kept)
    assert missing_pages(whole) == (pages - kept // PAGE, pages)


def test_what_stands_in_the_log_is_not_missing(folder: DataFolder, tmp_path: Path) -> None:
    """As a kill leaves it: the newest pages are in the log alone."""
    work = Database.open_work(folder, gui=True)
    work.checkpoint()
    before = folder.work_db.stat().st_size // PAGE
    for number in range(100):
        SettingsStore(work).set(STATION, f"key {number}", "x" * 500)
    copy = tmp_path / "copy.db"
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{folder.work_db}{suffix}", f"{copy}{suffix}")
    work.close()
    missing, pages = missing_pages(copy)
    assert (missing, pages > before) == (0, True)
    with copy.open("r+b") as file:
        file.truncate(2 * PAGE)
    cut, told = missing_pages(copy)
    assert told == pages
    assert 0 < cut <= before - 2  # pages of before the log that were written anew are in it
    Path(f"{copy}-wal").unlink()
    assert missing_pages(copy) == (before - 2, before)


@pytest.mark.parametrize("content", [b"", b"SQLite", b"\0" * PAGE, b"\xff" * 3 * PAGE])
def test_file_whose_beginning_is_destroyed_tells_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "work.db"
    path.write_bytes(content)
    assert missing_pages(path) == (0, 0)


def test_pages_of_the_schema_are_those_with_its_text(whole: Path) -> None:
    content = whole.read_bytes()
    assert page_size(content) == PAGE
    found = {number for number in schema_pages(content) if b"CREATE " in content[(number - 1) * PAGE : number * PAGE]}
    assert found == {
        place // PAGE + 1 for place in range(0, len(content), PAGE) if b"CREATE " in content[place : place + PAGE]
    }
