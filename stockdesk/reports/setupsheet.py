"""The scanner set-up sheet: test codes in the order in which they are scanned, one below the other, large."""

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

LINEAR_MODULE: Final = Decimal("0.33")
MATRIX_MODULE: Final = Decimal("0.67")
"""Millimetres. A matrix is read by its single modules: twice the linear one, for scanners of few pixels."""
BAR: Final = Decimal(16)
INDENT: Final = 14
"""Millimetres: the step's number stands in this margin."""


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One test code: what it is called, what to do, its symbol, and its content as people read it."""

    heading: str
    text: str
    symbol: Symbol
    shown: str


def setup_sheet(
    paper: Paper, title: str, introduction: str, foot: str, steps: Sequence[SetupStep], notes: Sequence[str]
) -> Sheet:
    """Return the pages of a set-up sheet; ``notes`` are the paragraphs below the codes."""
    column = PageColumn(paper, title, introduction, foot)
    for number, step in enumerate(steps, start=1):
        _add_step(column, number, step)
    for note in notes:
        column.need(Lettering.TEXT.height(note, column.width))
        column.write(note, Lettering.TEXT, after=2)
    return column.sheet()


def _add_step(column: PageColumn, number: int, step: SetupStep) -> None:
    module = LINEAR_MODULE if step.symbol.symbology.linear else MATRIX_MODULE
    symbol = sized(step.symbol, DPI, module, BAR)
    indent, width = mm(INDENT), column.width - mm(INDENT)
    column.need(_height(step, symbol, width))
    column.rule()
    column.put(str(number), Lettering.NUMBER, column.left, column.top - mm(1), indent)
    column.write(step.heading, Lettering.WORDS, after=1, indent=indent)
    column.write(step.text, Lettering.TEXT, after=3, indent=indent)
    column.place(symbol, column.left + indent, column.top)
    column.top += symbol.symbol.rows * symbol.row + mm(2)
    column.write(step.shown, Lettering.CODE, after=5, indent=indent)


def _height(step: SetupStep, symbol: SizedSymbol, width: int) -> int:
    words = Lettering.WORDS.height(step.heading, width) + Lettering.TEXT.height(step.text, width)
    return words + symbol.height + Lettering.CODE.height(step.shown, width) + mm(4 + 1 + 3 + 2)
