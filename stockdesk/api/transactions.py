"""The search over stock movements: the only way to find an operation whose answer was lost (altegio-v1, 7.7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from stockdesk.api import paths, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.scalars import flag, identity, moment, moment_text, number, text
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Supplier
from stockdesk.core.movement import Movement

PAGE_SIZE = 100
"""Rows to ask for. The largest count is not known and a larger one may silently become 20: only an empty page ends."""
MOST_PAGES = 200
"""Pages after which a look-up is inconclusive (design, section 4)."""


def pages_of_movements(
    client: ServiceClient,
    location_id: int,
    zone: tzinfo,
    *,
    changed_after: datetime | None = None,
    start: date | None = None,
    end: date | None = None,
    document_id: int | None = None,
    count: int = PAGE_SIZE,
    most_pages: int = MOST_PAGES,
) -> Iterator[tuple[Movement, ...]]:
    """Yield the search page by page. Ending without an error means that an empty page was reached.

    ``changed_after`` is aware; ``start`` and ``end`` are days of the location. The server may ignore every filter:
    filter the rows again. Raises ``service.too-many-pages`` beyond ``most_pages``, ``service.paging`` where page after
    page is the same, and the errors of a read, ``service.broken`` for a row without an id.
    """
    path = paths.movements(location_id)
    query = _query(zone, changed_after, start, end, document_id)
    before: list[int] = []
    for page in range(1, most_pages + 1):
        rows = client.get_list(path, wire.LineRow, [("page", page), ("count", count), *query])
        if not rows:
            return
        movements = tuple(_movement(row, zone, client, path) for row in rows)
        ids = [movement.movement_id for movement in movements]
        if ids == before:
            raise StockdeskError("service.paging", server=client.server, path=path, status=200, message="")
        before = ids
        yield movements
    raise StockdeskError(
        "service.too-many-pages", server=client.server, path=path, status=200, message="", pages=most_pages
    )


def _query(
    zone: tzinfo, changed_after: datetime | None, start: date | None, end: date | None, document_id: int | None
) -> list[tuple[str, str | int]]:
    query: list[tuple[str, str | int]] = []
    if changed_after is not None:
        query.append(("changed_after", moment_text(changed_after, zone)))
    if start is not None:
        query.append(("start_date", start.isoformat()))
    if end is not None:
        query.append(("end_date", end.isoformat()))
    if document_id is not None:
        query.append(("document_id", document_id))
    return query


def _movement(row: wire.LineRow, zone: tzinfo, client: ServiceClient, path: str) -> Movement:
    movement_id = identity(row.id)
    if movement_id is None:
        raise StockdeskError(
            "service.broken", server=client.server, path=path, status=200, message="a row without its id"
        )
    storage = wire.relation(row.storage)
    return Movement(
        movement_id=movement_id,
        document_id=wire.document_of(row),
        type_id=None if row.type_id is None else int(row.type_id),
        product_id=wire.product_of(row),
        storage_id=identity(row.storage_id) or (identity(storage.id) if storage else None),
        amount=number(row.amount),
        unit=wire.unit_of(row),
        created=moment(row.create_date, zone),
        changed=moment(row.last_change_date, zone),
        comment=None if row.comment is None else text(row.comment),
        deleted=None if row.deleted is None else flag(row.deleted),
        supplier=_supplier(row),
    )


def _supplier(row: wire.LineRow) -> Supplier | None:
    supplier = wire.relation(row.supplier)
    supplier_id = identity(row.supplier_id) or (identity(supplier.id) if supplier else None)
    if supplier_id is None:
        return None
    return Supplier(supplier_id, (text(supplier.title) or text(supplier.name)) if supplier else "")
