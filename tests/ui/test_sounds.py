"""The window's sounds: the station's while it has them, else three patterns of the bell, none beyond half a second."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.events import Verdict
from stockdesk.app.feedback import SOUNDS, Feedback
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import SettingsStore
from stockdesk.ui import sounds
from stockdesk.ui.bridge import Bridge
from stockdesk.ui.sounds import APART_MS, STROKES, sound
from tests.support.nullsound import NULL, Tape, null_player


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    strokes: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda: strokes.append("beep"))
    return strokes


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    database = Database.open_work(DataFolder.prepare(tmp_path / "data"))
    yield SettingsStore(database)
    database.close()


@pytest.fixture
def make(settings: SettingsStore) -> Iterator[Callable[[tuple[str, ...], Tape], Feedback]]:
    """Makes a feedback in use, on some system."""
    made: list[Feedback] = []

    def make_one(systems: tuple[str, ...], tape: Tape) -> Feedback:
        feedback = Feedback(settings, lambda unheard: null_player(SOUNDS, unheard, tape, lambda: systems))
        made.append(feedback)
        sounds.use(feedback)
        return feedback

    yield make_one
    sounds.use(None)
    for feedback in made:
        feedback.close()


def test_each_verdict_has_a_pattern_of_the_bell_of_its_own() -> None:
    assert set(STROKES) == set(Verdict)
    assert len(set(STROKES.values())) == len(Verdict)
    assert (max(STROKES.values()) - 1) * APART_MS <= 500


@pytest.mark.parametrize("verdict", list(Verdict))
def test_bell_rings_as_often_as_the_verdict_says(
    dressed: QApplication, qtbot: QtBot, rung: list[str], verdict: Verdict
) -> None:
    sound(verdict)
    qtbot.waitUntil(lambda: len(rung) == STROKES[verdict])


def test_sounding_never_waits(dressed: QApplication, qtbot: QtBot) -> None:
    """The later strokes are the event loop's; whoever sounds goes on at once."""
    strokes = QElapsedTimer()
    strokes.start()
    for verdict in Verdict:
        sound(verdict)
    assert strokes.elapsed() < APART_MS * len(Verdict) * 10


def test_stations_sounds_are_used_while_it_has_them(
    dressed: QApplication, rung: list[str], make: Callable[[tuple[str, ...], Tape], Feedback]
) -> None:
    tape = Tape()
    make(NULL, tape).start(queue.SimpleQueue[Callable[[], None]]().put)
    sound(Verdict.REFUSED)
    assert tape.next_begun() == "refused"
    assert rung == []
    sounds.use(None)
    sound(Verdict.ACCEPTED)
    assert rung == ["beep"]


def test_bell_rings_through_the_bridge_where_there_is_no_device(
    dressed: QApplication, qtbot: QtBot, rung: list[str], make: Callable[[tuple[str, ...], Tape], Feedback]
) -> None:
    bridge = Bridge(lambda _event: None)
    make((), Tape()).start(bridge.deliver)
    sound(Verdict.LOOK)
    qtbot.waitUntil(lambda: rung == ["beep", "beep"])
    bridge.close()


def test_muted_station_is_silent(
    dressed: QApplication, rung: list[str], make: Callable[[tuple[str, ...], Tape], Feedback]
) -> None:
    make((), Tape()).set_muted(True)
    sound(Verdict.REFUSED)
    assert rung == []
