from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.gtin import check_digit, has_right_check_digit
from stockdesk.core.instore import DEFAULT_PATTERNS, Pattern, read_number


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


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "21",
        "21.....{NNDDD",
        "21.....{}....",
        "....21.{NNDDD}",
        ".......{NNDDD}",
        "21......{NNDDD}",
        "20....CC{NNDD}",
        "20.C{NNDDDDDD}",
        "2١.....{NNDDD}",
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_a_sentence(rule: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        Pattern(rule, "weight")


@given(
    st.sampled_from(DEFAULT_PATTERNS),
    st.text("0123456789", min_size=5, max_size=5),
    st.text("0123456789", min_size=5, max_size=5),
)
def test_whatever_the_value_the_item_number_is_the_same_and_right(pattern: Pattern, item: str, value: str) -> None:
    found = read_number(ean13(pattern.rule[:2] + item + value), pattern)
    assert found is not None
    assert found.item[:7] == pattern.rule[:2] + item
    assert has_right_check_digit(found.item)
    assert str(found.value).replace(".", "").zfill(5) == value or not int(value)
