"""An empty document teaches: a picture, a title, and typing begins a search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.ui.emptystate import EmptyState


def test_typing_begins_a_search_and_shortcuts_do_not(dressed: QApplication, qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    typed: list[str] = []
    empty.typed.connect(typed.append)
    QTest.keyClick(empty, Qt.Key.Key_A)
    QTest.keyClick(empty, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(empty, Qt.Key.Key_Escape)
    assert typed == ["a"]


def test_picture_and_title_are_painted_in_the_middle(dressed: QApplication, qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.resize(1214, 490)
    bare = empty.grab().toImage()
    empty.set_title("Scan what has come in")
    titled = empty.grab().toImage()
    changed = [x for x in range(1214) for y in range(250, 290, 2) if bare.pixel(x, y) != titled.pixel(x, y)]
    assert abs((min(changed) + max(changed)) / 2 - 607) < 12
