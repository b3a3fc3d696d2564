from __future__ import annotations

import datetime as dt

import pytest

from stockdesk.core.gs1content import Element, begins_with_date, check_content, gs1_date, has_variable_length
from stockdesk.core.gtin import check_digit
from stockdesk.core.remark import Fault

ITEM = Element("01", "04006381333931")
UNIT = Element("00", "106141412345678908")
PAID = (Element("415", "4006381000000"), Element("8020", "1"))


def codes(*elements: Element) -> list[str]:
    return [remark.code for remark in check_content(elements)]


@pytest.mark.parametrize(
    ("value", "year", "day"),
    [
        ("261231", 2026, dt.date(2026, 12, 31)),
        ("260200", 2026, dt.date(2026, 2, 28)),
        ("280200", 2026, dt.date(2028, 2, 29)),
        ("261200", 2026, dt.date(2026, 12, 31)),
        ("760101", 2026, dt.date(2076, 1, 1)),
        ("770101", 2026, dt.date(1977, 1, 1)),
        ("010101", 2060, dt.date(2101, 1, 1)),
        ("260229", 2026, None),
        ("261301", 2026, None),
        ("260001", 2026, None),
        ("260000", 2026, None),
    ],
)
def test_a_two_digit_year_lies_from_49_years_back_to_50_ahead(value: str, year: int, day: dt.date | None) -> None:
    assert gs1_date(value, year) == day


@pytest.mark.parametrize(
    ("element", "code"),
    [
        (Element("01", "04006381333930"), "gs1_check_digit"),
        (Element("00", "106141412345678900"), "gs1_check_digit"),
        (Element("414", "4006381333930"), "gs1_check_digit"),
        (Element("253", "4006381333930ABC"), "gs1_check_digit"),
        (Element("8003", "04006381333930X"), "gs1_check_digit"),
        (Element("01", "00000000000000"), "gs1_zeros"),
        (Element("17", "260230"), "gs1_date"),
        (Element("7006", "260200"), "gs1_date"),
        (Element("7003", "2601012460"), "gs1_date"),
        (Element("7007", "260101260230"), "gs1_date"),
        (Element("8008", "26010124"), "gs1_date"),
        (Element("8008", "2601012360"), "gs1_date"),
        (Element("8008", "260101235960"), "gs1_date"),
        (Element("7250", "20260230"), "gs1_date"),
        (Element("8006", "040063813339310302"), "gs1_piece"),
        (Element("8006", "040063813339310002"), "gs1_piece"),
        (Element("8013", "1987654Ad4X4bL5ttr2310c2L"), "gs1_check_pair"),
        (Element("8013", "1"), "gs1_check_pair"),
        (Element("8007", "DE89370400440532013001"), "gs1_check_pair"),
        (Element("8007", "XX89370400440532013000"), "gs1_check_pair"),
        (Element("8007", "de"), "gs1_check_pair"),
    ],
)
def test_what_cannot_be_true_is_refused(element: Element, code: str) -> None:
    with pytest.raises(Fault) as caught:
        check_content([element])
    assert caught.value.remark.code == code


KEYS = [
    ("00", "106141412345678908", 18),
    ("01", "04006381333931", 14),
    ("02", "04006381333931", 14),
    ("03", "04006381333931", 14),
    ("253", "4006381333931ABC", 13),
    ("255", "4006381333931123", 13),
    ("402", "40063810000000012", 17),
    *((f"41{digit}", "4006381333931", 13) for digit in range(8)),
    ("8003", "04006381333931ABC", 14),
    ("8006", "040063813339310102", 14),
    ("8017", "400638133393100004", 18),
    ("8018", "400638133393100004", 18),
    ("8026", "040063813339310102", 14),
]


@pytest.mark.parametrize(("ai", "value", "length"), KEYS)
def test_the_check_digit_inside_each_key_is_checked(ai: str, value: str, length: int) -> None:
    payload, rest = value[: length - 1], value[length:]
    for digit in "0123456789":
        element = Element(ai, payload + digit + rest)
        if digit == check_digit(payload):
            check_content([element])
        else:
            with pytest.raises(Fault) as caught:
                check_content([element])
            assert caught.value.remark.code == "gs1_check_digit"


