"""Sounds on top of each other: each begins when it is asked for, none hides another, nothing clicks."""

from __future__ import annotations

import array
import itertools
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.devices.mixer import CUT_FADE, Mixer
from stockdesk.devices.soundsystem import Samples

PERIOD = 441


def steady(height: int, count: int) -> Samples[int]:
    return array.array("h", [height] * count)


def rendered(mixer: Mixer, periods: int) -> list[int]:
    return [value for _ in range(periods) for value in mixer.render(PERIOD)]


def test_sound_waits_until_the_device_fetches_something() -> None:
    mixer = Mixer()
    waited = [mixer.waits]
    mixer.ask("look", steady(1, 1))
    waited.append(mixer.waits)
    mixer.render(1)
    assert [*waited, mixer.waits] == [False, True, False]


def test_nothing_asked_is_silence_of_the_wanted_length() -> None:
    assert list(Mixer().render(PERIOD)) == [0] * PERIOD
    assert list(Mixer().render(0)) == []


@given(st.lists(st.integers(-32_767, 32_767), max_size=500), st.integers(1, 200))
def test_sound_comes_out_as_it_is_whatever_the_device_asks_for(values: list[int], period: int) -> None:
    mixer = Mixer()
    mixer.ask("a", array.array("h", values))
    out = [value for _ in range(500 // period + 2) for value in mixer.render(period)]
    assert out[: len(values)] == values
    assert not any(out[len(values) :])


def test_same_sound_begins_again_and_its_first_run_dies_away_without_a_click() -> None:
    mixer = Mixer()
    mixer.ask("accepted", steady(10_000, 3_000))
    before = rendered(mixer, 1)
    mixer.ask("accepted", steady(0, 10))
    after = rendered(mixer, 2)
    assert before == [10_000] * PERIOD
    assert after[0] == 10_000
    assert all(0 <= here - there <= 10_000 // CUT_FADE + 1 for here, there in itertools.pairwise(after))
    assert not any(after[CUT_FADE:])


def test_every_one_of_twenty_a_second_begins() -> None:
    mixer = Mixer()
    for _ in range(20):
        mixer.ask("accepted", steady(9_000, 3_528))
        assert rendered(mixer, 5)[CUT_FADE:] == [9_000] * (5 * PERIOD - CUT_FADE)


def test_accepted_scan_does_not_hide_the_refusal_before_it() -> None:
    mixer = Mixer()
    mixer.ask("refused", steady(2_000, 10 * PERIOD))
    rendered(mixer, 1)
    mixer.ask("accepted", steady(500, 2 * PERIOD))
    assert rendered(mixer, 9) == [2_500] * (2 * PERIOD) + [2_000] * (7 * PERIOD)
    assert not any(rendered(mixer, 2))


@pytest.mark.parametrize("height", [30_000, -30_000])
def test_loud_sounds_together_are_bounded(height: int) -> None:
    mixer = Mixer()
    for name in ("accepted", "refused", "look"):
        mixer.ask(name, steady(height, PERIOD))
    assert set(mixer.render(PERIOD)) == {32_767 if height > 0 else -32_767}


def test_sound_that_is_over_leaves_the_ones_that_are_not() -> None:
    mixer = Mixer()
    mixer.ask("look", steady(5, 10))
    mixer.ask("refused", steady(7, 20))
    assert list(mixer.render(15)) == [12] * 10 + [7] * 5
    assert list(mixer.render(15)) == [7] * 5 + [0] * 10


def test_what_is_forgotten_does_not_sound() -> None:
    mixer = Mixer()
    mixer.ask("look", steady(5, PERIOD))
    mixer.render(10)
    mixer.ask("look", steady(5, PERIOD))
    mixer.forget()
    assert not mixer.waits
    assert not any(mixer.render(PERIOD))


def test_stream_gives_what_is_asked_for() -> None:
    mixer = Mixer()
    stream = mixer.stream()
    mixer.ask("look", steady(3, 4))
    assert list(stream.send(6)) == [3, 3, 3, 3, 0, 0]
    assert list(stream.send(2)) == [0, 0]


def test_asking_from_another_thread_loses_nothing() -> None:
    mixer = Mixer()
    names = [str(number) for number in range(2_000)]

    def ask() -> None:
        for name in names:
            mixer.ask(name, steady(1, 1))

    asking = threading.Thread(target=ask)
    asking.start()
    total = 0
    while asking.is_alive() or mixer.waits:
        total += sum(mixer.render(1))
    asking.join()
    assert total + sum(mixer.render(1)) == len(names)
