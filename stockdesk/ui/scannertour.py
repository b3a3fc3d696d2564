"""The tour's part about scanners: what a scan may come to, the ledger, the settings, a scanner being set up."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

from stockdesk.core.command import command_code
from stockdesk.core.product import Product
from stockdesk.core.rawtext import GS
from stockdesk.core.setupcodes import SETUP_CODES
from stockdesk.ui.walk import Hands, Steps

_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_TABS: Final = ("scanner", "serial-scanners", "sounds", "in-store-codes", "sheets")


class ScannerTour(Hands):
    """Steps that any tour can take once a document is open."""

    def _scans(self, product: Product) -> Steps:
        """What a scan may come to beside being taken, in the document that is open."""
        self._scan(product.barcode)
        self._scan(product.barcode)
        self._press(Qt.Key.Key_D, _CONTROL)
        self._scan(product.barcode)
        yield self._pause(0.05)
        self._picture("minus")
        self._press(Qt.Key.Key_Escape)
        number = product.barcode.rjust(14, "0")
        self._scan(f"]d201{number}17250131{GS}10A7{GS}21piece-1")
        yield self._pause(0.05)
        self._picture("expired")
        self._scan(f"]d201{number}17250131{GS}10A7{GS}21piece-1")
        yield self._pause(0.05)
        self._picture("the-same-piece-twice")
        self._scan(command_code("next_zone"))
        yield self._pause(0.05)
        self._picture("refused")
        self._scan(command_code("post"))
        yield self._pause(0.05)
        self._picture("post-by-two-scans")
        damaged = product.barcode[:-1] + str((int(product.barcode[-1]) + 1) % 10)
        for code in (damaged, damaged, product.barcode, damaged):
            self._scan(code)
            yield self._pause(0.05)
        self._picture("not-read-rightly")

    def _ledger(self) -> Steps:
        ledger = self._window.rooms.ledger
        self._press(Qt.Key.Key_Down)
        self._press(Qt.Key.Key_L, _CONTROL)
        yield ledger.isVisible
        yield self._pause(0.1)
        self._picture("ledger")
        ledger.gap.field.setFocus()
        yield from self._type("1")
        self._press(Qt.Key.Key_Return)
        yield self._pause(0.1)
        self._picture("i-hold-one")
        self._press(Qt.Key.Key_Escape)
        yield lambda: not ledger.isVisible()
        self._press(Qt.Key.Key_3, _CONTROL)
        yield self._pause(0.3)
        self._picture("bad-labels")

    def _settings(self) -> Steps:
        self._press(Qt.Key.Key_Comma, _CONTROL)
        for name in _TABS:
            yield self._pause(0.05)
            self._picture(f"settings-{name}")
            self._press(Qt.Key.Key_Right)
        self._window.rooms.settings.tabs.setCurrentIndex(0)
        self._window.places.show_scanner_setup()
        yield self._pause(0.05)
        self._picture("scanner-set-up")
        for code in SETUP_CODES:
            self._scan(code.content)
            yield self._nothing_held
            # Two codes within half a second would be a double read.
            yield self._pause(0.6)
        self._picture("scanner-set-up-found")
        self._press(Qt.Key.Key_Escape)
        self._press(Qt.Key.Key_K, _CONTROL | Qt.KeyboardModifier.ShiftModifier)
        yield self._window.rooms.command_codes.isVisible
        self._picture("commands-to-scan")
        self._press(Qt.Key.Key_Escape)
