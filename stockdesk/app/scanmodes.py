"""What a person has set for the scans to come: an amount, minus, a post that waits for its second code."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Final

MINUS_SECONDS: Final = 30.0
"""Minus ends by itself after this long without a scan: a forgotten mode takes off what should be added."""
PULL_SECONDS: Final = 0.5
"""A mode's code that comes again within this is one that a scanner read twice at one pull: it switches nothing."""
POST_SECONDS: Final = 15.0
"""How long a post that was asked for by a scan waits for the scan that confirms it."""


class ScanModes:
    """The modes of one window. Minus and a waiting post belong to one document and end with it.

    ``multiplier`` is the amount for the next scan, None for one as usual. ``clock`` counts seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.multiplier: Decimal | None = None
        self._minus: tuple[str, float] | None = None
        self._minus_read = float("-inf")
        self._post: tuple[str, float] | None = None

    def minus(self, document_id: str) -> bool:
        """Whether scans are taken off a document now."""
        return self.minus_left(document_id) > 0

    def minus_left(self, document_id: str) -> float:
        """Return the seconds until minus ends by itself, 0 when it is not on for this document."""
        if self._minus is None or self._minus[0] != document_id:
            return 0.0
        return max(0.0, self._minus[1] - self._clock())

    def toggle_minus(self, document_id: str) -> bool:
        """Begin or end minus; returns whether it is on now."""
        self._minus_read = float("-inf")
        self._minus = None if self.minus(document_id) else (document_id, self._clock() + MINUS_SECONDS)
        return self._minus is not None

    def scan_minus(self, document_id: str) -> bool:
        """Begin or end minus by a scan, which may be a double read; returns whether it is on now."""
        before, now = self._minus_read, self._clock()
        on = self.minus(document_id) if now - before < PULL_SECONDS else self.toggle_minus(document_id)
        self._minus_read = now
        return on

    def end_minus(self) -> None:
        """End minus; nothing happens when it is not on."""
        self._minus = None

    def prolong(self, document_id: str) -> None:
        """Let minus last: a scan came."""
        if self.minus(document_id):
            self._minus = (document_id, self._clock() + MINUS_SECONDS)

    def confirm_post(self, document_id: str) -> bool:
        """Ask for a post; True for the second time in a row, which confirms it. A double read does not."""
        now = self._clock()
        asked, self._post = self._post, (document_id, now)
        if asked is None or asked[0] != document_id or not PULL_SECONDS <= now - asked[1] <= POST_SECONDS:
            return False
        self._post = None
        return True

    def disarm_post(self) -> None:
        """Forget a post that was asked for: something else was scanned."""
        self._post = None
