"""The two headers of an answer that mean something to the program."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def http_date(text: str | None) -> datetime | None:
    """Read an HTTP date as UTC; None where it is missing or unreadable."""
    if not text:
        return None
    try:
        read = parsedate_to_datetime(text)
        return (read if read.tzinfo is not None else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def retry_after(text: str | None, now: datetime) -> float | None:
    """Read Retry-After as seconds from now: seconds as they are, a date counted from the server's own clock ``now``."""
    stripped = (text or "").strip()
    if stripped.isascii() and stripped.isdigit():
        return float(stripped[:9])
    date = http_date(stripped)
    return None if date is None else max((date - now).total_seconds(), 0.0)
