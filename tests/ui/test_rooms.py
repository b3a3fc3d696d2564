"""Pages and sheets are made when they are first wanted, and close together."""

from __future__ import annotations

from PySide6.QtCore import Qt

from stockdesk.ui.application import Desktop
from stockdesk.ui.overlay import Overlay
from tests.support.keys import press


def test_window_is_ready_to_scan_before_any_room_is_made(desktop: Desktop) -> None:
    assert desktop.window.findChildren(Overlay) == []
    assert desktop.window.pages.count() == 1


def test_room_is_made_once(desktop: Desktop) -> None:
    press(desktop, Qt.Key.Key_F1)
    first = desktop.window.rooms.help
    press(desktop, Qt.Key.Key_Escape)
    press(desktop, Qt.Key.Key_F1)
    assert desktop.window.findChildren(Overlay) == [first]


def test_all_sheets_close_together(desktop: Desktop) -> None:
    rooms = desktop.window.rooms
    for sheet in (rooms.help, rooms.finder):
        sheet.open()
    rooms.close_sheets()
    assert not any(sheet.isVisible() for sheet in desktop.window.findChildren(Overlay))
