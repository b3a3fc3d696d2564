"""How an entry of the ledger is painted: two lines a cell, the second one quiet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from stockdesk.app.scanlog import ScanRow, Taken
from stockdesk.ui import theme
from stockdesk.ui.icons import paint_disc
from stockdesk.ui.ledgermodel import NUMERIC, ROW_ROLE, SECOND_ROLE, SUSPICION_ROLE, Column
from stockdesk.ui.ledgerwords import SUSPICIOUS, dress_of
from stockdesk.ui.linemodel import Index

ROW_PIXELS: Final = 46
_PADDING: Final = 12
_ICON: Final = 18
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_GROUNDS: Final = {Taken.REFUSED: theme.RED_SOFT, Taken.UNKNOWN: theme.AMBER_SOFT}


class LedgerDelegate(QStyledItemDelegate):
    """Paints entries straight from the model. ``current_row`` tells the row that keys act on."""

    def __init__(self) -> None:
        super().__init__()
        self.current_row: Callable[[], int] = lambda: -1
        self._plain = theme.font(14, tabular=True)
        self._strong = theme.font(14, strong=True, tabular=True)
        self._small = theme.font(12, tabular=True)
        self._struck = QFont(self._strong)
        self._struck.setStrikeOut(True)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One height for every entry."""
        return QSize(80, ROW_PIXELS)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        row: ScanRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        rect: QRect = option.rect
        column = Column(index.column())
        self._ground(painter, rect, row, column, index.row() == self.current_row())
        inner = rect.adjusted(_PADDING, 5, -_PADDING, -6)
        if column is Column.TAKEN:
            dress = dress_of(row)
            disc = QRectF(inner.left(), rect.center().y() - _ICON / 2, _ICON, _ICON)
            if row.taken is Taken.PRODUCT and not row.undone and index.data(SUSPICION_ROLE) is not None:
                dress = SUSPICIOUS
            paint_disc(painter, dress.icon, disc, dress.colour, QColor(Qt.GlobalColor.white))
            inner.adjust(_ICON + 10, 0, 0, 0)
        self._texts(painter, inner, column, row, str(index.data() or ""), str(index.data(SECOND_ROLE) or ""))

    def _ground(self, painter: QPainter, rect: QRect, row: ScanRow, column: Column, current: bool) -> None:
        if current:
            painter.fillRect(rect, theme.ACCENT_SOFT)
            if column is Column.NUMBER:
                painter.fillRect(rect.left(), rect.top(), 4, rect.height() - 1, theme.ACCENT)
        elif row.taken in _GROUNDS and not row.undone:
            painter.fillRect(rect, _GROUNDS[row.taken])
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.RULE_SOFT)

    def _texts(self, painter: QPainter, rect: QRect, column: Column, row: ScanRow, first: str, second: str) -> None:
        side = _RIGHT if column in NUMERIC else _LEFT
        half = rect.height() // 2
        upper = QRect(rect.left(), rect.top(), rect.width(), half) if second else rect
        font = self._font(row, column)
        quiet = row.undone or column is Column.NUMBER or row.taken in (Taken.COMMAND, Taken.BY_HAND)
        self._text(painter, upper, side, font, theme.QUIET if quiet else theme.INK, first)
        if second:
            lower = QRect(rect.left(), rect.top() + half, rect.width(), rect.height() - half)
            self._text(painter, lower, side, self._small, theme.QUIET, second)

    def _font(self, row: ScanRow, column: Column) -> QFont:
        if column not in (Column.TAKEN, Column.AMOUNT):
            return self._plain
        return self._struck if row.undone else self._strong

    @staticmethod
    def _text(painter: QPainter, rect: QRect, side: Qt.AlignmentFlag, font: QFont, colour: QColor, text: str) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, side, QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))
