from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.gtin import check_digit
from stockdesk.core.instore import DEFAULT_PATTERNS
from stockdesk.core.printed import read_bracketed, read_printed_number
from stockdesk.core.remark import Fault

GTIN = "04006381333931"


def numbers(text: str) -> list[tuple[str | None, str]]:
    return [(reading.gtin14, reading.code) for reading in read_printed_number(text, DEFAULT_PATTERNS)]


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("4 006381 333931", GTIN, "4006381333931"),
        ("4006381-333931", GTIN, "4006381333931"),
        ("4\xa0006381\u2009333931", GTIN, "4006381333931"),
        ("4–006381–333931", GTIN, "4006381333931"),
        ("0 36800 05441 7", "00036800054417", "036800054417"),
        ("9638 5074", "00000096385074", "96385074"),
        ("1 00 93966 00566 7", "10093966005667", "10093966005667"),
        ("978-0-306-40615-7", "09780306406157", "9780306406157"),
        ("978 0 306 40615 7", "09780306406157", "9780306406157"),
        ("9 780306 406157 51999", "09780306406157", "9780306406157"),
        ("0-306-40615-2", "09780306406157", "0306406152"),
        ("0-8044-2957-x", "09780804429573", "080442957x"),
        ("080442957X", "09780804429573", "080442957X"),
        ("2434-561X", "09772434561006", "2434561X"),
        ("ISBN 978-0-306-40615-7", "09780306406157", "9780306406157"),
        ("ISBN-10: 0-306-40615-2", "09780306406157", "0306406152"),
        ("ISSN 2434-561X", "09772434561006", "2434561X"),
        ("EAN: 4006381333931", GTIN, "4006381333931"),
        ("GTIN 4006381333931", GTIN, "4006381333931"),
    ],
)
def test_a_number_as_printed_is_the_bare_number(text: str, number: str, code: str) -> None:
    assert numbers(text)[0] == (number, code)


def test_eight_digits_in_groups_may_be_two_numbers() -> None:
    assert [number for number, _ in numbers("0123 4565")][:2] == ["00012345000065", "00000001234565"]


@pytest.mark.parametrize(
    "text",
    [
        "4-006381-333930",
        "12-34",
        "123-456-789",
        "4006381333931-",
        "-4006381333931",
        "4  006381 333931",
        "4.006381.333931",
        "A4 006381 333931",
        "EAN",
        "0000-0000",
        "0-000-00000-0",
        "",
    ],
)
def test_other_groups_of_digits_are_no_number(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    "text", ["4 006381 333930", "0 36800 05441 0", "9638 5070", "978-0-306-40615-8", "EAN 4006381333930"]
)
def test_a_wrong_check_digit_is_told_where_the_text_can_be_nothing_else(text: str) -> None:
    with pytest.raises(Fault) as caught:
        numbers(text)
    assert caught.value.remark.code.startswith("check_digit")


@given(st.text("3456789", min_size=12, max_size=12), st.sets(st.integers(1, 12)), st.sampled_from(" -"))
def test_wherever_the_gaps_are_the_number_is_the_same(payload: str, gaps: set[int], gap: str) -> None:
    number = payload + check_digit(payload)
    text = "".join(f"{gap if place in gaps else ''}{digit}" for place, digit in enumerate(number))
    assert numbers(text)[0] == (number.zfill(14), number)


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("(01)04006381333931(10)A1", [("01", GTIN), ("10", "A1")]),
        ("(01) 04006381333931 (17) 261231", [("01", GTIN), ("17", "261231")]),
        ("(10)A(01)04006381333931", [("10", "A"), ("01", GTIN)]),
        ("(3103)001500(01)04006381333931", [("3103", "001500"), ("01", GTIN)]),
        ("(01)0 4006381 33393 1(422)276", [("01", GTIN), ("422", "276")]),
        ("(01)04006381333931(21)a(b)c(12x)(93)Zx0=", [("01", GTIN), ("21", "a(b)c(12x)"), ("93", "Zx0=")]),
        ("(01)04006381333931(21)abc<GS>(93)Zx0=", [("01", GTIN), ("21", "abc"), ("93", "Zx0=")]),
        ("(00)106141412345678908", [("00", "106141412345678908")]),
        ("(17)261231", [("17", "261231")]),
        ("(8006)040063813339310102", [("8006", "040063813339310102")]),
    ],
)
def test_elements_in_brackets_are_read_in_any_order(text: str, elements: list[tuple[str, str]]) -> None:
    reading = read_bracketed(text, 2026, None)
    assert reading is not None
    assert [(element.ai, element.value) for element in reading.elements] == elements


@pytest.mark.parametrize(
    "text", ["(12)abc(34)def", "(12)a", "( 01)1", "01", "", "X(01)04006381333931", "(01)", "(99)", "(05)1", "(10)é"]
)
def test_other_texts_in_brackets_are_text(text: str) -> None:
    assert read_bracketed(text, 2026, None) is None


@pytest.mark.parametrize("text", ["(01)04006381333930", "(10)A(01)04006381333930", "(01)04006381333931(17)260230"])
def test_elements_in_brackets_with_a_number_and_wrong_data_are_refused(text: str) -> None:
    with pytest.raises(Fault):
        read_bracketed(text, 2026, None)
