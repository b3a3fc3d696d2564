"""What a scan says at this location: read by the location's own in-store patterns, in the present year."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from stockdesk.core.barcode import Interpretation, interpret
from stockdesk.core.errors import StockdeskError
from stockdesk.core.instore import DEFAULT_PATTERNS, Pattern, parse_patterns, patterns_text
from stockdesk.store.settings import SettingsStore, location_scope

log = logging.getLogger(__name__)

SETTING = "instore-patterns"
"""The location's setting: the list as the text that the table shows, a row for each pattern."""


class CodeReader:
    """Reads codes for one thread; ``location_id`` tells which location is at work, None for none."""

    def __init__(self, settings: SettingsStore, location_id: Callable[[], int | None]) -> None:
        self._settings = settings
        self._location_id = location_id
        self._complained: object = None

    def read(self, text: str) -> Interpretation:
        """Return the readings of a scan or typed code; never raises for whatever text."""
        return interpret(text, self.patterns, datetime.now(UTC).year)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The location's patterns, ``DEFAULT_PATTERNS`` until it has its own or where they cannot be read."""
        location_id = self._location_id()
        if location_id is None:
            return DEFAULT_PATTERNS
        value = self._settings.get(location_scope(location_id), SETTING)
        if value is None:
            return DEFAULT_PATTERNS
        try:
            if isinstance(value, str):
                return _parsed(value)
            why = f"no text but {type(value).__name__}"
        except StockdeskError as error:
            why = str(error)
        if value != self._complained:  # once, and not with every scan
            log.warning("in-store patterns of location %d not understood: %s", location_id, why)
            self._complained = value
        return DEFAULT_PATTERNS

    def save(self, patterns: Sequence[Pattern]) -> None:
        """Keep a list for the location at work; the next scan is read by it.

        Raises ``StockdeskError`` ``session.signed-out`` where no location is at work.
        """
        location_id = self._location_id()
        if location_id is None:
            raise StockdeskError("session.signed-out")
        self._settings.set(location_scope(location_id), SETTING, patterns_text(patterns))


@lru_cache(maxsize=8)
def _parsed(text: str) -> tuple[Pattern, ...]:
    return parse_patterns(text)
