"""Headings in the words that people use, and a plain word when one is missing."""

from __future__ import annotations

import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.files.headings import SPELLINGS, Column, Headings, find_headings, fold_heading
from stockdesk.files.table import Row, Table


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(Row(number, cells) for number, cells in enumerate(rows, start=1)))


def found(*rows: tuple[str, ...]) -> Headings:
    return find_headings(table(*rows), "f.csv")


def refusal(*rows: tuple[str, ...]) -> StockdeskError:
    with pytest.raises(StockdeskError) as caught:
        found(*rows)
    return caught.value


@pytest.mark.parametrize(("column", "spelling"), [(column, word) for column in SPELLINGS for word in SPELLINGS[column]])
def test_every_spelling_is_known_in_any_case(column: Column, spelling: str) -> None:
    cells = {Column.CODE: "code", Column.AMOUNT: "qty"} | {column: f" {spelling.upper()}: "}
    headings = found(tuple(cells.values()))
    assert headings.places[column] == (list(cells).index(column),)


def test_no_spelling_stands_for_two_columns() -> None:
    folded = [fold_heading(word) for words in SPELLINGS.values() for word in words]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize("heading", ["Кол-во (шт.)", "кол.во", "Qty [pcs]", "_QTY_:"])
def test_punctuation_and_brackets_do_not_matter(heading: str) -> None:
    assert found(("Артикул", heading)).places == {Column.CODE: (0,), Column.AMOUNT: (1,)}


def test_further_columns_are_ignored() -> None:
    headings = found(("No", "Name", "Barcode", "Total", "Quantity"))
    assert headings.places == {Column.CODE: (2,), Column.AMOUNT: (4,)}


def test_letterhead_above_the_headings_is_passed_over() -> None:
    assert found(("Beauty Trade Ltd",), ("Delivery note 17",), (), ("code", "amount")).row == 4


def test_article_helps_out_where_a_row_has_no_barcode() -> None:
    headings = found(("article", "barcode", "qty"))
    assert headings.cell(Row(2, ("A-1", "4006381333931", "1")), Column.CODE) == "4006381333931"
    assert headings.cell(Row(3, ("A-1", " ", "1")), Column.CODE) == "A-1"


def test_quantity_goes_before_amount_and_cost_before_price() -> None:
    headings = found(("code", "amount", "price", "quantity", "cost"))
    row = Row(2, ("1", "99.00", "33.00", "3", "20.00"))
    assert (headings.cell(row, Column.AMOUNT), headings.cell(row, Column.COST)) == ("3", "20.00")


def test_empty_quantity_is_not_made_up_from_the_amount_beside_it() -> None:
    headings = found(("code", "amount", "quantity"))
    assert headings.cell(Row(2, ("1", "99.00", "")), Column.AMOUNT) == ""


def test_short_row_has_empty_cells() -> None:
    assert found(("code", "amount", "cost")).cell(Row(2, ("1",)), Column.COST) == ""


def test_missing_column_is_named_with_the_headings_seen() -> None:
    error = refusal(("Barcode", "Name", "Price"), ("4006381333931", "Shampoo", "3"))
    assert error.code == "file.column-missing"
    assert error.arguments == {"path": "f.csv", "columns": "amount", "headings": "Barcode | Name | Price"}


def test_table_without_headings_names_both_columns() -> None:
    error = refusal(("4006381333931", "2"), ("4006381333948", "3"))
    assert error.arguments["columns"] == "code, amount"


def test_same_heading_over_two_columns_is_refused() -> None:
    error = refusal(("code", "Qty", "qty"))
    assert (error.code, error.arguments["heading"]) == ("file.column-twice", "Qty")
