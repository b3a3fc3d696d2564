"""The main job with the keyboard alone, from the first scan to the document's number."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.core.posting import State
from stockdesk.core.product import Product
from stockdesk.core.quantity import amount_text
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from stockdesk.ui.datefield import DateField
from tests.support.demo import DemoService
from tests.support.keys import press, scan, type_text
from tests.support.window import UNKNOWN, amounts, banner, lines, some_products


def focus() -> str:
    """What the widget with the focus is called."""
    widget = QApplication.focusWidget()
    return "" if widget is None else widget.accessibleName()


def test_every_field_of_the_header_is_reached_by_tab_from_the_lines(desktop: Desktop, soap: Product) -> None:
    seen = []
    for _ in range(8):
        press(desktop, Qt.Key.Key_Backtab)
        seen.append(focus())
    assert seen[:4] == ["Comment", "Date", "Person", "Supplier"]
    for _ in range(8):
        press(desktop, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is desktop.window.view.table


def test_date_opens_by_enter_and_is_stepped_by_arrows(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_Backtab)
    press(desktop, Qt.Key.Key_Backtab)
    press(desktop, Qt.Key.Key_Return)
    field = desktop.window.view.header.findChild(DateField)
    assert field is not None
    assert field.sheet is not None
    assert field.sheet.isVisible()
    press(desktop, Qt.Key.Key_Down)
    press(desktop, Qt.Key.Key_Return)
    document = desktop.window.view.document
    assert document is not None
    assert document.sheet.header["date"]
    assert QApplication.focusWidget() is field


def test_receipt_is_made_mended_and_posted_by_keys_alone(desktop: Desktop, demo: DemoService, qtbot: QtBot) -> None:
    first, second, third = some_products(desktop, 3)
    scan(desktop, first.barcode)
    type_text(qtbot, desktop, "5*")
    scan(desktop, second.barcode)
    scan(desktop, UNKNOWN)
    # The amount of the second line, its cost and its comment.
    press(desktop, Qt.Key.Key_Down)
    type_text(qtbot, desktop, "7")
    press(desktop, Qt.Key.Key_Tab)
    type_text(qtbot, desktop, "2.50")
    press(desktop, Qt.Key.Key_Tab)
    type_text(qtbot, desktop, "box")
    press(desktop, Qt.Key.Key_Return)
    # One more of the first, and one step back.
    press(desktop, Qt.Key.Key_Down)
    type_text(qtbot, desktop, "++")
    press(desktop, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert amounts(desktop) == ["2", "7", "1"]
    # Supplier and comment in the header, then back to the lines.
    for _ in range(4):
        press(desktop, Qt.Key.Key_Backtab)
    press(desktop, Qt.Key.Key_Down)
    for _ in range(3):
        press(desktop, Qt.Key.Key_Tab)
    type_text(qtbot, desktop, "monday")
    press(desktop, Qt.Key.Key_Return)
    # What stands in the way is listed; Enter goes there, F7 finds its product.
    press(desktop, Qt.Key.Key_F9)
    assert desktop.window.rooms.problems.isVisible()
    press(desktop, Qt.Key.Key_Return)
    press(desktop, Qt.Key.Key_F7)
    type_text(qtbot, desktop, third.article.lower())
    press(desktop, Qt.Key.Key_Return)
    assert [line.product_id for line in lines(desktop)] == [first.product_id, second.product_id, third.product_id]
    press(desktop, Qt.Key.Key_F8)
    assert banner(desktop).word == "Checked"
    press(desktop, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: desktop.workspace.posting.counts().get(State.POSTED) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: banner(desktop).tone is Tone.ACCEPTED)
    (document,) = demo.documents()
    assert document["comment"].endswith("monday")
    assert [(line["good_id"], amount_text(abs(Decimal(str(line["amount"]))))) for line in document["lines"]] == [
        (first.product_id, "2"),
        (second.product_id, "7"),
        (third.product_id, "1"),
    ]
    assert {line["supplier_id"] for line in document["lines"]} != {None}
