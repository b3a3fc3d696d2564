"""The window: scans go to the document from everywhere, nothing lands in the wrong place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from stockdesk.core.product import Product
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from stockdesk.ui.simulatedscanner import SimulatedScanner
from tests.support.keys import CONTROL, press, scan, type_text
from tests.support.window import amounts, banner


def test_scan_goes_to_the_document_while_the_comment_has_the_focus(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    comment = next(field for field in desktop.window.view.header.findChildren(QLineEdit) if field.isVisible())
    comment.setFocus()
    qtbot.waitUntil(comment.hasFocus)
    type_text(qtbot, desktop, "box")
    scan(desktop, soap.barcode)
    assert (comment.text(), amounts(desktop)) == ("box", ["2"])


def test_scan_on_another_page_comes_back_to_the_document(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_1, CONTROL)
    assert desktop.window.pages.currentWidget() is desktop.window.rooms.products
    scan(desktop, soap.barcode)
    assert desktop.window.pages.currentWidget() is desktop.window.view
    assert amounts(desktop) == ["2"]


def test_scan_under_an_open_sheet_closes_it_and_counts(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_F1)
    assert desktop.window.rooms.help.isVisible()
    scan(desktop, soap.barcode)
    assert not desktop.window.rooms.help.isVisible()
    assert amounts(desktop) == ["2"]


def test_scan_before_a_dialog_is_refused_aloud_and_presses_nothing(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    box = QMessageBox(QMessageBox.Icon.Question, "?", "yes?", QMessageBox.StandardButton.Yes, desktop.window)
    box.open()
    qtbot.waitExposed(box)
    handle = box.windowHandle()
    SimulatedScanner(desktop.filter).scan(handle, soap.barcode)
    assert box.isVisible()
    assert (banner(desktop).tone, amounts(desktop)) == (Tone.REFUSED, ["1"])
    box.reject()


def test_escape_takes_the_pending_amount_back(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    type_text(qtbot, desktop, "5*")
    press(desktop, Qt.Key.Key_Escape)
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["2"]


def test_escape_leaves_a_sheet_and_the_focus_is_where_it_was(desktop: Desktop, soap: Product) -> None:
    before = QApplication.focusWidget()
    press(desktop, Qt.Key.Key_F7)
    press(desktop, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is before
