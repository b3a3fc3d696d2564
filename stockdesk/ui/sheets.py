"""The small sheets: what stands in the way of posting, the drafts, the keys."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QLabel, QListWidget, QListWidgetItem, QWidget

from stockdesk.core.document import Problem
from stockdesk.core.quantity import amount_text, money_text
from stockdesk.store.documents import DocumentRow
from stockdesk.ui import theme
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.icons import disc_icon, icon
from stockdesk.ui.messages import sentence
from stockdesk.ui.overlay import Overlay
from stockdesk.ui.shortcuts import table
from stockdesk.ui.words import counted, kind_title, tr

_VALUE = Qt.ItemDataRole.UserRole


class ListSheet(Overlay):
    """A sheet with a list: arrows choose, Enter takes."""

    def __init__(self, title: str, width: int, parent: QWidget) -> None:
        super().__init__(title, width, parent)
        self.hint = QLabel(self.card)
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.list = QListWidget(self.card)
        self.list.setAccessibleName(title)
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(20, 20))
        self.list.setSpacing(2)
        self.list.itemActivated.connect(self._activated)
        self.foot = QLabel(tr("↑ ↓ choose     Enter take     Esc back"), self.card)
        self.foot.setProperty("role", "caption")
        self.rows.addWidget(self.hint)
        self.rows.addWidget(self.list, 1)
        self.rows.addWidget(self.foot)

    def card_height(self) -> int:
        """Room for what is listed, up to nine entries of the usual height."""
        heights = [self.list.sizeHintForRow(row) + 2 * self.list.spacing() for row in range(self.list.count())]
        around = self.card.sizeHint().height() - self.list.sizeHint().height()
        return around + min(sum(heights) + 2 * self.list.spacing() + 2, 9 * 52)

    def _add(self, text: str, value: object, picture: QIcon) -> None:
        item = QListWidgetItem(picture, text)
        item.setData(_VALUE, value)
        item.setSizeHint(QSize(100, 48))
        self.list.addItem(item)

    def _show(self) -> None:
        if self.list.count():
            self.list.setCurrentRow(0)
        self.open(self.list)

    @Slot(QListWidgetItem)
    def _activated(self, item: QListWidgetItem) -> None:
        self.dismiss()
        self._take(item.data(_VALUE))

    def _take(self, value: object) -> None:
        raise NotImplementedError


class ProblemsSheet(ListSheet):
    """All that stands in the way of posting; Enter jumps to it. ``chosen`` carries the ``Problem``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Before this can be posted"), 720, parent)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List them, header first."""
        self.list.clear()
        count = counted(len(problems), tr("thing is"), tr("things are"))
        self.hint.setText(tr("{count} still open. Enter goes there; everything stays as it is.").format(count=count))
        for problem in problems:
            self._add(sentence(problem), problem, disc_icon("look", theme.AMBER_STRONG))
        self._show()

    def _take(self, value: object) -> None:
        self.chosen.emit(value)


class DraftsSheet(ListSheet):
    """The drafts, the one touched last first. ``chosen`` carries the document's id."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Drafts"), 720, parent)

    def show_drafts(self, drafts: Sequence[DocumentRow], zone: str, currency: str) -> None:
        """List drafts with what is in them."""
        self.list.clear()
        for row in drafts:
            touched = row.touched.astimezone(ZoneInfo(zone)).strftime("%d %b, %H:%M")
            lines = counted(row.totals.lines, tr("line"), tr("lines"))
            pieces = f"{amount_text(row.totals.pieces)} {tr('pieces')}"
            money = f"{money_text(row.totals.money)} {currency}".strip()
            self._add(
                f"{kind_title(row.kind)} · {lines} · {pieces} · {money}     {touched}",
                row.document_id,
                icon("drafts", theme.ACCENT, 20),
            )
        if drafts:
            self.hint.setText(tr("Enter opens one. Drafts are kept on this machine until they are posted."))
        else:
            self.hint.setText(tr("There are no drafts: everything scanned so far has been posted."))
        self._show()

    def _take(self, value: object) -> None:
        self.chosen.emit(str(value))


class HelpSheet(Overlay):
    """The keys, from the one table of shortcuts, and where the data of the demo comes from."""

    codes_wanted = Signal()
    """The commands that can be scanned are wanted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Keys"), 1080, parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        for column in (1, 4):
            grid.setColumnStretch(column, 1)
        grid.setColumnMinimumWidth(2, 24)
        groups: dict[str, list[tuple[str, str]]] = {}
        for entry in table():
            if entry.keys:
                groups.setdefault(entry.group, []).append(("  ".join(entry.keys), entry.words))
        for side, names in enumerate(self._sides(list(groups))):
            row = 0
            for name in names:
                row = self._add_group(grid, side * 3, row, name, groups[name])
        self.rows.addLayout(grid)
        self.rows.addStretch(1)
        codes = EnterButton(tr("Commands to scan…"), self.card)
        codes.clicked.connect(self._show_codes)
        self.rows.addWidget(codes, 0, Qt.AlignmentFlag.AlignLeft)
        self._source = QLabel(self.card)
        self._source.setProperty("role", "caption")
        self._source.setWordWrap(True)
        self.rows.addWidget(self._source)

    @staticmethod
    def _sides(names: list[str]) -> tuple[list[str], list[str]]:
        return names[::2], names[1::2]

    def _add_group(self, grid: QGridLayout, column: int, row: int, name: str, keys: list[tuple[str, str]]) -> int:
        heading = QLabel(name, self.card)
        heading.setProperty("role", "caption")
        heading.setContentsMargins(0, 8 if row else 0, 0, 0)
        grid.addWidget(heading, row, column, 1, 2)
        for text, words in keys:
            row += 1
            key = QLabel(text, self.card)
            key.setProperty("role", "key")
            grid.addWidget(key, row, column, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(QLabel(words, self.card), row, column + 1)
        return row + 1

    @Slot()
    def _show_codes(self) -> None:
        self.dismiss()
        self.codes_wanted.emit()

    def set_source(self, text: str) -> None:
        """Say where the catalogue's data comes from."""
        self._source.setText(text)
        self._source.setVisible(bool(text))

    def card_height(self) -> int:
        """As high as its text."""
        return self.card.sizeHint().height() + 8
