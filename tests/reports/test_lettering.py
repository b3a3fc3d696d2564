"""The lettering of pages: the bundled font, sizes in points of the page, whatever the device."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtGui import QFontInfo

from stockdesk.core.symbolsize import millimetres
from stockdesk.reports.lettering import DPI, FAMILY, Lettering, load_fonts, mm


@pytest.fixture(autouse=True)
def _fonts() -> None:
    load_fonts()


def test_fonts_are_the_bundled_ones_however_often_they_are_loaded() -> None:
    load_fonts()
    assert QFontInfo(Lettering.TITLE.font()).family() == FAMILY
    assert QFontInfo(Lettering.TITLE.font()).weight() > QFontInfo(Lettering.TEXT.font()).weight()


@pytest.mark.parametrize("lettering", list(Lettering))
def test_size_is_in_points_at_the_dots_of_the_page(lettering: Lettering) -> None:
    assert lettering.font().pixelSize() * 72 // DPI in {lettering.value[0], lettering.value[0] - 1}


def test_text_that_is_wrapped_takes_more_height_and_no_text_takes_none() -> None:
    text = "Shows whether all digits arrive."
    one_line = Lettering.TEXT.height(text, mm(180))
    assert one_line < Lettering.TEXT.height(text, mm(30))
    assert Lettering.TEXT.height("", mm(180)) == 0


def test_words_break_between_words_and_codes_anywhere() -> None:
    width = mm(20)
    long_word, code = "Artikelnummernverzeichnis", "SD-CMD.ARTIKELNUMMERNVERZEICHNIS"
    assert Lettering.TEXT.height(long_word, width) == Lettering.TEXT.height("A", width)
    assert Lettering.CODE.height(code, width) > Lettering.CODE.height("A", width)


def test_millimetres_are_whole_dots_rounded_down() -> None:
    assert mm(0) == 0
    assert Decimal("14.9") < millimetres(mm(15), DPI) <= Decimal(15)
