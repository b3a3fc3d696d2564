"""How the scanners of one station send: what a set-up sheet finds out and the station keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from stockdesk.core import scancode

Suffix = Literal["", "enter", "tab", "silence"]
"""What ends a scan at this station: unknown, Enter (CR or CR LF), Tab, or nothing at all."""


@dataclass(frozen=True, slots=True)
class StationProfile:
    """How the scanners of one station send.

    ``gap`` is the longest time in milliseconds between two keys of a scan and so the longest that a typed key is held
    back; ``silence`` the time without keys that ends a scan which has no suffix. ``prefix`` is the text before every
    code, cut off. ``gs_keys`` are key codes that mean GS inside a scan, ``gs_text`` a character that does. Where
    ``suffix`` is known to be a key, a scan that ended by silence was cut and is refused. ``minimum`` is the shortest
    code that is taken, in characters.
    """

    gap: float = 40
    silence: float = 100
    prefix: str = ""
    gs_keys: frozenset[int] = frozenset((scancode.DOWN,))
    gs_text: str = ""
    suffix: Suffix = ""
    minimum: int = 1


DEFAULT_PROFILE: Final = StationProfile()
"""What a new station begins with; right for every scanner that sends faster than a character each 40 ms."""
