"""Symbols as data: which modules are dark, how much white belongs around them, how large a module must be.

Sources of the numbers: ISO/IEC 15417 (Code 128), ISO/IEC 16022 (Data Matrix) and the GS1 General Specifications
(EAN-13: 11 modules to the left, 7 to the right).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final, Literal


class Symbology(Enum):
    """What a symbol is, by the name that people know it under."""

    CODE_128 = "Code 128"
    EAN_13 = "EAN-13"
    DATAMATRIX = "Data Matrix"
    GS1_DATAMATRIX = "GS1 DataMatrix"

    @property
    def linear(self) -> bool:
        """Whether its modules are bars, all of one height that is free to choose."""
        return self in (Symbology.CODE_128, Symbology.EAN_13)


@dataclass(frozen=True, slots=True)
class QuietZone:
    """White around a symbol, in modules, counted from its outermost dark module."""

    left: int
    top: int
    right: int
    bottom: int


QUIET_ZONES: Final = {
    Symbology.CODE_128: QuietZone(10, 0, 10, 0),
    Symbology.EAN_13: QuietZone(11, 0, 7, 0),
    Symbology.DATAMATRIX: QuietZone(2, 2, 2, 2),
    Symbology.GS1_DATAMATRIX: QuietZone(2, 2, 2, 2),
}
"""The standards' own; Data Matrix has twice the single module that ISO/IEC 16022 asks for, as ink spreads."""

SMALLEST_MODULE: Final = Decimal("0.19")
"""Millimetres. Below this a printed module is lost in the printer's own blur: refused (measured, simulated camera)."""

GOOD_MODULE: Final = Decimal("0.25")
"""Millimetres. Below this cheap scanners begin to fail: a warning (the same measurement)."""

ModuleSize = Literal["good", "small", "refused"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol.

    ``content`` is what a scanner sends: for GS1 the element string with its GS, without the leading FNC1. ``modules``
    are rows from the top, True for dark, without quiet zones; a linear symbol has one row.
    """

    symbology: Symbology
    content: str
    modules: tuple[tuple[bool, ...], ...]

    @property
    def columns(self) -> int:
        """Modules from the left edge to the right, without quiet zones."""
        return len(self.modules[0])

    @property
    def rows(self) -> int:
        """Rows of modules; 1 for a linear symbol."""
        return len(self.modules)

    @property
    def quiet(self) -> QuietZone:
        """The white around it, in modules."""
        return QUIET_ZONES[self.symbology]

    @property
    def full_columns(self) -> int:
        """Modules from edge to edge with both quiet zones."""
        return self.quiet.left + self.columns + self.quiet.right


def module_size(millimetres: Decimal) -> ModuleSize:
    """Return whether a module of this width scans well, scans badly (to be warned of), or is not to be printed."""
    if millimetres < SMALLEST_MODULE:
        return "refused"
    return "small" if millimetres < GOOD_MODULE else "good"
