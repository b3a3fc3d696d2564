"""Reading what can still be read of a damaged ``work.db``, row by row, into a sound one."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from stockdesk.core.ledger import Sheet
from stockdesk.core.operation import Kind
from stockdesk.core.posting import Doubt, State
from stockdesk.store.entries import SELECT_ENTRY, entries_of
from stockdesk.store.operations import COLUMNS, row_of
from stockdesk.store.pages import page_size, schema_pages

ORDER = ("document", "entry", "outbox", "attempt", "removal")
"""These tables first, each after those that it refers to; then whatever else there is."""

_KEYS = {"removal": ("marker", "document_id", "asked")}
"""What tells rows apart where no unique index says it."""
_ADDED_TO_ONLY = frozenset({"entry"})
_NEVER_UPDATED = {"outbox": ("marker", "body", "local_document")}

_FREEZE = """
UPDATE document SET status = 'queued', marker =
    (SELECT base FROM outbox WHERE local_document = document.document_id ORDER BY place DESC LIMIT 1)
WHERE status = 'draft'
    AND EXISTS (SELECT 1 FROM outbox WHERE local_document = document.document_id AND state <> 'withdrawn')
"""
_DONE = """
UPDATE document SET status = 'done'
WHERE status = 'queued' AND marker IN (SELECT base FROM outbox)
    AND marker NOT IN (SELECT base FROM outbox WHERE state IN ('queued', 'sending', 'unknown', 'partial'))
