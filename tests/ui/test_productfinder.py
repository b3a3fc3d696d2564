"""The finder: the field keeps the focus, arrows choose, Enter takes, a number counts as a scan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.core.product import Product
from stockdesk.ui.productfinder import ProductFinder
from tests.support.lines import products

SOAPS = products(12)


def code_of(text: str, found: bool) -> str:
    """Digits and words with a digit are codes, the latter only where nothing was found."""
    bare = text.replace(" ", "")
    return bare if bare.isdigit() or (any(map(str.isdigit, text)) and not found) else ""


@pytest.fixture
def finder(dressed: QApplication, qtbot: QtBot) -> Iterator[ProductFinder]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    yield ProductFinder(lambda text: [soap for soap in SOAPS if text in soap.title.lower()], code_of, window)
    window.close()


def keys(finder: ProductFinder, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(finder.field, key)


def test_enter_takes_the_first_that_was_found(finder: ProductFinder, qtbot: QtBot) -> None:
    finder.ask("soap 7")
    with qtbot.waitSignal(finder.chosen) as heard:
        keys(finder, Qt.Key.Key_Return)
    assert heard.args == [SOAPS[7]]
    assert not finder.isVisible()


def test_arrows_choose_and_stop_at_the_ends(finder: ProductFinder, qtbot: QtBot) -> None:
    finder.ask("soap")
    keys(finder, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Down)
    with qtbot.waitSignal(finder.chosen) as heard:
        keys(finder, Qt.Key.Key_Return)
    assert heard.args == [SOAPS[-1]]


def test_number_off_a_label_counts_as_a_code_even_when_nothing_is_found(finder: ProductFinder, qtbot: QtBot) -> None:
    finder.ask("4006381333931")
    with qtbot.assertNotEmitted(finder.chosen), qtbot.waitSignal(finder.code_typed) as heard:
        keys(finder, Qt.Key.Key_Return)
    assert heard.args == ["4006381333931"]


@pytest.mark.parametrize(("text", "code"), [("4 006381 333931", "4006381333931"), ("ABC-12", "ABC-12")])
def test_code_as_it_is_printed_counts_as_one(finder: ProductFinder, qtbot: QtBot, text: str, code: str) -> None:
    finder.ask(text)
    with qtbot.waitSignal(finder.code_typed) as heard:
        keys(finder, Qt.Key.Key_Return)
    assert heard.args == [code]


def test_code_that_the_search_finds_is_a_search(finder: ProductFinder, qtbot: QtBot) -> None:
    finder.ask("soap 1")
    with qtbot.assertNotEmitted(finder.code_typed), qtbot.waitSignal(finder.chosen):
        keys(finder, Qt.Key.Key_Return)


def test_number_with_a_product_chosen_takes_that_product(finder: ProductFinder, qtbot: QtBot) -> None:
    finder._search = lambda _text: SOAPS
    finder.ask("1000")
    keys(finder, Qt.Key.Key_Down)
    with qtbot.waitSignal(finder.chosen) as heard:
        keys(finder, Qt.Key.Key_Return)
    assert heard.args == [SOAPS[1]]


def test_star_behind_an_amount_is_for_the_next_scan(finder: ProductFinder, qtbot: QtBot) -> None:
    finder.ask("12")
    with qtbot.waitSignal(finder.multiplied) as heard:
        keys(finder, Qt.Key.Key_Asterisk)
    assert heard.args == ["12"]
    assert not finder.isVisible()


def test_several_products_of_one_code_are_offered_before_anything_is_typed(finder: ProductFinder, qtbot: QtBot) -> None:
    candidates: tuple[Product, ...] = (SOAPS[3], SOAPS[4])
    finder.ask_for_code("4000000001003", candidates)
    keys(finder, Qt.Key.Key_Down)
    with qtbot.waitSignal(finder.chosen) as heard:
        keys(finder, Qt.Key.Key_Return)
    assert heard.args == [SOAPS[4]]


def test_nothing_found_takes_nothing(finder: ProductFinder, qtbot: QtBot) -> None:
    finder.ask("nobody sells this")
    with qtbot.assertNotEmitted(finder.chosen), qtbot.assertNotEmitted(finder.code_typed):
        keys(finder, Qt.Key.Key_Return)
    assert finder.isVisible()
    assert "no product and no code" in finder.hint.text()


def test_finder_tells_beside_the_field_what_enter_does_with_an_unknown_number(finder: ProductFinder) -> None:
    finder.ask("4006381333931")
    assert finder.hint.text() == "No product has “4006381333931”. Enter takes it as an unknown code."
    finder.ask_for_code("4006381333930")
    finder.field.setText("4006381333931")
    assert finder.hint.text().startswith("Nothing found for “4006381333931”.")
