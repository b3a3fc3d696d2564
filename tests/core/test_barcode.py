from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.core.barcode import LONGEST, interpret, to_json
from stockdesk.core.gtin import check_digit, expand_upc_e
from stockdesk.core.instore import Pattern

GTIN = "04006381333931"
CATALOGUE = Path(__file__).parents[2] / "resources" / "demo" / "products.csv"


def kinds(text: str) -> list[str]:
    return [reading.kind for reading in interpret(text).readings]


def numbers(text: str) -> list[str | None]:
    return [reading.gtin14 for reading in interpret(text).readings]


def refusal(text: str) -> str | None:
    refused = interpret(text).refused
    return None if refused is None else refused.code


def warned(text: str, place: int = 0) -> list[str]:
    return [remark.code for remark in interpret(text).readings[place].warnings]


def ean13(payload: str) -> str:
    return payload + check_digit(payload)


def test_every_barcode_of_the_demo_catalogue_is_a_trade_item_first() -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        barcodes = [row["barcode"] for row in csv.DictReader(file)]
    assert len(barcodes) > 4000
    for barcode in barcodes:
        first = interpret(barcode).readings[0]
        # A few of chains' own brands are EAN-8 of the range that each shop fills itself.
        kind = "rcn" if len(barcode) == 8 and barcode.startswith("2") else "gtin"
        assert (first.kind, first.gtin14, first.code) == (kind, barcode.zfill(14), barcode)


@pytest.mark.parametrize(
    ("text", "symbol", "number"),
    [
        ("4006381333931", "EAN-13", GTIN),
        ("036800054417", "UPC-A", "00036800054417"),
        ("96385074", "EAN-8", "00000096385074"),
        ("10093966005667", "GTIN-14", "10093966005667"),
        ("]E04006381333931", "EAN-13", GTIN),
        ("]E0036800054417", "UPC-A", "00036800054417"),
        ("]E496385074", "EAN-8", "00000096385074"),
        ("]I110093966005667", "ITF-14", "10093966005667"),
        ("]C04006381333931", "Code 128", GTIN),
        ("]A04006381333931", "Code 39", GTIN),
        ("]E3977031784700112", "EAN-13", "09770317847001"),
        ("977031784700112", "EAN-13", "09770317847001"),
        ("]E3978030640615712345", "EAN-13", "09780306406157"),
        ("978030640615712345", "EAN-13", "09780306406157"),
        ("9780306406157", "EAN-13", "09780306406157"),
        ("  4006381333931\r\n", "EAN-13", GTIN),
        ("\ufeff4006381333931\t", "EAN-13", GTIN),
        ("]E0 4006381333931 ", "EAN-13", GTIN),
    ],
)
def test_numbers_with_a_right_check_digit_are_trade_items(text: str, symbol: str, number: str) -> None:
    [reading] = interpret(text).readings
    assert (reading.kind, reading.symbol, reading.gtin14) == ("gtin", symbol, number)
    assert interpret(text).is_sure


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("4006381333930", "1"),
        ("036800054410", "7"),
        ("96385070", "4"),
        ("10093966005660", "7"),
        ("]E04006381333930", "1"),
    ],
)
def test_a_wrong_check_digit_names_the_right_one_and_leaves_only_the_text(text: str, right: str) -> None:
    interpretation = interpret(text)
    assert f"must be {right}" in str(interpretation.refused)
    [reading] = interpretation.readings
    assert (reading.kind, reading.gtin14, reading.code) == ("house", None, text.removeprefix("]E0"))
    assert [remark.code for remark in reading.warnings] == ["not_a_number"]
    assert not interpretation.is_sure


def test_eight_wrong_digits_name_both_digits_that_would_be_right() -> None:
    assert str(interpret("07398770").refused) == (
        "The check digit of 07398770 is wrong: it must be 3 (EAN-8) or 3 (UPC-E), not 0."
    )


@pytest.mark.parametrize("code", ["07398773", "01910124"])
def test_eight_digits_that_are_right_twice_give_both_items(code: str) -> None:
    upc_a = expand_upc_e(code)
    assert upc_a is not None
    assert numbers(code)[:2] == [upc_a.zfill(14), code.zfill(14)]
    assert numbers(f"]E0{code}") == [upc_a.zfill(14)]
    assert set(numbers(f"]E4{code}")) == {code.zfill(14)}
    assert numbers(f"]X0{code}") == numbers(code)


