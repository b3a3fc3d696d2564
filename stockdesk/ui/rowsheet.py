"""The rows of a file that cannot be taken, each with its number, its text and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from stockdesk.files.lines import RowProblem
from stockdesk.ui import theme
from stockdesk.ui.icons import disc_icon
from stockdesk.ui.messages import sentence
from stockdesk.ui.sheets import ListSheet
from stockdesk.ui.words import counted, tr

_WIDTH: Final = 860
_TEXT_WIDTH: Final = 700
"""Pixels that a text has beside the icon, a scroll bar and the margins."""
_LINES: Final = 400
"""Rows listed at most; a file with more wrong rows has one fault in all of them."""


class RowSheet(ListSheet):
    """Nothing was loaded; when the file is mended, Enter reads it again. ``again`` carries its ``Path``."""

    again = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Rows that cannot be taken"), _WIDTH, parent)
        self.foot.setText(tr("↑ ↓ look     Enter reads the file again     Esc back"))
        self._path = Path()

    def show_rows(self, path: Path, problems: Sequence[RowProblem]) -> None:
        """List the rows of a file that cannot be taken."""
        self._path = path
        self.list.clear()
        rows = counted(len(problems), tr("row"), tr("rows"))
        told = tr("{rows} of {name} cannot be taken, so nothing was loaded. Mend them in the file and save it.")
        self.hint.setText(told.format(rows=rows, name=path.name))
        metrics = QFontMetrics(self.list.font())
        picture = disc_icon("cross", theme.RED)
        for problem in problems[:_LINES]:
            head = tr("Row {row}: {text}").format(row=problem.row, text=problem.text)
            head = metrics.elidedText(head, Qt.TextElideMode.ElideRight, _TEXT_WIDTH)
            text = f"{head}\n{sentence(problem.error)}"
            box = metrics.boundingRect(QRect(0, 0, _TEXT_WIDTH, 1000), Qt.TextFlag.TextWordWrap, text)
            self._add(text, problem.row, picture)
            self.list.item(self.list.count() - 1).setSizeHint(QSize(100, box.height() + 14))
        self._show()

    def _take(self, _value: object) -> None:
        self.again.emit(self._path)
