"""Every scan of the open document over it: what came, what it was taken for, and where the amounts may be wrong."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from stockdesk.app.scanlog import ScanLog, ScanRow
from stockdesk.core.gaps import Comparison, Suspicion
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.gapsheet import GapSheet
from stockdesk.ui.ledgerdelegate import ROW_PIXELS, LedgerDelegate
from stockdesk.ui.ledgermodel import Column, Filter, LedgerModel
from stockdesk.ui.overlay import Overlay
from stockdesk.ui.words import kind_title, tr

_WIDTH: Final = 1320
_PANEL: Final = (300, 344)
"""Pixels of the gap finder in a narrow window and in a wide one."""
_WIDE: Final = 1150
_WIDTHS: Final = {Column.NUMBER: 62, Column.TIME: 112, Column.TEXT: 190, Column.AMOUNT: 88}
_NARROW_WIDTHS: Final = {Column.NUMBER: 54, Column.TIME: 98, Column.TEXT: 148, Column.AMOUNT: 74}
_LOOKED_AT_ONCE: Final = 1000
"""Entries among which suspicious spots are looked for unasked: that takes about 0.1 s, after the list is shown."""
_COMMAND_KEYS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class _Table(QTableView):
    """Enter goes to the line, Left and Right change the kind, letters and digits narrow the list down."""

    entered = Signal()
    turned = Signal(int)
    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the list's own keys; the rest is Qt's."""
        if event.modifiers() & _COMMAND_KEYS:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.text() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class LedgerView(Overlay):
    """A table of entries, and the gap finder beside it."""

    line_chosen = Signal(str)
    """The id of the line to jump to; the ledger is closed then."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Ledger"), _WIDTH, parent)
        self._log: ScanLog | None = None
        self._zone = "UTC"
        self._found: tuple[Suspicion, ...] | None = None
        self.entries = LedgerModel()
        self._delegate = LedgerDelegate()
        self.tabs = QTabBar(self.card)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName(tr("Which entries"))
        for _ in Filter:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(self._narrow)
        self.field = QLineEdit(self.card)
        self.field.setAccessibleName(tr("Type to narrow the list down"))
        self.field.setPlaceholderText(tr("Type to filter"))
        self.field.setMinimumWidth(124)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.order = EnterButton(self.card)
        self.order.setProperty("role", "menu")
        self.order.clicked.connect(self._turn_order)
        self.table = self._make_table()
        # On the list and not in its place: a hidden list would lose the keys.
        self._nothing = QLabel(self.table.viewport())
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setProperty("role", "quiet")
        QVBoxLayout(self.table.viewport()).addWidget(self._nothing)
        self.gap = GapSheet(self.card)
        self.gap.spot_chosen.connect(self.choose_entry)
        self.gap.compared.connect(self._compared)
        self._foot = QLabel(self.card)
        self._foot.setProperty("role", "caption")
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        self.closed.connect(self._soon.stop)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(12)
        tools.addWidget(self.tabs)
        tools.addWidget(self.field, 1)
        card = QFrame(self.card)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 4, 1, 8)
        inside.addWidget(self.table)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(tools)
        left.addWidget(card, 1)
        across = QHBoxLayout()
        across.setSpacing(16)
        across.addLayout(left, 1)
        across.addWidget(self.gap)
        top = QHBoxLayout()
        self.rows.removeWidget(self.heading)
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.order)
        self.rows.addLayout(top)
        self.rows.addLayout(across, 1)
        self.rows.addWidget(self._foot)

    def tab_stops(self) -> list[QWidget]:
        """From the list it is one Tab to the number in hand, as the foot says; the tools above come last."""
        asked = [self.gap.field, self.gap.button, self.gap.list, self.gap.scope]
        return [self.table, *asked, self.order, self.tabs, self.field]

    def _make_table(self) -> _Table:
        table = _Table(self.card)
        table.setModel(self.entries)
        table.setItemDelegate(self._delegate)
        self._delegate.current_row = lambda: table.currentIndex().row()
        table.setAccessibleName(tr("Ledger"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(ROW_PIXELS)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(34)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.TAKEN, QHeaderView.ResizeMode.Stretch)
        table.entered.connect(self._jump)
        table.doubleClicked.connect(self._jump)
        table.turned.connect(self._turn)
        table.typed.connect(self._type)
        return table

    # -- the document ---------------------------------------------------------------------------------------------

    def show_log(self, log: ScanLog, zone: str, line_id: str = "") -> None:
        """Show a document's ledger, times in the location's zone; ``line_id`` is the line that keys act on there."""
        self._log, self._zone = log, zone
        self.heading.setText(tr("Ledger · {kind}").format(kind=kind_title(log.document.kind)))
        for widget in (self.tabs, self.field):
            widget.blockSignals(True)
        self.tabs.setCurrentIndex(Filter.ALL)
        self.field.clear()
        for widget in (self.tabs, self.field):
            widget.blockSignals(False)
        rows = self._read()
        self.gap.show_log(log, rows, zone, line_id)
        self._narrow()
        self.open(self.table)
        if len(rows) <= _LOOKED_AT_ONCE:
            self._soon.start()

    def refresh(self) -> None:
        """Read the ledger anew, for what was scanned while it is open; the chosen entry stays chosen."""
        if self._log is None or not self.isVisible():
            return
        current = self.entries.row(self.table.currentIndex().row())
        self.gap.show_log(self._log, self._read(), self._zone)
        self._narrow()
        if current is not None:
            self._choose(self.entries.place_of(current.entry_id))
        if self.entries.filter is Filter.SUSPICIOUS or self.entries.count(Filter.ALL) <= _LOOKED_AT_ONCE:
            self._soon.start()

    def _read(self) -> list[ScanRow]:
        assert self._log is not None  # a log is shown before anything is read
        rows = self._log.rows()
        self._found = None
        self.entries.show_rows(rows, self._zone)
        return rows

    @Slot()
    def _look(self) -> None:
        """Look for suspicious spots, once for what is shown."""
        if self._log is None or self._found is not None:
            return
        self._found = self._log.suspicious()
        self.entries.show_suspicions(self._found)
        self._narrow()

    @Slot(object)
    def _compared(self, comparison: object) -> None:
        """While an amount is looked for, what may explain it is what is suspicious."""
        if isinstance(comparison, Comparison):
            self._look()
            self.entries.show_suspicions(comparison.found)
        else:
            self.entries.show_suspicions(self._found or ())
        self._name_tabs()

    # -- narrowing down -------------------------------------------------------------------------------------------

    @Slot()
    def _narrow(self) -> None:
        chosen = Filter(max(self.tabs.currentIndex(), 0))
        if chosen is Filter.SUSPICIOUS and self._found is None:
            self._look()
            return
        current = self.entries.row(self.table.currentIndex().row())
        self.entries.show_only(chosen, self.field.text(), newest_first=self.entries.newest_first)
        self._nothing.setVisible(self.entries.rowCount() == 0)
        self._nothing.setText(self._empty_words(chosen))
        self._choose(max(self.entries.place_of(current.entry_id) if current else 0, 0))
        self._name_tabs()
        self.order.setText(tr("Newest first ↓") if self.entries.newest_first else tr("Oldest first ↓"))
        self._say("")

    def _empty_words(self, chosen: Filter) -> str:
        if self.field.text().strip():
            return tr("Nothing has “{text}” in it.").format(text=self.field.text().strip())
        return {
            Filter.ALL: tr("Nothing has been scanned yet.\nEach scan is listed here, also one that is refused."),
            Filter.REFUSED: tr("No scan was refused."),
            Filter.UNKNOWN: tr("No unknown code."),
            Filter.SUSPICIOUS: tr("Nothing suspicious.\nIf you hold another number, write it at the right."),
        }[chosen]

    def _name_tabs(self) -> None:
        names = (tr("All"), tr("Refused"), tr("Unknown"), tr("Suspicious"))
        for place, name in zip(Filter, names, strict=True):
            count = self.entries.count(place)
            known = place is not Filter.SUSPICIOUS or self._found is not None
            self.tabs.setTabText(place, f"{name} {count}" if known else name)

    @Slot()
    def _turn_order(self) -> None:
        self.entries.newest_first = not self.entries.newest_first
        self._narrow()

    @Slot(int)
    def _turn(self, step: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % len(Filter))

    @Slot(str)
    def _type(self, text: str) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.setText(self.field.text() + text)

    # -- where to -------------------------------------------------------------------------------------------------

    @Slot(str)
    def choose_entry(self, entry_id: str) -> None:
        """Choose an entry, showing all if it is not shown."""
        if self.entries.place_of(entry_id) < 0:
            self.field.clear()
            self.tabs.setCurrentIndex(Filter.ALL)
        self._choose(self.entries.place_of(entry_id))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, place: int) -> None:
        if not 0 <= place < self.entries.rowCount():
            return
        index = self.entries.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index)

    @Slot()
    def _jump(self) -> None:
        row = self.entries.row(self.table.currentIndex().row())
        if row is None:
            return
        if not row.line_id:
            self._say(tr("This entry has no line in the document."))
            return
        self.dismiss()
        self.line_chosen.emit(row.line_id)

    def _say(self, text: str) -> None:
        keys = tr("↑ ↓ choose     Enter go to the line     ← → which entries     Tab on to “I hold”     Esc back")
        self._foot.setText(text or keys)

    # -- keys and size --------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field: arrows and Enter go to the list, Esc empties it first."""
        if watched is self.field and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between list and gap finder."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self.gap.setFixedWidth(_PANEL[1] if wide else _PANEL[0])
        for column, width in (_WIDTHS if wide else _NARROW_WIDTHS).items():
            self.table.setColumnWidth(column, width)

    def card_height(self) -> int:
        """As high as the window allows."""
        parent = self.parentWidget()
        return self.card.sizeHint().height() if parent is None else parent.height()
