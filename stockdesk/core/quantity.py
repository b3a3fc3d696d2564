"""Amounts and money: exact decimals, how people write them, how they are rounded."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from stockdesk.core.errors import StockdeskError

AMOUNT_DECIMALS = 3
"""Most decimals of an amount (design, section 7: files for ``post``)."""
MONEY_STEP = Decimal("0.01")
"""Totals have two places (altegio-v1, 7.2: "compute all three with decimals, two places")."""
UNIT_COST_DECIMALS = 4
"""Most decimals of a cost per unit: the cost of 1 ml of a 250 ml bottle needs more than two."""
LARGEST_AMOUNT = Decimal(1_000_000)
"""Amounts above are taken for a scanned barcode typed into the wrong cell, and refused."""
DISCOUNT_DECIMALS = 2
LARGEST_DISCOUNT = Decimal(100)
LARGEST_MONEY = Decimal(1_000_000_000)
"""Money above is refused as unreadable: no line of a shop costs that."""

_BLANKS = re.compile("[\u0020\u00a0\u2009\u202f]")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_GROUPED = re.compile(r"\d{1,3}(?:[\u0020\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?")


def _parse(text: str, decimals: int, largest: Decimal, code: str) -> Decimal:
    stripped = text.strip("\t\r\n\u0020\u00a0\u2009\u202f")
    if not stripped:
        raise StockdeskError(f"{code}.missing", text=text)
    if stripped.startswith(("-", "−")) and _parse_plain(stripped[1:]) is not None:
        raise StockdeskError(f"{code}.negative", text=stripped)
    value = _parse_plain(stripped)
    if value is None:
        raise StockdeskError(f"{code}.unreadable", text=stripped)
    check_range(value, decimals, largest, code, stripped)
    return plain(value)


def check_range(value: Decimal, decimals: int, largest: Decimal, code: str, text: str) -> None:
    """Refuse a value that is negative, too large or too fine; ``code`` goes before the reason, ``text`` is as written.

    Nothing is rounded on the way: a cell may hold more digits than the decimal context does.
    """
    if value < 0:
        raise StockdeskError(f"{code}.negative", text=text)
    if value > largest:
        raise StockdeskError(f"{code}.too-large", text=text, largest=largest)
    fraction = format(value, "f").partition(".")[2].rstrip("0")
    if len(fraction) > decimals:
        raise StockdeskError(f"{code}.too-fine", text=text, decimals=decimals)


def _parse_plain(text: str) -> Decimal | None:
    if _GROUPED.fullmatch(text):
        text = _BLANKS.sub("", text)
    if not _PLAIN.fullmatch(text) or not text.isascii():
        return None
    return Decimal(text.replace(",", "."))


def parse_amount(text: str) -> Decimal:
    """Read an amount as people write it: decimal point or comma, up to three decimals, thousands set apart by blanks.

    Raises ``StockdeskError`` with ``amount.missing``, ``amount.unreadable``, ``amount.negative``, ``amount.too-fine``
    or ``amount.too-large``; each names the text. Zero is read as zero: whether it is allowed is the caller's rule.
    """
    return _parse(text, AMOUNT_DECIMALS, LARGEST_AMOUNT, "amount")


def parse_money(text: str) -> Decimal:
    """Read a cost or price per unit, up to four decimals; errors as in ``parse_amount`` with ``money.…`` codes."""
    return _parse(text, UNIT_COST_DECIMALS, LARGEST_MONEY, "money")


def parse_discount(text: str) -> Decimal:
    """Read a discount in per cent, 0 to 100, with or without the sign; errors ``discount.…``."""
    return _parse(text.strip().removesuffix("%"), DISCOUNT_DECIMALS, LARGEST_DISCOUNT, "discount")


def rounded_amount(amount: Decimal) -> Decimal:
    """Return an amount with the three decimals that are sent at most, rounded half up; labels may tell more."""
    return amount.quantize(Decimal(1).scaleb(-AMOUNT_DECIMALS), rounding=ROUND_HALF_UP)


def unit_cost(cost: Decimal) -> Decimal:
    """Return a cost per unit with the four decimals that are sent at most, rounded half up."""
    return plain(cost.quantize(Decimal(1).scaleb(-UNIT_COST_DECIMALS), rounding=ROUND_HALF_UP))


def line_total(amount: Decimal, cost_per_unit: Decimal, discount: Decimal = Decimal(0)) -> Decimal:
    """Return the total of a line, rounded half up to two places.

    ``amount × cost_per_unit × (1 − discount/100)`` (altegio-v1, 7.2); the service stores the total that is sent, so the
    one shown and the one sent come from here alone.
    """
    exact = amount * cost_per_unit * (Decimal(100) - discount) / Decimal(100)
    return exact.quantize(MONEY_STEP, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> Decimal:
    """Return the same value without trailing zeros and without an exponent (``12`` rather than ``1.2E+1``)."""
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    return normal.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else normal + Decimal(0)


def amount_text(value: Decimal) -> str:
    """Return an amount for people and for storage: plain digits with a decimal point, no trailing zeros."""
    return format(plain(value), "f")


def money_text(value: Decimal) -> str:
    """Return money with two places at least, more only where they are not zero."""
    text = format(plain(value), "f")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"