@pytest.mark.parametrize(("ai", "value", "length"), KEYS)
def test_a_key_of_zeros_is_refused(ai: str, value: str, length: int) -> None:
    with pytest.raises(Fault) as caught:
        check_content([Element(ai, "0" * length + value[length:])])
    assert caught.value.remark.code == "gs1_zeros"


@pytest.mark.parametrize("ai", ["11", "12", "13", "15", "16", "17", "7006", "4326"])
@pytest.mark.parametrize("value", ["260230", "261301", "260001", "260132", "270229"])
def test_a_day_that_does_not_exist_is_refused_in_every_date(ai: str, value: str) -> None:
    with pytest.raises(Fault) as caught:
        check_content([Element(ai, value)])
    assert caught.value.remark.code == "gs1_date"


@pytest.mark.parametrize("ai", ["421", "422", "423", "424", "425", "426", "7030", "7039"])
def test_a_country_that_does_not_exist_is_told_in_every_element_that_names_one(ai: str) -> None:
    tail = "AB" if ai in ("421", "7030", "7039") else ""
    assert "gs1_country" in codes(ITEM, Element(ai, f"001{tail}"))
    assert "gs1_country" not in codes(ITEM, Element(ai, f"643{tail}"))


@pytest.mark.parametrize("ai", ["3912", "3932"])
def test_a_currency_that_does_not_exist_is_told(ai: str) -> None:
    assert "gs1_currency" in codes(ITEM, Element("3103", "000500"), Element(ai, "0011100"))
    assert "gs1_currency" not in codes(ITEM, Element("3103", "000500"), Element(ai, "6431100"))


@pytest.mark.parametrize("made", ["11", "13"])
@pytest.mark.parametrize("last", ["15", "16", "17"])
def test_goods_made_after_their_last_day_are_told(made: str, last: str) -> None:
    assert "gs1_order" in codes(ITEM, Element(made, "270101"), Element(last, "261231"))
    assert "gs1_order" not in codes(ITEM, Element(made, "261231"), Element(last, "261231"))


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ((ITEM, Element("7007", "260131260101")), "gs1_content"),
        ((ITEM, Element("30", "0")), "gs1_content"),
        ((UNIT, Element("02", "04006381333931"), Element("37", "00")), "gs1_content"),
        ((Element("401", "ABC1"),), "gs1_content"),
        ((Element("8004", "ABC"),), "gs1_content"),
        ((Element("8010", "400"),), "gs1_content"),
        ((ITEM, Element("422", "001")), "gs1_country"),
        ((ITEM, Element("423", "276001")), "gs1_country"),
        ((ITEM, Element("7030", "998ABC")), "gs1_country"),
        ((UNIT, Element("4307", "XX")), "gs1_country"),
        ((ITEM, Element("3103", "000500"), Element("3932", "001100")), "gs1_currency"),
        ((Element("8110", "106141416543213150110120"),), "gs1_coupon"),
        ((Element("8112", "106141416543213150110120"),), "gs1_coupon"),
        ((ITEM, Element("8001", "00000000100111")), "gs1_content"),
        ((ITEM, Element("8001", "00010000100121")), "gs1_content"),
        ((ITEM, Element("8014", "700989922")), "gs1_content"),
        ((UNIT, Element("4309", "18000000013600000000")), "gs1_content"),
        ((UNIT, Element("4309", "18000000003600000001")), "gs1_content"),
        ((UNIT, Element("4300", "A%2")), "gs1_content"),
        ((UNIT, Element("4321", "2")), "gs1_content"),
        ((UNIT, Element("4330", "000000+")), "gs1_content"),
        ((Element("8017", "400638133393100004"), Element("7241", "11")), "gs1_content"),
        ((Element("8018", "400638133393100004"), Element("7252", "3")), "gs1_content"),
        ((Element("8018", "400638133393100004"), Element("7259", "B"), Element("7258", "3/2")), "gs1_content"),
        ((Element("8018", "400638133393100004"), Element("7259", "B"), Element("7258", "1-2")), "gs1_content"),
        ((Element("8010", "4006381A"), Element("8011", "01")), "gs1_content"),
        ((Element("7040", "1AB%"),), "gs1_content"),
        ((Element("10", "A"),), "gs1_companion"),
        ((ITEM, Element("37", "5")), "gs1_contradiction"),
        ((ITEM, Element("02", "04006381333931"), Element("37", "5")), "gs1_contradiction"),
        ((ITEM, Element("3103", "000500"), Element("3102", "000500")), "gs1_contradiction"),
        ((ITEM, Element("250", "A")), "gs1_companion"),
        ((ITEM, ITEM), "gs1_same_twice"),
    ],
)
def test_what_is_only_unusual_carries_a_warning(elements: tuple[Element, ...], code: str) -> None:
    assert code in codes(*elements)


