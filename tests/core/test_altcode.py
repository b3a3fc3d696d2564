from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.altcode import composed


@pytest.mark.parametrize("width", [1, 3, 4, 5])
def test_every_printable_ascii_character_comes_from_its_number_however_many_digits(width: int) -> None:
    for character in string.printable[:95]:
        assert composed(f"{ord(character):0{width}}") == character


@pytest.mark.parametrize(
    ("digits", "character"),
    [("0233", "é"), ("130", "é"), ("0128", "€"), ("225", "ß"), ("0255", "ÿ"), ("01089", "A"), ("321", "A")],
)
def test_a_leading_zero_means_the_windows_code_page_and_none_that_of_dos(digits: str, character: str) -> None:
    assert composed(digits) == character


@pytest.mark.parametrize(
    ("digits", "character"),
    [
        ("029", "\x1d"),
        ("0029", "\x1d"),
        ("0013", "\r"),
        ("10", "\n"),
        ("9", "\t"),
        ("002", ""),
        ("0000", ""),
        ("127", ""),
    ],
)
def test_a_small_number_is_a_control_character_and_most_say_nothing(digits: str, character: str) -> None:
    assert composed(digits) == character


@given(st.text(string.digits, min_size=1, max_size=12))
def test_any_digits_make_one_character_or_none(digits: str) -> None:
    assert len(composed(digits)) <= 1


def test_an_empty_place_of_the_code_page_says_nothing() -> None:
    assert composed("0129") == ""
