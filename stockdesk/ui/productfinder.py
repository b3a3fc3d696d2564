"""Finds a product as a person types: to add it, or to say what an unknown code is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QWidget

from stockdesk.core.errors import StockdeskError
from stockdesk.core.product import Product
from stockdesk.core.quantity import parse_amount
from stockdesk.ui.overlay import Overlay
from stockdesk.ui.productlist import ProductDelegate, ProductListModel
from stockdesk.ui.words import tr

_LIST_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_FEW = 4
"""Products that a small card shows at once."""


class ProductFinder(Overlay):
    """A search field over a list. Enter takes the chosen product; a typed code counts as a scan."""

    chosen = Signal(object)
    """The product that was taken."""
    code_typed = Signal(str)
    """A code to be taken like a scan."""
    multiplied = Signal(str)
    """The number in front of a star: the amount of the next scan."""

    def __init__(
        self, search: Callable[[str], Sequence[Product]], code_of: Callable[[str, bool], str], parent: QWidget
    ) -> None:
        """``code_of`` tells the code that a text is, "" for words, knowing whether the search shows any product."""
        super().__init__(tr("Find a product"), 760, parent)
        self._search = search
        self._code_of = code_of
        self._resolving = False
        self._picked = False
        self._candidates: tuple[Product, ...] = ()
        self._asked = ""
        self._products = ProductListModel()
        self.delegate = ProductDelegate()
        self.hint = QLabel(self.card)
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.field = QLineEdit(self.card)
        self.field.setProperty("role", "search")
        self.field.setAccessibleName(tr("Name, article or code"))
        self.field.setPlaceholderText(tr("Name, article or code"))
        self.field.textChanged.connect(self._searched)
        self.field.installEventFilter(self)
        self.list = QListView(self.card)
        self.list.setModel(self._products)
        self.list.setItemDelegate(self.delegate)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("Products found"))
        self.list.clicked.connect(self._clicked)
        foot = QLabel(tr("↑ ↓ choose     Enter take     Esc back"), self.card)
        foot.setProperty("role", "caption")
        self.rows.addWidget(self.hint)
        self.rows.addWidget(self.field)
        self.rows.addWidget(self.list, 1)
        self.rows.addWidget(foot)

    def card_height(self) -> int:
        """As high as the window allows: the list wants room; a choice between a few products does not."""
        return 440 if 0 < len(self._candidates) <= _FEW else 620

    def ask(self, text: str = "") -> None:
        """Search in order to add a product."""
        self._begin(tr("Find a product"), tr("Enter adds it. A number typed off a label counts as a scan."), text, ())

    def ask_for_code(self, code: str, candidates: Sequence[Product] = ()) -> None:
        """Search in order to say what an unknown code is; ``candidates`` are the products that bear the code."""
        title = tr("What is {code}?").format(code=code)
        if candidates:
            hint = tr("Several products bear this code. Choose the one you hold; Esc leaves the line open.")
        else:
            hint = tr("The code stays on the line. Esc leaves it open for later.")
        self._begin(title, hint, "", candidates, resolving=True)

    def _begin(
        self, title: str, hint: str, text: str, candidates: Sequence[Product], *, resolving: bool = False
    ) -> None:
        self._resolving = resolving
        self._candidates = tuple(candidates)
        self.heading.setText(title)
        self._asked = hint
        self.field.setText(text)
        self._searched(text)
        self.open(self.field)
        self.field.setCursorPosition(len(text))

    @Slot(str)
    def _searched(self, text: str) -> None:
        if text.endswith(("*", "×")) and self._is_amount(text[:-1]):
            self.dismiss()
            self.multiplied.emit(text[:-1])
            return
        self._picked = False
        wanted = text.strip()
        found: Sequence[Product] = self._search(wanted) if wanted else self._candidates
        self._products.show_products(found)
        if found:
            self.list.setCurrentIndex(self._products.index(0, 0))
        self.hint.setText(self._nothing_found(wanted) if wanted and not found else self._asked)

    def _nothing_found(self, text: str) -> str:
        """Say so beside the field, where the eyes are, and what Enter does with the text."""
        if not self._resolving and self._code_of(text, False):
            return tr("No product has “{text}”. Enter takes it as an unknown code.").format(text=text)
        return tr("Nothing found for “{text}”. Type less, or other words.").format(text=text)

    @staticmethod
    def _is_amount(text: str) -> bool:
        try:
            return parse_amount(text) > 0
        except StockdeskError:
            return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the field keeps the focus; Enter takes."""
        if watched is self.field and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _LIST_KEYS:
                self._move(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)

    def _move(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
        row = self.list.currentIndex().row() + steps[Qt.Key(event.key())]
        row = max(0, min(row, self._products.rowCount() - 1))
        self._picked = True
        self.list.setCurrentIndex(self._products.index(row, 0))

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        product = self._products.product(index.row())
        if product is not None:
            self._done(product)

    def _take(self) -> None:
        text = self.field.text().strip()
        code = "" if self._picked or self._resolving else self._code_of(text, self._products.rowCount() > 0)
        if code:
            self.dismiss()
            self.code_typed.emit(code)
            return
        product = self._products.product(self.list.currentIndex().row())
        if product is not None:
            self._done(product)
        elif text:
            self.hint.setText(tr("“{text}” is no product and no code. Type other words.").format(text=text))

    def _done(self, product: Product) -> None:
        self.dismiss()
        self.chosen.emit(product)
