"""How values stand in a column: times as ISO text, decimals as text, mappings as JSON, and any text at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_encode_escaped = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def storable(text: str) -> str:
    """Return text that UTF-8 can hold: half of a surrogate pair, as bad input has it, becomes U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def json_text(value: object) -> str:
    """Return JSON that people can read; text with half a surrogate pair is escaped, and reads back as it was."""
    text = _encode(value)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _encode_escaped(value)
    return text


def time_text(moment: datetime) -> str:
    """Return a moment as ISO text in UTC; texts sort as the moments do. ``ValueError`` for one without offset."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without offset: {moment}")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def optional_time_text(moment: datetime | None) -> str | None:
    """Return ``time_text``, or None for None."""
    return None if moment is None else time_text(moment)


def optional_time(text: str | None) -> datetime | None:
    """Return the moment that ISO text names, or None for None."""
    return None if text is None else datetime.fromisoformat(text)


def decimal_text(value: Decimal) -> str:
    """Return an exact decimal as plain digits, without exponent; trailing zeros stay. ``ValueError`` for NaN."""
    if not value.is_finite():
        raise ValueError(f"not a number: {value}")
    return format(value, "f")


def optional_decimal_text(value: Decimal | None) -> str | None:
    """Return ``decimal_text``, or None for None."""
    return None if value is None else decimal_text(value)
