"""The simulated scanner is taken for one, with every suffix and every printable character."""

from __future__ import annotations

import string

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.core.entry import RawScan
from stockdesk.ui.scanfilter import ScanFilter
from stockdesk.ui.simulatedscanner import SimulatedScanner

PRINTABLE = string.ascii_letters + string.digits + string.punctuation


@pytest.mark.parametrize("suffix", ["\r", "\t", ""])
def test_code_arrives_as_it_was_sent(suffix: str, dressed: QApplication, qtbot: QtBot) -> None:
    window, scans = QWidget(), list[RawScan]()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    scan_filter = ScanFilter(scans.append)
    scan_filter.watch(dressed)
    try:
        SimulatedScanner(scan_filter).scan(window.windowHandle(), PRINTABLE, suffix)
        qtbot.waitUntil(lambda: len(scans) == 1)
    finally:
        scan_filter.stop()
    assert scans[0].text == PRINTABLE
