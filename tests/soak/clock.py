"""A fake clock: the true time, and what the clocks of the workstation and of the server make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class Clock:
    """Stands until it is turned. ``station_error`` and ``server_error`` are how far a clock runs ahead."""

    true: datetime
    station_error: timedelta = timedelta()
    server_error: timedelta = timedelta()

    @classmethod
    def at_present(cls) -> Clock:
        """Begin now, as beside a server whose own clock is real."""
        return cls(datetime.now(UTC))

    def station(self) -> datetime:
        """Return the workstation's time, UTC."""
        return self.true + self.station_error

    def server(self) -> datetime:
        """Return the server's time, UTC."""
        return self.true + self.server_error

    def turn(self, seconds: float) -> None:
        """Let so many seconds go by."""
        self.true += timedelta(seconds=seconds)
