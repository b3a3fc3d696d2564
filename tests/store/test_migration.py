from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import stockdesk.store.migration as migration
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.migration import latest_version, migrate, schema_of, statements, version_of
from stockdesk.store.settings import SettingsStore

STORE = Path(migration.__file__).parent


@pytest.mark.parametrize("name", ["work", "catalogue"])
def test_migrations_make_the_schema_that_is_written_down(name: str) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, name)
    assert schema_of(connection) == (STORE / f"schema_{name}.sql").read_text(encoding="utf-8")
    connection.close()


@pytest.mark.parametrize("name", ["work", "catalogue"])
def test_migrations_are_numbered_without_gaps(name: str) -> None:
    assert [int(path.name[:4]) for path in sorted((STORE / "migrations" / name).iterdir())] == list(
        range(1, latest_version(name) + 1)
    )


def test_script_with_a_trigger_is_split_at_the_ends_of_statements() -> None:
    table, trigger = "CREATE TABLE t (a);\n", "CREATE TRIGGER r AFTER INSERT ON t BEGIN\nDELETE FROM t;\nEND;\n"
    assert list(statements(f"-- why; so\n{table}{trigger}")) == [f"-- why; so\n{table}", trigger]


def test_script_that_breaks_off_is_refused() -> None:
    with pytest.raises(ValueError, match="within a statement"):
        list(statements("CREATE TABLE t (a)"))


@pytest.fixture
def older(tmp_path: Path, folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work.db of version 1, and a folder of migrations in which a second can be put."""
    database = Database.open_work(folder)
    SettingsStore(database).set("station", "text-size", "large")
    database.close()
    place = tmp_path / "migrations"
    (place / "work").mkdir(parents=True)
    (place / "work" / "0001_initial.sql").write_bytes((STORE / "migrations" / "work" / "0001_initial.sql").read_bytes())
    monkeypatch.setattr(migration, "_MIGRATIONS", place)
    return place / "work" / "0002_second.sql"


def test_older_database_is_copied_and_then_migrated(folder: DataFolder, older: Path) -> None:
    older.write_text("CREATE TABLE more (a TEXT) STRICT;\nINSERT INTO more VALUES ('x');\n", encoding="utf-8")

    database = Database.open_work(folder)

    assert database.rows("SELECT * FROM more") == [("x",)]
    assert SettingsStore(database).get("station", "text-size") == "large"
    database.close()
    (copy,) = folder.backups.iterdir()
    connection = sqlite3.connect(copy)
    assert version_of(connection) == 1
    assert connection.execute("SELECT value FROM setting").fetchall() == [('"large"',)]
    connection.close()


def test_migration_that_fails_changes_nothing(folder: DataFolder, older: Path) -> None:
    older.write_text("CREATE TABLE more (a TEXT) STRICT;\nINSERT INTO missing VALUES (1);\n", encoding="utf-8")

    with pytest.raises(sqlite3.OperationalError, match="no such table: missing"):
        Database.open_work(folder)

    connection = sqlite3.connect(folder.work_db)
    assert version_of(connection) == 1
    assert connection.execute("SELECT name FROM sqlite_schema WHERE name = 'more'").fetchall() == []
    connection.close()