@pytest.mark.parametrize(
    "elements",
    [
        (ITEM, Element("17", "261200"), Element("10", "ABC"), Element("21", "1")),
        (ITEM, Element("422", "276"), Element("7030", "999X"), Element("240", "X")),
        (ITEM, Element("3103", "000500"), Element("3932", "978001100"), Element("30", "2")),
        (UNIT, Element("02", "04006381333931"), Element("37", "5"), Element("400", "A1")),
        (UNIT, Element("4307", "DE"), Element("4324", "2612319999"), Element("4325", "2612312359")),
        (ITEM, Element("7007", "260101260131"), Element("8008", "260101235959")),
        (ITEM, Element("8001", "00010000100111")),
        (Element("8006", "040063813339310202"),),
        (Element("8013", "1987654Ad4X4bL5ttr2310c2K"),),
        (*PAID, Element("8007", "DE89370400440532013000")),
        (
            Element("8018", "400638133393100004"),
            Element("7259", "B"),
            Element("7258", "1/2"),
            Element("7250", "20260228"),
        ),
        (Element("8010", "4006381A"), Element("8011", "1")),
        (
            UNIT,
            Element("4309", "18000000003600000000"),
            Element("4300", "A%2F"),
            Element("4321", "1"),
            Element("4330", "000000-"),
        ),
        (Element("8017", "400638133393100004"), Element("7241", "80")),
        (Element("253", "4006381333931"),),
        (Element("8004", "4006381A"), Element("7040", "1ABC")),
        (Element("8003", "04006381333931X"),),
    ],
)
def test_a_right_message_has_no_warning(elements: tuple[Element, ...]) -> None:
    assert codes(*elements) == []


def test_one_element_with_two_values_is_refused() -> None:
    with pytest.raises(Fault, match=r"\(10\) comes twice with different values: A and B"):
        check_content([ITEM, Element("10", "A"), Element("10", "B")])


def test_every_identifier_that_biip_knows_has_a_rule() -> None:
    from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS

    from stockdesk.core.gs1content import _rules

    assert set(_GS1_APPLICATION_IDENTIFIERS) <= set(_rules())


def test_every_check_that_the_table_names_exists() -> None:
    from stockdesk.core.gs1content import _checks, _rules

    named = {name for rule in _rules().values() for _, names in rule.parts for name in names}
    assert named == set(_checks(2026))


@pytest.mark.parametrize(
    ("ai", "is_variable"), [("01", False), ("422", False), ("8005", False), ("10", True), ("253", True)]
)
def test_only_elements_without_a_fixed_length_need_their_separator(ai: str, is_variable: bool) -> None:
    assert has_variable_length(ai) is is_variable


@pytest.mark.parametrize(
    ("ai", "is_date"), [("17", True), ("7003", True), ("8008", True), ("10", False), ("7250", False)]
)
def test_elements_that_begin_with_a_date_are_known(ai: str, is_date: bool) -> None:
    assert begins_with_date(ai) is is_date
