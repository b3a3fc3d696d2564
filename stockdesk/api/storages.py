"""Storages of a location (altegio-v1, section 4)."""

from __future__ import annotations

from stockdesk.api import paths, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.scalars import flag, text
from stockdesk.core.location import Storage


def list_storages(client: ServiceClient, location_id: int) -> tuple[Storage, ...]:
    """Return the storages in the service's order. Raises the errors of a read."""
    return tuple(
        Storage(
            int(row.id),
            text(row.title),
            for_sale=flag(row.for_sale),
            # The prose spells it for_services, every example for_service.
            for_service=flag(row.for_service) or flag(row.for_services),
        )
        for row in client.get_many(paths.storages(location_id), wire.StorageRow)
    )
