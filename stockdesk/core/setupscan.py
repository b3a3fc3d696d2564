"""One scan of a test code of the set-up sheet: which code it was meant to be, and what came before, for and behind it.

A scanner that is set wrongly mangles what it sends, so a scan is matched by its text, by its key positions, by
likeness, and at last by the order of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, Literal

from stockdesk.core import scancode
from stockdesk.core.aim import IDENTIFIER
from stockdesk.core.burst import Key
from stockdesk.core.entry import RawScan
from stockdesk.core.gtin import gtin14
from stockdesk.core.rawtext import GS
from stockdesk.core.setupcodes import SETUP_CODES, SetupCode

Basis = Literal["both", "text", "positions", "case", "neither"]
"""Which reading holds the test code: both, the layout's text, the key positions, one of them but for case, or none."""

_LIKE: Final = 0.6
"""Likeness from which two texts are the same code with faults: a mangled layout leaves more than this of a code."""

_LONGEST_SUBSTITUTE: Final = 12
"""Characters that may stand for GS: ``<GS>``, ``{GS}``, ``\\x1d``, ``[FNC1]`` and their like."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A scan as it was heard during set-up.

    ``keys`` are the key presses behind it and ``trailing`` those swallowed behind its end (a second suffix), both empty
    where the scan came over a serial port. ``at`` is when it ended, in milliseconds on the clock of its source.
    """

    raw: RawScan
    keys: tuple[Key, ...] = ()
    trailing: tuple[Key, ...] = ()
    at: float | None = None

    @property
    def by_text(self) -> str:
        """What the layout made of the keys."""
        return self.raw.text

    @property
    def by_positions(self) -> str:
        """What the keys are on a US keyboard."""
        return self.raw.positions or self.raw.text

    @property
    def is_serial(self) -> bool:
        """Whether it came over a serial port."""
        return bool(self.raw.source)

    def gaps(self) -> list[float]:
        """Return the times in milliseconds between one character key and the next, the suffix included."""
        if self.keys:
            moments = [(key.t, key.scan) for key in self.keys]
        else:
            moments = [(float(time), key) for time, key in zip(self.raw.times, self.raw.keys, strict=False)]
        times = [time for time, key in moments if key not in scancode.MODIFIERS]
        return [max(0.0, later - time) for time, later in pairwise(times)]

    @property
    def caps_lock(self) -> bool:
        """Whether every letter has the case that Shift would not have given it."""
        letters = [key for key in self.keys if _is_letter(key)]
        return bool(letters) and all(key.text.isupper() != key.shift for key in letters)


@dataclass(frozen=True, slots=True)
class SetupScan:
    """A scan that was recognised as a test code.

    ``before`` is what came before AIM identifier and content, ``inside`` what stood between the two, ``content`` what
    came for the content itself, ``after`` what came behind it. ``separator`` is what came for GS: GS itself, another
    text, "" where it was lost, None where the code has none or it cannot be told. ``times`` is how often the content
    stood in the scan: two reads without an end between them run together.
    """

    code: SetupCode
    heard: Heard
    basis: Basis
    before: str
    aim: str
    inside: str
    content: str
    after: str
    separator: str | None = None
    times: int = 1


def recognised(heard: Heard, awaited: SetupCode | None, *, text_first: bool = False) -> SetupScan | None:
    """Return which test code a scan is, None if it is none of them.

    ``awaited`` is the code that comes next on the sheet: what is like no code at all, but as long, is taken for it.
    Where both readings hold the code, what stands around it is read by positions: a scanner set to the computer's
    layout shows by other codes that its text is right, and then ``text_first`` reads it by text.
    """
    # One code's content stands inside another's, so that the likest is asked for and not the first that fits.
    likest = max(SETUP_CODES, key=lambda code: _likeness(heard, code))
    for ignore_case in (False, True):
        found = _with_content(heard, likest, ignore_case=ignore_case, text_first=text_first)
        if found is not None:
            return found
    meant = likest if _likeness(heard, likest) >= _LIKE and not _is_number(heard) else None
    if meant is None and awaited is not None and _may_be(heard, awaited):
        meant = awaited
    return None if meant is None else _mangled(heard, meant)


