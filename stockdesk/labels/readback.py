"""The proof that a symbol scans: its raster is read by a decoder and must say what was asked for, no more, no less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import zxingcpp
from PySide6.QtGui import QImage

from stockdesk.core.errors import StockdeskError
from stockdesk.core.symbol import Symbol, Symbology

_SYMBOLOGIES: Final = {
    (zxingcpp.BarcodeFormat.Code128, False): Symbology.CODE_128,
    (zxingcpp.BarcodeFormat.EAN13, False): Symbology.EAN_13,
    (zxingcpp.BarcodeFormat.DataMatrix, False): Symbology.DATAMATRIX,
    (zxingcpp.BarcodeFormat.DataMatrix, True): Symbology.GS1_DATAMATRIX,
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the decoder found: ``symbology`` is None for one that stockdesk does not print; GS1 data has its GS."""

    symbology: Symbology | None
    content: str


def decoded(image: QImage) -> list[Decoded]:
    """Return every symbol in ``image``, from any of the formats the decoder knows."""
    # The decoder takes grey pictures but no one-bit ones.
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return [
        Decoded(
            _SYMBOLOGIES.get((found.format, found.content_type == zxingcpp.ContentType.GS1)),
            found.bytes.decode("utf-8", errors="replace"),
        )
        for found in zxingcpp.read_barcodes(grey)
    ]


def read_back(image: QImage, symbol: Symbol) -> None:
    """Raise ``symbol.unreadable`` unless ``image`` holds ``symbol`` and nothing else that reads as a symbol."""
    found = decoded(image)
    if found != [Decoded(symbol.symbology, symbol.content)]:
        raise StockdeskError(
            "symbol.unreadable",
            content=symbol.content,
            symbology=symbol.symbology.value,
            found=", ".join(each.content for each in found) or None,
        )
