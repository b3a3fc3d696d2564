"""Whether a text typed into the finder is a code, to be taken like a scan, or words to search by."""

from __future__ import annotations

import re
from typing import Final

from stockdesk.app.catalogue import Catalogue

_SPACED: Final = re.compile(r"[0-9](?:[ \u00a0\u2009\u202f-]?[0-9])*(?:[ -]?[Xx])?")
"""Digits as they stand under a symbol: ``4 006381 333931``, ``978-3-16-148410-0``."""
_BETWEEN: Final = re.compile("[ \u00a0\u2009\u202f-]")
_SHORTEST_NUMBER: Final = 4
"""Fewer digits are an amount or the beginning of a word."""
_WHOLE_NUMBER: Final = 8
"""So many digits are typed off a label: no product is guessed from a part of them."""


def typed_code(catalogue: Catalogue, text: str, *, found: bool) -> str:
    """Return the code that a typed text is, "" for words; ``found`` says whether the search shows any product.

    A code is what the catalogue holds exactly, what proves itself (a check digit, GS1 data), any longer number, and
    where the search finds nothing also a short number or one word with a digit in it, such as ``ABC-12``.
    """
    text = text.strip()
    number = _BETWEEN.sub("", text) if _SPACED.fullmatch(text) else ""
    if catalogue.holds(text):
        return text
    for code in filter(None, (number, text)):
        interpretation = catalogue.read(code)
        if interpretation.is_sure or catalogue.find(interpretation)[0]:
            return code
    if number:
        return number if len(number) >= (_SHORTEST_NUMBER if not found else _WHOLE_NUMBER) else ""
    is_word = len(text) >= _SHORTEST_NUMBER and not any(map(str.isspace, text)) and any(map(str.isdigit, text))
    return text if is_word and not found else ""
