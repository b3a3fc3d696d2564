"""The products page: a search over the catalogue that is here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from stockdesk.ui.application import Desktop
from tests.support.keys import CONTROL, press, type_text
from tests.support.window import some_products


def words(desktop: Desktop) -> str:
    view = desktop.window.rooms.products
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def test_page_says_how_many_products_are_here(desktop: Desktop) -> None:
    press(desktop, Qt.Key.Key_1, CONTROL)
    assert f"{desktop.workspace.catalogue.count()} products in the catalogue" in words(desktop)


def test_typing_narrows_the_list_down(desktop: Desktop, qtbot: QtBot) -> None:
    product = some_products(desktop, 1)[0]
    press(desktop, Qt.Key.Key_1, CONTROL)
    type_text(qtbot, desktop, product.article.lower())
    qtbot.waitUntil(lambda: "1 product" in words(desktop).splitlines())
    assert desktop.window.rooms.products.list.model().index(0, 0).data() == product.title


def test_nothing_found_says_what_to_do(desktop: Desktop, qtbot: QtBot) -> None:
    press(desktop, Qt.Key.Key_1, CONTROL)
    type_text(qtbot, desktop, "zzzzq")
    qtbot.waitUntil(lambda: "Nothing found for “zzzzq”" in words(desktop))
