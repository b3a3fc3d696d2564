"""How a code names a product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from stockdesk.core.product import Product


class MatchedBy(StrEnum):
    """Which field of a product bore the code; ``remote`` when the service had to be asked."""

    BARCODE = "barcode"
    ARTICLE = "article"
    GTIN = "gtin"
    ALIAS = "alias"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Match:
    """A product that a code names; ``factor`` is how many sale units one scan of the code is (packs)."""

    product: Product
    matched: MatchedBy
    factor: Decimal = Decimal(1)


def bears(product: Product, code: str) -> bool:
    """Whether a product's barcode or article is exactly this text, leading zeros included.

    The service's search is loose (names, parts); only rows that pass here count (altegio-v1, 5.1).
    """
    return bool(code) and code in (product.barcode, product.article)
