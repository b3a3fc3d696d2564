"""The rows of the ledger: written once, read in order, never changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import repeat
from typing import Any

from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.store.columns import json_text, storable, time_text

_INSERT = (
    "INSERT INTO entry (entry_id, document_id, kind, at, line_id, data, raw, undoes, station, person) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (entry_id) DO NOTHING"
)
SELECT_ENTRY = "SELECT number, entry_id, document_id, kind, at, line_id, data, raw, undoes, station, person FROM entry "
_KINDS = {kind.value: kind for kind in EntryKind}


def insert_entry(connection: sqlite3.Connection, entry: Entry) -> Entry:
    """Add an entry within the open transaction and return it with its number.

    One whose id is there already is not added again; it comes back with the number that it has.
    """
    raw = entry.raw
    cursor = connection.execute(
        _INSERT,
        (
            entry.entry_id,
            entry.document_id,
            entry.kind.value,
            time_text(entry.at),
            entry.line_id,
            json_text(dict(entry.data)),
            None if raw is None else json_text(_raw_columns(raw)),
            entry.undoes,
            storable(entry.station),
            storable(entry.person),
        ),
    )
    if cursor.rowcount == 1:
        return replace(entry, number=cursor.lastrowid or 0)
    row = connection.execute("SELECT number FROM entry WHERE entry_id = ?", (entry.entry_id,)).fetchone()
    return replace(entry, number=row[0])


def _raw_columns(raw: RawScan) -> list[object]:
    """Return a scan as the list that is stored; what a scanner with nothing special sends stays short."""
    columns: list[object] = [
        raw.text,
        raw.positions,
        raw.keys,
        raw.times,
        raw.ended_by,
        raw.source,
        raw.after,
        raw.proven,
    ]
    while len(columns) > 3 and not columns[-1] and columns[-1] != 0:
        columns.pop()
    return columns


def _raw_scan(columns: list[Any]) -> RawScan:
    """Return a stored scan; those of earlier versions have its first three columns only."""
    text, positions, keys, *rest = columns
    times, *rest = rest or [()]
    return RawScan(text, positions, tuple(keys), tuple(times), *rest)


def entries_of(rows: Sequence[Any], raw: bool = True) -> list[Entry]:
    """Turn rows of ``SELECT_ENTRY`` into entries; without ``raw`` they come without what the scanner sent."""
    # One call of the JSON reader for all rows: opening a draft is measured, and a call for each would double it.
    datas = json.loads(f"[{','.join([row[6] for row in rows])}]")
    scans = json.loads(f"[{','.join([row[7] or 'null' for row in rows])}]") if raw else repeat(None)
    parse, kinds = datetime.fromisoformat, _KINDS
    return [
        Entry(
            entry_id,
            document_id,
            kinds[kind],
            parse(at),
            line_id,
            data,
            None if scan is None else _raw_scan(scan),
            undoes,
            station,
            person,
            number,
        )
        for (number, entry_id, document_id, kind, at, line_id, _, _, undoes, station, person), data, scan in zip(
            rows, datas, scans, strict=False
        )
    ]
