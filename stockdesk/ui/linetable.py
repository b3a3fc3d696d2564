"""The table of lines, worked by keys alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget
from shiboken6 import isValid

from stockdesk.core.line import Line
from stockdesk.ui import theme
from stockdesk.ui.linedelegate import LineDelegate
from stockdesk.ui.linemodel import Column, LineModel, editable
from stockdesk.ui.words import tr

_WIDTHS: Final = {
    Column.NUMBER: 56,
    Column.CODE: 156,
    Column.AMOUNT: 92,
    Column.UNIT: 84,
    Column.COST: 96,
    Column.TOTAL: 108,
    Column.COMMENT: 168,
}
_NARROW_WIDTHS: Final = {Column.CODE: 148, Column.AMOUNT: 76, Column.COST: 84, Column.TOTAL: 88, Column.COMMENT: 92}
_NARROW: Final = 1000
_EDIT_ORDER: Final = (Column.AMOUNT, Column.UNIT, Column.COST, Column.COMMENT)
_COMMAND_KEYS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class LineTable(QTableView):
    """Shows a ``LineModel``. Digits start the amount, ``+`` and ``-`` step it, Del asks for removal."""

    stepped = Signal(str, int)
    """A line's id and +1 or -1."""
    dropped = Signal(str)
    """The id of a line to remove."""
    typed = Signal(str)
    """Text that belongs to no cell: the start of a search."""

    def __init__(self, model: LineModel, delegate: LineDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._delegate = delegate
        self.setModel(model)
        self.setItemDelegate(delegate)
        delegate.current_row = self._current_row
        self.setAccessibleName(tr("Lines"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_PIXELS)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(34)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.PRODUCT, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the product keeps its room, the comment gives way."""
        super().resizeEvent(event)
        for column, narrow in _NARROW_WIDTHS.items():
            self.setColumnWidth(column, narrow if self.width() < _NARROW else _WIDTHS[column])

    def _current_row(self) -> int:
        return self.currentIndex().row()

    def current_line(self) -> Line | None:
        """The line that keys act on."""
        return self._lines.line_at(self.currentIndex().row())

    def choose_line(self, line_id: str) -> None:
        """Make a line the current one and scroll to it, no further than needed."""
        row = self._lines.row_of(line_id)
        if row < 0:
            return
        index = self._lines.index(row, Column.AMOUNT)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def editing(self) -> QWidget | None:
        """The open editor, or None."""
        editor = self._delegate.editor
        if self.state() is not QAbstractItemView.State.EditingState or editor is None or not isValid(editor):
            return None
        return editor

    def finish_edit(self) -> bool:
        """End an open edit with its text; False when the text cannot be taken and the edit stays open."""
        editor = self.editing()
        return editor is None or self._delegate.finish(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the keys of screens.md; the rest is Qt's."""
        line = self.current_line()
        if event.modifiers() & _COMMAND_KEYS:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_amount()
        elif event.key() == Qt.Key.Key_Delete and line is not None:
            self.dropped.emit(line.line_id)
        elif event.text() and event.text().isprintable():
            self._printing_key(event.text(), line)
        else:
            super().keyPressEvent(event)

    def _printing_key(self, text: str, line: Line | None) -> None:
        if line is not None and text in "+-−":
            self.stepped.emit(line.line_id, 1 if text == "+" else -1)
        elif line is not None and text.isdigit():
            self.edit_amount(text)
        else:
            self.typed.emit(text)

    def edit_amount(self, text: str = "") -> None:
        """Open the current line's amount; with a text it replaces the amount that stands there."""
        row = self.currentIndex().row()
        if row < 0:
            return
        self._edit_cell(row, Column.AMOUNT)
        editor = self.editing()
        if text and isinstance(editor, QLineEdit):
            editor.setText(text)

    def _edit_cell(self, row: int, column: int) -> None:
        index = self._lines.index(row, column)
        self.setCurrentIndex(index)
        self.edit(index)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Tab go to the next cell of the line that can be edited, back again with Shift+Tab."""
        row, column = self.currentIndex().row(), editor.property("column")
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.setFocus()
        steps = {
            QAbstractItemDelegate.EndEditHint.EditNextItem: _EDIT_ORDER,
            QAbstractItemDelegate.EndEditHint.EditPreviousItem: tuple(reversed(_EDIT_ORDER)),
        }.get(hint)
        if steps is not None and isinstance(column, int):
            self._edit_next(row, column, steps)

    def _edit_next(self, row: int, column: int, order: Iterable[Column]) -> None:
        line = self._lines.line_at(row)
        if line is None:
            return
        ahead = list(order)
        ahead = ahead[ahead.index(Column(column)) + 1 :]
        following = next((candidate for candidate in ahead if editable(line, candidate)), None)
        if following is not None:
            self._edit_cell(row, following)
