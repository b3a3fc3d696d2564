"""A file comes into the document with all of its rows or none; each row that cannot be taken is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from stockdesk.core.product import Product
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from tests.support.keys import CONTROL, press
from tests.support.window import UNKNOWN, amounts, banner, lines, some_products

LOAD = CONTROL | Qt.KeyboardModifier.ShiftModifier


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["code;amount;cost", *rows]), encoding="utf-8")
    return path


def choose(desktop: Desktop, path: Path, qtbot: QtBot) -> None:
    """Open the dialog by its key, and take a file in it by Enter."""
    press(desktop, Qt.Key.Key_O, LOAD)
    dialog = desktop.window.files.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    dialog.findChildren(QLineEdit)[0].setText(str(path))
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desktop.window.files.dialog is None)


def test_lines_of_a_file_come_into_the_open_document(
    desktop: Desktop, soap: Product, tmp_path: Path, qtbot: QtBot
) -> None:
    _, first, second = some_products(desktop, 3)
    path = table(tmp_path / "monday.csv", f"{first.barcode};3;1.50", f"{second.barcode};2,5;")
    choose(desktop, path, qtbot)
    qtbot.waitUntil(lambda: len(lines(desktop)) == 3)
    assert amounts(desktop) == ["1", "3", "2.5"]
    assert (banner(desktop).tone, banner(desktop).title) == (Tone.ACCEPTED, "2 lines from monday.csv")
    assert desktop.window.view.table.hasFocus()


def test_file_with_a_wrong_row_is_refused_whole_and_each_row_named(
    desktop: Desktop, soap: Product, tmp_path: Path, qtbot: QtBot
) -> None:
    product = some_products(desktop, 2)[1]
    path = table(tmp_path / "monday.csv", f"{product.barcode};3;", f"{UNKNOWN};1;", f"{product.barcode};-2;")
    choose(desktop, path, qtbot)
    qtbot.waitUntil(desktop.window.rooms.rows.isVisible)
    sheet = desktop.window.rooms.rows
    told = [sheet.list.item(row).text() for row in range(sheet.list.count())]
    assert [text.partition(":")[0] for text in told] == ["Row 3", "Row 4"]
    assert UNKNOWN in told[0]
    assert "-2" in told[1]
    assert (amounts(desktop), banner(desktop).tone) == (["1"], Tone.REFUSED)
    # The file is mended, and Enter reads it again.
    table(path, f"{product.barcode};3;")
    press(desktop, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: amounts(desktop) == ["1", "3"])


@pytest.mark.parametrize("content", ["", "name;price\nsoap;1\n"])
def test_file_that_is_no_list_of_goods_is_refused_with_its_name(
    content: str, desktop: Desktop, soap: Product, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "monday.csv"
    path.write_text(content, encoding="utf-8")
    choose(desktop, path, qtbot)
    qtbot.waitUntil(lambda: banner(desktop).tone is Tone.REFUSED)
    assert "monday.csv" in banner(desktop).detail
    assert str(tmp_path) not in banner(desktop).detail
    assert amounts(desktop) == ["1"]


def test_dialog_left_by_escape_leaves_the_document_and_the_focus_as_they_were(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    press(desktop, Qt.Key.Key_O, LOAD)
    dialog = desktop.window.files.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desktop.window.files.dialog is None)
    assert amounts(desktop) == ["1"]
    assert desktop.window.view.table.hasFocus()


def test_document_posted_while_the_file_was_read_is_left_alone(
    desktop: Desktop, soap: Product, tmp_path: Path, qtbot: QtBot
) -> None:
    path = table(tmp_path / "monday.csv", f"{soap.barcode};3;")
    posted = desktop.window.view.document
    assert posted is not None
    desktop.window.files.load(path)
    press(desktop, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: banner(desktop).tone is Tone.REFUSED)
    assert [str(line.amount) for line in posted.sheet.lines] == ["1"]
    assert lines(desktop) == []
