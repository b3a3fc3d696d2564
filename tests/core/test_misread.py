"""What a damaged code may have been."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.gtin import check_digit, gtin14
from stockdesk.core.misread import Damage, Misreadings, bare, damage, sources

SHAMPOO = "4006381333931"
NUMBERS = (
    st.text("0123456789", min_size=12, max_size=12)
    .filter(lambda text: text.strip("0") != "")
    .map(lambda payload: payload + check_digit(payload))
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("4006381333931", None),
        ("400638133393", Damage.CUT),
        ("006381333931", Damage.CUT),
        ("3931", Damage.CUT),
        ("931", None),
        ("6381333", Damage.CUT),
        ("63813", None),
        ("4006381333941", Damage.DIGIT),
        ("400638133391", Damage.LOST),
        ("4003681333931", Damage.SWAPPED),
        ("40063813339314006381333931", Damage.JOINED),
        ("]E04006381333931", None),
        ("5901234123457", None),
        ("4006381333900", None),
    ],
)
def test_damage_of_a_code_is_named(code: str, expected: Damage | None) -> None:
    assert damage(code, SHAMPOO) is expected


def test_house_codes_that_differ_in_one_character_are_two_codes() -> None:
    assert damage("SH-1001", "SH-1002") is None
    assert damage("SH-100", "SH-1002") is Damage.CUT


def test_symbology_identifier_blanks_and_case_do_not_count() -> None:
    assert bare(" ]C0abc-12 ") == bare("ABC-12")


@given(NUMBERS, st.data())
def test_number_is_among_the_sources_of_itself_with_one_digit_changed_or_lost(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 12))
    changed = number[:place] + data.draw(st.sampled_from("0123456789")) + number[place + 1 :]
    if changed != number:
        assert number in sources(changed)
        assert damage(changed, number) in (Damage.DIGIT, Damage.SWAPPED)
    lost = number[:place] + number[place + 1 :]
    if gtin14(lost) is None:
        assert number in sources(lost)
        assert damage(lost, number) in (Damage.LOST, Damage.CUT)


@given(NUMBERS)
def test_right_number_has_no_sources(number: str) -> None:
    assert sources(number) == ()


@given(st.text())
def test_any_text_is_compared_without_a_fault(text: str) -> None:
    assert all(gtin14(source) for source in sources(text))
    assert damage(text, text) is None
    Misreadings([text, SHAMPOO]).of(text[1:])


def test_known_codes_are_told_in_their_order_and_a_known_one_comes_from_none() -> None:
    codes = Misreadings(["4006381333931", "4006381333948"])
    assert [known for known, _ in codes.of("400638133")] == ["4006381333931", "4006381333948"]
    assert codes.of("4006381333948") == ()