"""
_LOST = """
SELECT marker FROM document
WHERE status IN ('queued', 'done') AND marker IS NOT NULL AND marker NOT IN (SELECT base FROM outbox) ORDER BY touched
"""

Row = dict[str, Any]


@dataclass(slots=True)
class Salvage:
    """What came of it: ``rows`` that were added or brought up to date, by table; ``opened`` when any could be read.

    ``unreadable`` counts rows that are there and cannot be read or make no sense, and is 1 where none of them is found
    but the file is not in order all the same. ``documents`` are the ids of those
    whose own row was read: they stand as they stood at the end. So do the ``operations``, by marker, and the
    ``removals``, by marker, document and time of asking. ``lost`` are the markers of documents that were queued,
    as the ledger says, and whose operation cannot be read any more.
    """

    opened: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    unreadable: int = 0
    documents: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    removals: set[tuple[str, int, str]] = field(default_factory=set)
    lost: tuple[str, ...] = ()


def salvage(damaged: Path, sound: sqlite3.Connection, donor: Path, reading: Path) -> Salvage:
    """Bring what can be read of a damaged file into a sound database that began as an earlier copy of it.

    ``damaged`` is left as it is: it is copied, with its write-ahead log, into the folder ``reading``. ``donor`` is a
    sound file of the same form, whose schema helps out where the damaged one cannot be opened. What is there
    already is brought up to date, since the damaged file is the newer one; the ledger is only added to. An operation
    that was not at its end comes as ``unknown``. Runs within the transaction that is open on ``sound``.
    """
    for mended in (False, True):
        copied = _copied(damaged, reading)
        if mended:
            _lend_schema(copied, donor)
        with closing(sqlite3.connect(copied, isolation_level=None)) as source:
            if _opens(source):
                told = _Transfer(source, sound).run()
                # A page that is half overwritten may hide rows without any of them failing. With a lent header the
                # check would complain of what was lent.
                if not told.unreadable and not mended and not _in_order(source):
                    told.unreadable = 1
                return told
    return Salvage()


def _copied(damaged: Path, reading: Path) -> Path:
    target = reading / "reading.db"
    for suffix in ("", "-wal"):
        copy = target.with_name(target.name + suffix)
        origin = damaged.with_name(damaged.name + suffix)
        copy.write_bytes(b"")
        if origin.is_file():
            shutil.copyfile(origin, copy)
    target.with_name(f"{target.name}-shm").unlink(missing_ok=True)
    return target


def _opens(source: sqlite3.Connection) -> bool:
    source.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")  # such a row is refused later, by itself
    try:
        names = source.execute("SELECT name FROM sqlite_schema").fetchall()
    except sqlite3.Error:
        return False
    return ("entry",) in names


def _in_order(source: sqlite3.Connection) -> bool:
    try:
        return source.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


def _lend_schema(copied: Path, donor: Path) -> None:
    """Give a file whose beginning is destroyed the header and the schema of its own earlier copy.

    A copy taken since the last migration has them, and the roots of all tables, on the same pages. The count of pages
    (bytes 28 to 32) is that of the file (sqlite.org/fileformat2.html, 1.3).
    """
    lent = donor.read_bytes()
    size = page_size(lent)
    # In a file that was cut off, roots may lie behind the end: as zeros those tables alone are unreadable.
    count = max(copied.stat().st_size, len(lent)) // size
    with copied.open("r+b") as file:
        file.truncate(count * size)
        for number in schema_pages(lent):
            page = bytearray(lent[(number - 1) * size : number * size])
            if number == 1:
                page[18:20] = b"\x02\x02"  # there is a write-ahead log beside it
                page[28:32] = count.to_bytes(4, "big")
                page[92:96] = page[24:28]  # the count of pages holds for this change
            file.seek((number - 1) * size)
            file.write(page)


class _Transfer:
    """One pass over all tables of a source."""

    def __init__(self, source: sqlite3.Connection, sound: sqlite3.Connection) -> None:
        self._source = source
        self._sound = sound
        self._told = Salvage(opened=True)

    def run(self) -> Salvage:
        for table in self._tables():
            self._bring(table)
        self._told.lost = self._freeze()
        return self._told

    def _tables(self) -> list[str]:
        named = self._sound.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        names = {name for (name,) in named}
        present = {name for (name,) in self._source.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        return [*(table for table in ORDER if table in present), *sorted((names & present) - set(ORDER))]

    def _bring(self, table: str) -> None:
        columns = [name for name in _columns(self._sound, table) if name in _columns(self._source, table)]
        counter = _counter(self._sound, table)
        after = _last(self._sound, table) if table in _ADDED_TO_ONLY else 0
        check = _CHECKS.get(table, _as_it_is)
        for values in self._read(table, columns, after):
            row = dict(zip(columns, values, strict=True))
            row.pop(counter, None)
            try:
                self._put(table, check(row))
            except (sqlite3.Error, ValueError, KeyError, TypeError, ArithmeticError):
                self._told.unreadable += 1
            else:
                self._told.rows[table] = self._told.rows.get(table, 0) + 1
                self._note(table, row)

    def _note(self, table: str, row: Row) -> None:
        if table == "document":
            self._told.documents.add(row["document_id"])
        elif table == "outbox":
            self._told.operations.add(row["marker"])
        elif table == "removal":
            self._told.removals.add((row["marker"], row["document_id"], row["asked"]))

    def _read(self, table: str, columns: list[str], after: int) -> Iterator[tuple[Any, ...]]:
        names = ", ".join(f'"{name}"' for name in columns)
        if not _has_rowid(self._sound, table):
            return self._read_from_both_ends(table, names)
        return self._read_between(f"SELECT {names} FROM {table}", after + 1, self._end(table))  # noqa: S608 - names

    def _end(self, table: str) -> int:
        """Return the last number of a table, by its last page or the counter, else by the last row that is reached."""
        for sql in (
            f"SELECT max(rowid) FROM {table}",  # noqa: S608 - the name of a table
            f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",  # noqa: S608 - the same
        ):
            with suppress(sqlite3.Error):
                row = self._source.execute(sql).fetchone()
                if row is not None:
                    return int(row[0] or 0)
        self._told.unreadable += 1
        last = 0
        with suppress(sqlite3.Error):
            for (number,) in self._source.execute(f"SELECT rowid FROM {table} ORDER BY rowid"):  # noqa: S608 - a name
                last = int(number)
        return last

    def _read_between(self, select: str, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Read rows by number; where a page between cannot be read, halve the way until only its rows are missing."""
        ways = [(first, last)]
        while ways:
            first, last = ways.pop()
            if first > last:
                continue
            try:
                rows = self._source.execute(f"{select} WHERE rowid BETWEEN ? AND ?", (first, last)).fetchall()
            except sqlite3.Error:
                middle = (first + last) // 2
                if first == last:
                    self._told.unreadable += 1
                else:
                    ways += [(middle + 1, last), (first, middle)]
            else:
                yield from rows

    def _read_from_both_ends(self, table: str, names: str) -> Iterator[tuple[Any, ...]]:
        key = _key(self._sound, table)
        for order in (", ".join(key), ", ".join(f"{name} DESC" for name in key)):
            try:
                yield from self._source.execute(f"SELECT {names} FROM {table} ORDER BY {order}")  # noqa: S608 - names
            except sqlite3.Error:
                self._told.unreadable += 1
            else:
                return

    def _put(self, table: str, row: Row) -> None:
        if table == "entry":
            self._found_document(row)
        key = _key(self._sound, table)
        where = " AND ".join(f"{name} IS ?" for name in key)
        there = self._sound.execute(
            f"SELECT 1 FROM {table} WHERE {where}",  # noqa: S608 - names
            [row[name] for name in key],
        ).fetchone()
        if there is None:
            marks = ", ".join("?" * len(row))
            self._sound.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608
        elif table not in _ADDED_TO_ONLY:
            fixed = _NEVER_UPDATED.get(table, key)
            changed = {name: value for name, value in row.items() if name not in fixed}
            sets = ", ".join(f"{name} = ?" for name in changed)
            self._sound.execute(
                f"UPDATE {table} SET {sets} WHERE {where}",  # noqa: S608 - names
                [*changed.values(), *(row[name] for name in key)],
            )

    def _found_document(self, entry: Row) -> None:
        """Make the row of a document that cannot be read of its first entry."""
        if entry["kind"] != "open":
            return
        data = json.loads(entry["data"])
        storage = data.get("storage", "")
        self._sound.execute(
            "INSERT OR IGNORE INTO document (document_id, kind, location_id, storage_id, status, created, touched) "
            "VALUES (?, ?, ?, ?, 'draft', ?, ?)",
            (
                entry["document_id"],
                Kind(data["kind"]).value,
                int(data["location"]),
                int(storage) if storage else None,
                entry["at"],
                entry["at"],
            ),
        )

    def _freeze(self) -> tuple[str, ...]:
        """Let no document that was queued be a draft again: it would be posted once more.

        The operations say so, and where they cannot be read the ledger does; the markers of those are returned.
        """
        sound = self._sound
        sound.execute(_FREEZE)
        for (document_id,) in sound.execute("SELECT document_id FROM document WHERE status = 'draft'").fetchall():
            marker = "" if document_id in self._told.documents else self._queued_as(document_id)
            if marker:
                sound.execute(
                    "UPDATE document SET status = 'queued', marker = ? WHERE document_id = ?", (marker, document_id)
                )
        sound.execute(_DONE)
        sound.execute("UPDATE document SET totals_stale = 1")
        return tuple(marker for (marker,) in sound.execute(_LOST))

    def _queued_as(self, document_id: str) -> str:
        """Return the marker that the ledger says a document was queued with last and not taken back, or ""."""
        marker = ""
        rows = self._sound.execute(
            SELECT_ENTRY + "WHERE document_id = ? AND kind = 'note' ORDER BY number", (document_id,)
        )
        for entry in entries_of(rows.fetchall()):
            if entry.data.get("code") == "queued":
                marker = entry.data.get("marker", "")
            elif entry.data.get("after") == State.WITHDRAWN.value and str(entry.data.get("marker")).startswith(marker):
                marker = ""
        return marker


