"""The loose scalars of the service, read tolerantly: numbers as text, text as numbers, ``[]`` for nothing, dates.

The classes only mark the fields of ``wire``; ``read_scalar`` makes them, the functions below make plain values of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any


class Whole(int):
    """A whole number: an id, a kind, a flag. ``""``, ``[]`` and ``false`` are 0, which means "none" in an id."""


class Number(Decimal):
    """Money or an amount, exact from the raw token. ``""`` and ``[]`` are NaN, which means "not given"."""


class Text(str):
    """Text, also where the service sent a number."""

    __slots__ = ()


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between these a date of the service is one. Beyond them stand fillers such as 9999-12-31, and near the ends of what a
``datetime`` can hold a day more or another time zone is an ``OverflowError``."""

_WORDS = {"": 0, "true": 1, "false": 0}


def read_scalar(kind: type, value: Any) -> Any:
    """Make a marked scalar of a JSON value.

    Raises ``ValueError`` or ``TypeError`` where it is none; their words hold no value, since they reach the log.
    """
    if kind is Whole:
        return Whole(_whole(value))
    if kind is Number:
        return Number(_number(value))
    if kind is Text:
        return Text(_text(value))
    # The decoder asks for this error where a hook knows no such type: a field of ``wire`` was declared wrongly.
    raise NotImplementedError(kind)


def _whole(value: Any) -> int:
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Decimal):
        if not value.is_finite() or value != value.to_integral_value() or value.adjusted() > 18:
            raise ValueError("not a whole number")
        return int(value)
    if isinstance(value, str):
        stripped = value.strip()
        known = _WORDS.get(stripped.lower())
        return known if known is not None else _whole(_number(stripped))
    if value == []:
        return 0
    raise TypeError(f"not a whole number: {type(value).__name__}")


def _number(value: Any) -> Decimal:
    if isinstance(value, Decimal | int):
        return Decimal(value)
    if isinstance(value, str):
        stripped = value.strip()
        if not stripped:
            return Decimal("NaN")
        try:
            number = Decimal(stripped)
        except InvalidOperation:
            raise ValueError("not a number") from None
        if not number.is_finite():
            raise ValueError("not a finite number")
        return number
    if value == []:
        return Decimal("NaN")
    raise TypeError(f"not a number: {type(value).__name__}")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        # An exponent of millions would be written out digit by digit.
        return format(value, "f") if abs(value.adjusted()) < 64 else str(value)
    if value in ([], {}):
        return ""
    raise TypeError(f"not text: {type(value).__name__}")


def whole(value: Whole | None) -> int | None:
    """Return the number as it came, None where it is missing."""
    return None if value is None else int(value)


def identity(value: Whole | None) -> int | None:
    """Return an id, None where it is missing or 0."""
    return None if value is None or value <= 0 else int(value)


def number(value: Number | None) -> Decimal | None:
    """Return money or an amount, None where it is missing or empty."""
    return None if value is None or value.is_nan() else Decimal(value)


def text(value: Text | None) -> str:
    """Return text, empty where it is missing."""
    return "" if value is None else str(value)


def flag(value: Whole | None, missing: bool = False) -> bool:
    """Return a truth value; ``missing`` is what a missing one means."""
    return missing if value is None else value != 0


def moment(value: Text | None, zone: tzinfo) -> datetime | None:
    """Read a date and time as UTC; None where it is missing, zero, unreadable or beyond ``EARLIEST`` and ``LATEST``.

    Three spellings occur: ``2026-09-21T23:00:00.000-05:00``, ``2026-12-21T19:08:00-0500`` and the naive
    ``2026-04-24 20:00:00``, which is taken for the location's local time (altegio-v1, section 1).
    """
    if not value:
        return None
    try:
        read = datetime.fromisoformat(value.strip())
        known = (read if read.tzinfo is not None else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return known if EARLIEST <= known < LATEST else None


def moment_text(value: datetime, zone: tzinfo) -> str:
    """Write a moment for the service: the location's local time with its own offset, to the second.

    Whether the server honours the offset or drops it is not known; written so, both readings give the same moment.
    Raises ``ValueError`` for a naive moment.
    """
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return value.astimezone(zone).isoformat(timespec="seconds")
