"""Sheets over the window: keys stay inside, Esc leaves, the focus goes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.ui.overlay import Overlay


class Stage(QWidget):
    """A field under a sheet that has two fields."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(800, 600)
        self.under = QLineEdit()
        QVBoxLayout(self).addWidget(self.under)
        self.sheet = Overlay("Sheet", 400, self)
        self.first, self.second = QLineEdit(), QLineEdit()
        self.sheet.rows.addWidget(self.first)
        self.sheet.rows.addWidget(self.second)


@pytest.fixture
def stage(qtbot: QtBot, dressed: QApplication) -> Stage:
    made = Stage()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.under.setFocus()
    qtbot.waitUntil(made.under.hasFocus)
    made.sheet.open(made.first)
    return made


def test_tab_stays_inside_the_sheet(stage: Stage) -> None:
    seen = []
    for _ in range(4):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(stage.windowHandle(), Qt.Key.Key_Tab)
    assert seen == [stage.first, stage.second, stage.first, stage.second]


def test_escape_closes_it_and_gives_the_focus_back(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.sheet.closed):
        QTest.keyClick(stage.windowHandle(), Qt.Key.Key_Escape)
    assert not stage.sheet.isVisible()
    assert stage.under.hasFocus()


def test_click_beside_the_card_closes_it_and_one_on_it_does_not(stage: Stage) -> None:
    QTest.mouseClick(stage.sheet, Qt.MouseButton.LeftButton, pos=stage.sheet.card.geometry().center())
    assert stage.sheet.isVisible()
    QTest.mouseClick(stage.sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not stage.sheet.isVisible()


def test_sheet_follows_the_size_of_the_window(stage: Stage, qtbot: QtBot) -> None:
    stage.resize(1000, 700)
    qtbot.waitUntil(lambda: stage.sheet.size() == stage.size())
    assert abs(stage.sheet.card.geometry().center().x() - 500) <= 1
