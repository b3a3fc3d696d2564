"""What a verdict sounds like at this window: the station's sounds, and the system's bell where there is no device."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from stockdesk.app.events import Verdict
from stockdesk.app.feedback import Feedback

STROKES: Final = {Verdict.ACCEPTED: 1, Verdict.LOOK: 2, Verdict.REFUSED: 3}
"""Strokes of the bell, not more than three."""
APART_MS: Final = 130
"""Strokes this far apart are heard apart; three of them end within half a second, before the next scan."""


def bell(verdict: Verdict) -> None:
    """Ring the system's bell: one, two or three strokes. The later ones are the event loop's."""
    QApplication.beep()
    for stroke in range(1, STROKES[verdict]):
        QTimer.singleShot(stroke * APART_MS, QApplication.beep)


class _Sounds:
    """The sounds in use: one station, one loudspeaker."""

    def __init__(self) -> None:
        self._feedback: Feedback | None = None

    def use(self, feedback: Feedback | None) -> None:
        """Sound by the station's feedback from now on, the bell where it has no device; None is for the bell alone."""
        self._feedback = feedback
        if feedback is not None:
            feedback.bell = bell

    def sound(self, verdict: Verdict) -> None:
        """Sound a verdict. Called only after the answer: an accepted scan is on disk by then."""
        if self._feedback is None:
            bell(verdict)
        else:
            self._feedback.sound(verdict)


_sounds = _Sounds()
use = _sounds.use
sound = _sounds.sound
