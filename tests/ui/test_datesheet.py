"""The sheet in which a date is typed."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.ui.datesheet import DateSheet

MOMENT = datetime(2026, 11, 22, 14, 5)  # noqa: DTZ001 - the sheet knows no zones


def test_sheet_begins_with_the_moment_it_was_given_and_hands_it_back_by_keys(
    dressed: QApplication, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(600, 400)
    parent.show()
    qtbot.waitExposed(parent)
    sheet = DateSheet(parent)
    parent.activateWindow()
    sheet.ask(MOMENT)
    qtbot.waitUntil(sheet.field.hasFocus)
    with qtbot.waitSignal(sheet.chosen) as heard:
        QTest.keyClick(parent.windowHandle(), Qt.Key.Key_Return)
    assert heard.args == [MOMENT]
    assert not sheet.isVisible()
