"""A copy of a location's lists in ``work.db``: with it a catalogue that was lost costs nobody the sign-in."""

from __future__ import annotations

import sqlite3

from stockdesk.store.database import Database
from stockdesk.store.settings import SettingsStore, location_scope

TABLES = ("location", "storage", "team_member", "supplier", "rights")
"""What a session needs of ``catalogue.db``: a few dozen rows. Products come again with a sync."""

_KEY = "lists"


def keep_copy(settings: SettingsStore, catalogue: Database, location_id: int) -> None:
    """Copy the lists of a location as they are now; nothing is written when they are what they were."""
    copy: dict[str, object] = {}
    for table in TABLES:
        names = [name for (name,) in catalogue.rows("SELECT name FROM pragma_table_info(?)", (table,))]
        rows = catalogue.rows(f"SELECT * FROM {table} WHERE location_id = ?", (location_id,))  # noqa: S608 - own name
        copy[table] = [dict(zip(names, row, strict=True)) for row in rows]
    if copy["location"] and settings.get(location_scope(location_id), _KEY) != copy:
        settings.set(location_scope(location_id), _KEY, copy)


def put_back(settings: SettingsStore, catalogue: Database, location_id: int) -> bool:
    """Put the lists back into a catalogue that was made anew; returns whether there was a copy that fits it."""
    copy = settings.get(location_scope(location_id), _KEY)
    if not isinstance(copy, dict):
        return False
    try:
        with catalogue.transaction() as connection:
            for table in TABLES:
                for row in copy.get(table, ()):
                    names, marks = ", ".join(row), ", ".join("?" * len(row))
                    connection.execute(
                        f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names of columns
                        list(row.values()),
                    )
    except (sqlite3.OperationalError, sqlite3.IntegrityError):  # a copy by another version of this program
        return False
    return True
