from __future__ import annotations

import random
import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.burst import BurstDetector, Decision, Key, Scan, Swallowed, Typed
from stockdesk.core.stationprofile import StationProfile
from tests.support.keytrace import CZECH, RUSSIAN, caps_locked, scanned, typed

EAN = "4006381333931"
SHIFT, CONTROL, ALT, CAPS, F8, F9, DOWN, BACKSPACE = 50, 37, 64, 66, 74, 75, 116, 22


def played(keys: list[Key], profile: StationProfile | None = None) -> list[Decision]:
    detector = BurstDetector(profile)
    decisions = [decision for key in keys for decision in detector.feed(key)]
    return [*decisions, *detector.flush()]


def scans(keys: list[Key], profile: StationProfile | None = None) -> list[str]:
    return [decision.text for decision in played(keys, profile) if isinstance(decision, Scan)]


def typing(keys: list[Key], profile: StationProfile | None = None) -> str:
    return "".join(k.text for d in played(keys, profile) if isinstance(d, Typed) for k in d.keys)


def test_a_scan_is_one_text_and_nothing_of_it_is_typed() -> None:
    [scan] = played(scanned(f"{EAN}\r", gap=2))
    assert isinstance(scan, Scan)
    assert (scan.text, scan.positions, scan.ended_by, len(scan.keys)) == (EAN, EAN, "enter", 14)


@pytest.mark.parametrize("gap", [0, 1, 2, 6, 10, 12, 19, 20, 30, 35, 40])
@pytest.mark.parametrize("suffix", ["\r", "\t", "", "\n", "\r\n", "\r\r", "\t\r"])
def test_scanners_of_every_measured_speed_are_heard_with_every_suffix(gap: float, suffix: str) -> None:
    keys = scanned(EAN + suffix, gap=gap)
    assert scans(keys) == [EAN]
    assert typing(keys) == ""


@pytest.mark.parametrize("gap", [50, 60])
def test_a_slow_bluetooth_scanner_is_heard_with_the_setting_of_its_station(gap: float) -> None:
    assert scans(scanned(f"{EAN}\r", gap=gap)) == []
    assert scans(scanned(f"{EAN}\r", gap=gap), StationProfile(gap=70)) == [EAN]


@pytest.mark.parametrize("seed", range(30))
def test_a_bluetooth_scanner_may_jitter(seed: int) -> None:
    beat = random.Random(seed)
    t, keys = 0.0, []
    for key in scanned(f"{EAN}\r"):
        keys.append(replace(key, t=t))
        t += beat.uniform(8, 40)
    assert scans(keys) == [EAN]


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
    assert scans(keys) == []
    assert typing(keys) == text


def test_a_held_key_is_no_scan() -> None:
    keys = [Key(0, 10, "1"), *(Key(500 + 33 * n, 10, "1", repeat=True) for n in range(50)), Key(2200, 36, "\r")]
    assert scans(keys) == []
    assert typing(keys) == "1" * 51 + "\r"


def test_auto_repeat_ends_the_hold() -> None:
    keys = [Key(0, 10, "1"), Key(30, 10, "1", repeat=True)]
    assert BurstDetector().feed(keys[0]) == []
    assert typing(keys) == "11"


def test_a_key_that_repeats_during_a_scan_is_dropped_and_does_not_prolong_it() -> None:
    keys = scanned(EAN)
    repeats = [replace(keys[-1], t=keys[-1].t + 33 * n, repeat=True) for n in range(1, 20)]
    decisions = played([*keys, *repeats])
    assert [d.text for d in decisions if isinstance(d, Scan)] == [EAN]
    assert isinstance(decisions[0], Swallowed)
    assert typing([*keys, *repeats]).strip("1") == ""


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
    assert detector.silence(5) == [Typed((key,))]


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
    assert typing([Key(0, 36, "\r", alt=True), Key(0, 36, "\r", ctrl=True)]) == "\r\r"


def test_two_scans_back_to_back_are_two() -> None:
    keys = [*scanned(f"{EAN}\r", gap=2), *scanned("ABC-12\r\n", start=30, gap=2), *scanned(f"{EAN}\t", start=50, gap=2)]
    assert scans(keys) == [EAN, "ABC-12", EAN]
    assert typing(keys) == ""


def test_fifty_scans_a_second_are_all_there_in_order() -> None:
    codes = [f"{EAN[:-3]}{n:03}" for n in range(200)]
    keys = [key for n, code in enumerate(codes) for key in scanned(f"{code}\r", start=n * 20, gap=1)]
    assert scans(keys) == codes


