"""Sounds on a real device without a loudspeaker: heard at their volume, never waited for, whatever the device does."""

from __future__ import annotations

import queue
import threading
import wave
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from stockdesk.app.feedback import SOUNDS
from stockdesk.core.errors import StockdeskError
from stockdesk.devices import sounds
from stockdesk.devices.sounds import Player, at_volume, read_sound
from tests.support.nullsound import NULL, PATIENCE, Tape, null_player
from tests.support.strictness import LogWatch


class Stage:
    """A player on the null device, its tape, and the names of what could not be heard."""

    def __init__(self, systems: tuple[str, ...] = NULL, rest: float = sounds.REST_SECONDS) -> None:
        self.systems = systems
        self.tape = Tape()
        self.unheard: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.player = null_player(SOUNDS, self.unheard.put, self.tape, lambda: self.systems, rest)
        self.rested = threading.Semaphore(0)
        self._let_rest = self.player._let_rest
        self.player._let_rest = self.let_rest  # type: ignore[method-assign]  # to know when it has happened
        self.player.start()

    def let_rest(self) -> None:
        self._let_rest()
        self.rested.release()

    @property
    def device(self) -> Any:
        """The library's device under the player."""
        return self.player._device


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    assert made.player.close(PATIENCE)


@pytest.fixture
def deaf() -> Iterator[Stage]:
    """On a machine without a device."""
    made = Stage(())
    yield made
    assert made.player.close(PATIENCE)


def test_every_sound_is_heard_on_the_device(stage: Stage) -> None:
    for name in ("accepted", "refused", "look"):
        stage.player.play(name, 100)
        assert stage.tape.next_begun() == name
        assert stage.tape.next_heard() > 0


def test_every_one_of_many_verdicts_begins_to_sound_and_nobody_waits(stage: Stage) -> None:
    names = ["accepted", "refused", "look", "accepted", "accepted"] * 4
    for name in names:
        stage.player.play(name, 50)
    assert [stage.tape.next_begun() for _ in names] == names
    assert stage.unheard.empty()


def test_volume_is_that_of_each_sound(stage: Stage) -> None:
    stage.player.play("accepted", 0)
    assert stage.tape.next_begun() == "accepted"
    stage.player.play("accepted", 20)
    assert stage.tape.next_begun() == "accepted"
    stage.player.play("refused", 20)
    assert stage.tape.next_begun() == "refused"
    loudest = max(map(abs, read_sound(SOUNDS["accepted"])))
    first = stage.tape.next_heard()
    assert 0 < first <= loudest * 0.04 + 1


@pytest.mark.parametrize(("volume", "share"), [(0, 0.0), (50, 0.25), (70, 0.49), (100, 1.0)])
def test_loudness_goes_by_the_square_of_the_volume(volume: int, share: float) -> None:
    samples = read_sound(SOUNDS["look"])
    assert max(at_volume(samples, volume)) == round(max(samples) * share)
    assert len(at_volume(samples, volume)) == len(samples)


def test_machine_without_a_device_says_of_each_sound_that_it_was_not_heard(deaf: Stage) -> None:
    for name in ("accepted", "refused", "refused"):
        deaf.player.play(name, 100)
    assert [deaf.unheard.get(timeout=PATIENCE) for _ in range(3)] == ["accepted", "refused", "refused"]


def test_device_that_comes_later_is_found(deaf: Stage) -> None:
    deaf.player.play("accepted", 100)
    assert deaf.unheard.get(timeout=PATIENCE) == "accepted"
    deaf.systems = NULL
    deaf.player.play("accepted", 100)  # too soon to look again
    assert deaf.unheard.get(timeout=PATIENCE) == "accepted"
    deaf.player._not_before = 0.0
    deaf.player.play("look", 100)
    assert deaf.tape.next_begun() == "look"


def test_device_that_was_lost_is_opened_again(stage: Stage) -> None:
    stage.player.play("accepted", 100)
    assert stage.tape.next_begun() == "accepted"
    lost = stage.device
    # The library's own parts: its device stops behind our back, as one does that is unplugged.
    import_module("_miniaudio").lib.ma_device_stop(lost._device)
    assert stage.player._gone.wait(PATIENCE)
    stage.player.play("refused", 100)
    assert stage.tape.next_begun() == "refused"
    assert stage.device is not lost


