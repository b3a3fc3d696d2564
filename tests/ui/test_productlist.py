"""Products in a list."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from stockdesk.ui.productlist import PRODUCT_ROLE, ProductDelegate, ProductListModel, stock_of
from tests.support.lines import SHAMPOO, products


def test_model_shows_titles_and_hands_out_products(dressed: QApplication) -> None:
    model = ProductListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    found = products(3)
    model.show_products(found)
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [each.title for each in found]
    assert model.index(1, 0).data(PRODUCT_ROLE) == model.product(1) == found[1]
    assert model.product(3) is None


def test_stock_is_that_of_the_storage_or_of_all() -> None:
    assert [stock_of(SHAMPOO, storage) for storage in (10, 12, None)] == [Decimal(4), Decimal(0), Decimal(6)]


def test_storage_chooses_the_stock_that_is_painted(dressed: QApplication, qtbot: QtBot) -> None:
    model, delegate, view = ProductListModel(), ProductDelegate(), QListView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.resize(600, 120)
    model.show_products([SHAMPOO])
    delegate.storage_id = 10
    shop = view.grab().toImage()
    delegate.storage_id = 11
    assert view.grab().toImage() != shop
