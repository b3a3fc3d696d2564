from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Sheet
from stockdesk.core.line import Totals
from stockdesk.core.operation import Kind
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.outbox import OutboxStore
from tests.store.samples import NOON, header, note, opening, operation, scan, undo

SCAN = """
import sys
from pathlib import Path
from stockdesk.core.operation import Kind
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStore
from stockdesk.store.folder import DataFolder
from tests.store.samples import opening, scan
document = sys.argv[2]
store = DocumentStore(Database.open_work(DataFolder.prepare(Path(sys.argv[1]))))
store.create(document, Kind.RECEIPT, 4564, [opening(document)])
for _ in range(int(sys.argv[3])):
    (entry,) = store.append([scan(document)])
    print(entry.number, entry.entry_id, flush=True)
"""

texts = st.text(max_size=20)
any_texts = st.text(st.characters(exclude_categories=()), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
raws = st.builds(RawScan, any_texts, texts, st.lists(st.integers(0, 255), max_size=20).map(tuple))
entries = st.builds(
    Entry,
    st.uuids().map(str),
    st.just("d1"),
    st.sampled_from([kind for kind in EntryKind if kind not in (EntryKind.OPEN, EntryKind.HEADER, EntryKind.UNDO)]),
    moments,
    line_id=st.sampled_from(["", "L1", "L2"]),
    data=st.dictionaries(texts, texts, max_size=4),
    raw=st.none() | raws,
    station=texts,
    person=texts,
)


@pytest.fixture
def store(work: Database) -> DocumentStore:
    store = DocumentStore(work)
    store.create("d1", Kind.RECEIPT, 4564, [opening("d1")])
    return store


def joined(entry: Entry) -> Entry:
    """The entry with the halves of surrogate pairs joined, where they stood side by side."""
    if entry.raw is None:
        return entry
    text = entry.raw.text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return replace(entry, raw=replace(entry.raw, text=text))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(entries, min_size=1, max_size=5), max_size=6))
