"""What of the outbox may need a person, and that somebody has dealt with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stockdesk.core.attention import SEEN
from stockdesk.core.outbox import OutboxRow
from stockdesk.store.database import Database
from stockdesk.store.entries import insert_entry
from stockdesk.store.moves import changed_row, note_of, store_row
from stockdesk.store.operations import COLUMNS, row_of

_MAY_NEED = (
    "state IN ('unknown', 'partial') "
    "OR json_extract(reason_arguments, '$.documents') IS NOT NULL "
    "OR json_extract(reason_arguments, '$.alike') IS NOT NULL "
    "OR (state = 'rejected' AND json_extract(reason_arguments, '$.seen') IS NULL "
    "AND (leg > 0 OR reason LIKE 'attempt.%'))"
)
_SELECT = (
    f"SELECT {', '.join(COLUMNS)} FROM outbox "  # noqa: S608 - names of columns
    f"WHERE base IN (SELECT base FROM outbox WHERE {_MAY_NEED}) ORDER BY place"
)
_WAITING = (
    # The first list is that of the index ``outbox_waiting``, which is used only where the condition repeats it.
    "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'unknown', 'partial') "
    "AND state IN ('queued', 'sending')"
)


class AttentionStore:
    """The operations that people have to look at, in ``work.db``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_question(self) -> list[OutboxRow]:
        """Read all operations of each document that is unknown or may need a person, in order.

        This leaves out what surely needs nobody; ``core.attention`` decides.
        """
        return [row_of(row) for row in self._database.rows(_SELECT)]

    def waiting(self) -> int:
        """Count the operations that are queued or being sent, without going through all the others."""
        (count,) = self._database.rows(_WAITING)[0]
        return int(count)

    def mark_seen(
        self, rows: Sequence[OutboxRow], *, by: str, at: datetime, reason: str = "", station: str = ""
    ) -> None:
        """Remember that a person has dealt with operations; the ledger keeps who, when and why.

        Raises ``outbox.moved`` when one has moved since it was read; ``ValueError`` without a name.
        """
        with self._database.transaction() as connection:
            for row in rows:
                seen = {**row.reason_arguments, SEEN: by}
                store_row(connection, row, changed_row(row, row.state, {"reason_arguments": seen}))
                insert_entry(connection, note_of(row, "outbox.seen", by, at, station, {"reason": reason}))
