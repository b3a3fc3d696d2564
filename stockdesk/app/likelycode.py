"""Which products of the catalogue a code that nobody knows may be a misreading of."""

from __future__ import annotations

from typing import Final

from stockdesk.app.catalogue import Catalogue
from stockdesk.core.misread import bare, damage, sources
from stockdesk.core.product import Product
from stockdesk.core.reading import Reading
from stockdesk.core.remark import Remark

_SHORTEST_SEARCHED: Final = 6
"""Characters of a piece that is searched for in the catalogue: shorter ones stand in too many codes."""
_MOST: Final = 20


def likely_products(catalogue: Catalogue, code: str) -> tuple[Product, ...]:
    """Return the products whose barcode or article ``code`` may be a damaged form of; none for a long or short piece.

    One digit wrong, lost or swapped is looked up as the numbers it may come from, a cut end by a search.
    """
    text = bare(code)
    found: dict[int, Product] = {}
    for number in sources(text):
        reading = Reading("gtin", number, Remark.of("is_gtin", length=len(number)), number.zfill(14))
        found.update((match.product.product_id, match.product) for match in catalogue.local(reading))
    if len(text) >= _SHORTEST_SEARCHED:
        for product in catalogue.search(text, _MOST):
            found.setdefault(product.product_id, product)
    return tuple(product for product in found.values() if any(damage(code, known) for known in codes_of(product)))


def codes_of(product: Product) -> tuple[str, ...]:
    """Return the codes that a product bears: its barcode and its article."""
    return tuple(known for known in (product.barcode, product.article) if known)
