"""Finding a product by keys: to add it, or to say what an unknown code is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stockdesk.core.entry import EntryKind
from stockdesk.ui.application import Desktop
from tests.support.keys import press, scan, type_text
from tests.support.window import UNKNOWN, lines, some_products


def test_finder_adds_the_product_that_was_searched(desktop: Desktop, qtbot: QtBot) -> None:
    product = some_products(desktop, 1)[0]
    press(desktop, Qt.Key.Key_F7)
    type_text(qtbot, desktop, product.article.lower())
    press(desktop, Qt.Key.Key_Down)
    press(desktop, Qt.Key.Key_Return)
    assert not desktop.window.rooms.finder.isVisible()
    assert [line.product_id for line in lines(desktop)] == [product.product_id]


def test_code_typed_off_a_label_counts_as_typed(desktop: Desktop, qtbot: QtBot) -> None:
    product = some_products(desktop, 1)[0]
    type_text(qtbot, desktop, product.barcode)
    assert desktop.window.rooms.finder.isVisible()
    press(desktop, Qt.Key.Key_Return)
    document = desktop.window.view.document
    assert document is not None
    entry = next(entry for entry in document.sheet.entries if entry.kind is EntryKind.SCAN)
    assert (entry.data["source"], entry.data["code"]) == ("typed", product.barcode)


@pytest.mark.parametrize(("text", "code"), [("4 006381 333931", UNKNOWN), ("ABC-12", "ABC-12")])
def test_code_that_nobody_knows_becomes_a_line_as_a_scan_would(
    desktop: Desktop, qtbot: QtBot, text: str, code: str
) -> None:
    press(desktop, Qt.Key.Key_F7)
    type_text(qtbot, desktop, text)
    press(desktop, Qt.Key.Key_Return)
    assert [(line.product_id, line.code.upper()) for line in lines(desktop)] == [(None, code)]
    document = desktop.window.view.document
    assert document is not None
    assert [entry.data["source"] for entry in document.sheet.entries if entry.kind is EntryKind.SCAN] == ["typed"]


def test_finder_says_what_an_unknown_code_is(desktop: Desktop, qtbot: QtBot) -> None:
    product = some_products(desktop, 1)[0]
    scan(desktop, UNKNOWN)
    press(desktop, Qt.Key.Key_F7)
    type_text(qtbot, desktop, product.article.lower())
    press(desktop, Qt.Key.Key_Return)
    assert [(line.product_id, line.code) for line in lines(desktop)] == [(product.product_id, UNKNOWN)]
