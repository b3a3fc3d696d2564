"""A person's word needs a name and a reason, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.ui.outboxactions import Action, Deed
from stockdesk.ui.wordsheet import WordSheet

ACTION = Action(Deed.ACCEPT, "Accept it…", "It counts as posted from now on. " * 3)


@pytest.fixture
def sheet(dressed: QApplication, qtbot: QtBot) -> Iterator[WordSheet]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 640)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    made = WordSheet(window)
    made.ask(ACTION, "Receipt", "Anna")
    yield made
    window.close()


def key(sheet: WordSheet, code: Qt.Key) -> None:
    QTest.keyClick(sheet.window().windowHandle(), code)


def test_without_a_reason_nothing_is_done(sheet: WordSheet, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(sheet.given):
        key(sheet, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert "Reason is still empty." in [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]
    assert sheet.reason.hasFocus()


def test_name_and_reason_are_given_with_blanks_put_in_order(sheet: WordSheet, qtbot: QtBot) -> None:
    sheet.reason.setText("  seen   in the list ")
    with qtbot.waitSignal(sheet.given) as heard:
        key(sheet, Qt.Key.Key_Return)
    assert heard.args == [ACTION, "Anna", "seen in the list"]
    assert not sheet.isVisible()


def test_escape_and_back_do_nothing(sheet: WordSheet, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(sheet.given):
        key(sheet, Qt.Key.Key_Escape)
        sheet.ask(ACTION, "Receipt", "Anna")
        key(sheet, Qt.Key.Key_Tab)
        key(sheet, Qt.Key.Key_Return)
    assert not sheet.isVisible()


def test_sheet_has_room_for_all_of_its_words(sheet: WordSheet) -> None:
    key(sheet, Qt.Key.Key_Return)
    for label in sheet.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())
