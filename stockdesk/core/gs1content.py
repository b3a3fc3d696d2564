"""The content of GS1 elements: check digits, dates, countries, companions, contradictions.

biip knows the shape of each element; what it lets pass is checked here by the rules of ``gs1dictionary``. What makes
the data wrong (a check digit, a date that does not exist, one element with two values) raises a ``Fault``; what is only
unusual (a companion that is missing in one valid message of six) is a warning.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from stockdesk.core import gs1dictionary
from stockdesk.core.gtin import has_right_check_digit, is_number
from stockdesk.core.remark import Fault, Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WINDOW_YEAR: Final = 2026
"""The year that two-digit years are read around where the caller names none: 49 years back to 50 ahead (GS1 7.12)."""

_FATAL: Final = {
    "csum": "gs1_check_digit",
    "csumalpha": "gs1_check_pair",
    "iban": "gs1_check_pair",
    "pieceoftotal": "gs1_piece",
    "yymmd0": "gs1_date",
    "yymmdd": "gs1_date",
    "yyyymmdd": "gs1_date",
    "hhmi": "gs1_date",
    "hh": "gs1_date",
    "mi": "gs1_date",
    "ss": "gs1_date",
}
_WARNED: Final = {
    "iso3166": "gs1_country",
    "iso3166999": "gs1_country",
    "iso3166alpha2": "gs1_country",
    "iso4217": "gs1_currency",
    "couponcode": "gs1_coupon",
    "couponposoffer": "gs1_coupon",
}
_MADE: Final = ("11", "13")
_LAST: Final = ("15", "16", "17", "7003")
_CSET32: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CSET82: Final = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)


@dataclass(frozen=True, slots=True)
class Element:
    """One GS1 element: its application identifier and its value, both as text."""

    ai: str
    value: str


@dataclass(frozen=True, slots=True)
class _Rule:
    parts: tuple[tuple[int | None, tuple[str, ...]], ...]
    is_fixed: bool
    needs: tuple[tuple[str, ...], ...]
    excludes: tuple[str, ...]


def gs1_date(value: str, year: int = WINDOW_YEAR) -> dt.date | None:
    """Return the date of YYMMDD (day 00 is the last of the month), or None if there is no such day."""
    short = int(value[:2])
    century = year - year % 100
    full = century + short
    if full - year > 50:
        full -= 100
    elif full - year < -49:
        full += 100
    month, day = int(value[2:4]), int(value[4:6])
    try:
        first = dt.date(full, month, 1)
        return first.replace(day=day) if day else (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    except ValueError:
        return None


def is_identifier(ai: str) -> bool:
    """Say whether ``ai`` is an application identifier."""
    return ai in _rules()


def has_variable_length(ai: str) -> bool:
    """Say whether the value of an element may have several lengths, so that only a separator can end it."""
    return not _rules()[ai].is_fixed


def is_country(number: str) -> bool:
    """Say whether three digits are the number of a country (ISO 3166-1)."""
    return number in _country_numbers()


def begins_with_date(ai: str) -> bool:
    """Say whether the value of an element begins with a date, YYMMDD."""
    return any(name in ("yymmd0", "yymmdd") for name in _rules()[ai].parts[0][1])


def check_content(elements: Sequence[Element], year: int = WINDOW_YEAR) -> list[Remark]:
    """Return the warnings about ``elements``; raise ``Fault`` for what cannot be true."""
    warnings = _repeated(elements)
    present = {element.ai for element in elements}
    for element in elements:
        rule = _rules()[element.ai]
        warnings += _value_remarks(element, rule, year)
        warnings += _company_remarks(element.ai, rule, present)
    return warnings + _order_remarks(elements, year)


def _order_remarks(elements: Sequence[Element], year: int) -> list[Remark]:
    """Return warnings for goods made or packed after their last day, and for a harvest that ends before it begins."""
    dates = {e.ai: gs1_date(e.value[:6], year) for e in elements if e.ai in (*_MADE, *_LAST)}
    remarks = [
        Remark.of("gs1_order", ai=made, other=last)
        for made in _MADE
        for last in _LAST
        if (begin := dates.get(made)) and (end := dates.get(last)) and begin > end
    ]
    harvest = next((e.value for e in elements if e.ai == "7007" and len(e.value) == 12), None)
    if harvest and (first := gs1_date(harvest[:6], year)) and (last_day := gs1_date(harvest[6:], year)):
        remarks += [Remark.of("gs1_content", ai="7007", value=harvest)] if first > last_day else []
    return remarks


def _repeated(elements: Sequence[Element]) -> list[Remark]:
    seen: dict[str, str] = {}
    twice: dict[str, Remark] = {}
    for element in elements:
        other = seen.get(element.ai)
        if other is None:
            seen[element.ai] = element.value
        elif other == element.value:
            twice[element.ai] = Remark.of("gs1_same_twice", ai=element.ai)
        else:
            raise Fault("gs1_repeated", ai=element.ai, value=other, other=element.value)
    return list(twice.values())


def _value_remarks(element: Element, rule: _Rule, year: int) -> list[Remark]:
    remarks: list[Remark] = []
    rest = element.value
    for length, names in rule.parts:
        part, rest = (rest, "") if length is None else (rest[:length], rest[length:])
        for name in names if part else ():
            if _checks(year)[name](part):
                continue
            if name in _FATAL:
                code = "gs1_zeros" if name == "csum" and not part.strip("0") else _FATAL[name]
                raise Fault(code, ai=element.ai, value=element.value)
            remarks.append(Remark.of(_WARNED.get(name, "gs1_content"), ai=element.ai, value=element.value))
    return remarks


def _company_remarks(ai: str, rule: _Rule, present: set[str]) -> list[Remark]:
    remarks = [
        Remark.of("gs1_contradiction", ai=ai, other=other)
        for other in sorted(present)
        if other != ai and any(_fits(other, excluded) for excluded in rule.excludes)
    ]
    if rule.needs and not any(all(any(_fits(p, need) for p in present) for need in needs) for needs in rule.needs):
        wanted = " or ".join(" and ".join(f"({need})" for need in needs) for needs in rule.needs)
        remarks.append(Remark.of("gs1_companion", ai=ai, companions=wanted))
    return remarks


def _fits(ai: str, template: str) -> bool:
    return len(ai) == len(template) and all(t in ("n", a) for t, a in zip(template, ai, strict=True))


@cache
def _rules() -> dict[str, _Rule]:
    rules: dict[str, _Rule] = {}
    for line in gs1dictionary.RULES.split("\n"):
        first, *words = line.split() or [""]
        low, _, high = first.partition("-")
        if not low:
            continue
        options = {name: value for name, is_option, value in (word.partition("=") for word in words) if is_option}
        rule = _Rule(
            parts=tuple(_part(word) for word in words if "=" not in word),
            is_fixed=not any(".." in word or "[" in word for word in words if "=" not in word),
            needs=tuple(tuple(need.split("+")) for need in options.get("req", "").split(",") if need),
            excludes=tuple(other for other in options.get("ex", "").split(",") if other),
        )
        for number in range(int(low), int(high or low) + 1):
            rules[str(number).zfill(len(low))] = rule
    return rules


def _part(word: str) -> tuple[int | None, tuple[str, ...]]:
    kind, *names = word.replace("[", "").replace("]", "").split(",")
    return None if ".." in kind else int(kind[1:]), tuple(names)


def _is_time(value: str) -> bool:
    # 9999 is how 4324 and 4325 say that no hour is meant.
    return value == "9999" or (value[:2] < "24" and value[2:] < "60")


def _is_day(value: str) -> bool:
    try:
        dt.date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return False
    return True


def _is_piece_of_total(value: str) -> bool:
    half = len(value) // 2
    return 0 < int(value[:half]) <= int(value[half:])


def _has_check_pair(value: str) -> bool:
    """Check the two characters at the end of a model number (GS1 7.9.5: primes from the right, mod 1021)."""
    body, pair = value[:-2], value[-2:]
    if len(pair) < 2:
        return False
    total = sum(_CSET82.index(c) * prime for c, prime in zip(reversed(body), _PRIMES, strict=False)) % 1021
    return pair == _CSET32[total >> 5] + _CSET32[total & 31]


def _is_iban(value: str) -> bool:
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{7,30}", value) or value[:2] not in _country_letters():
        return False
    return int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1


def _is_sequence(value: str) -> bool:
    parts = re.fullmatch(r"([1-9][0-9]*)/([1-9][0-9]*)", value)
    return parts is not None and int(parts[1]) <= int(parts[2])


@cache
def _country_numbers() -> frozenset[str]:
    return frozenset(gs1dictionary.COUNTRY_NUMBERS.split())


@cache
def _country_letters() -> frozenset[str]:
    return frozenset(gs1dictionary.COUNTRY_LETTERS.split())


@cache
def _checks(year: int) -> dict[str, Callable[[str], bool]]:
    countries = _country_numbers()
    currencies = frozenset(gs1dictionary.CURRENCY_NUMBERS.split())
    return {
        "csum": lambda value: has_right_check_digit(value) and bool(value.strip("0")),
        "csumalpha": _has_check_pair,
        "iban": _is_iban,
        "pieceoftotal": _is_piece_of_total,
        "yymmd0": lambda value: gs1_date(value, year) is not None,
        "yymmdd": lambda value: value[4:] != "00" and gs1_date(value, year) is not None,
        "yyyymmdd": _is_day,
        "hhmi": _is_time,
        "hh": lambda value: value < "24",
        "mi": lambda value: value < "60",
        "ss": lambda value: value < "60",
        "iso3166": lambda value: value in countries,
        "iso3166999": lambda value: value in countries or value == "999",
        "iso3166alpha2": lambda value: value in _country_letters(),
        "iso4217": lambda value: value in currencies,
        "couponcode": lambda _value: False,
        "couponposoffer": lambda _value: False,
        "hasnondigit": lambda value: not is_number(value),
        "hyphen": lambda value: value == "-",
        "importeridx": lambda value: value.replace("-", "_").isidentifier() or value.isdigit(),
        "iso5218": lambda value: value in "0129",
        "latitude": lambda value: int(value) <= 1_800_000_000,
        "longitude": lambda value: int(value) <= 3_600_000_000,
        # ICCBBA gives out 01-10 and leaves 80-99 to countries.
        "mediatype": lambda value: "01" <= value <= "10" or value >= "80",
        # The GS1 company prefix that begins the key has four digits or more.
        "key": lambda value: is_number(value[:4]) and len(value) >= 4,
        "nonzero": lambda value: bool(value.strip("0")),
        "nozeroprefix": lambda value: value[0] != "0",
        "packagetype": lambda value: len(value) >= 1,
        "pcenc": lambda value: re.search(r"%(?![0-9A-Fa-f]{2})", value) is None,
        "posinseqslash": _is_sequence,
        "winding": lambda value: value in "019",
        "yesno": lambda value: value in "01",
        "zero": lambda value: value == "0",
    }
