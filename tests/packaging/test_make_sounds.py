"""The three sounds: as made by their script, told apart by length, rhythm and pitch, and without a click."""

from __future__ import annotations

import array
import itertools
import math
import wave
from pathlib import Path

import make_sounds
import pytest
from make_sounds import FADE_MS, FOLDER, PEAK, RATE

from stockdesk.app.events import Verdict
from stockdesk.resources import resource_path

NAMES = sorted(Verdict)
PIECE_MS = 10


def read(name: str) -> array.array[int]:
    with wave.open(str(resource_path("sounds", f"{name}.wav")), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return array.array("h", file.readframes(file.getnframes()))


def milliseconds(samples: array.array[int]) -> float:
    return 1000 * len(samples) / RATE


def strength(samples: array.array[int], hertz: int) -> float:
    """How much of a frequency is in the samples, by Goertzel's filter."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    before, last = 0.0, 0.0
    for sample in samples:
        before, last = last, sample + turn * last - before
    return math.sqrt(before**2 + last**2 - turn * before * last) / len(samples)


def loudest(samples: array.array[int]) -> int:
    """The frequency in steps of 25 Hz that is strongest."""
    return max(range(100, 4_000, 25), key=lambda hertz: strength(samples, hertz))


def loud_pieces(samples: array.array[int]) -> list[bool]:
    step = RATE * PIECE_MS // 1000
    return [max(map(abs, samples[at : at + step])) > 3_000 for at in range(0, len(samples), step)]


def strokes(samples: array.array[int]) -> int:
    """How many times it becomes loud after silence."""
    pieces = [False, *loud_pieces(samples)]
    return sum(1 for before, now in itertools.pairwise(pieces) if now and not before)


def test_there_are_three_sounds_one_for_each_verdict() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*")) == NAMES
    assert sorted(make_sounds.SOUNDS) == NAMES


def test_sounds_are_what_the_script_makes(tmp_path: Path) -> None:
    made = make_sounds.write(tmp_path / "sounds")
    assert {path.name: path.read_bytes() for path in made} == {
        path.name: path.read_bytes() for path in FOLDER.glob("*.wav")
    }


def test_accepted_is_one_short_high_tone() -> None:
    samples = read("accepted")
    assert 60 <= milliseconds(samples) <= 100
    assert strokes(samples) == 1
    assert loudest(samples) == 2_000


def test_refused_is_a_low_double_tone() -> None:
    samples = read("refused")
    assert 200 <= milliseconds(samples) <= 400
    assert strokes(samples) == 2
    assert loudest(samples) == 250


def test_look_is_two_steps_up_between_the_others() -> None:
    samples = read("look")
    assert 100 < milliseconds(samples) < 200
    half = len(samples) // 2
    first, second = samples[: half - half // 8], samples[half:]
    assert loudest(first) == 750
    assert loudest(second) == 1_125


@pytest.mark.parametrize("name", NAMES)
def test_nothing_clicks_and_nothing_is_clipped(name: str) -> None:
    samples = read(name)
    edge = RATE * FADE_MS // 1000 // 10
    assert max(map(abs, [*samples[:edge], *samples[-edge:]])) < 32_767 // 20
    assert max(map(abs, samples)) <= round(32_767 * PEAK)
    assert max(map(abs, samples)) > 32_767 * PEAK * 0.95