def test_eight_digits_that_are_right_only_as_upc_e_are_no_ean_8() -> None:
    [reading] = interpret("04252614").readings
    assert (reading.symbol, reading.gtin14, reading.code) == ("UPC-E", "00042100005264", "04252614")
    assert reading.reason == "UPC-E, short for 042100005264."


@pytest.mark.parametrize(
    "text", ["425261", "4252614", "0425261", "12345", "1", "123456789", "36800054417", "12345678901234567890"]
)
def test_other_counts_of_digits_are_house_codes(text: str) -> None:
    [reading] = interpret(text).readings
    assert (reading.kind, reading.gtin14, reading.code) == ("house", None, text)
    assert interpret(text).refused is None


def test_short_upc_e_counts_only_where_the_symbol_says_so() -> None:
    assert numbers("]E0425261") == ["00042100005264"]
    assert warned("]E0425261") == ["no_check_digit"]
    assert numbers("]E04252614")[0] == "00042100005264"
    assert interpret("]E00425261").readings[-1].gtin14 == "00042100005264"
    assert interpret("]E004252613").refused == "The check digit of 04252613 is wrong: it must be 4, not 3."


@pytest.mark.parametrize("text", ["00000000", "000000000000", "0000000000000", "00000000000000"])
def test_zeros_only_are_no_trade_item(text: str) -> None:
    assert refusal(text) == "zeros"
    assert kinds(text) == ["house"]


def test_a_number_that_is_nearly_zero_is_refused_like_any_wrong_one() -> None:
    assert refusal("00000001") == "check_digit_8"


def test_a_case_is_another_item_than_its_piece() -> None:
    case, piece = interpret("10093966005667").readings[0], interpret("0093966005660").readings[0]
    assert case.gtin14 != piece.gtin14
    assert case.reason.code == "is_case"


@pytest.mark.parametrize(
    ("text", "warning"), [("9521101530003", "example"), ("9800000000007", "coupon"), ("20060909", "restricted")]
)
def test_numbers_of_special_ranges_carry_a_warning(text: str, warning: str) -> None:
    text = ean13(text[:12]) if len(text) == 13 else text
    assert warning in warned(text)


def test_a_weight_inside_the_number_comes_with_the_item_number_zeroed() -> None:
    number = ean13("211234501548")
    first, whole = interpret(number).readings
    assert (first.kind, first.weight, first.code) == ("rcn", Decimal("1.548"), ean13("211234500000"))
    assert (whole.kind, whole.weight, whole.code) == ("rcn", None, number)


def test_a_price_and_a_count_come_by_their_patterns() -> None:
    assert interpret(ean13("231234512345")).readings[0].price == Decimal("123.45")
    patterns = (Pattern("25.......{NNN}", "count"),)
    assert interpret(ean13("251234567012"), patterns).readings[0].count == 12


def test_the_first_pattern_that_fits_is_used() -> None:
    patterns = (Pattern("21.....{NNNDD}", "price"), Pattern("21.....{NNDDD}", "weight"))
    first = interpret(ean13("211234501548"), patterns).readings[0]
    assert (first.price, first.weight) == (Decimal("15.48"), None)


def test_a_wrong_check_of_the_value_and_an_unnamed_value_carry_warnings() -> None:
    patterns = (Pattern("20.....C{NNDD}", "price"),)
    reading = interpret(ean13("201234582875"), patterns).readings[0]
    assert "value_check" in [remark.code for remark in reading.warnings]
    assert "value_unknown" in warned("0213400015486")
    assert interpret("0213400015486").readings[0].code == interpret("0213400016667").readings[0].code


def test_upc_system_2_is_the_same_as_its_13_digits() -> None:
    assert numbers("213400015486")[0] == numbers("0213400015486")[0]


def test_a_shop_number_without_value_is_taken_whole() -> None:
    number = ean13("200000000004")
    assert [(r.kind, r.code) for r in interpret(number).readings] == [("rcn", number)]
    zeroed = ean13("211234500000")
    assert [(r.kind, r.code, r.weight) for r in interpret(zeroed).readings] == [("rcn", zeroed, None)]


