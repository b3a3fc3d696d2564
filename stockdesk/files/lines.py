"""The lines of a document as a file gives them, and the rows that cannot be taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from stockdesk.core.errors import StockdeskError
from stockdesk.core.product import UnitType
from stockdesk.core.quantity import parse_amount, parse_discount, parse_money
from stockdesk.files.headings import Column, Headings, find_headings
from stockdesk.files.table import Row, Table, read_table

LONGEST_CODE: Final = 200
"""Characters of a code at most: a GS1 element string has up to 90, a QR code of a maker some more."""

_DAMAGED: Final = re.compile(
    r"[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+|[0-9]{7,}[.,][0-9]+|#{2,}|#(?:N/A|REF!|VALUE!|NAME\?|NUM!|DIV/0!)"
)
_FORMULA: Final = re.compile(r'="([^"]*)"')

_UNITS: Final = {
    "sale": UnitType.SALE,
    "service": UnitType.SERVICE,
    "продажа": UnitType.SALE,
    "для продажи": UnitType.SALE,
    "списание": UnitType.SERVICE,
    "для списания": UnitType.SERVICE,
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One row that can be taken, before anybody knows the product.

    ``amount`` is in the unit that ``unit`` names; ``unit`` is None where the file names a unit by its title
    (``unit_text``), to be compared with the product's two. ``cost`` is per unit, None where the file gives none.
    ``row`` and ``text`` are for people: the row's number and the row as written.
    """

    row: int
    text: str
    code: str
    amount: Decimal
    cost: Decimal | None = None
    unit: UnitType | None = UnitType.SALE
    unit_text: str = ""
    discount: Decimal = Decimal(0)
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be taken: its number, the row as written, and why."""

    row: int
    text: str
    error: StockdeskError


@dataclass(frozen=True, slots=True)
class FileLines:
    """What a file holds. ``unread`` names further sheets that hold something and were not read."""

    lines: tuple[FileLine, ...]
    problems: tuple[RowProblem, ...]
    unread: tuple[str, ...] = ()


def read_lines(path: Path) -> FileLines:
    """Read the lines of a document from a CSV, XLSX, XLS or ODS file.

    Raises what ``read_table`` and ``find_headings`` raise, and ``file.no-rows`` where nothing stands under the
    headings. Rows that cannot be taken are returned, all of them, so that a person mends them in one go.
    """
    table = read_table(path)
    headings = find_headings(table, str(path))
    return taken(table, headings, str(path))


def taken(table: Table, headings: Headings, path: str) -> FileLines:
    """Take the rows under the headings; blank ones are skipped."""
    lines: list[FileLine] = []
    problems: list[RowProblem] = []
    for row in table.rows:
        if row.number <= headings.row or row.blank:
            continue
        try:
            lines.append(_line(row, headings))
        except StockdeskError as error:
            problems.append(RowProblem(row.number, row.text, error))
    if not lines and not problems:
        raise StockdeskError("file.no-rows", path=path)
    return FileLines(tuple(lines), tuple(problems), table.unread)


def _line(row: Row, headings: Headings) -> FileLine:
    code = read_code(headings.cell(row, Column.CODE))
    amount = parse_amount(headings.cell(row, Column.AMOUNT))
    if amount == 0:
        raise StockdeskError("amount.zero", text=headings.cell(row, Column.AMOUNT))
    cost = headings.cell(row, Column.COST)
    discount = headings.cell(row, Column.DISCOUNT)
    unit = headings.cell(row, Column.UNIT)
    return FileLine(
        row=row.number,
        text=row.text,
        code=code,
        amount=amount,
        cost=parse_money(cost) if cost else None,
        unit=_UNITS.get(unit.casefold()) if unit else UnitType.SALE,
        unit_text=unit,
        discount=parse_discount(discount) if discount else Decimal(0),
        comment=" ".join(headings.cell(row, Column.COMMENT).split()),
    )


def read_code(text: str) -> str:
    """Return a code as it was scanned or printed: without the wrappers that keep a spreadsheet from changing it.

    Raises ``code.missing``; ``code.damaged`` for what a spreadsheet has made of a long number (``4,00638E+12``, a
    long number with decimals, ``###``): the digits are gone, and no guess brings them back; ``code.too-long``.
    """
    wrapped = _FORMULA.fullmatch(text)
    code = (wrapped[1] if wrapped else text.removeprefix("'")).strip()
    if not code:
        raise StockdeskError("code.missing", text=text)
    if _DAMAGED.fullmatch(code):
        raise StockdeskError("code.damaged", text=code)
    if len(code) > LONGEST_CODE:
        raise StockdeskError("code.too-long", text=code[:40], largest=LONGEST_CODE)
    return code
