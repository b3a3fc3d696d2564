from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import check_digit, has_right_check_digit
from stockdesk.core.instore import (
    DEFAULT_PATTERNS,
    MOST_PATTERNS,
    Pattern,
    first_match,
    hidden_by,
    parse_patterns,
    patterns_text,
    read_number,
)


def ean13(payload: str) -> str:
    return payload + check_digit(payload)


def test_grams_in_the_last_five_digits_are_kilograms_and_the_item_is_the_number_with_zeros() -> None:
    found = read_number(ean13("211234501548"), Pattern("21.....{NNDDD}", "weight"))
    assert found is not None
    assert (found.item, found.value) == (ean13("211234500000"), Decimal("1.548"))


def test_a_number_that_begins_otherwise_or_has_another_length_does_not_fit() -> None:
    pattern = Pattern("21.....{NNDDD}", "weight")
    assert read_number(ean13("221234501548"), pattern) is None
    assert read_number("20060909", pattern) is None


def test_eight_digits_have_patterns_of_seven_places() -> None:
    found = read_number(ean13("2123045"), Pattern("2...{NDD}", "price"))
    assert found is not None
    assert (found.item, found.value) == (ean13("2123000"), Decimal("0.45"))


@pytest.mark.parametrize(("check", "is_right"), [("9", True), ("8", False)])
def test_the_value_has_a_check_digit_of_its_own_where_the_pattern_says_so(check: str, is_right: bool) -> None:
    found = read_number(ean13(f"2012345{check}2875"), Pattern("20.....C{NNDD}", "price"))
    assert found is not None
    assert (found.value, found.value_check_right, found.item) == (Decimal("28.75"), is_right, ean13("201234500000"))


FAULTS = [
    ("21", "instore.form"),
    ("21.....{NNDDD", "instore.form"),
    ("....21.{NNDDD}", "instore.form"),
    ("2١.....{NNDDD}", "instore.form"),
    ("21.....{}.....", "instore.value"),
    (".......{NNDDD}", "instore.prefix"),
    ("21......{NNDDD}", "instore.places"),
    ("20....CC{NNDD}", "instore.check"),
    ("20.C{NNDDDDDD}", "instore.check"),
]


@pytest.mark.parametrize(("rule", "code"), [("", "instore.form"), *FAULTS])
def test_a_rule_that_cannot_be_used_is_refused(rule: str, code: str) -> None:
    with pytest.raises(StockdeskError) as caught:
        Pattern(rule, "weight")
    assert caught.value.code == code


def test_eleven_places_are_a_upc_a_and_the_same_as_its_thirteen_digits() -> None:
    found = read_number(ean13("021234562875"), Pattern("2.....C{NNDD}", "price"))
    assert found is not None
    assert (found.item, found.value) == (ean13("021234500000"), Decimal("28.75"))


def test_the_first_pattern_that_fits_counts() -> None:
    prices = Pattern("21.....{NNNDD}", "price")
    found = first_match(ean13("211234501548"), (Pattern("22.....{NNDDD}", "weight"), prices, DEFAULT_PATTERNS[0]))
    assert found is not None
    assert found.pattern is prices
    assert first_match(ean13("400638133393"), DEFAULT_PATTERNS) is None


def test_a_list_is_read_from_its_rows_and_written_as_them() -> None:
    text = "# scales at the counter\n\n  21.....{NNDDD}   weight\n2...{NDD} price\n25....C{NNNNN} count\n"
    patterns = parse_patterns(text)
    assert [(p.rule, p.measure) for p in patterns] == [
        ("21.....{NNDDD}", "weight"),
        ("2...{NDD}", "price"),
        ("25....C{NNNNN}", "count"),
    ]
    assert patterns_text(patterns) == "21.....{NNDDD} weight\n2...{NDD} price\n25....C{NNNNN} count\n"
    assert parse_patterns("") == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("21.....{NNDDD}", "instore.row"),
        ("21.....{NNDDD} weight kg", "instore.row"),
        ("21.....{NNDDD} grams", "instore.measure"),
        *((f"{rule} weight", code) for rule, code in FAULTS),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_number(row: str, code: str) -> None:
    with pytest.raises(StockdeskError) as caught:
        parse_patterns(f"\n21.....{{NNDDD}} weight\n{row}\nnonsense too\n")
    assert (caught.value.code, caught.value.arguments["row"]) == (code, 3)


def test_a_list_has_an_end() -> None:
    rows = "21.....{NNDDD} weight\n"
    assert len(parse_patterns(rows * MOST_PATTERNS)) == MOST_PATTERNS
    with pytest.raises(StockdeskError, match=r"instore\.too-many"):
        parse_patterns(rows * (MOST_PATTERNS + 1))


def test_patterns_behind_one_that_always_fits_are_found() -> None:
    patterns = parse_patterns(
        "2......{NNDDD} weight\n21.....{NNDDD} price\n2...{NDD} price\n2.....C{NNDD} price\n02.....{NNNNN} value\n"
    )
    assert hidden_by(patterns) == {1: 0, 4: 3}
    assert hidden_by(DEFAULT_PATTERNS) == {}


@given(st.text("0123456789.{}NDC wieghtprcnou\n#", max_size=60))
def test_any_text_is_a_list_or_refused(text: str) -> None:
    with contextlib.suppress(StockdeskError):
        patterns = parse_patterns(text)
        assert parse_patterns(patterns_text(patterns)) == patterns


@given(
    st.sampled_from(DEFAULT_PATTERNS),
    st.text("0123456789", min_size=5, max_size=5).filter(lambda item: item != "00000"),
    st.text("0123456789", min_size=5, max_size=5),
)
def test_whatever_the_value_the_item_number_is_the_same_and_right(pattern: Pattern, item: str, value: str) -> None:
    found = read_number(ean13(pattern.rule[:2] + item + value), pattern)
    assert found is not None
    assert found.item[:7] == pattern.rule[:2] + item
    assert has_right_check_digit(found.item)
    assert str(found.value).replace(".", "").zfill(5) == value or not int(value)


@pytest.mark.parametrize("payload", ["220000000001", "210000000045", "290000012345"])
def test_own_label_numbered_from_one_upwards_carries_no_value(payload: str) -> None:
    assert first_match(ean13(payload), DEFAULT_PATTERNS) is None
