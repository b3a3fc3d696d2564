"""The page of labels that scan badly, worked by keys, on real databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from stockdesk.app.radar import RelabelRow
from stockdesk.core import document as rules
from stockdesk.core.errors import StockdeskError
from stockdesk.ui.relabelview import Failed, RelabelView, Rows
from tests.support.scandesks import ScanDesk, scan_desk
from tests.support.scanledgers import Ledger, some_product

SOAP, CREAM, GLOVES = PRODUCTS = [some_product(number) for number in (1, 2, 3)]


def troubled() -> Ledger:
    ledger = Ledger()
    for product, count in ((SOAP, 2), (CREAM, 5), (GLOVES, 3)):
        for _ in range(count):
            ledger.scan(product, 40, source=rules.TYPED)
    return ledger


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ScanDesk]:
    with scan_desk(tmp_path / "station", PRODUCTS) as made:
        made.keep(troubled())
        yield made


@pytest.fixture
def view(qtbot: QtBot, dressed: QApplication, desk: ScanDesk) -> Iterator[RelabelView]:
    def load(rows: Rows, _failed: Failed) -> None:
        rows(desk.radar.rows())

    page = RelabelView(load, desk.radar)
    qtbot.addWidget(page)
    page.resize(872, 584)
    page.show()
    page.activateWindow()
    qtbot.waitExposed(page)
    page.show_zone("Europe/Riga")
    page.list.setFocus()
    yield page
    page.close()


def titles(view: RelabelView) -> list[str]:
    return [view.labels.index(place).data() for place in range(view.labels.rowCount())]


def words(view: RelabelView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def press(view: RelabelView, key: Qt.Key) -> None:
    QTest.keyClick(view.list, key)


def test_worst_label_stands_first_and_is_chosen(view: RelabelView) -> None:
    assert titles(view) == ["Product 2", "Product 3", "Product 1"]
    assert view.list.currentIndex().row() == 0
    assert "3 products want a new label." in words(view)


def test_enter_opens_the_product(view: RelabelView, qtbot: QtBot) -> None:
    press(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.product_chosen) as heard:
        press(view, Qt.Key.Key_Return)
    assert heard.args[0].product_id == GLOVES.product_id


def test_relabelled_product_leaves_the_list_and_the_next_is_chosen(view: RelabelView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.counted) as heard:
        press(view, Qt.Key.Key_Delete)
    assert heard.args == [2]
    assert titles(view) == ["Product 3", "Product 1"]
    assert view.list.currentIndex().row() == 0
    assert "Relabelled: Product 2" in words(view)
    view.refresh()
    assert titles(view) == ["Product 3", "Product 1"]


def test_word_can_be_taken_back(view: RelabelView) -> None:
    press(view, Qt.Key.Key_Delete)
    view.back_button.click()
    assert titles(view) == ["Product 2", "Product 3", "Product 1"]
    assert not view.back_button.isVisible()
    assert view.list.hasFocus()


def test_empty_list_says_what_would_be_here_and_offers_nothing(view: RelabelView) -> None:
    for _ in range(3):
        press(view, Qt.Key.Key_Delete)
    assert titles(view) == []
    assert "No label has given trouble lately." in words(view)
    assert not view.open_button.isEnabled()
    assert not view.settle_button.isEnabled()
    press(view, Qt.Key.Key_Return)
    press(view, Qt.Key.Key_Delete)


def test_new_trouble_brings_a_product_back_with_the_chosen_one_still_chosen(view: RelabelView, desk: ScanDesk) -> None:
    press(view, Qt.Key.Key_Delete)
    press(view, Qt.Key.Key_Down)
    again = Ledger()
    for _ in range(9):
        again.scan(CREAM, 40, source=rules.TYPED)
    desk.keep(again, "second")
    view.refresh()
    assert titles(view) == ["Product 2", "Product 3", "Product 1"]
    assert view.list.currentIndex().data() == "Product 1"


def test_list_that_cannot_be_read_says_why(qtbot: QtBot, dressed: QApplication, desk: ScanDesk) -> None:
    def load(_rows: Rows, failed: Failed) -> None:
        failed(StockdeskError("database.locked", path="work.db"))

    page = RelabelView(load, desk.radar)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.failed) as heard:
        page.show_zone("UTC")
    assert heard.args[0].code == "database.locked"


def test_list_may_come_later(qtbot: QtBot, dressed: QApplication, desk: ScanDesk) -> None:
    waiting: list[Rows] = []
    page = RelabelView(lambda rows, _failed: waiting.append(rows), desk.radar)
    qtbot.addWidget(page)
    page.show_zone("UTC")
    assert titles(page) == []
    found: Sequence[RelabelRow] = desk.radar.rows()
    waiting[0](found)
    assert titles(page) == ["Product 2", "Product 3", "Product 1"]
