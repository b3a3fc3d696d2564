from __future__ import annotations

import math
import random
import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.burst import BurstDetector, Key, Scan, Swallowed, Typed
from stockdesk.core.stationprofile import StationProfile
from tests.support.keytrace import (
    BACKSPACE,
    CAPS_LOCK,
    CONTROL,
    DOWN,
    F8,
    F9,
    SHIFT,
    played,
    scanned,
    scans_in,
    texts_in,
    typed,
    typing_in,
)

EAN = "4006381333931"


def test_a_scan_is_one_text_and_nothing_of_it_is_typed() -> None:
    [scan] = played(scanned(f"{EAN}\r", gap=2))
    assert isinstance(scan, Scan)
    assert (scan.text, scan.positions, scan.ended_by, len(scan.keys)) == (EAN, EAN, "enter", 14)


@pytest.mark.parametrize("gap", [0, 1, 2, 6, 10, 12, 19, 20, 30, 35, 40])
@pytest.mark.parametrize("suffix", ["\r", "\t", "", "\n", "\r\n", "\r\r", "\t\r"])
def test_scanners_of_every_measured_speed_are_heard_with_every_suffix(gap: float, suffix: str) -> None:
    keys = scanned(EAN + suffix, gap=gap)
    assert texts_in(keys) == [EAN]
    assert typing_in(keys) == ""


@pytest.mark.parametrize("gap", [50, 60])
def test_a_slow_bluetooth_scanner_is_heard_with_the_setting_of_its_station(gap: float) -> None:
    assert texts_in(scanned(f"{EAN}\r", gap=gap)) == []
    assert texts_in(scanned(f"{EAN}\r", gap=gap), StationProfile(gap=70)) == [EAN]


@pytest.mark.parametrize("seed", range(30))
def test_a_bluetooth_scanner_may_jitter(seed: int) -> None:
    beat = random.Random(seed)
    t, keys = 0.0, []
    for key in scanned(f"{EAN}\r"):
        keys.append(replace(key, t=t))
        t += beat.uniform(8, 40)
    assert texts_in(keys) == [EAN]


@pytest.mark.parametrize("seed", range(60))
def test_a_very_fast_typist_is_never_a_scanner(seed: int) -> None:
    # 120 words a minute with overlapping keys: single pairs 25 to 35 ms apart, never four in a row.
    hand = random.Random(seed)
    t, times, close = 0.0, [], 0
    text = "".join(hand.choice(string.ascii_letters + string.digits + " \r") for _ in range(200))
    for character in text:
        times.append(t)
        is_close = close < 2 and character != "\r" and hand.random() < 0.4
        close = close + 1 if is_close else 0
        t += hand.uniform(25, 35) if is_close else hand.uniform(60, 180)
    keys = typed(text, times)
    assert texts_in(keys) == []
    assert typing_in(keys) == text


def test_what_is_typed_is_released_in_order_when_forty_milliseconds_pass() -> None:
    detector = BurstDetector()
    first, second = Key(0, 10, "1"), Key(30, 11, "2")
    assert detector.deadline() is None
    assert detector.feed(first) == []
    assert detector.deadline() == 40
    assert detector.feed(second) == []
    assert detector.deadline() == 70
    assert detector.silence(70) == []
    assert detector.silence(71) == [Typed((first, second))]
    assert detector.deadline() is None
    assert detector.silence(1000) == []


def test_time_stamps_that_began_anew_do_not_hold_a_key_for_ever() -> None:
    detector = BurstDetector()
    key = Key(4_294_967_290, 10, "1")
    detector.feed(key)
    assert detector.silence(34) == []
    assert detector.silence(35) == [Typed((key,))]
    detector.feed(Key(1_000_000, 10, "1"))
    assert len(detector.silence(900_000)) == 1


@pytest.mark.parametrize("place", range(1, 14))
def test_time_stamps_may_begin_anew_inside_a_scan(place: int) -> None:
    keys = [replace(key, t=(key.t - 5 * place) % 2**32) for key in scanned(f"{EAN}\r", gap=5)]
    [scan] = scans_in(keys)
    assert (scan.text, scan.times) == (EAN, tuple(range(0, 70, 5)))


@pytest.mark.parametrize("scan", [F9, DOWN, BACKSPACE, 111])
def test_keys_that_print_nothing_release_the_hold_at_once(scan: int) -> None:
    detector = BurstDetector()
    first, key = Key(0, 10, "1"), Key(10, scan, "\b" if scan == BACKSPACE else "")
    detector.feed(first)
    assert detector.feed(key) == [Typed((first, key))]
    assert detector.feed(key) == [Typed((key,))]


