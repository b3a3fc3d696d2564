"""How a line is painted, and how its cells are edited in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from stockdesk.core.errors import StockdeskError
from stockdesk.core.line import Line
from stockdesk.core.product import UnitType
from stockdesk.core.quantity import amount_text, parse_amount, parse_money
from stockdesk.ui import theme
from stockdesk.ui.icons import paint_disc
from stockdesk.ui.linemodel import LINE_ROLE, NUMERIC, Column, Index, LineModel, cell_text
from stockdesk.ui.words import tr

Edit = Callable[[str, int, str], None]
"""Takes the line's id, the column and the text; raises ``StockdeskError`` where the text cannot be taken."""
_PADDING: Final = 12
_WIDEST: Final = 17
"""No letter of the lines' fonts is wider, in pixels."""
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ENDING_KEYS: Final = {
    Qt.Key.Key_Return: QAbstractItemDelegate.EndEditHint.SubmitModelCache,
    Qt.Key.Key_Enter: QAbstractItemDelegate.EndEditHint.SubmitModelCache,
    Qt.Key.Key_Tab: QAbstractItemDelegate.EndEditHint.EditNextItem,
    Qt.Key.Key_Backtab: QAbstractItemDelegate.EndEditHint.EditPreviousItem,
}


class LineDelegate(QStyledItemDelegate):
    """Paints lines straight from ``Line`` values (one model call a cell) and hands edits to ``edit``.

    ``refused`` hears why an edit could not be taken; the editor then stays open with its text. ``multiply`` hears of a
    star typed behind a number: that number is meant for the next scan.
    """

    def __init__(
        self,
        edit: Edit,
        refused: Callable[[StockdeskError], None],
        multiply: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._edit = edit
        self._refused = refused
        self._multiply = multiply
        self._fonts = {
            strong: theme.font(15 if strong else 14, strong=strong, tabular=True) for strong in (False, True)
        }
        self._metrics = {strong: QFontMetrics(font) for strong, font in self._fonts.items()}
        self.current_row: Callable[[], int] = lambda: -1
        """The row that keys act on, painted as chosen (asking ``QStyle`` would cost 16 ms of the start)."""
        self.editor: QWidget | None = None
        """The editor made last; it may be closed by now."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One height for every line."""
        return QSize(80, theme.ROW_PIXELS)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        line: Line | None = index.data(LINE_ROLE)
        if line is None:
            return
        model = index.model()
        rect: QRect = option.rect
        touched = isinstance(model, LineModel) and model.touched == line.line_id
        self._ground(painter, rect, line, index.row() == self.current_row())
        column = index.column()
        if column == Column.NUMBER and touched:
            painter.fillRect(rect.left(), rect.top(), 4, rect.height() - 1, theme.ACCENT)
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        if column == Column.PRODUCT and line.product_id is None:
            self._unknown(painter, inner)
            return
        self._text(painter, inner, column, line)

    def _ground(self, painter: QPainter, rect: QRect, line: Line, selected: bool) -> None:
        if selected:
            painter.fillRect(rect, theme.ACCENT_SOFT)
        elif line.product_id is None:
            painter.fillRect(rect, theme.AMBER_SOFT)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.RULE_SOFT)

    def _text(self, painter: QPainter, rect: QRect, column: int, line: Line) -> None:
        strong = column in (Column.PRODUCT, Column.AMOUNT)
        colour: QColor = theme.QUIET if column in (Column.NUMBER, Column.CODE, Column.COMMENT) else theme.INK
        text = cell_text(line, column)
        if line.product_id is None and column in (Column.UNIT, Column.COST, Column.TOTAL):
            text = ""
        if column == Column.UNIT and line.has_two_units:
            text += " ↕"
        painter.setFont(self._fonts[strong])
        painter.setPen(colour)
        metrics = self._metrics[strong]
        # Measuring costs as much as painting: text that fits however wide its letters are goes unmeasured.
        if len(text) * _WIDEST > rect.width() and metrics.horizontalAdvance(text) > rect.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _RIGHT if column in NUMERIC else _LEFT, text)

    def _unknown(self, painter: QPainter, rect: QRect) -> None:
        disc = QRectF(rect.left(), rect.center().y() - 9, 19, 19)
        paint_disc(painter, "question", disc, theme.AMBER_STRONG, QColor(Qt.GlobalColor.white))
        words = rect.adjusted(28, 0, 0, 0)
        painter.setFont(self._fonts[True])
        painter.setPen(theme.AMBER)
        known = tr("unknown code")
        painter.drawText(words, _LEFT, known)
        painter.setFont(self._fonts[False])
        rest = words.adjusted(self._metrics[True].horizontalAdvance(known) + 12, 0, 0, 0)
        hint = tr("F7 finds its product, Del drops it")
        painter.drawText(rest, _LEFT, self._metrics[False].elidedText(hint, Qt.TextElideMode.ElideRight, rest.width()))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line edit, or a choice of the line's two units."""
        line: Line = index.data(LINE_ROLE)
        if index.column() == Column.UNIT:
            self.editor = self._unit_editor(parent, line)
            return self.editor
        editor = QLineEdit(parent)
        self.editor = editor
        editor.setProperty("role", "cell")
        editor.setProperty("column", index.column())
        editor.setFont(self._fonts[index.column() == Column.AMOUNT])
        editor.setAlignment(_RIGHT if index.column() in NUMERIC else _LEFT)
        if index.column() == Column.AMOUNT:
            editor.textEdited.connect(self._watch_star)
        return editor

    @staticmethod
    def _unit_editor(parent: QWidget, line: Line) -> QComboBox:
        box = QComboBox(parent)
        box.setProperty("role", "cell")
        box.setProperty("column", int(Column.UNIT))
        box.addItem(line.sale_unit, int(UnitType.SALE))
        box.addItem(line.service_unit, int(UnitType.SERVICE))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the cell's value into the editor, all of it selected."""
        line: Line = index.data(LINE_ROLE)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(int(line.unit)))
        elif isinstance(editor, QLineEdit):
            editor.setText(cell_text(line, index.column()))
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Hand the edit on; one that is refused leaves the line as it was and is told."""
        line: Line | None = index.data(LINE_ROLE)
        if line is None:
            return
        text = self._editor_text(editor)
        if text == self._present(line, index.column()):
            return
        try:
            self._edit(line.line_id, index.column(), text)
        except StockdeskError as error:
            self._refused(error)

    @staticmethod
    def _editor_text(editor: QWidget) -> str:
        if isinstance(editor, QComboBox):
            return str(editor.currentData())
        return editor.text() if isinstance(editor, QLineEdit) else ""

    @staticmethod
    def _present(line: Line, column: int) -> str:
        return str(int(line.unit)) if column == Column.UNIT else cell_text(line, column)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """The editor covers its cell exactly."""
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(0, 0, 0, -1))

    def problem(self, editor: QWidget, column: int) -> StockdeskError | None:
        """Why the text in an editor cannot be taken, None when it can."""
        try:
            if column == Column.AMOUNT:
                amount = parse_amount(self._editor_text(editor))
                if amount == 0:
                    return StockdeskError("amount.zero", text=amount_text(amount))
            elif column == Column.COST:
                parse_money(self._editor_text(editor))
        except StockdeskError as error:
            return error
        return None

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab end an edit only when its text can be taken; Up and Down end it too and move on."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            hint = _ENDING_KEYS.get(Qt.Key(event.key()))
            if hint is not None:
                self.finish(editor, hint)
                return True
        return super().eventFilter(editor, event)

    def finish(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> bool:
        """End an edit with its text; False, with the reason told and the editor left open, when it cannot be taken."""
        column = editor.property("column")
        error = self.problem(editor, column) if isinstance(column, int) else None
        if error is not None:
            editor.setProperty("wrong", "true")
            editor.style().unpolish(editor)
            editor.style().polish(editor)
            self._refused(error)
            return False
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)
        return True

    @Slot(str)
    def _watch_star(self, text: str) -> None:
        editor = self.sender()
        if text.endswith(("*", "×")) and isinstance(editor, QLineEdit):
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            self._multiply(text[:-1])
