"""Where a scan begins: whether the first keys of a burst were typed by a person just before the scanner sent.

A key typed less than a gap before a scan and a scanner whose first gap was slow look alike to a clock. So time only
allows the cut, and what the keys say must demand it; when unsure, all keys stay in the scan: an unknown code is seen,
half a code in a field is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from stockdesk.core import command, gtin
from stockdesk.core.keypress import Key, elapsed
from stockdesk.core.keyreading import GS, KeyReader, Reading, is_frame_start, is_modifier

_KEYS_OF_A_HAND: Final = 3
"""A person presses at most three keys this quickly, one behind the other."""

_SHORTEST: Final = 20.0
"""Milliseconds: a person's keys lie farther apart than this (pairs 25 to 35 ms), and so does a key from the scan."""

_LONGER: Final = 1.5
"""How many times longer than any gap of the scan the one before it must be: 35 ms before a scanner of 19 ms is."""

_MUCH_LONGER: Final = 4.0
"""Two typed keys show by time alone: a scanner has one slow gap, not two, and jitters to double its gap."""

_GAPS_TO_COMPARE: Final = 4

_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")


def keys_typed_before(keys: Sequence[Key], reader: KeyReader) -> int:
    """Return how many of ``keys``, those of a burst, were typed before the scan began."""
    beats = [place for place, key in enumerate(keys) if not is_modifier(key)]
    gaps = [elapsed(keys[place].t, keys[later].t) for place, later in pairwise(beats)]
    first = _beats_typed_before(keys, beats, gaps, reader)
    # A modifier between belongs to the scan.
    return beats[first - 1] + 1 if first else 0


def _beats_typed_before(keys: Sequence[Key], beats: Sequence[int], gaps: Sequence[float], reader: KeyReader) -> int:
    longest = _longest_behind(gaps)
    possible = range(1, min(_KEYS_OF_A_HAND, len(gaps) - 1) + 1)
    for first in possible:
        if is_frame_start(keys[beats[first]]):
            return first
    allowed = [first for first in possible if gaps[first - 1] >= max(_SHORTEST, _LONGER * longest[first])]
    if not allowed:
        return 0
    whole = reader.read(keys)
    if _proves_itself(whole) or _is_length_of_ean_13(whole):
        return 0
    for first in allowed:
        if _proves_itself(reader.read(keys[beats[first] :])) or _is_shown_by_time(gaps, first, longest[first]):
            return first
    return 0


def _longest_behind(gaps: Sequence[float]) -> list[float]:
    longest = [0.0]
    for gap in reversed(gaps):
        longest.append(max(longest[-1], gap))
    return longest[::-1]


def _is_shown_by_time(gaps: Sequence[float], first: int, longest: float) -> bool:
    is_far = all(gap >= max(_SHORTEST, _MUCH_LONGER * longest) for gap in gaps[:first])
    return first > 1 and is_far and len(gaps) - first >= _GAPS_TO_COMPARE


def _proves_itself(reading: Reading) -> bool:
    return bool(reading.proven) or _is_code(reading.text) or _is_code(reading.positions)


def _is_code(text: str) -> bool:
    text = text.removeprefix(GS)
    if _AIM.match(text) or text.upper().startswith(command.PREFIX) or gtin.gtin14(text):
        return True
    return text.startswith("01") and gtin.gtin14(text[2:16]) is not None


def _is_length_of_ean_13(reading: Reading) -> bool:
    # One in ten of them would be a UPC-A without its first digit.
    return any(gtin.is_number(text) and len(text) == 13 for text in (reading.text, reading.positions))
