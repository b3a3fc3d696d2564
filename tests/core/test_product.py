from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.product import Product, Unit, UnitType, fold
from tests.support.sheets import CREAM, OIL, SHAMPOO

SALE, SERVICE = UnitType.SALE, UnitType.SERVICE


def test_unit_types_are_the_numbers_of_the_service() -> None:
    assert (SALE.value, SERVICE.value) == (1, 2)


def test_a_product_names_both_of_its_units() -> None:
    assert (OIL.unit(SALE).title, OIL.unit(SERVICE).title) == ("bottle", "ml")


@pytest.mark.parametrize(
    ("sale", "service", "two"),
    [
        (Unit(1, "pc"), Unit(2, "ml"), True),
        (Unit(1, "pc"), Unit(1, "pc"), False),
        (Unit(1, "pc"), Unit(None, ""), False),
        (Unit(None, ""), Unit(2, "ml"), True),
        (Unit(None, ""), Unit(None, ""), False),
    ],
)
def test_a_product_has_two_units_where_the_second_is_named_and_is_another(sale: Unit, service: Unit, two: bool) -> None:
    assert Product(1, "x", sale_unit=sale, service_unit=service, unit_equals=Decimal(5)).has_two_units is two


@pytest.mark.parametrize(
    ("cost", "unit", "ratio", "per"),
    [
        (None, SALE, "250", None),
        (None, SERVICE, "250", None),
        ("500", SALE, "250", "500"),
        ("500", SERVICE, "250", "2"),
        ("10", SERVICE, "3", "3.3333"),
        ("0.0005", SERVICE, "10", "0.0001"),
        ("12.345678", SALE, "1", "12.3457"),
        ("12.00005", SALE, "1", "12.0001"),
        ("500", SERVICE, "0", "500"),
        ("0", SERVICE, "250", "0"),
        ("-5", SALE, "1", None),
        ("-5", SERVICE, "250", None),
        ("1E+40", SALE, "1", None),
        ("5", SERVICE, "1E-20", None),
    ],
)
def test_the_cost_of_a_unit_has_four_decimals_and_is_one_that_can_be_sent(
    cost: str | None, unit: UnitType, ratio: str, per: str | None
) -> None:
    priced = Product(1, "x", cost=None if cost is None else Decimal(cost), unit_equals=Decimal(ratio))
    found = priced.cost_per(unit)
    assert (None if found is None else str(found)) == per


@pytest.mark.parametrize(
    ("title", "units"),
    [("kg", 1), ("Кг.", 1), (" g ", 1000), ("гр", 1000), ("pc", None), ("", None), ("mg", None), ("kgs", None)],
)
def test_unit_of_weight_is_known_by_its_name(title: str, units: int | None) -> None:
    assert Unit(1, title).per_kilogram == units


def test_amounts_in_write_off_units_are_told_in_sale_units_to_six_decimals() -> None:
    assert OIL.in_sale_units(Decimal(375), SERVICE) == Decimal("1.5")
    assert CREAM.in_sale_units(Decimal(1), SERVICE) == Decimal("0.333333")
    assert OIL.in_sale_units(Decimal(375), SALE) == 375
    assert replace(SHAMPOO, unit_equals=Decimal(0)).in_sale_units(Decimal(3), SERVICE) == 3


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Шампунь   Ёлка\t500 мл ", "шампунь елка 500 мл"),
        ("Йогурт", "иогурт"),
        ("Crème BRÛLÉE", "creme brulee"),
        ("Straße", "strasse"),
        ("ＳＨ－１", "sh-1"),
        ("ﬁne", "fine"),
        ("№5", "no5"),
        ("Lux™", "luxtm"),
        ("İzmir", "izmir"),
        ("½ л", "1⁄2 л"),
        ("a\u00a0b\u2009c", "a b c"),
        ("", ""),
    ],
)
def test_text_is_folded_for_search(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=20))
@settings(max_examples=100)
def test_folded_text_stays_as_it_is_and_case_does_not_matter(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert folded == folded.casefold()
