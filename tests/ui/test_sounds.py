"""Three verdicts, three patterns of the bell, none longer than half a second."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.events import Verdict
from stockdesk.ui import sounds


def test_each_verdict_has_a_pattern_of_its_own() -> None:
    assert set(sounds._STROKES) == set(Verdict)
    assert len(set(sounds._STROKES.values())) == len(Verdict)
    assert (max(sounds._STROKES.values()) - 1) * sounds._APART_MS <= 500


def test_sounding_never_waits(dressed: QApplication, qtbot: QtBot) -> None:
    """The later strokes are the event loop's; whoever sounds goes on at once."""
    strokes = QElapsedTimer()
    strokes.start()
    for verdict in Verdict:
        sounds.sound(verdict)
    assert strokes.elapsed() < sounds._APART_MS * len(Verdict) * 10
