"""Asks how many a person holds, and lists the spots that explain why the screen says another number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from stockdesk.app.scanlog import ScanLog, ScanRow
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gaps import Comparison
from stockdesk.core.quantity import amount_text, parse_amount
from stockdesk.ui.choicebox import ChoiceBox
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.messages import sentence
from stockdesk.ui.suspicionlist import SuspicionList, SuspicionModel
from stockdesk.ui.words import tr

_MOST_LINES: Final = 500
"""Lines offered one by one; a document with more is posted in parts anyway."""


class GapSheet(QFrame):
    """The gap finder beside the ledger. It reads the ledger only when a number was given."""

    spot_chosen = Signal(str)
    """The id of the entry to jump to."""
    compared = Signal(object)
    """The ``Comparison`` that is shown, None when it is gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log: ScanLog | None = None
        self._rows: dict[str, ScanRow] = {}
        self._zone = ZoneInfo("UTC")
        self._spots = SuspicionModel()
        self.setProperty("role", "card")
        title = QLabel(tr("I hold another number"), self)
        title.setProperty("role", "heading")
        self.scope = ChoiceBox(tr("of what"), self)
        # As wide as the panel, whatever the longest title of a product.
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.scope.setMinimumContentsLength(10)
        self.scope.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.scope.currentIndexChanged.connect(self._forget)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("I hold"))
        self.field.setPlaceholderText(tr("how many in hand"))
        self.field.setMaxLength(12)
        self.field.textEdited.connect(self._forget)
        self.field.returnPressed.connect(self.look)
        self.button = EnterButton(tr("Find"), self)
        self.button.clicked.connect(self.look)
        self.status = QLabel(self)
        self.status.setWordWrap(True)
        self.status.setProperty("role", "quiet")
        self.list = SuspicionList(self._spots, self)
        self.list.taken.connect(self._taken)
        asked = QHBoxLayout()
        asked.setSpacing(8)
        asked.addWidget(self.field, 1)
        asked.addWidget(self.button)
        head = QVBoxLayout()
        head.setContentsMargins(14, 14, 14, 4)
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(self.scope)
        head.addLayout(asked)
        head.addWidget(self.status)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 8)
        rows.setSpacing(0)
        rows.addLayout(head)
        rows.addWidget(self.list, 1)

    def show_log(self, log: ScanLog, rows: Sequence[ScanRow], zone: str, line_id: str = "") -> None:
        """Ask about a document; ``line_id`` is the line to ask about first, "" for all of it."""
        self._log = log
        self._rows = {row.entry_id: row for row in rows}
        self._zone = ZoneInfo(zone)
        sheet = log.document.sheet
        self.scope.blockSignals(True)
        self.scope.clear()
        everything = tr("All together: {amount} on the screen")
        self.scope.addItem(everything.format(amount=amount_text(sheet.totals.pieces)), "")
        for line in sorted(sheet.lines, key=lambda line: -line.number)[:_MOST_LINES]:
            title = line.title or tr("Unknown code {code}").format(code=line.code)
            self.scope.addItem(f"{title}: {amount_text(line.amount)} {line.unit_title}".rstrip(), line.line_id)
        self.scope.setCurrentIndex(max(self.scope.findData(line_id), 0))
        self.scope.blockSignals(False)
        self.field.clear()
        self._forget()

    def ask(self) -> None:
        """Put the focus where the number is written."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot()
    def look(self) -> None:
        """Compare, and list what explains the difference."""
        if self._log is None:
            return
        try:
            held = parse_amount(self.field.text())
            comparison = self._log.compare(held, str(self.scope.currentData()))
        except StockdeskError as error:
            self._say(sentence(error, tr), "error")
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._spots.show_comparison(comparison, self._rows, self._zone)
        self._say(told(comparison), "answer")
        if comparison.found:
            self.list.setCurrentIndex(self._spots.index(0))
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.compared.emit(comparison)

    @Slot()
    def _forget(self) -> None:
        self._spots.show_comparison(None, {}, self._zone)
        self._say(tr("Count what is in front of you and write it here; the likeliest spots are listed then."))
        self.compared.emit(None)

    def _say(self, text: str, role: str = "quiet") -> None:
        self.status.setText(text)
        for widget, name, value in ((self.field, "wrong", role == "error"), (self.status, "role", role)):
            widget.setProperty(name, value)
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    @Slot(object)
    def _taken(self, suspicion: object) -> None:
        self.spot_chosen.emit(getattr(suspicion, "entries", ("",))[-1])


def told(comparison: Comparison) -> str:
    """What a comparison came to, in one sentence."""
    shown, difference = amount_text(comparison.shown), comparison.difference
    if difference == 0:
        agrees = tr("That is what the screen says.")
        return f"{agrees} {tr('Still to be looked at:')}" if comparison.found else agrees
    much = amount_text(abs(difference))
    if difference > 0:
        text = tr("The screen says {shown}: {much} too few.")
    else:
        text = tr("The screen says {shown}: {much} too many.")
    text = text.format(shown=shown, much=much)
    if comparison.found:
        return text
    return f"{text} {tr('Nothing in the ledger explains it: count once more.')}"
