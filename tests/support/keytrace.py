"""Key presses as scanners and people make them, for the tests of scan capture."""

from __future__ import annotations

from stockdesk.core import scancode
from stockdesk.core.burst import Key

US = {scancode.us_character(scan, shift=shift): (scan, shift) for scan in range(8, 120) for shift in (False, True)} | {
    "\r": (36, False),
    "\t": (23, False),
}
"""Character -> key code and Shift on a US keyboard."""


def scanned(code: str, start: float = 0, gap: float = 5, layout: dict[str, str] | None = None) -> list[Key]:
    """Return the keys of a scanner set to a US keyboard, ``gap`` ms apart, with the texts of the user's ``layout``."""
    keys: list[Key] = []
    for place, character in enumerate(code):
        t = start + place * gap
        if character == "\x1d":
            keys.append(Key(t, 35, "ъ" if layout else character, ctrl=True))
            continue
        if character == "\n":
            keys.append(Key(t, 44, character, ctrl=True))
            continue
        scan, shift = US[character]
        keys.append(Key(t, scan, (layout or {}).get(character, character), shift))
    return keys


def typed(text: str, times: list[float]) -> list[Key]:
    """Return the keys of a person who presses each character of ``text`` at its time."""
    return [Key(t, *_key(character)) for character, t in zip(text, times, strict=True)]


def _key(character: str) -> tuple[int, str, bool]:
    scan, shift = US[character]
    return scan, character, shift


def caps_locked(keys: list[Key]) -> list[Key]:
    """Return what Caps Lock makes of ``keys``."""
    return [Key(key.t, key.scan, key.text.swapcase(), key.shift, key.ctrl) for key in keys]


RUSSIAN = dict(
    zip(
        "qwertyuiop[]asdfghjkl;'`zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"~ZXCVBNM<>?@#$^&|",
        'йцукенгшщзхъфывапролджэёячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЁЯЧСМИТЬБЮ,"№;:?/',
        strict=True,
    )
)
"""US character -> what the Russian layout gives at that key."""

CZECH = dict(zip("1234567890", "+ěščřžýáíé", strict=True))
"""The digits of the Czech layout."""
