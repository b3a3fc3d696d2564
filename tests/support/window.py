"""What tests read off the window: lines, amounts, the banner; and products that a scan finds alone."""

from __future__ import annotations

from stockdesk.core.line import Line
from stockdesk.core.product import Product
from stockdesk.core.quantity import amount_text
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Message
from tests.support.demo import LOCATION

UNKNOWN = "4006381333931"
"""A right EAN-13 that no product of the demo bears."""


def some_products(desktop: Desktop, count: int) -> list[Product]:
    """Products of the demo whose code names nothing else."""
    workspace = desktop.workspace
    store = workspace.shelf.catalogue
    found = (store.product(LOCATION, product_id) for product_id in sorted(store.all_ids(LOCATION)))
    named = (product for product in found if product is not None and len(product.barcode) >= 12)
    single = (product for product in named if len(workspace.catalogue.lookup(product.barcode)) == 1)
    return [product for product, _ in zip(single, range(count), strict=False)]


def lines(desktop: Desktop) -> list[Line]:
    """The lines of the document that is shown."""
    document = desktop.window.view.document
    assert document is not None
    return list(document.sheet.lines)


def amounts(desktop: Desktop) -> list[str]:
    """The lines' amounts, oldest first."""
    return [amount_text(line.amount) for line in lines(desktop)]


def banner(desktop: Desktop) -> Message:
    """What the banner says."""
    return desktop.window.view.banner.message
