"""Painted symbols: every module the same whole number of dots, its quiet zones white, at the dots asked for."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from stockdesk.core.symbol import Symbology
from stockdesk.core.symbolsize import SizedSymbol, sized
from stockdesk.labels.raster import paint_symbol, screen_image, symbol_image
from stockdesk.labels.symbol import make_symbol

DPIS = (203, 300, 600)
CONTENTS = {
    Symbology.CODE_128: "99aB-7/42 x",
    Symbology.EAN_13: "4006381333931",
    Symbology.DATAMATRIX: "SD-CMD.UNDO",
    Symbology.GS1_DATAMATRIX: "(01)04006381333931(10)LOT42(21)aB-7",
}


def rows(image: QImage) -> list[bytes]:
    """The rows of a grey picture, without the bytes that fill them up."""
    data = bytes(image.constBits())
    step = image.bytesPerLine()
    return [data[row * step : row * step + image.width()] for row in range(image.height())]


def expected(symbol: SizedSymbol) -> list[bytes]:
    """The raster by arithmetic alone."""
    quiet = symbol.symbol.quiet
    white = [b"\xff" * symbol.width]
    painted = white * (quiet.top * symbol.module)
    for row in symbol.symbol.modules:
        modules = [False] * quiet.left + list(row) + [False] * quiet.right
        painted += [b"".join((b"\0" if dark else b"\xff") * symbol.module for dark in modules)] * symbol.row
    return painted + white * (quiet.bottom * symbol.module)


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("symbology", list(Symbology))
@pytest.mark.parametrize("module", ["0.19", "0.33", "0.508"])
def test_every_dot_is_where_arithmetic_puts_it(symbology: Symbology, dpi: int, module: str) -> None:
    symbol = sized(make_symbol(symbology, CONTENTS[symbology]), dpi, Decimal(module))
    assert rows(symbol_image(symbol)) == expected(symbol)


@pytest.mark.parametrize("dpi", DPIS)
def test_no_bar_is_a_dot_wider_than_another_of_its_kind(dpi: int) -> None:
    symbol = sized(make_symbol(Symbology.CODE_128, CONTENTS[Symbology.CODE_128]), dpi, Decimal("0.25"))
    runs = [len(list(run)) for _, run in groupby(rows(symbol_image(symbol))[0])]
    assert {run % symbol.module for run in runs} == {0}
    assert runs[0] == runs[-1] == 10 * symbol.module


def test_painting_over_ink_leaves_the_quiet_zones_white() -> None:
    symbol = sized(make_symbol(Symbology.DATAMATRIX, "x"), 203, Decimal("0.5"))
    page = QImage(symbol.width + 20, symbol.height + 20, QImage.Format.Format_Grayscale8)
    page.fill(Qt.GlobalColor.black)
    painter = QPainter(page)
    paint_symbol(painter, symbol, 10, 10)
    painter.end()
    assert rows(page.copy(10, 10, symbol.width, symbol.height)) == expected(symbol)


def test_one_bit_picture_is_painted_alike() -> None:
    symbol = sized(make_symbol(Symbology.DATAMATRIX, "x"), 203, Decimal("0.5"))
    label = QImage(symbol.width, symbol.height, QImage.Format.Format_Mono)
    painter = QPainter(label)
    paint_symbol(painter, symbol, 0, 0)
    painter.end()
    assert rows(label.convertToFormat(QImage.Format.Format_Grayscale8)) == expected(symbol)


def test_smoothing_of_the_painter_does_not_reach_the_bars_and_is_given_back() -> None:
    symbol = sized(make_symbol(Symbology.CODE_128, "a"), 300, Decimal("0.33"))
    image = QImage(symbol.width, symbol.height, QImage.Format.Format_Grayscale8)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_symbol(painter, symbol, 0, 0)
    assert painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.end()
    assert rows(image) == expected(symbol)


def test_painter_that_scales_is_refused_and_one_that_moves_is_not() -> None:
    symbol = sized(make_symbol(Symbology.CODE_128, "a"), 300, Decimal("0.33"))
    image = QImage(symbol.width + 5, symbol.height, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.translate(5, 0)
    paint_symbol(painter, symbol, 0, 0)
    painter.scale(1.5, 1.5)
    with pytest.raises(ValueError, match="own dots"):
        paint_symbol(painter, symbol, 0, 0)
    painter.end()
    assert rows(image.copy(5, 0, symbol.width, symbol.height)) == expected(symbol)


@pytest.mark.parametrize(("symbology", "size"), [(Symbology.CODE_128, (2 * 88, 40)), (Symbology.DATAMATRIX, (28, 28))])
def test_picture_for_the_screen_has_whole_pixels(symbology: Symbology, size: tuple[int, int]) -> None:
    image = screen_image(make_symbol(symbology, "abc"), 2, 40)
    assert (image.width(), image.height()) == size
    assert image.format() is QImage.Format.Format_Grayscale8
