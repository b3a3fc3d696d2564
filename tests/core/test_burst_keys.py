from __future__ import annotations

from dataclasses import replace

import pytest

from stockdesk.core.burst import BurstDetector, Key, Scan, Typed
from stockdesk.core.stationprofile import StationProfile
from tests.support.keytrace import (
    ALT,
    BACKSPACE,
    CONTROL,
    DOWN,
    F1,
    F8,
    F9,
    KEYPAD,
    RUSSIAN,
    alt_scanned,
    played,
    retimed,
    scanned,
    scans_in,
    texts_in,
    typed,
    typing_in,
    with_shift_presses,
)

EAN = "4006381333931"


def test_a_group_separator_that_the_station_named_may_lead() -> None:
    leading = [Key(0, F8, ""), *scanned(f"{EAN}\r", start=5, gap=5)]
    assert texts_in(leading, StationProfile(gs_keys=frozenset((F8,)))) == [f"\x1d{EAN}"]
    assert (texts_in(leading), isinstance(played(leading)[0], Typed)) == ([EAN], True)
    in_prefix = StationProfile(prefix="\x1d")
    assert (texts_in(leading, in_prefix), texts_in([Key(-5, DOWN, ""), *leading[1:]], in_prefix)) == ([EAN], [EAN])
    assert scans_in(leading, in_prefix)[0].proven == "text"


def test_control_and_other_keys_inside_a_scan_fire_nothing() -> None:
    stray = [Key(30, 56, "\x02", ctrl=True), Key(33, BACKSPACE, "\b"), Key(36, 9, "\x1b")]
    keys = [*scanned(EAN[:6], gap=5), *stray, *scanned(f"{EAN[6:]}\r", 40, 5)]
    assert (texts_in(keys), typing_in(keys)) == ([EAN], "")


@pytest.mark.parametrize("scan", [*range(67, 77), 95, 96, *range(191, 203), DOWN])
def test_a_function_key_or_down_arrow_inside_a_scan_is_a_group_separator_and_at_its_end_nothing(scan: int) -> None:
    start, end = "0104006381333931215abc", "93Zx0="
    inside = [*scanned(start, gap=5), Key(5 * len(start), scan, "")]
    inside += scanned(end, start=5 * (len(start) + 1), gap=5)
    last = inside[-1].t
    behind = [Key(last + 5, scan, ""), Key(last + 10, 36, "\r")]
    assert texts_in([*inside, *behind]) == [f"{start}\x1d{end}"]
    assert texts_in([*inside, behind[0]]) == [f"{start}\x1d{end}"]
    assert typing_in([*inside, *behind]) == ""


def test_a_group_separator_behind_the_third_character_still_belongs_to_the_scan() -> None:
    keys = [*scanned("10A", gap=15), Key(45, F8, ""), *scanned("21B\r", start=60, gap=15)]
    assert texts_in(keys) == ["10A\x1d21B"]
    by_hand = [*typed("10A", [0, 30, 60]), Key(90, F8, "")]
    assert played(by_hand) == [Typed(tuple(by_hand))]


def test_a_function_key_of_a_person_is_typed_at_once() -> None:
    for keys in ([Key(0, F8, "")], [Key(0, F1, ""), Key(10, F9, ""), Key(20, DOWN, "")]):
        detector = BurstDetector()
        assert [decision for key in keys for decision in detector.feed(key)] == [Typed((key,)) for key in keys]
    assert isinstance(played([Key(0, 70, "", alt=True)])[0], Typed)


def test_start_and_end_of_text_around_a_scan_are_swallowed() -> None:
    for suffix in ("", "\r", "\r\n"):
        keys = scanned(f"\x02{EAN}\x03{suffix}", gap=5)
        pressed = [k for key in keys for k in ([Key(key.t - 1, CONTROL, "")] if key.ctrl else []) + [key]]
        for trace in (keys, pressed):
            assert (texts_in(trace), typing_in(trace)) == ([EAN], "")
    behind_enter = scanned(f"{EAN}\r\x03", gap=5)
    assert (texts_in(behind_enter), typing_in(behind_enter)) == ([EAN], "")
    short = scanned("\x0212\x03\r", gap=10)
    assert (texts_in(short), typing_in(short)) == (["12"], "")
    with_key_before = [*typed("x", [-30]), *scanned("\x02ABC-1\x03\r", gap=30)]
    assert (texts_in(with_key_before), typing_in(with_key_before)) == (["ABC-1"], "x")


def test_a_person_who_copies_waits_no_longer_than_the_gap() -> None:
    copy, bold = scanned("\x03")[0], scanned("\x02")[0]
    assert BurstDetector().feed(copy) == [Typed((copy,))]
    detector = BurstDetector()
    assert detector.feed(bold) == []
    assert detector.silence(41) == [Typed((bold,))]
    keys = [*typed("a", [0]), replace(copy, t=30)]
    assert played(keys) == [Typed(tuple(keys))]


