"""A small file that claims billions of cells is refused before anything lays it out."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.files import bounds
from stockdesk.files.bounds import check_package
from stockdesk.files.workbook import read_workbook
from tests.support.workbooks import ods, ods_cell, package, sheet_xml, xlsx

FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FAR_WITHOUT_PLACES = '<row r="1"><c><v>1</v></c></row><row r="1048576">' + "<c/>" * 20 + "<c><v>1</v></c></row>"


def refusal(data: bytes) -> str:
    with pytest.raises(StockdeskError) as caught:
        read_workbook(data, "f")
    return caught.value.code


def sheet_with(rows: str) -> bytes:
    return xlsx([], raw={"xl/worksheets/sheet1.xml": sheet_xml([]).replace("<sheetData>", f"<sheetData>{rows}")})


@pytest.mark.parametrize("rows", [FAR, FAR_WITHOUT_PLACES])
def test_two_filled_cells_in_opposite_corners_are_refused(rows: str) -> None:
    assert refusal(sheet_with(rows)) == "file.too-large-sheet"


def test_formatted_empty_cells_far_away_do_no_harm() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read_workbook(sheet_with(rows), "f").rows[0].cells[0] == "1"


def test_repeated_filled_rows_of_ods_are_counted() -> None:
    cells = ods_cell("x", repeated=1000)
    tail = f'<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row>'
    assert refusal(ods([["code"]], tail=tail)) == "file.too-large-sheet"


def test_empty_tail_that_spreadsheets_write_into_ods_is_harmless() -> None:
    cells = ods_cell(None, repeated=16384)
    tail = f'<table:table-row table:number-rows-repeated="1048574">{cells}</table:table-row>'
    rows = read_workbook(ods([["code", "amount"], ["1", 2]], tail=tail), "f").rows
    assert [row.cells for row in rows if not row.blank] == [("code", "amount"), ("1", "2")]


def test_package_that_unpacks_to_far_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LARGEST_CONTENT", 1_000_000)
    assert refusal(xlsx([], raw={"xl/media/picture": "\0" * 1_000_001})) == "file.too-large-sheet"


def test_entities_are_refused_before_they_grow() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    assert refusal(xlsx([], raw={"xl/worksheets/sheet1.xml": bomb})) == "file.broken"


def test_sheet_that_is_no_xml_is_broken() -> None:
    assert refusal(xlsx([], raw={"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"})) == "file.broken"


def test_part_whose_bytes_were_changed_is_broken() -> None:
    data = bytearray(xlsx([["code"]] * 50))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    start = part.header_offset + 30 + len(part.filename) + 10
    data[start : start + 8] = bytes(8)
    with pytest.raises(StockdeskError) as caught:
        check_package(bytes(data), "f")
    assert caught.value.code == "file.broken"


def test_encrypted_part_asks_for_a_password() -> None:
    data = bytearray(package({"content.xml": "<a/>"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert refusal(bytes(data)) == "file.password"
