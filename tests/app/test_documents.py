"""Documents at work: on disk before they are shown, the same when opened again, undone and done again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.documents import Author, Documents, OpenDocument, new_id
from stockdesk.core import document as rules
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Sheet
from stockdesk.core.line import Totals
from stockdesk.core.operation import Kind
from stockdesk.core.product import UnitType
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.folder import DataFolder
from tests.support.bench import product
from tests.support.demo import LOCATION, ROOM, SHOP


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder.prepare(tmp_path / "data")


@pytest.fixture
def database(folder: DataFolder) -> Iterator[Database]:
    opened = Database.open_work(folder)
    yield opened
    opened.close()


@pytest.fixture
def documents(database: Database) -> Documents:
    return Documents(DocumentStore(database), Author("station-1", "Anna"))


def scan(document: OpenDocument, number: int = 0, amount: str = "1") -> str:
    """Take a scan of a product; returns the id of its line."""
    one = product(number)
    intent = rules.scan_product(document.sheet, one, Decimal(amount), one.barcode, new_id())
    document.do(intent, RawScan(one.barcode))
    return intent.line_id


def state_of(sheet: Sheet) -> tuple[object, ...]:
    return (list(sheet.lines), dict(sheet.header), sheet.totals, list(sheet.entries), sheet.to_undo(), sheet.to_redo())


def test_document_opened_again_equals_what_was_shown(documents: Documents) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP, comment="Monday")
    first, second = scan(document, 0, "2"), scan(document, 1)
    document.set_amount(first, Decimal("7.125"))
    document.set_cost(second, Decimal("3.99"))
    document.set_discount(second, Decimal("12.5"))
    document.set_comment(second, "dented")
    document.set_header("storage", str(ROOM))
    document.remove(first)
    document.undo()
    document.redo()
    document.undo()
    reopened = documents.open(document.document_id)
    assert state_of(reopened.sheet) == state_of(document.sheet)
    assert (reopened.kind, reopened.status, reopened.scans) == (Kind.RECEIPT, DocumentStatus.DRAFT, 2)


def test_entries_tell_who_wrote_them_where_and_from_which_scan(documents: Documents) -> None:
    document = documents.new(Kind.USAGE, LOCATION, SHOP)
    scan(document)
    opening, scanned = documents.open(document.document_id).sheet.entries
    assert (opening.kind, opening.station, opening.person) == (EntryKind.OPEN, "station-1", "Anna")
    assert scanned.raw == RawScan(product().barcode)
    assert scanned.at.utcoffset() is not None
    assert opening.number < scanned.number


def test_undo_walks_back_to_an_empty_document_and_redo_forward_again(documents: Documents) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    steps = [state_of(document.sheet)[:3]]
    line = scan(document)
    steps.append(state_of(document.sheet)[:3])
    document.add(line, Decimal(4))
    steps.append(state_of(document.sheet)[:3])
    document.set_header("comment", "x")
    steps.append(state_of(document.sheet)[:3])
    for before in reversed(steps[:-1]):
        undone, _ = document.undo()
        assert undone.kind is not EntryKind.UNDO
        assert state_of(document.sheet)[:3] == before
    with pytest.raises(StockdeskError, match=r"undo\.nothing"):
        document.undo()
    for after in steps[1:]:
        document.redo()
        assert state_of(document.sheet)[:3] == after
    with pytest.raises(StockdeskError, match=r"redo\.nothing"):
        document.redo()


def test_line_changes_are_the_ones_asked_for(documents: Documents) -> None:
    document = documents.new(Kind.USAGE, LOCATION, SHOP)
    bottle = product(
        0, service_unit=type(product().sale_unit)(302, "ml"), unit_equals=Decimal(250), cost=Decimal("5.00")
    )
    intent = rules.scan_product(document.sheet, bottle, Decimal(2), "x", new_id())
    assert document.do(intent).added == (intent.line_id,)
    document.set_unit(intent.line_id, UnitType.SERVICE)
    line = document.sheet.line(intent.line_id)
    assert line is not None
    assert (line.amount, line.cost, line.in_sale_units) == (Decimal(500), Decimal("0.02"), Decimal(2))
    document.add(intent.line_id, Decimal(-500))
    assert document.sheet.line(intent.line_id) is None
    assert document.sheet.totals == Totals()


def test_unknown_code_is_resolved_to_a_product(documents: Documents) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    intent = rules.scan_unknown(document.sheet, "4006381333931", Decimal(3), new_id())
    document.do(intent)
    assert document.sheet.totals.unknown == 1
    document.resolve(intent.line_id, product(5))
    line = document.sheet.line(intent.line_id)
    assert line is not None
    assert (line.product_id, line.amount, line.code) == (product(5).product_id, Decimal(3), "4006381333931")
    assert document.sheet.totals.unknown == 0


def test_header_that_already_says_so_writes_nothing(documents: Documents) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    before = list(document.sheet.entries)
    assert not document.set_header("storage", str(SHOP)).header
    assert list(document.sheet.entries) == before


def test_wish_that_is_refused_writes_nothing(documents: Documents) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    line = scan(document)
    before = state_of(document.sheet)
    wishes: list[Callable[[], object]] = [
        lambda: document.set_amount(line, Decimal(0)),
        lambda: document.set_cost(line, Decimal(-1)),
        lambda: document.set_discount(line, Decimal(101)),
        lambda: document.remove("no-such-line"),
        lambda: document.set_unit(line, UnitType.SERVICE),
    ]
    for wish in wishes:
        with pytest.raises(StockdeskError):
            wish()
    assert state_of(document.sheet) == before
    assert list(documents.open(document.document_id).sheet.entries) == before[3]


def test_several_wishes_are_committed_all_or_none(documents: Documents, database: Database) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    intents = [rules.scan_product(document.sheet, product(n), Decimal(1), "x", new_id()) for n in range(3)]
    document.do_all([(intent, None) for intent in intents])
    assert document.sheet.totals.lines == 3
    database.close()
    before = state_of(document.sheet)
    with pytest.raises(Exception, match="closed"):
        document.do_all([(intent, None) for intent in intents])
    assert state_of(document.sheet) == before


def test_list_of_drafts_has_sums_that_are_up_to_date_the_last_one_first(documents: Documents) -> None:
    older = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    newer = documents.new(Kind.USAGE, LOCATION, ROOM)
    scan(newer, 0, "2")
    scan(older, 0, "3")
    scan(older, 1, "0.5")
    rows = documents.drafts()
    assert [row.document_id for row in rows] == [older.document_id, newer.document_id]
    assert [row.totals for row in rows] == [older.sheet.totals, newer.sheet.totals]
    assert [row.storage_id for row in rows] == [SHOP, ROOM]
    assert not any(row.totals_stale for row in rows)


def test_draft_that_was_touched_last_is_taken_up_again_by_kind(documents: Documents) -> None:
    assert documents.resume(Kind.RECEIPT, LOCATION) is None
    first = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    documents.new(Kind.RECEIPT, LOCATION, SHOP)
    documents.new(Kind.USAGE, LOCATION, SHOP)
    scan(first)
    resumed = documents.resume(Kind.RECEIPT, LOCATION)
    assert resumed is not None
    assert resumed.document_id == first.document_id
    assert documents.resume(Kind.RECEIPT, LOCATION + 1) is None


def test_document_put_away_is_closed_and_its_entries_stay(documents: Documents) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    scan(document)
    documents.discard(document)
    assert documents.drafts() == []
    with pytest.raises(StockdeskError, match=r"document\.closed"):
        scan(document)
    with pytest.raises(StockdeskError, match=r"document\.closed"):
        documents.discard(document)
    assert documents.open(document.document_id).sheet.totals.lines == 1


def test_document_that_was_queued_elsewhere_is_not_put_away(documents: Documents, database: Database) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    DocumentStore(database).set_status(document.document_id, DocumentStatus.QUEUED)
    with pytest.raises(StockdeskError, match=r"document\.closed"):
        documents.discard(document)
    assert documents.open(document.document_id).status is DocumentStatus.QUEUED


def test_document_nobody_knows_is_named(documents: Documents) -> None:
    with pytest.raises(StockdeskError, match=r"document\.unknown\(document='nobody'\)"):
        documents.open("nobody")


def test_note_changes_nothing_and_is_stored_by_the_caller(documents: Documents) -> None:
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    note = document.note("printed", copies="2")
    assert (note.kind, note.data) == (EntryKind.NOTE, {"code": "printed", "copies": "2"})
    assert (note.document_id, note.person) == (document.document_id, "Anna")
    assert len(list(document.sheet.entries)) == 1


SCAN_FOR_EVER = """
import sys
from decimal import Decimal
from pathlib import Path
from stockdesk.app.documents import Author, Documents, new_id
from stockdesk.core import document as rules
from stockdesk.core.operation import Kind
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStore
from stockdesk.store.folder import DataFolder

documents = Documents(DocumentStore(Database.open_work(DataFolder.prepare(Path(sys.argv[1])))), Author("s", "p"))
document = documents.new(Kind.RECEIPT, 4564, 51001)
print(document.document_id, flush=True)
while True:
    document.do(rules.scan_unknown(document.sheet, "code", Decimal(1), new_id()))
    print(document.scans, flush=True)
"""


@pytest.mark.parametrize("scans", [1, 7, 40])
def test_process_killed_after_a_scan_returned_has_lost_nothing(folder: DataFolder, scans: int) -> None:
    command = [sys.executable, "-c", SCAN_FOR_EVER, str(folder.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as station:
        assert station.stdout is not None
        document_id = station.stdout.readline().strip()
        confirmed = 0
        while confirmed < scans:
            confirmed = int(station.stdout.readline())
        station.kill()
        confirmed = max([confirmed, *(int(text) for text in station.stdout.read().split("\n") if text.strip())])
    database = Database.open_work(folder)
    try:
        document = Documents(DocumentStore(database), Author()).open(document_id)
    finally:
        database.close()
    (line,) = document.sheet.lines
    # One scan more may have been committed than the process lived to confirm.
    assert line.amount in (confirmed, confirmed + 1)
    assert document.scans == line.amount
