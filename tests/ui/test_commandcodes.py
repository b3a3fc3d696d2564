"""The command codes on the screen: the pictures that are shown scan, at any density."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.labels.readback import decoded
from stockdesk.ui.codesheetwords import sheet_commands
from stockdesk.ui.commandcodes import CommandCodes


@pytest.fixture
def sheet(dressed: QApplication, qtbot: QtBot) -> Iterator[CommandCodes]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 640)
    window.show()
    qtbot.waitExposed(window)
    made = CommandCodes(window)
    made.show_codes()
    yield made
    window.close()


def shown(label: QLabel) -> list[str]:
    return [found.content for found in decoded(label.pixmap().toImage())]


def test_each_command_is_shown_as_bars_and_square_that_read_back(sheet: CommandCodes) -> None:
    codes = [command.code for command in sheet_commands()]
    seen = []
    for _ in codes:
        assert shown(sheet.bars) == shown(sheet.square) == [sheet.code.text()]
        seen.append(sheet.code.text())
        QTest.keyClick(sheet.list, Qt.Key.Key_Down)
    assert seen == codes


def test_pictures_are_not_scaled_by_the_screen(sheet: CommandCodes) -> None:
    for label in (sheet.bars, sheet.square):
        assert label.pixmap().devicePixelRatio() == sheet.devicePixelRatioF()
        assert not label.hasScaledContents()
        assert label.width() >= label.pixmap().deviceIndependentSize().width()


def test_sheet_fits_a_small_window(sheet: CommandCodes) -> None:
    assert sheet.rect().contains(sheet.card.geometry())
    assert sheet.card.height() >= sheet.card.minimumSizeHint().height()


def test_printed_sheet_is_asked_for_by_its_button(sheet: CommandCodes, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.sheet_wanted):
        sheet.save.click()
    assert not sheet.isVisible()