def test_a_prefix_makes_a_scan_of_one_character_and_is_cut_off() -> None:
    profile = StationProfile(prefix="~!")
    [scan] = played(scanned("~!7\r", gap=30), profile)
    assert isinstance(scan, Scan)
    assert (scan.text, scan.positions) == ("7", "7")
    assert texts_in(scanned("~!7", gap=30), profile) == ["7"]
    assert typing_in(scanned("~!", gap=30), profile) == "~!"
    assert texts_in(scanned(f"{EAN}\r"), profile) == [EAN]
    [garbled] = played(scanned("~!A1\r", gap=5, layout=RUSSIAN), profile)
    assert isinstance(garbled, Scan)
    assert (garbled.text, garbled.positions, garbled.proven) == ("Ф1", "A1", "positions")
    assert scan.proven == "text"
    assert scans_in(scanned(f"{EAN}\r"), profile)[0].proven == ""


@pytest.mark.parametrize("system", ["windows", "x11"])
@pytest.mark.parametrize("gap", [1, 10, 30])
def test_alt_and_keypad_digits_make_characters_and_reach_no_field(system: str, gap: float) -> None:
    for code, places in ((EAN, 4), ("Ab-~1", 3), ("A", 4)):
        keys = alt_scanned(f"{code}\r", gap=gap, system=system, places=places)
        [scan] = scans_in(keys)
        assert (scan.text, scan.positions, scan.ended_by, typing_in(keys)) == (code, code, "enter", "")


def test_a_composed_character_may_carry_the_code_of_alt() -> None:
    keys = [replace(key, scan=key.scan or ALT) for key in alt_scanned(f"{EAN}\r")]
    assert (texts_in(keys), typing_in(keys)) == ([EAN], "")


def test_composed_enter_ends_a_scan() -> None:
    for system, text in (("windows", ""), ("x11", "0")):
        keys = alt_scanned(EAN, system=system)
        end = [Key(0, ALT, ""), *(Key(0, KEYPAD[digit], text and digit, alt=True) for digit in "0013")]
        end += [] if text else [Key(0, 0, "\r")]
        [scan] = scans_in([*keys, *retimed(end, [4] * (len(end) - 1), keys[-1].t + 4)])
        assert (scan.text, scan.positions, scan.ended_by) == (EAN, EAN, "enter")


def test_a_person_composes_a_character_with_alt() -> None:
    keys = [
        Key(0, ALT, ""),
        *(Key(200 * n, KEYPAD[d], "", alt=True) for n, d in enumerate("0233", 1)),
        Key(900, 0, "é"),
    ]
    assert (texts_in(keys), typing_in(keys)) == ([], "é")


def test_alt_is_held_for_no_longer_than_the_gap_and_a_menu_key_releases_it() -> None:
    alt, menu = Key(0, ALT, ""), Key(30, 41, "f", alt=True)
    detector = BurstDetector()
    assert (detector.feed(alt), detector.silence(41)) == ([], [Typed((alt,))])
    assert played([alt, menu]) == [Typed((alt, menu))]


def test_keypad_digits_come_with_num_lock_and_without() -> None:
    for text in (EAN, ""):
        keys = [Key(5 * n, KEYPAD[c], text[n : n + 1]) for n, c in enumerate(EAN)]
        assert (texts_in(keys), texts_in([*keys, Key(65, 104, "\r")])) == ([EAN], [EAN])


def test_arrows_of_a_person_on_the_keypad_are_typed() -> None:
    held_arrow = [Key(33 * n, 80, "") for n in range(30)]
    assert scans_in(held_arrow) == []
    assert scans_in([Key(5 * n, 80, "") for n in range(6)]) == []
    assert scans_in([Key(90 * n, 80 + n % 3, "") for n in range(20)]) == []
    behind_a_letter = [*typed("a", [0]), Key(20, 80, "")]
    assert played(behind_a_letter) == [Typed(tuple(behind_a_letter))]


def test_a_scanner_of_nineteen_milliseconds_that_presses_shift_itself_may_jitter() -> None:
    gaps = [22, 20, 23, 19, 21, 24, 18, 23, 22, 21, 20, 22, 19]
    for code in ("ABCDEFG", "ABCDEFG\r"):
        keys = with_shift_presses(scanned(code), 0)
        assert texts_in(retimed(keys, (gaps * 2)[: len(keys) - 1])) == ["ABCDEFG"]
    # A person who types four capitals as fast, each with its Shift, is none.
    by_hand = retimed(with_shift_presses(scanned("ABCD"), 0), [20, 25, 22, 25, 22, 25, 22])
    assert (texts_in(by_hand), typing_in(by_hand)) == ([], "ABCD")


def test_a_slow_scanner_that_presses_shift_itself_shows_by_what_is_between_the_capitals() -> None:
    keys = with_shift_presses(scanned("AB1C2D3E4F56\r"), 0)
    slow = retimed(keys, [35] * (len(keys) - 1))
    assert (texts_in(slow), typing_in(slow)) == (["AB1C2D3E4F56"], "")


def test_an_end_that_alt_mode_composes_like_a_character_ends_the_scan() -> None:
    for end, ended_by in (("009", "tab"), ("013", "enter"), ("010", "enter")):
        keys = alt_scanned("ABC-12", system="x11")
        start = keys[-1].t + 4
        composed = [Key(start, ALT, ""), *(Key(start + n, KEYPAD[d], d, alt=True) for n, d in enumerate(end))]
        [scan] = scans_in([*keys, *composed])
        assert (scan.text, scan.positions, scan.ended_by) == ("ABC-12", "ABC-12", ended_by)
