"""Sheets that lie over the window instead of dialogs: keys stay inside, scans still go to the document."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget

from stockdesk.ui import theme

_TOP = 72


class Overlay(QWidget):
    """Covers its parent and holds one card. Esc closes it and gives the focus back to where it was."""

    closed = Signal()

    def __init__(self, title: str, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None
        self._width = width
        self.card = QFrame(self)
        self.card.setProperty("role", "card")
        self.rows = QVBoxLayout(self.card)
        self.rows.setContentsMargins(24, 20, 24, 20)
        self.rows.setSpacing(12)
        self.heading = QLabel(title, self.card)
        self.heading.setProperty("role", "heading")
        self.rows.addWidget(self.heading)
        self.setAccessibleName(title)
        self.hide()
        parent.installEventFilter(self)

    def open(self, first: QWidget | None = None) -> None:
        """Show the sheet and give the focus to its first field."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        (first or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close the sheet; nothing is lost by it."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def _place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None  # an overlay is made with the widget it covers
        self.setGeometry(parent.rect())
        width = min(self._width, parent.width() - 48)
        height = min(self.card_height(), parent.height() - _TOP - 24)
        self.card.setGeometry((parent.width() - width) // 2, _TOP, width, height)

    def card_height(self) -> int:
        """The height the card asks for."""
        return self.card.sizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() is QEvent.Type.Resize and watched is self.parentWidget() and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no other key gets through to what lies under the sheet."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes it."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def tab_stops(self) -> list[QWidget]:
        """The widgets that Tab goes through, in its order; those that take no keys now are passed over."""
        return self.card.findChildren(QWidget)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside the sheet."""
        inside = [
            widget
            for widget in self.tab_stops()
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusProxy() is None
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if inside:
            present = QApplication.focusWidget()
            place = inside.index(present) if present in inside else -1
            inside[(place + (1 if forward else -1)) % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what lies under the sheet."""
        painter = QPainter(self)
        veil = QColor(theme.RAIL)
        veil.setAlpha(96)
        painter.fillRect(self.rect(), veil)
        painter.end()
