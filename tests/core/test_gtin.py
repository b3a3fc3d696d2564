from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core import gtin

digits = st.text("0123456789", min_size=1, max_size=17)


@given(digits)
def test_a_number_with_its_check_digit_is_right_and_with_any_other_digit_wrong(payload: str) -> None:
    right = gtin.check_digit(payload)
    assert [d for d in "0123456789" if gtin.has_right_check_digit(payload + d)] == [right]


@pytest.mark.parametrize(
    ("number", "number14"),
    [
        ("4006381333931", "04006381333931"),
        ("036800054417", "00036800054417"),
        ("96385074", "00000096385074"),
        ("10093966005667", "10093966005667"),
        ("4006381333930", None),
        ("36800054417", None),
        ("0000000000000", None),
        ("４００６３８１３３３９３１", None),
        ("", None),
    ],
)
def test_numbers_compare_as_14_digits_and_wrong_ones_have_no_such_form(number: str, number14: str | None) -> None:
    assert gtin.gtin14(number) == number14


def test_one_item_in_three_spellings_has_one_form() -> None:
    assert len({gtin.gtin14(n) for n in ("00381371150786", "0381371150786", "381371150786")}) == 1


@pytest.mark.parametrize(
    ("upc_e", "upc_a"),
    [
        ("07398773", "073987000073"),
        ("01910124", "019200001014"),
        ("04252614", "042100005264"),
        ("01234133", "012300000413"),
        ("01234145", "012340000015"),
        ("01234143", None),
        ("01234565", "012345000065"),
        ("01234560", None),
        ("21234565", None),
        ("0123456", None),
        ("0123456x", None),
        ("00000000", None),
    ],
)
def test_upc_e_expands_by_its_last_digit(upc_e: str, upc_a: str | None) -> None:
    assert gtin.expand_upc_e(upc_e) == upc_a


@given(st.text("0123456789", min_size=6, max_size=6).filter(lambda six: six.strip("0") != ""), st.sampled_from("01"))
def test_every_six_digits_have_one_check_digit_that_makes_them_a_right_upc_e(six: str, system: str) -> None:
    expanded = [a for d in "0123456789" if (a := gtin.expand_upc_e(system + six + d))]
    assert len(expanded) == 1
    assert gtin.has_right_check_digit(expanded[0])


@pytest.mark.parametrize(
    "number14", ["02000000000046", "00213400015486", "00400000000008", "00000020060909", "00000007398773"]
)
def test_ranges_that_shops_fill_themselves_are_known(number14: str) -> None:
    assert gtin.is_restricted(number14)


@pytest.mark.parametrize("number14", ["04006381333931", "12000000000043", "00036800054417", "00000096385074"])
def test_numbers_of_makers_are_not_restricted(number14: str) -> None:
    assert not gtin.is_restricted(number14)


def test_coupons_are_known_by_their_prefix() -> None:
    assert [
        n for n in ("09800000000003", "09900000000006", "00512345678900", "09501101530003") if gtin.is_coupon(n)
    ] == [
        "09800000000003",
        "09900000000006",
        "00512345678900",
    ]


@pytest.mark.parametrize(
    ("isbn", "number"),
    [
        ("0306406152", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ("0306406153", None),
        ("030640615", None),
        ("03064061X2", None),
        ("030640615Q", None),
    ],
)
def test_a_ten_character_isbn_becomes_its_13_digit_number(isbn: str, number: str | None) -> None:
    assert gtin.isbn10_to_gtin13(isbn) == number


@pytest.mark.parametrize(
    ("issn", "number"),
    [
        ("03178471", "9770317847001"),
        ("2434561X", "9772434561006"),
        ("03178472", None),
        ("0317847", None),
        ("031784Q1", None),
        ("0317847Q", None),
    ],
)
def test_an_issn_becomes_its_13_digit_number(issn: str, number: str | None) -> None:
    assert gtin.issn_to_gtin13(issn) == number
