"""The date of a document: empty means "when it is posted", which is nearly always right."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.words import tr

if TYPE_CHECKING:
    from stockdesk.ui.datesheet import DateSheet


class DateField(EnterButton):
    """Shows the date; Enter or a click opens a small sheet to change it. ``changed`` carries ISO text or ""."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "field")
        self.setAccessibleName(tr("Date"))
        self.setMinimumWidth(118)
        self._zone = ZoneInfo("UTC")
        self._text = ""
        self.sheet: DateSheet | None = None
        """The sheet, once it was wanted."""
        self.clicked.connect(self._open)

    def show_date(self, text: str, zone: str) -> None:
        """Show an ISO time (or "" for "when it is posted") in a location's zone."""
        self._zone = ZoneInfo(zone)
        self._text = text
        if text:
            moment = datetime.fromisoformat(text).astimezone(self._zone)
            this_year = moment.year == datetime.now(self._zone).year
            self.setText(moment.strftime("%d %b %H:%M" if this_year else "%d %b %Y %H:%M"))
        else:
            self.setText(tr("when posted"))

    @Slot()
    def _open(self) -> None:
        moment = datetime.fromisoformat(self._text) if self._text else datetime.now(self._zone)
        from stockdesk.ui.datesheet import DateSheet

        if self.sheet is None:
            window = self.window()
            central = window.centralWidget() if isinstance(window, QMainWindow) else window
            assert central is not None  # the main window has one from the start
            self.sheet = DateSheet(central)
            self.sheet.chosen.connect(self._choose)
        self.sheet.ask(moment.astimezone(self._zone))

    @Slot(object)
    def _choose(self, moment: object) -> None:
        text = moment.replace(tzinfo=self._zone).isoformat() if isinstance(moment, datetime) else ""
        self.show_date(text, self._zone.key)
        self.changed.emit(text)
