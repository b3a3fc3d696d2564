"""Workbooks (XLSX, XLS, ODS): the first visible sheet that holds anything, its cells as text."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from stockdesk.core.errors import StockdeskError
from stockdesk.files.bounds import LARGEST_AREA, check_package
from stockdesk.files.table import Row, Table

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

EXACT_BELOW: Final = 10**15
"""A spreadsheet keeps 15 digits of a number; of a longer one the last digits are lost."""


def read_workbook(data: bytes, path: str) -> Table:
    """Read the rows of a workbook; errors as in ``stockdesk.files.table.read_table``."""
    if data.startswith(b"PK"):
        check_package(data, path)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            names = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
            ]
            return _first_with_content([workbook.get_sheet_by_name(name) for name in names], path)
    except PasswordError:
        raise StockdeskError("file.password", path=path) from None
    except CalamineError as error:
        if "password" in str(error).lower() or _encrypted(data):
            raise StockdeskError("file.password", path=path) from error
        raise StockdeskError("file.broken", path=path, detail=str(error)) from error


def _encrypted(data: bytes) -> bool:
    """Whether an OLE file is the wrapper of an encrypted XLSX: its stream names are UTF-16."""
    return "EncryptedPackage".encode("utf-16-le") in data


def _first_with_content(sheets: list[CalamineSheet], path: str) -> Table:
    # The end is the last filled cell, counted from 0; a sheet without one has none.
    filled = [(sheet, sheet.end) for sheet in sheets if sheet.end is not None]
    if not filled:
        return Table(())
    first, (last_row, last_column) = filled[0]
    if (last_row + 1) * (last_column + 1) > LARGEST_AREA:
        raise StockdeskError("file.too-large-sheet", path=path, cells=LARGEST_AREA)
    rows = first.to_python(skip_empty_area=False)
    numbered = (Row(number, tuple(map(cell_text, row))) for number, row in enumerate(rows, start=1))
    return Table(tuple(numbered), first.name, tuple(sheet.name for sheet, _ in filled[1:]))


def cell_text(cell: Cell) -> str:
    """Return a cell as a person would have typed it.

    A number keeps the 15 digits that a spreadsheet keeps: ``4006381333931.0`` is ``4006381333931`` and
    ``0.30000000000000004`` is ``0.3``. A longer whole number has lost digits; it comes with an exponent, as a
    spreadsheet shows it, so that nobody takes it for a code.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return cell.isoformat()


def _number_text(number: float) -> str:
    rounded = f"{number:.15g}"
    if not rounded.lstrip("-")[0].isdigit():  # inf and nan
        return rounded
    if abs(number) >= EXACT_BELOW:
        return f"{number:.14E}"
    return format(Decimal(rounded), "f")
