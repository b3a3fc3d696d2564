"""What a scanner sent, as text that a person can read: characters that print nothing have names."""

from __future__ import annotations

from typing import Final

GS: Final = "\x1d"
"""The group separator: what a scanner sends for FNC1 between GS1 elements."""

_NAMES: Final = (
    "NUL",
    "SOH",
    "STX",
    "ETX",
    "EOT",
    "ENQ",
    "ACK",
    "BEL",
    "BS",
    "TAB",
    "LF",
    "VT",
    "FF",
    "CR",
    "SO",
    "SI",
    "DLE",
    "DC1",
    "DC2",
    "DC3",
    "DC4",
    "NAK",
    "SYN",
    "ETB",
    "CAN",
    "EM",
    "SUB",
    "ESC",
    "FS",
    "GS",
    "RS",
    "US",
)
"""The names of the ASCII control characters 0 to 31 (ISO 646)."""


def readable(text: str) -> str:
    """Return ``text`` with ``<GS>``, ``<CR>``, beyond ASCII ``<U+200B>``, in place of what prints nothing."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _name(character) for character in text)


def _name(character: str) -> str:
    code = ord(character)
    if code < len(_NAMES):
        return f"<{_NAMES[code]}>"
    return "<DEL>" if code == 0x7F else f"<U+{code:04X}>"
