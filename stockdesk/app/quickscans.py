"""The scan before this one: a code that came again at once, or the other half of one that was cut in two."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from stockdesk.core.entry import RawScan

QUICK_SECONDS: Final = 0.5
"""The same code again so soon may be two pieces or a double read: both count, and it is said (barcode domain, 5)."""
HALVES_SECONDS: Final = 0.4
"""Nobody scans two pieces within this, from the last character of one to the first of the next (rhythms of 0.6 s and
more); a wireless scanner that stalls goes on within it."""


@dataclass(frozen=True, slots=True)
class _Last:
    """The text that was taken last, where, when, and how many times in quick succession."""

    document_id: str
    text: str
    at: float
    times: int
    may_be_half: bool


class QuickScans:
    """Remembers the scan that was taken last. ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: _Last | None = None

    def times(self, document_id: str, text: str, *, may_be_half: bool = False) -> int:
        """Note a scan that was taken, and count how many times this text came in quick succession.

        ``may_be_half`` says that it may be the beginning of a cut code: unknown, and ended by silence alone.
        """
        last, now = self._last, self._clock()
        here = (document_id, text)
        again = last is not None and (last.document_id, last.text) == here and now - last.at < QUICK_SECONDS
        times = last.times + 1 if again and last is not None else 1
        self._last = _Last(*here, now, times, may_be_half)
        return times

    def half_before(self, document_id: str, raw: RawScan) -> str:
        """Return the text that may be the first half of this scan's code, "" for none."""
        last = self._last
        if last is None or not last.may_be_half or last.document_id != document_id or not raw.times:
            return ""
        began = self._clock() - raw.times[-1] / 1000
        return last.text if began - last.at < HALVES_SECONDS else ""
