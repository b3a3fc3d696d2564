"""How long a look-up goes on reading documents: not past its time, and not while the service is away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from stockdesk.app.sighting import AWAY, HIDDEN, WALLS
from stockdesk.core.errors import StockdeskError

MOST_FAILURES = 3
"""Reads that fail in one look-up before it ends: each is tried several times, and takes its time."""


@dataclass(slots=True)
class Patience:
    """One look-up's patience. ``until`` says that its time is up; once over, it stays so."""

    until: Callable[[], bool] = field(default=lambda: False)
    _failures: int = 0
    _over: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more is to be asked in this look-up."""
        self._over = self._over or self.until()
        return self._over

    def failed(self, error: StockdeskError) -> None:
        """Note a read that failed: nothing else would fare better where the service is away or refuses the tokens.

        A document that is hidden or gone tells nothing about the service.
        """
        if error.code in HIDDEN:
            return
        self._failures += 1
        self._over = self._over or error.code in AWAY | WALLS or self._failures >= MOST_FAILURES
