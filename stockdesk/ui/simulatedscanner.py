"""A scanner made of key events, for the tour and the tests: the window cannot tell it from a real one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest

from stockdesk.ui.scanfilter import ScanFilter

GAP_MS: Final = 1
"""Between two keys, as the quickest scanners do (barcode domain, 1.1).

Stamped, not waited for: a busy machine that needs long for an event must not make a typist of the scanner.
"""


class SimulatedScanner:
    """Sends codes to a window as bursts of key events with time stamps of their own, ``gap`` milliseconds apart."""

    def __init__(self, scan_filter: ScanFilter, gap: int = GAP_MS) -> None:
        self._filter = scan_filter
        self._gap = gap

    def scan(self, window: QWindow, code: str, suffix: str = "\r") -> None:
        """Send a code of printable characters, then the suffix (Enter, Tab or nothing)."""
        # A key that prints nothing tells how late it is on the clock that the windows' events are stamped by.
        QTest.keyClick(window, Qt.Key.Key_Shift)
        stamp = int(self._filter.last_stamp)
        for character in code + suffix:
            stamp += self._gap
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, _KEYS.get(character, Qt.Key.Key_unknown), _PLAIN, character)
                event.setTimestamp(stamp)
                QCoreApplication.sendEvent(window, event)


_PLAIN: Final = Qt.KeyboardModifier.NoModifier
_KEYS: Final = {
    "\r": Qt.Key.Key_Return,
    "\t": Qt.Key.Key_Tab,
    **{chr(code): Qt.Key(ord(chr(code).upper())) for code in range(0x20, 0x7F)},
}
