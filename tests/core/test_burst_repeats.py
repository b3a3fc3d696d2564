from __future__ import annotations

from dataclasses import replace

import pytest

from stockdesk.core.burst import Key, Scan, Swallowed
from tests.support.keytrace import (
    played,
    scanned,
    texts_in,
    typed,
    typing_in,
)

EAN = "4006381333931"


def test_a_held_key_is_no_scan() -> None:
    keys = [Key(0, 10, "1"), *(Key(500 + 33 * n, 10, "1", repeat=True) for n in range(50)), Key(2200, 36, "\r")]
    assert texts_in(keys) == []
    assert typing_in(keys) == "1" * 51 + "\r"


def test_a_held_key_is_no_scan_even_where_its_repeats_are_marked_late_or_never() -> None:
    assert typing_in([Key(0, 10, "1"), Key(30, 10, "1", repeat=True)]) == "11"
    at_once = [*typed("123", [0, 30, 60]), *(Key(90 + 33 * n, 12, "3", repeat=True) for n in range(20))]
    assert (texts_in(at_once), typing_in(at_once)) == ([], "123" + "3" * 20)
    unmarked = [Key(33 * n, 10, "1") for n in range(40)]
    assert (texts_in(unmarked), typing_in(unmarked)) == ([], "1" * 40)


@pytest.mark.parametrize("gap", [1, 10, 19])
def test_a_doubled_character_that_x11_takes_for_auto_repeat_stays_in_the_scan(gap: float) -> None:
    for code in ("40007", "4006", "1234400", "0000", "1200000512"):
        keys = scanned(f"{code}\r\r", gap=gap)
        pairs = zip(keys, [keys[0], *keys[:-1]], strict=True)
        marked = [replace(key, repeat=key.scan == before.scan and key is not keys[0]) for key, before in pairs]
        assert (texts_in(marked), typing_in(marked)) == ([code], "")


def test_a_slow_scanner_may_double_a_character_too() -> None:
    for code in ("1234400", "40061"):
        keys = scanned(f"{code}\r", gap=30)
        marked = [replace(key, repeat=n > 0 and key.text == code[n - 1 : n]) for n, key in enumerate(keys)]
        assert (texts_in(marked), typing_in(marked)) == ([code], "")


@pytest.mark.parametrize("late", [26, 40, 60, 95])
def test_a_doubled_digit_that_a_busy_x_server_stamps_late_stays_in_the_scan(late: float) -> None:
    for code in ("5296849399763", "ABC-1224", "123455"):
        keys = scanned(f"{code}\r", gap=1)
        doubled = next(n for n in range(len(code) - 1, 0, -1) if code[n] == code[n - 1])
        stalled = [replace(key, t=key.t + late if n >= doubled else key.t) for n, key in enumerate(keys)]
        stalled[doubled] = replace(stalled[doubled], repeat=True)
        assert (texts_in(stalled), typing_in(stalled)) == ([code], "")


def test_a_marked_repeat_that_would_spoil_a_code_is_left_out() -> None:
    keys = scanned(f"{EAN}\r", gap=2)
    repeat = replace(keys[6], t=keys[6].t + 33, repeat=True)
    late = [replace(key, t=key.t + 34) for key in keys[7:]]
    assert texts_in([*keys[:7], repeat, *late]) == [EAN]


def test_a_key_that_lies_pressed_while_a_scanner_sends_stops_no_scan() -> None:
    for first in range(0, 60, 3):
        leaning = [Key(first + 33 * n, 65, " ", repeat=True) for n in range(-10, 10)]
        keys = sorted([*leaning, *scanned(f"{EAN}\r", gap=5)], key=lambda key: key.t)
        assert texts_in(keys) == [EAN]
        assert set(typing_in(keys)) == {" "}


def test_a_key_that_repeats_during_a_scan_is_dropped_and_does_not_prolong_it() -> None:
    keys = scanned(EAN)
    repeats = [replace(keys[-1], t=keys[-1].t + 33 * n, repeat=True) for n in range(1, 20)]
    decisions = played([*keys, *repeats])
    assert [d.text for d in decisions if isinstance(d, Scan)] == [EAN]
    assert isinstance(decisions[0], Swallowed)
    assert typing_in([*keys, *repeats]).strip("1") == ""


def test_a_held_key_whose_repeats_are_not_marked_makes_no_scan_of_the_next_keys() -> None:
    for every in (25, 33, 40):
        for times in (3, 9, 30):
            repeats = [Key(300 + every * n, 10, "1") for n in range(times)]
            rolled = typed("ab", [repeats[-1].t + 20, repeats[-1].t + 50])
            keys = [Key(0, 10, "1"), *repeats, *rolled]
            assert (texts_in(keys), typing_in(keys)) == ([], "1" * (times + 1) + "ab")


def test_a_slow_scanner_may_begin_with_one_digit_over_and_over() -> None:
    for before in ([], typed("0", [-2000])):
        keys = [*before, *scanned("00000000123\r", gap=33)]
        assert (texts_in(keys), typing_in(keys)) == (["00000000123"], "0" * len(before))
