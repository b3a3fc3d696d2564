"""Problems, drafts and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.core.document import Problem
from stockdesk.ui.sheets import HelpSheet, ProblemsSheet
from stockdesk.ui.shortcuts import table


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    yield made
    made.close()


def cut_off(label: QLabel) -> bool:
    return label.width() < label.fontMetrics().horizontalAdvance(label.text())


def test_problem_is_chosen_by_keys(window: QWidget, qtbot: QtBot) -> None:
    sheet = ProblemsSheet(window)
    problems = [Problem("post.no-destination"), Problem("post.unknown-code", "line-1", {"code": "42"})]
    sheet.show_problems(problems)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Down)
    with qtbot.waitSignal(sheet.chosen) as heard:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert heard.args == [problems[1]]
    assert not sheet.isVisible()


def test_help_shows_every_key_of_the_table_within_the_window(window: QWidget) -> None:
    sheet = HelpSheet(window)
    sheet.open()
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    for entry in table():
        if entry.keys:
            assert "  ".join(entry.keys) in texts
            assert entry.words in texts
    assert window.rect().contains(sheet.card.geometry())
    assert sheet.card.height() >= sheet.card.sizeHint().height()
    cut = [label.text() for label in sheet.findChildren(QLabel) if not label.wordWrap() and cut_off(label)]
    assert cut == []


def test_help_leads_to_the_commands_that_can_be_scanned(window: QWidget, qtbot: QtBot) -> None:
    sheet = HelpSheet(window)
    sheet.open()
    button = next(iter(sheet.findChildren(QPushButton)))
    with qtbot.waitSignal(sheet.codes_wanted):
        button.click()
    assert not sheet.isVisible()
