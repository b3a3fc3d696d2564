"""The test codes: all kinds of characters, none of them a product."""

from __future__ import annotations

import pytest

from stockdesk.core.command import parse_command
from stockdesk.core.elementstring import parse_element_string
from stockdesk.core.gtin import gtin14
from stockdesk.core.rawtext import GS
from stockdesk.core.setupcodes import CHARACTERS, DIGITS, PREFIX, SEPARATOR, SETUP_CODES, SetupCode, is_setup_code


def test_codes_differ_and_each_has_a_purpose_of_its_own() -> None:
    assert len({code.content for code in SETUP_CODES}) == len({code.purpose for code in SETUP_CODES}) == 4


def test_first_code_has_both_cases_all_digits_and_the_signs_that_layouts_move() -> None:
    assert set("ABCabc0123456789-/+$%*_.:=@#") == set(CHARACTERS.content)


def test_retail_number_is_an_example_number_with_a_right_check_digit() -> None:
    assert gtin14(DIGITS.content) == f"0{DIGITS.content}"
    assert DIGITS.content.startswith("952")


def test_cut_retail_number_is_never_another_number() -> None:
    assert gtin14(DIGITS.content[:-1]) is None
    assert gtin14(DIGITS.content[1:]) is None


def test_separator_code_needs_its_separator_and_both_cases() -> None:
    elements, _ = parse_element_string(SEPARATOR.content)
    assert [element.ai for element in elements] == ["01", "10", "21"]
    assert SEPARATOR.content.count(GS) == 1
    assert SEPARATOR.content.swapcase() != SEPARATOR.content


@pytest.mark.parametrize("code", SETUP_CODES)
def test_test_code_is_known_in_any_case_and_is_no_command(code: SetupCode) -> None:
    assert is_setup_code(code.content)
    assert is_setup_code(code.content.swapcase())
    assert parse_command(code.content) is None


def test_element_string_without_its_separator_is_the_test_code_still() -> None:
    assert is_setup_code(SEPARATOR.content.replace(GS, ""))


def test_everything_with_the_reserved_prefix_is_a_test_code() -> None:
    assert is_setup_code(f"{PREFIX}later")
    assert is_setup_code("sd-test.")


@pytest.mark.parametrize("text", ["", "SD-CMD.UNDO", "4006381333931", "xSD-TEST.END", CHARACTERS.content[1:]])
def test_other_texts_are_not(text: str) -> None:
    assert not is_setup_code(text)
