"""How loud the three sounds are, and what each of them means."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from stockdesk.app.events import Verdict
from stockdesk.app.feedback import Feedback
from stockdesk.core.errors import StockdeskError
from stockdesk.core.scannercheck import Severity
from stockdesk.ui import theme
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.icons import icon
from stockdesk.ui.remarkrow import LOOKS, Disc
from stockdesk.ui.settingscard import Card, ErrorLabel
from stockdesk.ui.words import tr

_SEVERITIES: Final[dict[Verdict, Severity]] = {
    Verdict.ACCEPTED: "ok",
    Verdict.LOOK: "look",
    Verdict.REFUSED: "bad",
}


def verdict_words(verdict: Verdict) -> tuple[str, str]:
    """The word for a verdict, and what it means."""
    return {
        Verdict.ACCEPTED: (tr("Taken"), tr("It is on disk and in the document.")),
        Verdict.LOOK: (tr("Look"), tr("It is on disk, but look at the screen: unknown, expired, read twice.")),
        Verdict.REFUSED: (tr("Refused"), tr("It is not in the document; the screen says why.")),
    }[verdict]


class SettingsSound(QWidget):
    """Changes hold at once, for the next sound."""

    def __init__(self, feedback: Feedback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._feedback = feedback
        card = Card(
            tr("Sounds"),
            tr("The scanner's own beep only says that it has read something. These say what became of it."),
            self,
        )
        card.rows.addLayout(self._make_volume(card))
        self._error = ErrorLabel(card)
        card.rows.addWidget(self._error)
        card.rows.addLayout(self._make_tries(card))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(card)
        rows.addStretch(1)
        self.refresh()

    def _make_volume(self, card: Card) -> QHBoxLayout:
        self.volume = QSlider(Qt.Orientation.Horizontal, card)
        self.volume.setRange(0, 100)
        self.volume.setSingleStep(5)
        self.volume.setPageStep(20)
        self.volume.setAccessibleName(tr("Volume"))
        self.volume.setFixedWidth(280)
        # Each value is written to disk: the one on which the handle is let go.
        self.volume.setTracking(False)
        self.volume.valueChanged.connect(self._volume_changed)
        self.volume.sliderMoved.connect(self._moved)
        caption = QLabel(tr("Volume"), card)
        caption.setProperty("role", "quiet")
        caption.setBuddy(self.volume)
        self._number = QLabel(card)
        self._number.setFont(theme.font(tabular=True))
        self._number.setFixedWidth(48)
        self.mute = QCheckBox(tr("Mute all sounds"), card)
        self.mute.toggled.connect(self._muted)
        across = QHBoxLayout()
        across.setSpacing(12)
        for widget in (caption, self.volume, self._number):
            across.addWidget(widget)
        across.addSpacing(16)
        across.addWidget(self.mute)
        across.addStretch(1)
        return across

    def _make_tries(self, card: Card) -> QGridLayout:
        made = QGridLayout()
        made.setHorizontalSpacing(14)
        made.setVerticalSpacing(12)
        made.setColumnStretch(3, 1)
        self.tries: dict[Verdict, _Try] = {}
        for row, verdict in enumerate(_SEVERITIES):
            severity = _SEVERITIES[verdict]
            word, meaning = verdict_words(verdict)
            disc = Disc(30, card)
            disc.show_severity(severity)
            name = QLabel(word, card)
            name.setFont(theme.font(17, strong=True))
            name.setStyleSheet(f"font-size: 17px; font-weight: 600; color: {LOOKS[severity].ink.name()};")
            text = QLabel(meaning, card)
            text.setProperty("role", "quiet")
            text.setWordWrap(True)
            button = _Try(verdict, word, card)
            button.tried.connect(self._try)
            self.tries[verdict] = button
            for column, widget in enumerate((disc, name, button, text)):
                made.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        return made

    def refresh(self) -> None:
        """Show volume and silence as they are kept."""
        for widget in (self.volume, self.mute):
            widget.blockSignals(True)
        self.volume.setValue(self._feedback.volume)
        self.mute.setChecked(self._feedback.muted)
        for widget in (self.volume, self.mute):
            widget.blockSignals(False)
        self._show()

    def _show(self) -> None:
        self._moved(self._feedback.volume)
        self.volume.setEnabled(not self._feedback.muted)

    @Slot(int)
    def _moved(self, volume: int) -> None:
        self._number.setText(f"{volume} %")

    @Slot(int)
    def _volume_changed(self, volume: int) -> None:
        try:
            self._feedback.set_volume(volume)
            self._error.show_error(None)
        except StockdeskError as error:
            self._error.show_error(error)
        self._show()

    @Slot(bool)
    def _muted(self, muted: bool) -> None:
        try:
            self._feedback.set_muted(muted)
            self._error.show_error(None)
        except StockdeskError as error:
            self._error.show_error(error)
        self._show()

    @Slot(object)
    def _try(self, verdict: Verdict) -> None:
        self._feedback.sound(verdict)


class _Try(EnterButton):
    """Sounds one verdict."""

    tried = Signal(object)

    def __init__(self, verdict: Verdict, word: str, parent: QWidget) -> None:
        # The style leaves next to nothing between icon and text.
        super().__init__(f" {tr('Listen')}", parent)
        self._verdict = verdict
        self.setIcon(icon("sound", theme.ACCENT))
        self.setIconSize(QSize(18, 18))
        self.setAccessibleName(tr("Listen to “{word}”").format(word=word))
        self.clicked.connect(self._clicked)

    @Slot()
    def _clicked(self) -> None:
        self.tried.emit(self._verdict)
