"""How a product stands in its row of ``catalogue.db``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from stockdesk.core.gtin import gtin14
from stockdesk.core.product import Product, Unit, fold
from stockdesk.store.columns import (
    decimal_text,
    optional_decimal_text,
    optional_time_text,
    storable,
)

_PRODUCT_BITS = 36
_LARGEST_PRODUCT = (1 << _PRODUCT_BITS) - 1
_LARGEST_LOCATION = (1 << (63 - _PRODUCT_BITS)) - 1

COLUMNS = (
    "key",
    "title",
    "barcode",
    "article",
    "category_id",
    "sale_unit_id",
    "sale_unit",
    "service_unit_id",
    "service_unit",
    "unit_equals",
    "price",
    "cost",
    "critical_amount",
    "desired_amount",
    "comment",
    "is_chain",
    "changed",
    "stock",
)
"""The columns that a product is read from, in order."""


def key_of(location_id: int, product_id: int) -> int:
    """Return the key of a product; ``ValueError`` for ids beyond 2^27 (locations) and 2^36 (products), far off yet."""
    if not (0 <= location_id <= _LARGEST_LOCATION and 0 <= product_id <= _LARGEST_PRODUCT):
        raise ValueError(f"ids out of range: location {location_id}, product {product_id}")
    return location_id << _PRODUCT_BITS | product_id


@lru_cache(maxsize=16)
def keys_of(location_id: int) -> tuple[int, int]:
    """Return the first and the last key that products of a location can have."""
    return key_of(location_id, 0), key_of(location_id, _LARGEST_PRODUCT)


def product_id_of(key: int) -> int:
    """Return the product's id in a key."""
    return key & _LARGEST_PRODUCT


def columns_of(location_id: int, product: Product) -> tuple[object, ...]:
    """Return the values of ``COLUMNS``."""
    return (
        key_of(location_id, product.product_id),
        storable(product.title),
        storable(product.barcode),
        storable(product.article),
        product.category_id,
        product.sale_unit.unit_id,
        storable(product.sale_unit.title),
        product.service_unit.unit_id,
        storable(product.service_unit.title),
        decimal_text(product.unit_equals),
        optional_decimal_text(product.price),
        optional_decimal_text(product.cost),
        optional_decimal_text(product.critical_amount),
        optional_decimal_text(product.desired_amount),
        storable(product.comment),
        int(product.is_chain),
        optional_time_text(product.changed),
        " ".join(f"{storage_id}={decimal_text(amount)}" for storage_id, amount in sorted(product.stock.items())),
    )


def searched(product: Product, category: str) -> str:
    """Return the text that is searched, as ``product_text`` wants it: folded, two blanks before each word.

    With them a word's beginning of one or two letters is three characters too, which is what a trigram is.
    """
    return spaced(f"{product.title} {product.article} {product.barcode} {category} {product.comment}")


def spaced(text: str) -> str:
    """Fold text for search and set two blanks before each word."""
    return "".join(f"  {word}" for word in fold(storable(text).replace("\0", " ")).split(" "))


def gtin_of(product: Product) -> str | None:
    """Return the product's barcode as a 14-digit GTIN, None where it is none."""
    return gtin14(product.barcode)


@lru_cache(maxsize=256)
def _unit(unit_id: int | None, title: str) -> Unit:
    # A location has a handful of units: making one for each product read would cost a quarter of the reading.
    return Unit(unit_id, title)


def product_of(row: Any) -> Product:
    """Make a product of the values of ``COLUMNS``."""
    (
        key,
        title,
        barcode,
        article,
        category_id,
        sale_unit_id,
        sale_unit,
        service_unit_id,
        service_unit,
        unit_equals,
        price,
        cost,
        critical_amount,
        desired_amount,
        comment,
        is_chain,
        changed,
        stock,
    ) = row
    return Product(
        key & _LARGEST_PRODUCT,
        title,
        barcode,
        article,
        category_id,
        _unit(sale_unit_id, sale_unit),
        _unit(service_unit_id, service_unit),
        Decimal(unit_equals),
        None if price is None else Decimal(price),
        None if cost is None else Decimal(cost),
        None if critical_amount is None else Decimal(critical_amount),
        None if desired_amount is None else Decimal(desired_amount),
        comment,
        is_chain == 1,
        _stock(stock),
        None if changed is None else datetime.fromisoformat(changed),
    )


def _stock(text: str) -> dict[int, Decimal]:
    stock = {}
    for pair in text.split():
        storage_id, _, amount = pair.partition("=")
        stock[int(storage_id)] = Decimal(amount)
    return stock
