"""Enter and Space press the button, once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.ui.enterbutton import EnterButton


def test_enter_and_space_press_it(dressed: QApplication, qtbot: QtBot) -> None:
    button = EnterButton("Go")
    qtbot.addWidget(button)
    heard: list[str] = []
    button.clicked.connect(lambda: heard.append("clicked"))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(button, key)
    assert len(heard) == 3