@pytest.mark.parametrize(
    "key", [Key(10, 52, "\x1a", ctrl=True), Key(10, 41, "f", alt=True), Key(10, 31, "\t", ctrl=True)]
)
def test_shortcuts_are_never_held(key: Key) -> None:
    detector = BurstDetector()
    assert detector.feed(key) == [Typed((key,))]


def test_a_suffix_key_alone_is_typed_at_once() -> None:
    for scan, text in ((36, "\r"), (104, "\r"), (23, "\t")):
        key = Key(0, scan, text)
        assert BurstDetector().feed(key) == [Typed((key,))]
    assert typing_in([Key(0, 36, "\r", alt=True), Key(0, 36, "\r", ctrl=True)]) == "\r\r"


def test_two_scans_back_to_back_are_two() -> None:
    keys = [*scanned(f"{EAN}\r", gap=2), *scanned("ABC-12\r\n", start=30, gap=2), *scanned(f"{EAN}\t", start=50, gap=2)]
    assert texts_in(keys) == [EAN, "ABC-12", EAN]
    assert typing_in(keys) == ""


def test_fifty_scans_a_second_are_all_there_in_order() -> None:
    codes = [f"{EAN[:-3]}{n:03}" for n in range(200)]
    keys = [key for n, code in enumerate(codes) for key in scanned(f"{code}\r", start=n * 20, gap=1)]
    assert texts_in(keys) == codes


def test_a_very_long_code_is_one_scan() -> None:
    code = "".join(random.Random(1).choice(string.ascii_letters) for _ in range(300))
    assert texts_in(scanned(f"{code}\r", gap=5)) == [code]
    assert texts_in(scanned(f"{code * 24}", gap=5)) == [code * 24]


def test_the_end_of_a_scan_without_suffix_is_silence_of_five_gaps_or_a_tenth_of_a_second() -> None:
    for gap, wait in ((2, 100), (35, 175)):
        detector = BurstDetector()
        keys = scanned(EAN, gap=gap)
        for key in keys:
            assert detector.feed(key) == []
        assert detector.deadline() == keys[-1].t + wait
        [scan] = detector.silence(keys[-1].t + wait + 1)
        assert isinstance(scan, Scan)
        assert scan.ended_by == "silence"


def test_a_pause_inside_a_scan_does_not_split_it() -> None:
    keys = [*scanned(EAN[:6], gap=10), *scanned(f"{EAN[6:]}\r", start=145, gap=10)]
    assert texts_in(keys) == [EAN]


def test_a_late_second_suffix_is_the_persons() -> None:
    keys = [*scanned(f"{EAN}\r", gap=1), Key(200, 36, "\r")]
    assert typing_in(keys) == "\r"
    decisions = played([*scanned(f"{EAN}\r", gap=1), Key(100, 36, "\r"), Key(190, 44, "\n", ctrl=True)])
    assert [type(decision) for decision in decisions] == [Scan, Swallowed, Swallowed]


def test_a_key_between_two_suffixes_ends_the_scan_for_good() -> None:
    keys = [*scanned(f"{EAN}\r", gap=1), Key(30, F9, ""), Key(40, 36, "\r")]
    assert typing_in(keys) == "\r"
    with_control = [*scanned(f"{EAN}\r", gap=1), Key(30, CONTROL, "", ctrl=True), Key(31, 44, "\n", ctrl=True)]
    assert typing_in(with_control) == ""


@pytest.mark.parametrize(("code", "gap"), [("12", 20), ("123", 20), ("123", 40), ("A1", 2)])
def test_a_short_code_is_a_scan_when_its_enter_comes_as_fast(code: str, gap: float) -> None:
    assert texts_in(scanned(f"{code}\r", gap=gap)) == [code]


@pytest.mark.parametrize(("code", "gap"), [("1", 1), ("12", 21), ("12", 40), ("123", 41)])
def test_a_short_number_typed_with_enter_is_typed(code: str, gap: float) -> None:
    keys = scanned(f"{code}\r", gap=gap)
    assert texts_in(keys) == []
    assert typing_in(keys) == f"{code}\r"


def test_a_short_number_with_a_held_enter_is_typed() -> None:
    keys = [*scanned("123", gap=2), Key(6, 36, "\r", repeat=True)]
    assert typing_in(keys) == "123\r"


def test_what_was_typed_just_before_a_scan_goes_to_its_field_first() -> None:
    for hand in (["5"], ["5", "*"], ["a", "b", "c"]):
        times = [-30.0 * n for n in range(len(hand), 0, -1)]
        keys = [*typed("".join(hand), times), *scanned(f"{EAN}\r", gap=2)]
        decisions = played(keys)
        assert [d.text for d in decisions if isinstance(d, Scan)] == [EAN]
        assert typing_in(keys) == "".join(hand)
        assert isinstance(decisions[0], Typed)


