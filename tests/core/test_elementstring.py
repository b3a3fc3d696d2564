from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.elementstring import begins_with_key, parse_element_string, wrong_key
from stockdesk.core.gs1content import Element
from stockdesk.core.rawtext import GS
from stockdesk.core.remark import Fault

GTIN = "04006381333931"
KEY44 = "dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3R0"


def pairs(text: str) -> list[tuple[str, str]]:
    return [(element.ai, element.value) for element in parse_element_string(text)[0]]


def codes(text: str) -> list[str]:
    return [remark.code for remark in parse_element_string(text)[1]]


def fault(text: str) -> str:
    with pytest.raises(Fault) as caught:
        parse_element_string(text)
    return caught.value.remark.code


def test_elements_are_read_up_to_their_separator_or_fixed_length() -> None:
    assert pairs(f"01{GTIN}10AB12{GS}17261231{GS}21x") == [
        ("01", GTIN),
        ("10", "AB12"),
        ("17", "261231"),
        ("21", "x"),
    ]


def test_a_leading_and_a_trailing_separator_say_nothing() -> None:
    assert pairs(f"{GS}01{GTIN}10A{GS}") == [("01", GTIN), ("10", "A")]
    assert pairs(f"^01{GTIN}10A^") == [("01", GTIN), ("10", "A")]


def test_a_doubled_separator_says_no_more_than_one() -> None:
    text = f"01{GTIN}215abcDE{GS}{GS}93Zx0="
    assert pairs(text) == [("01", GTIN), ("21", "5abcDE"), ("93", "Zx0=")]
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "gs1_empty"),
        (GS, "gs1_empty"),
        ("{GS}", "gs1_empty"),
        ("^", "gs1_ai"),
        (f"01{GTIN}10é", "gs1_ai"),
        ("05123", "gs1_ai"),
        (f"01{GTIN}18261231", "gs1_ai"),
        (f"01{GTIN[:-1]}", "gs1_value"),
        (f"01{GTIN}17269931", "gs1_date"),
        (f"01{GTIN}1726A931", "gs1_value"),
        (f"01{GTIN}30{GS}21A", "gs1_value"),
        (f"01{GTIN}10123456789012345678901", "gs1_separator"),
        (f"01{GTIN}17260230", "gs1_date"),
        ("0104006381333930", "gs1_check_digit"),
    ],
)
def test_broken_strings_are_refused_with_the_place(text: str, code: str) -> None:
    assert fault(text) == code


@pytest.mark.parametrize(
    ("text", "begins", "wrong"),
    [
        (f"01{GTIN}", True, None),
        (f"02{GTIN}3712", True, None),
        ("00106141412345678908", True, None),
        ("0104006381333930", False, ("01", "04006381333930")),
        ("00106141412345678900", False, ("00", "106141412345678900")),
        ("0010614141234567890", False, None),
        ("4006381333931", False, None),
        (f"10A{GS}21B", False, None),
        ("01４００６３８１３３３９３１４", False, None),
        ("", False, None),
    ],
)
def test_a_key_at_the_beginning_counts_only_with_a_right_check_digit(
    text: str, begins: bool, wrong: tuple[str, str] | None
) -> None:
    assert begins_with_key(text) is begins
    assert wrong_key(text) == (Element(*wrong) if wrong else None)


@pytest.mark.parametrize(
    "typed", ["<GS>", "<gs>", "{GS}", "[GS]", "\\x1d", "\\u001D", "␝", "^]", "^", "|", "~", "<FNC1>", "&#29;", " "]
)
def test_what_stands_for_gs_is_read_as_gs_with_a_warning(typed: str) -> None:
    text = f"01{GTIN}10LOT1{typed}21SER{typed}17261231"
    assert pairs(text) == [("01", GTIN), ("10", "LOT1"), ("21", "SER"), ("17", "261231")]
    assert codes(text) == ["gs_typed"]


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        (f"01{GTIN}10LOT1GS17261231", [("10", "LOT1"), ("17", "261231")]),
        (f"01{GTIN}10LOT1GS21SERIAL", [("10", "LOT1"), ("21", "SERIAL")]),
        (f"01{GTIN}215abcDEGS93Zx0=", [("21", "5abcDE"), ("93", "Zx0=")]),
        (f"01{GTIN}215abcDEGS93Zx0=GS3103001234", [("21", "5abcDE"), ("93", "Zx0="), ("3103", "001234")]),
        (f"01{GTIN}215abcDEFGHIJKLGS91EE06GS92{KEY44}", [("21", "5abcDEFGHIJKL"), ("91", "EE06"), ("92", KEY44)]),
    ],
)
def test_the_letters_g_and_s_before_an_element_are_read_as_gs(text: str, elements: list[tuple[str, str]]) -> None:
    assert pairs(text) == [("01", GTIN), *elements]
    assert "gs_typed" in codes(text)


@pytest.mark.parametrize("serial", ["EGGS2112", "BAGS", "GS1", "GS10", "LEGS10KG", "EGGS"])
def test_the_letters_g_and_s_elsewhere_are_letters(serial: str) -> None:
    assert pairs(f"01{GTIN}21{serial}") == [("01", GTIN), ("21", serial)]
    assert codes(f"01{GTIN}21{serial}") == []


def test_letters_are_no_separators_where_real_ones_are() -> None:
    assert pairs(f"01{GTIN}10LOT1GS17261231{GS}21A")[1] == ("10", "LOT1GS17261231")


def test_an_element_of_fixed_length_may_lack_its_separator_with_a_warning() -> None:
    assert pairs(f"01{GTIN}42227610A") == [("01", GTIN), ("422", "276"), ("10", "A")]
    assert codes(f"01{GTIN}42227610A") == ["gs1_separator"]
    assert codes(f"01{GTIN}422276{GS}10A") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17261301", "261301"),
        ("11991332", "991332"),
        ("15260001", "260001"),
        ("7003261301", "261301"),
        ("800826010124", "26010124"),
        ("8008261301", "261301"),
    ],
)
def test_a_month_or_hour_that_does_not_exist_gives_the_sentence_of_dates(text: str, value: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_element_string(f"01{GTIN}{text}{'1200' if text[:4] == '7003' else ''}")
    assert caught.value.remark.code == "gs1_date"
    assert caught.value.remark.arguments["value"].startswith(value)


@pytest.mark.parametrize("tail", ["10AB17261231", "10AB1726123121X1", f"21X101{GTIN}", "240A15260131"])
def test_a_value_that_swallowed_the_next_element_carries_a_warning(tail: str) -> None:
    assert codes(f"01{GTIN}{tail}") == ["gs1_swallowed"]


def test_a_marking_code_without_separators_is_mended_with_a_warning() -> None:
    assert pairs(f"01{GTIN}215abcDE93Zx0=") == [("01", GTIN), ("21", "5abcDE"), ("93", "Zx0=")]
    assert codes(f"01{GTIN}215abcDE93Zx0=") == ["gs_dropped"]
    assert codes(f"01{GTIN}215abcDE{GS}93Zx0=") == []


@given(st.text(st.sampled_from("0123456789012345678901" + GS + "AZaz%!]()~é\n"), max_size=60))
def test_any_text_is_taken_or_refused(text: str) -> None:
    with contextlib.suppress(Fault):
        elements, _ = parse_element_string(text)
        assert all(isinstance(element, Element) and element.value for element in elements)
