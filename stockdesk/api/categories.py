"""Product categories (altegio-v1, section 6)."""

from __future__ import annotations

from stockdesk.api import envelope, paths, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Request
from stockdesk.api.outcome import write
from stockdesk.api.scalars import identity, text
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Category

TOP = 0
"""The parent of the top level."""
MOST_REQUESTS = 200
"""A walk over more categories than this is given up: at the own rate limit it would take more than a minute."""


def list_categories(client: ServiceClient, location_id: int, parent_id: int = TOP) -> tuple[Category, ...]:
    """Return the categories below a parent; the top level may bring deeper ones along, with their parents named."""
    return tuple(_category(row) for row in client.get_many(paths.categories(location_id, parent_id), wire.CategoryRow))


def walk_categories(client: ServiceClient, location_id: int) -> tuple[Category, ...]:
    """Return all categories, parents before children: one request for the top and one for each category found.

    No call lists them all. After 200 requests the walk ends with what it has.
    """
    found: dict[int, Category] = {}
    open_parents = [TOP]
    for _ in range(MOST_REQUESTS):
        if not open_parents:
            break
        for category in list_categories(client, location_id, open_parents.pop(0)):
            if category.category_id not in found:
                found[category.category_id] = category
                open_parents.append(category.category_id)
    return tuple(found.values())


def create_category(client: ServiceClient, location_id: int, title: str, parent_id: int | None = None) -> Category:
    """Create a category. Raises the codes of ``outcome.write``."""
    path = paths.new_category(location_id)
    request = Request("POST", path, wire.encode(wire.CategoryOut(title, parent_id)))
    answer = write(client, request)
    try:
        return _category(envelope.read_one(answer.body, wire.CategoryRow))
    except envelope.UnreadableError as error:
        raise StockdeskError(
            "service.unknown-outcome", server=client.server, path=path, status=answer.status, message=str(error)
        ) from None


def _category(row: wire.CategoryRow) -> Category:
    return Category(int(row.id), text(row.title), identity(row.parent_category_id))