def test_a_very_long_code_is_one_scan() -> None:
    code = "".join(random.Random(1).choice(string.ascii_letters) for _ in range(300))
    assert scans(scanned(f"{code}\r", gap=5)) == [code]
    assert scans(scanned(f"{code * 20}", gap=5)) == [code * 20]


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
    assert scans(keys) == [EAN]


def test_a_late_second_suffix_is_the_persons() -> None:
    keys = [*scanned(f"{EAN}\r", gap=1), Key(200, 36, "\r")]
    assert typing(keys) == "\r"
    decisions = played([*scanned(f"{EAN}\r", gap=1), Key(100, 36, "\r"), Key(190, 44, "\n", ctrl=True)])
    assert [type(decision) for decision in decisions] == [Scan, Swallowed, Swallowed]


def test_a_key_between_two_suffixes_ends_the_scan_for_good() -> None:
    keys = [*scanned(f"{EAN}\r", gap=1), Key(30, F9, ""), Key(40, 36, "\r")]
    assert typing(keys) == "\r"
    with_control = [*scanned(f"{EAN}\r", gap=1), Key(30, CONTROL, "", ctrl=True), Key(31, 44, "\n", ctrl=True)]
    assert typing(with_control) == ""


@pytest.mark.parametrize(("code", "gap"), [("12", 20), ("123", 20), ("123", 40), ("A1", 2)])
def test_a_short_code_is_a_scan_when_its_enter_comes_as_fast(code: str, gap: float) -> None:
    assert scans(scanned(f"{code}\r", gap=gap)) == [code]


@pytest.mark.parametrize(("code", "gap"), [("1", 1), ("12", 21), ("12", 40), ("123", 41)])
def test_a_short_number_typed_with_enter_is_typed(code: str, gap: float) -> None:
    keys = scanned(f"{code}\r", gap=gap)
    assert scans(keys) == []
    assert typing(keys) == f"{code}\r"


def test_a_short_number_with_a_held_enter_is_typed() -> None:
    keys = [*scanned("123", gap=2), Key(6, 36, "\r", repeat=True)]
    assert typing(keys) == "123\r"


def test_what_was_typed_just_before_a_scan_goes_to_its_field_first() -> None:
    for hand in (["5"], ["5", "*"], ["a", "b", "c"]):
        times = [-30.0 * n for n in range(len(hand), 0, -1)]
        keys = [*typed("".join(hand), times), *scanned(f"{EAN}\r", gap=2)]
        decisions = played(keys)
        assert [d.text for d in decisions if isinstance(d, Scan)] == [EAN]
        assert typing(keys) == "".join(hand)
        assert isinstance(decisions[0], Typed)


def test_what_was_typed_just_before_a_short_scan_goes_to_its_field_first() -> None:
    keys = [*typed("a", [-30]), *scanned("12\r", gap=2)]
    assert (scans(keys), typing(keys)) == (["12"], "a")
    jitter = [*typed("a", [-25]), *scanned("12\r", gap=15)]
    assert (scans(jitter), typing(jitter)) == (["a12"], "")


def test_shift_and_caps_lock_presses_break_no_scan() -> None:
    keys = scanned("AbC-12\r", gap=10)
    with_shift = [k for key in keys for k in ([Key(key.t - 5, SHIFT, "", key.shift)] if key.shift else []) + [key]]
    with_caps = [with_shift[1], Key(1, CAPS, ""), *with_shift[2:]]
    assert scans(with_shift[1:]) == scans(with_caps) == ["AbC-12"]
    assert isinstance(played([Key(0, SHIFT, "")])[0], Typed)


@pytest.mark.parametrize("layout", [None, RUSSIAN, CZECH])
@pytest.mark.parametrize("is_caps_locked", [False, True])
def test_all_95_characters_come_whole_by_position_in_any_layout(
    layout: dict[str, str] | None, is_caps_locked: bool
) -> None:
    code = string.printable[:95].strip() + " x"
    keys = scanned(f"{code}\r", gap=5, layout=layout)
    [scan] = played(caps_locked(keys) if is_caps_locked else keys)
    assert isinstance(scan, Scan)
    assert scan.positions == code
    assert scan.text == "".join((layout or {}).get(c, c) for c in code)


def test_caps_lock_shows_only_where_every_letter_has_the_wrong_case() -> None:
    keys = scanned("aB1\r", gap=5)
    local = [keys[0], replace(keys[1], shift=False), *keys[2:]]
    assert [d.text for d in played(local) if isinstance(d, Scan)] == ["aB1"]
    assert scans(scanned(f"{EAN}\r")) == [EAN]


