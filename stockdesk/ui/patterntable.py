"""The table of in-store patterns: a rule and a measure in each row, the first that fits a number is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QLocale, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from stockdesk.core.errors import StockdeskError
from stockdesk.core.instore import MEASURES, MOST_PATTERNS, Measure, Pattern, hidden_by
from stockdesk.ui import theme
from stockdesk.ui.messages import sentence
from stockdesk.ui.words import tr

_NUMBER, _RULE, _MEASURE, _REMARK = range(4)
_ROW: Final = 36
_NEW: Final = ("21.....{NNDDD}", "weight")
_Index = QModelIndex | QPersistentModelIndex


def measure_words(measure: Measure) -> str:
    """What a measure is called."""
    return {
        "weight": tr("weight, kg"),
        "price": tr("price"),
        "count": tr("count, pieces"),
        "value": tr("not named"),
    }[measure]


class _MeasureDelegate(QStyledItemDelegate):
    """Shows a measure in words and chooses one from a list; the cell itself holds its name in the rules."""

    def displayText(self, value: object, _locale: QLocale | QLocale.Language) -> str:
        """The words for the measure of a cell."""
        return measure_words(next((measure for measure in MEASURES if measure == value), "value"))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index) -> QComboBox:
        """Make the list."""
        box = QComboBox(parent)
        box.setProperty("role", "cell")
        for measure in MEASURES:
            box.addItem(measure_words(measure), measure)
        box.activated.connect(lambda: self._taken(box))
        return box

    def _taken(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Show the measure of the row."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data()))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Take the chosen measure over."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())


class PatternTable(QTableWidget):
    """Shows patterns; ``edited`` comes with each change, ``patterns`` raises while a row cannot be used."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self.setHorizontalHeaderLabels(["#", tr("Rule"), tr("Measure"), ""])
        self.setAccessibleName(tr("Patterns of in-store codes"))
        self.setProperty("role", "list")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(34)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(_REMARK, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(_NUMBER, 56)
        self.setColumnWidth(_RULE, 190)
        self.setColumnWidth(_MEASURE, 150)
        self._measures = _MeasureDelegate(self)
        self.setItemDelegateForColumn(_MEASURE, self._measures)
        self._filling = False
        self._matched = -1
        self.itemChanged.connect(self._changed)

    def sizeHint(self) -> QSize:
        """Room for three rows at least; the rest scrolls."""
        return QSize(500, 34 + 3 * _ROW + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits, Del removes, Ctrl with an arrow moves the row; the rest is Qt's."""
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        is_editing = self.state() is QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_editing:
            if self.currentRow() >= 0:
                self.editItem(self._cell(self.currentRow(), _MEASURE if self.currentColumn() == _MEASURE else _RULE))
        elif event.key() == Qt.Key.Key_Delete:
            self.remove()
        elif event.key() in moves and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.move_row(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    # -- what it holds --------------------------------------------------------------------------------------------

    def rows(self) -> list[tuple[str, str]]:
        """Return rule and measure of each row as they stand, right or not."""
        return [
            (self._cell(row, _RULE).text().strip(), self._cell(row, _MEASURE).text()) for row in range(self.rowCount())
        ]

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        item = self.item(row, column)
        assert item is not None  # every cell is made with its row
        return item

    def patterns(self) -> tuple[Pattern, ...]:
        """Return the patterns; ``StockdeskError`` ``instore.*`` of the first row that cannot be used."""
        return tuple(_pattern(rule, measure) for rule, measure in self.rows())

    def wrong_row(self) -> int | None:
        """Return the number, from 1, of the first row that cannot be used; None when all can."""
        for number, (rule, measure) in enumerate(self.rows(), start=1):
            try:
                _pattern(rule, measure)
            except StockdeskError:
                return number
        return None

    def show_rows(self, rows: Sequence[tuple[str, str]], current: int = 0) -> None:
        """Show other rows, one of them chosen."""
        self._filling = True
        self.setRowCount(len(rows))
        for row, (rule, measure) in enumerate(rows):
            for column, text in enumerate((str(row + 1), rule, measure, "")):
                item = QTableWidgetItem(text)
                if column in (_NUMBER, _REMARK):
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.setItem(row, column, item)
        self._filling = False
        self._matched = -1
        self._remark()
        if rows:
            self.setCurrentCell(min(max(current, 0), len(rows) - 1), _RULE)

    def show_patterns(self, patterns: Sequence[Pattern], current: int = 0) -> None:
        """Show other patterns."""
        self.show_rows([(pattern.rule, pattern.measure) for pattern in patterns], current)

    def mark(self, row: int | None) -> None:
        """Mark the row that a tried number fits, None for no row."""
        self._matched = -1 if row is None else row
        self._remark()

    def _remark(self) -> None:
        """Say in each row what is wrong with it, what it can never be used for, or that the tried number fits it."""
        told: dict[int, tuple[str, QBrush]] = {}
        good: dict[int, Pattern] = {}
        for row, (rule, measure) in enumerate(self.rows()):
            try:
                good[row] = _pattern(rule, measure)
            except StockdeskError as error:
                told[row] = (f"✗ {sentence(error, tr)}", QBrush(theme.RED))
        places = list(good)
        for later, earlier in hidden_by(list(good.values())).items():
            words = tr("Never used: row {row} fits first.").format(row=places[earlier] + 1)
            told[places[later]] = (words, QBrush(theme.AMBER))
        if self._matched in good:
            told[self._matched] = (tr("✓ fits the number tried"), QBrush(theme.GREEN))
        self._filling = True
        for row in range(self.rowCount()):
            text, colour = told.get(row, ("", QBrush(theme.INK)))
            item = self._cell(row, _REMARK)
            item.setText(text)
            item.setToolTip(text)
            item.setForeground(colour)
        self._filling = False

    # -- changing -------------------------------------------------------------------------------------------------

    @Slot()
    def add(self) -> None:
        """Add a row below the chosen one and begin to edit it."""
        rows = self.rows()
        if len(rows) >= MOST_PATTERNS:
            return
        place = self.currentRow() + 1 if rows else 0
        rows.insert(place, _NEW)
        self.show_rows(rows, place)
        self.edited.emit()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editItem(self._cell(place, _RULE))

    @Slot()
    def remove(self) -> None:
        """Remove the chosen row."""
        row, rows = self.currentRow(), self.rows()
        if row < 0:
            return
        del rows[row]
        self.show_rows(rows, row)
        self.edited.emit()

    def move_row(self, by: int) -> None:
        """Move the chosen row up (-1) or down (1)."""
        row, rows = self.currentRow(), self.rows()
        if row < 0 or not 0 <= row + by < len(rows):
            return
        rows[row], rows[row + by] = rows[row + by], rows[row]
        self.show_rows(rows, row + by)
        self.edited.emit()

    @Slot(QTableWidgetItem)
    def _changed(self, _item: QTableWidgetItem) -> None:
        if not self._filling:
            self._remark()
            self.edited.emit()


def _pattern(rule: str, measure: str) -> Pattern:
    named = next((known for known in MEASURES if known == measure), None)
    if named is None:
        raise StockdeskError("instore.measure", measure=measure)
    return Pattern(rule, named)
