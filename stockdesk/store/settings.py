"""Settings of the station and of each location. Secrets never come here: they have the keyring."""

from __future__ import annotations

import json
from collections.abc import Mapping

from stockdesk.store.columns import json_text
from stockdesk.store.database import Database

STATION = "station"
"""The scope of what holds for this workstation, whatever the location."""

RESTORED = "restored"
"""The station's setting that a restored copy leaves: when the copy was taken, ISO text. The poster takes it away."""


def location_scope(location_id: int) -> str:
    """Return the scope of a location's own settings."""
    return f"location:{location_id}"


def _no_float(text: str) -> object:
    raise ValueError(f"a setting holds no float: {text}")


class SettingsStore:
    """Settings by scope and key, in ``work.db``: what JSON holds, decimals as text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, scope: str, key: str, default: object = None) -> object:
        """Read a setting, or the default where it was never set."""
        row = self._database.row("SELECT value FROM setting WHERE scope = ? AND key = ?", (scope, key))
        if row is None:
            return default
        value: object = json.loads(row[0], parse_float=_no_float)
        return value

    def set(self, scope: str, key: str, value: object) -> None:
        """Keep a setting. ``ValueError`` for a float anywhere in it, ``TypeError`` for what JSON cannot hold."""
        self.set_all(scope, {key: value})

    def set_all(self, scope: str, values: Mapping[str, object]) -> None:
        """Keep settings that belong together, by key: all of them or none. Errors are those of ``set``."""
        texts = [(scope, key, json_text(value)) for key, value in values.items()]
        for _, _, text in texts:
            json.loads(text, parse_float=_no_float)
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO setting (scope, key, value) VALUES (?, ?, ?) "
                "ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value",
                texts,
            )

    def delete(self, scope: str, key: str) -> None:
        """Forget a setting; nothing happens when it was never set."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM setting WHERE scope = ? AND key = ?", (scope, key))

    def all(self, scope: str) -> dict[str, object]:
        """Read all settings of a scope."""
        rows = self._database.rows("SELECT key, value FROM setting WHERE scope = ? ORDER BY key", (scope,))
        return {key: json.loads(value, parse_float=_no_float) for key, value in rows}
