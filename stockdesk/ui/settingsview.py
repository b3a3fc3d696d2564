"""The settings of this station: scanners, ports, sounds, in-store codes, sheets. What is changed holds at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from stockdesk.app.codereader import CodeReader
from stockdesk.app.feedback import Feedback
from stockdesk.app.scanners import Scanners
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.match import Match
from stockdesk.devices.ports import Port, ports
from stockdesk.devices.serialscanner import PortStatus
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.settingscodes import SettingsCodes
from stockdesk.ui.settingsports import SettingsPorts
from stockdesk.ui.settingsscanner import SettingsScanner
from stockdesk.ui.settingssheets import SettingsSheets
from stockdesk.ui.settingssound import SettingsSound
from stockdesk.ui.words import tr


class SettingsView(QWidget):
    """One part at a time, chosen by a row of tabs: Left and Right on it, Tab into the part.

    ``lookup`` returns the products that a number names here; ``found_ports`` the serial ports of this machine.
    """

    profile_changed = Signal(object)
    """The ``StationProfile`` that holds from now on."""
    setup_wanted = Signal()
    """The page on which a scanner is set up is wanted."""
    command_sheet_wanted = Signal()
    command_codes_wanted = Signal()
    setup_sheet_wanted = Signal()

    def __init__(
        self,
        settings: SettingsStore,
        scanners: Scanners,
        feedback: Feedback,
        reader: CodeReader,
        lookup: Callable[[str], Sequence[Match]],
        parent: QWidget | None = None,
        found_ports: Callable[[], Sequence[Port]] = ports,
    ) -> None:
        super().__init__(parent)
        self.scanner = SettingsScanner(settings)
        self.scanner.profile_changed.connect(self.profile_changed)
        self.scanner.setup_wanted.connect(self.setup_wanted)
        self.ports = SettingsPorts(scanners, found_ports)
        self.sound = SettingsSound(feedback)
        self.codes = SettingsCodes(reader, lookup)
        self.sheets = SettingsSheets()
        self.sheets.command_sheet_wanted.connect(self.command_sheet_wanted)
        self.sheets.command_codes_wanted.connect(self.command_codes_wanted)
        self.sheets.setup_sheet_wanted.connect(self.setup_sheet_wanted)
        title = QLabel(tr("Settings"), self)
        title.setProperty("role", "title")
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(tr("Parts of the settings"))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pages = QStackedWidget(self)
        for name, part in (
            (tr("Scanner"), self.scanner),
            (tr("Serial scanners"), self.ports),
            (tr("Sounds"), self.sound),
            (tr("In-store codes"), self.codes),
            (tr("Sheets"), self.sheets),
        ):
            self.tabs.addTab(name)
            self._pages.addWidget(_scrolling(part))
        self.tabs.currentChanged.connect(self._chosen)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(32, 24, 32, 16)
        rows.setSpacing(12)
        for widget in (title, self.tabs):
            rows.addWidget(widget)
        rows.addWidget(self._pages, 1)

    @Slot(int)
    def _chosen(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        self._refresh()

    def _refresh(self) -> None:
        """Read anew what the part shows: the set-up sheet or another window may have changed it."""
        part = (self.scanner, self.ports, self.sound, self.codes, None)[self._pages.currentIndex()]
        if part is not None:
            part.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Show how things stand now."""
        super().showEvent(event)
        if not event.spontaneous():
            self._refresh()

    def begin(self) -> None:
        """Put the cursor where the parts are chosen."""
        self.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_scan(self, raw: RawScan) -> bool:
        """Take a scan if the cursor stands in the field in which numbers are tried."""
        return self.codes.isVisible() and self.codes.take_scan(raw)

    def undo(self) -> bool:
        """Take back the last change of the in-store patterns where they are shown; else there is nothing of its own."""
        if not self.codes.isVisible():
            return False
        self.codes.undo()
        return True

    def show_port(self, status: PortStatus) -> None:
        """Show how a serial port stands now."""
        self.ports.show_port(status)

    @Slot(str)
    def show_saved(self, text: str) -> None:
        """Say what sheet was saved."""
        self.sheets.show_saved(text)

    @Slot(object)
    def show_failed(self, error: StockdeskError) -> None:
        """Say why a sheet was not saved."""
        self.sheets.show_failed(error)


def _scrolling(part: QWidget) -> QScrollArea:
    """Let a part scroll where the window is too low for it; a field that gets the focus comes into view by itself."""
    area = QScrollArea()
    area.setWidget(part)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
    return area
