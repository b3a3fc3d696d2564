"""Over generated traces: a scanner is always exactly one scan and nothing typed, a person never is a scan."""

from __future__ import annotations

import string
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core import gtin
from stockdesk.core.burst import Key, Typed
from stockdesk.core.stationprofile import StationProfile
from tests.support.keytrace import (
    CZECH,
    F8,
    RUSSIAN,
    alt_scanned,
    caps_locked,
    fingers,
    hand,
    held,
    jittered,
    played,
    retimed,
    scanned,
    scans_in,
    texts_in,
    typed,
    typing_in,
    with_shift_presses,
)

seeds = st.integers(0, 2**32).map(Random)
numbers = st.builds(
    lambda payload: payload + gtin.check_digit(payload),
    st.sampled_from([7, 11, 12, 13])
    .flatmap(lambda size: st.text(string.digits, min_size=size, max_size=size))
    .filter(lambda payload: len(set(payload)) > 1),
)
house_codes = st.builds(
    str.__add__,
    st.sampled_from(string.ascii_uppercase),
    st.text(string.ascii_letters + string.digits + "-/+.$% ", min_size=3, max_size=30),
)
element_strings = st.builds(
    lambda serial, rest: f"010400638133393121{serial}\x1d93{rest}",
    st.text(string.ascii_letters + string.digits, min_size=5, max_size=13),
    st.text(string.ascii_letters + string.digits, min_size=4, max_size=4),
)
codes = numbers | house_codes | element_strings
suffixes = st.sampled_from(["\r", "\t", "", "\n", "\r\n", "\r\r", "\r\t", "\t\r", "\x03\r", "\x03"])
layouts = st.sampled_from([None, RUSSIAN, CZECH])
scanner_gaps = st.floats(1, 19)
slow_gaps = st.just(0.0) | st.floats(20, 40)
hands = st.sampled_from([(60, 180), (60, 90), (45, 120), (90, 300)])
prose = st.text(string.ascii_letters + string.digits + " \r", min_size=1, max_size=60)


def is_one_scan(keys: list[Key], code: str, typing: str = "", profile: StationProfile | None = None) -> bool:
    return [scan.positions for scan in scans_in(keys, profile)] == [code] and typing_in(keys, profile) == typing


@settings(max_examples=400)
@given(codes, suffixes, layouts, scanner_gaps, slow_gaps, seeds, st.booleans())
def test_a_scanner_that_jitters_and_stumbles_once_is_one_scan_and_nothing_is_typed(
    code: str, suffix: str, layout: dict[str, str] | None, gap: float, slowest: float, seed: Random, has_stx: bool
) -> None:
    keys = scanned(("\x02" if has_stx else "") + code + suffix, layout=layout)
    keys = jittered(keys, seed, gap, slowest)
    assert is_one_scan(keys, code)
    assert is_one_scan(caps_locked(keys), code)


@settings(max_examples=200)
@given(codes, suffixes, scanner_gaps)
def test_a_scanner_that_presses_shift_as_a_key_of_its_own_is_one_scan(code: str, suffix: str, gap: float) -> None:
    assert is_one_scan(with_shift_presses(scanned(code + suffix), gap), code)


@settings(max_examples=200)
@given(house_codes | numbers, st.sampled_from(["\r", "\t", "\r\r", ""]), st.sampled_from(["windows", "x11"]), seeds)
def test_a_scanner_in_alt_mode_is_one_scan(code: str, suffix: str, system: str, seed: Random) -> None:
    keys = jittered(alt_scanned(code + suffix, system=system), seed, seed.uniform(1, 15))
    assert is_one_scan(keys, code)


@settings(max_examples=200)
@given(codes, suffixes, seeds)
def test_a_bluetooth_scanner_of_up_to_fifty_milliseconds_is_heard_with_the_setting_of_its_station(
    code: str, suffix: str, seed: Random
) -> None:
    keys = scanned(code + suffix)
    slow = retimed(keys, [seed.uniform(12, 50) for _ in keys[1:]])
    assert is_one_scan(slow, code, profile=StationProfile(gap=60))
    within = retimed(keys, [seed.uniform(12, 40) for _ in keys[1:]])
    assert is_one_scan(within, code)
    beyond = retimed(keys, [seed.uniform(41, 60) for _ in keys[1:]])
    assert scans_in(beyond) == []


@settings(max_examples=100)
@given(st.lists(codes, min_size=2, max_size=6), st.sampled_from(["\r", "\t", "\r\n", "\r\r"]), seeds)
def test_scans_back_to_back_are_all_there_in_order(many: list[str], suffix: str, seed: Random) -> None:
    keys: list[Key] = []
    for code in many:
        keys += jittered(scanned(code + suffix), seed, seed.uniform(1, 19), start=keys[-1].t + 1 if keys else 0)
    assert texts_in(keys) == many
    assert typing_in(keys) == ""


