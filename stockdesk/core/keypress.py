"""A key press as a window or a recorded trace gives it, and the time between two."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_CLOCK_WRAP: Final = 2.0**32
"""Time stamps of X and Windows count milliseconds in 32 bits: they begin anew every 49.7 days."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key press: time stamp in milliseconds, X11 key code (set 1 + 8), the text the layout made of it.

    ``repeat`` is what the system says of auto-repeat. ``token`` is whatever the caller needs to send the key on; it
    takes no part in comparisons.
    """

    t: float
    scan: int
    text: str
    shift: bool = False
    ctrl: bool = False
    alt: bool = False
    repeat: bool = False
    token: object = field(default=None, compare=False)


def elapsed(earlier: float, later: float) -> float:
    """Return the milliseconds between two time stamps, right also where the 32-bit clock wrapped between them."""
    difference = later - earlier
    return difference + _CLOCK_WRAP if difference < -_CLOCK_WRAP / 2 else difference
