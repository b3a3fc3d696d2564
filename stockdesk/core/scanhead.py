"""Where a scan begins: whether the first keys of a burst were typed by a person just before the scanner sent.

A key typed less than a gap before a scan and a scanner whose first gap was slow look alike to a clock, unless the rest
is far quicker. Where it is not, time only allows the cut, and what the keys say must demand it; when unsure, all keys
stay in the scan: an unknown code is seen, half a code in a field is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from stockdesk.core import command, gtin
from stockdesk.core.aim import IDENTIFIER
from stockdesk.core.keypress import Key, elapsed
from stockdesk.core.keyreading import KeyReader, Reading, is_frame_start, is_modifier
from stockdesk.core.rawtext import GS

_KEYS_OF_A_HAND: Final = 3
"""A person presses at most three keys this quickly, one behind the other."""

_SHORTEST: Final = 20.0
"""Milliseconds: a person's keys lie farther apart than this (pairs 25 to 35 ms), and so does a key from the scan."""

_LONGER: Final = 1.25
"""How many times longer than any gap of the scan the one before it must be where what the keys say demands the cut."""

_MUCH_LONGER: Final = 3.0
"""Typed keys show by time alone if so much longer; a scanner that jitters doubles a gap."""

_GAPS_TO_COMPARE: Final = 3

_OUTLYING: Final = 1.75
_SPREADS: Final = 4.0
_GAPS_TO_KNOW_THE_BEAT: Final = 8
"""So many gaps show how steady a scanner is: 35 ms before one of 19 ms outlies if its other gaps hardly differ."""


def keys_typed_before(keys: Sequence[Key], reader: KeyReader) -> int:
    """Return how many of ``keys``, those of a burst, were typed before the scan began."""
    beats = [place for place, key in enumerate(keys) if not is_modifier(key)]
    gaps = [elapsed(keys[place].t, keys[later].t) for place, later in pairwise(beats)]
    first = _beats_typed_before(keys, beats, gaps, reader)
    # A modifier between belongs to the scan.
    return beats[first - 1] + 1 if first else 0


def _beats_typed_before(keys: Sequence[Key], beats: Sequence[int], gaps: Sequence[float], reader: KeyReader) -> int:
    longest = _longest_behind(gaps)
    possible = range(min(_KEYS_OF_A_HAND, len(gaps) - 1) + 1)
    for first in possible:
        if is_frame_start(keys[beats[first]]):
            return first
    allowed = [first for first in possible[1:] if gaps[first - 1] >= max(_SHORTEST, _LONGER * longest[first])]
    if not allowed:
        return 0
    whole = reader.read(keys)
    is_whole = proves_itself(whole) or _is_length_of_ean_13(whole)
    for first in allowed:
        is_shown = _is_shown_by_time(gaps, first)
        is_proven = proves_itself(reader.read(keys[beats[first] :]))
        if (is_shown and is_proven) if is_whole else (is_shown or is_proven):
            return first
    return 0


def _longest_behind(gaps: Sequence[float]) -> list[float]:
    longest = [0.0]
    for gap in reversed(gaps):
        longest.append(max(longest[-1], gap))
    return longest[::-1]


def _is_shown_by_time(gaps: Sequence[float], first: int) -> bool:
    *before, last = gaps[:first]
    behind = sorted(gaps[first:])
    if len(behind) < _GAPS_TO_COMPARE or any(gap < max(_SHORTEST, behind[-1]) for gap in before):
        return False
    if last >= max(_SHORTEST, _MUCH_LONGER * behind[-1]):
        return True
    beat = behind[len(behind) // 2]
    is_far = last >= max(_SHORTEST, _OUTLYING * behind[-1], beat + _SPREADS * (behind[-1] - beat))
    return is_far and len(behind) >= _GAPS_TO_KNOW_THE_BEAT


def proves_itself(reading: Reading) -> bool:
    """Say whether a reading is no accident: a prefix, an AIM identifier, a check digit, a command."""
    return bool(reading.proven) or _is_code(reading.text) or _is_code(reading.positions)


def _is_code(text: str) -> bool:
    text = text.removeprefix(GS)
    if IDENTIFIER.match(text) or text.upper().startswith(command.PREFIX) or gtin.gtin14(text):
        return True
    return text.startswith("01") and gtin.gtin14(text[2:16]) is not None


def _is_length_of_ean_13(reading: Reading) -> bool:
    # One in ten of them would be a UPC-A without its first digit, so what is left proves little.
    return any(gtin.is_number(text) and len(text) == 13 for text in (reading.text, reading.positions))