@settings(max_examples=400)
@given(prose, hands, seeds)
def test_a_person_is_never_a_scan_and_loses_no_key(text: str, pause: tuple[float, float], seed: Random) -> None:
    for written in (text, text.upper()):
        keys = hand(written, seed, pause=pause)
        assert scans_in(keys) == []
        assert typing_in(keys) == written


@settings(max_examples=200)
@given(seeds, st.integers(1, 60))
def test_a_person_with_a_whole_keyboard_is_never_a_scan_and_keeps_the_order_of_keys(seed: Random, presses: int) -> None:
    keys = fingers(seed, presses)
    decisions = played(keys)
    assert all(isinstance(decision, Typed) for decision in decisions)
    assert [key.token for decision in decisions for key in decision.keys] == list(range(len(keys)))


@pytest.mark.parametrize("pace", [70, 72, 75, 79])
@settings(max_examples=30)
@given(st.text(string.ascii_uppercase, min_size=4, max_size=30), st.floats(30, 40))
def test_a_person_who_presses_shift_before_each_capital_is_never_a_scan(pace: float, text: str, lead: float) -> None:
    letters = typed(text, [pace * place for place in range(len(text))])
    keys = [k for key in letters for k in (Key(key.t - lead, 50, ""), key)]
    assert scans_in(keys) == []
    assert typing_in(keys) == text


@given(
    st.sampled_from(string.digits + string.ascii_lowercase + " \r\t"),
    st.floats(200, 500),
    st.floats(30, 40),
    st.integers(1, 60),
)
def test_a_held_key_is_never_a_scan(character: str, delay: float, every: float, times: int) -> None:
    keys = held(character, delay=delay, times=times, every=every)
    assert scans_in(keys) == []
    assert typing_in(keys) == character * (times + 1)
    unmarked = [replace(key, repeat=False) for key in keys[1:]]
    assert scans_in(unmarked) == []


@given(st.text(string.digits, min_size=1, max_size=2), st.floats(21, 60), st.floats(21, 200))
def test_a_short_number_and_enter_is_typed(number: str, gap: float, before_enter: float) -> None:
    keys = retimed(typed(f"{number}\r", [0] * (len(number) + 1)), [gap] * (len(number) - 1) + [before_enter])
    assert scans_in(keys) == []
    assert typing_in(keys) == f"{number}\r"


@settings(max_examples=200)
@given(prose, hands, codes, suffixes, scanner_gaps, st.floats(41, 400), seeds)
def test_what_a_person_typed_before_a_scan_and_types_after_it_stays_typed(
    text: str, pause: tuple[float, float], code: str, suffix: str, gap: float, between: float, seed: Random
) -> None:
    before = hand(text, seed, pause=pause)
    scan = jittered(scanned(code + suffix), seed, gap, start=before[-1].t + between)
    after = hand("a1b2", seed, start=scan[-1].t + 201, pause=pause)
    keys = [*before, *scan, *after]
    assert is_one_scan(keys, code, f"{text}a1b2")
    last = max((key.t for key in before if key.text.isprintable() and key.text), default=None)
    [taken] = scans_in(keys)
    assert last is None or taken.after == pytest.approx(scan[0].t - last)


@settings(max_examples=200)
@given(st.sampled_from(["5", "5*", "12", "abc"]), numbers, suffixes, st.floats(1, 19), st.floats(30, 40))
def test_a_key_typed_within_the_gap_before_a_number_does_not_join_it(
    text: str, number: str, suffix: str, gap: float, before: float
) -> None:
    whole = text + number
    if len(whole) == 13 or before < 1.5 * gap + 0.01 or gtin.gtin14(whole):
        # A code of thirteen digits may be one that is printed so; a scanner of 25 ms may be slow at its first key.
        return
    keys = [*typed(text, [-before * n for n in range(len(text), 0, -1)]), *scanned(number + suffix, gap=gap)]
    assert is_one_scan(keys, number, text)


@settings(max_examples=100)
@given(element_strings, scanner_gaps, st.sampled_from([F8, 67, 96, 202, 116]), seeds)
def test_a_function_key_or_arrow_for_the_group_separator_is_one_scan(
    code: str, gap: float, scan: int, seed: Random
) -> None:
    keys = [Key(key.t, scan, "") if key.ctrl else key for key in scanned(f"{code}\r")]
    assert is_one_scan(jittered(keys, seed, gap, 40), code)


@settings(max_examples=100)
@given(codes, scanner_gaps, st.integers(0, 400), seeds)
def test_a_clock_that_begins_anew_changes_nothing(code: str, gap: float, before: int, seed: Random) -> None:
    keys = [replace(key, t=(key.t - before) % 2**32) for key in jittered(scanned(f"{code}\r"), seed, gap)]
    assert is_one_scan(keys, code)
