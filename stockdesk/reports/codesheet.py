"""Sheets of codes as data, and the one way in which they are painted: on a picture to be read back, and on the PDF.

The symbols are painted by a callable that is handed in; this room knows pages, not symbologies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from stockdesk.core.symbolsize import SizedSymbol
from stockdesk.reports.lettering import DPI, Lettering

Paper = Literal["A4", "Letter"]
PaintSymbol = Callable[[QPainter, SizedSymbol, int, int], None]
"""Paints a symbol, quiet zones included, with its corner at a dot of the page."""

PAPERS: Final[dict[Paper, QPageSize.PageSizeId]] = {
    "A4": QPageSize.PageSizeId.A4,
    "Letter": QPageSize.PageSizeId.Letter,
}
RULE_COLOUR: Final = QColor("#d9e0e7")


@dataclass(frozen=True, slots=True)
class Placed:
    """A symbol on a page; ``left`` and ``top`` are the corner of its quiet zone in dots."""

    sized: SizedSymbol
    left: int
    top: int

    @property
    def area(self) -> QRect:
        """The symbol with its quiet zones."""
        return QRect(self.left, self.top, self.sized.width, self.sized.height)


@dataclass(frozen=True, slots=True)
class Text:
    """Text on a page, wrapped inside ``area`` (dots)."""

    text: str
    area: QRect
    lettering: Lettering
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page; ``rules`` are filled areas: lines between groups."""

    symbols: tuple[Placed, ...]
    texts: tuple[Text, ...]
    rules: tuple[QRect, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pages of one paper size."""

    title: str
    paper: Paper
    pages: tuple[Page, ...]


def page_size(paper: Paper) -> QSize:
    """Return the size of a page in dots, portrait."""
    return QPageSize(PAPERS[paper]).sizePixels(DPI)


def page_image(sheet: Sheet, number: int, paint: PaintSymbol) -> QImage:
    """Return page ``number`` (from 0) as a grey picture at the page's own dots, painted as the PDF is."""
    image = QImage(page_size(sheet.paper), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    _paint(painter, sheet.pages[number], paint)
    painter.end()
    return image


def sheet_pdf(sheet: Sheet, paint: PaintSymbol) -> bytes:
    """Return the sheet as a PDF at true size, with its text as text and the font embedded."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setCreator("stockdesk")
    writer.setResolution(DPI)
    size = QPageSize(PAPERS[sheet.paper])
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    for number, page in enumerate(sheet.pages):
        if number:
            writer.newPage()
        _paint(painter, page, paint)
    painter.end()
    return bytes(buffer.data().data())


def _paint(painter: QPainter, page: Page, paint: PaintSymbol) -> None:
    for rule in page.rules:
        painter.fillRect(rule, RULE_COLOUR)
    for text in page.texts:
        painter.setFont(text.lettering.font())
        painter.setPen(text.lettering.colour)
        painter.drawText(text.area, text.align | text.lettering.wrapping, text.text)
    # Last, so that no ink of the page lies in a quiet zone.
    for placed in page.symbols:
        paint(painter, placed.sized, placed.left, placed.top)
