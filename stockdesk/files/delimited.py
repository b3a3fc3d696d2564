"""Text with delimiters (CSV and its kin): which encoding, which delimiter, then RFC 4180."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from stockdesk.core.errors import StockdeskError
from stockdesk.files.table import Row, Table

LONGEST_CELL: Final = 100_000
"""Characters of a cell at most: a quote that was never closed swallows the rest of the file."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMS: Final = (
    b"%PDF",
    b"{\\rtf",
    b"<!DOCTYPE",
    b"<html",
    b"<?xml",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
)
# Tab, line ends and the GS1 separators (1C to 1F) may stand in a cell; the other control characters say "no text".
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1b]")
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")


def read_delimited(data: bytes, path: str) -> Table:
    """Read the rows of a delimited text; errors as in ``stockdesk.files.table.read_table``."""
    if data.lstrip().startswith(_OTHER_FORMS):
        raise StockdeskError("file.not-a-table", path=path)
    text = _decoded(data, path)
    if _NOT_TEXT.search(text):
        raise StockdeskError("file.not-a-table", path=path)
    if not text.strip(" ,;\t\r\n"):
        return Table(())
    delimiter, skipped, text = _delimiter(text)
    return Table(tuple(_rows(text, delimiter, skipped, path)))


def _rows(text: str, delimiter: str, skipped: int, path: str) -> Iterator[Row]:
    before = csv.field_size_limit(LONGEST_CELL)
    number = skipped
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            yield Row(number, tuple(cells))
    except csv.Error as error:
        code = "file.cell-too-long" if "limit" in str(error) else "file.quotes"
        raise StockdeskError(code, path=path, row=number + 1) from error
    finally:
        csv.field_size_limit(before)


def _decoded(data: bytes, path: str) -> str:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else (_utf16_without_mark(data), "utf-8", _single_byte(data)):
        if encoding is not None:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise StockdeskError("file.encoding", path=path)


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: ASCII in it has a NUL at every other place."""
    sample = data[:2000]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.7 and not sample[0::2].count(0):
        return "utf-16-le"
    if half and sample[0::2].count(0) > half * 0.7 and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _single_byte(data: bytes) -> str:
    """Choose Windows-1251 or Windows-1252: Cyrillic words are runs of high bytes, Western accents stand alone."""
    runs = [len(run) for run in _HIGH_RUN.findall(data[:1_000_000])]
    alone = sum(1 for length in runs if length == 1)
    return "cp1252" if alone * 2 > len(runs) else "cp1251"


def _delimiter(text: str) -> tuple[str, int, str]:
    """Return the delimiter, the number of lines to skip, and the text behind them.

    A first line ``sep=;`` (Excel's own) decides. Else the first line that is not blank does: it holds the headings,
    where a decimal comma cannot mislead.
    """
    named = re.match(r"\s*sep=(.)\r?\n?", text, re.IGNORECASE)
    if named:
        return named[1], 1, text[named.end() :]
    heading = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip(" ,;\t")), ""))
    # A tie goes to the one that stands first: a comma may be part of a heading, a tab hardly.
    return max("\t;,", key=heading.count), 0, text
