"""From a raw scan to a line on disk and an answer: what is known, unknown, several, damaged, or a command."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.documents import Author, Documents, OpenDocument
from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.app.scanning import Scanning
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import check_digit
from stockdesk.core.ledger import Change
from stockdesk.core.line import Line
from stockdesk.core.match import Match, MatchedBy
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, Unit, UnitType
from stockdesk.store.aliases import Alias, AliasStore
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.folder import DataFolder
from tests.support.bench import product
from tests.support.demo import LOCATION, ROOM, SHOP

KNOWN = "4006381333931"
UNKNOWN = "5304000106003"
CHEESE = "2100012" + "00000"  # the number on the scales' labels, without its check digit

PRODUCTS = (
    product(0, barcode=KNOWN, article="PEN-1", stock={SHOP: Decimal(10)}),
    product(1, barcode="036000291452", stock={ROOM: Decimal(4)}),
    product(2, barcode="1234567890128", title="one of two"),
    product(3, barcode="1234567890128", title="two of two"),
    product(4, barcode=CHEESE + check_digit(CHEESE), sale_unit=Unit(305, "kg"), service_unit=Unit(305, "kg")),
    product(5, barcode="", article="ЩЕТКА-5"),
    product(6, barcode="96385074", sale_unit=Unit(301, "pc"), service_unit=Unit(302, "ml"), unit_equals=Decimal(250)),
)


@dataclass(slots=True)
class Asked:
    """What the service was asked, and how it answers."""

    codes: list[str] = field(default_factory=list)
    waiting: list[Callable[[tuple[Match, ...]], None]] = field(default_factory=list)

    def __call__(self, code: str, found: Callable[[tuple[Match, ...]], None]) -> None:
        self.codes.append(code)
        self.waiting.append(found)

    def answer(self, *products: Product) -> None:
        self.waiting.pop(0)(tuple(Match(one, MatchedBy.REMOTE) for one in products))


@dataclass(slots=True)
class Station:
    """A catalogue of seven products and an open receipt."""

    folder: DataFolder
    database: Database
    aliases: AliasStore
    documents: Documents
    document: OpenDocument
    scanning: Scanning
    asked: Asked

    def scan(self, text: str, positions: str = "", document: OpenDocument | None = None) -> ScanAnswer:
        """Take a scan and return its one answer."""
        answers: list[ScanAnswer] = []
        self.scanning.scan(document or self.document, RawScan(text, positions), answers.append)
        (answer,) = answers
        return answer

    def lines(self) -> list[tuple[int | None, Decimal]]:
        """Product and amount of each line, as a second look at the disk tells."""
        sheet = self.documents.open(self.document.document_id).sheet
        return [(line.product_id, line.amount) for line in sheet.lines]


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    folder = DataFolder.prepare(tmp_path / "data")
    work, file = Database.open_work(folder), Database.open_catalogue(folder)
    aliases = AliasStore(work)
    store = CatalogueStore(file, aliases)
    store.upsert(LOCATION, PRODUCTS)
    documents = Documents(DocumentStore(work), Author("station-1", "Anna"))
    asked = Asked()
    scanning = Scanning(Catalogue(store, lambda: LOCATION), asked)
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    yield Station(folder, work, aliases, documents, document, scanning, asked)
    file.close()
    work.close()


def test_scan_of_known_barcode_makes_a_line_and_tells_the_stock(station: Station) -> None:
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.code, answer.scan_number, answer.reason) == (Verdict.ACCEPTED, KNOWN, 1, "")
    assert (answer.delta, answer.stock_before, answer.stock_after) == (Decimal(1), Decimal(10), Decimal(11))
    assert answer.line is not None
    assert answer.change.added == (answer.line.line_id,)
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(1))]
    assert station.asked.codes == []


def test_scan_of_known_barcode_increments_the_line_that_is_there(station: Station) -> None:
    first, second = station.scan(KNOWN), station.scan(KNOWN)
    assert first.line is not None
    assert second.line is not None
    assert (second.line.line_id, second.line.scans, second.scan_number) == (first.line.line_id, 2, 2)
    assert (second.delta, second.stock_after, second.change.added) == (Decimal(1), Decimal(12), ())
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(2))]


def test_outgoing_document_takes_from_the_stock_and_a_storage_without_any_holds_zero(station: Station) -> None:
    usage = station.documents.new(Kind.WRITEOFF, LOCATION, SHOP)
    assert station.scan(KNOWN, document=usage).stock_after == 9
    answer = station.scan("036000291452", document=usage)
    assert (answer.stock_before, answer.stock_after) == (Decimal(0), Decimal(-1))
    nowhere = station.documents.new(Kind.RECEIPT, LOCATION, None)
    answer = station.scan(KNOWN, document=nowhere)
    assert (answer.stock_before, answer.stock_after) == (None, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("PEN-1", 0),
        ("0036000291452", 1),
        ("]E04006381333931", 0),
        ("010400638133393115261231", 0),
        ("96385074", 6),
    ],
    ids=["article", "ean-13 of a upc", "with symbology", "element string", "ean-8"],
)
def test_code_in_another_dress_finds_its_product(station: Station, text: str, number: int) -> None:
    assert station.scan(text).verdict is Verdict.ACCEPTED
    assert station.lines() == [(PRODUCTS[number].product_id, Decimal(1))]


def test_unknown_code_gets_a_line_of_its_own_and_asks_the_service_once(station: Station) -> None:
    answer, again = station.scan(UNKNOWN), station.scan(UNKNOWN)
    assert (answer.verdict, answer.reason, answer.arguments["code"]) == (Verdict.LOOK, "scan.unknown", UNKNOWN)
    assert (again.delta, again.candidates, again.stock_before) == (Decimal(1), (), None)
    assert station.lines() == [(None, Decimal(2))]
    assert station.asked.codes == [UNKNOWN]


def test_code_the_service_knows_is_resolved_by_an_entry_and_listeners_hear_of_it(station: Station) -> None:
    heard: list[tuple[OpenDocument, Change, Line]] = []
    station.scanning.on_resolved.append(lambda *told: heard.append(told))
    station.scan(UNKNOWN)
    station.scan(UNKNOWN)
    station.asked.answer(product(9, barcode=UNKNOWN))
    ((document, change, line),) = heard
    assert document is station.document
    assert (change.lines, line.product_id, line.amount) == ((line.line_id,), product(9).product_id, Decimal(2))
    assert station.lines() == [(product(9).product_id, Decimal(2))]
    kinds = [entry.kind for entry in station.documents.open(document.document_id).sheet.entries]
    assert kinds == [EntryKind.OPEN, EntryKind.SCAN, EntryKind.SCAN, EntryKind.RESOLVE]
    document.undo()
    assert station.lines() == [(None, Decimal(2))]


@pytest.mark.parametrize("count", [0, 2])
def test_code_that_the_service_knows_not_or_twice_stays_open_and_is_asked_again_at_the_next_scan(
    station: Station, count: int
) -> None:
    station.scan(UNKNOWN)
    station.asked.answer(*(product(8 + number, barcode=UNKNOWN) for number in range(count)))
    assert station.lines() == [(None, Decimal(1))]
    station.scan(UNKNOWN)
    assert station.asked.codes == [UNKNOWN, UNKNOWN]


def test_answer_of_the_service_that_comes_too_late_changes_nothing(station: Station) -> None:
    answer = station.scan(UNKNOWN)
    assert answer.line is not None
    station.document.remove(answer.line.line_id)
    station.asked.answer(product(9, barcode=UNKNOWN))
    assert station.lines() == []
    station.document.undo()
    station.scan(UNKNOWN)
    station.document.resolve(answer.line.line_id, product(7))
    station.asked.answer(product(9, barcode=UNKNOWN))
    assert station.lines() == [(product(7).product_id, Decimal(2))]


def test_answer_of_the_service_for_a_document_that_was_closed_changes_nothing(station: Station) -> None:
    station.scan(UNKNOWN)
    station.documents.discard(station.document)
    station.asked.answer(product(9, barcode=UNKNOWN))
    assert station.lines() == [(None, Decimal(1))]


def test_code_of_several_products_names_them_and_waits_for_a_choice(station: Station) -> None:
    answer = station.scan("1234567890128")
    assert (answer.verdict, answer.reason, answer.arguments["count"]) == (Verdict.LOOK, "scan.several", "2")
    assert [one.title for one in answer.candidates] == ["one of two", "two of two"]
    assert station.asked.codes == []
    assert answer.line is not None
    station.scanning.choose(station.document, answer.line.line_id, answer.candidates[1])
    assert station.lines() == [(PRODUCTS[3].product_id, Decimal(1))]


def test_amount_before_a_scan_counts_for_one_scan(station: Station) -> None:
    command = station.scan("5*")
    assert (command.verdict, command.reason, command.arguments["amount"]) == (Verdict.ACCEPTED, "scan.quantity", "5")
    assert (station.scanning.multiplier, command.line) == (Decimal(5), None)
    assert station.scan(KNOWN).delta == 5
    assert station.scanning.multiplier is None
    assert station.scan(KNOWN).delta == 1
    station.scan("2,5*")
    assert station.scan(UNKNOWN).delta == Decimal("2.5")
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(6)), (None, Decimal("2.5"))]


def test_amount_before_a_scan_survives_a_scan_that_was_not_taken(station: Station) -> None:
    station.scanning.set_multiplier(Decimal(7))
    assert station.scan("\x00").verdict is Verdict.REFUSED
    assert station.scan(KNOWN).delta == 7


def test_undo_command_takes_the_last_scan_back(station: Station) -> None:
    station.scan(KNOWN)
    station.scan(KNOWN)
    answer = station.scan("SD-CMD.UNDO")
    assert (answer.verdict, answer.reason, answer.arguments["code"]) == (Verdict.ACCEPTED, "scan.undone", KNOWN)
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(1))]
    station.scan("SD-CMD.UNDO")
    nothing = station.scan("SD-CMD.UNDO")
    assert (nothing.verdict, nothing.reason) == (Verdict.REFUSED, "undo.nothing")


def test_command_that_belongs_elsewhere_is_refused_here(station: Station) -> None:
    answer = station.scan("SD-CMD.POST")
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "scan.command-elsewhere")
    assert station.lines() == []


def test_wrong_check_digit_is_taken_as_text_and_says_what_is_wrong(station: Station) -> None:
    answer = station.scan("4006381333932")
    assert (answer.verdict, answer.reason, answer.code) == (Verdict.LOOK, "scan.damaged", "4006381333932")
    assert "check digit" in str(answer.arguments["why"])
    assert station.lines() == [(None, Decimal(1))]


def test_weight_in_the_code_is_the_amount_of_a_product_sold_by_weight(station: Station) -> None:
    label = "2100012" + "01500"
    answer = station.scan(label + check_digit(label))
    assert (answer.verdict, answer.delta) == (Verdict.ACCEPTED, Decimal("1.5"))
    station.scan("2*")
    station.scan(label + check_digit(label))
    assert station.lines() == [(PRODUCTS[4].product_id, Decimal("4.5"))]


def test_pack_code_counts_the_pieces_in_it(station: Station) -> None:
    alias = Alias("PACK-12", PRODUCTS[0].product_id, Decimal(12), datetime.now(UTC))
    station.aliases.set(LOCATION, alias)
    assert station.scan("PACK-12").delta == 12
    station.scan("2*")
    assert station.scan("PACK-12").delta == 24


def test_bottle_scanned_into_a_line_of_millilitres_is_a_bottle(station: Station) -> None:
    answer = station.scan("96385074")
    assert answer.line is not None
    station.document.set_unit(answer.line.line_id, UnitType.SERVICE)
    answer = station.scan("96385074")
    assert answer.line is not None
    assert (answer.delta, answer.line.amount, answer.stock_after) == (Decimal(250), Decimal(500), Decimal(2))


def test_code_typed_under_a_wrong_layout_is_found_by_the_key_positions(station: Station) -> None:
    assert station.scan("ЗУТ-1", positions="PEN-1").verdict is Verdict.ACCEPTED
    assert station.scan("çààç-ç&", positions=KNOWN).code == KNOWN
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(2))]


def test_text_goes_before_the_key_positions(station: Station) -> None:
    station.scan("ЩЕТКА-5", positions=KNOWN)
    assert station.lines() == [(PRODUCTS[5].product_id, Decimal(1))]


def test_unknown_number_under_a_wrong_layout_is_kept_as_it_was_printed(station: Station) -> None:
    answer = station.scan("(«)à'ààà&à-àà«", positions=UNKNOWN)
    assert (answer.code, station.asked.codes) == (UNKNOWN, [UNKNOWN])


def test_printed_command_is_obeyed_under_a_wrong_layout(station: Station) -> None:
    station.scan(KNOWN)
    assert station.scan("ЫВ-СЬВюГТВЩ", positions="SD-CMD.UNDO").reason == "scan.undone"
    assert station.lines() == []


def test_answer_is_given_only_after_the_commit(station: Station) -> None:
    """A second connection reads the disk while the answer is being given: the beep means it is safe."""
    seen: list[tuple[str, str]] = []

    def look(answer: ScanAnswer) -> None:
        with sqlite3.connect(f"file:{station.folder.work_db}?mode=ro", uri=True) as other:
            rows = other.execute("SELECT kind, raw FROM entry ORDER BY number DESC LIMIT 1").fetchall()
        other.close()
        seen.extend(rows)

    for text in (KNOWN, UNKNOWN, "\x00"):
        station.scanning.scan(station.document, RawScan(text), look)
    assert [kind for kind, _ in seen] == ["scan", "scan", "refused"]
    assert [json.loads(raw)[0] for _, raw in seen] == [KNOWN, UNKNOWN, "\x00"]


def test_scan_that_cannot_be_taken_is_in_the_ledger_and_changes_no_line(station: Station) -> None:
    answer = station.scan("\x00")
    assert (answer.verdict, answer.reason, answer.scan_number) == (Verdict.REFUSED, "scan.refused", 1)
    last = list(station.documents.open(station.document.document_id).sheet.entries)[-1]
    assert (last.kind, last.data["reason"]) == (EntryKind.REFUSED, "scan.refused")
    assert station.lines() == []


def test_scan_beyond_the_largest_amount_is_refused_and_in_the_ledger(station: Station) -> None:
    station.scanning.set_multiplier(Decimal(99_999_999))
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "amount.too-large")
    last = list(station.documents.open(station.document.document_id).sheet.entries)[-1]
    assert (last.kind, last.data["code"]) == (EntryKind.REFUSED, KNOWN)


def test_scan_into_a_closed_document_is_refused(station: Station) -> None:
    station.documents.discard(station.document)
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "document.closed")
    assert station.document.status is DocumentStatus.WITHDRAWN
    assert station.lines() == []


def test_scan_that_the_disk_refuses_is_answered_with_the_disks_reason(station: Station) -> None:
    blocker = sqlite3.connect(station.folder.work_db, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    station.database.connection.execute("PRAGMA busy_timeout = 1")
    try:
        answer = station.scan(KNOWN)
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "database.locked")
    assert station.lines() == []
    assert station.scan(KNOWN).verdict is Verdict.ACCEPTED


def test_fault_of_the_one_who_is_answered_does_not_make_a_second_answer(station: Station) -> None:
    answers: list[ScanAnswer] = []

    def stumble(answer: ScanAnswer) -> None:
        answers.append(answer)
        raise StockdeskError("line.gone")

    with pytest.raises(StockdeskError, match=r"line\.gone"):
        station.scanning.scan(station.document, RawScan(KNOWN), stumble)
    assert [answer.verdict for answer in answers] == [Verdict.ACCEPTED]
    assert len(list(station.document.sheet.entries)) == 2


def test_product_picked_from_a_list_counts_like_a_scan_and_takes_the_amount(station: Station) -> None:
    answers: list[ScanAnswer] = []
    station.scan(KNOWN)
    station.scanning.set_multiplier(Decimal(3))
    (found, *_) = station.scanning.search("pen")
    station.scanning.pick(station.document, found, answers.append)
    assert [(answer.verdict, answer.delta, answer.stock_after) for answer in answers] == [
        (Verdict.ACCEPTED, Decimal(3), Decimal(14))
    ]
    assert list(station.document.sheet.entries)[-1].data["source"] == "typed"
    station.documents.discard(station.document)
    station.scanning.pick(station.document, found, answers.append)
    assert answers[-1].reason == "document.closed"


def test_code_resolved_by_a_person_is_known_for_the_rest_of_the_document(station: Station) -> None:
    answer = station.scan(UNKNOWN)
    assert answer.line is not None
    station.document.resolve(answer.line.line_id, PRODUCTS[5])
    assert station.scan(UNKNOWN).verdict is Verdict.ACCEPTED
    assert station.lines() == [(PRODUCTS[5].product_id, Decimal(2))]


def test_search_finds_products_as_a_person_types(station: Station) -> None:
    assert [one.product_id for one in station.scanning.search("two of")] == [
        PRODUCTS[2].product_id,
        PRODUCTS[3].product_id,
    ]
    assert len(station.scanning.search("two of", limit=1)) == 1
    assert station.scanning.search("nothing like it") == []
