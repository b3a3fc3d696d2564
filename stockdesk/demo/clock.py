"""The service's clock and its spellings of dates.

Moments are milliseconds since 1970 in UTC. Three spellings go out: ISO with milliseconds and a colon in the offset
(documents), an offset without a colon (search, products), and naive local time with a space (older documents).
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

DAY_MS = 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name."""
    return ZoneInfo(name)


def now_ms(skew_seconds: int = 0) -> int:
    """The present moment, plus the clock error under test."""
    return time.time_ns() // 1_000_000 + skew_seconds * 1000


def local(ms: int, zone_name: str) -> datetime:
    """The moment as aware local time."""
    return (_EPOCH + timedelta(milliseconds=ms)).astimezone(zone(zone_name))


def iso_colon(ms: int, zone_name: str) -> str:
    """`2026-09-21T23:00:00.000-05:00`."""
    return local(ms, zone_name).isoformat(timespec="milliseconds")


@lru_cache(maxsize=4096)
def iso_compact(ms: int, zone_name: str) -> str:
    """`2026-12-21T19:08:00-0500`."""
    return local(ms, zone_name).strftime("%Y-%m-%dT%H:%M:%S%z")


def naive(ms: int, zone_name: str) -> str:
    """`2026-04-24 20:00:00`, local time."""
    return local(ms, zone_name).strftime("%Y-%m-%d %H:%M:%S")


def utc(ms: int) -> str:
    """ISO with `+00:00`, for the demo's own endpoints."""
    return (_EPOCH + timedelta(milliseconds=ms)).isoformat(timespec="milliseconds")


def to_ms(moment: datetime) -> int:
    """An aware moment in milliseconds, rounded down."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def parse(text: str, zone_name: str, *, honour_offset: bool = True) -> int | None:
    """A moment sent by a client; naive text is the location's local time. None where the text is no date.

    With `honour_offset` off the offset is dropped and the digits are read as local time, which is one of the two ways
    the real service may behave.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None or not honour_offset:
            moment = moment.replace(tzinfo=zone(zone_name))
        return to_ms(moment)
    except (ValueError, OverflowError):
        return None


def day_start(text: str, zone_name: str) -> int | None:
    """The first moment of a local day given as `YYYY-MM-DD` or longer; None where the text is no date."""
    try:
        day = date.fromisoformat(text[:10])
        return to_ms(datetime(day.year, day.month, day.day, tzinfo=zone(zone_name)))
    except (ValueError, OverflowError):
        return None
