"""The list of a document's scans, on real databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.documents import Author, Documents
from stockdesk.app.scanlog import ScanLog, ScanRow, Taken
from stockdesk.core import document as rules
from stockdesk.core.document import Intent
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.gapspots import Kind
from stockdesk.core.product import Unit
from tests.support.scandesks import ScanDesk, scan_desk
from tests.support.scanledgers import Ledger, raw_of, some_product

SOAP, CREAM = PRODUCTS = [some_product(1), some_product(2)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ScanDesk]:
    with scan_desk(tmp_path / "station", PRODUCTS) as made:
        yield made


def rows(desk: ScanDesk, ledger: Ledger) -> list[ScanRow]:
    return desk.scan_log(ledger).rows()


def test_every_scan_is_listed_with_its_running_number_and_what_it_was_taken_for(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    ledger.refused("A\x1d??")
    ledger.unknown("ABC-77")
    ledger.scan(CREAM, source=rules.TYPED)
    found = rows(desk, ledger)
    assert [(row.number, row.taken, row.text, row.title, row.source) for row in found] == [
        (1, Taken.PRODUCT, SOAP.barcode, "Product 1", "scan"),
        (2, Taken.REFUSED, "A\x1d??", "", "scan"),
        (3, Taken.UNKNOWN, "ABC-77", "", "scan"),
        (4, Taken.PRODUCT, CREAM.barcode, "Product 2", "typed"),
    ]
    assert found[1].reason == "scan.refused"
    assert [row.at for row in found] == [entry.at for entry in ledger.entries[1:]]
    assert {row.person for row in found} == {"Ana"}


def test_numbers_are_those_that_the_banner_showed(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    ledger.undo()
    told = {"code": "command", "action": "minus", "source": "scan"}
    ledger.write(Intent(EntryKind.NOTE, data=told), 1, raw_of("SD-CMD.MINUS"))
    ledger.scan(SOAP)
    document = desk.open(ledger)
    found = ScanLog(document, desk.log, desk.catalogue).rows()
    assert [row.number for row in found] == [1, 0, 2, 3]
    assert document.scans == found[-1].number


def test_undone_scan_says_so_and_the_undo_stands_beside_it(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    ledger.scan(SOAP)
    ledger.undo()
    found = rows(desk, ledger)
    assert [row.undone for row in found] == [False, True, False]
    assert (found[2].taken, found[2].action, found[2].title) == (Taken.BY_HAND, "undo", "Product 1")


def test_amounts_set_by_hand_stand_between_the_scans_and_other_changes_do_not(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    line = ledger.sheet.line_for_product(SOAP.product_id)
    assert line is not None
    ledger.write(rules.set_cost(line, Decimal(5)), 1)
    ledger.write(rules.set_amount(line, Decimal(7)), 1)
    ledger.write(rules.set_header("comment", "x"), 1)
    found = rows(desk, ledger)
    assert [(row.action, row.amount) for row in found] == [("", Decimal(1)), ("amount", Decimal(7))]


def test_unknown_code_takes_the_title_of_the_product_it_was_resolved_to(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.unknown("ABC-77")
    line = ledger.sheet.line_for_code("ABC-77")
    assert line is not None
    ledger.write(rules.resolve(line, SOAP), 1)
    row = rows(desk, ledger)[0]
    assert (row.taken, row.title) == (Taken.PRODUCT, "Product 1")


def test_scan_whose_line_was_removed_keeps_its_title_and_has_no_line_to_go_to(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    line = ledger.sheet.line_for_product(SOAP.product_id)
    assert line is not None
    ledger.write(rules.remove(line), 1)
    found = rows(desk, ledger)
    assert [(row.title, row.line_id) for row in found] == [("Product 1", ""), ("Product 1", "")]


def test_weights_in_the_codes_are_no_several_at_once_but_an_amount_before_them_is(desk: ScanDesk) -> None:
    ledger = Ledger()
    for amount, measured in (("0.3", "0.3"), ("1.5", "1.5"), ("0.9", "0.3")):
        told = {"measured": measured}
        ledger.write(rules.scan_product(ledger.sheet, SOAP, Decimal(amount), "2100012000000", "l1", told=told), 1)
    assert [(each.kind, each.explains) for each in desk.scan_log(ledger).suspicious()] == [
        (Kind.MULTIPLIED, Decimal("-0.6"))
    ]


def test_weight_that_became_an_amount_later_counts_as_that_and_the_answer_breaks_no_rhythm(desk: ScanDesk) -> None:
    cheese = replace(SOAP, sale_unit=Unit(2, "kg"))
    ledger, code = Ledger(), "2100012000000"
    for weight in ("0.4", "0.7"):
        intent = rules.scan_unknown(ledger.sheet, code, Decimal(1), ledger.new_line(), weight=Decimal(weight))
        ledger.write(intent, 0.1, raw_of(code))
    ledger.write(rules.resolve(next(ledger.sheet.lines), cheese), 0)
    ledger.write(rules.scan_product(ledger.sheet, cheese, Decimal("0.2"), code, "l1"), 0.1, raw_of(code))
    assert ledger.pieces == Decimal("1.3")
    found = desk.scan_log(ledger).suspicious()
    assert [(each.kind, each.explains) for each in found if each.kind is Kind.DOUBLE] == [
        (Kind.DOUBLE, Decimal("-0.7")),
        (Kind.DOUBLE, Decimal("-0.2")),
    ]


def test_serial_port_is_named(desk: ScanDesk) -> None:
    ledger = Ledger()
    intent = rules.scan_product(ledger.sheet, SOAP, Decimal(1), SOAP.barcode, "l1")
    ledger.write(intent, 1, RawScan(SOAP.barcode, source="COM3"))
    assert rows(desk, ledger)[0].port == "COM3"


def test_raw_scans_are_read_from_the_disk_where_the_draft_came_without_them(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.refused("A\x1d??")
    document = desk.open(ledger)
    bare = [replace(entry, raw=None) for entry in document.sheet.entries]
    document.sheet = type(document.sheet).folded("document", bare)
    (row,) = ScanLog(document, desk.log, desk.catalogue).rows()
    assert row.text == "A\x1d??"


def test_new_scan_is_listed_though_the_disk_was_read_before(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    desk.keep(ledger)
    document = Documents(desk.documents, Author("s1", "Ben")).open("document")
    log = ScanLog(document, desk.log, desk.catalogue)
    assert len(log.rows()) == 1
    document.do(Intent(EntryKind.REFUSED, data={"code": "?", "reason": "scan.refused"}), RawScan("?\x03"))
    assert [(row.text, row.person) for row in log.rows()] == [(SOAP.barcode, "Ana"), ("?\x03", "Ben")]


def test_cut_code_is_told_by_the_catalogue_though_its_product_is_not_in_the_document(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    ledger.unknown(CREAM.barcode[:9])
    log = desk.scan_log(ledger)
    (spot,) = log.suspicious()
    assert (spot.kind, spot.arguments["known"]) == (Kind.CUT, CREAM.barcode)
    assert CREAM.barcode in log.likely(CREAM.barcode[:9])


def test_amount_in_hand_is_compared_with_the_document_or_a_line(desk: ScanDesk) -> None:
    ledger = Ledger()
    for _ in range(6):
        ledger.scan(SOAP)
    double = ledger.scan(SOAP, 0.1)
    log = desk.scan_log(ledger)
    line = log.document.sheet.line_for_product(SOAP.product_id)
    assert line is not None
    for comparison in (log.compare(Decimal(6)), log.compare(Decimal(6), line.line_id)):
        assert comparison.found[0].entries[-1] == f"document-{double.entry_id}"
        assert comparison.found[0].line_id == line.line_id
