"""The keys on a line."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stockdesk.core.product import Product
from stockdesk.ui.application import Desktop
from tests.support.keys import CONTROL, press, scan, type_text
from tests.support.window import amounts, lines, some_products


def test_typing_on_a_line_sets_its_amount_and_tab_goes_to_its_cost(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    type_text(qtbot, desktop, "12")
    press(desktop, Qt.Key.Key_Tab)
    type_text(qtbot, desktop, "3,40")
    press(desktop, Qt.Key.Key_Return)
    line = lines(desktop)[0]
    assert (line.amount, line.cost, line.total) == (Decimal(12), Decimal("3.4"), Decimal("40.80"))


def test_plus_and_minus_step_the_line_and_the_last_piece_removes_it(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    type_text(qtbot, desktop, "++-")
    assert amounts(desktop) == ["2"]
    type_text(qtbot, desktop, "--")
    assert lines(desktop) == []
    press(desktop, Qt.Key.Key_Z, CONTROL)
    assert amounts(desktop) == ["1"]


def test_arrows_choose_the_line_that_keys_act_on(desktop: Desktop, qtbot: QtBot) -> None:
    first, second = some_products(desktop, 2)
    scan(desktop, first.barcode)
    scan(desktop, second.barcode)
    press(desktop, Qt.Key.Key_Down)
    type_text(qtbot, desktop, "+")
    assert amounts(desktop) == ["2", "1"]
