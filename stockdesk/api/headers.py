"""The two headers of an answer that mean something to the program."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

CLOCK_FROM, CLOCK_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between these a server's clock is believed, however far this machine's own is off: a workstation whose battery is
dead wakes up in 1970 or 2001, and then the server is right. This program is younger than the first and will not see the
second; a ``Date`` beyond them, such as the last day of 9999, is no clock, and times reckoned by it would leave what a
``datetime`` can hold."""
LONGEST_WAIT = 999_999_999.0
"""Seconds that a server may ask to wait, some 31 years: the sum with a time must be one that a ``datetime`` holds."""


def server_date(text: str | None) -> datetime | None:
    """Read the ``Date`` of an answer as UTC; None where it is missing, unreadable or no plausible time of a server."""
    read = http_date(text)
    return read if read is not None and CLOCK_FROM <= read < CLOCK_UNTIL else None


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
    return None if date is None else min(max((date - now).total_seconds(), 0.0), LONGEST_WAIT)
