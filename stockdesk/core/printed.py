"""Codes as they are printed under the bars or in a book: digits in groups, elements in brackets.

What people type from a damaged label, and what some scanners are set to send.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stockdesk.core.elementstring import parse_element_string
from stockdesk.core.gs1content import is_identifier
from stockdesk.core.gtin import LENGTHS, gtin14, is_number, isbn10_to_gtin13, issn_to_gtin13
from stockdesk.core.number import read_gtin, trade_item_readings
from stockdesk.core.rawtext import GS
from stockdesk.core.reading import Reading, from_elements
from stockdesk.core.remark import Fault
from stockdesk.core.separators import with_typed_separators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stockdesk.core.instore import Pattern

_LABEL: Final = re.compile(
    r"(?:ISBN(?:-1[03])?|ISSN|EAN(?:-?(?:8|13))?|UPC(?:-[AE])?|GTIN(?:-?1[234]|-?8)?)[:\s]\s*", re.IGNORECASE
)
_GROUPED: Final = re.compile("[0-9](?:[0-9]|[- \xa0\u2009\u202f\u2010-\u2013](?=[0-9Xx]))*[0-9Xx]")
_GAPS: Final = re.compile("[^0-9Xx]")
_UNDER_BARS: Final = re.compile("[0-9] [0-9]{6} [0-9]{6}|[0-9] [0-9]{5} [0-9]{5} [0-9]|[0-9]{4} [0-9]{4}")
"""EAN-13, UPC-A and EAN-8 as they are printed: these can be nothing else."""
_BOOKS: Final = ("977", "978", "979")

_BRACKETED: Final = re.compile(r"\(([0-9]{2,4})\)")


def read_printed_number(text: str, patterns: Sequence[Pattern]) -> list[Reading]:
    """Return the readings of digits in groups (``4 006381 333931``, an ISBN or ISSN with hyphens), none for other text.

    The code to look up is the bare number. Raises ``Fault`` for a wrong check digit in what can be nothing else.
    """
    label = _LABEL.match(text)
    number = text[label.end() :] if label else text
    if not _GROUPED.fullmatch(number):
        return []
    bare = _GAPS.sub("", number)
    if isbn := isbn10_to_gtin13(bare):
        return read_gtin(isbn, patterns, code=bare, reason="is_isbn")
    readings = []
    if issn := issn_to_gtin13(bare):
        readings = read_gtin(issn, patterns, code=bare, reason="is_issn")
    is_certain = label or _UNDER_BARS.fullmatch(number) or (len(bare) == 13 and bare.startswith(_BOOKS))
    if is_number(bare) and not readings and (is_certain or gtin14(bare) or len(bare) not in LENGTHS):
        return trade_item_readings(bare, patterns, guess_upc_e=True)
    return readings


def read_bracketed(text: str, year: int, symbol: str | None) -> Reading | None:
    """Return the reading of the printed form ``(01)04006381333931(10)A1``, elements in any order; None for other text.

    Raises ``Fault`` if it has a GTIN or SSCC and the data is wrong; other text with brackets is text.
    """
    if not _BRACKETED.match(text):
        return None
    parts = [part for part in _split(with_typed_separators(text)) if part]
    pairs = [(part[1 : part.index(")")], _value(part[part.index(")") + 1 :])) for part in parts]
    if not all(value for _, value in pairs):
        return None
    joined = GS.join(ai + value for ai, value in pairs)
    try:
        elements, warnings = parse_element_string(joined, year)
    except Fault:
        if any(ai in ("00", "01", "02") for ai, _ in pairs):
            raise
        return None
    return from_elements(elements, warnings, year, symbol=symbol, text=text, reason="is_gs1")


def _split(text: str) -> list[str]:
    """Cut before each identifier in brackets; values hold brackets too, and those of no identifier stay in them."""
    starts = [found.start() for found in _BRACKETED.finditer(text) if is_identifier(found[1])]
    if not starts or starts[0]:
        return []
    return [text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _value(text: str) -> str:
    value = text.strip().strip(GS)
    bare = re.sub(r"[\s-]", "", value)
    return bare if is_number(bare) else value
