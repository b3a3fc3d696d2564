"""The command codes on the screen, one at a time: no neighbour can be scanned by accident."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from stockdesk.core.symbol import Symbology
from stockdesk.labels.raster import screen_image
from stockdesk.labels.symbol import make_symbol
from stockdesk.ui.codesheetwords import sheet_commands
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.overlay import Overlay
from stockdesk.ui.words import tr

_CODE: Final = Qt.ItemDataRole.UserRole
_ROW: Final = 30
_BAR_MODULE: Final = 2
_BAR_HEIGHT: Final = 96
_SQUARE_MODULE: Final = 6
"""Pixels a module: wide enough for a scanner held a hand's breadth from a screen of 96 dpi."""


class CommandCodes(Overlay):
    """A list of commands; the chosen one's code stands beside it, as bars and as a square."""

    sheet_wanted = Signal()
    """The codes are wanted on paper."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Commands to scan"), 900, parent)
        self.list = QListWidget(self.card)
        self.list.setAccessibleName(tr("Commands"))
        for command in sheet_commands():
            item = QListWidgetItem(command.words)
            item.setData(_CODE, command.code)
            item.setSizeHint(QSize(100, _ROW))
            self.list.addItem(item)
        self.list.setProperty("role", "list")
        self.list.currentItemChanged.connect(self._chosen)
        self.bars = self._picture()
        self.square = self._picture()
        self.code = QLabel(self.card)
        self.code.setProperty("role", "caption")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.save = EnterButton(tr("Save as a sheet to print…"), self.card)
        self.save.clicked.connect(self._save)
        side = QVBoxLayout()
        side.setSpacing(16)
        for widget in (self.bars, self.code, self.square):
            side.addWidget(widget)
        side.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(self.list, 1)
        across.addLayout(side)
        hint = QLabel(tr("Scan the code from the screen, or print the sheet and hang it up where you work."), self.card)
        hint.setProperty("role", "quiet")
        foot = QHBoxLayout()
        keys = QLabel(tr("↑ ↓ choose     Esc back"), self.card)
        keys.setProperty("role", "caption")
        foot.addWidget(keys)
        foot.addStretch(1)
        foot.addWidget(self.save)
        self.rows.addWidget(hint)
        self.rows.addLayout(across, 1)
        self.rows.addLayout(foot)

    def _picture(self) -> QLabel:
        label = QLabel(self.card)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMinimumWidth(460)
        return label

    def show_codes(self) -> None:
        """Open with the first command."""
        self.list.setCurrentRow(0)
        self.open(self.list)

    def card_height(self) -> int:
        """Room for all commands on a usual screen."""
        return 200 + self.list.count() * _ROW

    @Slot(QListWidgetItem)
    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        code = str(item.data(_CODE))
        self.code.setText(code)
        self._show(self.bars, code, Symbology.CODE_128, _BAR_MODULE)
        self._show(self.square, code, Symbology.DATAMATRIX, _SQUARE_MODULE)
        for label in (self.bars, self.square):
            label.setAccessibleName(tr("Code of {command}").format(command=item.text()))

    def _show(self, label: QLabel, code: str, symbology: Symbology, pixels: int) -> None:
        # Whole pixels of the screen itself: a picture that the screen scales does not scan.
        ratio = self.devicePixelRatioF()
        module = round(pixels * ratio)
        image = screen_image(make_symbol(symbology, code), module, round(_BAR_HEIGHT * ratio))
        image.setDevicePixelRatio(ratio)
        label.setPixmap(QPixmap.fromImage(image))

    @Slot()
    def _save(self) -> None:
        self.dismiss()
        self.sheet_wanted.emit()
