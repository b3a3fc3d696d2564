"""The places beside the document, reached by key and by rail, each with what it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.app.station import load_profile, save_profile
from stockdesk.app.workspace import Workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.core.product import Product
from stockdesk.core.stationprofile import StationProfile
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from stockdesk.ui.simulatedscanner import SimulatedScanner
from tests.support.demo import DemoService
from tests.support.keys import CONTROL, press, scan
from tests.support.window import UNKNOWN, amounts, banner, lines, some_products
from tests.ui.conftest import options, report

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Qt.Key.Key_1, "products"),
        (Qt.Key.Key_2, "outbox"),
        (Qt.Key.Key_3, "relabel"),
        (Qt.Key.Key_Comma, "settings"),
    ],
)
def test_place_has_a_key_and_the_focus(desktop: Desktop, key: Qt.Key, place: str) -> None:
    press(desktop, key, CONTROL)
    page: QWidget = getattr(desktop.window.rooms, place)
    assert desktop.window.pages.currentWidget() is page
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus)


def test_ledger_shows_the_scans_of_the_open_document_and_jumps_to_a_line(desktop: Desktop, soap: Product) -> None:
    scan(desktop, UNKNOWN)
    press(desktop, Qt.Key.Key_L, CONTROL)
    ledger = desktop.window.rooms.ledger
    assert ledger.isVisible()
    assert ledger.entries.rowCount() == 2
    press(desktop, Qt.Key.Key_Down)
    press(desktop, Qt.Key.Key_Return)
    current = desktop.window.view.table.current_line()
    assert current is not None
    assert current.line_id == lines(desktop)[0].line_id


def test_set_up_scanner_is_heard_patiently_while_its_page_is_shown(desktop: Desktop, qtbot: QtBot) -> None:
    heard: list[StationProfile] = []
    desktop.window.places.listening.connect(heard.append)
    desktop.window.places.show_scanner_setup()
    assert heard[-1].gap > load_profile(desktop.workspace.settings).gap
    press(desktop, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desktop.window.pages.currentWidget() is desktop.window.rooms.settings)
    assert heard[-1] == load_profile(desktop.workspace.settings) == desktop.workspace.scanning.profile


def test_bluetooth_scanner_of_the_station_is_heard_from_the_start(
    workspace: Workspace, folder: Path, demo: DemoService, dressed: QApplication, qtbot: QtBot
) -> None:
    save_profile(workspace.settings, StationProfile(gap=65))
    desktop = Desktop(dressed, Workspace.open(options(folder, demo), gui=True), report)
    try:
        desktop.start()
        qtbot.waitExposed(desktop.window)
        product = some_products(desktop, 1)[0]
        SimulatedScanner(desktop.filter, gap=50).scan(desktop.window.windowHandle(), product.barcode)
        assert amounts(desktop) == ["1"]
    finally:
        desktop.close()
        desktop.window.deleteLater()


def test_help_leads_to_the_command_codes(desktop: Desktop) -> None:
    press(desktop, Qt.Key.Key_K, CONTROL | SHIFT)
    assert desktop.window.rooms.command_codes.isVisible()


def test_undo_on_another_page_shows_the_document_it_undoes(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_3, CONTROL)
    press(desktop, Qt.Key.Key_Z, CONTROL)
    assert desktop.window.pages.currentWidget() is desktop.window.view
    assert lines(desktop) == []
    press(desktop, Qt.Key.Key_3, CONTROL)
    press(desktop, Qt.Key.Key_Y, CONTROL)
    assert desktop.window.pages.currentWidget() is desktop.window.view
    assert amounts(desktop) == ["1"]


def test_undo_on_the_in_store_codes_takes_back_a_change_of_theirs(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_Comma, CONTROL)
    settings = desktop.window.rooms.settings
    settings.tabs.setCurrentIndex(3)
    before = settings.codes.table.rows()
    settings.codes.remove_button.click()
    assert settings.codes.table.rows() != before
    press(desktop, Qt.Key.Key_Z, CONTROL)
    assert settings.codes.table.rows() == before
    assert amounts(desktop) == ["1"]


def test_minus_by_a_key_shows_the_document(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_2, CONTROL)
    press(desktop, Qt.Key.Key_D, CONTROL)
    assert desktop.window.pages.currentWidget() is desktop.window.view
    assert desktop.window.view.banner.minus


def test_sheet_saved_from_the_document_is_told_in_its_banner(desktop: Desktop) -> None:
    sheets = desktop.window.places.sheets
    sheets.saved.emit("Saved as commands.pdf: 14 codes, each read back.")
    assert (banner(desktop).title, "commands.pdf" in banner(desktop).detail) == ("Sheet saved", True)
    sheets.failed.emit(StockdeskError("disk.full", path="commands.pdf"))
    assert banner(desktop).tone is Tone.REFUSED
    press(desktop, Qt.Key.Key_2, CONTROL)
    sheets.saved.emit("Saved as set-up.pdf: 4 codes, each read back.")
    assert "set-up.pdf" not in banner(desktop).detail
