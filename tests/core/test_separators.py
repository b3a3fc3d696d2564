from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest

from stockdesk.core.gs1content import Element
from stockdesk.core.gtin import check_digit
from stockdesk.core.rawtext import GS
from stockdesk.core.separators import swallowed, with_letter_separators, with_typed_separators

GTIN = "04006381333931"
VARIABLE = "94006381333934"
BASE36 = string.digits + string.ascii_uppercase
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
SAMPLES = 2000


def warned(*elements: tuple[str, str]) -> list[str]:
    return [remark.arguments["ai"] for remark in swallowed([Element(*one) for one in elements], 2026)]


@pytest.mark.parametrize(
    ("ai", "value"),
    [
        ("10", "LOT117261231"),
        ("10", "LOT11126011517280115"),
        ("21", "SER117260101"),
        ("21", "SER1726010110LOT9"),
        ("21", "11726010110LOT9"),
        ("10", "LOT121SERIAL"),
        ("10", "LOT121123456"),
        ("10", "AB12321XYZ789"),
        ("21", "SER110LOT9"),
        ("10", "LOT1240ART5"),
        ("10", "LOT13103001234"),
        ("10", "LOT13203001234"),
        ("10", f"L01{GTIN}"),
        ("21", f"A01{GTIN}"),
        ("10", "L4144006381333931"),
        ("21", "ABCDEFGH93Zx0="),
        ("21", "ABCDEFGH91EE06"),
        ("21", "ABC8005012345"),
        ("10", "LOT422276"),
        ("240", "A117260101"),
        ("241", "P121SERIAL"),
        ("400", "ORDER117260101"),
        ("93", "Zx0=3103001234"),
        ("91", "EE0692dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3R0"),
        ("30", "510123"),
        ("37", "1217260"),
        ("8020", "R117261231"),
        ("99", "X17261231"),
    ],
)
def test_a_value_that_goes_on_with_the_next_element_is_named(ai: str, value: str) -> None:
    assert warned(("01", GTIN), (ai, value)) == [ai]


def test_every_element_is_searched_and_not_only_the_last() -> None:
    assert warned(("01", GTIN), ("21", "S"), ("10", "A17260101"), ("99", "z")) == ["10"]
    assert warned(("01", GTIN), ("21", "S17260101"), ("240", "A21B"), ("10", "A15260101")) == ["21", "10"]


def test_a_count_is_found_where_the_message_needs_one() -> None:
    assert warned(("02", GTIN), ("10", "LOT3712")) == ["10"]
    assert warned(("02", GTIN), ("10", "LOT3712"), ("37", "5")) == []
    assert warned(("01", GTIN), ("10", "LOT3712")) == []
    assert warned(("01", VARIABLE), ("10", "LOT3012")) == ["10"]
    assert warned(("01", VARIABLE), ("3103", "001500"), ("10", "LOT3012")) == []


@pytest.mark.parametrize("ai", ["10", "21", "240", "400", "91"])
@pytest.mark.parametrize(
    "value",
    [
        "ABC2110XYZ",
        "ABC123",
        "SN12345",
        "LOT20261124",
        "2026-11-24/3",
        "17261231",  # nothing before it: the element itself is what looks like a date
        "L17269931",
        "A1B2C3D4E5",
        "12345678901234567890",
        "21",
        "X21",
        "A21B",
        "0100000000000000",
    ],
)
def test_ordinary_values_carry_no_warning(ai: str, value: str) -> None:
    assert warned(("01", GTIN), (ai, value)) == []


@pytest.mark.parametrize("count", ["1", "12", "99999", "00000012"])
def test_ordinary_counts_carry_no_warning(count: str) -> None:
    assert warned(("01", GTIN), ("30", count)) == []


def test_an_element_that_is_there_already_was_not_swallowed() -> None:
    assert warned(("01", GTIN), ("17", "261231"), ("10", "LOT17261231")) == []
    assert warned(("01", GTIN), ("21", "A"), ("10", "LOT121SERIAL")) == []


