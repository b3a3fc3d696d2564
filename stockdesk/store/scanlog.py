"""Reads the ledger for people who ask what the scanner really sent, in one document or in all of a location's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from stockdesk.core.entry import Entry, RawScan
from stockdesk.store.columns import time_text
from stockdesk.store.database import Database
from stockdesk.store.entries import SELECT_ENTRY, entries_of

# The documents come first, few as they are: their entries are then read by an index, each document whole.
_RECENT = (
    "SELECT document_id FROM document WHERE location_id = ? AND touched >= ? AND status <> 'withdrawn' "
    "ORDER BY touched DESC LIMIT ?"
)
_SCANS = SELECT_ENTRY + "WHERE document_id = ? AND kind IN ('scan', 'refused', 'resolve') ORDER BY number"


class ScanLogStore:
    """The scans of the ledger, in ``work.db``; nothing is written here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def raws(self, document_id: str) -> dict[str, RawScan]:
        """Return what the scanner sent for each entry of a document that has it, by the entry's id."""
        rows = self._database.rows(
            SELECT_ENTRY + "WHERE document_id = ? AND raw IS NOT NULL ORDER BY number", (document_id,)
        )
        return {entry.entry_id: entry.raw for entry in entries_of(rows) if entry.raw is not None}

    def recent(self, location_id: int, since: datetime, documents: int) -> Iterator[list[Entry]]:
        """Read the scans (taken, refused, resolved) of a location's documents touched since a time, one by one.

        At most ``documents`` of them, the one touched last first; those that a person put away are left out.
        """
        ids = self._database.rows(_RECENT, (location_id, time_text(since), documents))
        for (document_id,) in ids:
            yield entries_of(self._database.rows(_SCANS, (document_id,)))
