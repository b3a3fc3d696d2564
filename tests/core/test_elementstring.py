from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.elementstring import (
    GS,
    is_element_string,
    parse_digital_link,
    parse_element_string,
    unbracketed,
)
from stockdesk.core.gs1content import Element
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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "gs1_empty"),
        (GS, "gs1_empty"),
        (f"01{GTIN}10é", "gs1_ai"),
        ("05123", "gs1_ai"),
        (f"01{GTIN}18261231", "gs1_ai"),
        (f"01{GTIN[:-1]}", "gs1_value"),
        (f"01{GTIN}17269931", "gs1_value"),
        (f"01{GTIN}30{GS}21A", "gs1_value"),
        (f"01{GTIN}10123456789012345678901", "gs1_separator"),
        (f"01{GTIN}17260230", "gs1_date"),
        ("0104006381333930", "gs1_check_digit"),
    ],
)
def test_broken_strings_are_refused_with_the_place(text: str, code: str) -> None:
    assert fault(text) == code


@pytest.mark.parametrize("tail", ["10AB17261231", "10AB1726123121X1", f"21X101{GTIN}", "240A15260131"])
def test_a_batch_or_serial_that_swallowed_the_next_element_carries_a_warning(tail: str) -> None:
    assert codes(f"01{GTIN}{tail}") == ["gs1_swallowed"]


@pytest.mark.parametrize("tail", ["10AB12", "2117261231", "10L17269931", "37", "91AB17261231"])
def test_ordinary_batches_and_serials_carry_no_such_warning(tail: str) -> None:
    text = f"01{GTIN}{tail}" if tail != "37" else f"02{GTIN}3712"
    assert "gs1_swallowed" not in codes(text)


@pytest.mark.parametrize(
    ("rest", "elements"),
    [
        ("5abcDE93Zx0=", [("21", "5abcDE"), ("93", "Zx0=")]),
        ("5abcDEFGHIJKL93Zx0=", [("21", "5abcDEFGHIJKL"), ("93", "Zx0=")]),
        (f"5abcDEFGHIJKL91EE0692{KEY44}", [("21", "5abcDEFGHIJKL"), ("91", "EE06"), ("92", KEY44)]),
        (f"5abcDEFGHIJKL91EE0692{KEY44 * 2}", [("21", "5abcDEFGHIJKL"), ("91", "EE06"), ("92", KEY44 * 2)]),
        ("5abcDEF800512345693Zx0=", [("21", "5abcDEF"), ("8005", "123456"), ("93", "Zx0=")]),
    ],
)
def test_marking_codes_without_separators_are_put_together_by_their_shape(
    rest: str, elements: list[tuple[str, str]]
) -> None:
    text = f"01{GTIN}21{rest}"
    assert pairs(text) == [("01", GTIN), *elements]
    assert "gs_dropped" in codes(text)


def test_a_marking_code_with_its_separators_has_no_warning() -> None:
    assert codes(f"01{GTIN}215abcDE{GS}93Zx0=") == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (f"01{GTIN}", True),
        ("0104006381333930", False),
        ("00106141412345678908", True),
        ("0010614141234567890", False),
        (f"02{GTIN}3712", True),
        ("4006381333931", False),
        (f"10A{GS}21B", True),
        ("01４００６３８１３３３９３１４", False),
        ("", False),
    ],
)
def test_without_an_identifier_only_keys_with_a_right_check_digit_or_a_separator_count(text: str, is_one: bool) -> None:
    assert is_element_string(text) is is_one


@pytest.mark.parametrize(
    ("address", "elements"),
    [
        ("https://id.gs1.org/01/614141123452?3103=000195", [("01", "00614141123452"), ("3103", "000195")]),
        ("HTTP://EXAMPLE.COM/shop/01/04006381333931/10/A%2F1/21/x", [("01", GTIN), ("10", "A/1"), ("21", "x")]),
        ("https://id.gs1.org/gtin/4006381333931/lot/L1?exp=261231&a=b", [("01", GTIN), ("10", "L1"), ("17", "261231")]),
        ("https://id.gs1.org/00/106141412345678908", [("00", "106141412345678908")]),
    ],
)
def test_digital_link_addresses_hold_elements(address: str, elements: list[tuple[str, str]]) -> None:
    parsed = parse_digital_link(address)
    assert parsed is not None
    assert [(element.ai, element.value) for element in parsed[0]] == elements


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/",
        "https://example.com/01/2024",
        "https://example.com/2024/01/post/4",
        "http://[",
        "https://example.com/414/x",
    ],
)
def test_other_addresses_hold_none(address: str) -> None:
    assert parse_digital_link(address) is None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://id.gs1.org/01/04006381333930", "gs1_check_digit"),
        ("https://id.gs1.org/01/04006381333931/10", "link"),
        ("https://id.gs1.org/01/04006381333931?10=A&10=B", "gs1_repeated"),
        ("https://id.gs1.org/01/04006381333931?422=٢٧٦", "link"),
    ],
)
def test_an_address_with_a_trade_item_and_wrong_data_is_refused(address: str, code: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_digital_link(address)
    assert caught.value.remark.code == code


def test_the_printed_form_in_brackets_is_the_same_string() -> None:
    assert unbracketed("(01)04006381333931 (10)A1") == f"01{GTIN}{GS}10A1"


@pytest.mark.parametrize("text", ["(12)abc(34)def", "(01)04006381333930", "( 01)", "01", ""])
def test_other_texts_in_brackets_are_no_printed_form(text: str) -> None:
    assert unbracketed(text) is None


@given(st.text(st.sampled_from("0123456789012345678901" + GS + "AZaz%!]()~é\n"), max_size=60))
def test_any_text_is_taken_or_refused(text: str) -> None:
    with contextlib.suppress(Fault):
        elements, _ = parse_element_string(text)
        assert all(isinstance(element, Element) and element.value for element in elements)


@given(st.text(max_size=60))
def test_any_address_is_taken_or_refused(path: str) -> None:
    for address in (f"https://x/{path}", f"https://x/01/04006381333931{path}"):
        with contextlib.suppress(Fault):
            parsed = parse_digital_link(address)
            assert parsed is None or parsed[0]
