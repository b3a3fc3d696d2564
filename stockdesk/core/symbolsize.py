"""How large a symbol is in a printer's dots: whole dots a module, quiet zones kept, never shrunk to fit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from stockdesk.core.errors import StockdeskError
from stockdesk.core.symbol import SMALLEST_MODULE, ModuleSize, Symbol, Symbology, module_size

INCH: Final = Decimal("25.4")
"""Millimetres."""

SHORTEST_BAR: Final = Decimal("6.35")
"""Millimetres: the least height of Code 128 (ISO/IEC 15417), or 15 % of its length if that is more."""

EAN_BAR_PER_MODULE: Final = Decimal("22.85") / Decimal("0.330")
"""An EAN-13 is 22.85 mm high where its module is 0.330 mm (GS1 General Specifications); it grows as a whole."""


@dataclass(frozen=True, slots=True)
class SizedSymbol:
    """A symbol at its size: ``module`` is the width of a module and ``row`` the height of a row, both in whole dots.

    The row of a linear symbol is the height of its bars; in a matrix the two are equal.
    """

    symbol: Symbol
    module: int
    row: int
    dpi: int

    @property
    def width(self) -> int:
        """Dots from edge to edge, quiet zones included."""
        return self.symbol.full_columns * self.module

    @property
    def height(self) -> int:
        """Dots from top to bottom, quiet zones included."""
        quiet = self.symbol.quiet
        return (quiet.top + quiet.bottom) * self.module + self.symbol.rows * self.row

    @property
    def quality(self) -> ModuleSize:
        """Whether the module scans well or is to be warned of."""
        return module_size(millimetres(self.module, self.dpi))


def millimetres(dots: int, dpi: int) -> Decimal:
    """Return the length of ``dots`` at ``dpi`` dots an inch."""
    return dots * INCH / dpi


def dots_within(length: Decimal, dpi: int) -> int:
    """Return how many whole dots fit in ``length`` millimetres."""
    return int(length * dpi / INCH)


def dots_covering(length: Decimal, dpi: int) -> int:
    """Return the least number of whole dots that is ``length`` millimetres or more."""
    return int((length * dpi / INCH).to_integral_value(ROUND_CEILING))


def least_row(symbol: Symbol, module: int, dpi: int) -> int:
    """Return the least height of a row in dots where a module is ``module`` dots wide."""
    if not symbol.symbology.linear:
        return module
    if symbol.symbology is Symbology.EAN_13:
        return dots_covering(EAN_BAR_PER_MODULE * millimetres(module, dpi), dpi)
    fifteen_percent = millimetres(symbol.columns * module, dpi) * Decimal("0.15")
    return dots_covering(max(SHORTEST_BAR, fifteen_percent), dpi)


def sized(symbol: Symbol, dpi: int, module: Decimal, bar: Decimal = Decimal(0)) -> SizedSymbol:
    """Return ``symbol`` with the least whole-dot module of ``module`` mm or more, its bars ``bar`` mm high or more.

    Raises ``symbol.module-too-small`` below the least module that can be scanned from paper.
    """
    if module_size(module) == "refused":
        raise StockdeskError("symbol.module-too-small", module=str(module), smallest=str(SMALLEST_MODULE))
    dots = dots_covering(module, dpi)
    least = least_row(symbol, dots, dpi)
    return SizedSymbol(symbol, dots, max(least, dots_covering(bar, dpi)) if symbol.symbology.linear else dots, dpi)


def fitted(symbol: Symbol, dpi: int, width: Decimal, height: Decimal) -> SizedSymbol:
    """Return ``symbol`` with the largest whole-dot module that fits ``width`` x ``height`` mm, quiet zones included.

    Bars take the whole height. Raises ``symbol.no-room`` with the least size that would do at this ``dpi``.
    """
    across, down = dots_within(width, dpi), dots_within(height, dpi)
    least = smallest(symbol, dpi)
    require_room(least, across, down)
    best = least
    for module in range(least.module + 1, across // symbol.full_columns + 1):
        larger = SizedSymbol(symbol, module, least_row(symbol, module, dpi), dpi)
        if larger.height <= down:
            best = larger
    return SizedSymbol(symbol, best.module, down if symbol.symbology.linear else best.module, dpi)


def smallest(symbol: Symbol, dpi: int) -> SizedSymbol:
    """Return ``symbol`` at the smallest size that may be printed at ``dpi``."""
    return sized(symbol, dpi, SMALLEST_MODULE)


def require_room(symbol: SizedSymbol, across: int, down: int) -> None:
    """Raise ``symbol.no-room``, which names the size it needs, unless it fits ``across`` x ``down`` dots."""
    if symbol.width <= across and symbol.height <= down:
        return
    dpi = symbol.dpi
    raise StockdeskError(
        "symbol.no-room",
        content=symbol.symbol.content,
        symbology=symbol.symbol.symbology.value,
        dpi=dpi,
        width=_tenths(millimetres(across, dpi), ROUND_FLOOR),
        height=_tenths(millimetres(down, dpi), ROUND_FLOOR),
        needed_width=_tenths(millimetres(symbol.width, dpi), ROUND_CEILING),
        needed_height=_tenths(millimetres(symbol.height, dpi), ROUND_CEILING),
    )


def _tenths(length: Decimal, rounding: str) -> str:
    return str(length.quantize(Decimal("0.1"), rounding))
