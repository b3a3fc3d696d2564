from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.errors import StockdeskError
from stockdesk.core.quantity import (
    LARGEST_AMOUNT,
    LARGEST_MONEY,
    amount_text,
    line_total,
    money_text,
    parse_amount,
    parse_discount,
    parse_money,
    plain,
    unit_cost,
)

AMOUNTS = st.decimals(min_value=0, max_value=LARGEST_AMOUNT, places=3)
COSTS = st.decimals(min_value=0, max_value=LARGEST_MONEY, places=4)
DISCOUNTS = st.decimals(min_value=0, max_value=100, places=2)
NBSP, THIN, NARROW = "\u00a0", "\u2009", "\u202f"


def refusal(parse: Callable[[str], Decimal], text: str) -> StockdeskError:
    """The error with which a text is refused."""
    with pytest.raises(StockdeskError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"),
        ("0", "0"),
        ("007", "7"),
        ("2.5", "2.5"),
        ("2,5", "2.5"),
        (",5", "0.5"),
        (".125", "0.125"),
        ("12.000", "12"),
        ("1,234", "1.234"),
        ("1.234", "1.234"),
        (" 5\t", "5"),
        (f"{NBSP}5{NARROW}\r\n", "5"),
        ("1 234", "1234"),
        (f"1{NBSP}234,5", "1234.5"),
        (f"12{THIN}345.678", "12345.678"),
        (f"999{NARROW}999,999", "999999.999"),
        ("1 000 000", "1000000"),
        ("1000000", "1000000"),
        ("0." + "5" + "0" * 60, "0.5"),
        ("0" * 60 + "5", "5"),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, value: str) -> None:
    parsed = parse_amount(text)
    assert parsed == Decimal(value)
    assert "E" not in str(parsed)


@pytest.mark.parametrize(
    "text",
    [
        # Two separators: which one is the decimal point cannot be told.
        *("1,234.5", "1.234,5", "1.234.567", "1,234,567", "1 234,567.8"),
        # Blanks that are no groups of three.
        *("1 2", "12 34", "1234 567", "1 2345", "1  234", "1 234 56", "1 .5"),
        *("1e3", "1E3", "4,00638E+12", "NaN", "Infinity", "0x10", "1_000"),
        *(
            "5.",
            "5,",
            ".",
            ",",
            "-",
            "- 5",
            "--5",
            "+5",
            "5-",
            "5 шт",
            "$5",
            "1/2",
            "½",
            "²",
            "five",
            "5;",
            "'5",
            "1'234",
        ),
        *("５", "٥", "५", "１ ２３４", "5\u20615", "\ufeff5", "5\x1d", "5\n6"),
    ],
)
def test_amounts_that_could_mean_something_else_are_refused_as_written(text: str) -> None:
    error = refusal(parse_amount, text)
    assert (error.code, error.arguments["text"]) == ("amount.unreadable", text)


@pytest.mark.parametrize("text", ["", "  ", "\t", NBSP, f" {NARROW}\n"])
def test_an_empty_cell_is_missing_not_zero(text: str) -> None:
    assert refusal(parse_amount, text).code == "amount.missing"
    assert refusal(parse_money, text).code == "money.missing"
    assert refusal(parse_discount, text).code == "discount.missing"


@pytest.mark.parametrize("text", ["-5", "−5", "-0,5", " -1 234 ", "-0"])
def test_a_negative_number_is_called_negative(text: str) -> None:
    assert refusal(parse_amount, text).code == "amount.negative"
    assert refusal(parse_money, text).code == "money.negative"
    assert refusal(parse_discount, text).code == "discount.negative"


@pytest.mark.parametrize(
    ("parse", "text", "code"),
    [
        (parse_amount, "0.0001", "amount.too-fine"),
        (parse_amount, "1,2345", "amount.too-fine"),
        (parse_amount, "1." + "0" * 40 + "1", "amount.too-fine"),
        (parse_amount, "1000000.001", "amount.too-large"),
        (parse_amount, "4006381333931", "amount.too-large"),
        (parse_amount, "9" * 1_000_002, "amount.too-large"),
        (parse_money, "0.00001", "money.too-fine"),
        (parse_money, "1 000 000 000,01", "money.too-large"),
        (parse_discount, "0.125", "discount.too-fine"),
        (parse_discount, "100.01 %", "discount.too-large"),
    ],
)
def test_numbers_beyond_their_bounds_are_refused_and_never_rounded(
    parse: Callable[[str], Decimal], text: str, code: str
) -> None:
    assert refusal(parse, text).code == code


