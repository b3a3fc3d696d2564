"""What a verdict sounds like. Three patterns of the system's bell, not more: one, two or three strokes."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from stockdesk.app.events import Verdict

_STROKES = {Verdict.ACCEPTED: 1, Verdict.LOOK: 2, Verdict.REFUSED: 3}
_APART_MS = 130
"""Strokes this far apart are heard apart; three of them end within half a second, before the next scan."""


def sound(verdict: Verdict) -> None:
    """Sound a verdict. Called only after the answer: an accepted scan is on disk by then."""
    QApplication.beep()
    for stroke in range(1, _STROKES[verdict]):
        QTimer.singleShot(stroke * _APART_MS, QApplication.beep)
