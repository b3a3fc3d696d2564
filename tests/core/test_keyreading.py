from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import replace

import pytest

from stockdesk.core.keypress import Key
from stockdesk.core.keyreading import (
    KeyReader,
    Reading,
    ending,
    is_alt_digit,
    is_bare_keypad_digit,
    is_frame_end,
    is_frame_start,
    is_modifier,
)
from stockdesk.core.rawtext import GS
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile
from tests.support.keytrace import (
    ALT,
    CAPS_LOCK,
    CZECH,
    DOWN,
    F1,
    F8,
    KEYPAD,
    RUSSIAN,
    SHIFT,
    alt_scanned,
    caps_locked,
    scanned,
)

ELEMENTS = "0104006381333931215abc\x1d93Zx0="


def read(keys: Sequence[Key], profile: StationProfile = DEFAULT_PROFILE) -> Reading:
    return KeyReader(profile).read(keys)


@pytest.mark.parametrize("layout", [None, RUSSIAN, CZECH])
@pytest.mark.parametrize("is_caps_locked", [False, True])
def test_all_95_characters_come_whole_by_position_in_any_layout(
    layout: dict[str, str] | None, is_caps_locked: bool
) -> None:
    code = string.printable[:95]
    keys = scanned(code, layout=layout)
    reading = read(caps_locked(keys) if is_caps_locked else keys)
    assert reading.positions == code
    assert reading.text == "".join((layout or {}).get(c, c) for c in code)


def test_caps_lock_shows_only_where_every_letter_has_the_wrong_case() -> None:
    keys = scanned("aB1")
    local = [keys[0], replace(keys[1], shift=False), keys[2]]
    assert read(local).text == "aB1"
    assert read(caps_locked(keys)).text == "aB1"


def test_a_shift_that_a_person_held_is_seen_where_a_number_comes_out() -> None:
    for code, positions in (("4006381333931", "4006381333931"), ("4006381333932", "$))^#*!###(#@")):
        shifted = [Key(0, SHIFT, ""), *(replace(key, shift=True, text="§") for key in scanned(code))]
        assert read(shifted).positions == positions
    assert read([replace(key, shift=True) for key in scanned("abcd")]).positions == "ABCD"


def test_group_separator_comes_as_control_and_bracket_in_every_layout() -> None:
    assert read(scanned(ELEMENTS)) == (ELEMENTS, ELEMENTS, "")
    assert read(scanned(ELEMENTS, layout=RUSSIAN)).positions == ELEMENTS
    local = [Key(0, 18, "\x1d", ctrl=True) if key.ctrl else key for key in scanned(ELEMENTS)]
    assert read(local).text == ELEMENTS


@pytest.mark.parametrize("scan", [F1, F8, 95, 96, 191, 202, DOWN])
def test_a_key_that_stands_in_for_the_group_separator_is_left_out_at_the_end(scan: int) -> None:
    stand_in = Key(0, scan, "")
    keys = [stand_in if key.ctrl else key for key in scanned(ELEMENTS)]
    assert read([*keys, stand_in, stand_in]).text == ELEMENTS
    assert read(scanned(f"AB{GS}")).text == f"AB{GS}"


def test_a_set_up_character_stands_in_for_the_group_separator() -> None:
    assert read(scanned("10A~21B"), StationProfile(gs_text="~")).text == "10A\x1d21B"


def test_other_control_keys_say_nothing() -> None:
    keys = scanned("\x02AB\x03\n")
    assert read(keys) == ("AB", "AB", "")
    assert [is_frame_start(key) for key in keys] == [True, False, False, False, False]
    assert [is_frame_end(key) for key in keys] == [False, False, False, True, False]


def test_alt_gr_characters_are_text() -> None:
    assert read([Key(0, 24, "@", ctrl=True, alt=True)]) == ("@", "q", "")


def test_a_dead_key_keeps_its_place_in_the_positions() -> None:
    keys = scanned("AB^12")
    keys[2] = replace(keys[2], text="")
    assert read(keys) == ("AB12", "AB^12", "")


def test_keypad_digits_are_read_by_position_where_they_have_no_text() -> None:
    bare = [Key(0, KEYPAD[digit], "") for digit in string.digits]
    assert read(bare) == (string.digits, string.digits, "")
    assert all(map(is_bare_keypad_digit, bare))
    assert (
        read([replace(key, text=digit) for key, digit in zip(bare, "०१२३४५६७८९", strict=True)]).positions
        == "0123456789"
    )
    assert read([Key(0, KEYPAD["."], ","), Key(0, KEYPAD["/"], "/"), Key(0, KEYPAD["."], "")]) == (",/", "./", "")


