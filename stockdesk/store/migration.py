"""Numbered SQL files that bring a database to the present form, each in one transaction with the version it makes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_MIGRATIONS = Path(__file__).parent / "migrations"


def scripts(name: str) -> tuple[str, ...]:
    """Return the SQL files of a database (``work`` or ``catalogue``) as text, the first one making version 1.

    They are read once: each new connection asks how many there are.
    """
    return _scripts_in(_MIGRATIONS / name)


@cache
def _scripts_in(folder: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql")))


def latest_version(name: str) -> int:
    """Return the version that this program's own files make."""
    return len(scripts(name))


def version_of(connection: sqlite3.Connection) -> int:
    """Return a database's version; 0 for an empty one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def statements(script: str) -> Iterator[str]:
    """Split a script into statements. ``executescript`` would commit the open transaction, so it is never used."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError(f"an SQL script ends within a statement: {statement.strip()[:80]}")


def migrate(connection: sqlite3.Connection, name: str) -> None:
    """Apply the files that are missing, in one transaction: all of them or none.

    ``BEGIN IMMEDIATE`` comes before the version is read, so two processes that start at once do not both apply them.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number, script in enumerate(scripts(name)[version_of(connection) :], version_of(connection) + 1):
            for statement in statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def schema_of(connection: sqlite3.Connection) -> str:
    """Return the SQL of everything in a database, sorted by kind and name, without what SQLite makes by itself."""
    rows = connection.execute(
        "SELECT s.sql FROM sqlite_schema s LEFT JOIN pragma_table_list t ON t.name = s.name AND t.schema = 'main' "
        "WHERE s.sql IS NOT NULL AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND coalesce(t.type, '') <> 'shadow' "
        "ORDER BY s.type = 'trigger', s.type = 'index', s.name"
    )
    return "".join(f"{sql};\n\n" for (sql,) in rows)
