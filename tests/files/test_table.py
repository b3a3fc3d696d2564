"""Files as people have them: by content, not by name; whatever is wrong with one is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.errors import StockdeskError
from stockdesk.files import table
from stockdesk.files.table import Row, read_table
from tests.support.workbooks import ods, xlsx

ROWS = [["code", "amount"], ["4006381333931", "2"], ["0036800054417", "1.5"]]
CSV = "code,amount\n4006381333931,2\n0036800054417,1.5\n"


def refusal(path: Path) -> StockdeskError:
    with pytest.raises(StockdeskError) as caught:
        read_table(path)
    return caught.value


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.txt", "list"])
@pytest.mark.parametrize("content", [CSV.encode(), xlsx(ROWS), ods(ROWS)], ids=["csv", "xlsx", "ods"])
def test_form_is_told_by_content_whatever_the_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert [list(row.cells) for row in read_table(path).rows] == ROWS


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\ncode,amount\n\n4006381333931,2\n")
    assert [(row.number, row.blank) for row in read_table(path).rows] == [(1, True), (2, False), (3, True), (4, False)]


def test_row_is_shown_as_written_without_its_blank_cells() -> None:
    assert Row(7, ("", " 4006381333931 ", " ", "-2")).text == "4006381333931 | -2"


def test_missing_file_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.csv")
    assert (error.code, error.arguments["path"]) == ("file.missing", str(tmp_path / "none.csv"))


def test_name_that_no_file_can_have_is_a_missing_file() -> None:
    assert refusal(Path("a\0b")).code == "file.missing"


def test_folder_is_named_as_one(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "file.is-folder"


@pytest.mark.parametrize("content", [b"", b"\n\n", b" , ,\n;\n", b"\xef\xbb\xbf", xlsx([]), xlsx([["", " "]])])
def test_file_without_anything_in_it_is_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    assert refusal(path).code == "file.empty"


def test_file_that_never_ends_is_too_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(table, "LARGEST_FILE", 100)
    path = tmp_path / "large.csv"
    path.write_bytes(b"a" * 101)
    assert refusal(path).code == "file.too-large"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_refusal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    try:
        code = "" if read_table(path).rows else "no rows"
    except StockdeskError as error:
        code = error.code
    assert code == "" or code.startswith("file.")


@pytest.mark.parametrize("whole", [xlsx(ROWS), ods(ROWS)], ids=["xlsx", "ods"])
def test_damaged_workbook_is_refused_wherever_it_is_damaged(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "damaged"
    for cut in range(4, len(whole), 97):
        path.write_bytes(whole[:cut])
        assert refusal(path).code in ("file.broken", "file.not-a-table")
