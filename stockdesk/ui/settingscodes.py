"""In-store codes: the table of patterns, lists to begin with, and a field to try a number in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from stockdesk.app.codereader import CodeReader
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.instore import DEFAULT_PATTERNS, Pattern
from stockdesk.core.instorepresets import PRESETS, Region
from stockdesk.core.instoretrial import Trial, try_number
from stockdesk.core.match import Match
from stockdesk.core.scannercheck import Severity
from stockdesk.core.trust import decide
from stockdesk.ui.choicebox import ChoiceBox
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.messages import words
from stockdesk.ui.patterntable import PatternTable
from stockdesk.ui.remarkrow import VERDICTS, RemarkRow
from stockdesk.ui.settingscard import Card, ErrorLabel
from stockdesk.ui.sounds import sound
from stockdesk.ui.words import tr

_NUMBERS: Final = frozenset({"gtin", "rcn", "gs1"})
_SHOWN: Final = 3
"""Products of one number that are named."""


def region_words(region: Region) -> str:
    """What a list to begin with is called."""
    return {
        "cis": tr("Russia and the CIS"),
        "odoo": tr("Odoo's default"),
        "baltics-finland": tr("Baltics and Finland"),
        "sweden-norway": tr("Sweden and Norway"),
        "denmark": tr("Denmark"),
        "germany": tr("Germany"),
        "great-britain": tr("Great Britain"),
        "north-america": tr("North America"),
        "none": tr("no patterns at all"),
    }[region]


class SettingsCodes(QWidget):
    """Every change that can be used is kept at once, for the location at work; Undo takes changes back, one by one.

    ``lookup`` returns the products that a number names here.
    """

    def __init__(
        self, reader: CodeReader, lookup: Callable[[str], Sequence[Match]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._lookup = lookup
        self._before: list[list[tuple[str, str]]] = []
        self._shown: list[tuple[str, str]] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addWidget(self._make_trial())
        rows.addWidget(self._make_table(), 1)
        self.setTabOrder(self.field, self.table)

    def _make_trial(self) -> Card:
        card = Card(
            tr("Try a number"),
            tr("Type a number, or scan one while the cursor stands here. Nothing is booked."),
            self,
        )
        self.field = QLineEdit(card)
        self.field.setPlaceholderText("2112345012346")
        self.field.setAccessibleName(tr("Number to try"))
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(260)
        self.field.textChanged.connect(self._try)
        self.result = RemarkRow(card)
        keeping = self.result.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)
        self.result.setSizePolicy(keeping)
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.result, 1)
        card.rows.addLayout(across)
        return card

    def _make_table(self) -> Card:
        card = Card(
            tr("Patterns of in-store codes"),
            tr(
                "The first row that fits is used. Digits stand for themselves, a dot is a digit of the item, NNDDD in "
                "braces the value with its decimals, C the value's own check digit."
            ),
            self,
        )
        self.table = PatternTable(card)
        self.table.edited.connect(self._edited)
        self.error = ErrorLabel(card)
        self.add_button = self._button(tr("Add"), self.table.add, card)
        self.remove_button = self._button(tr("Remove"), self.table.remove, card)
        self.up_button = self._button(tr("Up"), self._up, card)
        self.down_button = self._button(tr("Down"), self._down, card)
        self.undo_button = self._button(tr("Undo"), self.undo, card)
        self.presets = ChoiceBox(tr("Begin with the list of a region"), card)
        self.presets.addItem(tr("take a list…"), None)
        self.presets.addItem(tr("stockdesk's own"), DEFAULT_PATTERNS)
        for preset in PRESETS:
            self.presets.addItem(region_words(preset.region), preset.patterns)
        self.presets.activated.connect(self._preset_chosen)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.add_button, self.remove_button, self.up_button, self.down_button, self.undo_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.presets)
        card.rows.addWidget(self.table, 1)
        card.rows.addWidget(self.error)
        card.rows.addLayout(buttons)
        return card

    def _button(self, text: str, pressed: Callable[[], None], parent: QWidget) -> EnterButton:
        button = EnterButton(text, parent)
        button.clicked.connect(pressed)
        return button

    # -- showing --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the patterns of the location at work."""
        self.table.show_patterns(self._reader.patterns)
        self._shown = self.table.rows()
        self._before.clear()
        self.error.show_error(None)
        self._enable()
        self._try()

    def _enable(self) -> None:
        has_rows = self.table.rowCount() > 0
        for button in (self.remove_button, self.up_button, self.down_button):
            button.setEnabled(has_rows)
        self.undo_button.setEnabled(bool(self._before))

    # -- changing -------------------------------------------------------------------------------------------------

    @Slot()
    def _edited(self) -> None:
        if self.table.rows() == self._shown:
            return
        self._before.append(self._shown)
        self._keep()

    def _keep(self) -> None:
        """Keep the rows if all of them can be used; else say why not, the old ones hold on."""
        self._shown = self.table.rows()
        wrong = self.table.wrong_row()
        self.error.show_error(self._saved() if wrong is None else StockdeskError("instore.not-kept", row=wrong))
        self._enable()
        self._try()

    def _saved(self) -> StockdeskError | None:
        """Save the rows; what stood in the way of it."""
        try:
            self._reader.save(self.table.patterns())
        except StockdeskError as error:
            return error
        return None

    @Slot()
    def undo(self) -> None:
        """Take the last change back, if there is one."""
        if self._before:
            self.table.show_rows(self._before.pop(), self.table.currentRow())
            self._keep()

    @Slot()
    def _up(self) -> None:
        self.table.move_row(-1)

    @Slot()
    def _down(self) -> None:
        self.table.move_row(1)

    @Slot(int)
    def _preset_chosen(self, place: int) -> None:
        patterns: Sequence[Pattern] | None = self.presets.itemData(place)
        self.presets.setCurrentIndex(0)
        if patterns is not None:
            self.table.show_patterns(patterns)
            self._edited()

    # -- trying ---------------------------------------------------------------------------------------------------

    def take_scan(self, raw: RawScan) -> bool:
        """Take a scan into the field if the cursor stands there; else it is not for this page."""
        if not self.field.hasFocus():
            return False
        text = decide(raw, self._is_number).text
        self.field.setText(self._reader.read(text).text)
        self.field.selectAll()
        sound(VERDICTS[_verdict(try_number(self.field.text(), self._reader.patterns))[0]])
        return True

    def _is_number(self, text: str) -> bool:
        return any(reading.kind in _NUMBERS for reading in self._reader.read(text).readings)

    @Slot()
    def _try(self) -> None:
        trial = try_number(self.field.text(), self._reader.patterns)
        self.table.mark(trial.row if self._shown_are_kept() else None)
        severity, word = _verdict(trial)
        told = words(trial.code, trial.arguments, tr)
        if not trial.is_value_check_right:
            told = f"{told} {tr('The check digit of the value is wrong.')}"
        products = self._products(trial)
        if products is not None:
            told = f"{told}\n{products or tr('No product has this number.')}"
            severity = severity if products else "look"
        self.result.show_remark(severity, told, word)
        self.result.setVisible(bool(self.field.text().strip()))  # what to do is said above already

    def _shown_are_kept(self) -> bool:
        return self._shown == [(pattern.rule, pattern.measure) for pattern in self._reader.patterns]

    def _products(self, trial: Trial) -> str | None:
        """Name the products of a tried number; None where it names nothing that could be looked up."""
        if trial.item is None:
            return None
        try:
            found = self._lookup(trial.item)
        except StockdeskError as error:
            return words(error.code, error.arguments, tr)
        titles = [match.product.title for match in found[:_SHOWN]]
        return tr("Product: {titles}").format(titles=", ".join(titles)) if titles else ""


def _verdict(trial: Trial) -> tuple[Severity, str]:
    """How the answer to a tried number looks, and its word."""
    if trial.row is not None:
        return ("ok", tr("Fits")) if trial.is_value_check_right else ("look", tr("Look"))
    if trial.code == "instore.try-product":
        return "ok", tr("Whole")
    if trial.code in ("instore.try-text", "instore.try-check-digit"):
        return "bad", tr("No")
    return "look", tr("Whole") if trial.item else tr("Try")
