"""Locations: which ones the signed-in user manages, and one of them (altegio-v1, section 3)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from stockdesk.api import paths, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.scalars import text
from stockdesk.core.location import Location

_PAGE = 100
_MOST_PAGES = 50


def list_locations(client: ServiceClient) -> tuple[Location, ...]:
    """Return the locations that the user manages; may be empty although there are some: let the user type an id.

    Ends at an empty page, or at a page that brings nothing new (whether this list is paged at all is not known).
    """
    found: dict[int, Location] = {}
    for page in range(1, _MOST_PAGES + 1):
        rows = client.get_many(paths.COMPANIES, wire.LocationRow, [("my", 1), ("page", page), ("count", _PAGE)])
        fresh = [row for row in rows if int(row.id) not in found]
        if not fresh:
            break
        found.update((int(row.id), _location(row)) for row in fresh)
    return tuple(found.values())


def get_location(client: ServiceClient, location_id: int) -> Location:
    """Return one location. Raises the errors of a read."""
    return _location(client.get_one(paths.company(location_id), wire.LocationRow))


def _location(row: wire.LocationRow) -> Location:
    title = text(row.title) or text(row.public_title)
    zone = _zone_name(text(row.timezone_name)) or _zone_name(text(row.timezone)) or "UTC"
    return Location(int(row.id), title, zone, text(row.currency_short_title))


def _zone_name(given: str) -> str:
    """Return the IANA name that is meant: a known name as it is, whole hours as a fixed zone, else nothing."""
    name = given.strip()
    if not name:
        return ""
    try:
        hours = Decimal(name)
    except InvalidOperation:
        return name if _known(name) else ""
    if hours != hours.to_integral_value() or not -12 <= hours <= 14:
        return ""
    # The signs of these names are the other way round: Etc/GMT-3 is three hours ahead of UTC.
    return "UTC" if hours == 0 else f"Etc/GMT{-int(hours):+d}"


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Unknown, no name at all (a path), or a folder of names such as "Europe".
        return False
    return True
