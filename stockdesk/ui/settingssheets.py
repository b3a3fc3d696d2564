"""The sheets of codes: what can be printed, and what became of the last one."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stockdesk.core.errors import StockdeskError
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.messages import sentence
from stockdesk.ui.remarkrow import RemarkRow
from stockdesk.ui.settingscard import Card
from stockdesk.ui.words import tr


class SettingsSheets(QWidget):
    """Asks for the sheets; whoever saves them tells the outcome."""

    command_sheet_wanted = Signal()
    command_codes_wanted = Signal()
    """The command codes are wanted on the screen."""
    setup_sheet_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = Card(
            tr("Sheets of codes"),
            tr("Print them at 100 %, not fitted to the page. Each code is read back before a sheet is saved."),
            self,
        )
        self.command_button = self._add(
            card,
            tr("Commands to scan: amounts, undo, minus, post, find."),
            tr("Save as PDF…"),
            self.command_sheet_wanted,
        )
        self.show_button = self._add(
            card, tr("The same commands on the screen, one at a time."), tr("Show"), self.command_codes_wanted
        )
        self.setup_button = self._add(
            card, tr("Test codes that set up a scanner."), tr("Save as PDF…"), self.setup_sheet_wanted
        )
        self.result = RemarkRow(card)
        self.result.hide()
        card.rows.addWidget(self.result)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(card)
        rows.addStretch(1)

    def _add(self, card: Card, text: str, button_text: str, wanted: SignalInstance) -> EnterButton:
        button = EnterButton(button_text, card)
        button.setAccessibleName(f"{button_text} {text}")
        button.setFixedWidth(150)
        button.clicked.connect(wanted)
        across = QHBoxLayout()
        across.setSpacing(16)
        across.addWidget(button)
        across.addWidget(QLabel(text, card), 1)
        card.rows.addLayout(across)
        return button

    def show_saved(self, text: str) -> None:
        """Say what was saved."""
        self.result.show_remark("ok", text, tr("Saved"))
        self.result.show()

    def show_failed(self, error: StockdeskError) -> None:
        """Say why nothing was saved."""
        self.result.show_remark("bad", sentence(error, tr), tr("Failed"))
        self.result.show()
