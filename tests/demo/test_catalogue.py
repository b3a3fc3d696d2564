"""The demo catalogue."""

from __future__ import annotations

import csv

import biip
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.demo import catalogue
from stockdesk.resources import resource_path

REAL = list(catalogue.items(None, 1))


def test_every_real_product_keeps_its_barcode_as_text() -> None:
    with resource_path("demo", "products.csv").open(encoding="utf-8", newline="") as file:
        barcodes = [row["barcode"] for row in csv.DictReader(file)]
    assert len(barcodes) == 4092
    assert [item.barcode for item in REAL] == barcodes
    assert any(barcode.startswith("0") for barcode in barcodes)


def test_brand_stands_in_the_title_once() -> None:
    titles = {item.barcode: item.title for item in REAL}
    with resource_path("demo", "products.csv").open(encoding="utf-8", newline="") as file:
        branded = [row for row in csv.DictReader(file) if row["brand"]]
    assert all(row["brand"].casefold() in titles[row["barcode"]].casefold() for row in branded)
    assert not any(
        titles[row["barcode"]].casefold().startswith(f"{row['brand']} {row['brand']} ".casefold()) for row in branded
    )


def test_dozen_real_products_have_another_write_off_unit() -> None:
    portioned = [item for item in REAL if item.unit_equals != "1"]
    assert len(portioned) == 12
    assert all(item.service_unit_id in (catalogue.MILLILITRE, catalogue.GRAM) for item in portioned)
    assert {item.unit_id for item in REAL} == {catalogue.PIECE, catalogue.PACK}


def test_articles_are_unique_and_every_category_is_used() -> None:
    assert len({item.article for item in REAL}) == len(REAL)
    leaves = {title for below in catalogue.CATEGORIES.values() for title in below}
    ids = catalogue.category_ids()
    assert {ids[title] for title in leaves} == {item.category_id for item in REAL}


@pytest.mark.parametrize("count", [0, 7, 4092, 5000])
def test_catalogue_has_as_many_products_as_asked_for(count: int) -> None:
    assert len(list(catalogue.items(count, 1))) == count


def test_same_seed_gives_the_same_catalogue_and_another_seed_another() -> None:
    assert list(catalogue.items(5000, 1)) == list(catalogue.items(5000, 1))
    assert list(catalogue.items(50, 1)) != list(catalogue.items(50, 2))


def test_made_up_products_carry_valid_and_distinct_codes_of_the_demonstration_prefix() -> None:
    made_up = list(catalogue.items(6000, 1))[4092:]
    codes = {item.barcode for item in made_up}
    assert len(codes) == len(made_up)
    for code in codes:
        assert code.startswith("952")
        gtin = biip.parse(code).gtin
        assert gtin is not None
        assert gtin.value == code


@given(st.integers(0, 999_999_999))
def test_check_digit_of_every_made_up_code_is_right(number: int) -> None:
    gtin = biip.parse(catalogue.gtin13(f"952{number:09d}")).gtin
    assert gtin is not None
