"""Products whose labels scan badly: a title over the evidence, how often at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from stockdesk.app.radar import RelabelRow
from stockdesk.core.radar import BadLabel, Sign
from stockdesk.ui import theme
from stockdesk.ui.linemodel import Index
from stockdesk.ui.rowground import paint_row_ground
from stockdesk.ui.words import counted, tr

_ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_EVIDENCE_ROLE: Final = Qt.ItemDataRole.UserRole + 2
_HEIGHT: Final = 64
_RIGHT_WIDTH: Final = 150
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def times(count: int) -> str:
    """How often, as people say it."""
    return {1: tr("once"), 2: tr("twice")}.get(count) or tr("{count} times").format(count=count)


def evidence_of(label: BadLabel, zone: ZoneInfo) -> str:
    """What speaks for a new label: ``typed by hand 4 times, refused twice since 12 Nov``."""
    words = {
        Sign.TYPED: tr("typed by hand {times}"),
        Sign.REFUSED: tr("refused {times}"),
        Sign.MISREAD: tr("misread {times}"),
        Sign.RETRIED: tr("needed a second scan {times}"),
    }
    said = ", ".join(words[sign].format(times=times(label.counts[sign])) for sign in Sign if sign in label.counts)
    since = label.since.astimezone(zone).strftime("%d %b").lstrip("0")
    return tr("{said} since {date}").format(said=said, date=since)


def good_of(label: BadLabel) -> str:
    """How many scans went well meanwhile."""
    if label.good == 0:
        return tr("none went well")
    return tr("{scans} went well").format(scans=counted(label.good, tr("scan"), tr("scans")))


class RelabelModel(QAbstractListModel):
    """The list, worst first."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[RelabelRow] = []
        self._zone = ZoneInfo("UTC")

    def show_rows(self, rows: Sequence[RelabelRow], zone: str) -> None:
        """Show other products."""
        self.beginResetModel()
        self._rows = list(rows)
        self._zone = ZoneInfo(zone)
        self.endResetModel()

    def drop(self, place: int) -> None:
        """Take a product off the list."""
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._rows[place]
        self.endRemoveRows()

    def row(self, place: int) -> RelabelRow | None:
        """The product of a row."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of products."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; all words for a screen reader; row and evidence for the delegate."""
        row = self.row(index.row())
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.product.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.product.title}: {evidence_of(row.label, self._zone)}, {good_of(row.label)}"
            case _:
                evidence = evidence_of(row.label, self._zone) if role == _EVIDENCE_ROLE else None
                return row if role == _ROW_ROLE else evidence


class RelabelDelegate(QStyledItemDelegate):
    """Paints a product in two lines."""

    def __init__(self) -> None:
        super().__init__()
        self._title = theme.font(15, strong=True)
        self._plain = theme.font(13, tabular=True)
        self._number = theme.font(15, strong=True, tabular=True)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One height for every product."""
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one product."""
        row: RelabelRow | None = index.data(_ROW_ROLE)
        if row is None:
            return
        inner = paint_row_ground(painter, option).adjusted(18, 9, -18, -9)
        half = inner.height() // 2
        words = inner.adjusted(0, 0, -_RIGHT_WIDTH - 16, 0)
        upper = QRect(words.left(), words.top(), words.width(), half)
        lower = QRect(words.left(), words.top() + half, words.width(), half)
        title, code = row.product.title, row.product.barcode or row.product.article
        # Sizes stand at the end of a title: it loses its middle.
        self._text(painter, upper, _LEFT, self._title, theme.INK, title, Qt.TextElideMode.ElideMiddle)
        evidence = f"{index.data(_EVIDENCE_ROLE)} · {code}"
        self._text(painter, lower, _LEFT, self._plain, theme.QUIET, evidence)
        numbers = QRect(inner.right() - _RIGHT_WIDTH, inner.top(), _RIGHT_WIDTH, half)
        self._text(painter, numbers, _RIGHT, self._number, theme.AMBER, times(row.label.troubles))
        self._text(painter, numbers.translated(0, half), _RIGHT, self._plain, theme.QUIET, good_of(row.label))

    @staticmethod
    def _text(
        painter: QPainter,
        rect: QRect,
        side: Qt.AlignmentFlag,
        font: QFont,
        colour: QColor,
        text: str,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, side, QFontMetrics(font).elidedText(text, elide, rect.width()))
