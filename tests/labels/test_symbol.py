"""Symbols from zxing-cpp: they say what was asked for, and what a scanner could not send is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.errors import StockdeskError
from stockdesk.core.symbol import Symbology
from stockdesk.labels.symbol import bracketed, make_symbol

GTIN = "04006381333931"
ELEMENTS = f"01{GTIN}10LOT42\x1d21aB-7"
BRACKETED = f"(01){GTIN}(10)LOT42(21)aB-7"


def refusal(symbology: Symbology, content: str) -> StockdeskError:
    with pytest.raises(StockdeskError) as caught:
        make_symbol(symbology, content)
    return caught.value


def test_code_128_is_one_row_of_eleven_modules_a_character() -> None:
    symbol = make_symbol(Symbology.CODE_128, "ABC-12345X")
    # Start, ten characters (no pair of digits is worth a switch here), check, and a stop of 13 modules.
    assert symbol.rows == 1
    assert symbol.columns % 11 == 2
    assert symbol.columns <= 11 * 12 + 13
    assert symbol.modules[0][:2] == (True, True)
    assert symbol.modules[0][-2:] == (True, True)


def test_pairs_of_digits_take_half_the_room() -> None:
    digits, letters = (make_symbol(Symbology.CODE_128, text) for text in ("123456789012", "ABCDEFGHIJKL"))
    assert (digits.full_columns, letters.full_columns) == (121, 187)


def test_ean_13_has_95_modules() -> None:
    symbol = make_symbol(Symbology.EAN_13, "4006381333931")
    assert (symbol.rows, symbol.columns, symbol.full_columns) == (1, 95, 113)


@pytest.mark.parametrize("wrong", [digit for digit in "0123456789" if digit != "1"])
def test_wrong_check_digit_is_refused_with_the_right_one_and_never_repaired(wrong: str) -> None:
    error = refusal(Symbology.EAN_13, f"400638133393{wrong}")
    assert error.code == "symbol.check-digit"
    assert error.arguments == {"content": f"400638133393{wrong}", "right": "1", "wrong": wrong}


@pytest.mark.parametrize("content", ["400638133393", "40063813339311", "400638133393x", "4006381333931 "])
def test_ean_13_takes_thirteen_digits_and_nothing_else(content: str) -> None:
    assert refusal(Symbology.EAN_13, content).code == "symbol.length"


@pytest.mark.parametrize("content", [ELEMENTS, BRACKETED])
def test_gs1_data_is_taken_with_brackets_or_with_separators(content: str) -> None:
    symbol = make_symbol(Symbology.GS1_DATAMATRIX, content)
    assert symbol.content == ELEMENTS
    assert symbol.rows == symbol.columns


def test_brackets_inside_a_gs1_value_stay_what_they_are() -> None:
    content = f"01{GTIN}21a(b)c<>&\"%!'*+,-.\x1d10/:;=?_(21)"
    assert make_symbol(Symbology.GS1_DATAMATRIX, content).content == content


@pytest.mark.parametrize(
    "content",
    [
        f"01{GTIN}21AbCdEfGhIjKlM91EE0692dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXM=",
        f"01{GTIN}10LOT42<GS>21aB-7",
        f"01{GTIN}10LOT42 21aB-7",
    ],
)
def test_separators_that_are_missing_are_not_guessed_at(content: str) -> None:
    # Reading puts them back by the shape of the code; a label says what was asked for or is not printed.
    assert refusal(Symbology.GS1_DATAMATRIX, content).code == "symbol.gs1"


def test_separators_where_none_is_needed_are_left_out() -> None:
    content = f"\x1d01{GTIN}\x1d10LOT42\x1d21aB-7\x1d"
    assert make_symbol(Symbology.GS1_DATAMATRIX, content).content == ELEMENTS


def test_gs1_data_is_shown_with_brackets() -> None:
    assert bracketed(ELEMENTS) == bracketed(BRACKETED) == BRACKETED


@pytest.mark.parametrize("content", [f"(01){GTIN[:-1]}2(10)A", "hello", "(01)123", "\x1d", f"01{GTIN}10ä"])
def test_wrong_gs1_data_is_refused_with_its_reason(content: str) -> None:
    error = refusal(Symbology.GS1_DATAMATRIX, content)
    assert error.code == "symbol.gs1"
    assert str(error.arguments["detail"]).endswith(".")


@pytest.mark.parametrize("symbology", list(Symbology))
def test_nothing_is_not_a_code(symbology: Symbology) -> None:
    assert refusal(symbology, "").code == "symbol.empty"


@pytest.mark.parametrize("content", ["ä", "Привет", "a\tb", "a\r", "\x1d", "a\x1db", "٣", "A\x7f"])
@pytest.mark.parametrize("symbology", [Symbology.CODE_128, Symbology.DATAMATRIX])
def test_what_a_keyboard_scanner_cannot_send_is_refused(symbology: Symbology, content: str) -> None:
    assert refusal(symbology, content).code == "symbol.characters"


@pytest.mark.parametrize(("symbology", "length"), [(Symbology.CODE_128, 200), (Symbology.DATAMATRIX, 3000)])
def test_content_beyond_the_symbology_is_refused(symbology: Symbology, length: int) -> None:
    assert refusal(symbology, "x" * length).code == "symbol.too-long"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=44))
def test_data_matrix_is_always_square(content: str) -> None:
    symbol = make_symbol(Symbology.DATAMATRIX, content)
    assert all(len(row) == symbol.rows for row in symbol.modules)
