"""The ledger of a document for its list: filtered and ordered here, without a widget for any row."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from stockdesk.app.scanlog import ScanRow, Taken
from stockdesk.core.gaps import Suspicion
from stockdesk.core.product import fold
from stockdesk.core.rawtext import readable
from stockdesk.ui.ledgerwords import amount_of, remark_of, source_of, title_of
from stockdesk.ui.linemodel import Index
from stockdesk.ui.words import tr

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The whole ``ScanRow``, for the delegate."""
SECOND_ROLE: Final = Qt.ItemDataRole.UserRole + 2
"""The quiet text in the second line of a cell."""
SUSPICION_ROLE: Final = Qt.ItemDataRole.UserRole + 3
"""The ``Suspicion`` that ends at a row, None for none."""


class Column(IntEnum):
    """The columns, in order."""

    NUMBER = 0
    TIME = 1
    TAKEN = 2
    TEXT = 3
    AMOUNT = 4


NUMERIC: Final = frozenset({Column.NUMBER, Column.AMOUNT})


class Filter(IntEnum):
    """Which entries are shown."""

    ALL = 0
    REFUSED = 1
    UNKNOWN = 2
    SUSPICIOUS = 3


class LedgerModel(QAbstractTableModel):
    """The entries of one document; ``show_rows`` takes them in the order of the ledger."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[ScanRow] = ()
        self._folded: dict[str, str] = {}
        self._shown: list[int] = []
        self._counts = dict.fromkeys(Filter, 0)
        self._suspicions: dict[str, Suspicion] = {}
        self._zone = ZoneInfo("UTC")
        self._many_days = False
        self.filter = Filter.ALL
        self.text = ""
        self.newest_first = True

    def show_rows(self, rows: Sequence[ScanRow], zone: str) -> None:
        """Show a document's entries, times in the location's zone; nothing is suspicious yet."""
        self._rows = rows
        self._folded = {}
        self._suspicions = {}
        self._zone = ZoneInfo(zone)
        self._many_days = len({row.at.astimezone(self._zone).date() for row in rows}) > 1
        self._count()
        self._arrange()

    def show_suspicions(self, suspicions: Sequence[Suspicion]) -> None:
        """Mark what is suspicious; of several things about one entry the one with the highest score."""
        self._suspicions = {}
        for each in suspicions:
            known = self._suspicions.get(each.entries[-1])
            if known is None or known.score < each.score:
                self._suspicions[each.entries[-1]] = each
        self._count()
        if self.filter is Filter.SUSPICIOUS:
            self._arrange()
        elif self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))

    def show_only(self, chosen: Filter, text: str, *, newest_first: bool) -> None:
        """Narrow the list down: to a kind of entries, and to those that have all words of a text somewhere."""
        self.filter, self.text, self.newest_first = chosen, text, newest_first
        self._arrange()

    def _arrange(self) -> None:
        words = _folded(self.text).split()
        chosen, rows = self.filter, self._rows
        shown = [place for place in range(len(rows)) if chosen is Filter.ALL or self._fits(rows[place], chosen)]
        if words:
            shown = [place for place in shown if self._has(rows[place], words)]
        self.beginResetModel()
        self._shown = shown[::-1] if self.newest_first else shown
        self.endResetModel()

    def _fits(self, row: ScanRow, chosen: Filter) -> bool:
        match chosen:
            case Filter.REFUSED:
                return row.taken is Taken.REFUSED
            case Filter.UNKNOWN:
                return row.taken is Taken.UNKNOWN and not row.undone
            case Filter.SUSPICIOUS:
                return row.entry_id in self._suspicions
            case _:
                return True

    def _has(self, row: ScanRow, words: Sequence[str]) -> bool:
        text = self._folded.get(row.entry_id)
        if text is None:
            parts = (title_of(row), remark_of(row), readable(row.text), row.code, row.person, source_of(row))
            text = _folded(" ".join((*parts, str(row.number or ""))))
            self._folded[row.entry_id] = text
        return all(word in text for word in words)

    def _count(self) -> None:
        self._counts = {chosen: sum(1 for row in self._rows if self._fits(row, chosen)) for chosen in Filter}

    def count(self, chosen: Filter) -> int:
        """How many entries a filter shows, whatever is typed."""
        return self._counts[chosen]

    def row(self, place: int) -> ScanRow | None:
        """The entry of a row of the list."""
        return self._rows[self._shown[place]] if 0 <= place < len(self._shown) else None

    def place_of(self, entry_id: str) -> int:
        """The row of an entry, -1 where it is not shown."""
        return next((place for place, number in enumerate(self._shown) if self._rows[number].entry_id == entry_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of entries shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts of a cell: what is painted large, and what stands under it."""
        row = self.row(index.row())
        if row is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._first(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return " · ".join(text for text in (self._first(row, column), self._second(row, column)) if text)
            case Qt.ItemDataRole.ToolTipRole:
                return readable(row.text) if column is Column.TEXT else None
            case _:
                return self._own(row, column, role)

    def _own(self, row: ScanRow, column: Column, role: int) -> Any:
        if role == ROW_ROLE:
            return row
        if role == SECOND_ROLE:
            return self._second(row, column)
        return self._suspicions.get(row.entry_id) if role == SUSPICION_ROLE else None

    def _first(self, row: ScanRow, column: Column) -> str:
        match column:
            case Column.NUMBER:
                return str(row.number) if row.number else ""
            case Column.TIME:
                return row.at.astimezone(self._zone).strftime("%H:%M:%S")
            case Column.TAKEN:
                return title_of(row)
            case Column.TEXT:
                return readable(row.text)
            case _:
                return amount_of(row)

    def _second(self, row: ScanRow, column: Column) -> str:
        match column:
            case Column.TIME:
                day = row.at.astimezone(self._zone).strftime("%d %b") if self._many_days else ""
                return " · ".join(part for part in (day, row.person) if part)
            case Column.TAKEN:
                return remark_of(row, self._suspicions.get(row.entry_id))
            case Column.TEXT:
                return source_of(row)
            case _:
                return ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in NUMERIC else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("#"), tr("Time"), tr("Taken for"), tr("What came"), tr("Amount"))[section]


def _folded(text: str) -> str:
    """Fold text for the search; plain ASCII, as most of it is, at a tenth of the time."""
    return text.lower() if text.isascii() else fold(text)
