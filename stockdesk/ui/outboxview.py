"""What waits, what is being looked for, what was posted: with the proof, and with what a person may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from stockdesk.app.attention import Attention
from stockdesk.app.posting import Posting
from stockdesk.app.session import SignedIn
from stockdesk.core.errors import StockdeskError
from stockdesk.core.outbox import OutboxRow
from stockdesk.core.posting import State
from stockdesk.ui import theme
from stockdesk.ui.outboxactions import Action, Deed
from stockdesk.ui.outboxdetails import Case, OutboxDetails
from stockdesk.ui.outboxmodel import Column, OutboxModel, document_title
from stockdesk.ui.outboxproof import FindProduct
from stockdesk.ui.words import tr
from stockdesk.ui.wordsheet import WordSheet

_WIDTHS: Final = {
    Column.STATE: 160,
    Column.DOCUMENT: 96,
    Column.NUMBER: 66,
    Column.LINES: 62,
    Column.STORAGE: 150,
    Column.WHEN: 128,
    Column.MARKER: 150,
}
_SPARED: Final = (Column.STORAGE, Column.LINES, Column.WHEN)
"""Columns that a narrow window leaves out; the details have them."""
_NARROW: Final = 1100
_DETAILS: Final = (330, 404)
"""Pixels of the details at least and at most: two fifths of the page."""


class _Table(QTableView):
    """Enter and Right go to what can be done with the chosen operation."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the list to the right; the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class OutboxView(QWidget):
    """A table of operations, and the chosen one in detail."""

    changed = Signal()
    """A person's word moved an operation."""
    failed = Signal(object)
    """A ``StockdeskError``: why it did not."""
    draft_wanted = Signal(str)
    """The id of a document that is a draft again."""

    def __init__(self, posting: Posting, attention: Attention, find_product: FindProduct, parent: QWidget) -> None:
        super().__init__(parent)
        self._posting = posting
        self._attention = attention
        self._signed_in: SignedIn | None = None
        self._operations = OutboxModel()
        self._title = QLabel(tr("Outbox"), self)
        self._title.setProperty("role", "title")
        self._summary = QLabel(self)
        self._summary.setProperty("role", "quiet")
        self.table = self._make_table()
        self._details = OutboxDetails(find_product, self)
        self._details.acted.connect(self._chosen_action)
        self._details.left.connect(self._back_to_list)
        self.table.entered.connect(self._details.enter)
        self.word = WordSheet(parent)
        self.word.given.connect(self._act)
        self._nothing = QLabel(
            tr("Nothing has been posted from this machine yet.\nA document that you post with F9 is listed here."), self
        )
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setProperty("role", "quiet")
        content = QWidget(self)
        across = QHBoxLayout(content)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(16)
        across.addWidget(_card(self.table), 1)
        across.addWidget(self._details)
        self._body = QStackedWidget(self)
        self._body.addWidget(self._nothing)
        self._body.addWidget(content)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(32, 24, 32, 24)
        rows.setSpacing(12)
        rows.addWidget(self._title)
        rows.addWidget(self._summary)
        rows.addWidget(self._body, 1)
        self._keys = QLabel(tr("↑ ↓ choose     Enter what can be done     Esc back"), self)
        self._keys.setProperty("role", "caption")
        rows.addWidget(self._keys)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between list and details."""
        super().resizeEvent(event)
        least, most = _DETAILS
        self._details.setFixedWidth(min(most, max(least, self.width() * 2 // 5)))
        for column in _SPARED:
            self.table.setColumnHidden(column, self.width() < _NARROW)
        stretched = Column.DOCUMENT if self.width() < _NARROW else Column.STORAGE
        header = self.table.horizontalHeader()
        for column in (Column.DOCUMENT, Column.STORAGE):
            mode = QHeaderView.ResizeMode.Stretch if column is stretched else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)
            if column is not stretched:
                self.table.setColumnWidth(column, _WIDTHS[column])

    def _make_table(self) -> _Table:
        table = _Table(self)
        table.setModel(self._operations)
        table.setAccessibleName(tr("Outbox"))
        table.setProperty("role", "list")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setIconSize(QSize(18, 18))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.ROW_PIXELS)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(34)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, width)
        table.setColumnHidden(Column.MARKER, True)
        table.selectionModel().currentRowChanged.connect(self._chosen)
        return table

    def show_session(self, signed_in: SignedIn) -> None:
        """Show the operations with the names of the place at work."""
        self._signed_in = signed_in
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the outbox anew."""
        if self._signed_in is None:
            return
        chosen = self._current()
        storages = {storage.storage_id: storage.title for storage in self._signed_in.storages}
        rows = self._posting.rows()
        self._operations.show_rows(rows, storages, self._signed_in.location.timezone)
        self._body.setCurrentIndex(1 if rows else 0)
        self._sum_up()
        marker = chosen.marker if chosen else ""
        places = [place for place in range(len(rows)) if getattr(self._operations.row(place), "marker", "") == marker]
        self.table.selectRow(places[0] if places else 0)
        self._show_current()

    def choose_newest(self) -> None:
        """Show the operation that was approved last."""
        self.table.selectRow(0)

    def put(self, row: OutboxRow) -> None:
        """Take over an operation that moved."""
        self._operations.put(row)
        self._body.setCurrentIndex(1)
        self._sum_up()
        current = self._current()
        if current is not None and current.base == row.base:
            self._show_current()

    def _sum_up(self) -> None:
        counts, attention = self._posting.counts(), self._operations.attention
        needed = attention.problems + attention.unknown
        waiting = counts.get(State.QUEUED, 0) + counts.get(State.SENDING, 0)
        parts = [
            tr("{count} waiting").format(count=waiting),
            tr("{count} being looked for").format(count=counts.get(State.UNKNOWN, 0)),
            tr("{count} partly there").format(count=counts.get(State.PARTIAL, 0)),
            tr("{count} rejected").format(count=counts.get(State.REJECTED, 0)),
            tr("{count} posted").format(count=counts.get(State.POSTED, 0)),
        ]
        if needed:
            parts.insert(0, tr("{count} to look at").format(count=needed))
        self._summary.setText(" · ".join(parts))

    def _current(self) -> OutboxRow | None:
        return self._operations.row(self.table.currentIndex().row())

    @Slot(QModelIndex, QModelIndex)
    def _chosen(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._show_current()

    def _show_current(self) -> None:
        row, signed_in = self._current(), self._signed_in
        if row is None or signed_in is None:
            self._details.show_case(None, "UTC", "")
            return
        posting = self._posting
        case = Case(row, posting.parts(row.base), posting.attempts(row.marker), posting.removals(row.marker))
        self._details.show_case(case, signed_in.location.timezone, signed_in.account)

    @Slot()
    def _back_to_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _chosen_action(self, action: Action) -> None:
        row = self._current()
        if row is None:
            return
        name = self._signed_in.user_name if self._signed_in else ""
        if action.asks:
            self.word.ask(action, document_title(row), name)
        else:
            # A pasted token does not tell whose it is; the ledger still says how that person came in.
            self._act(action, name or tr("signed in by token"), "")

    @Slot(object, str, str)
    def _act(self, action: Action, by: str, why: str) -> None:
        row = self._current()
        if row is None:
            return
        try:
            self._deeds(row, action, by, why)[action.deed]()
        except StockdeskError as error:
            self.failed.emit(error)
        self.refresh()
        self.changed.emit()

    def _deeds(self, row: OutboxRow, action: Action, by: str, why: str) -> Mapping[Deed, Callable[[], object]]:
        posting, marker, base = self._posting, row.marker, row.base
        return {
            Deed.HURRY: posting.hurry,
            Deed.WITHDRAW: lambda: self.draft_wanted.emit(posting.withdraw(base, by)),
            Deed.TAKE_OVER: lambda: posting.take_over(base, by),
            Deed.COPY: lambda: self._copy(base, by),
            Deed.LEAVE: lambda: self._attention.leave(base, by, why),
            Deed.REQUEUE: lambda: posting.requeue(marker, by),
            Deed.ARRIVED: lambda: posting.word(marker, State.POSTED, by, why),
            Deed.ABSENT: lambda: posting.word(marker, State.QUEUED, by, why),
            Deed.GIVE_UP: lambda: posting.word(marker, State.REJECTED, by, why),
            Deed.ACCEPT: lambda: posting.accept(marker, by, why),
            Deed.TAKE_BACK: lambda: posting.take_back(marker, by, why),
            Deed.TAKEN_BACK: lambda: posting.word(marker, State.REJECTED, by, why),
            Deed.FINISH: lambda: posting.finish(base, by),
            Deed.TAKE_BACK_HALF: lambda: posting.take_back(base, by, why),
            Deed.REMOVE_SPARE: lambda: posting.remove_spare(marker, action.document, by, why),
        }

    def _copy(self, base: str, by: str) -> None:
        draft = self._posting.copy_to_draft(base, by)
        self._attention.leave(base, by)  # whoever goes on with a copy has seen the refusal
        self.draft_wanted.emit(draft)


def _card(inside: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    rows = QVBoxLayout(card)
    rows.setContentsMargins(1, 8, 1, 8)
    rows.addWidget(inside)
    return card
