"""The location, storages and products that the histories are about; the demo service has the same ones."""

from __future__ import annotations

from decimal import Decimal

from stockdesk.core.product import Product, Unit
from tests.support.demo import FIRST_GOOD, LOCATION, MASTER, ROOM, SHOP, SUPPLIER

__all__ = ["ACCOUNTS", "LOCATION", "MASTER", "PRODUCTS", "STORAGES", "SUPPLIER"]

STORAGES = (SHOP, ROOM)
ACCOUNTS = ("http://127.0.0.1:9|1", "http://127.0.0.1:9|2")
"""Whoever approves: Anna, and sometimes Boris."""
PRODUCTS = tuple(
    Product(
        FIRST_GOOD + number,
        f"product {number}",
        barcode=str(4000000000000 + number),
        sale_unit=Unit(301, "pc"),
        service_unit=Unit(301, "pc"),
        cost=Decimal("1.20"),
    )
    for number in range(520)
)
"""Few are used, so that documents meet; all of them together need a split."""
