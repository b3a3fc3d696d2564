"""A reader of the PDFs that stockdesk writes, without Qt's writer: the filled areas and the text of each page.

It knows the few operators that occur in them and stops at any other kind of area. An area whose edges are not whole
dots is an error: that is what the tests of symbols are about.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

POINTS_PER_INCH = 72
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_MATRIX = re.compile(r"([\d.]+) 0 0 -([\d.]+) 0 ([\d.]+) cm")


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle in dots, and its colour."""

    rectangle: QRect
    colour: QColor


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page: its size in points, its dots an inch, its areas in the order of painting, its text by runs."""

    width: float
    height: float
    dpi: int
    areas: tuple[Area, ...]
    text: str

    def image(self) -> QImage:
        """The areas as a picture at the page's own dots; the text is left out."""
        across, down = (round(length * self.dpi / POINTS_PER_INCH) for length in (self.width, self.height))
        image = QImage(across, down, QImage.Format.Format_Grayscale8)
        image.fill(QColor("white"))
        painter = QPainter(image)
        for area in self.areas:
            painter.fillRect(area.rectangle, area.colour)
        painter.end()
        return image


def read_pdf(data: bytes) -> tuple[PdfPage, ...]:
    """The pages of a PDF that Qt wrote, in order."""
    assert data.startswith(b"%PDF-1."), data[:20]
    assert data.rstrip().endswith(b"%%EOF")
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    fonts = {number: _letters(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    return tuple(_page(objects, fonts, body) for body in objects.values() if re.search(rb"/Type /Page\b", body))


def _page(objects: dict[int, bytes], fonts: dict[int, dict[str, str]], body: bytes) -> PdfPage:
    width, height = map(float, _found(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", body))
    (contents,) = _found(rb"/Contents (\d+) 0 R", body)
    stream = _STREAM.search(objects[int(contents)])
    assert stream
    content = zlib.decompress(stream[1]).decode("latin-1")
    matrix = _MATRIX.search(content)
    assert matrix
    assert content.count(" cm") == 1, "something is scaled"
    assert float(matrix[3]) == height, "the page does not begin at its top edge"
    dpi = POINTS_PER_INCH / float(matrix[1])
    assert dpi == int(dpi)
    return PdfPage(width, height, int(dpi), tuple(_areas(content)), _text(content, fonts))


def _areas(content: str) -> list[Area]:
    areas: list[Area] = []
    colour = QColor("black")
    pending: list[QRect] = []
    corners: list[tuple[int, int]] = []
    for line in re.sub(r"BT\n.*?ET\n", "", content, flags=re.DOTALL).splitlines():
        *numbers, operator = line.split() or [""]
        if operator == "scn":
            colour = QColor.fromRgbF(*map(float, numbers))
        elif operator == "re":
            pending.append(QRect(*map(int, numbers)))
        elif operator in {"m", "l"}:
            corners.append((int(numbers[0]), int(numbers[1])))
        elif operator == "h":
            pending.append(_rectangle(corners))
            corners = []
        elif operator in {"f", "f*"}:
            areas += [Area(rectangle, colour) for rectangle in pending]
            pending = []
        else:
            assert operator not in {"c", "v", "y", "Do", "sh", "B", "S"}, line
    return areas


def _rectangle(corners: list[tuple[int, int]]) -> QRect:
    across, down = zip(*corners, strict=True)
    assert len(set(corners)) == 4
    assert len(set(across)) == len(set(down)) == 2
    return QRect(min(across), min(down), max(across) - min(across), max(down) - min(down))


def _letters(objects: dict[int, bytes], font: bytes) -> dict[str, str]:
    """Glyph -> letter, from the table that lets a reader of the PDF copy its text."""
    (number,) = _found(rb"/ToUnicode (\d+) 0 R", font)
    table = objects[int(number)].decode("latin-1")
    letters: dict[str, str] = {}
    for first, last, start, listed in re.findall(r"<(\w{4})> <(\w{4})> (?:<(\w{4})>|\[(.*?)\])", table):
        glyphs = range(int(first, 16), int(last, 16) + 1)
        codes = [int(code, 16) for code in re.findall(r"<(\w+)>", listed)] or range(int(start, 16), 0x10000)
        letters |= {f"{glyph:04X}": chr(code) for glyph, code in zip(glyphs, codes, strict=False)}
    return letters


def _text(content: str, fonts: dict[int, dict[str, str]]) -> str:
    """The text, a line for each run; what serves as a blank in the font comes as one."""
    lines = []
    for run in re.findall(r"BT\n(.*?)ET\n", content, re.DOTALL):
        (font,) = re.findall(r"/F(\d+) ", run)
        letters = fonts[int(font)]
        lines.append("".join(letters[glyph] for glyph in re.findall(r"<(\w{4})> Tj", run)).replace("\t", " "))
    return "\n".join(lines)


def _found(pattern: bytes, body: bytes) -> tuple[bytes, ...]:
    match = re.search(pattern, body)
    assert match, pattern
    return match.groups()
