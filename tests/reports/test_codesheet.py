"""Sheets as data: the picture and the PDF show the same, at true size, with text as text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from stockdesk.core.symbol import Symbol, Symbology
from stockdesk.core.symbolsize import SizedSymbol, millimetres
from stockdesk.reports.codesheet import Page, Paper, Placed, Sheet, Text, page_image, page_size, sheet_pdf
from stockdesk.reports.lettering import DPI, Lettering, load_fonts
from tests.support.pdfpage import read_pdf

SYMBOL = SizedSymbol(Symbol(Symbology.CODE_128, "x", ((True, False, True),)), 8, 300, DPI)
PLACED = Placed(SYMBOL, 1000, 2000)


def block(painter: QPainter, sized: SizedSymbol, left: int, top: int) -> None:
    """Stands in for the painter of symbols, which is handed in: reports know nothing about bars."""
    painter.fillRect(QRect(left, top, sized.width, sized.height), Qt.GlobalColor.black)


def sheet(paper: Paper = "A4") -> Sheet:
    load_fonts()
    text = Text("Отмена · Undo × 2", QRect(1000, 500, 3000, 300), Lettering.WORDS)
    rule = QRect(300, 900, 4000, 8)
    return Sheet("Команды", paper, (Page((PLACED,), (text,), (rule,)), Page((), (text,))))


@pytest.mark.parametrize(
    ("paper", "width", "height"), [("A4", 210, 297), ("Letter", Decimal("215.9"), Decimal("279.4"))]
)
def test_page_has_the_size_of_its_paper_to_the_point(paper: Paper, width: Decimal | int, height: Decimal | int) -> None:
    size = page_size(paper)
    assert abs(millimetres(size.width(), DPI) - width) < Decimal("0.2")
    assert abs(millimetres(size.height(), DPI) - height) < Decimal("0.2")


@pytest.mark.parametrize(("paper", "points"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_pdf_has_the_size_of_its_paper_and_the_dots_of_the_page(paper: Paper, points: tuple[int, int]) -> None:
    pages = read_pdf(sheet_pdf(sheet(paper), block))
    assert [(page.width, page.height, page.dpi) for page in pages] == [(*points, DPI)] * 2


def test_pdf_and_picture_have_the_symbol_at_the_same_dots() -> None:
    first, second = read_pdf(sheet_pdf(sheet(), block))
    black = [area.rectangle for area in first.areas if area.colour == QColor("black")]
    assert black == [PLACED.area]
    assert [area for area in second.areas if area.colour == QColor("black")] == []
    image = page_image(sheet(), 0, block)
    inside = image.copy(PLACED.area)
    assert {inside.pixelColor(x, y).lightness() for x in range(0, inside.width(), 7) for y in range(0, 300, 50)} == {0}
    left, top = PLACED.area.left(), PLACED.area.top()
    assert image.pixelColor(left - 1, top).lightness() == image.pixelColor(left, top - 1).lightness() == 255


def test_text_of_the_pdf_can_be_copied_in_any_script() -> None:
    first, _ = read_pdf(sheet_pdf(sheet(), block))
    assert first.text.replace("\n", "") == "Отмена · Undo × 2"


@pytest.mark.parametrize("code", ["SD-CMD.QTY.+10", "ABCabc0123456789-/+$%*_.:=@#", "(01)09524701836412(21)xY-42"])
def test_copied_code_has_all_its_signs(code: str) -> None:
    load_fonts()
    text = Text(code, QRect(300, 300, 4000, 300), Lettering.CODE)
    (page,) = read_pdf(sheet_pdf(Sheet("", "A4", (Page((), (text,)),)), block))
    assert page.text == code


def test_pdf_carries_its_title() -> None:
    assert "Команды".encode("utf-16-be") in sheet_pdf(sheet(), block)
