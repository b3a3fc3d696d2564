"""Verdicts aloud: at the station's volume, silent when muted, by the bell where there is no device."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stockdesk.app.events import Verdict
from stockdesk.app.feedback import SOUND_KEY, SOUNDS, USUAL_VOLUME, Feedback
from stockdesk.core.errors import StockdeskError
from stockdesk.devices.sounds import Player, read_sound
from stockdesk.devices.soundsystem import PERIOD_MS, RATE
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import STATION, SettingsStore
from tests.support.nullsound import NULL, PATIENCE, Tape, null_player
from tests.support.strictness import LogWatch


class Room:
    """A station with a device (or without one), its bell and the calls on their way to its thread."""

    def __init__(self, settings: SettingsStore, systems: tuple[str, ...] = NULL) -> None:
        self.tape = Tape()
        self.systems = systems
        self.rung: list[Verdict] = []
        self.jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.feedback = Feedback(settings, self.player)
        self.feedback.bell = self.rung.append

    def player(self, unheard: Callable[[str], None]) -> Player:
        return null_player(SOUNDS, unheard, self.tape, lambda: self.systems)

    def start(self) -> None:
        self.feedback.start(self.jobs.put)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Database]:
    database = Database.open_work(DataFolder.prepare(tmp_path / "data"))
    yield database
    database.close()


@pytest.fixture
def settings(work: Database) -> SettingsStore:
    return SettingsStore(work)


@pytest.fixture
def room(settings: SettingsStore) -> Iterator[Room]:
    made = Room(settings)
    made.start()
    yield made
    made.feedback.close()


@pytest.fixture
def deaf_room(settings: SettingsStore) -> Iterator[Room]:
    made = Room(settings, ())
    made.start()
    yield made
    made.feedback.close()


def test_each_verdict_has_a_sound_of_its_own() -> None:
    assert set(SOUNDS) == {verdict.value for verdict in Verdict}
    assert len({read_sound(path).tobytes() for path in SOUNDS.values()}) == len(Verdict)


def test_verdicts_sound_on_the_device_in_their_order(room: Room) -> None:
    verdicts = [Verdict.ACCEPTED, Verdict.REFUSED, Verdict.LOOK, Verdict.ACCEPTED]
    for verdict in verdicts:
        room.feedback.sound(verdict)
    assert [room.tape.next_begun() for _ in verdicts] == [verdict.value for verdict in verdicts]
    assert room.rung == []


def test_bell_rings_on_the_owners_thread_where_there_is_no_device(deaf_room: Room) -> None:
    threads: list[threading.Thread] = []

    def ring(verdict: Verdict) -> None:
        threads.append(threading.current_thread())
        deaf_room.rung.append(verdict)

    deaf_room.feedback.bell = ring
    for verdict in Verdict:
        deaf_room.feedback.sound(verdict)
    for _ in Verdict:
        deaf_room.jobs.get(timeout=PATIENCE)()
    assert deaf_room.rung == list(Verdict)
    assert set(threads) == {threading.current_thread()}


def test_bell_is_all_there_is_before_the_start_and_after_the_end(settings: SettingsStore) -> None:
    room = Room(settings)
    room.feedback.sound(Verdict.LOOK)
    room.start()
    room.feedback.close()
    room.feedback.sound(Verdict.REFUSED)
    assert room.rung == [Verdict.LOOK, Verdict.REFUSED]


def test_muted_is_silent_everywhere(room: Room) -> None:
    room.feedback.set_muted(True)
    room.feedback.sound(Verdict.REFUSED)
    room.feedback.set_muted(False)
    room.feedback.sound(Verdict.ACCEPTED)
    assert room.tape.next_begun() == "accepted"
    assert room.rung == []


def test_muted_silences_the_bell_too_even_one_that_is_on_its_way(deaf_room: Room) -> None:
    deaf_room.feedback.sound(Verdict.REFUSED)
    on_its_way = deaf_room.jobs.get(timeout=PATIENCE)
    deaf_room.feedback.set_muted(True)
    on_its_way()
    deaf_room.feedback.sound(Verdict.REFUSED)
    assert deaf_room.rung == []
    assert deaf_room.jobs.empty()


def test_no_volume_at_all_is_silence(settings: SettingsStore) -> None:
    room = Room(settings)
    room.feedback.set_volume(0)
    room.feedback.sound(Verdict.REFUSED)
    assert room.rung == []


def test_volume_is_taken_off_what_the_device_plays(room: Room) -> None:
    first_piece = max(map(abs, read_sound(SOUNDS["accepted"])[: RATE * PERIOD_MS // 1000]))
    room.feedback.set_volume(10)
    room.feedback.sound(Verdict.ACCEPTED)
    assert room.tape.next_heard() == pytest.approx(first_piece * 0.01, abs=1)


@pytest.mark.parametrize(("wanted", "kept"), [(0, 0), (35, 35), (100, 100), (-5, 0), (250, 100)])
def test_volume_and_silence_are_kept_for_the_next_start(settings: SettingsStore, wanted: int, kept: int) -> None:
    feedback = Feedback(settings)
    assert (feedback.volume, feedback.muted) == (USUAL_VOLUME, False)
    feedback.set_volume(wanted)
    feedback.set_muted(True)
    again = Feedback(settings)
    assert (again.volume, again.muted) == (kept, True)
    assert settings.get(STATION, SOUND_KEY) == {"volume": kept, "muted": True}


@pytest.mark.parametrize(
    "stored", ["loud", {"volume": 200, "muted": False}, {"volume": "7"}, {"volume": 7, "muted": 1}]
)
def test_stored_volume_that_cannot_be_read_is_the_usual_one(
    settings: SettingsStore, log_watch: LogWatch, stored: object
) -> None:
    log_watch.allow("stored volume")
    settings.set(STATION, SOUND_KEY, stored)
    feedback = Feedback(settings)
    assert (feedback.volume, feedback.muted) == (USUAL_VOLUME, False)


def test_database_that_cannot_be_read_is_no_reason_to_be_silent(work: Database, log_watch: LogWatch) -> None:
    log_watch.allow("stored volume")

    class Damaged(SettingsStore):
        def get(self, scope: str, key: str, default: object = None) -> object:
            raise StockdeskError("database.damaged", path=scope, detail=key)

    feedback = Feedback(Damaged(work))
    assert (feedback.volume, feedback.muted) == (USUAL_VOLUME, False)


def test_second_start_changes_nothing(room: Room) -> None:
    room.start()
    room.feedback.sound(Verdict.LOOK)
    assert room.tape.next_begun() == "look"
