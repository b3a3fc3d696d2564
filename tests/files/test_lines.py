"""Rows become lines exactly as written, or are named with what is wrong."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.errors import StockdeskError
from stockdesk.core.product import UnitType
from stockdesk.files.lines import FileLine, FileLines, read_code, read_lines
from stockdesk.resources import resource_path
from tests.support.workbooks import Rows, ods, xlsx


def lines_of(folder: Path, content: str | bytes) -> FileLines:
    path = folder / "list"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_lines(path)


def test_row_with_everything_is_taken_as_written(tmp_path: Path) -> None:
    found = lines_of(tmp_path, "code;amount;cost;unit;discount;comment\n4006381333931;1,5;12,50;service;10%; two \n")
    assert found.problems == ()
    assert found.lines == (
        FileLine(
            row=2,
            text="4006381333931 | 1,5 | 12,50 | service | 10% | two",
            code="4006381333931",
            amount=Decimal("1.5"),
            cost=Decimal("12.5"),
            unit=UnitType.SERVICE,
            unit_text="service",
            discount=Decimal(10),
            comment="two",
        ),
    )


def test_what_the_file_leaves_out_is_left_open(tmp_path: Path) -> None:
    line = lines_of(tmp_path, "code,amount\nA-1,2\n").lines[0]
    assert (line.cost, line.unit, line.discount, line.comment) == (None, UnitType.SALE, Decimal(0), "")


def test_blank_rows_are_skipped_and_counted(tmp_path: Path) -> None:
    assert [line.row for line in lines_of(tmp_path, "code,amount\n\nA,1\n , \nB,2\n").lines] == [3, 5]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,-1", "amount.negative"),
        ("A,0", "amount.zero"),
        ("A,0.000", "amount.zero"),
        ("A,two", "amount.unreadable"),
        ("A,", "amount.missing"),
        ("A,1.2345", "amount.too-fine"),
        ("A,4006381333931", "amount.too-large"),
        (",1", "code.missing"),
        ("A,1,-5", "money.negative"),
        ("A,1,abc", "money.unreadable"),
        ("A,1,,101", "discount.too-large"),
        ("A,1,,x", "discount.unreadable"),
        ("4.00638E+12,1", "code.damaged"),
    ],
)
def test_row_that_cannot_be_taken_is_named_and_the_others_are_read(tmp_path: Path, row: str, code: str) -> None:
    found = lines_of(tmp_path, f"code,amount,cost,discount\nGOOD,1\n{row}\nFINE,2\n")
    assert [line.code for line in found.lines] == ["GOOD", "FINE"]
    assert [(problem.row, problem.text, problem.error.code) for problem in found.problems] == [
        (3, " | ".join(part for part in row.split(",") if part), code)
    ]


def test_unit_by_its_title_is_kept_for_the_product_to_decide(tmp_path: Path) -> None:
    line = lines_of(tmp_path, "code,amount,unit\nA,1,мл\n").lines[0]
    assert (line.unit, line.unit_text) == (None, "мл")


def test_table_with_headings_alone_has_no_rows(tmp_path: Path) -> None:
    with pytest.raises(StockdeskError) as caught:
        lines_of(tmp_path, "code,amount\n\n")
    assert caught.value.code == "file.no-rows"


def test_further_sheets_are_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"One": [["code", "amount"], ["A", 1]], "Two": [["code", "amount"], ["B", 1]]}
    assert lines_of(tmp_path, xlsx(sheets)).unread == ("Two",)


@pytest.mark.parametrize(
    "damaged",
    [
        *("4,00638E+12", "4.00638E+12", "4.00638e+12", "1.23456789012346E+17", "1E+15"),
        *("4006381333931.0", "4006381333931,00", "########", "#N/A", "#NAME?"),
    ],
)
def test_code_that_a_spreadsheet_damaged_is_recognised_and_not_guessed(damaged: str) -> None:
    with pytest.raises(StockdeskError) as caught:
        read_code(damaged)
    assert (caught.value.code, caught.value.arguments["text"]) == ("code.damaged", damaged)


@pytest.mark.parametrize("code", ["7.43", "10,5", "4E10", "E+12", "#1", "А-17/б", "0036800054417", "12E3"])
def test_article_that_only_looks_odd_is_taken(code: str) -> None:
    assert read_code(code) == code


@pytest.mark.parametrize("written", ['="0036800054417"', "'0036800054417", "0036800054417 "])
def test_wrapper_that_protects_a_code_is_taken_off(written: str) -> None:
    assert read_code(written) == "0036800054417"


def test_code_of_any_length_is_bounded() -> None:
    with pytest.raises(StockdeskError) as caught:
        read_code("7" * 201)
    assert caught.value.code == "code.too-long"


def real_products() -> list[dict[str, str]]:
    with resource_path("demo", "products.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(delimiter: str, encoding: str, rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding, "replace")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_4092_real_products_are_read_from_every_csv(tmp_path: Path, delimiter: str, encoding: str) -> None:
    products = real_products()
    rows = [["barcode", "qty", "комментарий"], *([p["barcode"], "1", p["title"]] for p in products)]
    found = lines_of(tmp_path, as_csv(delimiter, encoding, rows))
    assert found.problems == ()
    assert [line.code for line in found.lines] == [product["barcode"] for product in products]
    if encoding != "windows-1251":
        assert [line.comment for line in found.lines] == [" ".join(product["title"].split()) for product in products]


@pytest.mark.parametrize("write", [xlsx, ods], ids=["xlsx", "ods"])
def test_4092_real_products_are_read_from_every_workbook(tmp_path: Path, write: object) -> None:
    assert callable(write)
    products = real_products()
    rows = [["barcode", "qty", "title"], *([p["barcode"], 1, p["title"]] for p in products)]
    found = lines_of(tmp_path, write(rows))
    assert [line.code for line in found.lines] == [product["barcode"] for product in products]


amounts = st.decimals(min_value="0.001", max_value=10000, places=3)
costs = st.decimals(min_value=0, max_value=10000, places=4)


@given(amount=amounts, cost=costs, comma=st.booleans())
def test_amount_and_cost_are_exact_to_the_last_decimal(
    tmp_path_factory: pytest.TempPathFactory, amount: Decimal, cost: Decimal, comma: bool
) -> None:
    text = f"A;{amount:f};{cost:f}"
    content = "code;amount;cost\n" + (text.replace(".", ",") if comma else text)
    line = lines_of(tmp_path_factory.getbasetemp(), content).lines[0]
    assert (line.amount, line.cost) == (amount, cost)


@given(amount=st.decimals(min_value="0.001", max_value=10000, places=3))
def test_amount_kept_as_a_number_is_exact_too(tmp_path_factory: pytest.TempPathFactory, amount: Decimal) -> None:
    content = xlsx([["code", "amount"], ["A", float(amount)]])
    assert lines_of(tmp_path_factory.getbasetemp(), content).lines[0].amount == amount
