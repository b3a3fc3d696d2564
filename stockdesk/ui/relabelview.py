"""The page of labels that scan badly: which products, on what evidence, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from stockdesk.app.radar import DAYS, Radar, RelabelRow
from stockdesk.core.errors import StockdeskError
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.relabellist import RelabelDelegate, RelabelModel
from stockdesk.ui.words import counted, tr

Rows = Callable[[Sequence[RelabelRow]], None]
Failed = Callable[[StockdeskError], None]
Load = Callable[[Rows, Failed], None]
"""Asks for the list, on a worker as the case may be, and hands it to the first function or the fault to the second."""


class _List(QListView):
    """Enter opens, Del settles."""

    entered = Signal()
    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the list's own keys; the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class RelabelView(QWidget):
    """A list of products; ``load`` brings it, ``radar`` notes what is settled."""

    product_chosen = Signal(object)
    """The ``Product`` that is to be opened."""
    counted = Signal(int)
    """How many products are on the list now."""
    failed = Signal(object)
    """A ``StockdeskError``: why the list could not be read, or a word not be kept."""

    def __init__(self, load: Load, radar: Radar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._radar = radar
        self._zone = "UTC"
        self._settled: RelabelRow | None = None
        self.labels = RelabelModel()
        title = QLabel(tr("Labels that scan badly"), self)
        title.setProperty("role", "title")
        self._summary = QLabel(self)
        self._summary.setProperty("role", "quiet")
        self._summary.setWordWrap(True)
        self.list = _List(self)
        self._delegate = RelabelDelegate()
        self.list.setModel(self.labels)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("Labels that scan badly"))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.entered.connect(self._open)
        self.list.doubleClicked.connect(self._open)
        self.list.dropped.connect(self.settle)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self._nothing = QLabel(self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setProperty("role", "quiet")
        self._body = QStackedWidget(self)
        self._body.addWidget(self._nothing)
        self._body.addWidget(self.list)
        self.open_button = EnterButton(tr("Open product"), self)
        self.open_button.clicked.connect(self._open)
        self.settle_button = EnterButton(tr("Relabelled"), self)
        self.settle_button.setProperty("role", "primary")
        self.settle_button.clicked.connect(self.settle)
        self.back_button = EnterButton(tr("Put back"), self)
        self.back_button.clicked.connect(self.put_back)
        self._done = QLabel(self)
        self._lay_out(title)
        self._follow()

    def _lay_out(self, title: QLabel) -> None:
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 8, 1, 8)
        inside.addWidget(self._body)
        actions = QHBoxLayout()
        actions.setSpacing(12)
        actions.addWidget(self._done)
        actions.addWidget(self.back_button)
        actions.addStretch(1)
        actions.addWidget(self.open_button)
        actions.addWidget(self.settle_button)
        keys = QLabel(tr("↑ ↓ choose     Enter open the product     Del relabelled     Esc back"), self)
        keys.setProperty("role", "caption")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(32, 24, 32, 24)
        rows.setSpacing(12)
        rows.addWidget(title)
        rows.addWidget(self._summary)
        rows.addWidget(card, 1)
        rows.addLayout(actions)
        rows.addWidget(keys)

    def show_zone(self, zone: str) -> None:
        """Show the list with dates in a location's zone; a word given at another location cannot be taken back here."""
        self._zone = zone
        self._settled = None
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the list anew."""
        self._load(self._show, self.failed.emit)

    def _show(self, rows: Sequence[RelabelRow]) -> None:
        current = self.labels.row(self.list.currentIndex().row())
        self.labels.show_rows(rows, self._zone)
        known = [row.product.product_id for row in rows]
        product_id = current.product.product_id if current else 0
        self._choose(known.index(product_id) if product_id in known else 0)
        self._follow()

    def _choose(self, place: int) -> None:
        self.list.setCurrentIndex(self.labels.index(min(place, self.labels.rowCount() - 1)))

    def _follow(self) -> None:
        count = self.labels.rowCount()
        self._body.setCurrentIndex(1 if count else 0)
        nothing = tr("No label has given trouble lately.\nWhat is refused, misread or typed more than once comes here.")
        self._nothing.setText(nothing)
        labels = counted(count, tr("product wants"), tr("products want"))
        told = tr("{labels} a new label. What happened at the scanner in the last {days} days, worst first.")
        self._summary.setText(told.format(labels=labels, days=DAYS) if count else "")
        self._summary.setVisible(bool(count))
        settled = self._settled
        self._done.setText("" if settled is None else tr("Relabelled: {title}").format(title=settled.product.title))
        self.back_button.setVisible(settled is not None)
        self._chosen(self.list.currentIndex(), QModelIndex())
        self.counted.emit(count)

    @Slot(QModelIndex, QModelIndex)
    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        for button in (self.open_button, self.settle_button):
            button.setEnabled(current.isValid())

    @Slot()
    def _open(self) -> None:
        row = self.labels.row(self.list.currentIndex().row())
        if row is not None:
            self.product_chosen.emit(row.product)

    @Slot()
    def settle(self) -> None:
        """The chosen label was printed anew: it leaves the list until there is new trouble."""
        place = self.list.currentIndex().row()
        row = self.labels.row(place)
        if row is None:
            return
        try:
            self._radar.settle(row.label)
        except StockdeskError as error:
            self.failed.emit(error)
            return
        self._settled = row
        self.labels.drop(place)
        self._choose(place)
        self._follow()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def put_back(self) -> None:
        """Take the last word back."""
        if self._settled is None:
            return
        try:
            self._radar.unsettle(self._settled.product.product_id)
        except StockdeskError as error:
            self.failed.emit(error)
            return
        self._settled = None
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()
