"""Editing a cell in place: what can be taken is taken over, what cannot stays in its field and is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from stockdesk.core.product import Product, Unit
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from tests.support.demo import LOCATION
from tests.support.keys import press, scan, type_text
from tests.support.window import amounts, banner, lines, some_products


def test_amount_that_cannot_be_taken_stays_in_its_field_and_is_told(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    type_text(qtbot, desktop, "1.2.3")
    press(desktop, Qt.Key.Key_Return)
    editor = desktop.window.view.table.editing()
    assert isinstance(editor, QLineEdit)
    assert (editor.text(), banner(desktop).tone, amounts(desktop)) == ("1.2.3", Tone.REFUSED, ["1"])
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["1"]
    press(desktop, Qt.Key.Key_Escape)
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["2"]


def test_scan_during_an_edit_takes_the_edit_over_first(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    type_text(qtbot, desktop, "12")
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["13"]


def test_unit_is_changed_by_keys(desktop: Desktop, qtbot: QtBot) -> None:
    product = replace(some_products(desktop, 1)[0], service_unit=Unit(999, "ml"), unit_equals=Decimal(250))
    desktop.workspace.shelf.catalogue.upsert(LOCATION, [product])
    scan(desktop, product.barcode)
    press(desktop, Qt.Key.Key_Up)
    press(desktop, Qt.Key.Key_Return)
    press(desktop, Qt.Key.Key_Tab)
    press(desktop, Qt.Key.Key_Down)
    press(desktop, Qt.Key.Key_Return)
    line = lines(desktop)[0]
    assert (line.unit_title, line.amount) == ("ml", Decimal(250))
