"""Workbooks: numbers as a person sees them, text as it is, the sheet that a person means."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.errors import StockdeskError
from stockdesk.files.workbook import EXACT_BELOW, cell_text, read_workbook
from tests.support.workbooks import ods, package, xlsx


def refusal(data: bytes) -> str:
    with pytest.raises(StockdeskError) as caught:
        read_workbook(data, "f.xlsx")
    return caught.value.code


@pytest.mark.parametrize("write", [xlsx, ods], ids=["xlsx", "ods"])
def test_barcode_kept_as_a_number_comes_with_every_digit(write: object) -> None:
    assert callable(write)
    rows = read_workbook(write([["code", "amount"], [4006381333931, 2], [10093966005667, 1.5]]), "f").rows
    assert [row.cells for row in rows[1:]] == [("4006381333931", "2"), ("10093966005667", "1.5")]


def test_text_keeps_its_zeros_and_blanks() -> None:
    assert read_workbook(xlsx([["0036800054417", " a "]]), "f").rows[0].cells == ("0036800054417", " a ")


def test_rows_and_columns_before_the_table_are_counted() -> None:
    rows = read_workbook(xlsx([[], [None, "code", "amount"], [], [None, "1", "2"]]), "f").rows
    assert [(row.number, row.cells) for row in rows if not row.blank] == [
        (2, ("", "code", "amount")),
        (4, ("", "1", "2")),
    ]


def test_first_visible_sheet_with_anything_in_it_is_read_and_the_others_are_named() -> None:
    data = xlsx({"Secret": [["x"]], "Empty": [], "Delivery": [["code"]], "Notes": [["n"]]}, hidden=["Secret"])
    table = read_workbook(data, "f")
    assert (table.sheet, table.unread, table.rows[0].cells) == ("Delivery", ("Notes",), ("code",))


@given(st.integers(min_value=0, max_value=EXACT_BELOW - 1))
def test_every_number_of_up_to_15_digits_is_exact(number: int) -> None:
    assert cell_text(float(number)) == str(number)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (12.5, "12.5"),
        (-2.0, "-2"),
        (0.00001, "0.00001"),
        (123456789012345678.0, "1.23456789012346E+17"),
        (1e15, "1.00000000000000E+15"),
        (float("inf"), "inf"),
        (True, "TRUE"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_cell_is_written_as_a_person_would_type_it(cell: float | dt.date | dt.timedelta, text: str) -> None:
    assert cell_text(cell) == text


def test_protected_ods_is_named() -> None:
    manifest = '<manifest:encryption-data manifest:checksum="x"/>'
    assert refusal(ods([["code"]], manifest=manifest)) == "file.password"


def test_protected_xlsx_is_named() -> None:
    wrapper = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le")
    assert refusal(wrapper) == "file.password"


def test_broken_ole_file_is_named() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000) == "file.broken"


def test_zip_file_of_something_else_is_no_table() -> None:
    assert refusal(package({"word/document.xml": "<w/>"})) == "file.not-a-table"


def test_workbook_whose_sheet_is_missing_is_broken() -> None:
    whole = {"xl/workbook.xml": "<workbook/>"}
    assert refusal(package(whole)) == "file.broken"
