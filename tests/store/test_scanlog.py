"""What the scanner sent, read back from the ledger; the scans of all documents of a location."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.operation import Kind
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.scanlog import ScanLogStore
from tests.store.samples import NOON, header, note, opening, scan


@pytest.fixture
def documents(work: Database) -> DocumentStore:
    return DocumentStore(work)


@pytest.fixture
def log(work: Database) -> ScanLogStore:
    return ScanLogStore(work)


def keep(documents: DocumentStore, document_id: str, *entries: Entry, location: int = 4564) -> list[Entry]:
    stored = documents.create(document_id, Kind.RECEIPT, location, [opening(document_id), *entries])
    return list(stored)


def refused(document_id: str, code: str) -> Entry:
    entry = scan(document_id, code)
    return replace(entry, kind=EntryKind.REFUSED, line_id="", data={"code": code, "reason": "scan.refused"})


def test_raw_scans_are_read_back_by_entry(documents: DocumentStore, log: ScanLogStore) -> None:
    raw = RawScan("01\x1d", "01", (13,), (0, 9), "enter", "COM3", 12, "text")
    first, second = replace(scan("d1"), raw=raw), scan("d1")
    keep(documents, "d1", first, header("d1", "comment", "x"), second)
    keep(documents, "d2", scan("d2"))
    assert log.raws("d1") == {first.entry_id: raw, second.entry_id: second.raw}
    assert log.raws("d3") == {}


def test_scans_of_recent_documents_come_document_by_document_the_latest_first(
    documents: DocumentStore, log: ScanLogStore
) -> None:
    keep(documents, "d1", scan("d1"), note("d1"), refused("d1", "??"), header("d1", "comment", "x"))
    keep(documents, "d2", scan("d2"))
    documents.append([scan("d2", at=NOON + timedelta(minutes=1))])
    read = list(log.recent(4564, NOON, 10))
    assert [[entry.kind for entry in entries] for entries in read] == [
        [EntryKind.SCAN, EntryKind.SCAN],
        [EntryKind.SCAN, EntryKind.REFUSED],
    ]
    assert read[1][1].raw is not None
    assert [entry.document_id for entries in log.recent(4564, NOON, 1) for entry in entries] == ["d2", "d2"]


def test_other_locations_older_documents_and_those_put_away_are_left_out(
    documents: DocumentStore, log: ScanLogStore
) -> None:
    keep(documents, "d1", scan("d1"), location=1)
    keep(documents, "d2", scan("d2"))
    documents.set_status("d2", DocumentStatus.WITHDRAWN)
    keep(documents, "d3", scan("d3"))
    assert [entries[0].document_id for entries in log.recent(4564, NOON, 10)] == ["d3"]
    assert list(log.recent(4564, NOON + timedelta(seconds=1), 10)) == []


def test_entries_are_found_by_an_index_however_long_the_ledger_is(work: Database) -> None:
    plan = work.rows(
        "EXPLAIN QUERY PLAN SELECT number FROM entry WHERE document_id = ? "
        "AND kind IN ('scan', 'refused', 'resolve') ORDER BY number",
        ("d1",),
    )
    assert [row[3] for row in plan] == ["SEARCH entry USING INDEX entry_by_document (document_id=?)"]
