"""The brake: what stops a whole outbox for a while, or until somebody signs in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

LONGEST_WAIT_SECONDS = 3600.0
"""No wait is longer, a server's Retry-After neither; one that seems so was set by a clock that was put back since."""


class Brake:
    """Holds back all that goes to the service.

    ``paused`` is the reason why nothing is sent until the next sign-in or the next ``outbox run``, "" for none;
    ``longest`` are the seconds that a wait may last at most. ``now`` is this machine's time, UTC.
    """

    def __init__(self, now: Callable[[], datetime], longest: float = LONGEST_WAIT_SECONDS) -> None:
        self._now = now
        self._longest = max(longest, LONGEST_WAIT_SECONDS)
        self._until: datetime | None = None
        self.paused = ""

    def release(self) -> None:
        """End every pause and wait."""
        self.paused = ""
        self._until = None

    def hold(self, seconds: float) -> None:
        """Let nothing leave for so many seconds."""
        self._until = self._now() + timedelta(seconds=seconds)

    @property
    def held(self) -> float:
        """The seconds that all has to wait still."""
        return self.left(self._until)

    def left(self, moment: datetime | None) -> float:
        """Return the seconds until a wait is over; a wait longer than any is over: the clock was put back since."""
        left = 0.0 if moment is None else (moment - self._now()).total_seconds()
        return left if 0.0 < left <= self._longest else 0.0
