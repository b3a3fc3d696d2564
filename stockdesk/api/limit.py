"""The program's own rate limit, one for all clients of a process.

The service counts 5 requests a second and 200 a minute per IP address, shared by all desks behind one router; the
program keeps to 3 and 150 (design, section 6). It keeps to none on a loopback server unless told so.
"""

from __future__ import annotations

import re
import threading
import time
from functools import cache

from stockdesk.core.errors import StockdeskError

DEFAULT_LIMIT = "3/s,150/min"

_RATE = re.compile(r"([1-9]\d{0,5})/(s|min|h)")
_MILLISECONDS = {"s": 1_000, "min": 60_000, "h": 3_600_000}


class RateLimit:
    """Lets requests through no faster than its rates. Threads wait for their turn one behind the other."""

    def __init__(self, text: str = DEFAULT_LIMIT) -> None:
        """Read rates such as ``3/s,150/min``; raises ``StockdeskError("rate-limit.unreadable")``."""
        from pyrate_limiter import InMemoryBucket, Limiter, Rate
        from pyrate_limiter.limiter import SingleBucketFactory

        try:
            rates = sorted((Rate(*_parse(part)) for part in text.split(",")), key=lambda rate: rate.interval)
            self._bucket = InMemoryBucket(rates)
        except ValueError:
            raise StockdeskError("rate-limit.unreadable", text=text) from None
        # Its own clean-up thread would outlive the client; the bucket is cleaned before each turn instead.
        self._limiter = Limiter(SingleBucketFactory(self._bucket, schedule_leak=False))
        self._turn = threading.Lock()

    def wait(self, longest: float) -> bool:
        """Wait for a turn, at most ``longest`` seconds. False means that none came and nothing may be sent."""
        ends = time.monotonic() + longest
        if not self._turn.acquire(timeout=max(longest, 0.0)):
            return False
        try:
            # The bucket counts milliseconds of the monotonic clock.
            self._bucket.leak(time.monotonic_ns() // 1_000_000)
            # An in-memory bucket answers at once; the library's type also allows for an awaitable.
            return self._limiter.try_acquire("service", timeout=max(ends - time.monotonic(), 0.0)) is True
        finally:
            self._turn.release()


def _parse(part: str) -> tuple[int, int]:
    match = _RATE.fullmatch(part.strip())
    if match is None:
        raise ValueError(part)
    return int(match[1]), _MILLISECONDS[match[2]]


@cache
def _shared(_server: str, text: str) -> RateLimit:
    return RateLimit(text)


def shared_limit(server: str, *, loopback: bool, text: str | None = None) -> RateLimit | None:
    """Return the process's one limit for a server; none for a loopback one without ``text`` (STOCKDESK_RATE_LIMIT)."""
    if text is None:
        return None if loopback else _shared(server, DEFAULT_LIMIT)
    return _shared(server, text.replace(" ", ""))