def test_group_separator_comes_as_control_and_bracket_in_every_layout() -> None:
    code = "0104006381333931215abc\x1d93Zx0="
    assert scans(scanned(f"{code}\r", gap=5)) == [code]
    [scan] = played(scanned(f"{code}\r", gap=5, layout=RUSSIAN))
    assert isinstance(scan, Scan)
    assert scan.positions == code


def test_group_separator_comes_as_down_arrow_function_key_or_set_up_character() -> None:
    start, end = "0104006381333931215abc", "93Zx0="
    for scan, profile in ((DOWN, None), (F8, StationProfile(gs_keys=frozenset((F8,))))):
        keys = [*scanned(start, gap=5), Key(5 * len(start), scan, "")]
        keys += scanned(f"{end}\r", start=5 * (len(start) + 1), gap=5)
        assert scans(keys, profile) == [f"{start}\x1d{end}"]
    tilde = scanned(f"{start}~{end}\r", gap=5)
    assert scans(tilde, StationProfile(gs_text="~")) == [f"{start}\x1d{end}"]
    leading = [Key(0, F8, ""), *scanned(f"{start}\r", start=5, gap=5)]
    assert scans(leading, StationProfile(gs_keys=frozenset((F8,)))) == [f"\x1d{start}"]


def test_other_control_and_function_keys_inside_a_scan_fire_nothing() -> None:
    keys = [*scanned(EAN[:6], gap=5), Key(30, 56, "\x02", ctrl=True), Key(35, F9, ""), *scanned(f"{EAN[6:]}\r", 40, 5)]
    assert (scans(keys), typing(keys)) == ([EAN], "")


def test_a_shortcut_after_a_scan_without_suffix_closes_it_and_is_passed_on() -> None:
    shortcut = Key(12 * 5 + 60, F9, "")
    [scan, passed] = played([*scanned(EAN, gap=5), shortcut])
    assert isinstance(scan, Scan)
    assert passed == Typed((shortcut,))


def test_a_prefix_makes_a_scan_of_one_character_and_is_cut_off() -> None:
    profile = StationProfile(prefix="~!")
    [scan] = played(scanned("~!7\r", gap=30), profile)
    assert isinstance(scan, Scan)
    assert (scan.text, scan.positions) == ("7", "7")
    assert scans(scanned("~!7", gap=30), profile) == ["7"]
    assert typing(scanned("~!", gap=30), profile) == "~!"
    assert scans(scanned(f"{EAN}\r"), profile) == [EAN]
    [garbled] = played(scanned("~!A1\r", gap=5, layout=RUSSIAN), profile)
    assert isinstance(garbled, Scan)
    assert garbled.positions == "A1"


def test_alt_and_keypad_digits_make_characters() -> None:
    keys, t = [], 0.0
    for character in "A-1":
        for digit in f"{ord(character):04}":
            scan = {"7": 79, "8": 80, "9": 81, "4": 83, "5": 84, "6": 85, "1": 87, "2": 88, "3": 89, "0": 90}[digit]
            keys.append(Key(t, scan, "", alt=True))
            t += 4
        keys.append(Key(t, 0, character))
        t += 4
    keys.append(Key(t, 36, "\r"))
    decisions = played([Key(-4, ALT, "", alt=True), *keys])
    assert [d.text for d in decisions if isinstance(d, Scan)] == ["A-1"]


def test_keypad_digits_are_text_with_num_lock_and_arrows_without() -> None:
    assert scans([Key(5 * n, 87 + n % 3, "123"[n % 3]) for n in range(6)]) == ["123123"]
    arrows = [Key(5 * n, 80, "") for n in range(6)]
    assert scans(arrows) == []


def test_alt_gr_characters_are_text() -> None:
    keys = [*scanned("a", 0), Key(5, 24, "@", ctrl=True, alt=True), *scanned("bcd\r", 10, 5)]
    assert scans(keys) == ["a@bcd"]


def test_a_dead_key_keeps_its_place_in_the_positions() -> None:
    keys = scanned("AB^12\r", gap=5)
    keys[2] = replace(keys[2], text="")
    [scan] = played(keys)
    assert isinstance(scan, Scan)
    assert (scan.text, scan.positions) == ("AB12", "AB^12")


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
    assert sorted(decided) == list(range(len(keys)))  # type: ignore[type-var]
    kept = [k.token for d in decisions if not isinstance(d, Swallowed) for k in d.keys]
    assert kept == sorted(kept)  # type: ignore[type-var]