def test_entries_read_back_as_they_were_appended(batches: list[list[Entry]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        database = Database.open_work(DataFolder.prepare(Path(place)))
        store = DocumentStore(database)
        kept = list(store.create("d1", Kind.RECEIPT, 4564, [opening("d1")]))
        for batch in batches:
            kept += store.append(batch)
        assert store.entries("d1") == [joined(entry) for entry in kept]
        assert store.entries("d1", raw=False) == [replace(entry, raw=None) for entry in kept]
        assert [entry.number for entry in kept] == list(range(1, len(kept) + 1))
        database.close()


def test_entry_appended_twice_is_there_once_with_its_first_number(store: DocumentStore) -> None:
    entry = scan("d1")
    first = store.append([entry])
    other = store.append([scan("d1")])
    assert store.append([entry]) == first
    assert [kept.number for kept in store.entries("d1")] == [1, first[0].number, other[0].number]


def test_ledger_refuses_to_be_rewritten(store: DocumentStore, work: Database) -> None:
    for statement in ("UPDATE entry SET person = 'x'", "DELETE FROM entry"):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"), work.transaction() as connection:
            connection.execute(statement)
    assert len(store.entries("d1")) == 1


def test_nothing_of_an_append_that_fails_stays(store: DocumentStore) -> None:
    broken = replace(scan("d1"), at=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="without offset"):
        store.append([scan("d1"), broken])
    assert len(store.entries("d1")) == 1


def test_totals_are_exact_and_stale_once_an_entry_came_without_them(store: DocumentStore) -> None:
    totals = Totals(2, Decimal("3.250"), Decimal("10000000000.10"), 1)
    store.append([scan("d1")], totals)
    row = store.document("d1")
    assert row is not None
    assert (row.totals, row.totals_stale) == (totals, False)
    assert str(row.totals.pieces) == "3.250"

    store.append([note("d1")])
    assert [row.totals_stale for row in store.documents()] == [False]
    store.append([scan("d1")])
    assert [row.totals_stale for row in store.documents()] == [True]
    store.remember_totals("d1", totals)
    assert [row.totals_stale for row in store.documents()] == [False]


def test_storage_in_the_list_follows_the_header_through_undo_and_redo(store: DocumentStore) -> None:
    def storage() -> int | None:
        row = store.document("d1")
        assert row is not None
        return row.storage_id

    assert storage() == 11
    store.append([scan("d1"), first := header("d1", "storage", "12")])
    assert storage() == 12
    store.append([back := undo("d1", first)])
    assert storage() == 11
    store.append([again := undo("d1", back)])
    assert storage() == 12
    store.append([undo("d1", again), header("d1", "comment", "x")])
    assert storage() == 11
    store.append([header("d1", "storage", "")])
    assert storage() is None


def test_drafts_are_listed_with_the_one_touched_last_first(store: DocumentStore) -> None:
    store.create("d2", Kind.USAGE, 4564, [opening("d2")])
    store.create("d3", Kind.RECEIPT, 99, [opening("d3")])
    store.append([scan("d1", at=NOON + timedelta(minutes=1))])
    assert [row.document_id for row in store.documents(DocumentStatus.DRAFT)] == ["d1", "d3", "d2"]
    assert [row.document_id for row in store.documents(limit=1)] == ["d1"]

    last = store.last_draft(Kind.RECEIPT, 99)
    assert last is not None
    assert (last.document_id, last.kind, last.location_id, last.created) == ("d3", Kind.RECEIPT, 99, NOON)
    assert store.last_draft(Kind.TRANSFER, 4564) is None
    store.set_status("d3", DocumentStatus.WITHDRAWN)
    assert store.last_draft(Kind.RECEIPT, 99) is None


def test_document_that_is_no_draft_takes_notes_only(store: DocumentStore, work: Database) -> None:
    OutboxStore(work).enqueue("d1", [operation("d1")], note("d1"))
    with pytest.raises(StockdeskError) as caught:
        store.append([scan("d1")])
    assert caught.value.code == "document.closed"
    assert caught.value.arguments == {"document": "d1", "status": "queued"}
    store.append([note("d1", "seen")])
    assert [entry.kind for entry in store.entries("d1")] == [EntryKind.OPEN, EntryKind.NOTE, EntryKind.NOTE]


def test_document_that_does_not_exist_is_named(store: DocumentStore) -> None:
    with pytest.raises(StockdeskError) as caught:
        store.append([scan("missing")])
    assert (caught.value.code, caught.value.arguments) == ("document.unknown", {"document": "missing"})
    assert store.document("missing") is None


def test_entries_of_two_documents_are_a_bug(store: DocumentStore) -> None:
    with pytest.raises(ValueError, match="several documents"):
        store.append([scan("d1"), scan("d2")])


def test_fold_of_stored_entries_is_the_fold_of_the_entries_themselves(store: DocumentStore) -> None:
    sheet = Sheet.folded("d1", store.entries("d1"))
    for entry in (first := scan("d1"), scan("d1"), undo("d1", first), scan("d1", "x", line_id="L2")):
        for numbered in store.append([entry]):
            sheet.apply(numbered)
    again = Sheet.folded("d1", store.entries("d1"))
    assert (list(again.lines), again.totals) == (list(sheet.lines), sheet.totals)


def test_what_was_appended_before_the_process_was_killed_is_there(folder: DataFolder) -> None:
    command = [sys.executable, "-c", SCAN, str(folder.path), "d9", "1000000"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline().split() for _ in range(50)]
    os.kill(child.pid, signal.SIGKILL)
    told += [line.split() for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    child.wait()
    child.stdout.close()

    database = Database.open_work(folder)
    kept = [[str(entry.number), entry.entry_id] for entry in DocumentStore(database).entries("d9")]
    assert kept[1 : len(told) + 1] == told
    assert len(kept) <= len(told) + 2  # the opening, and the one that was committed but not told
    database.close()


def test_two_processes_write_their_documents_side_by_side(folder: DataFolder) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", SCAN, str(folder.path), name, "50"], stdout=subprocess.DEVNULL)
        for name in ("da", "db")
    ]
    assert [child.wait(60) for child in children] == [0, 0]
    database = Database.open_work(folder)
    database.check()
    store = DocumentStore(database)
    numbers = [entry.number for name in ("da", "db") for entry in store.entries(name)]
    assert sorted(numbers) == list(range(1, 103))
    database.close()
