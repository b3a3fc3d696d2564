from __future__ import annotations

import stat
from pathlib import Path

import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from tests.store.samples import as_nobody


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_folder_and_its_files_are_closed_to_others(tmp_path: Path) -> None:
    folder = DataFolder.prepare(tmp_path / "a" / "data")
    database = Database.open_work(folder)
    with database.transaction() as connection:
        connection.execute("INSERT INTO setting VALUES ('station', 'x', '1')")
    copy = database.back_up(folder)

    files = [path for path in folder.path.rglob("*") if path.is_file()]
    assert {mode(path) for path in files} == {0o600}
    assert {folder.work_db, folder.work_db.with_name("work.db-wal"), copy} <= set(files)
    assert {mode(folder.path), mode(folder.logs), mode(folder.backups)} == {0o700}
    database.close()


def test_folder_that_others_could_read_is_closed_once_it_is_ours(folder: DataFolder) -> None:
    Database.open_work(folder).close()
    folder.path.chmod(0o755)
    folder.work_db.chmod(0o644)

    DataFolder.prepare(folder.path)
    Database.open_work(folder).close()

    assert mode(folder.path) == 0o700
    assert mode(folder.work_db) == 0o600


def test_shared_folder_named_by_mistake_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    (shared / "somebody's file").touch()

    DataFolder.prepare(shared)

    assert mode(shared) == 0o755


def test_log_and_lock_of_the_window_are_no_trace_of_use(folder: DataFolder) -> None:
    for name in ("log/stockdesk.log", "window.lock", "work.db"):
        (folder.path / name).touch()
    assert not folder.was_in_use()
    folder.posting_lock.touch()
    assert folder.was_in_use()


def test_without_a_path_the_folder_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    folder = DataFolder.prepare()

    assert folder.path.name == "stockdesk"
    assert tmp_path in folder.path.parents


@pytest.mark.parametrize("below", ["", "deeper"])
def test_file_in_place_of_the_folder_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(StockdeskError) as caught:
        DataFolder.prepare(tmp_path / "data" / below)
    assert caught.value.code == "folder.not-a-folder"
    assert "data" in str(caught.value.arguments["path"])


def test_folder_without_the_right_to_write_is_named(nobodys_place: Path) -> None:
    with as_nobody():
        nobodys_place.chmod(0o500)
        with pytest.raises(StockdeskError) as caught:
            DataFolder.prepare(nobodys_place / "new")
    assert caught.value.code == "folder.not-writable"
    assert caught.value.arguments["path"] == nobodys_place / "new"


def test_folder_of_somebody_else_is_named(nobodys_place: Path) -> None:
    others = nobodys_place / "others"
    with as_nobody():
        others.mkdir()
        (others / "log").mkdir()
        (others / "file").touch()
        others.chmod(0o500)
        with pytest.raises(StockdeskError) as caught:
            DataFolder.prepare(others)
    assert caught.value.code == "folder.not-writable"
