from __future__ import annotations

import datetime as dt

import pytest

from stockdesk.core.gs1content import Element, check_content, gs1_date
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


@pytest.mark.parametrize(
    ("elements", "code"),
    [
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
