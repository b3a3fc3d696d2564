"""The live test field of the pattern table: what a number would be taken for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from stockdesk.core.gtin import LENGTHS, check_digit, gtin14, is_number, is_restricted, short_number
from stockdesk.core.instore import InStoreNumber, Measure, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stockdesk.core.instore import Pattern

TrialCode = Literal[
    "instore.try-empty",
    "instore.try-text",
    "instore.try-check-digit",
    "instore.try-no-pattern",
    "instore.try-product",
    "instore.try-zero",
    "instore.try-weight",
    "instore.try-price",
    "instore.try-count",
    "instore.try-value",
]

_CODES: Final[Mapping[Measure, TrialCode]] = {
    "weight": "instore.try-weight",
    "price": "instore.try-price",
    "count": "instore.try-count",
    "value": "instore.try-value",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a number would be taken for.

    ``code`` with ``arguments`` is the sentence. ``row`` is the place of the pattern in the list (from 0) and ``found``
    what it made of the number; both are None unless a pattern fits. ``item`` is the number that is looked up, None for
    what is no number. ``right_check_digit`` is there only if the last digit of the number is wrong.
    """

    code: TrialCode
    item: str | None = None
    row: int | None = None
    found: InStoreNumber | None = None
    right_check_digit: str | None = None

    @property
    def is_value_check_right(self) -> bool:
        """False if the value has a check digit of its own inside the number and it is wrong: a warning in a scan."""
        return self.found is None or self.found.value_check_right

    @property
    def arguments(self) -> dict[str, object]:
        """What the sentence names: ``item``, ``rule``, ``row`` (from 1), ``value`` as text, ``right``."""
        found = self.found
        return {
            "item": self.item or "",
            "rule": found.pattern.rule if found else "",
            "row": "" if self.row is None else self.row + 1,
            "value": f"{found.value:f}" if found else "",
            "right": self.right_check_digit or "",
        }


def try_number(text: str, patterns: Sequence[Pattern]) -> Trial:
    """Say what ``text``, as typed or scanned into the test field, is taken for by ``patterns``.

    Blanks and hyphens are as they stand under the bars and say nothing. Eight digits are an EAN-8 here.
    """
    number = re.sub(r"[\s-]", "", text)
    if not number:
        return Trial("instore.try-empty")
    if not is_number(number) or len(number) not in LENGTHS:
        return Trial("instore.try-text")
    number14 = gtin14(number)
    if number14 is None:
        return Trial("instore.try-check-digit", right_check_digit=check_digit(number[:-1]))
    short = short_number(number14)
    for row, pattern in enumerate(patterns):
        found = read_number(short, pattern)
        if found is not None:
            return Trial(_CODES[pattern.measure] if found.value else "instore.try-zero", found.item, row, found)
    return Trial("instore.try-no-pattern" if is_restricted(number14) else "instore.try-product", short)
