"""What an empty document shows: a picture of a scan and the three ways to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from stockdesk.ui import theme
from stockdesk.ui.icons import paint_icon
from stockdesk.ui.shortcuts import key_of
from stockdesk.ui.words import tr

_PICTURE: Final = 340.0
"""Height of picture, title and ways together."""
_WAYS: Final = 228.0
_DRAFTS: Final = 296.0
"""Where the ways and the hint at the drafts stand, from the top of the picture."""
_COLUMN: Final = 246.0

_BARS = (3, 1, 2, 1, 1, 4, 1, 2, 3, 1, 1, 2, 2, 1, 4, 1, 2, 1, 3)
"""Bars and gaps of the painted code, in modules: a picture, not a real symbol."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to begin: its icon and words, the command that a click starts (none for a scan), and its place."""

    icon: str
    title: str
    detail: str
    command: str
    place: QRectF


class EmptyState(QWidget):
    """Takes the focus while there are no lines, so that typing begins a search."""

    typed = Signal(str)
    wanted = Signal(str)
    """A command of the shortcut table: a way to begin was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Nothing scanned yet"))
        self.setMouseTracking(True)
        self._title = ""

    def set_title(self, title: str) -> None:
        """Say what the empty document is for."""
        self._title = title
        self.update()

    def sizeHint(self) -> QSize:
        """The picture and the words under it."""
        return QSize(720, int(_PICTURE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing begins a search."""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and event.text() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A way to begin can be clicked too."""
        command = self._command_at(event)
        if command:
            self.wanted.emit(command)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be clicked."""
        shape = Qt.CursorShape.PointingHandCursor if self._command_at(event) else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def _command_at(self, event: QMouseEvent) -> str:
        return next((way.command for way in self._ways() if way.place.contains(event.position())), "")

    @property
    def _top(self) -> float:
        return max(16.0, (self.height() - _PICTURE) / 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a scanner's beam over a bar code, the title, and the ways to begin."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.SURFACE)
        middle = self.width() / 2
        top = self._top
        self._scanner(painter, middle, top)
        painter.setFont(theme.font(22, strong=True))
        painter.setPen(theme.INK)
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, top + 168, self.width(), 34), centre, self._title)
        for way in self._ways():
            self._paint_way(painter, way)
        self._paint_drafts(painter, top)
        painter.end()

    def _scanner(self, painter: QPainter, middle: float, top: float) -> None:
        card = QRectF(middle - 20, top + 20, 190, 116)
        painter.setPen(QPen(theme.RULE, 1.5))
        painter.setBrush(QColor("#fbfcfd"))
        painter.drawRoundedRect(card, 10, 10)
        module = 142.0 / sum(_BARS)
        left = card.left() + 24
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.INK)
        for place, width in enumerate(_BARS):
            if place % 2 == 0:
                painter.drawRect(QRectF(left, card.top() + 20, width * module - 0.5, 62))
            left += width * module
        painter.setBrush(theme.RULE)
        painter.drawRoundedRect(QRectF(card.left() + 40, card.bottom() - 24, 110, 7), 3, 3)
        beam = QPainterPath()
        beam.moveTo(middle - 92, top + 62)
        beam.lineTo(card.left() + 14, top + 46)
        beam.lineTo(card.left() + 14, top + 104)
        beam.closeSubpath()
        soft = QColor(theme.ACCENT)
        soft.setAlpha(40)
        painter.fillPath(beam, soft)
        painter.setPen(QPen(theme.ACCENT, 2.5))
        painter.drawLine(int(card.left() + 10), int(top + 74), int(card.right() - 10), int(top + 74))
        self._hand_piece(painter, middle, top)

    def _hand_piece(self, painter: QPainter, middle: float, top: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.RAIL)
        painter.drawRoundedRect(QRectF(middle - 172, top + 40, 84, 44), 14, 14)
        grip = QPainterPath()
        grip.moveTo(middle - 156, top + 78)
        grip.lineTo(middle - 116, top + 78)
        grip.lineTo(middle - 132, top + 146)
        grip.quadTo(middle - 134, top + 154, middle - 142, top + 154)
        grip.lineTo(middle - 164, top + 154)
        grip.quadTo(middle - 174, top + 154, middle - 172, top + 144)
        grip.closeSubpath()
        painter.drawPath(grip)
        painter.setBrush(theme.ACCENT)
        painter.drawRoundedRect(QRectF(middle - 96, top + 46, 10, 32), 3, 3)

    def _ways(self) -> list[_Way]:
        """The ways to begin, side by side in the middle, each column as wide as the window allows."""
        words = (
            ("scan", tr("Scan a code"), tr("from here, no click needed"), ""),
            ("search", tr("Type or press {key}").format(key=key_of("find")), tr("name, article or number"), "find"),
            ("file", tr("Load a file"), tr("{key}, CSV or Excel").format(key=key_of("load")), "load"),
        )
        column = min(_COLUMN, (self.width() - 32) / len(words))
        left = (self.width() - column * len(words)) / 2
        top = self._top + _WAYS
        ways = []
        for place, (icon, title, detail, command) in enumerate(words):
            width = 48 + max(
                QFontMetricsF(_heading()).horizontalAdvance(title), QFontMetricsF(_small()).horizontalAdvance(detail)
            )
            start = left + place * column + (column - width) / 2
            ways.append(_Way(icon, title, detail, command, QRectF(start, top - 4, width, 44)))
        return ways

    @staticmethod
    def _paint_way(painter: QPainter, way: _Way) -> None:
        left, top = way.place.left(), way.place.top()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ACCENT_SOFT)
        painter.drawEllipse(QRectF(left, top + 4, 34, 34))
        paint_icon(painter, way.icon, QRectF(left + 8, top + 12, 18, 18), theme.ACCENT, 2.0)
        words = QRectF(left + 44, top, way.place.width() - 40, 22)
        painter.setFont(_heading())
        painter.setPen(theme.INK)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, way.title)
        painter.setFont(_small())
        painter.setPen(theme.QUIET)
        painter.drawText(words.translated(0, 21), Qt.AlignmentFlag.AlignVCenter, way.detail)

    def _paint_drafts(self, painter: QPainter, top: float) -> None:
        painter.setFont(_small())
        painter.setPen(theme.QUIET)
        text = tr("Begun before? {key} opens a draft.").format(key=key_of("drafts"))
        painter.drawText(QRectF(0, top + _DRAFTS, self.width(), 24), Qt.AlignmentFlag.AlignCenter, text)


def _heading() -> QFont:
    return theme.font(15, strong=True)


def _small() -> QFont:
    return theme.font(14)