def test_money_has_up_to_four_decimals() -> None:
    assert parse_money("0,0001") == Decimal("0.0001")
    assert parse_money("1 234,5678") == Decimal("1234.5678")
    assert parse_money("1000000000") == LARGEST_MONEY


@pytest.mark.parametrize(
    ("text", "value"), [("0", "0"), ("5%", "5"), (" 12,5 % ", "12.5"), ("100", "100"), ("0.25%", ".25")]
)
def test_a_discount_is_read_with_or_without_the_sign(text: str, value: str) -> None:
    assert parse_discount(text) == Decimal(value)


@pytest.mark.parametrize(("text", "code"), [("%", "missing"), ("%5", "unreadable"), ("5%%", "unreadable")])
def test_a_percent_sign_alone_or_misplaced_is_no_discount(text: str, code: str) -> None:
    assert refusal(parse_discount, text).code == f"discount.{code}"


@given(AMOUNTS)
@settings(max_examples=40)
def test_an_amount_survives_being_written_and_read(amount: Decimal) -> None:
    text = amount_text(amount)
    assert parse_amount(text) == parse_amount(text.replace(".", ",")) == amount
    assert amount_text(parse_amount(text)) == text
    assert not set(text) - set("0123456789.")


@given(COSTS)
@settings(max_examples=40)
def test_money_survives_being_written_and_read(money: Decimal) -> None:
    text = money_text(money)
    assert parse_money(text) == money
    assert money_text(parse_money(text)) == text
    assert 2 <= len(text.partition(".")[2]) <= 4


@given(st.text(max_size=12) | st.text(alphabet="0123456789.,- \u00a0%e", max_size=12))
@settings(max_examples=120)
def test_any_text_is_a_number_within_bounds_or_a_refusal_that_names_it(text: str) -> None:
    for parse, largest in ((parse_amount, LARGEST_AMOUNT), (parse_money, LARGEST_MONEY), (parse_discount, 100)):
        with suppress(StockdeskError):
            assert 0 <= parse(text) <= largest
            continue
        assert str(refusal(parse, text).arguments["text"]).strip() in text


@pytest.mark.parametrize(
    ("amount", "cost", "discount", "total"),
    [
        ("1", "100", "10", "90.00"),
        ("3", "33.33", "0", "99.99"),
        ("0.5", "0.01", "0", "0.01"),
        ("0.499", "0.01", "0", "0.00"),
        ("1", "0.125", "0", "0.13"),
        ("1", "0.115", "0", "0.12"),
        ("250", "2.0004", "0", "500.10"),
        ("1", "99.99", "100", "0.00"),
        ("7", "19.99", "33.33", "93.29"),
        ("0", "5", "0", "0.00"),
    ],
)
def test_a_line_total_is_rounded_half_up_to_two_places(amount: str, cost: str, discount: str, total: str) -> None:
    found = line_total(Decimal(amount), Decimal(cost), Decimal(discount))
    assert str(found) == total


@given(AMOUNTS, COSTS, DISCOUNTS)
@settings(max_examples=80)
def test_a_line_total_is_the_exact_product_rounded_once(amount: Decimal, cost: Decimal, discount: Decimal) -> None:
    cents = Fraction(amount) * Fraction(cost) * (100 - Fraction(discount))
    assert line_total(amount, cost, discount) == Decimal((2 * cents + 1).__floor__() // 2).scaleb(-2)


@pytest.mark.parametrize(
    ("cost", "rounded"), [("1", "1"), ("0.00005", "0.0001"), ("0.00004", "0"), ("3.33333", "3.3333"), ("1E+2", "100")]
)
def test_a_cost_per_unit_is_rounded_half_up_to_four_places(cost: str, rounded: str) -> None:
    assert str(unit_cost(Decimal(cost))) == rounded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12", "12"),
        ("1.2E+1", "12"),
        ("1E+6", "1000000"),
        ("1.500", "1.5"),
        ("0.000", "0"),
        ("-0", "0"),
        ("0E+5", "0"),
        ("-2.50", "-2.5"),
        ("0.0000001", "0.0000001"),
    ],
)
def test_amounts_are_written_in_plain_digits(value: str, text: str) -> None:
    assert amount_text(Decimal(value)) == text
    assert plain(Decimal(value)) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0.00"), ("5", "5.00"), ("5.5", "5.50"), ("0.0333", "0.0333"), ("1E+3", "1000.00"), ("-3.1", "-3.10")],
)
def test_money_is_written_with_two_places_at_least(value: str, text: str) -> None:
    assert money_text(Decimal(value)) == text
