"""The places beside the document: how each is entered, and how one leads to the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from stockdesk.app.workspace import Workspace
from stockdesk.core.burst import Decision
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.product import Product
from stockdesk.core.stationprofile import StationProfile
from stockdesk.devices.serialscanner import PortStatus
from stockdesk.ui.banner import Message, Tone
from stockdesk.ui.documentview import DocumentView
from stockdesk.ui.productsearch import ProductSearch
from stockdesk.ui.rail import Rail
from stockdesk.ui.rooms import Rooms
from stockdesk.ui.sheetsaving import SheetSaving
from stockdesk.ui.words import tr


class Places(QObject):
    """Shows products, outbox, bad labels, settings and the scanner's set-up, and the sheets that lie over them."""

    listening = Signal(object)
    """The ``StationProfile`` by which scans are told from typing from now on."""

    def __init__(
        self,
        workspace: Workspace,
        rooms: Rooms,
        pages: QStackedWidget,
        rail: Rail,
        view: DocumentView,
        search: ProductSearch,
        to_document: Callable[[], None],
    ) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._rooms = rooms
        self._pages = pages
        self._rail = rail
        self._view = view
        self._search = search
        self._to_document = to_document
        self.sheets = SheetSaving(workspace, pages.window())
        self.sheets.saved.connect(self._say_saved)
        self.sheets.failed.connect(self._say_failed)
        self._connected: set[str] = set()

    def commands(self) -> dict[str, Callable[[], None]]:
        """The commands of the shortcut table that lead to a place."""
        return {
            "products": self.show_products,
            "outbox": self.show_outbox,
            "relabel": self.show_relabel,
            "settings": self.show_settings,
            "ledger": self.show_ledger,
            "codes": self.show_command_codes,
            "help": self.show_help,
        }

    def _first_time(self, place: str) -> bool:
        if place in self._connected:
            return False
        self._connected.add(place)
        return True

    def show_products(self) -> None:
        """Show the catalogue."""
        page = self._rooms.products
        self._search.prepare(page.delegate)
        page.refresh()
        self._pages.setCurrentWidget(page)
        self._rail.mark("products")
        page.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_outbox(self) -> None:
        """Show what waits and what was posted."""
        current = self._workspace.session.current
        if current is None:
            return
        page = self._rooms.outbox
        page.show_session(current)
        page.choose_newest()
        self._pages.setCurrentWidget(page)
        self._rail.mark("outbox")
        page.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_relabel(self) -> None:
        """Show the labels that scan badly."""
        current = self._workspace.session.current
        if current is None:
            return
        page = self._rooms.relabel
        if self._first_time("relabel"):
            page.product_chosen.connect(self._show_product)
        page.show_zone(current.location.timezone)
        self._pages.setCurrentWidget(page)
        self._rail.mark("relabel")
        page.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _show_product(self, product: Product) -> None:
        self.show_products()
        self._rooms.products.field.setText(product.barcode or product.article or product.title)

    @Slot()
    def show_settings(self) -> None:
        """Show what this station knows of its scanners, sounds and codes."""
        page = self._rooms.settings
        if self._first_time("settings"):
            page.profile_changed.connect(self._use_profile)
            page.setup_wanted.connect(self.show_scanner_setup)
            page.command_codes_wanted.connect(self.show_command_codes)
            page.command_sheet_wanted.connect(self.sheets.command_sheet)
            page.setup_sheet_wanted.connect(self.sheets.setup_sheet)
            self.sheets.saved.connect(page.show_saved)
            self.sheets.failed.connect(page.show_failed)
        self._pages.setCurrentWidget(page)
        self._rail.mark("settings")
        page.begin()

    @Slot()
    def show_scanner_setup(self) -> None:
        """Show the page on which a scanner is set up."""
        page = self._rooms.scanner_setup
        if self._first_time("setup"):
            page.listening.connect(self.listening)
            page.finished.connect(self._use_profile)
            page.kept.connect(self.show_settings)
            page.left.connect(self.show_settings)
            page.sheet_wanted.connect(self.sheets.setup_sheet)
            self.sheets.saved.connect(page.show_saved)
            self.sheets.failed.connect(page.show_failed)
        self._pages.setCurrentWidget(page)
        self._rail.mark("settings")

    @Slot(str)
    def _say_saved(self, text: str) -> None:
        """Say where a sheet was saved, where no page of its own says it."""
        if self._pages.currentWidget() is self._view:
            self._view.banner.show_message(Message(Tone.ACCEPTED, tr("Sheet saved"), tr("Done"), text))

    @Slot(object)
    def _say_failed(self, error: StockdeskError) -> None:
        if self._pages.currentWidget() is self._view:
            self._view.refuse(error)

    @Slot(object)
    def _use_profile(self, profile: StationProfile) -> None:
        self._workspace.scanning.profile = profile
        self.listening.emit(profile)

    def take_scan(self, raw: RawScan) -> bool:
        """Give a scan to the place that is shown, if it can use one itself; False when it is for the document."""
        page = self._pages.currentWidget()
        if "setup" in self._connected and page is self._rooms.scanner_setup:
            return self._rooms.scanner_setup.take_scan(raw)
        return "settings" in self._connected and page is self._rooms.settings and self._rooms.settings.take_scan(raw)

    def undo(self) -> bool:
        """Let the place that is shown take back what was changed on it; False when an undo is for the document."""
        page = self._pages.currentWidget()
        return "settings" in self._connected and page is self._rooms.settings and self._rooms.settings.undo()

    def decided(self, decision: Decision) -> None:
        """Let the set-up hear what became of the keys of a scan while it is shown."""
        if "setup" in self._connected and self._pages.currentWidget() is self._rooms.scanner_setup:
            self._rooms.scanner_setup.take_decision(decision)

    def show_port(self, status: PortStatus) -> None:
        """Show how a serial port stands now, where its page has been opened."""
        if "settings" in self._connected:
            self._rooms.settings.show_port(status)

    @Slot()
    def show_command_codes(self) -> None:
        """Show the command codes, to be scanned from the screen."""
        sheet = self._rooms.command_codes
        if self._first_time("codes"):
            sheet.sheet_wanted.connect(self.sheets.command_sheet)
        sheet.show_codes()

    def show_ledger(self) -> None:
        """Show every scan of the open document."""
        from stockdesk.app.scanlog import ScanLog

        document, current = self._view.document, self._workspace.session.current
        if document is None or current is None or not self._view.commit():
            return
        self._to_document()
        sheet = self._rooms.ledger
        if self._first_time("ledger"):
            sheet.line_chosen.connect(self._view.table.choose_line)
            self._view.edited.connect(sheet.refresh)
        line = self._view.table.current_line()
        log = ScanLog.of(self._workspace.context, document)
        sheet.show_log(log, current.location.timezone, "" if line is None else line.line_id)

    def show_help(self) -> None:
        """Show the keys."""
        sheet = self._rooms.help
        if self._first_time("help"):
            sheet.codes_wanted.connect(self.show_command_codes)
        sheet.open()
