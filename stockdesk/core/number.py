"""Plain digits as trade item numbers: EAN-13, EAN-8, UPC-A, UPC-E, GTIN-14, their add-ons, and numbers of the shop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stockdesk.core.gtin import (
    LENGTHS,
    check_digit,
    expand_upc_e,
    gtin14,
    has_right_check_digit,
    is_coupon,
    is_number,
    is_restricted,
    short_number,
)
from stockdesk.core.instore import first_match
from stockdesk.core.reading import Reading
from stockdesk.core.remark import Fault, Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stockdesk.core.instore import Pattern

_SYMBOL_BY_LENGTH: Final = {8: "EAN-8", 12: "UPC-A", 13: "EAN-13", 14: "GTIN-14"}
_ADDONS: Final = {14: 12, 15: 13, 17: 12, 18: 13}
"""Length with the add-on of 2 or 5 digits -> length of the main number."""


def trade_item_readings(
    number: str,
    patterns: Sequence[Pattern],
    *,
    symbol: str | None = None,
    guess_upc_e: bool = False,
    code: str | None = None,
) -> list[Reading]:
    """Return the readings of ASCII digits as a trade item number; none if their count is not that of one.

    Raises ``Fault`` for a wrong check digit. 58 of 100 valid UPC-E are also valid EAN-8 and mean another item, so with
    ``guess_upc_e`` an eight-digit number may give both.
    """
    if len(number) not in LENGTHS:
        return _guessed_addon(number, patterns, symbol)
    upc_e = _read_upc_e(number, patterns) if guess_upc_e else []
    if upc_e and not gtin14(number):
        return upc_e
    readings = read_gtin(number, patterns, symbol=symbol, code=code)
    # EAN-8 beginning with 0 are numbers inside one company; on goods bought in it is nearly always a UPC-E.
    return [*upc_e, *readings] if number.startswith("0") else [*readings, *upc_e]


def _guessed_addon(number: str, patterns: Sequence[Pattern], symbol: str | None) -> list[Reading]:
    """Read a number together with its add-on, sent without identifier; 12 + 2 digits are a GTIN-14 before that."""
    main = _ADDONS.get(len(number)) if len(number) in (15, 17, 18) else None
    if main is None or gtin14(number[:main]) is None:
        return []
    readings = read_addon(number, patterns)
    if number.startswith(("977", "978", "979")):
        return readings
    if len(number) == 18 and has_right_check_digit(number):
        return []  # an SSCC
    # One in ten numbers of this length looks like that: a serial number, an SSCC, an IMEI.
    guesses = [replace(r, warnings=(*r.warnings, Remark.of("addon_guess"))) for r in readings]
    house = Reading.house(number, symbol)
    return [*guesses, house] if main == 12 else [house, *guesses]


def read_gtin(
    number: str,
    patterns: Sequence[Pattern],
    *,
    symbol: str | None = None,
    code: str | None = None,
    reason: str | None = None,
) -> list[Reading]:
    """Return the readings of 8, 12, 13 or 14 digits; raise ``Fault`` for a wrong check digit or zeros only.

    ``code`` is the text to look up if it is spelled in another way. A number of the shop's own range gives what its
    pattern says first, then the whole number.
    """
    number14 = gtin14(number)
    if number14 is None:
        raise _wrong(number)
    reading = Reading(
        kind="gtin",
        code=code or number,
        gtin14=number14,
        symbol=symbol or _SYMBOL_BY_LENGTH[len(number)],
        reason=Remark.of(reason or _reason(number14), length=len(number)),
        warnings=_warnings(number14),
    )
    valued = _valued(reading, number14, patterns)
    if not is_restricted(number14):
        # A pattern for a range that belongs to makers: the number may still be theirs.
        return [reading, *valued]
    whole = replace(reading, kind="rcn", reason=Remark.of("is_restricted"))
    if len(number) == 8:
        # Chains print EAN-8 of this range on their own brands like any other number.
        return [*(valued or [whole]), reading]
    return [*valued, whole]


def read_symbol_number(body: str, patterns: Sequence[Pattern], *, is_ean_8: bool) -> list[Reading]:
    """Return the readings of what ``]E4`` (EAN-8) or ``]E0`` (EAN-13, UPC-A, UPC-E in any form) carries.

    Raises ``Fault`` if it is something else.
    """
    if is_ean_8:
        if not is_number(body) or len(body) != 8:
            raise Fault("symbol_length", symbol="EAN-8", expected="8", text=body)
        return read_gtin(body, patterns)
    if is_number(body) and len(body) in (12, 13):
        return read_gtin(body, patterns)
    if is_number(body) and len(body) in (6, 7, 8):
        readings = _read_short_upc_e(body, patterns)
        if readings:
            return readings
        if (right := _upc_e_digit(body)) and not gtin14(body):
            raise Fault("check_digit", number=body, right=right, wrong=body[-1])
    raise Fault("symbol_length", symbol="EAN-13 or UPC", expected="12 or 13 (UPC-E: 6 to 8)", text=body)


def read_addon(body: str, patterns: Sequence[Pattern]) -> list[Reading]:
    """Return the readings of a number that is followed by an add-on of 2 or 5 digits, or raise ``Fault``."""
    main = _ADDONS.get(len(body)) if is_number(body) else None
    if main is None:
        raise Fault("symbol_length", symbol="A number with add-on", expected="14, 15, 17 or 18", text=body)
    reason = Remark.of("is_addon", length=main, addon=body[main:])
    return [replace(reading, reason=reason) for reading in read_gtin(body[:main], patterns)]


def _read_upc_e(number: str, patterns: Sequence[Pattern]) -> list[Reading]:
    upc_a = expand_upc_e(number)
    if upc_a is None:
        return []
    readings = read_gtin(upc_a, patterns, symbol="UPC-E", code=number)
    reason = Remark.of("is_upc_e", upc_a=upc_a)
    return [replace(reading, reason=reason) for reading in readings]


def _read_short_upc_e(body: str, patterns: Sequence[Pattern]) -> list[Reading]:
    """Read UPC-E as scanners send it: system, six digits, check digit, of which the first or last may be missing."""
    if len(body) == 8:
        return _read_upc_e(body, patterns)
    readings = _read_upc_e(f"0{body}", patterns) if len(body) == 7 else []
    without_check = body if len(body) == 7 else f"0{body}"
    for digit in "0123456789":
        for reading in _read_upc_e(without_check + digit, patterns):
            warnings = (*reading.warnings, Remark.of("no_check_digit"))
            readings.append(replace(reading, warnings=warnings))
    return [replace(reading, code=body) for reading in readings]


def _valued(whole: Reading, number14: str, patterns: Sequence[Pattern]) -> list[Reading]:
    """Return what the first pattern that fits makes of a number; ``whole`` is its reading as it stands."""
    found = first_match(short_number(number14), patterns)
    # With a value of zero it is the number of the item itself, as the catalogue holds it.
    if found is None or not found.value:
        return []
    pattern = found.pattern
    warnings = [] if found.value_check_right else [Remark.of("value_check")]
    if pattern.measure == "value":
        warnings.append(Remark.of("value_unknown"))
    return [
        replace(
            whole,
            kind="rcn",
            code=found.item,
            gtin14=found.item.zfill(14),
            reason=Remark.of("is_pattern", rule=pattern.rule, measure=pattern.measure),
            weight=found.value if pattern.measure == "weight" else None,
            price=found.value if pattern.measure == "price" else None,
            count=found.value if pattern.measure == "count" else None,
            warnings=(*whole.warnings, *warnings),
        )
    ]


def _reason(number14: str) -> str:
    return "is_gtin" if number14[0] == "0" else "is_case"


def _warnings(number14: str) -> tuple[Remark, ...]:
    if is_coupon(number14):
        return (Remark.of("coupon"),)
    if is_restricted(number14):
        return (Remark.of("restricted"),)
    if number14[0] == "9":
        return (Remark.of("gs1_variable"),)
    if number14[1:4] == "952":
        return (Remark.of("example"),)
    return ()


def two_numbers(digits: str) -> tuple[str, str] | None:
    """Return the two trade item numbers that ``digits`` are if two scans ran together, else None."""
    for first in (13, 12, 8, 14):
        one, other = digits[:first], digits[first:]
        if len(other) in LENGTHS and gtin14(one) and gtin14(other):
            return one, other
    return None


def _wrong(number: str) -> Fault:
    if not number.strip("0"):
        return Fault("zeros")
    right = check_digit(number[:-1])
    if len(number) == 8 and number[0] in "01":
        upc = _upc_e_digit(number) or right
        return Fault("check_digit_8", number=number, right=right, upc=upc, wrong=number[-1])
    return Fault("check_digit", number=number, right=right, wrong=number[-1])


def _upc_e_digit(number: str) -> str | None:
    """Return the check digit that would make a right UPC-E of 8 digits, None for another count or system."""
    return next((digit for digit in "0123456789" if expand_upc_e(number[:-1] + digit)), None)
