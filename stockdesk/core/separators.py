"""Separators that a scanner lost or sent as something else: GS (FNC1) between GS1 elements.

Keyboards lose GS more than any other character. What was between two elements then runs together, and half of such
strings still parse: a batch that has swallowed the serial number behind it looks like a longer batch. So every element
of variable length is searched for what looks like the start of the next one, and what people and drivers put in the
place of GS is read as GS.

Measured on 8,000 made-up values a kind (``tests/core/test_separators.py`` holds the figures): of good batches and
serials 0.1 to 2.3 % are warned about; of those that swallowed a date, GTIN, weight or marking key all, of those that
swallowed a batch or serial that begins with letters all, of other ones three in four. Digits behind digits alone cannot
be told from longer digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stockdesk.core.gs1content import Element, gs1_date, has_variable_length, is_country
from stockdesk.core.gtin import has_right_check_digit
from stockdesk.core.rawtext import GS
from stockdesk.core.remark import Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_TYPED: Final = re.compile(
    r"<(?:GS|FNC1)>|\{(?:GS|FNC1)\}|\[(?:GS|FNC1)\]|\\x1d|\\u001d|\\035|&#(?:29|x1d);|\^\]|\u241d|\xe8",
    re.IGNORECASE,
)
"""How GS is written out: by name, as escapes of programming languages, caret notation, its picture U+241D.

All but the first hold characters that GS1 data never has.

