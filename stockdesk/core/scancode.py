"""Physical keys: which US character each key position gives, and which keys end a scan or only modify.

A scanner set to a US keyboard sends key positions; the system turns them into the layout of the user, and in Russian,
Kazakh, Czech, French and most other layouts the text is no longer what was printed. The position still is. Codes are
X11 key codes (the set-1 scan code of the key plus 8; digit 1 is 10, Enter is 36), on every platform.
"""

from __future__ import annotations

from typing import Final

_ROWS: Final = (
    (10, "1234567890-=", "!@#$%^&*()_+"),
    (24, "qwertyuiop[]", "QWERTYUIOP{}"),
    (38, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (51, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (65, " ", " "),
)
_KEYPAD: Final = {63: "*", 106: "/"} | {79 + place: character for place, character in enumerate("789-456+1230.")}

_PLAIN: Final = {first + place: c for first, plain, _ in _ROWS for place, c in enumerate(plain)}
_SHIFTED: Final = {first + place: c for first, _, shifted in _ROWS for place, c in enumerate(shifted)}

ENTER: Final = frozenset((36, 104))
"""Enter and keypad Enter."""

TAB: Final = 23
ALT: Final = 64
"""Left Alt; Windows sends the outcome of Alt and keypad digits with this code or with none."""

MODIFIERS: Final = frozenset((37, 50, 62, 64, 66, 77, 92, 105, 108, 203))
"""Ctrl, Shift, Alt, Caps Lock, Num Lock and AltGr, left and right: they print nothing and break no scan."""

KEYPAD_DIGITS: Final = frozenset(code for code, character in _KEYPAD.items() if character.isdigit())
"""What a scanner in ALT mode types while it holds Alt."""

DOWN: Final = 116
"""Down arrow: what scanners with the Hand Held Products table send for GS."""

FUNCTION_KEYS: Final = frozenset((*range(67, 77), 95, 96, *range(191, 203)))
"""F1 to F24: what other scanners send for GS."""

_WINDOWS_EXTENDED: Final = {
    0x11C: 104,  # keypad Enter
    0x11D: 105,  # right Ctrl
    0x135: 106,  # keypad /
    0x138: 108,  # AltGr
    0x145: 77,  # Num Lock
    0x147: 110,  # Home
    0x148: 111,  # Up
    0x149: 112,  # Page Up
    0x14B: 113,  # Left
    0x14D: 114,  # Right
    0x14F: 115,  # End
    0x150: DOWN,
    0x151: 117,  # Page Down
    0x152: 118,  # Insert
    0x153: 119,  # Delete
}
_WINDOWS_F13: Final = 0x64
_WINDOWS_FUNCTION_KEYS: Final = {_WINDOWS_F13 + place: 191 + place for place in range(11)} | {0x76: 202}
"""F13 to F23 and F24 stand elsewhere than eight codes on."""


def us_character(scan: int, *, shift: bool) -> str:
    """Return the character of the key at X11 code ``scan`` on a US keyboard, or "" if it is no printing key.

    The keypad is left out, since it prints only with Num Lock: see ``keypad_character``.
    """
    return (_SHIFTED if shift else _PLAIN).get(scan, "")


def keypad_character(scan: int) -> str:
    """Return what the keypad key at X11 code ``scan`` prints with Num Lock, or "" if it is no such key."""
    return _KEYPAD.get(scan, "")


def control_character(scan: int) -> str:
    """Return what Ctrl and the key give on a US keyboard (Ctrl+] is GS, Ctrl+J LF, Ctrl+B STX), "" if that is none."""
    character = _PLAIN.get(scan, "").upper()
    return chr(ord(character) & 0x1F) if character and "@" <= character <= "_" else ""


def from_windows(scan: int) -> int:
    """Return the X11 code for a Windows scan code as Qt gives it (9 bits, 0x100 marks extended keys); 0 if unknown."""
    if scan & 0x100:
        return _WINDOWS_EXTENDED.get(scan, 0)
    return _WINDOWS_FUNCTION_KEYS.get(scan, scan + 8)
