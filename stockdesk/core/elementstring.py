"""GS1 element strings, taken apart by biip behind guards.

biip finds the elements; the guards are for what it lets pass (measured on 5.2.0): elements that run into each other
because a separator was lost (``separators``, ``marking``), empty messages, exceptions of many kinds, and content
(``gs1content``). biip is imported only when GS1 data comes: it takes longer to import than all the rest to answer.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from stockdesk.core.gs1content import (
    WINDOW_YEAR,
    Element,
    begins_with_date,
    check_content,
    gs1_date,
    has_variable_length,
)
from stockdesk.core.gtin import has_right_check_digit, is_number
from stockdesk.core.marking import with_marking_separators
from stockdesk.core.rawtext import GS
from stockdesk.core.remark import Fault, Remark
from stockdesk.core.separators import (
    swallowed,
    with_letter_separators,
    with_stand_in_separators,
    with_typed_separators,
)

if TYPE_CHECKING:
    from biip import ParseConfig

_KEY_LENGTHS: Final = {"00": 18, "01": 14, "02": 14}
"""What a message without an identifier of its symbol may begin with -> digits of the key."""

Parsed = tuple[list[Element], list[Remark]]


def begins_with_key(text: str) -> bool:
    """Say whether ``text`` begins with 00 and an SSCC, or 01 or 02 and a GTIN, whose check digit is right.

    Without a symbology identifier only such a text, or one with a separator, may be taken for GS1 data: a third of all
    right EAN-13 are also valid GS1 messages.
    """
    key = _key(text)
    return key is not None and has_right_check_digit(key)


def wrong_key(text: str) -> Element | None:
    """Return the SSCC or GTIN that ``text`` would begin with, were its check digit right; else None."""
    key = _key(text)
    return None if key is None or has_right_check_digit(key) else Element(text[:2], key)


def _key(text: str) -> str | None:
    length = _KEY_LENGTHS.get(text[:2], 0)
    key = text[2 : 2 + length]
    return key if length and len(key) == length and is_number(key) else None


def parse_element_string(text: str, year: int = WINDOW_YEAR) -> Parsed:
    """Return the elements of ``text`` (separators as GS) and warnings; raise ``Fault`` if it cannot be taken.

    What stands for GS is read as GS, and a marking code whose separators were lost is put together again by its known
    shape, each with a warning.
    """
    bare = re.sub(f"{GS}+", GS, text.strip(GS))
    typed = with_typed_separators(bare).strip(GS)
    if not typed:
        raise Fault("gs1_empty")
    for guess in (with_letter_separators(typed, year), with_stand_in_separators(typed).strip(GS)):
        if guess not in ("", typed):
            try:
                return _parse(guess, year, [Remark.of("gs_typed")])
            except Fault:
                continue
    return _parse(typed, year, [] if typed == bare else [Remark.of("gs_typed")])


def _parse(text: str, year: int, warnings: list[Remark]) -> Parsed:
    if not text.isascii():
        raise Fault("gs1_ai", rest=text)
    mended = with_marking_separators(text)
    if mended != text:
        warnings.append(Remark.of("gs_dropped"))
    elements = _split(mended, warnings)
    return elements, [*check_content(elements, year), *warnings, *swallowed(elements, year)]


def _split(text: str, warnings: list[Remark]) -> list[Element]:
    from biip import BiipException
    from biip.gs1_element_strings import GS1ElementString

    elements: list[Element] = []
    rest = text
    while rest:
        try:
            found = GS1ElementString.extract(rest, config=_config())
        except (BiipException, ValueError, LookupError, ArithmeticError):
            raise _unreadable(rest) from None
        ai, value = found.ai.ai, found.value
        if not value or not rest.startswith(ai + value):
            raise Fault("gs1_value", ai=ai, form=found.ai.format, value=rest[len(ai) :].partition(GS)[0])
        rest = rest[len(ai) + len(value) :]
        if rest and found.ai.separator_required and not rest.startswith(GS):
            if has_variable_length(ai):
                raise Fault("gs1_separator", ai=ai, rest=rest)
            # Its end is known all the same.
            warnings.append(Remark.of("gs1_separator", ai=ai, rest=rest))
        elements.append(Element(ai, value))
        rest = rest.lstrip(GS)
    return elements


def _unreadable(rest: str) -> Fault:
    from biip import BiipException
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

    try:
        ai = GS1ApplicationIdentifier.extract(rest)
    except BiipException:
        return Fault("gs1_ai", rest=rest)
    value = rest[len(ai.ai) :].partition(GS)[0]
    if begins_with_date(ai.ai) and len(value) >= 6 and is_number(value[:6]):
        # biip sees only the wrong form of a month 13 or a day 32. Of an hour 24 the date itself is right.
        shown = value[:6] if gs1_date(value[:6]) is None else value
        return Fault("gs1_date", ai=ai.ai, value=shown)
    return Fault("gs1_value", ai=ai.ai, form=ai.format, value=value)


@cache
def _config() -> ParseConfig:
    from biip import ParseConfig

    # biip refuses valid date ranges (7007), so the dates are checked in gs1content.
    return ParseConfig(separator_chars=(GS,), gs1_element_strings_verify_date=False)