def _mangled(heard: Heard, code: SetupCode) -> SetupScan:
    got = max((heard.by_text, heard.by_positions), key=lambda text: _ratio(code, text))
    aim = IDENTIFIER.search(got)
    at = aim.start() if aim is not None and aim.start() <= len(got) // 2 else None
    if aim is None or at is None:
        return SetupScan(code, heard, "neither", "", "", "", got, "")
    return SetupScan(code, heard, "neither", got[:at], aim.group(), "", got[aim.end() :], "")


def _with_content(heard: Heard, code: SetupCode, *, ignore_case: bool, text_first: bool) -> SetupScan | None:
    pattern = re.compile(_content(code), re.DOTALL | (re.IGNORECASE if ignore_case else 0))
    by_text, by_positions = pattern.search(heard.by_text), pattern.search(heard.by_positions)
    match = (by_text or by_positions) if text_first else (by_positions or by_text)
    if match is None:
        return None
    basis: Basis
    if ignore_case:
        basis = "case"
    elif by_text and by_positions:
        basis = "both"
    else:
        basis = "text" if by_text else "positions"
    before, after = match.string[: match.start()], match.string[match.end() :]
    again = list(pattern.finditer(after))
    if again:
        after = after[again[-1].end() :]
    aim = IDENTIFIER.search(before)
    return SetupScan(
        code,
        heard,
        basis,
        before[: aim.start()] if aim else before,
        aim.group() if aim else "",
        before[aim.end() :] if aim else "",
        match.group(),
        after,
        match.group("separator") if GS in code.content else None,
        1 + len(again),
    )


def _content(code: SetupCode) -> str:
    """The content as a regular expression; for GS anything short may stand, or nothing."""
    return f"(?P<separator>.{{0,{_LONGEST_SUBSTITUTE}}}?)".join(map(re.escape, code.content.split(GS)))


def _likeness(heard: Heard, code: SetupCode) -> float:
    return max(_ratio(code, text) for text in (heard.by_text, heard.by_positions))


def _ratio(code: SetupCode, text: str) -> float:
    got = IDENTIFIER.sub("", text, count=1)
    return SequenceMatcher(None, code.content.casefold(), got.casefold(), autojunk=False).ratio()


def _may_be(heard: Heard, code: SetupCode) -> bool:
    length = len(IDENTIFIER.sub("", heard.by_positions, count=1))
    return not _is_number(heard) and abs(length - len(code.content)) <= max(2, len(code.content) // 5)


def _is_number(heard: Heard) -> bool:
    """Whether it is a product's code, right to the last digit."""
    return any(gtin14(IDENTIFIER.sub("", text, count=1)) is not None for text in (heard.by_text, heard.by_positions))


def _is_letter(key: Key) -> bool:
    return key.scan != 0 and not key.ctrl and len(key.text) == 1 and key.text.lower() != key.text.upper()


def differences(expected: str, got: str) -> list[tuple[str, str]]:
    """Return the characters that came otherwise, as (printed, came) each once; a lost character came as ""."""
    if len(expected) == len(got):
        return list(dict.fromkeys(pair for pair in zip(expected, got, strict=True) if pair[0] != pair[1]))
    found: dict[tuple[str, str], None] = {}
    for tag, a, b, c, d in SequenceMatcher(None, expected, got, autojunk=False).get_opcodes():
        if tag == "replace" and b - a == d - c:
            found.update(dict.fromkeys(zip(expected[a:b], got[c:d], strict=True)))
        elif tag != "equal":
            found[expected[a:b], got[c:d]] = None
    return list(found)


def is_part(content: str, got: str) -> bool:
    """Whether ``got`` is ``content`` with characters left out and nothing else changed."""
    rest = iter(content)
    return bool(got) and len(got) < len(content) and all(character in rest for character in got)


def common_beginning(texts: Sequence[str]) -> str:
    """Return what all texts begin with."""
    if not texts:
        return ""
    first, last = min(texts), max(texts)
    same = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[: min(len(first), len(last))] if same is None else first[:same]
