"""Symbols made by zxing-cpp, whose Code 128 and Data Matrix were read back without a fault where others drop digits.

What a keyboard scanner cannot send is refused: everything but printable ASCII, and GS where it ends a GS1 element.
"""

from __future__ import annotations

import re
from typing import Any, Final

import zxingcpp

from stockdesk.core.elementstring import parse_element_string
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gs1content import Element
from stockdesk.core.gtin import check_digit, is_number
from stockdesk.core.rawtext import GS
from stockdesk.core.remark import Fault, Remark
from stockdesk.core.symbol import Symbol, Symbology

_FORMATS: Final = {
    Symbology.CODE_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.EAN_13: zxingcpp.BarcodeFormat.EAN13,
    Symbology.DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.GS1_DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
}
_PRINTABLE: Final = re.compile(r"[ -~]+")
_BRACKETED: Final = re.compile(r"\(([0-9]{2,4})\)")
_EAN_LENGTH: Final = 13


def make_symbol(symbology: Symbology, content: str) -> Symbol:
    """Return the symbol that a scanner reads as ``content``.

    GS1 data is taken as ``(01)04006381333931(10)A1`` or as an element string with GS; the symbol's content is the
    element string. Raises ``symbol.empty``, ``symbol.characters``, ``symbol.length``, ``symbol.check-digit`` (with
    the right one, never repaired), ``symbol.gs1`` and ``symbol.too-long``.
    """
    if not content:
        raise StockdeskError("symbol.empty")
    if symbology is Symbology.GS1_DATAMATRIX:
        return _gs1(symbology, content)
    if not _PRINTABLE.fullmatch(content):
        raise StockdeskError("symbol.characters", content=content, symbology=symbology.value)
    if symbology is Symbology.EAN_13:
        _check_ean(content)
    return Symbol(symbology, content, _modules(symbology, _created(symbology, content, content)))


def bracketed(content: str) -> str:
    """Return an element string as people read it: ``(01)04006381333931(10)A1``. Raises ``symbol.gs1``."""
    return "".join(f"({element.ai}){element.value}" for element in _parsed(content)[0])


def _gs1(symbology: Symbology, content: str) -> Symbol:
    asked = _joined(content)
    elements, warnings = _parsed(content)
    # Square brackets occur in no GS1 value, round ones do.
    barcode = _created(symbology, "".join(f"[{each.ai}]{each.value}" for each in elements), content, gs1=True)
    made = barcode.bytes.decode("ascii")
    if not _is_same(made, asked):
        # Reading mends what scanners damage; what is printed was never scanned and is not guessed at.
        raise StockdeskError("symbol.gs1", content=content, detail=" ".join(warnings))
    return Symbol(symbology, made, _modules(symbology, barcode))


def _joined(content: str) -> str:
    if not _BRACKETED.match(content):
        return content
    parts = _BRACKETED.split(content)[1:]
    return GS.join(ai + value for ai, value in zip(parts[::2], parts[1::2], strict=True))


def _parsed(content: str) -> tuple[list[Element], list[Remark]]:
    try:
        return parse_element_string(_joined(content))
    except Fault as fault:
        raise StockdeskError("symbol.gs1", content=content, detail=str(fault.remark)) from fault


def _is_same(made: str, asked: str) -> bool:
    """Whether ``made`` is ``asked`` but for separators that ``asked`` has where none is needed."""
    place = 0
    for character in made:
        while character != GS and asked[place : place + 1] == GS:
            place += 1
        if asked[place : place + 1] != character:
            return False
        place += 1
    return not asked[place:].strip(GS)


def _check_ean(content: str) -> None:
    if not is_number(content) or len(content) != _EAN_LENGTH:
        raise StockdeskError("symbol.length", content=content, symbology=Symbology.EAN_13.value, digits=_EAN_LENGTH)
    right = check_digit(content[:-1])
    if content[-1] != right:
        raise StockdeskError("symbol.check-digit", content=content, right=right, wrong=content[-1])


def _created(symbology: Symbology, text: str, content: str, *, gs1: bool = False) -> zxingcpp.Barcode:
    try:
        # Square Data Matrix only: many scanners are not set to read the rectangular ones.
        return zxingcpp.create_barcode(text, _FORMATS[symbology], gs1=gs1, force_square=True)
    except ValueError as error:
        raise StockdeskError("symbol.too-long", symbology=symbology.value, content=content) from error


def _modules(symbology: Symbology, barcode: zxingcpp.Barcode) -> tuple[tuple[bool, ...], ...]:
    # One pixel a module, 0 for dark; the stubs do not say that the picture is a buffer.
    picture: Any = zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False)
    view = memoryview(picture)
    rows, columns = view.shape or (0, 0)
    pixels = view.tobytes()
    return tuple(
        tuple(pixel == 0 for pixel in pixels[row * columns : (row + 1) * columns])
        for row in range(1 if symbology.linear else rows)
    )