def word(pick: random.Random, letters: str, shortest: int, longest: int) -> str:
    return "".join(pick.choice(letters) for _ in range(pick.randint(shortest, longest)))


def date(pick: random.Random) -> str:
    return f"{pick.randint(24, 29)}{pick.randint(1, 12):02}{pick.randint(1, 28):02}"


def gtin(pick: random.Random) -> str:
    payload = "0" + word(pick, string.digits, 12, 12)
    return payload + check_digit(payload)


GOOD: dict[str, Callable[[random.Random], str]] = {
    "short digits": lambda pick: word(pick, string.digits, 6, 12),
    "long digits": lambda pick: word(pick, string.digits, 13, 20),
    "short base 36": lambda pick: word(pick, BASE36, 6, 12),
    "long base 36": lambda pick: word(pick, BASE36, 13, 20),
    "hexadecimal": lambda pick: word(pick, "0123456789ABCDEF", 8, 16),
    "letters, digits": lambda pick: word(pick, string.ascii_uppercase, 1, 4) + word(pick, string.digits, 4, 9),
    "dated": lambda pick: (
        pick.choice(["L", "LOT", "P-", ""]) + pick.choice(["", "20"]) + date(pick) + word(pick, BASE36, 0, 4)
    ),
    "marking serial": lambda pick: word(pick, CSET82, 13, 13),
}
SWALLOWED: dict[str, Callable[[random.Random], str]] = {
    "date": lambda pick: pick.choice(["11", "13", "15", "16", "17"]) + date(pick),
    "date and more": lambda pick: f"17{date(pick)}{pick.choice(['10', '21'])}{word(pick, BASE36, 2, 4)}",
    "number": lambda pick: f"01{gtin(pick)}",
    "weight": lambda pick: f"310{pick.randint(0, 3)}{word(pick, string.digits, 6, 6)}",
    "lettered name": lambda pick: f"NN{word(pick, string.ascii_uppercase, 1, 3)}{word(pick, BASE36, 3, 6)}",
    "name of digits": lambda pick: f"NN{word(pick, string.digits, 6, 9)}",
}


def rate(values: Callable[[random.Random], str], ai: str) -> float:
    pick = random.Random(2026)
    return sum(bool(warned(("01", GTIN), (ai, values(pick)))) for _ in range(SAMPLES)) / SAMPLES


@pytest.mark.parametrize("ai", ["10", "21"])
@pytest.mark.parametrize("kind", GOOD)
def test_at_most_three_good_values_in_a_hundred_are_warned_about(kind: str, ai: str) -> None:
    assert rate(GOOD[kind], ai) <= 0.03


@pytest.mark.parametrize("ai", ["10", "21"])
@pytest.mark.parametrize("kind", SWALLOWED)
def test_of_values_that_swallowed_something_nine_in_ten_are_found(kind: str, ai: str) -> None:
    other = {"10": "21", "21": "10"}[ai]
    make = SWALLOWED[kind]
    found = rate(lambda pick: "L" + word(pick, BASE36, 2, 6) + make(pick).replace("NN", other), ai)
    assert found >= 0.9


def test_names_of_gs_are_gs_and_other_text_stays() -> None:
    assert with_typed_separators("10A<gs>21B{GS}17") == f"10A{GS}21B{GS}17"
    for text in ("ABC<G>", "10AGS21", "%1", "a\\x1e"):
        assert with_typed_separators(text) == text


def test_letters_are_gs_only_before_what_is_an_element() -> None:
    assert with_letter_separators("10LOTGS17261231", 2026) == f"10LOT{GS}17261231"
    for text in ("10LOTGS17269931", "10BAGS", "GS17261231", f"10A{GS}21BGS17261231", "10LOTgs17261231"):
        assert with_letter_separators(text, 2026) == text
