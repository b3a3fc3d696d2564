"""Where scans go: to the page that asks for one, else to the document; what cannot be taken is refused and kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from stockdesk.app.events import Verdict
from stockdesk.core.command import command_code
from stockdesk.core.entry import EntryKind
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product
from stockdesk.ui import scandesk
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from stockdesk.ui.simulatedscanner import SimulatedScanner
from tests.support.keys import CONTROL, press, scan
from tests.support.scanstation import Clock
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
    assert banner(desktop).scan == "scan 2"


def test_dialog_that_covers_the_banner_says_itself_that_the_scan_was_refused(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    box = QMessageBox(QMessageBox.Icon.Question, "?", "yes?", QMessageBox.StandardButton.Yes, desktop.window)
    box.open()
    qtbot.waitExposed(box)
    SimulatedScanner(desktop.filter).scan(box.windowHandle(), soap.barcode)
    assert box.windowTitle() == "Scan refused: close this window, then scan again"
    box.reject()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_scan_closes_a_menu_that_would_cover_the_banner(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    menu = QMenu(desktop.window)
    menu.addAction("anything")
    menu.popup(desktop.window.mapToGlobal(QPoint(40, 40)))
    qtbot.waitExposed(menu)
    SimulatedScanner(desktop.filter).scan(menu.windowHandle(), soap.barcode)
    assert (menu.isVisible(), amounts(desktop)) == (False, ["2"])


def test_scan_while_the_scanner_is_set_up_books_nothing(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    desktop.window.places.show_scanner_setup()
    scan(desktop, soap.barcode)
    assert desktop.window.pages.currentWidget() is desktop.window.rooms.scanner_setup
    press(desktop, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desktop.window.pages.currentWidget() is desktop.window.rooms.settings)
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["2"]


def turned_by_hand(desktop: Desktop) -> Clock:
    """Give the modes a clock that stands: a code that is scanned again at once is one that was read twice."""
    clock = desktop.window.workspace.scanning.modes._clock = Clock()
    return clock


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
    code, clock = command_code("post"), turned_by_hand(desktop)
    scan(desktop, code)
    clock.now += 1
    scan(desktop, soap.barcode)
    clock.now += 1
    scan(desktop, code)
    scan(desktop, code)  # read twice at one pull
    assert desktop.window.workspace.posting.rows() == []
    clock.now += 1
    scan(desktop, code)
    qtbot.waitUntil(lambda: len(desktop.window.workspace.posting.rows()) == 1)


def test_posting_by_scans_shows_what_stands_in_the_way(desktop: Desktop) -> None:
    scan(desktop, UNKNOWN)
    clock = turned_by_hand(desktop)
    for _ in range(2):
        scan(desktop, command_code("post"))
        clock.now += 1
    assert desktop.window.rooms.problems.isVisible()
    assert (banner(desktop).tone, banner(desktop).title) == (Tone.LOOK, "Not posted yet")


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


def test_bug_behind_the_answer_is_heard_and_shown(
    desktop: Desktop, soap: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[type[BaseException]] = []
    heard: list[Verdict] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, _error, _trace: shown.append(kind))
    monkeypatch.setattr(scandesk, "sound", heard.append)

    def broken(_message: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(desktop.window.view.banner, "show_message", broken)
    scan(desktop, soap.barcode)
    assert (shown, heard, amounts(desktop)) == ([ZeroDivisionError], [Verdict.LOOK], ["2"])
