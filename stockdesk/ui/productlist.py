"""Products in a list: a title over code and article, stock and price at the right."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from stockdesk.core.product import Product
from stockdesk.core.quantity import amount_text, money_text
from stockdesk.ui import theme
from stockdesk.ui.linemodel import Index
from stockdesk.ui.rowground import paint_row_ground
from stockdesk.ui.words import tr

PRODUCT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROW: Final = 56
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ProductListModel(QAbstractListModel):
    """The products found; replaced as a whole with every search."""

    def __init__(self) -> None:
        super().__init__()
        self._products: tuple[Product, ...] = ()

    def show_products(self, products: Sequence[Product]) -> None:
        """Show other products."""
        self.beginResetModel()
        self._products = tuple(products)
        self.endResetModel()

    def product(self, row: int) -> Product | None:
        """The product of a row."""
        return self._products[row] if 0 <= row < len(self._products) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of products."""
        return 0 if parent.isValid() else len(self._products)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title, or the whole product for the delegate."""
        product = self.product(index.row())
        if product is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return product.title
        return product if role == PRODUCT_ROLE else None


_NUMBERS = 140
"""Pixels for price and stock; the title has the rest, and loses its middle first: sizes stand at the end."""


class ProductDelegate(QStyledItemDelegate):
    """Paints a product in two rows of text. ``storage_id`` chooses whose stock is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.storage_id: int | None = None
        self.currency = ""
        self._title = theme.font(15, strong=True)
        self._small = theme.font(13, tabular=True)
        self._number = theme.font(15, tabular=True)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One height for every product."""
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one product."""
        product: Product | None = index.data(PRODUCT_ROLE)
        if product is None:
            return
        inner = paint_row_ground(painter, option).adjusted(18, 7, -18, -7)
        half = inner.height() // 2
        numbers = QRect(inner.right() - _NUMBERS, inner.top(), _NUMBERS, inner.height())
        self._numbers(painter, numbers, half, product)
        words = inner.adjusted(0, 0, -_NUMBERS - 16, 0)
        painter.setFont(self._title)
        painter.setPen(theme.INK)
        title = QFontMetrics(self._title).elidedText(product.title, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(QRect(words.left(), words.top(), words.width(), half), _LEFT, title)
        painter.setFont(self._small)
        painter.setPen(theme.QUIET)
        codes = " · ".join(part for part in (product.barcode, product.article) if part)
        painter.drawText(QRect(words.left(), words.top() + half, words.width(), half), _LEFT, codes)

    def _numbers(self, painter: QPainter, rect: QRect, half: int, product: Product) -> None:
        painter.setFont(self._number)
        painter.setPen(theme.INK)
        if product.price is not None:
            price = f"{money_text(product.price)} {self.currency}".strip()
            painter.drawText(QRect(rect.left(), rect.top(), rect.width(), half), _RIGHT, price)
        stock = stock_of(product, self.storage_id)
        words = tr("stock {amount} {unit}").format(amount=amount_text(stock), unit=product.sale_unit.title)
        painter.setFont(self._small)
        painter.setPen(theme.RED if stock < 0 else theme.QUIET)
        painter.drawText(QRect(rect.left(), rect.top() + half, rect.width(), half), _RIGHT, words.strip())


def stock_of(product: Product, storage_id: int | None) -> Decimal:
    """Stock in one storage, or in all of them when none is named; in sale units."""
    if storage_id is None:
        return sum(product.stock.values(), Decimal(0))
    return product.stock.get(storage_id, Decimal(0))