def test_device_that_says_it_plays_but_does_not_is_opened_again(stage: Stage) -> None:
    stage.player.play("accepted", 100)
    assert stage.tape.next_begun() == stage.tape.asked.get(timeout=PATIENCE) == "accepted"
    stuck = stage.device
    stuck.callback_generator = None  # it fetches nothing more
    stage.player.play("look", 100)
    assert stage.tape.asked.get(timeout=PATIENCE) == "look"
    stage.player._began -= sounds.STUCK_SECONDS + 1
    stage.player.play("refused", 100)
    assert stage.tape.next_begun() == "refused"
    assert stage.device is not stuck


def test_device_rests_after_a_while_and_sounds_again() -> None:
    stage = Stage(rest=0.05)
    for name in ("accepted", "look"):
        stage.player.play(name, 100)
        assert stage.tape.next_begun() == name
        assert stage.rested.acquire(timeout=PATIENCE)
        assert not stage.device.running
    assert stage.unheard.empty()
    assert stage.player.close(PATIENCE)


def test_device_that_went_while_it_rested_is_opened_again() -> None:
    stage = Stage(rest=0.05)
    stage.player.play("accepted", 100)
    assert stage.tape.next_begun() == "accepted"
    assert stage.rested.acquire(timeout=PATIENCE)
    device = stage.device
    device.close()
    device._device = None
    stage.player.play("look", 100)
    assert stage.tape.next_begun() == "look"
    assert stage.device is not device
    assert stage.player.close(PATIENCE)


def test_nobody_waits_for_a_device_that_takes_long_to_open(monkeypatch: pytest.MonkeyPatch) -> None:
    opening, opened = threading.Event(), threading.Event()

    def slow() -> tuple[str, ...]:
        opening.set()
        opened.wait(PATIENCE)
        return NULL

    monkeypatch.setattr(sounds, "OPENING_SECONDS", -1.0)
    unheard: list[str] = []
    tape = Tape()
    player = Player(SOUNDS, unheard.append, slow, tape)
    player.start()
    assert opening.wait(PATIENCE)
    player.play("accepted", 100)
    assert unheard == ["accepted"]
    monkeypatch.setattr(sounds, "OPENING_SECONDS", PATIENCE)
    player.play("refused", 100)
    opened.set()
    assert tape.next_begun() == "refused"
    assert player.close(PATIENCE)


def test_verdict_of_long_ago_does_not_sound(stage: Stage) -> None:
    stage.player._asked.put(sounds._Asked("refused", 100, 0.0))
    stage.player.play("accepted", 100)
    assert stage.tape.next_begun() == "accepted"


def test_fault_inside_is_logged_and_the_next_sound_is_heard(stage: Stage, log_watch: LogWatch) -> None:
    log_watch.allow("unexpected fault")
    stage.player.play("no such sound", 100)
    assert stage.unheard.get(timeout=PATIENCE) == "no such sound"
    stage.player.play("accepted", 100)
    assert stage.tape.next_begun() == "accepted"


def test_device_that_cannot_be_given_back_does_not_end_the_sounds(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.player.play("accepted", 100)
    assert stage.tape.next_begun() == "accepted"
    lost, closing = stage.device, stage.device.close

    def stumble() -> None:
        closing()
        raise OSError("it is gone")

    monkeypatch.setattr(lost, "close", stumble)
    stage.player._gone.set()
    stage.player.play("refused", 100)
    assert stage.tape.next_begun() == "refused"
    assert stage.device is not lost


def test_closing_a_player_that_never_started_is_done_at_once() -> None:
    assert Player(SOUNDS, print, lambda: NULL).close()


def test_file_of_another_form_is_refused(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "stereo.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\0" * 8)
    (tmp_path / "text.wav").write_text("no sound")
    for name in ("stereo.wav", "text.wav", "missing.wav"):
        with pytest.raises(StockdeskError) as caught:
            read_sound(tmp_path / name)
        assert caught.value.code == "sound.failed"
        assert name in str(caught.value.arguments["detail"])
