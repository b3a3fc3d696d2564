"""Suspicious spots in a list, likeliest first: how likely, which scan, why, and what the amount would be then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from stockdesk.app.scanlog import ScanRow
from stockdesk.core.gaps import LIKELY, VERY_LIKELY, Comparison, Suspicion
from stockdesk.core.quantity import amount_text
from stockdesk.ui import theme
from stockdesk.ui.ledgerwords import likelihood, signed
from stockdesk.ui.linemodel import Index
from stockdesk.ui.messages import words
from stockdesk.ui.rowground import paint_row_ground
from stockdesk.ui.words import tr

MOST: Final = 50
"""Spots that are listed; the ones beyond explain next to nothing."""
_SPOT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAPPED: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_LONG_WORD: Final = re.compile(r"\S{24,}")
_BREAK: Final = "\u200b"
"""Where a line may break though nothing is seen."""
_PADDING: Final = 14
_HEAD: Final = 22
_GAP: Final = 8


@dataclass(frozen=True, slots=True)
class Spot:
    """The words of one suspicion."""

    suspicion: Suspicion
    likely: str
    where: str
    why: str
    then: str


def spot_of(suspicion: Suspicion, shown: Decimal, row: ScanRow | None, zone: ZoneInfo) -> Spot:
    """Put a suspicion into words; ``shown`` is what the screen says now."""
    time = suspicion.at.astimezone(zone).strftime("%H:%M:%S")
    where = time if row is None or not row.number else tr("scan {number} · {time}").format(number=row.number, time=time)
    then = ""
    if suspicion.explains:
        change, total = signed(amount_text(suspicion.explains)), amount_text(shown + suspicion.explains)
        then = tr("{change}, then it is {total}").format(change=change, total=total)
    return Spot(suspicion, likelihood(suspicion), where, words(suspicion.code, suspicion.arguments, tr), then)


def breakable(text: str) -> str:
    """Let a long word, such as the code of a piece, break at any character; all others stay whole."""
    return _LONG_WORD.sub(lambda found: _BREAK.join(found[0]), text)


class SuspicionModel(QAbstractListModel):
    """The spots of one comparison."""

    def __init__(self) -> None:
        super().__init__()
        self._spots: Sequence[Spot] = ()

    def show_comparison(self, comparison: Comparison | None, rows: Mapping[str, ScanRow], zone: ZoneInfo) -> None:
        """Show what was found, None for nothing."""
        self.beginResetModel()
        found = () if comparison is None else comparison.found[:MOST]
        shown = Decimal(0) if comparison is None else comparison.shown
        self._spots = [spot_of(each, shown, rows.get(each.entries[-1]), zone) for each in found]
        self.endResetModel()

    def spot(self, place: int) -> Spot | None:
        """The spot of a row."""
        return self._spots[place] if 0 <= place < len(self._spots) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of spots."""
        return 0 if parent.isValid() else len(self._spots)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words as one text, or the whole spot for the delegate."""
        spot = self.spot(index.row())
        if spot is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (f"{spot.likely}, {spot.where}.", spot.why, spot.then) if part)
        return spot if role == _SPOT_ROLE else None


class _Delegate(QStyledItemDelegate):
    def __init__(self) -> None:
        super().__init__()
        self.width = 280
        self._strong = theme.font(13, strong=True)
        self._plain = theme.font(13, tabular=True)
        self._small = theme.font(12, tabular=True)

    def _height_of(self, text: str) -> int:
        room = QRect(0, 0, self.width - 2 * _PADDING, 1000)
        return QFontMetrics(self._plain).boundingRect(room, _WRAPPED, breakable(text)).height()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its words."""
        spot: Spot | None = index.data(_SPOT_ROLE)
        if spot is None:
            return QSize(self.width, 0)
        lower = _HEAD if spot.then else 0
        return QSize(self.width, _GAP + _HEAD + self._height_of(spot.why) + lower + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one spot."""
        spot: Spot | None = index.data(_SPOT_ROLE)
        if spot is None:
            return
        inner = paint_row_ground(painter, option).adjusted(_PADDING, _GAP, -_PADDING, -_GAP)
        head = QRect(inner.left(), inner.top(), inner.width(), _HEAD)
        self._text(painter, head, _LEFT, self._strong, _colour(spot.suspicion), spot.likely)
        self._text(painter, head, _RIGHT, self._small, theme.QUIET, spot.where)
        why = QRect(inner.left(), head.bottom() + 1, inner.width(), self._height_of(spot.why))
        self._text(painter, why, _WRAPPED, self._plain, theme.INK, breakable(spot.why))
        if spot.then:
            foot = QRect(inner.left(), why.bottom() + 1, inner.width(), _HEAD)
            self._text(painter, foot, _LEFT, self._small, theme.QUIET, spot.then)

    @staticmethod
    def _text(painter: QPainter, rect: QRect, flags: Any, font: Any, colour: QColor, text: str) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, flags, text)


def _colour(suspicion: Suspicion) -> QColor:
    if suspicion.score >= VERY_LIKELY:
        return theme.RED
    return theme.AMBER if suspicion.score >= LIKELY else theme.QUIET


class SuspicionList(QListView):
    """Shows a ``SuspicionModel``; Enter takes the chosen spot."""

    taken = Signal(object)
    """The ``Suspicion`` that was taken."""

    def __init__(self, model: SuspicionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spots = model
        self._delegate = _Delegate()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Suspicious spots"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._take)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap at the list's width."""
        self._delegate.width = self.viewport().width()
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes; the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _take(self, index: QModelIndex) -> None:
        spot = self._spots.spot(index.row())
        if spot is not None:
            self.taken.emit(spot.suspicion)
