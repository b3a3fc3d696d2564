"""The navigation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.ui.rail import Rail, RailButton


def test_click_tells_where_to_go(dressed: QApplication, qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    heard: list[str] = []
    rail.wanted.connect(heard.append)
    buttons = rail.findChildren(RailButton)
    for button in buttons:
        button.click()
    assert heard == ["receipt", "usage", "writeoff", "transfer", "products", "outbox", "relabel", "settings", "help"]
    assert all(button.focusPolicy() is Qt.FocusPolicy.NoFocus for button in buttons)


def test_one_place_is_marked(dressed: QApplication, qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.mark("usage")
    rail.mark("outbox")
    assert [button.command for button in rail.findChildren(RailButton) if button.isChecked()] == ["outbox"]


def test_outbox_shows_what_waits_and_what_needs_a_person(dressed: QApplication, qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.resize(152, 768)
    pictures = []
    for waiting, urgent in ((0, False), (3, False), (3, True)):
        rail.set_outbox(waiting, urgent=urgent)
        pictures.append(rail.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]
