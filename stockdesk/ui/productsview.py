"""The catalogue as a list with a search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from stockdesk.core.product import Product
from stockdesk.ui.productlist import ProductDelegate, ProductListModel
from stockdesk.ui.words import counted, tr

_SHOWN = 200
_TYPING_PAUSE_MS = 60


class ProductsView(QWidget):
    """Looks products up; nothing is changed here."""

    def __init__(
        self,
        search: Callable[[str, int], Sequence[Product]],
        count: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._search = search
        self._count = count
        self._products = ProductListModel()
        self.delegate = ProductDelegate()
        title = QLabel(tr("Products"), self)
        title.setProperty("role", "title")
        self.field = QLineEdit(self)
        self.field.setProperty("role", "search")
        self.field.setPlaceholderText(tr("Name, article or code"))
        self.field.setAccessibleName(tr("Name, article or code"))
        self.field.textChanged.connect(self._typed)
        self._found = QLabel(self)
        self._found.setProperty("role", "quiet")
        self.list = QListView(self)
        self.list.setModel(self._products)
        self.list.setItemDelegate(self.delegate)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 8, 1, 8)
        self._invitation = QLabel(card)
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invitation.setProperty("role", "quiet")
        self._body = QStackedWidget(card)
        self._body.addWidget(self._invitation)
        self._body.addWidget(self.list)
        inside.addWidget(self._body)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(32, 24, 32, 24)
        rows.setSpacing(12)
        for widget in (title, self.field, self._found):
            rows.addWidget(widget)
        rows.addWidget(card, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self._pause.start()

    @Slot()
    def refresh(self) -> None:
        """Search anew."""
        text = self.field.text().strip()
        self._body.setCurrentIndex(1 if text else 0)
        if not text:
            everything = counted(self._count(), tr("product"), tr("products"))
            self._found.setText(tr("{count} in the catalogue on this machine").format(count=everything))
            self._invitation.setText(
                tr("Type a part of a name, an article or a code.\nThe words may stand in any order.")
            )
            return
        found = self._search(text, _SHOWN)
        self._products.show_products(found)
        count = counted(len(found), tr("product"), tr("products"))
        if len(found) >= _SHOWN:
            self._found.setText(tr("the first {count}; type to narrow them down").format(count=count))
        elif not found:
            self._found.setText(
                tr("Nothing found for “{text}”. A product new at the service comes with the next sync.").format(
                    text=text
                )
            )
        else:
            self._found.setText(count)
