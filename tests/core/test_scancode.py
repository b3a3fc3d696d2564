from __future__ import annotations

import string

import pytest

from stockdesk.core.scancode import (
    ALT,
    DOWN,
    ENTER,
    FUNCTION_KEYS,
    KEYPAD_DIGITS,
    MODIFIERS,
    control_character,
    from_windows,
    keypad_character,
    us_character,
)


def test_all_95_printable_ascii_characters_have_exactly_one_key() -> None:
    keys = [
        us_character(scan, shift=shift) for scan in range(256) for shift in (False, True) if scan != 65 or not shift
    ]
    printed = [character for character in keys if character]
    assert sorted(printed) == sorted(string.printable[:95])


@pytest.mark.parametrize(
    ("scan", "plain", "shifted"),
    # Key codes as xev shows them on a US keyboard.
    [
        (10, "1", "!"),
        (19, "0", ")"),
        (24, "q", "Q"),
        (34, "[", "{"),
        (38, "a", "A"),
        (48, "'", '"'),
        (49, "`", "~"),
        (51, "\\", "|"),
        (52, "z", "Z"),
        (61, "/", "?"),
    ],
)
def test_keys_stand_where_x11_counts_them(scan: int, plain: str, shifted: str) -> None:
    assert (us_character(scan, shift=False), us_character(scan, shift=True)) == (plain, shifted)


def test_the_keypad_has_its_own_table() -> None:
    assert "".join(keypad_character(scan) for scan in (79, 80, 81, 82, 83, 86, 87, 90, 91, 63, 106)) == "789-4+10.*/"
    assert len(KEYPAD_DIGITS) == 10
    assert (us_character(79, shift=False), keypad_character(10)) == ("", "")


def test_control_characters_are_known_by_position() -> None:
    assert [control_character(scan) for scan in (35, 44, 58, 56, 23, 10)] == ["\x1d", "\n", "\r", "\x02", "", ""]


@pytest.mark.parametrize(
    ("windows", "x11"),
    [(0x02, 10), (0x1C, 36), (0x11C, 104), (0x150, DOWN), (0x57, 95), (0x15B, 0), (0x38, ALT), (0x138, 108)],
)
def test_windows_scan_codes_become_the_same_key_codes(windows: int, x11: int) -> None:
    assert from_windows(windows) == x11
    assert (x11 in ENTER) is (windows & 0xFF == 0x1C)


def test_function_keys_are_24_and_windows_has_them_all() -> None:
    windows = [*range(0x3B, 0x45), 0x57, 0x58, *range(0x64, 0x6F), 0x76]
    assert len(FUNCTION_KEYS) == 24
    assert {from_windows(scan) for scan in windows} == FUNCTION_KEYS
    assert not FUNCTION_KEYS & (MODIFIERS | ENTER | KEYPAD_DIGITS)