def test_a_key_that_may_have_been_typed_before_a_short_scan_stays_in_it() -> None:
    # The first gap of a scanner may be slow; an unknown code is seen, a code cut by a key is not.
    keys = [*typed("a", [-30]), *scanned("12\r", gap=2)]
    assert (texts_in(keys), typing_in(keys)) == (["a12"], "")


def test_a_scan_knows_how_long_before_it_a_character_was_typed() -> None:
    [first, second] = scans_in([*typed("4", [-60]), *scanned(f"{EAN}\r"), *scanned(f"{EAN}\r", start=200)])
    assert (first.after, second.after) == (60, math.inf)
    [behind_keys] = scans_in([*typed("4\r", [-90, -60]), Key(-50, F9, ""), *scanned(f"{EAN}\r")])
    assert behind_keys.after == 90
    [cut] = scans_in([*typed("x", [-35]), *scanned(f"{EAN}\r")])
    assert cut.after == 35
    [wrapped] = scans_in([*typed("4", [2.0**32 - 60]), *scanned(f"{EAN}\r", start=10)])
    assert wrapped.after == 70


def test_a_hole_in_the_first_three_keys_is_seen_by_what_was_typed_before_the_rest() -> None:
    keys = [*scanned(EAN[:2]), *scanned(f"{EAN[2:]}\r", start=65)]
    [scan] = scans_in(keys)
    assert (typing_in(keys), scan.text, scan.after) == (EAN[:2], EAN[2:], 60)


def test_shift_and_caps_lock_presses_break_no_scan() -> None:
    keys = scanned("AbC-12\r", gap=10)
    with_shift = [k for key in keys for k in ([Key(key.t - 5, SHIFT, "", key.shift)] if key.shift else []) + [key]]
    with_caps = [with_shift[1], Key(1, CAPS_LOCK, ""), *with_shift[2:]]
    assert texts_in(with_shift[1:]) == texts_in(with_caps) == ["AbC-12"]
    assert isinstance(played([Key(0, SHIFT, "")])[0], Typed)


def test_a_shortcut_after_a_scan_without_suffix_closes_it_and_is_passed_on() -> None:
    shortcut = Key(12 * 5 + 60, F9, "")
    [scan, passed] = played([*scanned(EAN, gap=5), shortcut])
    assert isinstance(scan, Scan)
    assert passed == Typed((shortcut,))


def test_a_changed_window_ends_what_is_held() -> None:
    detector = BurstDetector()
    assert detector.flush() == []
    key = Key(0, 10, "1")
    detector.feed(key)
    assert detector.flush() == [Typed((key,))]


def test_keys_carry_what_the_caller_needs_to_send_them_on() -> None:
    token = object()
    [decision] = played([Key(0, 10, "1", token=token)])
    assert isinstance(decision, Typed)
    assert decision.keys[0].token is token
    assert decision.keys[0] == Key(0, 10, "1")


key_presses = st.builds(
    Key,
    t=st.just(0.0),
    scan=st.sampled_from([0, 10, 11, 24, 36, 23, 35, 37, 44, 50, 64, 66, 74, 79, 87, 116]),
    text=st.sampled_from(["", "1", "a", "A", "é", "\x1d", "\r"]),
    shift=st.booleans(),
    ctrl=st.booleans(),
    alt=st.booleans(),
    repeat=st.booleans(),
)
gaps = st.sampled_from([0, 1, 5, 20, 30, 40, 41, 99, 101, 300, -1, -100_000])


@settings(max_examples=400)
@given(st.lists(st.tuples(gaps, key_presses)), st.booleans())
def test_every_key_is_decided_exactly_once(presses: list[tuple[int, Key]], has_profile: bool) -> None:
    profile = StationProfile(prefix="1a", gs_keys=frozenset((F8,)), gs_text="é") if has_profile else None
    t, keys = 0.0, []
    for number, (gap, key) in enumerate(presses):
        t += gap
        keys.append(replace(key, t=t, token=number))
    decisions = played(keys, profile)
    decided = [key.token for decision in decisions for key in decision.keys]
    assert sorted(decided) == list(range(len(keys)))  # type: ignore[type-var]  # each token is a number here
    kept = [k.token for d in decisions if not isinstance(d, Swallowed) for k in d.keys]
    assert kept == sorted(kept)  # type: ignore[type-var]  # each token is a number here
