"""The service's rate limit: 5 requests a second and 200 a minute for one address (the vendor's published figures)."""

from __future__ import annotations

from collections import defaultdict, deque

PER_SECOND = 5
PER_MINUTE = 200


class Limiter:
    """Counts requests per address in sliding windows. A refused request does not count."""

    def __init__(self) -> None:
        """Nothing counted yet."""
        self._seen: dict[str, deque[float]] = defaultdict(deque)

    def wait(self, address: str, now: float) -> float | None:
        """None if a request at the monotonic time `now` (seconds) is let through, else the seconds to wait."""
        seen = self._seen[address]
        while seen and now - seen[0] >= 60:
            seen.popleft()
        if len(seen) >= PER_MINUTE:
            return 60 - (now - seen[0])
        if len(seen) >= PER_SECOND and now - seen[-PER_SECOND] < 1:
            return 1 - (now - seen[-PER_SECOND])
        seen.append(now)
        return None
