from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.store.backups import KEPT_BACKUPS, backups
from stockdesk.store.database import UNFINISHED_SECONDS, Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import SettingsStore
from tests.store.samples import as_nobody

OPEN_BOTH = """
import sys
from pathlib import Path
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import SettingsStore
sys.stdin.readline()
folder = DataFolder.prepare(Path(sys.argv[1]))
work, catalogue = Database.open_work(folder), Database.open_catalogue(folder)
for number in range(20):
    SettingsStore(work).set("station", f"{sys.argv[2]}-{number}", number)
catalogue.close()
work.close()
"""


def test_commits_reach_the_disk_before_they_return(work: Database, catalogue_file: Database) -> None:
    assert work.rows("PRAGMA journal_mode") == [("wal",)]
    assert work.rows("PRAGMA synchronous") == [(2,)]
    assert work.rows("PRAGMA foreign_keys") == [(1,)]
    assert work.rows("PRAGMA busy_timeout") == [(2000,)]
    assert catalogue_file.rows("PRAGMA synchronous") == [(1,)]


def test_transaction_that_fails_halfway_leaves_nothing(work: Database) -> None:
    def fail() -> None:
        with work.transaction() as connection:
            connection.execute("INSERT INTO setting VALUES ('station', 'x', '1')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert work.rows("SELECT * FROM setting") == []


def test_bug_in_a_statement_stays_a_bug(work: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        work.rows("SELECT * FROM missing")
    with pytest.raises(sqlite3.IntegrityError), work.transaction() as connection:
        connection.execute("INSERT INTO setting VALUES ('station', 'x', NULL)")


def test_connection_of_another_thread_is_refused(work: Database) -> None:
    faults = []

    def use() -> None:
        try:
            work.rows("SELECT 1")
        except sqlite3.ProgrammingError as error:
            faults.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(faults) == 1


def test_processes_that_start_at_once_on_a_new_folder_all_work(tmp_path: Path) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", OPEN_BOTH, str(tmp_path / "data"), str(number)], stdin=subprocess.PIPE)
        for number in range(4)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.close()
    assert [child.wait(60) for child in children] == [0, 0, 0, 0]
    database = Database.open_work(DataFolder.prepare(tmp_path / "data"))
    assert len(SettingsStore(database).all("station")) == 80
    database.close()


def test_process_that_comes_and_goes_leaves_the_log_to_those_who_work_on(folder: DataFolder, work: Database) -> None:
    """The window has several connections; opening one must not cost another its locks, as POSIX has it."""
    second = Database.open_work(folder)
    first_catalogue, second_catalogue = Database.open_catalogue(folder), Database.open_catalogue(folder)
    come_and_go(folder, "one")
    SettingsStore(work).set("station", "after", "kept")
    SettingsStore(second).set("station", "after too", "kept")
    with first_catalogue.transaction() as connection:
        connection.execute("INSERT INTO location VALUES (4564, 'Salon', 'UTC', '')")
    come_and_go(folder, "two")
    seen = sqlite3.connect(folder.work_db)
    catalogue = sqlite3.connect(folder.catalogue_db)
    assert seen.execute("SELECT key FROM setting WHERE key LIKE 'after%'").fetchall() == [("after",), ("after too",)]
    assert catalogue.execute("SELECT count(*) FROM location").fetchall() == [(1,)]
    assert len(SettingsStore(second).all("station")) == 42
    for opened in (seen, catalogue, second, first_catalogue, second_catalogue):
        opened.close()


def come_and_go(folder: DataFolder, name: str) -> None:
    """Let another process open the databases, write, and close them."""
    command = [sys.executable, "-c", OPEN_BOTH, str(folder.path), name]
    subprocess.run(command, input=b"go\n", check=True, timeout=60)


def test_new_file_that_another_process_is_just_making_is_waited_for(folder: DataFolder) -> None:
    # SQLite's own time-out does not hold for the switch to the write-ahead log: it would be refused at once.
    other = sqlite3.connect(folder.work_db, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.execute, ["COMMIT"])
    release.start()
    Database.open_work(folder).close()
    release.join()
    other.close()


def test_write_lock_held_by_another_process_is_named(folder: DataFolder, work: Database) -> None:
    other = sqlite3.connect(folder.work_db, isolation_level=None)
    work.rows("PRAGMA busy_timeout = 10")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StockdeskError) as caught, work.transaction():
        pass
    assert (caught.value.code, caught.value.arguments["path"]) == ("database.locked", folder.work_db)
    other.close()


def gone(folder: DataFolder) -> None:
    folder.work_db.unlink()


def emptied(folder: DataFolder) -> None:
    folder.work_db.write_bytes(b"")


def header_alone(folder: DataFolder) -> None:
    """What is left where all stood in a write-ahead log that was taken away."""
    folder.work_db.unlink()
    fresh = sqlite3.connect(folder.work_db)
    fresh.execute("PRAGMA journal_mode = WAL")
    fresh.close()


@pytest.mark.parametrize("trace", ["catalogue.db", "posting.lock"])
@pytest.mark.parametrize("lose", [gone, emptied, header_alone])
def test_folder_that_was_in_use_does_not_begin_anew_in_silence(
    folder: DataFolder, lose: Callable[[DataFolder], None], trace: str
) -> None:
    Database.open_work(folder).close()
    (folder.path / trace).touch()
    lose(folder)
    left = folder.work_db.read_bytes() if folder.work_db.exists() else None
    for _ in range(2):  # asking changes nothing
        with pytest.raises(StockdeskError) as caught:
            Database.open_work(folder)
        assert (caught.value.code, caught.value.arguments["reason"]) == ("database.missing", "no-copy")
        assert (folder.work_db.read_bytes() if folder.work_db.exists() else None) == left


def migration_halfway(folder: DataFolder) -> None:
    """A log with pages of a transaction that never came to its end."""
    fresh = sqlite3.connect(folder.work_db, isolation_level=None)
    for pragma in ("journal_mode = WAL", "wal_autocheckpoint = 0", "cache_size = 1"):
        fresh.execute(f"PRAGMA {pragma}")
    fresh.execute("BEGIN")
    fresh.execute("CREATE TABLE half (x)")
    fresh.executemany("INSERT INTO half VALUES (?)", [("x" * 4000,) for _ in range(50)])
    log = folder.work_db.with_name("work.db-wal")
    left = {path: path.read_bytes() for path in (folder.work_db, log)}
    fresh.close()
    for path, content in left.items():
        path.write_bytes(content)
    assert folder.work_log_has_bytes()


@pytest.mark.parametrize("left", ["nothing", "an empty file", "a header", "a migration halfway"])
def test_first_start_that_was_killed_halfway_locks_nobody_out(folder: DataFolder, left: str) -> None:
    """The log begins, and the window takes its lock, before there is a database."""
    (folder.logs / "stockdesk.log").write_text("stockdesk on a machine\n")
    (folder.path / "window.lock").touch()
    if left == "an empty file":
        emptied(folder)
    elif left == "a header":
        folder.work_db.touch()
        header_alone(folder)
    elif left == "a migration halfway":
        migration_halfway(folder)
    database = Database.open_work(folder)
    database.check()
    SettingsStore(database).set("station", "works", 1)
    database.close()


def test_newer_database_is_refused_and_left_as_it_is(folder: DataFolder, work: Database) -> None:
    work.rows("PRAGMA user_version = 99")
    with pytest.raises(StockdeskError) as caught:
        Database.open_work(folder)
    assert caught.value.code == "database.newer"
    assert caught.value.arguments == {"path": folder.work_db, "version": 99, "known": 1}
    assert work.rows("PRAGMA user_version") == [(99,)]


@pytest.mark.parametrize("content", [b"not a database, whatever its name says" * 40, b"\x00" * 5000])
def test_file_that_is_no_database_is_named(folder: DataFolder, content: bytes) -> None:
    folder.work_db.write_bytes(content)
    with pytest.raises(StockdeskError) as caught:
        Database.open_work(folder)
    assert (caught.value.code, caught.value.arguments["path"]) == ("database.damaged", folder.work_db)
    assert folder.work_db.read_bytes() == content


def test_folder_in_place_of_the_file_is_named(folder: DataFolder) -> None:
    folder.work_db.mkdir()
    with pytest.raises(StockdeskError) as caught:
        Database.open_work(folder)
    assert caught.value.code == "database.damaged"


def test_damaged_pages_are_found_by_the_check(folder: DataFolder) -> None:
    database = Database.open_work(folder)
    settings = SettingsStore(database)
    for number in range(300):
        settings.set("station", f"key {number}", "x" * 200)
    database.check()
    database.close()
    content = bytearray(folder.work_db.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8192] = b"\xff" * 8192
    folder.work_db.write_bytes(content)

    database = Database.open_work(folder)
    with pytest.raises(StockdeskError) as caught:
        database.check()
    assert (caught.value.code, caught.value.arguments["path"]) == ("database.damaged", folder.work_db)
    database.close()


def test_full_disk_is_named_and_loses_nothing_that_was_there(folder: DataFolder, work: Database) -> None:
    settings = SettingsStore(work)
    settings.set("station", "before", "kept")
    work.rows(f"PRAGMA max_page_count = {work.rows('PRAGMA page_count')[0][0]}")
    with pytest.raises(StockdeskError) as caught:
        settings.set("station", "too much", "x" * 100_000)
    assert (caught.value.code, caught.value.arguments["path"]) == ("disk.full", folder.work_db)
    assert settings.all("station") == {"before": "kept"}


def test_read_only_file_is_named(nobodys_place: Path) -> None:
    with as_nobody():
        folder = DataFolder.prepare(nobodys_place / "data")
        Database.open_work(folder).close()
        folder.work_db.chmod(0o400)
        with pytest.raises(StockdeskError) as caught:
            Database.open_work(folder)
    assert (caught.value.code, caught.value.arguments["path"]) == ("folder.read-only", folder.work_db)


def test_read_only_folder_is_named(nobodys_place: Path) -> None:
    with as_nobody():
        folder = DataFolder.prepare(nobodys_place / "data")
        Database.open_work(folder).close()
        folder.path.chmod(0o500)
        with pytest.raises(StockdeskError) as caught:
            Database.open_work(folder)
    assert (caught.value.code, caught.value.arguments["path"]) == ("folder.read-only", folder.work_db)


@pytest.mark.parametrize("content", [b"rubbish" * 1000, None])
def test_catalogue_that_cannot_be_read_is_made_anew(folder: DataFolder, content: bytes | None) -> None:
    database = Database.open_catalogue(folder)
    with database.transaction() as connection:
        connection.execute("INSERT INTO location VALUES (4564, 'Salon', 'UTC', '')")
        if content is None:
            connection.execute("PRAGMA user_version = 77")
    database.close()
    if content is not None:
        folder.catalogue_db.write_bytes(content)

    database = Database.open_catalogue(folder)

    assert database.rows("SELECT * FROM location") == []
    assert database.rows("PRAGMA user_version") == [(1,)]
    database.close()


def test_commits_of_the_window_leave_the_log_to_a_worker(folder: DataFolder, work: Database) -> None:
    window = Database.open_work(folder, gui=True)
    assert window.rows("PRAGMA wal_autocheckpoint") == [(0,)]
    size = folder.work_db.stat().st_size
    settings = SettingsStore(window)
    for number in range(30):
        settings.set("station", f"big {number}", "x" * 200_000)
    assert folder.work_db.stat().st_size == size
    work.checkpoint()
    assert folder.work_db.stat().st_size > 5_000_000
    window.close()


def test_backup_has_what_was_committed_last_and_three_are_kept(folder: DataFolder, work: Database) -> None:
    settings = SettingsStore(work)
    copies = []
    for number in range(5):
        settings.set("station", "number", number)
        copies.append(work.back_up(folder))

    assert sorted(folder.backups.iterdir()) == copies[-KEPT_BACKUPS:]
    restored = sqlite3.connect(copies[-1])
    assert restored.execute("SELECT value FROM setting").fetchall() == [("4",)]
    restored.close()


BACK_UP = """
import sys
from pathlib import Path
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
folder = DataFolder.prepare(Path(sys.argv[1]))
database = Database.open_work(folder)
sys.stdin.readline()
for _ in range(3):
    database.back_up(folder)
database.close()
"""


def test_processes_that_copy_at_once_leave_sound_copies_alone(folder: DataFolder, work: Database) -> None:
    SettingsStore(work).set("station", "number", 7)
    command = [sys.executable, "-c", BACK_UP, str(folder.path)]
    children = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(3)]
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.close()
    assert [child.wait(60) for child in children] == [0, 0, 0]
    copies = backups(folder)
    assert len(copies) == len(list(folder.backups.iterdir())) == KEPT_BACKUPS
    assert all(copy.sound() for copy in copies)


def test_unfinished_copy_of_a_killed_process_is_removed_in_time(folder: DataFolder, work: Database) -> None:
    work.back_up(folder)
    killed, busy = folder.backups / ".work-000002-x.db-1.part", folder.backups / ".work-000002-x.db-2.part"
    for path in (killed, busy):
        path.write_bytes(b"half of it")
    hour = time.time() - UNFINISHED_SECONDS - 1
    os.utime(killed, (hour, hour))
    work.back_up(folder)
    assert (killed.exists(), busy.exists()) == (False, True)


def test_commit_time_is_measured_without_changing_anything(work: Database) -> None:
    before = work.rows("PRAGMA user_version")
    assert work.commit_seconds() > 0
    assert work.rows("PRAGMA user_version") == before


def test_older_sqlite_is_refused(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(StockdeskError) as caught:
        Database.open_work(folder)
    assert (caught.value.code, caught.value.arguments["needed"]) == ("sqlite.too-old", "3.37")
