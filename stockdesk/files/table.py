"""A table as a person made it: rows of text with the row numbers that the person sees, whatever the file's form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stockdesk.core.errors import StockdeskError

LARGEST_FILE: Final = 64 * 1024 * 1024
"""Bytes of a file at most. A delivery of 100,000 rows takes a tenth of it; more is taken for the wrong file."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (from 1, blank rows counted), and its cells as text."""

    number: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands in it."""
        return not any(cell.strip() for cell in self.cells)

    @property
    def text(self) -> str:
        """The row as a person can find it again: the cells that are not blank, as written."""
        return " | ".join(cell.strip() for cell in self.cells if cell.strip())


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a file. ``sheet`` names the sheet that was read, ``unread`` the further ones that hold anything."""

    rows: tuple[Row, ...]
    sheet: str = ""
    unread: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Read a CSV, XLSX, XLS or ODS file; its form is told by its content, not by its name.

    Raises ``StockdeskError`` with ``path`` and a code: ``file.missing``, ``file.is-folder``, ``file.unreadable``,
    ``file.empty``, ``file.too-large``, ``file.not-a-table``, ``file.password``, ``file.broken``, ``file.encoding``,
    ``file.quotes`` or ``file.cell-too-long``. Whatever the content is, nothing else is raised.
    """
    data = _content(path)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        from stockdesk.files.workbook import read_workbook

        table = read_workbook(data, str(path))
    else:
        from stockdesk.files.delimited import read_delimited

        table = read_delimited(data, str(path))
    if all(row.blank for row in table.rows):
        raise StockdeskError("file.empty", path=str(path))
    return table


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise StockdeskError("file.missing", path=str(path)) from None
    except IsADirectoryError:
        raise StockdeskError("file.is-folder", path=str(path)) from None
    except OSError as error:
        if path.is_dir():  # Windows says "permission denied" for a folder
            raise StockdeskError("file.is-folder", path=str(path)) from None
        raise StockdeskError("file.unreadable", path=str(path), detail=error.strerror or str(error)) from error
    except ValueError:  # a NUL in the name
        raise StockdeskError("file.missing", path=str(path)) from None
    if not data:
        raise StockdeskError("file.empty", path=str(path))
    if len(data) > LARGEST_FILE:
        raise StockdeskError("file.too-large", path=str(path), megabytes=LARGEST_FILE // 1024 // 1024)
    return data
