"""What Alt and keypad digits make: the way a scanner in ALT mode types any character under any keyboard layout."""

from __future__ import annotations

from typing import Final

_SPOKEN_CONTROLS: Final = "\t\n\r\x1d"
"""The control characters that mean something in a code; STX, ETX and the rest only frame it."""


def composed(digits: str) -> str:
    """Return the character of keypad ``digits`` typed with Alt held, or "" for one that says nothing.

    As Windows has it: with a leading zero the number counts in the Windows code page (1252 here), without one in that
    of DOS (437), and above 255 it begins anew. Numbers below 32 are control characters, since a scanner means those.
    """
    number = int(digits) % 256
    if number < 0x20:
        return chr(number) if chr(number) in _SPOKEN_CONTROLS else ""
    if number < 0x7F:
        return chr(number)
    if number == 0x7F:
        return ""
    if not digits.startswith("0"):
        return bytes([number]).decode("cp437")
    # Five places of code page 1252 are empty; Windows puts the control character of Latin-1 there, which says nothing.
    return bytes([number]).decode("cp1252", "ignore")
