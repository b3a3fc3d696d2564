"""The set-up sheet: numbered test codes below each other, on one page, large."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.core.symbol import Symbol, Symbology
from stockdesk.core.symbolsize import millimetres
from stockdesk.reports.codesheet import Paper, Sheet
from stockdesk.reports.lettering import DPI, mm
from stockdesk.reports.setupsheet import SetupStep, setup_sheet

LINE = Symbol(Symbology.CODE_128, "SD-TEST.END", ((True,) * 156,))
RETAIL = Symbol(Symbology.EAN_13, "9524701836412", ((True,) * 95,))
MATRIX = Symbol(Symbology.GS1_DATAMATRIX, "01...", ((True,) * 20,) * 20)


def sheet(paper: Paper = "A4", count: int = 1) -> Sheet:
    steps = [SetupStep("Heading", "What it shows.", symbol, symbol.content) for symbol in (LINE, RETAIL, MATRIX)]
    return setup_sheet(paper, "Set-up", "Scan these.", "Foot", steps * count, ["See the manual."])


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_steps_are_numbered_from_the_top_and_share_one_page(paper: Paper) -> None:
    (page,) = sheet(paper).pages
    numbers = [text for text in page.texts if text.text in {"1", "2", "3"}]
    assert [text.text for text in numbers] == ["1", "2", "3"]
    tops = [text.area.top() for text in numbers]
    assert tops == sorted(tops)
    for number, symbol in zip(numbers, page.symbols, strict=True):
        assert number.area.top() < symbol.top


def test_codes_are_ten_millimetres_apart_at_least() -> None:
    (page,) = sheet().pages
    for above, below in zip(page.symbols, page.symbols[1:], strict=False):
        assert below.top - above.area.bottom() >= mm(10)


def test_bars_are_retail_size_and_a_matrix_has_twice_their_module() -> None:
    (page,) = sheet().pages
    line, retail, matrix = (placed.sized for placed in page.symbols)
    assert line.module == retail.module == matrix.module // 2 == 8
    assert millimetres(retail.row, DPI) >= Decimal("22.85")


def test_notes_stand_below_the_codes() -> None:
    (page,) = sheet().pages
    (note,) = [text for text in page.texts if text.text == "See the manual."]
    assert note.area.top() > max(placed.area.bottom() for placed in page.symbols)


def test_more_steps_take_more_pages_and_none_is_cut() -> None:
    made = sheet(count=4)
    assert len(made.pages) > 1
    assert sum(len(page.symbols) for page in made.pages) == 12
    for page in made.pages:
        assert [text.text for text in page.texts].count("Heading") == len(page.symbols)
