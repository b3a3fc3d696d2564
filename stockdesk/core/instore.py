"""In-store numbers: weight, price or count inside an EAN-13 or EAN-8 of the shop's own ranges.

No range has one meaning the world over; each shop sets its scales. So there is a list of patterns that the shop edits,
and the first that fits a number is used. The product is found by the number with the value digits zeroed and the check
digit made anew, which is how scales and stock programs store it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from stockdesk.core.gtin import check_digit

Measure = Literal["weight", "price", "count", "value"]
"""What the digits are: kilograms, money in the shop's currency, pieces, or a value nobody has named."""

_RULE = re.compile(r"([0-9]*)([.C]*)\{(N*)(D*)\}([.C]*)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where the value stands in a number.

    ``rule`` is written like Odoo's: digits stand for themselves, ``.`` is a digit of the item number, ``{NNDDD}`` the
    value with its whole and decimal digits, ``C`` the value's own check digit (GS1 General Specifications 7.9.2 to
    7.9.4, for values of 4 or 5 digits). The last check digit is left out: 12 places for EAN-13, 7 for EAN-8.
    Raises ValueError with a sentence for a rule that cannot be used.
    """

    rule: str
    measure: Measure

    def __post_init__(self) -> None:
        """Refuse a rule that does not have this form."""
        parts = _RULE.fullmatch(self.rule)
        if parts is None:
            raise ValueError(f"A pattern looks like 21.....{{NNDDD}}, not {self.rule!r}.")
        places = sum(len(part) for part in parts.groups())
        if places not in (7, 12):
            raise ValueError(f"A pattern has 12 places (EAN-13) or 7 (EAN-8); {self.rule!r} has {places}.")
        value = len(parts[3]) + len(parts[4])
        if not value or not parts[1]:
            raise ValueError(f"A pattern needs digits to begin with and a value in braces: {self.rule!r}.")
        checks = (parts[2] + parts[5]).count("C")
        if checks > 1 or (checks and value not in (4, 5)):
            raise ValueError(f"Only a value of 4 or 5 digits has a check digit, and only one: {self.rule!r}.")


@dataclass(frozen=True, slots=True)
class InStoreNumber:
    """A number taken apart: the ``item`` number to look up, the ``value`` (see ``pattern.measure``), its check."""

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

    ``number`` is an EAN-13 or EAN-8 (ASCII digits) whose check digit is right.
    """
    places = pattern.rule.replace("{", "").replace("}", "")
    digits = number[:-1]
    if len(digits) != len(places) or any(p.isdigit() and p != d for p, d in zip(places, digits, strict=True)):
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


def _picked(places: str, digits: str, wanted: str) -> str:
    return "".join(digit for place, digit in zip(places, digits, strict=True) if place in wanted)


def _value_check_right(value: str, check: str) -> bool:
    if not check:
        return True
    # biip takes as long to import as the rest of the program; only this rare pattern needs it here.
    from biip.checksums import gs1_price_weight_check_digit

    return str(gs1_price_weight_check_digit(value)) == check
