"""A button that Enter presses too, as Space does: outside of dialogs Qt leaves Enter to nobody."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton


class EnterButton(QPushButton):
    """Qt's ``autoDefault`` is for dialogs: the window's sheets are none."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter clicks; the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)
