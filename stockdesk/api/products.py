"""Products: pages of the catalogue, the search behind a scan, one product, new and changed ones (altegio-v1, 5)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal

import msgspec

from stockdesk.api import envelope, paths, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Request
from stockdesk.api.outcome import write
from stockdesk.api.scalars import flag, identity, moment, moment_text, number, text
from stockdesk.api.transport import SHORTEST_WAIT
from stockdesk.core.errors import StockdeskError
from stockdesk.core.product import Product, Unit

PAGE_SIZE = 100
"""Rows a page. More than 100 is answered with 25 and no error (real-world notes, section 2)."""
MOST_PAGES = 10_000
"""A million products; beyond it the service is not paging at all."""
MOST_FOUND = 500
"""Rows of a search after which no more are read: a code that is in so many is none."""
MOST_PAGES_OF_A_SEARCH = 25
"""As many pages as hold those rows at 20 a page, the smallest the service is known to give."""


def page_of_products(
    client: ServiceClient,
    location_id: int,
    zone: tzinfo,
    *,
    page: int = 1,
    count: int = PAGE_SIZE,
    changed_after: datetime | None = None,
    term: str | None = None,
    whole: float | None = None,
) -> list[Product]:
    """Return one page, from 1. ``changed_after`` is aware, ``whole`` bounds the read in seconds.

    Raises ``ValueError`` for a count above 100, which the service would silently answer with 25 rows.
    """
    if not 1 <= count <= PAGE_SIZE:
        raise ValueError(f"a page holds 1 to {PAGE_SIZE} products, not {count}")
    query: list[tuple[str, str | int]] = [("page", page), ("count", count)]
    if changed_after is not None:
        query.append(("changed_after", moment_text(changed_after, zone)))
    if term is not None:
        query.append(("term", term))
    rows = client.get_many(paths.goods(location_id), wire.ProductRow, query, whole=whole)
    return [_product(row, zone) for row in rows]


def pages_of_products(
    client: ServiceClient,
    location_id: int,
    zone: tzinfo,
    *,
    changed_after: datetime | None = None,
    sure: bool = False,
) -> Iterator[list[Product]]:
    """Yield the catalogue page by page, or what changed in it; each product once.

    Only an empty page is the end: a short one may be the trap. With ``sure`` it is asked for once more, since a service
    in trouble may answer "nothing" for a moment, and its list has no total to compare with. Raises ``service.paging``
    where page after page is the same, and the errors of a read.
    """
    seen: set[int] = set()
    before: list[int] = []
    for page in range(1, MOST_PAGES + 1):
        products = page_of_products(client, location_id, zone, page=page, changed_after=changed_after)
        if not products and sure:
            products = page_of_products(client, location_id, zone, page=page, changed_after=changed_after)
        if not products:
            return
        ids = [product.product_id for product in products]
        if ids == before:
            break
        before = ids
        fresh = [product for product in products if product.product_id not in seen]
        seen.update(ids)
        yield fresh
    raise StockdeskError("service.paging", server=client.server, path=paths.goods(location_id), status=200, message="")


def find_products(
    client: ServiceClient, location_id: int, zone: tzinfo, term: str, *, whole: float | None = None
) -> list[Product]:
    """Return what the service's search finds: names, articles and barcodes, whole or in part. The caller compares.

    How long a page is the service decides, so only an empty page or one without anything new is the end, or
    ``MOST_FOUND``. ``whole`` bounds all pages together, in seconds.
    """
    ends = None if whole is None else time.monotonic() + whole
    found: dict[int, Product] = {}
    for page in range(1, MOST_PAGES_OF_A_SEARCH + 1):
        left = None if ends is None else max(ends - time.monotonic(), SHORTEST_WAIT)
        products = page_of_products(client, location_id, zone, page=page, term=term, whole=left)
        known = len(found)
        found.update((product.product_id, product) for product in products)
        if len(found) == known or len(found) >= MOST_FOUND:
            break
    return list(found.values())


def get_product(client: ServiceClient, location_id: int, zone: tzinfo, product_id: int) -> Product:
    """Return one product; the service sends it as an object or as a list of one. Raises the errors of a read."""
    return _product(client.get_one(paths.good(location_id, product_id), wire.ProductRow), zone)


def create_product(client: ServiceClient, location_id: int, zone: tzinfo, product: Product) -> Product:
    """Create a product from the fields of ``product`` (its id and stock are ignored) and return it as made.

    Not safe to repeat: after ``service.unknown-outcome`` search for it first. Raises ``product.incomplete`` with
    ``field`` where the category or a unit is missing, and the codes of ``outcome.write``.
    """
    return _write(client, Request("POST", paths.goods(location_id), encode_product(product)), zone)


def update_product(client: ServiceClient, location_id: int, zone: tzinfo, product: Product) -> Product:
    """Send a whole product (read, change, send) and return it as it is now. Errors as in ``create_product``.

    Changing units of a product that has movements is answered with 409 (``service.conflict``); the program sends no
    correction rules, since they rewrite history.
    """
    return _write(client, Request("PUT", paths.good(location_id, product.product_id), encode_product(product)), zone)


def encode_product(product: Product) -> bytes:
    """Write the documented fields of a product as the body of a POST or PUT; empty and unknown ones are left out.

    An emptied text is sent as an empty string: a field left out may be kept or cleared, nobody knows.
    """
    return wire.encode(
        wire.ProductOut(
            title=product.title,
            category_id=_needed(product.category_id, "category"),
            sale_unit_id=_needed(product.sale_unit.unit_id, "sale-unit"),
            service_unit_id=_needed(product.service_unit.unit_id, "service-unit"),
            article=product.article,
            barcode=product.barcode,
            comment=product.comment,
            cost=_exact(product.price),
            actual_cost=_exact(product.cost),
            unit_equals=_exact(product.unit_equals),
            critical_amount=_exact(product.critical_amount),
            desired_amount=_exact(product.desired_amount),
        )
    )


def _needed(value: int | None, field: str) -> int:
    if value is None:
        raise StockdeskError("product.incomplete", field=field)
    return value


def _exact(value: Decimal | None) -> msgspec.Raw | None:
    return None if value is None else wire.exact(value)


def _write(client: ServiceClient, request: Request, zone: tzinfo) -> Product:
    answer = write(client, request)
    try:
        return _product(envelope.read_one(answer.body, wire.ProductRow), zone)
    except envelope.UnreadableError as error:
        raise StockdeskError(
            "service.unknown-outcome",
            server=client.server,
            path=request.path,
            status=answer.status,
            message=str(error),
        ) from None


def _product(row: wire.ProductRow, zone: tzinfo) -> Product:
    ratio = number(row.unit_equals)
    return Product(
        product_id=int(row.good_id),
        title=text(row.title) or text(row.value),
        barcode=text(row.barcode).strip(),
        article=text(row.article).strip(),
        category_id=identity(row.category_id),
        sale_unit=Unit(identity(row.unit_id), text(row.unit_short_title)),
        service_unit=Unit(identity(row.service_unit_id), text(row.service_unit_short_title)),
        unit_equals=ratio if ratio is not None and ratio > 0 else Decimal(1),
        price=number(row.cost),
        cost=number(row.actual_cost),
        critical_amount=number(row.critical_amount),
        desired_amount=number(row.desired_amount),
        comment=text(row.comment),
        is_chain=flag(row.is_chain),
        stock={int(stock.storage_id): number(stock.amount) or Decimal(0) for stock in row.actual_amounts or ()},
        changed=moment(row.last_change_date, zone),
    )