def test_a_chains_own_ean_8_is_a_shop_number_and_a_trade_item() -> None:
    assert kinds("20060909") == ["rcn", "gtin"]
    patterns = (Pattern("2...{NDD}", "price"),)
    assert [(r.kind, r.price) for r in interpret("20060909", patterns).readings] == [
        ("rcn", Decimal("0.90")),
        ("gtin", None),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("978-0-306-40615-7", "09780306406157"),
        ("978 0 306 40615 7", "09780306406157"),
        ("0-306-40615-2", "09780306406157"),
        ("080442957X", "09780804429573"),
        ("2434-561X", "09772434561006"),
    ],
)
def test_typed_isbn_and_issn_are_their_trade_item_number(text: str, number: str) -> None:
    first, last = interpret(text).readings
    assert (first.kind, first.gtin14, last.kind, last.code) == ("gtin", number, "house", text)


def test_ten_plain_digits_are_a_house_code_first_and_an_isbn_second() -> None:
    assert kinds("0306406152") == ["house", "gtin"]
    assert kinds("0306406153") == ["house"]


def test_gs1_data_gives_number_batch_expiry_serial_weight_count_and_price() -> None:
    reading = interpret(f"]C101{GTIN}17261200310300150010AB\x1d21x\x1d305").readings[0]
    assert (reading.kind, reading.gtin14, reading.code, reading.symbol) == ("gs1", GTIN, GTIN[1:], "GS1-128")
    assert (reading.lot, reading.serial, str(reading.expiry)) == ("AB", "x", "2026-12-31")
    assert (reading.weight, reading.count) == (Decimal("1.500"), Decimal(5))
    variable = "9" + GTIN[1:13]
    variable += check_digit(variable)
    priced = interpret(f"]e001{variable}31030005003932978001100").readings[0]
    assert (priced.price, priced.warnings) == (Decimal("11.00"), ())
    assert interpret(f"]e001{variable}31030005003922001100").readings[0].price == Decimal("11.00")
    assert warned(f"]e001{variable}") == ["gs1_variable"]


@pytest.mark.parametrize(
    ("data", "day"), [("7003261231" + "1200", "2026-12-31"), ("15261130", "2026-11-30"), ("11261130", "None")]
)
def test_expiry_is_the_use_by_date_or_the_best_before_date(data: str, day: str) -> None:
    assert str(interpret(f"]d201{GTIN}{data}").readings[0].expiry) == day


def test_a_logistic_unit_is_looked_up_by_its_content_or_its_own_number() -> None:
    unit = interpret(f"]C10010614141234567890802{GTIN}3712").readings[0]
    assert (unit.gtin14, unit.count) == (GTIN, Decimal(12))
    assert interpret("]C100106141412345678908").readings[0].code == "106141412345678908"
    assert interpret("]C110AB").readings[0].code == "10AB"


def test_a_whole_string_in_an_old_catalogue_can_still_be_found() -> None:
    text = "0103021699050319151909261020180626"
    gs1, house = interpret(text).readings
    assert (gs1.gtin14, gs1.lot, str(gs1.expiry)) == ("03021699050319", "20180626", "2019-09-26")
    assert (house.kind, house.code) == ("house", text)


def test_a_plain_number_is_never_gs1_data() -> None:
    number = ean13("400638133393")
    assert kinds(number) == ["gtin"]
    assert kinds(ean13("400000000000")) == ["gtin"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("]C1", "empty"),
        ("]Q3\x1d", "empty"),
        ("", "empty"),
        (" \r\n", "empty"),
        ("]J1", "empty"),
        ("]C104006381333931", "gs1_ai"),
        (f"]d201{GTIN}17260230", "gs1_date"),
        ("10A\x1dzz", "gs1_ai"),
        ("]E0ABC", "symbol_length"),
        ("]E4036800054417", "symbol_length"),
        ("]E02000000", "symbol_length"),
        ("]E34006381333931", "symbol_length"),
        ("]E112", "addon_only"),
        ("]E212345", "addon_only"),
        ("SD-CMD.NO", "command_unknown"),
        ("0*", "amount_zero"),
        ("1" * (LONGEST + 1), "too_long"),
        ("AB\x07C", "unprintable"),
        ("\udcff", "unprintable"),
        ("AB\tC", "lines"),
        ("https://id.gs1.org/01/04006381333930", "gs1_check_digit"),
    ],
)
def test_what_cannot_be_taken_has_a_sentence_and_never_a_number(text: str, code: str) -> None:
    interpretation = interpret(text)
    assert interpretation.refused is not None
    assert interpretation.refused.code == code
    assert interpretation.refused.endswith(".")
    assert [r.gtin14 for r in interpretation.readings if r.kind != "house"] == []


