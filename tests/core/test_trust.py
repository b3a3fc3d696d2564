from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.barcode import interpret
from stockdesk.core.entry import RawScan
from stockdesk.core.setupcodes import SETUP_CODES
from stockdesk.core.trust import decide, speaks_for_itself

PIECE = "0104006381333931"


def known(text: str) -> bool:
    return interpret(text).is_sure or text in {"ABC-1", "арт1"}


@pytest.mark.parametrize(
    ("text", "positions", "believed", "basis"),
    [
        ("4006381333931", "4006381333931", "4006381333931", "same"),
        ("+ěščřžýáíé+ěš", "4006381333931", "4006381333931", "positions"),
        ("4006381333931", "$))^#*!###(#!", "4006381333931", "text"),
        ("]C0ABC", "]c0abc", "]C0ABC", "text"),
        ("ъС0ФИС", "]C0ABC", "]C0ABC", "positions"),
        ("ФИС-1", "ABC-1", "ABC-1", "positions"),
        ("ABC-1", "XBC/1", "ABC-1", "text"),
        ("арт1", "fhn1", "арт1", "text"),
        ("ФИС-2", "ABC-2", "ФИС-2", "undecided"),
        ("YZX", "ZYX", "YZX", "undecided"),
        ("5(", "5*", "5*", "positions"),
        ("SDßCMD:UNDO", "SD-CMD.UNDO", "SD-CMD.UNDO", "positions"),
        ("", "ABC-2", "ABC-2", "positions"),
        (f"]d2{PIECE}21a@b", f']d2{PIECE}21a"b', f']d2{PIECE}21a"b', "positions"),
    ],
)
def test_the_text_that_proves_itself_is_believed(text: str, positions: str, believed: str, basis: str) -> None:
    trusted = decide(RawScan(text, positions), known)
    assert (trusted.text, trusted.basis) == (believed, basis)
    assert (trusted.by_text, trusted.by_positions) == (text, positions)


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        (f"{PIECE}21ABYZ", f"{PIECE}21ABZY"),
        (f"]d2{PIECE}21a(b", f"]d2{PIECE}21a*b"),
        ("ABC-1", "4006381333931"),
    ],
    ids=["swapped letters in a serial", "with an identifier", "catalogue against check digit"],
)
def test_two_texts_that_both_pass_go_by_the_layout_and_both_are_shown(text: str, positions: str) -> None:
    trusted = decide(RawScan(text, positions), known)
    assert (trusted.text, trusted.basis, trusted.is_open) == (text, "text", True)


def test_prefix_of_the_station_proves_a_text_whatever_the_other_is() -> None:
    texts = "4006381333931", f"{PIECE}21ABYZ"
    for proven, believed in (("text", texts[0]), ("positions", texts[1])):
        trusted = decide(RawScan(*texts, proven=proven), known)
        assert (trusted.text, trusted.basis, trusted.is_open) == (believed, proven, False)


def test_text_that_came_whole_stands_as_it_is() -> None:
    trusted = decide(RawScan("ЩЕТКА"), known)
    assert (trusted.text, trusted.by_positions, trusted.basis) == ("ЩЕТКА", "ЩЕТКА", "same")


@given(st.text(), st.text(), st.sampled_from(["", "text", "positions"]))
def test_one_of_the_two_texts_is_believed_and_what_is_open_is_never_the_same(
    text: str, positions: str, proven: str
) -> None:
    trusted = decide(RawScan(text, positions, proven=proven), known)
    assert trusted.text in (text, positions or text)
    assert not (trusted.is_open and trusted.basis == "same")
    assert (trusted.basis == "same") == (text == (positions or text))


def test_codes_of_the_program_speak_for_themselves_and_those_of_a_house_do_not() -> None:
    own = [*(code.content for code in SETUP_CODES), "]C0SD-CMD.UNDO", "sd-cmd.nope", "SD-TEST.NEW", "5*"]
    assert [text for text in (*own, PIECE[2:]) if not speaks_for_itself(interpret(text))] == []
    assert [text for text in ("ABC-1", "SD-CM.UNDO", "40063813339") if speaks_for_itself(interpret(text))] == []
