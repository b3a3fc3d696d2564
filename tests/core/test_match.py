from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.core.match import Match, MatchedBy, bears
from stockdesk.core.product import Product

PRODUCT = Product(11, "Shampoo", barcode="0036800054417", article="SH-1")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("0036800054417", True),
        ("SH-1", True),
        ("36800054417", False),
        ("sh-1", False),
        ("SH-1 ", False),
        ("SH", False),
        ("Shampoo", False),
        ("", False),
    ],
)
def test_a_product_bears_a_code_that_is_exactly_its_barcode_or_article(code: str, found: bool) -> None:
    assert bears(PRODUCT, code) is found


def test_an_empty_code_names_nothing_even_where_barcode_and_article_are_empty() -> None:
    assert not bears(Product(12, "Oil"), "")


def test_a_match_is_one_piece_unless_its_code_is_of_a_pack() -> None:
    assert Match(PRODUCT, MatchedBy.BARCODE).factor == 1
    assert Match(PRODUCT, MatchedBy.ALIAS, Decimal(6)).factor == 6
