"""What the finder is asked for, and where its answer goes: a new line, or the product of an unknown code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from stockdesk.app.workspace import Workspace
from stockdesk.core.document import TYPED, storage_of
from stockdesk.core.entry import RawScan
from stockdesk.core.product import Product
from stockdesk.ui.documentview import DocumentView
from stockdesk.ui.rooms import Rooms

if TYPE_CHECKING:
    from stockdesk.ui.productlist import ProductDelegate


class ProductSearch(QObject):
    """Stands between the document's view and the finder."""

    def __init__(self, workspace: Workspace, view: DocumentView, rooms: Rooms) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._view = view
        self._rooms = rooms
        self._resolving = ""
        view.search_wanted.connect(self.search)
        view.choice_wanted.connect(self.choose_between)
        rooms.product_chosen.connect(self._chosen)
        rooms.code_typed.connect(self._code_typed)
        rooms.multiplied.connect(view.multiply)
        rooms.finder_closed.connect(self._closed)

    def find(self) -> None:
        """Find the product of the current line if its code is unknown, else one to add."""
        line = self._view.table.current_line()
        if line is not None and line.product_id is None and self._view.table.editing() is None:
            self.choose_between(line.line_id, line.code, ())
        else:
            self.search("")

    @Slot(str)
    def search(self, text: str) -> None:
        """Begin a search with a text."""
        self.prepare(self._rooms.finder.delegate)
        self._rooms.finder.ask(text)

    @Slot(str, str, object)
    def choose_between(self, line_id: str, code: str, candidates: tuple[Product, ...]) -> None:
        """Ask which product a line's code is; the candidates bear it."""
        self._resolving = line_id
        self.prepare(self._rooms.finder.delegate)
        self._rooms.finder.ask_for_code(code, candidates)

    def prepare(self, delegate: ProductDelegate) -> None:
        """Let a list of products show the stock of the document's storage and the location's money."""
        document, signed_in = self._view.document, self._workspace.session.current
        delegate.storage_id = None if document is None else storage_of(document.sheet)
        delegate.currency = "" if signed_in is None else signed_in.location.currency

    @Slot(object)
    def _chosen(self, product: Product) -> None:
        line_id, self._resolving = self._resolving, ""
        if line_id:
            self._view.resolve(line_id, product)
        else:
            self._view.add_product(product)

    @Slot(str)
    def _code_typed(self, code: str) -> None:
        self._view.take_scan(RawScan(code), TYPED)

    @Slot()
    def _closed(self) -> None:
        # The choice itself comes right after the sheet has closed; only a sheet left without one ends the asking.
        QTimer.singleShot(0, self._forget_line)

    @Slot()
    def _forget_line(self) -> None:
        if not self._rooms.finder.isVisible():
            self._resolving = ""
