"""The sheet of command codes for the wall of a stockroom.

The codes stand in two columns, each beside the white between two others: no line across the page meets more than one
code, and the neighbours above and below are far off, so that a scanner held at arm's length reads the one aimed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from stockdesk.core.symbol import Symbol
from stockdesk.core.symbolsize import SizedSymbol, sized
from stockdesk.reports.codesheet import Paper, Sheet
from stockdesk.reports.lettering import DPI, Lettering, mm
from stockdesk.reports.pagecolumn import PageColumn

MODULE: Final = Decimal("0.33")
"""Millimetres; the retail size of a bar code, read by every hand scanner at arm's length."""
BAR: Final = Decimal(12)
GUTTER: Final = 12
"""Millimetres between the two columns."""
CLEARANCE: Final = 5
"""Millimetres without bars between one code and the next below it in the other column."""


@dataclass(frozen=True, slots=True)
class CommandCell:
    """One command: its symbol, what it does, and the key that does the same (empty: none)."""

    symbol: Symbol
    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """Commands that belong together, under a heading."""

    title: str
    cells: tuple[CommandCell, ...]


def command_sheet(paper: Paper, title: str, introduction: str, foot: str, groups: Sequence[CommandGroup]) -> Sheet:
    """Return the pages of a command sheet. Raises ``symbol.no-room`` if a code is wider than the paper."""
    column = PageColumn(paper, title, introduction, foot)
    for group in groups:
        _add_group(column, group)
    return column.sheet()


def _add_group(column: PageColumn, group: CommandGroup) -> None:
    symbols = [sized(cell.symbol, DPI, MODULE, BAR) for cell in group.cells]
    half = (column.width - mm(GUTTER)) // 2
    columns = 2 if all(_dark_width(symbol) <= half for symbol in symbols) else 1
    width = half if columns == 2 else column.width
    # One measure for the group, so that the bars of its codes keep their distances whatever the words take.
    words = max(Lettering.WORDS.height(cell.words, width) for cell in group.cells) + mm(1)
    bars = max(symbol.row for symbol in symbols)
    captions = max(Lettering.CODE.height(_caption(cell), width) for cell in group.cells) + mm(1)
    tall = words + bars + captions
    step = max((tall + mm(CLEARANCE)) // columns, bars + mm(CLEARANCE))
    column.need(Lettering.HEADING.height(group.title, column.width) + mm(6) + tall + step)
    column.write(group.title, Lettering.HEADING, after=1)
    column.rule()
    side = 0
    for cell, symbol in zip(group.cells, symbols, strict=True):
        if column.need(tall):
            side = 0
        _add_cell(column, cell, symbol, column.left + side * (half + mm(GUTTER)), width, words)
        column.top += step
        side = (side + 1) % columns
    column.top += tall - step + mm(CLEARANCE + 3)


def _add_cell(column: PageColumn, cell: CommandCell, symbol: SizedSymbol, left: int, width: int, words: int) -> None:
    bars = column.top + words
    column.put(cell.words, Lettering.WORDS, left, bars - mm(1) - Lettering.WORDS.height(cell.words, width), width)
    column.place(symbol, left, bars)
    column.put(_caption(cell), Lettering.CODE, left, bars + symbol.row + mm(1), width)


def _caption(cell: CommandCell) -> str:
    return f"{cell.symbol.content}  ·  {cell.key}" if cell.key else cell.symbol.content


def _dark_width(symbol: SizedSymbol) -> int:
    return symbol.symbol.columns * symbol.module