def _as_it_is(row: Row) -> Row:
    return row


def _sane_document(row: Row) -> Row:
    Kind(row["kind"])
    datetime.fromisoformat(row["created"])
    datetime.fromisoformat(row["touched"])
    return row


def _sane_entry(row: Row) -> Row:
    names = ("entry_id", "document_id", "kind", "at", "line_id", "data", "raw", "undoes", "station", "person")
    (entry,) = entries_of([(0, *(row[name] for name in names))])
    Sheet(entry.document_id).apply(entry)
    return row


def _sane_setting(row: Row) -> Row:
    json.loads(row["value"])
    return row


def _sane_operation(row: Row) -> Row:
    """Refuse an operation whose approved bytes are not whole; what was not at its end is unknown from now on."""
    operation = row_of([row[name] for name in COLUMNS])
    body = json.loads(operation.body)
    lines = body["goods_transactions"]
    same = len(lines) == operation.lines and {line["good_id"] for line in lines} == operation.products
    if not same or operation.marker not in body["comment"]:
        raise ValueError("these are not the bytes that were approved")
    if operation.state.final:
        return row
    return row | {"state": State.UNKNOWN.value, "doubt": Doubt.LOST.value, "ever_unknown": 1, "not_before": None}


_CHECKS: dict[str, Callable[[Row], Row]] = {
    "document": _sane_document,
    "entry": _sane_entry,
    "outbox": _sane_operation,
    "setting": _sane_setting,
}


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in database.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def _has_rowid(database: sqlite3.Connection, table: str) -> bool:
    row = database.execute("SELECT wr FROM pragma_table_list WHERE name = ? AND schema = 'main'", (table,)).fetchone()
    return row is not None and row[0] == 0


def _counter(database: sqlite3.Connection, table: str) -> str:
    """Return the column that only counts rows, which count anew here, or ""."""
    sql = "SELECT name FROM pragma_table_info(?) WHERE pk = 1 AND type = 'INTEGER'"
    row = database.execute(sql, (table,)).fetchone()
    alone = database.execute("SELECT count(*) FROM pragma_table_info(?) WHERE pk > 0", (table,)).fetchone()[0] == 1
    return row[0] if row is not None and alone and _has_rowid(database, table) else ""


def _key(database: sqlite3.Connection, table: str) -> tuple[str, ...]:
    if table in _KEYS:
        return _KEYS[table]
    index = database.execute(
        'SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0 ORDER BY seq DESC', (table,)
    ).fetchone()
    if index is None:
        return tuple(name for name in _columns(database, table) if name != _counter(database, table))
    return tuple(name for (name,) in database.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", index))


def _last(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0])  # noqa: S608 - a name
