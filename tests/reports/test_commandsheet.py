"""The sheet of commands: large bars, each far from its neighbours, as many pages as it takes."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from stockdesk.core.symbol import Symbol, Symbology
from stockdesk.core.symbolsize import dots_covering, millimetres
from stockdesk.reports.codesheet import Page, Paper, Placed, Sheet, page_size
from stockdesk.reports.commandsheet import CLEARANCE, CommandCell, CommandGroup, command_sheet
from stockdesk.reports.lettering import DPI, mm


def cell(code: str, words: str = "Undo", key: str = "") -> CommandCell:
    """A command whose symbol has the width of a Code 128 of that many characters."""
    modules = 11 * (len(code) + 2) + 13
    return CommandCell(Symbol(Symbology.CODE_128, code, ((True,) * modules,)), words, key)


def sheet(*sizes: int, words: str = "Undo", length: int = 11, paper: Paper = "A4") -> Sheet:
    groups = [
        CommandGroup(
            f"Group {number}", tuple(cell(f"{number}{place:02}".ljust(length, "X"), words) for place in range(size))
        )
        for number, size in enumerate(sizes)
    ]
    return command_sheet(paper, "Commands", "Scan one.", "Foot", groups)


def placed(made: Sheet) -> list[Placed]:
    return [each for page in made.pages for each in page.symbols]


def texts(page: Page) -> list[str]:
    return [text.text for text in page.texts]


def test_every_command_has_its_words_its_symbol_and_its_code_below() -> None:
    made = command_sheet("A4", "T", "", "", [CommandGroup("Document", (cell("SD-CMD.UNDO", "Undo", "Ctrl+Z"),))])
    (page,) = made.pages
    assert [text.text for text in page.texts][:4] == ["T", "Document", "Undo", "SD-CMD.UNDO  ·  Ctrl+Z"]
    (symbol,) = page.symbols
    words, caption = page.texts[2].area, page.texts[3].area
    assert words.bottom() < symbol.area.top() < symbol.area.bottom() < caption.top()


def test_modules_are_those_of_retail_and_whole_dots_at_300_dpi_too() -> None:
    for symbol in placed(sheet(3)):
        assert millimetres(symbol.sized.module, DPI) >= Decimal("0.33")
        assert symbol.sized.module % 2 == 0
        assert symbol.sized.row >= dots_covering(Decimal(12), DPI)


@given(
    st.lists(st.integers(1, 16), min_size=1, max_size=4),
    st.sampled_from(["Undo", "Take off what is scanned next until minus is switched off again by the same code"]),
    st.sampled_from([8, 16, 30]),
    st.sampled_from(["A4", "Letter"]),
)
def test_no_line_across_the_page_meets_two_codes(sizes: list[int], words: str, length: int, paper: Paper) -> None:
    made = sheet(*sizes, words=words, length=length, paper=paper)
    assert len(placed(made)) == sum(sizes)
    for page in made.pages:
        bars = sorted((symbol.area for symbol in page.symbols), key=QRect.top)
        for above, below in pairwise(bars):
            assert below.top() - above.bottom() >= mm(CLEARANCE)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4), st.sampled_from(["A4", "Letter"]))
def test_nothing_overlaps_and_nothing_leaves_the_page(sizes: list[int], paper: Paper) -> None:
    made = sheet(*sizes, paper=paper)
    whole = QRect(0, 0, page_size(paper).width(), page_size(paper).height())
    for page in made.pages:
        areas = [symbol.area for symbol in page.symbols] + [text.area for text in page.texts[:-2]]
        assert all(whole.contains(area) for area in areas)
        for place, area in enumerate(areas):
            assert not any(area.intersects(other) for other in areas[place + 1 :])


def test_wide_codes_stand_in_one_column_and_narrow_ones_in_two() -> None:
    narrow = {symbol.left for symbol in placed(sheet(4, length=8))}
    wide = {symbol.left for symbol in placed(sheet(4, length=30))}
    assert (len(narrow), len(wide)) == (2, 1)


def test_heading_is_never_left_alone_at_the_foot_of_a_page() -> None:
    for first in range(1, 16):
        made = sheet(first, 2)
        for page in made.pages:
            headed = [text for text in page.texts if text.text.startswith("Group")]
            for heading in headed:
                below = [symbol for symbol in page.symbols if symbol.top > heading.area.bottom()]
                assert below


@pytest.mark.parametrize("count", [1, 30])
def test_pages_are_numbered(count: int) -> None:
    made = sheet(count)
    assert [texts(page)[-1] for page in made.pages] == [
        f"{number} / {len(made.pages)}" for number in range(1, len(made.pages) + 1)
    ]
    assert (len(made.pages) > 1) == (count > 15)
