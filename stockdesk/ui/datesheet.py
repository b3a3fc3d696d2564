"""The sheet in which the date of a document is typed or stepped."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDateTime, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QLabel, QWidget

from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.overlay import Overlay
from stockdesk.ui.words import tr


class DateSheet(Overlay):
    """Day and time to type or to step, and the way back to "when posted". It knows no zones."""

    chosen = Signal(object)
    """A naive ``datetime``, or None for "when posted"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Date of the document"), 420, parent)
        self.field = QDateTimeEdit(self.card)
        self.field.setDisplayFormat("dd MMM yyyy  HH:mm")
        self.field.setAccessibleName(tr("Day and time"))
        # The style sheet's padding does not reach the text of such a field.
        self.field.lineEdit().setTextMargins(8, 0, 8, 0)
        hint = QLabel(tr("↑ ↓ step     ← → day, month, year, time     Enter take     Esc back"), self.card)
        hint.setProperty("role", "caption")
        self.take_button = EnterButton(tr("Use this date"), self.card)
        self.take_button.setProperty("role", "primary")
        self.take_button.clicked.connect(self._take)
        self.clear_button = EnterButton(tr("When posted"), self.card)
        self.clear_button.clicked.connect(self._clear)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.take_button)
        buttons.addWidget(self.clear_button)
        self.rows.addWidget(self.field)
        self.rows.addLayout(buttons)
        self.rows.addWidget(hint)

    def ask(self, moment: datetime) -> None:
        """Open with a moment to begin from."""
        self.field.setDateTime(QDateTime(moment.year, moment.month, moment.day, moment.hour, moment.minute, 0))
        self.open(self.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the date takes it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
            event.accept()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _take(self) -> None:
        self.dismiss()
        self.chosen.emit(self.field.dateTime().toPython())

    @Slot()
    def _clear(self) -> None:
        self.dismiss()
        self.chosen.emit(None)
