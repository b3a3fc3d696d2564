"""Pages filled from the top: nothing beyond the margins, a foot and a number on each."""

from __future__ import annotations

import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.core.symbol import Symbol, Symbology
from stockdesk.core.symbolsize import SizedSymbol
from stockdesk.reports.codesheet import page_size
from stockdesk.reports.lettering import DPI, Lettering, mm
from stockdesk.reports.pagecolumn import MARGIN, PageColumn


def column(title: str = "Title", introduction: str = "Introduction") -> PageColumn:
    return PageColumn("A4", title, introduction, "Foot")


def bars(modules: int) -> SizedSymbol:
    return SizedSymbol(Symbol(Symbology.CODE_128, "x", ((True,) * modules,)), 8, 300, DPI)


def test_title_and_introduction_come_first_and_once() -> None:
    filled = column()
    filled.need(page_size("A4").height())
    first, second = filled.sheet().pages
    assert [text.text for text in first.texts] == ["Title", "Introduction", "Foot", "1 / 2"]
    assert [text.text for text in second.texts] == ["Foot", "2 / 2"]


def test_paragraph_moves_the_room_below_itself() -> None:
    filled = column()
    before = filled.top
    filled.write("One line", Lettering.TEXT, after=3)
    assert filled.top == before + Lettering.TEXT.height("One line", filled.width) + mm(3)


def test_no_words_take_no_room() -> None:
    assert column(introduction="").top < column().top
    (page,) = column(title="", introduction="").sheet().pages
    assert [text.text for text in page.texts] == ["Foot", "1 / 1"]


def test_page_is_kept_while_there_is_room() -> None:
    filled = column()
    assert not filled.need(filled.bottom - filled.top)
    assert filled.need(filled.bottom - filled.top + 1)
    assert filled.top == mm(MARGIN)


def test_bars_line_up_with_the_text_and_their_quiet_zone_lies_before_it() -> None:
    filled = column()
    filled.place(bars(100), filled.left, filled.top)
    (page,) = filled.sheet().pages
    (placed,) = page.symbols
    assert placed.left == filled.left - 10 * 8
    assert placed.left > 0


def test_symbol_wider_than_the_page_is_refused_with_the_width_it_needs() -> None:
    filled = column()
    with pytest.raises(StockdeskError) as refusal:
        filled.place(bars(600), filled.left, filled.top)
    assert refusal.value.code == "symbol.no-room"
    assert refusal.value.arguments["needed_width"] == "210.0"


def test_lines_stay_between_the_margins() -> None:
    filled = column()
    filled.rule()
    (page,) = filled.sheet().pages
    (rule,) = page.rules
    assert rule.left() == mm(MARGIN)
    assert rule.right() < page_size("A4").width() - mm(MARGIN)
