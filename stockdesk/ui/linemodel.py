"""The lines of a document for the table: newest on top, changed row by row, never reset while scans come in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from stockdesk.core.ledger import Change, Sheet
from stockdesk.core.line import Line
from stockdesk.core.quantity import amount_text, money_text
from stockdesk.ui.words import tr

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The whole ``Line`` of a row, for the delegate that paints it."""


class Column(IntEnum):
    """The columns, in order."""

    NUMBER = 0
    PRODUCT = 1
    CODE = 2
    AMOUNT = 3
    UNIT = 4
    COST = 5
    TOTAL = 6
    COMMENT = 7


_NOTHING: Final = Qt.ItemFlag.NoItemFlags
_CHOOSABLE: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE: Final = _CHOOSABLE | Qt.ItemFlag.ItemIsEditable
"""Made once: the view asks for them with every cell that it paints."""
NUMERIC: Final = frozenset({Column.NUMBER, Column.AMOUNT, Column.COST, Column.TOTAL})


def cell_text(line: Line, column: int) -> str:
    """The text of a cell, as it is painted and as it is edited."""
    match column:
        case Column.NUMBER:
            return str(line.number)
        case Column.PRODUCT:
            return line.title
        case Column.CODE:
            return line.code or line.article
        case Column.AMOUNT:
            return amount_text(line.amount)
        case Column.UNIT:
            return line.unit_title
        case Column.COST:
            return money_text(line.cost)
        case Column.TOTAL:
            return money_text(line.total)
        case _:
            return line.comment


def editable(line: Line, column: int) -> bool:
    """Whether a cell can be changed by typing."""
    if column == Column.UNIT:
        return line.has_two_units
    if column == Column.COST:
        return line.product_id is not None
    return column in (Column.AMOUNT, Column.COMMENT)


class LineModel(QAbstractTableModel):
    """Rows of one sheet. ``touched`` is the id of the line that the last scan or edit changed."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None
        self._ids: list[str] = []
        self._numbers: list[int] = []
        self._places: dict[str, int] = {}
        self.touched = ""

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another document."""
        self.beginResetModel()
        self._sheet = sheet
        lines = sorted(sheet.lines, key=lambda line: line.number)
        self._ids = [line.line_id for line in lines]
        self._numbers = [line.number for line in lines]
        self._places = {line_id: place for place, line_id in enumerate(self._ids)}
        self.touched = ""
        self.endResetModel()

    def apply(self, change: Change) -> None:
        """Take over what an entry changed: rows are inserted, removed or painted again one by one."""
        for line_id in change.lines:
            line = None if self._sheet is None else self._sheet.line(line_id)
            if line is None:
                self._drop(line_id)
            elif line_id in self._places:
                self._repaint(line_id)
            else:
                self._insert(line)
        if change.lines:
            self._touch(change.lines[-1])

    def line_at(self, row: int) -> Line | None:
        """The line of a row, None for a row that is not there."""
        if self._sheet is None or not 0 <= row < len(self._ids):
            return None
        return self._sheet.line(self._ids[len(self._ids) - 1 - row])

    def row_of(self, line_id: str) -> int:
        """The row of a line, -1 when it does not stand."""
        place = self._places.get(line_id)
        return -1 if place is None else len(self._ids) - 1 - place

    def _repaint(self, line_id: str) -> None:
        row = self.row_of(line_id)
        if row >= 0:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def _touch(self, line_id: str) -> None:
        before, self.touched = self.touched, line_id
        if before and before != line_id:
            self._repaint(before)

    def _insert(self, line: Line) -> None:
        place = len(self._ids)
        if self._numbers and line.number < self._numbers[-1]:
            place = bisect_left(self._numbers, line.number)
        row = len(self._ids) - place
        self.beginInsertRows(QModelIndex(), row, row)
        self._ids.insert(place, line.line_id)
        self._numbers.insert(place, line.number)
        self._number_from(place)
        self.endInsertRows()

    def _drop(self, line_id: str) -> None:
        row = self.row_of(line_id)
        if row < 0:
            return
        place = self._places.pop(line_id)
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._ids[place]
        del self._numbers[place]
        self._number_from(place)
        self.endRemoveRows()

    def _number_from(self, place: int) -> None:
        for later in range(place, len(self._ids)):
            self._places[self._ids[later]] = later

    def line_ids(self) -> Iterable[str]:
        """The ids of the rows, top to bottom."""
        return reversed(self._ids)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of lines that stand."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for display and for editing, alignment, the whole line, and a spoken text."""
        line = self.line_at(index.row())
        if line is None:
            return None
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell_text(line, column)
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column in NUMERIC else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in NUMERIC else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = ("#", tr("Product"), tr("Code"), tr("Amount"), tr("Unit"), tr("Cost"), tr("Total"), tr("Comment"))
        return titles[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be chosen; some can be edited."""
        line = self.line_at(index.row())
        if line is None:
            return _NOTHING
        return _EDITABLE if editable(line, index.column()) else _CHOOSABLE