U+00E8 is the byte 232, which is FNC1 inside Data Matrix and comes through some drivers as it is.
"""

_FREE_TEXT: Final = frozenset(("8007", "8030", "8110", "8112", "8200"))
"""Web addresses, signatures and coupon fields hold digits of every kind; so do addresses and names (43nn, 725n)."""

_OLDEST, _LATEST = 10, 15
"""Years before and after the present in which a date on goods lies."""


def with_typed_separators(text: str) -> str:
    """Return ``text`` with everything that stands for GS and cannot be data replaced by GS."""
    return _TYPED.sub(GS, text) if not text.isalnum() else text


def with_letter_separators(text: str, year: int) -> str:
    """Return ``text`` with the letters G and S replaced by GS where an element follows that is no chance.

    People type what they see in a manual. Text with a real GS has no letters in its place.
    """
    if GS in text or "GS" not in text:
        return text
    pieces = [text]
    while (at := pieces[0].rfind("GS")) > 0:
        head, tail = pieces[0][:at], pieces[0][at + 2 :]
        if not (_is_chain(tail, year) or _begins_name(tail)):
            break
        pieces[:1] = [head, tail]
    return GS.join(pieces)


def with_stand_in_separators(text: str) -> str:
    """Return ``text`` with marks, and blanks before digits, replaced by GS: GS1 data holds neither.

    Some drivers send blanks; the marks are what scanners are set to send for FNC1, and GS1's own tools write ``^``.
    """
    return re.sub(r"[\^|~]| +(?=[0-9])", GS, text)


def swallowed(elements: Sequence[Element], year: int) -> list[Remark]:
    """Return a warning for each element whose value seems to go on with the next element."""
    present = {element.ai for element in elements}
    missing = _missing_count(elements, present)
    return [
        Remark.of("gs1_swallowed", ai=element.ai, value=element.value)
        for element in elements
        if _may_swallow(element.ai) and (_swallows(element, present, year) or _ends_in_count(element.value, missing))
    ]


def _missing_count(elements: Sequence[Element], present: set[str]) -> str:
    """Return which count the message cannot do without and lacks, 37 or 30; empty if none.

    A count is two digits and a few more: only where one is missing can it be told from the end of a batch.
    """
    if "02" in present:
        return "" if "37" in present else "37"
    is_variable = any(element.ai == "01" and element.value[0] == "9" for element in elements)
    is_measured = any(ai == "30" or (len(ai) == 4 and ai[0] == "3") for ai in present)
    return "30" if is_variable and not is_measured else ""


def _ends_in_count(value: str, ai: str) -> bool:
    return bool(ai) and re.fullmatch(f".+{ai}[1-9][0-9]{{0,3}}", value) is not None


def _may_swallow(ai: str) -> bool:
    return has_variable_length(ai) and ai not in _FREE_TEXT and ai[:2] != "43" and ai[:3] != "725"


def _swallows(element: Element, present: set[str], year: int) -> bool:
    value = element.value
    if element.ai in ("30", "37"):
        return len(value.lstrip("0")) > 5  # no store takes in a hundred thousand under one label
    return any(
        _is_chain(value[at:], year, present) or _is_key(value[at:]) or _is_name(value[:at], value[at:], present)
        for at in range(1, len(value) - 2)
        if value[at] in "0123489"
    )


def _is_date(value: str, year: int) -> bool:
    date = gs1_date(value, year)
    return date is not None and year - _OLDEST <= date.year <= year + _LATEST


def _is_moment(value: str, year: int) -> bool:
    return _is_date(value[:6], year) and value[6:8] < "24" and value[8:] < "60"


_PROVEN: Final[tuple[tuple[re.Pattern[str], Callable[[str, int], bool]], ...]] = (
    # Elements of fixed length whose content proves them; the first group is their value.
    (re.compile("1[1-3567]([0-9]{6})"), _is_date),
    (re.compile("0[12]([0-9]{14})"), lambda value, _: bool(value.strip("0")) and has_right_check_digit(value)),
    (re.compile("00([0-9]{18})"), lambda value, _: bool(value.strip("0")) and has_right_check_digit(value)),
    (re.compile("41[0-7]([0-9]{13})"), lambda value, _: bool(value.strip("0")) and has_right_check_digit(value)),
    (re.compile("3[12]0[0-5]([0-9]{6})"), lambda _value, _: True),
    (re.compile("8005([0-9]{6})"), lambda _value, _: True),
    (re.compile("7003([0-9]{10})"), _is_moment),
    (re.compile("42[246]([0-9]{3})"), lambda value, _: is_country(value)),
)
_GOES_ON: Final = re.compile("10.|21.|240.|241.|30[0-9]|37[0-9]|9[0-9].")


def _is_chain(text: str, year: int, present: Iterable[str] = ()) -> bool:
    """Say whether ``text`` is elements of fixed length to its end, or up to one that takes all the rest."""
    rest = text
    while rest:
        for pattern, holds in _PROVEN:
            found = pattern.match(rest)
            if found and holds(found[1], year) and not (rest is text and _is_repeat(found[0], present)):
                rest = rest[found.end() :]
                break
        else:
            return rest is not text and _GOES_ON.match(rest) is not None
    return bool(text)


def _is_repeat(element: str, present: Iterable[str]) -> bool:
    """Say whether the element is there already; a trade item number comes again when a label was read twice."""
    return element[:2] in present and element[:2] not in ("01", "02", "00")


_KEY: Final = re.compile(r"9[13](?=[0-9]*[^0-9])(.{4})(?:3103[0-9]{6})?|9[13].{4}92.{22,}|92[0-9A-Za-z+/=_-]{43,}")


def _is_key(text: str) -> bool:
    """Say whether ``text`` is the end of a marking code: 91 or 93 with four characters, 92 with 44 or more."""
    return _KEY.fullmatch(text) is not None


_NAME: Final = re.compile("(10|21|240|241)(?:[^0-9].{3,}|([0-9]{6,})$)")


def _is_name(head: str, text: str, present: Iterable[str]) -> bool:
    """Say whether ``text`` looks like a batch, serial or article number with its identifier, which is not there yet.

    Two digits alone are a weak sign: it must go on with a letter, or with digits only where ``head`` has letters, and
    be as long as such numbers are.
    """
    found = _NAME.match(text)
    return found is not None and len(head) > 1 and found[1] not in present and not (found[2] and head.isdigit())


def _begins_name(text: str) -> bool:
    return _is_key(text) or re.match("(?:10|21|240|241).{4}", text) is not None
