"""The test codes of the set-up sheet as steps: which come now, which came, and how they came."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from stockdesk.core.rawtext import GS
from stockdesk.core.scannercheck import Findings, Severity, can_mean_gs
from stockdesk.core.setupcodes import SETUP_CODES, Purpose, SetupCode
from stockdesk.core.setupscan import SetupScan
from stockdesk.ui import theme
from stockdesk.ui.icons import paint_disc
from stockdesk.ui.remarkrow import LOOKS
from stockdesk.ui.words import tr

_ROW: Final = 58
_DISC: Final = 32


def step_title(purpose: Purpose) -> str:
    """What a step is called, on the page and on the sheet."""
    return {
        "characters": tr("Letters, digits and signs"),
        "digits": tr("A retail number"),
        "separator": tr("A code with a separator"),
        "end": tr("The end"),
    }[purpose]


def step_purpose(purpose: Purpose) -> str:
    """What a step is for, on the page and on the sheet."""
    return {
        "characters": tr("Shows keyboard layout, Caps Lock, what comes before and behind a code, and how fast."),
        "digits": tr("Shows whether all digits of an EAN-13 are sent."),
        "separator": tr("Shows whether the separator of GS1 codes arrives. A scanner that reads bars only skips it."),
        "end": tr("Shows that nothing is missing any more."),
    }[purpose]


class StepRow(QWidget):
    """One step: its number or how it came, its name, and a few words."""

    def __init__(self, number: int, code: SetupCode, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._code = code
        self._severity: Severity | None = None
        self._awaited = False
        self.words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_ROW)

    def show_state(self, severity: Severity | None, words: str, *, awaited: bool) -> None:
        """Show how the code came (None: not yet), and whether it is the one to scan now."""
        self._severity, self.words, self._awaited = severity, words, awaited
        self.setAccessibleName(f"{self._number} {step_title(self._code.purpose)}: {words}")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(300, _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, disc, name and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._awaited:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ACCENT_SOFT)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 1, 0, -1), 8, 8)
        self._paint_disc(painter, QRectF(12, (_ROW - _DISC) / 2, _DISC, _DISC))
        left = 12 + _DISC + 14
        painter.setPen(theme.INK)
        painter.setFont(theme.font(15, strong=True))
        line = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, 8, self.width() - left - 8, 22), line, step_title(self._code.purpose))
        font = theme.font(13)
        painter.setFont(font)
        painter.setPen(LOOKS[self._severity].ink if self._severity else theme.QUIET)
        room = int(self.width() - left - 8)
        told = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, 30, room, 20), line, told)
        painter.end()

    def _paint_disc(self, painter: QPainter, rect: QRectF) -> None:
        if self._severity is not None:
            look = LOOKS[self._severity]
            paint_disc(painter, look.icon, rect, look.disc, QColor(Qt.GlobalColor.white))
            return
        painter.setPen(Qt.PenStyle.NoPen if self._awaited else theme.RULE)
        painter.setBrush(theme.ACCENT if self._awaited else theme.SURFACE)
        painter.drawEllipse(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(QColor(Qt.GlobalColor.white) if self._awaited else theme.QUIET)
        painter.setFont(theme.font(15, strong=True, tabular=True))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(self._number))


class SetupSteps(QWidget):
    """All steps, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.rows = {code.purpose: StepRow(number, code, self) for number, code in enumerate(SETUP_CODES, start=1)}
        for row in self.rows.values():
            rows.addWidget(row)

    def show_findings(self, found: Findings, left_out: Collection[Purpose]) -> None:
        """Show how each code came so far."""
        awaited = awaited_step(found, left_out)
        for purpose, row in self.rows.items():
            scan = found.scans.get(purpose)
            if scan is not None:
                severity, words = how_it_came(scan)
                row.show_state(severity, words, awaited=False)
            elif purpose in left_out:
                row.show_state(None, tr("left out"), awaited=False)
            else:
                row.show_state(
                    None, tr("scan it now") if purpose == awaited else tr("not yet"), awaited=purpose == awaited
                )


def awaited_step(found: Findings, left_out: Collection[Purpose]) -> Purpose | None:
    """Return the first step that was neither scanned nor left out; None when all are done."""
    left = (code.purpose for code in SETUP_CODES if code.purpose not in found.scans and code.purpose not in left_out)
    return next(left, None)


def how_it_came(scan: SetupScan) -> tuple[Severity, str]:
    """Return how a test code came, and the words for it."""
    if scan.basis == "neither":
        return "bad", tr("came changed: {text}").format(text=scan.content)
    if scan.basis == "case":
        return "bad", tr("came with its letters changed")
    if scan.separator == "":
        return "bad", tr("came without its separator")
    if scan.basis == "positions":
        return "look", tr("came changed, read by its keys")
    if scan.separator is not None and scan.separator != GS:
        severity: Severity = "ok" if can_mean_gs(scan.separator) else "bad"
        return severity, tr("came with “{text}” for its separator").format(text=scan.separator)
    return "ok", tr("came as it is printed")