def test_a_damaged_text_has_no_reading_at_all() -> None:
    for text in ("AB\x07C", "\udcff", "10A\x1dzz", "SD-CMD.NO", "0*", "", "1" * (LONGEST + 1)):
        assert interpret(text).readings == ()


@pytest.mark.parametrize(
    "text",
    [
        "]",
        "]Y",
        "арт-12",
        "A 1",
        "A\xa01",
        "_",
        "00o27000382493",
        "(12)a",
        "é",
        "日本",
        "5x",
        "x" * 300,
        "https://example.com/",
    ],
)
def test_any_other_printable_text_is_a_house_code(text: str) -> None:
    [reading] = interpret(text).readings
    assert (reading.kind, reading.code, interpret(text).refused) == ("house", text, None)
    assert not interpret(text).is_sure


def test_an_identifier_without_text_and_an_unknown_one_do_no_harm() -> None:
    assert (interpret("]Yx").aim, refusal("]Yx")) == ("]Yx", "empty")
    assert (interpret("]X0AB").aim, kinds("]X0AB")) == ("]X0", ["house"])
    assert interpret("]I0123456").readings[0].warnings[0].code == "itf_length"


def test_digits_of_other_scripts_are_text() -> None:
    assert warned("４００６３８１３３３９３１") == ["other_digits"]


def test_gs1_data_in_an_unmarked_symbol_carries_a_warning() -> None:
    assert "gs1_unmarked" in warned(f"]d101{GTIN}215abcDE\x1d93Zx0=")
    assert numbers(f"]d101{GTIN}215abcDE\x1d93Zx0=") == [GTIN]


def test_a_marking_code_names_the_piece_by_number_and_serial() -> None:
    reading = interpret(f"]d201{GTIN}215abcDE\x1d93Zx0=").readings[0]
    assert (reading.gtin14, reading.serial, reading.code) == (GTIN, "5abcDE", GTIN[1:])


def test_a_digital_link_address_is_gs1_data() -> None:
    reading = interpret(f"]Q1https://id.gs1.org/01/{GTIN}/10/AB").readings[0]
    assert (reading.kind, reading.gtin14, reading.lot) == ("gs1", GTIN, "AB")
    assert interpret(f"https://id.gs1.org/01/{GTIN}").readings[0].symbol == "GS1 Digital Link"
    assert warned("https://example.com/") == ["web_address"]


def test_the_printed_form_typed_in_brackets_is_gs1_data() -> None:
    assert kinds("(01)04006381333931(10)AB") == ["gs1", "house"]


def test_commands_are_known_by_their_prefix_and_amounts_by_the_star() -> None:
    assert [(r.kind, r.code, r.count) for r in interpret("5*").readings] == [("command", "quantity", Decimal(5))]
    assert interpret("sd-cmd.undo\r").readings[0].code == "undo"


def test_json_has_decimals_and_dates_as_text() -> None:
    text = f"]C101{GTIN}17261200310300150010AB\x1d305"
    value = json.loads(json.dumps(to_json(interpret(text))))
    assert (value["raw"], value["aim"], value["refused"]) == (text, "]C1", None)
    [reading] = value["readings"]
    assert reading["elements"][0] == {"ai": "01", "value": GTIN}
    assert (reading["weight"], reading["count"], reading["expiry"], reading["price"]) == (
        "1.500",
        "5",
        "2026-12-31",
        None,
    )


def test_the_year_moves_the_window_of_two_digit_years() -> None:
    assert str(interpret(f"]C101{GTIN}17801231", year=2040).readings[0].expiry) == "2080-12-31"
