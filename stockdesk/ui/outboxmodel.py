"""The outbox for its table: newest on top, one row an operation, each with its state as icon, word and colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor

from stockdesk.core.attention import Attention, attention, needing
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State
from stockdesk.ui import theme
from stockdesk.ui.icons import icon
from stockdesk.ui.linemodel import Index
from stockdesk.ui.words import kind_title, tr


class Column(IntEnum):
    """The columns, in order."""

    STATE = 0
    DOCUMENT = 1
    NUMBER = 2
    LINES = 3
    STORAGE = 4
    WHEN = 5
    MARKER = 6


NUMERIC: Final = frozenset({Column.LINES})


@dataclass(frozen=True, slots=True)
class StateDress:
    """How a state is shown."""

    word: str
    icon: str
    colour: QColor


def dress_of(state: State) -> StateDress:
    """Icon, word and colour of a state."""
    return {
        State.QUEUED: StateDress(tr("waiting"), "wait", theme.ACCENT),
        State.SENDING: StateDress(tr("being sent"), "outbox", theme.ACCENT),
        State.POSTED: StateDress(tr("posted"), "tick", theme.GREEN),
        State.REJECTED: StateDress(tr("rejected"), "cross", theme.RED),
        State.UNKNOWN: StateDress(tr("being looked for"), "question", theme.AMBER),
        State.PARTIAL: StateDress(tr("partly there"), "look", theme.AMBER),
        State.WITHDRAWN: StateDress(tr("taken back"), "undo", theme.QUIET),
    }[state]


def dress_in_list(row: OutboxRow, needed: bool) -> StateDress:
    """The same in the list, where what needs a person (``needed``) says so whatever its state."""
    dress = dress_of(row.state)
    if not needed or row.state in (State.PARTIAL, State.UNKNOWN):
        return dress
    picture, colour = ("look", theme.AMBER) if row.state is State.POSTED else (dress.icon, dress.colour)
    return StateDress(tr("{state} · look").format(state=dress.word), picture, colour)


def document_title(row: OutboxRow) -> str:
    """What an operation is, with its part of a larger document."""
    part = {
        Role.WHOLE: "",
        Role.PART: tr(" · part {leg}").format(leg=row.leg),
        Role.OUT: tr(" · out"),
        Role.IN: tr(" · in"),
    }[row.role]
    return kind_title(row.kind) + part


class OutboxModel(QAbstractTableModel):
    """Operations, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[OutboxRow] = []
        self._needing: frozenset[str] = frozenset()
        self._storages: Mapping[int, str] = {}
        self._zone = ZoneInfo("UTC")

    def show_rows(self, rows: Sequence[OutboxRow], storages: Mapping[int, str], zone: str) -> None:
        """Show all operations, oldest first in ``rows``."""
        self.beginResetModel()
        self._rows = list(reversed(rows))
        self._needing = needing(rows)
        self._storages = storages
        self._zone = ZoneInfo(zone)
        self.endResetModel()

    def put(self, row: OutboxRow) -> None:
        """Take over one operation as it stands now."""
        places = [place for place, shown in enumerate(self._rows) if shown.marker == row.marker]
        if places:
            self._rows[places[0]] = row
        else:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._rows.insert(0, row)
            self.endInsertRows()
        self._needing = needing(self._rows)
        for place, shown in enumerate(self._rows):
            if shown.base == row.base:  # the other legs may need a person now, or no more
                self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))

    @property
    def attention(self) -> Attention:
        """How many documents need a person, and how many others are being looked for."""
        return attention(self._rows)

    def row(self, place: int) -> OutboxRow | None:
        """The operation of a row of the table."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of operations."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, and for the state its icon and colour."""
        row = self.row(index.row())
        if row is None:
            return None
        column = index.column()
        dress = dress_in_list(row, row.base in self._needing)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column, dress)
        if role == Qt.ItemDataRole.DecorationRole and column == Column.STATE:
            return icon(dress.icon, dress.colour)
        if role == Qt.ItemDataRole.ForegroundRole:
            return dress.colour if column == Column.STATE else theme.INK
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(14, strong=column in (Column.STATE, Column.NUMBER), tabular=True)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        return None

    def _text(self, row: OutboxRow, column: int, dress: StateDress) -> str:
        storage = self._storages.get(row.storage_id, str(row.storage_id))
        if row.to_storage_id is not None:
            storage += f" → {self._storages.get(row.to_storage_id, str(row.to_storage_id))}"
        return {
            Column.STATE: dress.word,
            Column.DOCUMENT: document_title(row),
            Column.NUMBER: row.number or "",
            Column.LINES: str(row.lines),
            Column.STORAGE: storage,
            Column.WHEN: row.created.astimezone(self._zone).strftime("%d %b, %H:%M"),
            Column.MARKER: row.marker,
        }[Column(column)]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (tr("State"), tr("Document"), tr("No."), tr("Lines"), tr("Storage"), tr("Approved"), tr("Marker"))
        return titles[section]


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in NUMERIC else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
