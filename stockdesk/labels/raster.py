"""Symbols painted as whole dots: every module is the same whole number of the device's own pixels.

Fractional modules and scaled pictures do not scan (measured); a painter that scales is therefore refused.
"""

from __future__ import annotations

from itertools import groupby
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QTransform

from stockdesk.core.symbol import Symbol
from stockdesk.core.symbolsize import SizedSymbol

_UNSCALED: Final = (QTransform.TransformationType.TxNone, QTransform.TransformationType.TxTranslate)


def paint_symbol(painter: QPainter, sized: SizedSymbol, left: int, top: int) -> None:
    """Paint ``sized``, quiet zones included, with its corner at the device's pixel (``left``, ``top``).

    The white of the quiet zones is painted too. ``painter`` must neither scale nor turn: a unit is a dot of the device.
    """
    if painter.combinedTransform().type() not in _UNSCALED:
        raise ValueError("a symbol is painted in the device's own dots")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(QRect(left, top, sized.width, sized.height), Qt.GlobalColor.white)
    painter.fillPath(_dark(sized, left, top), Qt.GlobalColor.black)
    painter.restore()


def symbol_image(sized: SizedSymbol) -> QImage:
    """Return the symbol's raster with its quiet zones, eight bits a pixel, black on white."""
    image = QImage(sized.width, sized.height, QImage.Format.Format_Grayscale8)
    painter = QPainter(image)
    paint_symbol(painter, sized, 0, 0)
    painter.end()
    return image


def screen_image(symbol: Symbol, module: int, bar: int) -> QImage:
    """Return a picture for the screen: ``module`` whole pixels a module, bars ``bar`` pixels high, quiet zones white.

    Show it at its own size: a scaled one does not scan.
    """
    row = bar if symbol.symbology.linear else module
    return symbol_image(SizedSymbol(symbol, module, row, dpi=96))


def _dark(sized: SizedSymbol, left: int, top: int) -> QPainterPath:
    """Return all dark modules as one path: separate rectangles show seams in viewers that smooth edges."""
    quiet = sized.symbol.quiet
    path = QPainterPath()
    down = top + quiet.top * sized.module
    for row in sized.symbol.modules:
        across = left + quiet.left * sized.module
        for dark, run in groupby(row):
            width = sum(1 for _ in run) * sized.module
            if dark:
                path.addRect(QRectF(across, down, width, sized.row))
            across += width
        down += sized.row
    return path
