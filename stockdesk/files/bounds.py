"""The bounds of a workbook, checked before it is unpacked: a small file can claim billions of cells.

The reader lays a sheet out as a full rectangle and ends the whole process when memory does not suffice. Two filled
cells in opposite corners are enough for that, so the corners are looked for first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from stockdesk.core.errors import StockdeskError

LARGEST_CONTENT: Final = 256 * 1024 * 1024
"""Unpacked bytes of all parts together at most."""
LARGEST_AREA: Final = 5_000_000
"""Cells of the rectangle around everything filled at most: 100,000 rows of 50 columns."""

_CHUNK: Final = 256 * 1024
_REFERENCE: Final = re.compile(r"([A-Z]{1,4})([0-9]{1,8})")


def check_package(data: bytes, path: str) -> None:
    """Refuse a zipped file that cannot be read as a workbook; ``path`` is named in the error.

    Codes: ``file.broken``, ``file.not-a-table`` (a package of something else), ``file.password`` and
    ``file.too-large-sheet``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if "xl/workbook.xml" not in names and "content.xml" not in names:
                raise StockdeskError("file.not-a-table", path=path)
            if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise StockdeskError("file.password", path=path)
            _check_parts(package, path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, expat.ExpatError) as error:
        raise StockdeskError("file.broken", path=path, detail=str(error)) from error
    except RuntimeError as error:  # how zipfile says that a part wants a password
        raise StockdeskError("file.password", path=path) from error


def _check_parts(package: zipfile.ZipFile, path: str) -> None:
    left = LARGEST_CONTENT
    for part in package.infolist():
        left -= part.file_size
        if left < 0:
            raise StockdeskError("file.too-large-sheet", path=path, cells=LARGEST_AREA)
        with package.open(part) as stream:
            head = stream.read(_CHUNK)
            if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00\t\r\n ").startswith(b"<"):
                corner = Corner(path)
                corner.feed(head)
                while chunk := stream.read(_CHUNK):
                    corner.feed(chunk)


class Corner:
    """Finds the far corner of the filled cells of an XLSX sheet or an ODS document while its XML streams by."""

    def __init__(self, path: str) -> None:
        self._path = path
        # XLSX names each cell's place; ODS counts rows and columns, with repeats.
        self._row = self._column = 0
        self._rows = self._columns = 0
        self._row_repeat = 1
        self._filled_to = 0
        self._last_row = self._last_column = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._entity

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the part."""
        self._parser.Parse(chunk)

    def _entity(self, *_declaration: object) -> None:
        raise StockdeskError("file.broken", path=self._path, detail="entity")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row = _whole(attributes.get("r", ""), self._row + 1)
                self._column = 0
            case "c":
                self._place(attributes.get("r", ""))
            case "v" | "is" | "f":
                self._fill(self._row, self._column)
            case "table":
                self._rows = 0
            case "table-row":
                self._columns = self._filled_to = 0
                self._row_repeat = _repeats(attributes, "number-rows-repeated")
            case "table-cell" | "covered-table-cell":
                self._columns += _repeats(attributes, "number-columns-repeated")
                if any(key.endswith((" value-type", " formula")) for key in attributes):
                    self._filled_to = self._columns
            case _:
                pass

    def _end(self, name: str) -> None:
        if name.endswith(" table-row"):
            self._rows += self._row_repeat
            if self._filled_to:
                self._fill(self._rows, self._filled_to)

    def _place(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            self._column += 1
            return
        self._column = 0
        for letter in found[1]:
            self._column = self._column * 26 + ord(letter) - 64
        self._row = int(found[2])

    def _fill(self, row: int, column: int) -> None:
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)
        if self._last_row * self._last_column > LARGEST_AREA:
            raise StockdeskError("file.too-large-sheet", path=self._path, cells=LARGEST_AREA)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,8}", text) else otherwise


def _repeats(attributes: dict[str, str], name: str) -> int:
    return next((_whole(value, 1) for key, value in attributes.items() if key.endswith(f" {name}")), 1)
