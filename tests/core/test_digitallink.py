from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.digitallink import is_address, parse_digital_link
from stockdesk.core.remark import Fault

GTIN = "04006381333931"


@pytest.mark.parametrize(
    ("address", "elements"),
    [
        ("https://id.gs1.org/01/614141123452?3103=000195", [("01", "00614141123452"), ("3103", "000195")]),
        ("HTTP://EXAMPLE.COM/shop/01/04006381333931/10/A%2F1/21/x", [("01", GTIN), ("10", "A/1"), ("21", "x")]),
        ("https://id.gs1.org/gtin/4006381333931/lot/L1?exp=261231&a=b", [("01", GTIN), ("10", "L1"), ("17", "261231")]),
        ("https://id.gs1.org/00/106141412345678908", [("00", "106141412345678908")]),
        ("https://id.gs1.org/414/5412345000013?from=/01/5", [("414", "5412345000013")]),
        ("https://id.gs1.org/01/04006381333931/", [("01", GTIN)]),
        (
            "https://id.gs1.org/01/04006381333931/?17=261231;10=A%3BB#top",
            [("01", GTIN), ("17", "261231"), ("10", "A;B")],
        ),
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


@given(st.text(max_size=60))
def test_any_address_is_taken_or_refused(path: str) -> None:
    for address in (f"https://x/{path}", f"https://x/01/04006381333931{path}"):
        with contextlib.suppress(Fault):
            parsed = parse_digital_link(address)
            assert parsed is None or parsed[0]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.com", True),
        ("HTTP://x", True),
        ("id.gs1.org/01/04006381333931", True),
        ("shop.example.com/a/gtin/4006381333931/lot/1", True),
        ("example.com/01/2024", False),
        ("ABC.12/01/4006381333931", False),
        ("A-01/04006381333931", False),
        ("", False),
    ],
)
def test_addresses_are_known_by_their_scheme_or_by_a_host_and_a_number(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


def test_an_address_without_scheme_is_the_same_address() -> None:
    assert parse_digital_link(f"id.gs1.org/01/{GTIN}/10/A") == parse_digital_link(f"https://id.gs1.org/01/{GTIN}/10/A")
