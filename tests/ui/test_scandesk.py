"""Where scans go: to the page that asks for one, else to the document; what cannot be taken is refused and kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from stockdesk.core.command import command_code
from stockdesk.core.entry import EntryKind
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from stockdesk.ui.simulatedscanner import SimulatedScanner
from tests.support.keys import CONTROL, press, scan
from tests.support.window import UNKNOWN, amounts, banner


def test_scan_refused_before_a_dialog_stands_in_the_ledger(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    box = QMessageBox(QMessageBox.Icon.Question, "?", "yes?", QMessageBox.StandardButton.Yes, desktop.window)
    box.open()
    qtbot.waitExposed(box)
    SimulatedScanner(desktop.filter).scan(box.windowHandle(), soap.barcode)
    box.reject()
    document = desktop.window.view.document
    assert document is not None
    *_, last = document.sheet.entries
    assert (last.kind, last.data["code"]) == (EntryKind.REFUSED, soap.barcode)
    assert "scan 2" in banner(desktop).detail


def test_scan_while_the_scanner_is_set_up_books_nothing(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    desktop.window.places.show_scanner_setup()
    scan(desktop, soap.barcode)
    assert desktop.window.pages.currentWidget() is desktop.window.rooms.scanner_setup
    press(desktop, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desktop.window.pages.currentWidget() is desktop.window.rooms.settings)
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["2"]


def test_scan_on_the_settings_goes_to_the_document(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_Comma, CONTROL)
    assert desktop.window.pages.currentWidget() is desktop.window.rooms.settings
    scan(desktop, soap.barcode)
    assert desktop.window.pages.currentWidget() is desktop.window.view
    assert amounts(desktop) == ["2"]


def test_scanned_command_shows_the_next_kind_of_document(desktop: Desktop, soap: Product) -> None:
    seen = []
    for _ in range(4):
        scan(desktop, command_code("next_kind"))
        document = desktop.window.view.document
        assert document is not None
        seen.append(document.kind)
    assert seen == [Kind.USAGE, Kind.WRITEOFF, Kind.TRANSFER, Kind.RECEIPT]


def test_scanned_command_opens_the_finder(desktop: Desktop, soap: Product) -> None:
    scan(desktop, command_code("find"))
    assert desktop.window.rooms.finder.isVisible()


def test_posting_by_scans_needs_a_second_one_and_any_other_scan_between_disarms_it(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    code = command_code("post")
    scan(desktop, code)
    scan(desktop, soap.barcode)
    scan(desktop, code)
    assert desktop.window.workspace.posting.rows() == []
    scan(desktop, code)
    qtbot.waitUntil(lambda: len(desktop.window.workspace.posting.rows()) == 1)


def test_posting_by_scans_shows_what_stands_in_the_way(desktop: Desktop) -> None:
    scan(desktop, UNKNOWN)
    for _ in range(2):
        scan(desktop, command_code("post"))
    assert desktop.window.rooms.problems.isVisible()


def test_scan_before_the_sign_in_is_refused_aloud(desktop: Desktop) -> None:
    desktop.window._sign_out()
    scan(desktop, UNKNOWN)
    assert UNKNOWN in desktop.window.rooms.sign_in.view._error.text()


def test_minus_by_a_key_takes_the_next_scan_off(desktop: Desktop, soap: Product) -> None:
    scan(desktop, soap.barcode)
    press(desktop, Qt.Key.Key_D, CONTROL)
    assert desktop.window.view.banner.minus
    scan(desktop, soap.barcode)
    assert (amounts(desktop), banner(desktop).tone) == (["1"], Tone.ACCEPTED)
