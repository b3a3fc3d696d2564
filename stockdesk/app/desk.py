"""A desk: with whose client and rights, and at which location, the service is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

from stockdesk.api.client import ServiceClient
from stockdesk.core.location import Location, Rights


@dataclass(frozen=True, slots=True)
class Desk:
    """With whose client and rights, and at which location, an operation goes out.

    ``rights`` are those at sign-in, None where they are not known here.
    """

    client: ServiceClient
    location: Location
    rights: Rights | None

    @property
    def zone(self) -> tzinfo:
        """The location's time zone: what a date without an offset is in."""
        return ZoneInfo(self.location.timezone)
