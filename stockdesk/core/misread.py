"""How a code that nobody knows may be a damaged reading of one that is known.

The damages are those that scanners and worn labels really do (barcode domain, 1.8): an end cut off, one digit wrong or
lost, two neighbours swapped, two codes run together.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from stockdesk.core.aim import IDENTIFIER
from stockdesk.core.gtin import LENGTHS, gtin14, has_right_check_digit, is_number


class Damage(StrEnum):
    """What happened to a code on its way."""

    CUT = "cut"
    """Characters are missing at an end."""
    JOINED = "joined"
    """Further characters stand before or behind it, as when two codes run together."""
    DIGIT = "digit"
    """One digit is another one."""
    LOST = "lost"
    """One digit is missing in the middle."""
    SWAPPED = "swapped"
    """Two neighbouring digits have changed places."""


SHORTEST: Final = 4
"""Characters that a piece of a code must have: shorter ones stand in too many codes by chance."""
SHORTEST_MIDDLE: Final = 6
"""The same for a piece that has neither the beginning nor the end of the code."""
_SHORTEST_KNOWN: Final = 6


def bare(code: str) -> str:
    """Return a code as it is compared here: without outer blanks, symbology identifier and case."""
    text = code.strip()
    found = IDENTIFIER.match(text)
    return (text[len(found[0]) :].strip() if found else text).casefold()


def damage(code: str, known: str) -> Damage | None:
    """Return what would have made ``code`` of ``known``, None where they are the same or too far apart.

    Single digits count only where the check digit tells: ``known`` is a trade item number and ``code`` is none. Codes
    of a house differ in one character as a rule and not by accident.
    """
    return _damage(bare(code), bare(known))


def _damage(code: str, known: str) -> Damage | None:
    if code == known or len(known) < _SHORTEST_KNOWN or len(code) < SHORTEST:
        return None
    if len(code) < len(known):
        return _shortened(code, known)
    if known in code:
        return Damage.JOINED if len(code) > len(known) else None
    return _digits(code, known) if _checked(code, known) else None


def _shortened(code: str, known: str) -> Damage | None:
    if known.startswith(code) or known.endswith(code) or (len(code) >= SHORTEST_MIDDLE and code in known):
        return Damage.CUT
    one_lost = len(code) == len(known) - 1 and _checked(code, known)
    if one_lost and any(known[:place] + known[place + 1 :] == code for place in range(len(known))):
        return Damage.LOST
    return None


def _checked(code: str, known: str) -> bool:
    return gtin14(known) is not None and is_number(code) and gtin14(code) is None


def _digits(code: str, known: str) -> Damage | None:
    if len(code) != len(known):
        return None
    wrong = [place for place in range(len(code)) if code[place] != known[place]]
    if len(wrong) == 1:
        return Damage.DIGIT
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and code[wrong[0]] == known[wrong[1]]:
        return Damage.SWAPPED if code[wrong[1]] == known[wrong[0]] else None
    return None


def sources(code: str) -> tuple[str, ...]:
    """Return the trade item numbers that ``code`` may be a misreading of: all that are one digit or one swap away.

    At each place one other digit makes the check digit right, so there are about two dozen at most; none for a code
    that is no number, that is right itself, or whose length does not fit.
    """
    number = bare(code)
    if not is_number(number) or gtin14(number) is not None:
        return ()
    found: dict[str, None] = {}
    if len(number) in LENGTHS:
        found.update(dict.fromkeys(_replaced(number)))
        found.update(dict.fromkeys(_swapped(number)))
    if len(number) + 1 in LENGTHS:
        found.update(dict.fromkeys(_inserted(number)))
    return tuple(found)


def _replaced(number: str) -> Iterable[str]:
    places = range(len(number))
    return _right(f"{number[:place]}{digit}{number[place + 1 :]}" for place in places for digit in "0123456789")


def _inserted(number: str) -> Iterable[str]:
    places = range(len(number) + 1)
    return _right(f"{number[:place]}{digit}{number[place:]}" for place in places for digit in "0123456789")


def _swapped(number: str) -> Iterable[str]:
    places = range(len(number) - 1)
    return _right(f"{number[:place]}{number[place + 1]}{number[place]}{number[place + 2 :]}" for place in places)


def _right(numbers: Iterable[str]) -> Iterable[str]:
    return (number for number in numbers if has_right_check_digit(number) and number.strip("0"))


class Misreadings:
    """Known codes, asked which of them a code may be a misreading of; each different code is compared once."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = {code: bare(code) for code in known}
        self._told: dict[str, tuple[tuple[str, Damage], ...]] = {}

    def of(self, code: str) -> tuple[tuple[str, Damage], ...]:
        """Return the known codes that ``code`` may come from, each with its damage; none for a known one.

        They are in the order in which they were given.
        """
        told = self._told.get(code)
        if told is None:
            text = bare(code)
            compared = ((known, _damage(text, plain)) for known, plain in self._known.items())
            told = () if code in self._known else tuple((known, how) for known, how in compared if how is not None)
            self._told[code] = told
        return told
