"""One thing to know: an icon on a disc, a word in its colour, and a sentence. Never the colour alone."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stockdesk.app.events import Verdict
from stockdesk.core.scannercheck import Severity
from stockdesk.ui import theme
from stockdesk.ui.icons import paint_disc, paint_icon
from stockdesk.ui.words import tr

_DISC: Final = 22


class Look(NamedTuple):
    """How a severity looks: its icon, the colour of the disc, the colour of the word."""

    icon: str
    disc: QColor
    ink: QColor


LOOKS: Final[dict[Severity, Look]] = {
    "ok": Look("tick", theme.GREEN, theme.GREEN),
    "look": Look("look", theme.AMBER_STRONG, theme.AMBER),
    "bad": Look("cross", theme.RED, theme.RED),
}


VERDICTS: Final[dict[Severity, Verdict]] = {"ok": Verdict.ACCEPTED, "look": Verdict.LOOK, "bad": Verdict.REFUSED}
"""How a severity sounds."""


def severity_word(severity: Severity) -> str:
    """The word for a severity."""
    return {"ok": tr("Right"), "look": tr("Look"), "bad": tr("Wrong")}[severity]


class Disc(QWidget):
    """A severity's icon on its disc; a plain icon in quiet ink where there is no severity."""

    def __init__(self, pixels: int = _DISC, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: Look | None = None
        self._plain = ""
        self.setFixedSize(pixels, pixels)

    def show_severity(self, severity: Severity | None, plain: str = "") -> None:
        """Show a severity, or the icon ``plain`` where it is None."""
        self._look = LOOKS[severity] if severity else None
        self._plain = plain
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint disc and icon."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._look is not None:
            paint_disc(painter, self._look.icon, rect, self._look.disc, QColor(Qt.GlobalColor.white))
        elif self._plain:
            paint_icon(painter, self._plain, rect, theme.QUIET)
        painter.end()

    def sizeHint(self) -> QSize:
        """Its fixed size."""
        return self.size()


class RemarkRow(QWidget):
    """Disc, word and sentence side by side; the sentence wraps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._disc = Disc(parent=self)
        self.word = QLabel(self)
        self.word.setFont(theme.font(strong=True))
        self.word.setFixedWidth(64)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 2, 0, 0)
        beside.addWidget(self._disc)
        beside.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        across.addLayout(beside)
        for label, stretch in ((self.word, 0), (self.text, 1)):
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            label.setContentsMargins(0, 3, 0, 3)
            across.addWidget(label, stretch)

    def show_remark(self, severity: Severity, text: str, word: str = "") -> None:
        """Show a sentence with its severity; ``word`` replaces the severity's own word."""
        self._disc.show_severity(severity)
        self.word.setText(word or severity_word(severity))
        self.word.setStyleSheet(f"color: {LOOKS[severity].ink.name()};")
        self.text.setText(text)
        self.setAccessibleName(f"{self.word.text()}: {text}")