@pytest.mark.parametrize("system", ["windows", "x11"])
@pytest.mark.parametrize("places", [3, 4])
def test_alt_and_keypad_digits_are_one_character_without_position(system: str, places: int) -> None:
    keys = alt_scanned(ELEMENTS, system=system, places=places)
    assert read(keys) == (ELEMENTS, ELEMENTS, "")
    assert read([replace(key, scan=key.scan or ALT) for key in keys]).text == ELEMENTS
    assert sum(map(is_alt_digit, keys)) == places * len(ELEMENTS)


def test_keys_without_any_position_are_read_by_their_text() -> None:
    keys = [Key(0, 0, character) for character in "àB1"]
    assert read(keys) == ("àB1", "àB1", "")


def test_a_prefix_is_cut_off_and_proves_the_text_it_stands_in() -> None:
    profile = StationProfile(prefix="Q!")
    assert read(scanned("Q!A1"), profile) == ("A1", "A1", "text")
    assert read(scanned("A1"), profile) == ("A1", "A1", "")
    assert read(scanned("Q!A1", layout=RUSSIAN), profile) == ("Ф1", "A1", "positions")
    local = [replace(key, scan=52) if key.text == "Q" else key for key in scanned("Q!A1")]
    assert read(local, profile) == ("A1", "A1", "text")
    assert read(scanned("!A1", layout=RUSSIAN), StationProfile(prefix="!")) == ("Ф1", "A1", "")


def test_a_prefix_may_hold_a_group_separator_as_a_key_and_start_of_text() -> None:
    for keys in ([Key(0, F8, ""), *scanned("A1")], scanned("\x02\x1dA1")):
        assert read(keys, StationProfile(prefix="\x02\x1d")) == ("A1", "A1", "text")


def test_a_prefix_alone_is_no_code() -> None:
    reader = KeyReader(StationProfile(prefix="~!"))
    assert [reader.has_prefix(scanned(text)) for text in ("~", "~!", "~!1", "!~1", "1~!1")] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert not KeyReader(DEFAULT_PROFILE).has_prefix(scanned("1"))


@pytest.mark.parametrize(
    ("key", "end"),
    [
        (Key(0, 36, "\r"), "enter"),
        (Key(0, 104, "\r"), "enter"),
        (Key(0, 44, "\n", ctrl=True), "enter"),
        (Key(0, 58, "", ctrl=True), "enter"),
        (Key(0, 40, "\n", ctrl=True), "enter"),
        (Key(0, 0, "\r"), "enter"),
        (Key(0, ALT, "\r", alt=True), "enter"),
        (Key(0, 23, "\t"), "tab"),
        (Key(0, 31, "\t", ctrl=True), "tab"),
        (Key(0, 0, "\t"), "tab"),
        (Key(0, 36, "\r", alt=True), None),
        (Key(0, 36, "\r", ctrl=True), None),
        (Key(0, 23, "", ctrl=True), None),
        (Key(0, 44, "j"), None),
        (Key(0, 0, "1"), None),
    ],
)
def test_enter_line_feed_and_tab_end_a_scan(key: Key, end: str | None) -> None:
    assert ending(key) == end


def test_what_a_person_may_type_is_told_from_what_only_a_scanner_means() -> None:
    reader = KeyReader(StationProfile(gs_keys=frozenset((F8, DOWN))))
    keys = [*scanned("a\x1d"), Key(0, F8, ""), Key(0, F1, ""), Key(0, DOWN, ""), Key(0, KEYPAD["8"], "")]
    assert [reader.is_character(key) for key in keys] == [True, True, False, False, False, False]
    assert [reader.is_gs_key(key) for key in keys] == [False, False, True, True, True, False]
    assert [reader.may_begin_with(key) for key in keys] == [False, False, True, False, False, False]
    assert not reader.is_gs_key(Key(0, 70, "", alt=True))


def test_modifiers_say_nothing_but_alt_begins_a_character() -> None:
    assert [is_modifier(Key(0, scan, "")) for scan in (SHIFT, CAPS_LOCK, 37, 108, ALT, 10)] == [True] * 4 + [False] * 2
