"""The line model: newest on top, row-level changes only."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from stockdesk.core import document as rules
from stockdesk.core.line import Line
from stockdesk.ui.linemodel import Column, LineModel, editable
from tests.support.lines import SHAMPOO, SOAP, Scribe, products


def text(model: LineModel, row: int, column: Column) -> str:
    return str(model.index(row, column).data())


def line(scribe: Scribe, line_id: str) -> Line:
    found = scribe.sheet.line(line_id)
    assert found is not None
    return found


def test_newest_line_stands_on_top_and_a_repeat_changes_its_row(qtbot: QtBot) -> None:
    scribe, model = Scribe(), LineModel()
    model.show_sheet(scribe.sheet)
    model.apply(scribe.scan(SOAP))
    model.apply(scribe.scan(SHAMPOO))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.apply(scribe.scan(SOAP, "2"))
    assert [text(model, row, Column.PRODUCT) for row in (0, 1)] == [SHAMPOO.title, SOAP.title]
    assert text(model, 1, Column.AMOUNT) == "3"
    assert model.touched == "line-1"


def test_removed_line_comes_back_to_its_place_by_undo() -> None:
    scribe, model = Scribe(), LineModel()
    model.show_sheet(scribe.sheet)
    for product in products(3):
        model.apply(scribe.scan(product))
    middle = line(scribe, "line-101")
    model.apply(scribe.write(rules.remove(middle)))
    assert [text(model, row, Column.PRODUCT) for row in range(model.rowCount())] == ["Soap 2", "Soap 0"]
    model.apply(scribe.write(rules.undo(scribe.sheet)))
    assert [text(model, row, Column.PRODUCT) for row in range(model.rowCount())] == ["Soap 2", "Soap 1", "Soap 0"]
    assert [model.row_of(f"line-{number}") for number in (102, 101, 100)] == [0, 1, 2]


def test_model_keeps_qt_rules_while_lines_come_and_go(qtbot: QtBot) -> None:
    """The tester watches every signal; a broken rule is a Qt warning, which fails the test."""
    scribe, model = Scribe(), LineModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.show_sheet(scribe.sheet)
    for product in products(5):
        model.apply(scribe.scan(product))
    model.apply(scribe.scan_unknown("4006381333931"))
    model.apply(scribe.write(rules.remove(line(scribe, "line-102"))))
    assert model.rowCount() == 5


def test_model_shows_a_sheet_that_already_has_lines() -> None:
    scribe, model = Scribe(), LineModel()
    for product in products(4):
        scribe.scan(product)
    model.show_sheet(scribe.sheet)
    assert list(model.line_ids()) == ["line-103", "line-102", "line-101", "line-100"]
    assert model.line_at(4) is None


def test_numbers_are_right_aligned_and_money_has_two_places() -> None:
    scribe, model = Scribe(), LineModel()
    scribe.scan(SOAP, "2")
    model.show_sheet(scribe.sheet)
    for column in (Column.AMOUNT, Column.COST, Column.TOTAL):
        assert model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert (text(model, 0, Column.COST), text(model, 0, Column.TOTAL)) == ("1.25", "2.50")


def test_only_what_can_change_is_editable() -> None:
    scribe = Scribe()
    scribe.scan(SOAP)
    scribe.scan(SHAMPOO)
    scribe.scan_unknown("4006381333931")
    soap, shampoo, unknown = (line(scribe, key) for key in ("line-1", "line-2", "line-4006381333931"))
    assert [column for column in Column if editable(soap, column)] == [Column.AMOUNT, Column.COST, Column.COMMENT]
    assert editable(shampoo, Column.UNIT)
    assert not editable(unknown, Column.COST)
    assert line(scribe, "line-1").amount == Decimal(1)
