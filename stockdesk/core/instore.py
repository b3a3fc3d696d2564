"""In-store numbers: weight, price or count inside an EAN-13, UPC-A or EAN-8 of the shop's own ranges.

No range has one meaning the world over; each shop sets its scales. So there is a list of patterns that the shop edits,
and the first that fits a number is used. The product is found by the number with the value digits zeroed and the check
digit made anew, which is how scales and stock programs store it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, get_args

from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import check_digit

Measure = Literal["weight", "price", "count", "value"]
"""What the digits are: kilograms, money in the shop's currency, pieces, or a value nobody has named."""

MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)

MOST_PATTERNS: Final = 200
"""Rows of one list; a hundred prefixes (00 to 99) with a pattern for EAN-8 and one for EAN-13 each."""

_EXAMPLE = "21.....{NNDDD}"
_RULE = re.compile(r"([0-9]*)([.C]*)\{(N*)(D*)\}([.C]*)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where the value stands in a number.

    ``rule`` is written like Odoo's: digits stand for themselves, ``.`` is a digit of the item number, ``{NNDDD}`` the
    value with its whole and decimal digits, ``C`` the value's own check digit (GS1 General Specifications 7.9.2 to
    7.9.4, for values of 4 or 5 digits). The last check digit is left out: 12 places for EAN-13, 11 for UPC-A (the same
    as 12 with a 0 before them), 7 for EAN-8. Raises ``StockdeskError`` ``instore.*`` for what cannot be used.
    """

    rule: str
    measure: Measure

    def __post_init__(self) -> None:
        """Refuse a rule that does not have this form."""
        parts = _RULE.fullmatch(self.rule)
        if parts is None:
            raise StockdeskError("instore.form", rule=self.rule, example=_EXAMPLE)
        places = sum(len(part) for part in parts.groups())
        if places not in (7, 11, 12):
            raise StockdeskError("instore.places", rule=self.rule, count=places)
        value = len(parts[3]) + len(parts[4])
        if not parts[1]:
            raise StockdeskError("instore.prefix", rule=self.rule)
        if not value:
            raise StockdeskError("instore.value", rule=self.rule, example=_EXAMPLE)
        checks = (parts[2] + parts[5]).count("C")
        if checks > 1 or (checks and value not in (4, 5)):
            raise StockdeskError("instore.check", rule=self.rule)
        if self.measure not in MEASURES:
            raise StockdeskError("instore.measure", measure=self.measure)


@dataclass(frozen=True, slots=True)
class InStoreNumber:
    """A number taken apart: the ``item`` number to look up, the ``value`` (see ``pattern.measure``), its check.

    ``item`` has as many digits as an EAN-13 or EAN-8, whatever the number came as.
    """

    item: str
    value: Decimal
    value_check_right: bool
    pattern: Pattern


DEFAULT_PATTERNS: Final = (
    # Odoo's defaults; 21 is also what 1C programs print: five digits of item, five of grams.
    Pattern("21.....{NNDDD}", "weight"),
    Pattern("23.....{NNNDD}", "price"),
    # Shops in the CIS set their scales to any prefix of these, with grams in the last five digits.
    # 20 is left out: stock programs give it to their own labels, and those carry no value.
    *(Pattern(f"{prefix}.....{{NNDDD}}", "weight") for prefix in ("22", "24", "25", "26", "27", "28", "29")),
    # UPC system 2 and its European twin: five digits of item, then price or weight, differing by shop.
    Pattern("02.....{NNNNN}", "value"),
)
"""What a new station begins with; barcode-domain 2.2."""


def read_number(number: str, pattern: Pattern) -> InStoreNumber | None:
    """Take ``number`` apart by ``pattern``; None if it does not fit.

    ``number`` is an EAN-13 or EAN-8 (ASCII digits) whose check digit is right; a UPC-A comes with a 0 before it.
    No scale has an item number of zeros alone: that is a label of the shop's own, numbered from one upwards, whose last
    digits are no value.
    """
    prefix, places = _places(pattern.rule)
    digits = number[:-1]
    if len(digits) != len(places) or not digits.startswith(prefix):
        return None
    item = _picked(places, digits, ".")
    if item and not item.strip("0"):
        return None
    value = _picked(places, digits, "ND")
    decimals = places.count("D")
    zeroed = "".join("0" if place in "NDC" else digit for place, digit in zip(places, digits, strict=True))
    return InStoreNumber(
        item=zeroed + check_digit(zeroed),
        value=Decimal(value).scaleb(-decimals),
        value_check_right=_value_check_right(value, _picked(places, digits, "C")),
        pattern=pattern,
    )


def first_match(number: str, patterns: Iterable[Pattern]) -> InStoreNumber | None:
    """Take ``number`` (see ``read_number``) apart by the first of ``patterns`` that fits, None if none does."""
    for pattern in patterns:
        found = read_number(number, pattern)
        if found is not None:
            return found
    return None


def parse_patterns(text: str) -> tuple[Pattern, ...]:
    """Read a list from its rows ``rule measure``; empty rows and rows that begin with ``#`` are left out.

    Raises ``StockdeskError`` ``instore.*`` with the ``row``, counted from 1, of the first row that cannot be used.
    """
    patterns: list[Pattern] = []
    for row, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            patterns.append(_pattern(words))
            _refuse_too_many(patterns)
        except StockdeskError as error:
            raise StockdeskError(error.code, row=row, **error.arguments) from None
    return tuple(patterns)


def patterns_text(patterns: Iterable[Pattern]) -> str:
    """Write a list as the rows that ``parse_patterns`` reads."""
    return "".join(f"{pattern.rule} {pattern.measure}\n" for pattern in patterns)


def hidden_by(patterns: Sequence[Pattern]) -> dict[int, int]:
    """Return which patterns are never used: their place in the list -> the place of the earlier one that fits always.

    Worth a remark in the table, no refusal: the list may be in the middle of an edit.
    """
    parts = [_places(pattern.rule) for pattern in patterns]
    hidden: dict[int, int] = {}
    for later, (prefix, places) in enumerate(parts):
        for earlier, (shorter, others) in enumerate(parts[:later]):
            if len(others) == len(places) and prefix.startswith(shorter):
                hidden[later] = earlier
                break
    return hidden


def _pattern(words: Sequence[str]) -> Pattern:
    if len(words) != 2:
        raise StockdeskError("instore.row", text=" ".join(words), example=_EXAMPLE)
    rule, measure = words
    if measure not in MEASURES:
        raise StockdeskError("instore.measure", measure=measure)
    return Pattern(rule, measure)


def _refuse_too_many(patterns: Sequence[Pattern]) -> None:
    if len(patterns) > MOST_PATTERNS:
        raise StockdeskError("instore.too-many", most=MOST_PATTERNS)


@lru_cache(maxsize=4 * MOST_PATTERNS)
def _places(rule: str) -> tuple[str, str]:
    """Return the digits that a number begins with and its places without the last check digit."""
    places = rule.replace("{", "").replace("}", "")
    if len(places) == 11:
        places = f"0{places}"
    return places.rstrip(".NDC"), places


def _picked(places: str, digits: str, wanted: str) -> str:
    return "".join(digit for place, digit in zip(places, digits, strict=True) if place in wanted)


def _value_check_right(value: str, check: str) -> bool:
    if not check:
        return True
    # biip takes as long to import as the rest of the program; only this rare pattern needs it here.
    from biip.checksums import gs1_price_weight_check_digit

    return str(gs1_price_weight_check_digit(value)) == check
