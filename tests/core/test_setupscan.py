"""A scan of the set-up sheet: which test code it is, and what stood around its content."""

from __future__ import annotations

import pytest

from stockdesk.core.entry import RawScan
from stockdesk.core.rawtext import GS
from stockdesk.core.setupcodes import CHARACTERS, DIGITS, END, SEPARATOR, SETUP_CODES, SetupCode
from stockdesk.core.setupscan import Heard, common_beginning, differences, is_part, recognised
from tests.support.keytrace import RUSSIAN


def heard(text: str, positions: str = "") -> Heard:
    return Heard(RawScan(text, positions, ended_by="enter"))


@pytest.mark.parametrize("code", SETUP_CODES)
def test_each_code_is_recognised_as_itself(code: SetupCode) -> None:
    scan = recognised(heard(code.content), None)
    assert scan is not None
    assert (scan.code, scan.basis, scan.before, scan.after, scan.times) == (code, "both", "", "", 1)


@pytest.mark.parametrize("code", SETUP_CODES)
def test_prefix_aim_identifier_and_rest_are_told_from_the_content(code: SetupCode) -> None:
    scan = recognised(heard(f"##]C0x{code.content};"), None)
    assert scan is not None
    assert (scan.code, scan.before, scan.aim, scan.inside, scan.after) == (code, "##", "]C0", "x", ";")


def test_number_inside_the_element_string_is_not_taken_for_the_retail_code() -> None:
    damaged = SEPARATOR.content.replace("Lot.7a", "Lot!!7a")
    scan = recognised(heard(damaged), None)
    assert scan is not None
    assert (scan.code, scan.basis) == (SEPARATOR, "neither")


@pytest.mark.parametrize("came", [GS, "", "|", "<GS>"])
def test_what_came_for_gs_is_told(came: str) -> None:
    scan = recognised(heard(SEPARATOR.content.replace(GS, came)), None)
    assert scan is not None
    assert scan.separator == came


def test_code_changed_by_the_layout_is_read_by_its_positions() -> None:
    scan = recognised(heard("".join(RUSSIAN.get(c, c) for c in CHARACTERS.content), CHARACTERS.content), None)
    assert scan is not None
    assert (scan.code, scan.basis, scan.content) == (CHARACTERS, "positions", CHARACTERS.content)


def test_prefix_is_read_by_positions_unless_the_text_is_known_to_be_right() -> None:
    both = heard(f"ß{DIGITS.content}", f"-{DIGITS.content}")
    by_positions, by_text = recognised(both, None), recognised(both, None, text_first=True)
    assert by_positions is not None
    assert by_text is not None
    assert (by_positions.before, by_text.before) == ("-", "ß")


def test_code_like_nothing_but_as_long_is_the_one_that_comes_next() -> None:
    mangled = heard("QBCqbc)!@#$%^&*(6>&<'\"!M>")
    assert recognised(mangled, None) is None
    scan = recognised(mangled, CHARACTERS)
    assert scan is not None
    assert (scan.code, scan.basis) == (CHARACTERS, "neither")


def test_product_code_is_no_test_code_whatever_comes_next() -> None:
    assert recognised(heard("4006381333931"), DIGITS) is None
    assert recognised(heard("]E04006381333931"), DIGITS) is None


def test_short_text_is_no_test_code() -> None:
    assert recognised(heard("A1"), CHARACTERS) is None
    assert recognised(heard(""), END) is None


def test_differences_name_each_character_once() -> None:
    assert differences("a-b-c", "a/b/c") == [("-", "/")]
    assert differences("abc", "ac") == [("b", "")]
    assert differences("abc", "abc") == []


def test_part_is_what_has_characters_left_out_and_none_changed() -> None:
    assert is_part("12345", "1245")
    assert not is_part("12345", "12345")
    assert not is_part("12345", "1254")
    assert not is_part("12345", "")


def test_common_beginning_is_what_all_texts_begin_with() -> None:
    assert common_beginning(["~A", "~B", "~"]) == "~"
    assert common_beginning(["~A", "~A"]) == "~A"
    assert common_beginning([]) == ""


def test_gaps_leave_modifiers_out() -> None:
    assert Heard(RawScan("Ab", keys=(50, 38, 56, 36), times=(0, 5, 15, 25))).gaps() == [10.0, 10.0]
