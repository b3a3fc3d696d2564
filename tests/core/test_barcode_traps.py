"""Codes as drivers, scanners and people really deliver them: framed, cut, glued, with add-ons, without separators."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.core.barcode import Interpretation, interpret
from stockdesk.core.gtin import check_digit
from stockdesk.core.instore import Pattern
from stockdesk.core.reading import Reading

GTIN = "04006381333931"
GS = "\x1d"


def first(text: str) -> Reading:
    return interpret(text).readings[0]


def refusal(interpretation: Interpretation) -> str | None:
    return None if interpretation.refused is None else interpretation.refused.code


def kinds(text: str) -> list[str]:
    return [reading.kind for reading in interpret(text).readings]


def warned(text: str) -> set[str]:
    return {remark.code for reading in interpret(text).readings for remark in reading.warnings}


@pytest.mark.parametrize(
    "text",
    [
        f"4006381333931{GS}",
        f"{GS}4006381333931",
        f"{GS}{GS}4006381333931{GS}\r\n",
        f"]E04006381333931{GS}",
        "\x024006381333931\x03",
        "\x02]E04006381333931\x03\r",
        "4006381333931\x00",
        "\u200e4006381333931\u200b",
        "\xa04006381333931\u3000",
    ],
)
def test_separators_and_frames_round_a_number_are_no_part_of_it(text: str) -> None:
    interpretation = interpret(text)
    assert [(r.kind, r.gtin14, r.code) for r in interpretation.readings] == [("gtin", GTIN, "4006381333931")]
    assert (interpretation.text, interpretation.refused) == ("4006381333931", None)


@pytest.mark.parametrize("text", [f"ABC{GS}", f"{GS}ABC", "\x02ABC\x03", f"{GS}ABC{GS}"])
def test_separators_and_frames_round_a_house_code_are_no_part_of_it(text: str) -> None:
    assert [(r.kind, r.code) for r in interpret(text).readings] == [("house", "ABC")]


def test_a_separator_in_front_says_gs1_and_one_behind_may_be_a_suffix() -> None:
    assert kinds(f"{GS}10ABC") == ["gs1", "house"]
    assert kinds(f"10ABC{GS}") == ["house", "gs1"]
    assert kinds(f"{GS}1726123110A") == ["gs1", "house"]


def test_a_wrong_number_in_a_frame_is_still_wrong() -> None:
    assert kinds(f"{GS}17261230") == ["gs1", "house"]
    assert refusal(interpret(f"4006381333930{GS}")) == "check_digit"
    assert refusal(interpret(f"{GS}4006381333930")) == "check_digit"


def test_a_number_before_a_separator_lacks_only_its_identifier() -> None:
    reading = first(f"{GTIN}{GS}10A")
    assert (reading.kind, reading.gtin14, reading.lot) == ("gs1", GTIN, "A")
    assert warned(f"4006381333931{GS}1726123110A") == {"gs1_bare_gtin"}


def test_two_scans_in_one_are_refused_or_told() -> None:
    for text in (f"4006381333931{GS}4006381333931", f"4006381333931{GS}96385074"):
        assert (refusal(interpret(text)), interpret(text).readings) == ("run_together", ())
    for end in ("\r", "\n", "\r\n", "\t"):
        assert refusal(interpret(f"4006381333931{end}4006381333931")) == "lines"
    assert warned("40063813339314006381333931") == {"two_codes"}
    assert warned("9638507496385074") == {"two_codes"}
    assert [r.gtin14 for r in interpret("40063813339314006381333931").readings] == [None]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("977031784700112", ["gtin"]),
        ("978030640615712345", ["gtin"]),
        ("400638133393112", ["house", "gtin"]),
        ("400638133393112345", ["house", "gtin"]),
        ("03680005441712345", ["gtin", "house"]),
        ("]E303680005441712345", ["gtin"]),
        ("]E303680005441712", ["gtin"]),
        ("490154203237518", ["house"]),
        ("106141412345678908", ["house"]),
    ],
)
def test_a_number_with_its_add_on_is_the_number(text: str, order: list[str]) -> None:
    interpretation = interpret(text)
    assert [r.kind for r in interpretation.readings] == order
    for reading in interpretation.readings:
        if reading.kind == "gtin":
            assert reading.gtin14 == reading.code.zfill(14)
            assert text.removeprefix("]E3").startswith(reading.code)


def test_fourteen_digits_are_a_gtin_14_before_a_upc_a_with_add_on() -> None:
    main = "036800054417"
    for tail in range(100):
        text = f"{main}{tail:02}"
        right = text[13] == check_digit(text[:13])
        assert [r.gtin14 for r in interpret(text).readings] == [text if right else None]
        assert first(f"]E3{text}").gtin14 == main.zfill(14)


@pytest.mark.parametrize("text", [f"]C18006{GTIN}0102", f"]C18026{GTIN}0102{GS}375", f"(8006){GTIN}0102"])
def test_a_piece_of_a_trade_item_is_looked_up_by_its_number(text: str) -> None:
    assert (first(text).gtin14, first(text).code) == (GTIN, GTIN[1:])


def test_a_printed_number_is_looked_up_bare_and_as_it_stands() -> None:
    bare, house = interpret("4 006381 333931").readings
    assert (bare.kind, bare.gtin14, bare.code) == ("gtin", GTIN, "4006381333931")
    assert (house.kind, house.code) == ("house", "4 006381 333931")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("010400638133393010ABC", "gs1_check_digit"),
        ("010400638133393017261231", "gs1_check_digit"),
        ("(10)A(01)04006381333930", "gs1_check_digit"),
        ("00106141412345678900" + "02" + GTIN + "3712", "gs1_check_digit"),
        (f"]C101{GTIN}17261301", "gs1_date"),
        (f"01{GTIN}17261301", "gs1_date"),
        (f"]C101{GTIN}10A{GS}10B", "gs1_repeated"),
        (f"]C101{GTIN}0104006381333948", "gs1_repeated"),
        ("0100000000000000", "gs1_zeros"),
        ("00" + "0" * 18, "gs1_zeros"),
        (f"01{GTIN}3109001500", "gs1_ai"),
        (f"01{GTIN}3922", "gs1_value"),
    ],
)
def test_gs1_data_that_cannot_be_true_is_refused_and_names_nothing(text: str, code: str) -> None:
    interpretation = interpret(text)
    assert refusal(interpretation) == code
    assert [r.gtin14 for r in interpretation.readings if r.gtin14] == []


def test_sixteen_digits_like_a_number_with_identifier_are_a_house_code_with_a_warning() -> None:
    assert kinds("0104006381333930") == ["house"]
    assert warned("0104006381333930") == {"gs1_key"}


@pytest.mark.parametrize(
    "text", ["0000000000", "0000-0000", "0-000-00000-0", "]E0000000", "]E40000000", "]I100000000000000"]
)
def test_zeros_name_no_product_in_any_reading(text: str) -> None:
    assert [r.gtin14 for r in interpret(text).readings if r.gtin14] == []


def test_a_pack_without_identifiers_is_number_and_serial() -> None:
    reading = first(f"{GTIN}5abcDE>AAAAZx0=")
    assert (reading.kind, reading.gtin14, reading.serial) == ("gs1", GTIN, "5abcDE>")


def test_gs1_data_in_an_envelope_of_data_matrix_is_gs1_data() -> None:
    reading = first(f"[)>\x1e05{GS}01{GTIN}{GS}10A\x1e\x04")
    assert (reading.gtin14, reading.lot) == (GTIN, "A")


def test_a_number_that_a_spreadsheet_spoiled_is_told() -> None:
    assert warned("4,00638E+12") == {"spreadsheet"}
    assert warned("4.0E") == set()


def test_a_case_of_variable_measure_is_told() -> None:
    number = "9" + GTIN[1:13]
    assert "gs1_variable" in warned(number + check_digit(number))


def test_a_pattern_for_a_range_of_makers_comes_after_the_number_itself() -> None:
    number = "770123401548" + check_digit("770123401548")
    patterns = (Pattern("77.....{NNDDD}", "weight"),)
    whole, weighed = interpret(number, patterns).readings
    assert (whole.kind, whole.gtin14, whole.weight) == ("gtin", number.zfill(14), None)
    assert (weighed.kind, weighed.weight) == ("rcn", Decimal("1.548"))


def test_a_web_address_in_a_gs1_symbol_or_without_its_scheme_is_read() -> None:
    for text in (f"]Q3https://id.gs1.org/01/{GTIN}/21/x", f"id.gs1.org/01/{GTIN}/21/x"):
        assert (first(text).gtin14, first(text).serial) == (GTIN, "x")


def test_a_lost_separator_is_told_wherever_it_was() -> None:
    for tail in ("10LOT121SERIAL", f"10LOT117261231{GS}21X", "10LOT13103001234", "21ABCDEFGH93Zx0="):
        assert "gs1_swallowed" in warned(f"01{GTIN}{tail}")
    for tail in ("10ABC2110XYZ", "21ABC2110XYZ", f"1726123110LOT1{GS}21SN12345"):
        assert warned(f"01{GTIN}{tail}") == set()


def test_brackets_inside_a_gs1_symbol_are_read_and_told() -> None:
    reading = first(f"]C1(01){GTIN}(10)A")
    assert (reading.kind, reading.gtin14, reading.lot, reading.symbol) == ("gs1", GTIN, "A", "GS1-128")
    assert warned(f"]C1(01){GTIN}(10)A") == {"gs1_brackets"}
    assert refusal(interpret("]C1(01)04006381333930(10)A")) == "gs1_check_digit"
    assert refusal(interpret("]C1(A)")) == "gs1_ai"


@pytest.mark.parametrize("typed", ["<GS>", "{GS}", "\\x1d", "␝", "GS"])
def test_a_separator_written_out_is_a_separator(typed: str) -> None:
    reading = first(f"01{GTIN}215abcDE{typed}93Zx0=")
    assert (reading.serial, [e.ai for e in reading.elements]) == ("5abcDE", ["01", "21", "93"])
    assert "gs_typed" in [remark.code for remark in reading.warnings]


def test_separators_written_out_in_a_text_that_is_no_gs1_data_are_text() -> None:
    assert [(r.kind, r.code) for r in interpret("ABC<GS>DEF").readings] == [("house", "ABC<GS>DEF")]
    assert kinds("10A<GS>21B") == ["gs1", "house"]
