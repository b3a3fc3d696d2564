"""Exact stock in two units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.demo import database, stock


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(-500, 500), st.sampled_from([1, 2]))), st.sampled_from(["1", "75", "250", "0.3"]))
def test_moves_there_and_back_leave_nothing(moves: list[tuple[int, int]], equals: str) -> None:
    db = database.connect(None)
    db.executescript(database.SCHEMA)
    amounts = [stock.in_sale_units(Decimal(amount), unit, Decimal(equals)) for amount, unit in moves]
    for amount in [*amounts, *(-one for one in reversed(amounts))]:
        stock.move(db, 1, 1, amount, 0)
    assert all(amount == 0 for _storage, amount in stock.amounts(db, 1))
    db.close()


def test_seventy_five_portions_of_a_seventy_fifth_are_one_piece() -> None:
    assert 75 * stock.in_sale_units(Decimal(1), 2, Decimal(75)) == 1


def test_fraction_that_is_no_finite_decimal_is_rounded_to_twelve_places() -> None:
    assert stock.as_decimal(Fraction(1, 3)) == Decimal("0.333333333333")
    assert stock.as_decimal(Fraction(3, 10)) == Decimal("0.3")
