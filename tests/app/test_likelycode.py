"""Products that an unknown code may be a misreading of, from a real catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stockdesk.app.likelycode import likely_products
from stockdesk.core.product import Product
from tests.support.scandesks import ScanDesk, scan_desk

SHAMPOO = Product(1, "Shampoo", "4006381333931", "SHAMPOO-250")
CREAM = Product(2, "Cream 4006381", "5901234123457", "CR-3")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ScanDesk]:
    with scan_desk(tmp_path / "station", [SHAMPOO, CREAM]) as made:
        yield made


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("400638133393", [1]),
        ("4006381", [1]),
        ("6381333931", [1]),
        ("4006381333941", [1]),
        ("400638133331", [1]),
        ("4003681333931", [1]),
        ("]E0400638133393", [1]),
        ("HAMPOO-250", [1]),
        ("40063", []),
        ("4006381333931", []),
        ("ABC-77", []),
        ("\x1d\x1d??", []),
        ("", []),
    ],
)
def test_damaged_code_names_its_product(desk: ScanDesk, code: str, expected: list[int]) -> None:
    assert [product.product_id for product in likely_products(desk.catalogue, code)] == expected
