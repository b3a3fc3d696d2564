"""Documents that a person wants removed at the service, and how far each removal has come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stockdesk.core.outbox import OutboxRow
from stockdesk.core.posting import Mover, State
from stockdesk.core.removal import Purpose, Removal
from stockdesk.store.columns import json_text, optional_time, optional_time_text, storable, time_text
from stockdesk.store.database import Database
from stockdesk.store.entries import insert_entry
from stockdesk.store.moves import changed_row, check_move, follow, note_of, store_row

_COLUMNS = "marker, document_id, purpose, by, asked, why, requested, failures, not_before, ended, result, detail"
_SELECT = f"SELECT {_COLUMNS} FROM removal "  # noqa: S608 - names of columns
_INSERT = (
    f"INSERT INTO removal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 - names of columns
    "ON CONFLICT (marker, document_id) WHERE ended IS NULL DO NOTHING"
)
_UPDATE = (
    "UPDATE removal SET requested = ?, failures = ?, not_before = ?, ended = ?, result = ?, detail = ? "
    "WHERE marker = ? AND document_id = ? AND ended IS NULL"
)


class RemovalStore:
    """The removals of this data folder, in ``work.db``, in the order in which they were asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, row: OutboxRow, removal: Removal, station: str = "") -> None:
        """Store a person's wish and note it in the ledger; one that is under way already stays as it is.

        Raises ``outbox.moved`` when the operation has moved since it was read.
        """
        told = {"document": str(removal.document_id), "purpose": removal.purpose.value, "reason": removal.why}
        entry = note_of(row, "removal.asked", removal.by, removal.asked, station, told)
        with self._database.transaction() as connection:
            store_row(connection, row, row)
            cursor = connection.execute(_INSERT, _values(removal))
            if cursor.rowcount:
                insert_entry(connection, entry)

    def under_way(self) -> list[Removal]:
        """Read the removals that are not ended, in order."""
        rows = self._database.rows(f"{_SELECT}WHERE ended IS NULL ORDER BY place")
        return [_removal(row) for row in rows]

    def of(self, marker: str) -> list[Removal]:
        """Read all removals for an operation, in order."""
        return [_removal(row) for row in self._database.rows(f"{_SELECT}WHERE marker = ? ORDER BY place", (marker,))]

    def put(self, removal: Removal) -> None:
        """Store how far a removal has come."""
        with self._database.transaction() as connection:
            connection.execute(_UPDATE, _progress(removal))

    def finish(
        self, removal: Removal, row: OutboxRow, state: State, changes: Mapping[str, object], station: str = ""
    ) -> OutboxRow:
        """Store that a document is gone together with what follows for its operation, and note it in the ledger.

        ``removal.ended`` is set. ``ValueError`` for a state that a removal does not lead to, ``outbox.moved`` as ever.
        """
        if state is not row.state:
            check_move(row, Mover.REMOVAL, state)
        assert removal.ended is not None  # a removal that goes on has no end to store
        changed = changed_row(row, state, changes)
        told = {"document": str(removal.document_id), "purpose": removal.purpose.value}
        with self._database.transaction() as connection:
            store_row(connection, row, changed)
            connection.execute(_UPDATE, _progress(removal))
            insert_entry(connection, note_of(row, "removal.done", removal.by, removal.ended, station, told))
            follow(connection, changed)
        return changed


def _progress(removal: Removal) -> tuple[object, ...]:
    return (*_values(removal)[6:], removal.marker, removal.document_id)


def _values(removal: Removal) -> tuple[object, ...]:
    return (
        removal.marker,
        removal.document_id,
        removal.purpose.value,
        storable(removal.by),
        time_text(removal.asked),
        storable(removal.why),
        json_text(dict(removal.requested)),
        removal.failures,
        optional_time_text(removal.not_before),
        optional_time_text(removal.ended),
        removal.result,
        storable(removal.detail),
    )


def _removal(values: Any) -> Removal:
    marker, document_id, purpose, by, asked, why, requested, failures, not_before, ended, result, detail = values
    return Removal(
        marker=marker,
        document_id=document_id,
        purpose=Purpose(purpose),
        by=by,
        asked=datetime.fromisoformat(asked),
        why=why,
        requested=json.loads(requested),
        failures=failures,
        not_before=optional_time(not_before),
        ended=optional_time(ended),
        result=result,
        detail=detail,
    )
