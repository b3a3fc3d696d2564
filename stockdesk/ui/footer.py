"""Totals of the document, and its one primary button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from stockdesk.core.line import Totals
from stockdesk.core.quantity import amount_text, money_text
from stockdesk.ui import theme
from stockdesk.ui.icons import icon
from stockdesk.ui.shortcuts import key_of
from stockdesk.ui.words import counted, tr


class TotalsLabel(QWidget):
    """Painted, not laid out: a scan changes it without moving anything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._strong = theme.font(20, strong=True, tabular=True)
        self._quiet = theme.font(15, tabular=True)
        self.text = ""
        self._sum = ""
        self._open = ""

    def show_totals(self, totals: Totals, currency: str) -> None:
        """Show sums; money as text in the location's currency."""
        lines = counted(totals.lines, tr("line"), tr("lines"))
        pieces = amount_text(totals.pieces)
        self.text = f"{lines} · {pieces} {tr('piece') if totals.pieces == 1 else tr('pieces')}"
        self._sum = f"{money_text(totals.money)} {currency}".strip()
        self._open = tr("{count} unknown").format(count=totals.unknown) if totals.unknown else ""
        self.setAccessibleName(f"{self.text} · {self._sum} {self._open}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its place."""
        return QSize(320, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint counts quietly, the sum strongly, unknown codes in amber."""
        painter = QPainter(self)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        left = 0.0
        for text, font, colour in (
            (self._sum, self._strong, theme.INK),
            (self.text, self._quiet, theme.QUIET),
            (self._open, theme.font(15, strong=True), theme.AMBER),
        ):
            painter.setFont(font)
            painter.setPen(colour)
            width = QFontMetricsF(font).horizontalAdvance(text) + 2
            painter.drawText(QRectF(left, 0, width, self.height()), middle, text)
            left += width + 18
        painter.end()


class Footer(QFrame):
    """The bar under the lines."""

    undo = Signal()
    check = Signal()
    post = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self.totals = TotalsLabel(self)
        self._undo = QPushButton(icon("undo", theme.INK), tr("Undo"), self)
        self._undo.setToolTip(key_of("undo"))
        self._undo.clicked.connect(self.undo)
        self._check = QPushButton(f"{tr('Check')}   {key_of('check')}", self)
        self._check.clicked.connect(self.check)
        self._post = QPushButton(f"{tr('Post')}   {key_of('post')}", self)
        self._post.setProperty("role", "primary")
        self._post.setMinimumWidth(150)
        self._post.clicked.connect(self.post)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 10, 24, 10)
        row.setSpacing(10)
        row.addWidget(self.totals, 1)
        for button in (self._undo, self._check, self._post):
            row.addWidget(button)

    def set_states(self, *, can_undo: bool, has_lines: bool) -> None:
        """Enable what can be done now."""
        if self._undo.isEnabled() != can_undo:
            self._undo.setEnabled(can_undo)
        if self._post.isEnabled() != has_lines:
            self._post.setEnabled(has_lines)
            self._check.setEnabled(has_lines)
