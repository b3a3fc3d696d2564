"""The settings of a station in a real file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import SettingsStore


@contextmanager
def settings_file(folder: Path) -> Iterator[SettingsStore]:
    """Open the settings in a data folder; closed at the end."""
    database = Database.open_work(DataFolder.prepare(folder))
    try:
        yield SettingsStore(database)
    finally:
        database.close()
