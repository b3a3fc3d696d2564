from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.barcode import interpret
from stockdesk.core.gtin import check_digit
from stockdesk.core.instore import DEFAULT_PATTERNS, Pattern, parse_patterns
from stockdesk.core.instoretrial import try_number
from stockdesk.ui.messages import words


def ean13(payload: str) -> str:
    return payload + check_digit(payload)


PATTERNS = parse_patterns(
    "21.....{NNDDD} weight\n20.....C{NNDD} price\n25.......{NNN} count\n02.....{NNNNN} value\n2...{NDD} price\n"
)


@pytest.mark.parametrize(
    ("number", "code", "row", "value", "item"),
    [
        (ean13("211234501548"), "instore.try-weight", 0, "1.548", ean13("211234500000")),
        (ean13("201234592875"), "instore.try-price", 1, "28.75", ean13("201234500000")),
        (ean13("251234567012"), "instore.try-count", 2, "12", ean13("251234567000")),
        (ean13("213400015486"[:11]), "instore.try-value", 3, "1548", ean13("021340000000")),
        (ean13("2123045"), "instore.try-price", 4, "0.45", ean13("2123000")),
    ],
)
def test_a_number_that_fits_shows_its_row_its_value_and_the_item_looked_up(
    number: str, code: str, row: int, value: str, item: str
) -> None:
    trial = try_number(number, PATTERNS)
    assert (trial.code, trial.row, trial.item) == (code, row, item)
    assert trial.found is not None
    assert trial.found.value == Decimal(value)
    assert trial.is_value_check_right
    assert trial.arguments["row"] == row + 1
    told = words(trial.code, trial.arguments)
    assert item in told
    assert value in told


def test_blanks_hyphens_and_the_zero_of_a_gtin_14_say_nothing() -> None:
    number = ean13("211234501548")
    for text in (f" {number[0]} {number[1:7]} {number[7:]}\n", f"0{number}", f"{number[:6]}-{number[6:]}"):
        assert try_number(text, PATTERNS) == try_number(number, PATTERNS)


def test_the_check_digit_of_the_value_is_told() -> None:
    assert not try_number(ean13("201234582875"), PATTERNS).is_value_check_right


@pytest.mark.parametrize(
    ("text", "code", "item"),
    [
        ("", "instore.try-empty", None),
        (" - ", "instore.try-empty", None),
        ("ABC-12", "instore.try-text", None),
        ("21123450154", "instore.try-text", None),
        ("٢١", "instore.try-text", None),
        (ean13("221234501548"), "instore.try-no-pattern", ean13("221234501548")),
        ("4006381333931", "instore.try-product", "4006381333931"),
        ("10093966005667", "instore.try-product", "10093966005667"),
        (ean13("211234500000"), "instore.try-zero", ean13("211234500000")),
    ],
)
def test_what_no_pattern_takes_is_told_apart(text: str, code: str, item: str | None) -> None:
    trial = try_number(text, PATTERNS)
    assert (trial.code, trial.item) == (code, item)
    assert words(trial.code, trial.arguments).endswith(".")


def test_a_wrong_check_digit_names_the_right_one() -> None:
    trial = try_number("2112345015480", PATTERNS)
    assert (trial.code, trial.right_check_digit, trial.found) == ("instore.try-check-digit", "4", None)


@given(
    st.sampled_from(["20", "21", "23", "25", "02", "40"]),
    st.text("0123456789", min_size=10, max_size=10),
    st.sampled_from([PATTERNS, DEFAULT_PATTERNS, (), (Pattern("40.....{NNDDD}", "weight"),)]),
)
def test_the_test_field_says_what_a_scan_would_say(prefix: str, rest: str, patterns: tuple[Pattern, ...]) -> None:
    number = ean13(prefix + rest)
    trial = try_number(number, patterns)
    valued = [r for r in interpret(number, patterns).readings if r.reason.code == "is_pattern"]
    if trial.found is None or not trial.found.value:
        assert valued == []
    else:
        [reading] = valued
        assert reading.code == trial.item
        amounts = (reading.weight, reading.price, reading.count)
        assert trial.found.value in amounts or trial.found.pattern.measure == "value"
