"""The table of in-store patterns: edited by keys, each fault told in its row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from stockdesk.core.errors import StockdeskError
from stockdesk.core.instore import MEASURES, Pattern
from stockdesk.ui.patterntable import PatternTable, measure_words
from tests.support.shown import show

WEIGHT = Pattern("21.....{NNDDD}", "weight")
PRICE = Pattern("23.....{NNNDD}", "price")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def table(dressed: QApplication, qtbot: QtBot) -> PatternTable:
    made = PatternTable()
    made.show_patterns([WEIGHT, PRICE])
    made.resize(800, 300)
    show(qtbot, made)
    made.setFocus()
    return made


def remark(table: PatternTable, row: int) -> str:
    item = table.item(row, 3)
    assert item is not None
    return item.text()


def type_rule(table: PatternTable, row: int, rule: str) -> None:
    table.setCurrentCell(row, 1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.setText(rule)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    # The editor deals with the key first and is closed by the event loop.
    QApplication.processEvents()


def test_patterns_are_returned_as_shown(table: PatternTable) -> None:
    assert table.patterns() == (WEIGHT, PRICE)
    assert table.wrong_row() is None


def test_rule_is_edited_by_enter(table: PatternTable, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.edited):
        type_rule(table, 0, "25.....{NNDDD}")
    assert table.patterns()[0] == Pattern("25.....{NNDDD}", "weight")


def test_measure_is_chosen_from_a_list(table: PatternTable) -> None:
    table.setCurrentCell(0, 2)
    QTest.keyClick(table, Qt.Key.Key_Return)
    box = table.findChild(QComboBox)
    assert box is not None
    box.setCurrentIndex(box.findText("count, pieces"))
    box.activated.emit(box.currentIndex())
    assert table.patterns()[0].measure == "count"
    cell = table.item(0, 2)
    assert cell is not None
    assert table._measures.displayText(cell.text(), QLocale.c()) == "count, pieces"


def test_rule_that_cannot_be_used_is_told_in_its_row(table: PatternTable) -> None:
    type_rule(table, 1, "nonsense")
    assert remark(table, 1) == "✗ A pattern looks like 21.....{NNDDD}, not nonsense."
    with pytest.raises(StockdeskError, match=r"instore\.form"):
        table.patterns()
    assert table.wrong_row() == 2


def test_row_that_is_never_used_is_told(table: PatternTable) -> None:
    type_rule(table, 1, "21.....{NNNNN}")
    assert remark(table, 1) == "Never used: row 1 fits first."


def test_row_below_a_wrong_one_names_the_right_number(table: PatternTable) -> None:
    table.show_rows([("nonsense", "weight"), (WEIGHT.rule, "weight"), (WEIGHT.rule, "price")])
    assert remark(table, 2) == "Never used: row 2 fits first."


def test_added_row_stands_below_the_chosen_one_and_is_edited(table: PatternTable) -> None:
    table.setCurrentCell(0, 1)
    table.add()
    assert [pattern.rule for pattern in table.patterns()] == [WEIGHT.rule, "21.....{NNDDD}", PRICE.rule]
    assert table.currentRow() == 1
    assert table.findChild(QLineEdit) is not None


def test_chosen_row_is_removed_by_del(table: PatternTable) -> None:
    table.setCurrentCell(0, 1)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert table.patterns() == (PRICE,)


def test_row_is_moved_by_ctrl_and_arrow_and_stays_chosen(table: PatternTable) -> None:
    table.setCurrentCell(0, 1)
    QTest.keyClick(table, Qt.Key.Key_Down, CONTROL)
    assert table.patterns() == (PRICE, WEIGHT)
    assert table.currentRow() == 1
    QTest.keyClick(table, Qt.Key.Key_Down, CONTROL)
    assert table.patterns() == (PRICE, WEIGHT)
    QTest.keyClick(table, Qt.Key.Key_Up, CONTROL)
    assert table.patterns() == (WEIGHT, PRICE)


def test_row_that_fits_is_marked(table: PatternTable) -> None:
    table.mark(1)
    assert "fits" in remark(table, 1)
    table.mark(None)
    assert remark(table, 1) == ""


def test_empty_table_takes_its_first_row(table: PatternTable) -> None:
    table.show_patterns([])
    table.remove()
    table.move_row(1)
    table.add()
    assert len(table.patterns()) == 1


def test_each_measure_has_a_name() -> None:
    assert len({measure_words(measure) for measure in MEASURES}) == len(MEASURES)
