"""The sheets of codes are asked for, and what became of them is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.core.errors import StockdeskError
from stockdesk.ui.settingssheets import SettingsSheets
from tests.support.shown import show


@pytest.fixture
def part(dressed: QApplication, qtbot: QtBot) -> SettingsSheets:
    made = SettingsSheets()
    show(qtbot, made)
    return made


def test_each_button_asks_for_its_sheet_by_enter(part: SettingsSheets, qtbot: QtBot) -> None:
    for button, wanted in (
        (part.command_button, part.command_sheet_wanted),
        (part.show_button, part.command_codes_wanted),
        (part.setup_button, part.setup_sheet_wanted),
    ):
        with qtbot.waitSignal(wanted):
            QTest.keyClick(button, Qt.Key.Key_Return)


def test_outcome_is_told_by_word_and_sentence(part: SettingsSheets) -> None:
    part.show_saved("Saved as x.pdf: 15 codes, each read back.")
    assert part.result.accessibleName() == "Saved: Saved as x.pdf: 15 codes, each read back."
    part.show_failed(StockdeskError("disk.full", path="x"))
    assert part.result.word.text() == "Failed"
    assert part.result.isVisible()


def test_buttons_of_one_text_are_told_apart_when_read_aloud(part: SettingsSheets) -> None:
    assert part.command_button.accessibleName() != part.setup_button.accessibleName()
