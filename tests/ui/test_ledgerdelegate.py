"""How entries are painted: an undone one is struck through, and nothing is told by colour alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from stockdesk.app.scanlog import ScanRow, Taken
from stockdesk.ui.ledgerdelegate import ROW_PIXELS, LedgerDelegate
from stockdesk.ui.ledgermodel import Column, LedgerModel
from tests.support.scanledgers import BEGAN

ROW = ScanRow(
    "e1", 1, BEGAN, Taken.PRODUCT, "4006381333931", "4006381333931", "Shampoo", amount=Decimal(1), source="scan"
)


def painted(row: ScanRow, column: Column = Column.TAKEN, current: int = -1) -> QImage:
    model = LedgerModel()
    model.show_rows([row], "UTC")
    delegate = LedgerDelegate()
    delegate.current_row = lambda: current
    image = QImage(QSize(300, ROW_PIXELS), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 300, ROW_PIXELS)
    delegate.paint(painter, option, model.index(0, column))
    painter.end()
    return image


def test_each_verdict_looks_different_without_colours(dressed: QApplication) -> None:
    images = [painted(replace(ROW, taken=taken, title="Shampoo")) for taken in Taken]
    assert all(first != second for place, first in enumerate(images) for second in images[place + 1 :])


def test_undone_entry_is_struck_through(dressed: QApplication) -> None:
    undone = replace(ROW, undone=True)
    assert painted(undone) != painted(ROW)
    assert painted(undone, Column.AMOUNT) != painted(ROW, Column.AMOUNT)


def test_chosen_row_is_marked(dressed: QApplication) -> None:
    assert painted(ROW, Column.NUMBER, current=0) != painted(ROW, Column.NUMBER)


def test_every_row_has_one_height(dressed: QApplication) -> None:
    model = LedgerModel()
    model.show_rows([ROW], "UTC")
    assert LedgerDelegate().sizeHint(QStyleOptionViewItem(), model.index(0, 0)).height() == ROW_PIXELS
