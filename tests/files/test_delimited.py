"""CSV as spreadsheets of three continents write it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.errors import StockdeskError
from stockdesk.files.delimited import LONGEST_CELL, read_delimited

RUSSIAN = "штрихкод;количество;цена\n4006381333931;2;12,50\n"
RUSSIAN_CELLS = [("штрихкод", "количество", "цена"), ("4006381333931", "2", "12,50")]


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_delimited(data, "f.csv").rows]


def refusal(data: bytes) -> StockdeskError:
    with pytest.raises(StockdeskError) as caught:
        read_delimited(data, "f.csv")
    return caught.value


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1251"]
)
def test_cyrillic_is_read_in_every_encoding_that_spreadsheets_write(encoding: str) -> None:
    text = RUSSIAN if "16-" not in encoding else RUSSIAN.replace("штрихкод;количество;цена", "code;amount;cost")
    expected = RUSSIAN_CELLS if "16-" not in encoding else [("code", "amount", "cost"), RUSSIAN_CELLS[1]]
    assert cells(text.encode(encoding)) == expected


def test_western_accents_in_windows_1252_are_not_taken_for_cyrillic() -> None:
    assert cells("code,quantité\n4006381333931,2\n".encode("cp1252"))[0] == ("code", "quantité")


def test_letters_of_no_known_encoding_are_named() -> None:
    assert refusal(b"code,amount\n\x98\x98\x98,2\n").code == "file.encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_end_are_found(delimiter: str, line_end: str) -> None:
    text = line_end.join([delimiter.join(["code", "amount", "cost"]), delimiter.join(["4006381333931", "2", "3"])])
    assert cells(text.encode()) == [("code", "amount", "cost"), ("4006381333931", "2", "3")]


def test_decimal_commas_do_not_mislead_about_the_delimiter() -> None:
    assert cells(b"code;amount;cost\n4006381333931;1,5;12,50\n")[1] == ("4006381333931", "1,5", "12,50")


def test_comma_in_a_quoted_heading_does_not_count() -> None:
    assert cells(b'"a,b,c,d";amount\n1;2\n') == [("a,b,c,d", "amount"), ("1", "2")]


def test_line_that_names_the_delimiter_is_obeyed_and_counted() -> None:
    table = read_delimited(b"sep=|\r\ncode|amount\r\n1|2\r\n", "f.csv")
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("code", "amount")), (3, ("1", "2"))]


def test_quotes_follow_rfc_4180() -> None:
    data = b'code,comment\n1,"one ""and"" two, three\nfour"\n'
    assert cells(data) == [("code", "comment"), ("1", 'one "and" two, three\nfour')]


def test_quote_that_is_never_closed_is_named_with_its_row() -> None:
    error = refusal(b'code,comment\n1,ok\n2,"never closed\n3,x\n')
    assert (error.code, error.arguments["row"]) == ("file.quotes", 3)


def test_text_behind_a_closing_quote_is_refused_and_not_guessed() -> None:
    assert refusal(b'code,comment\n1,"a"b\n').code == "file.quotes"


def test_cell_without_end_is_refused() -> None:
    assert refusal(b"code,comment\n1," + b"x" * (LONGEST_CELL + 1)).code == "file.cell-too-long"


def test_limit_on_cells_is_put_back_for_others() -> None:
    before = csv.field_size_limit()
    cells(b"code,amount\n1,2\n")
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"<html><table>", b"<?xml version='1.0'?>", b"{\\rtf1", b"code\0amount\n"],
)
def test_file_of_another_kind_is_no_table(data: bytes) -> None:
    assert refusal(data).code == "file.not-a-table"


def test_separator_of_gs1_data_stays_in_its_cell() -> None:
    assert cells(b"code,amount\n0104006381333931\x1d10A1,2\n")[1][0] == "0104006381333931\x1d10A1"


@given(
    st.lists(
        st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1), min_size=2, max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["code", "amount", "cost", "comment"], *rows])
    assert cells(text.getvalue().encode("utf-8-sig"))[1:] == [tuple(row) for row in rows]
