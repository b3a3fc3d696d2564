"""Whole dots: what fits is as large as it can be, what does not is refused with the size that would do."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.errors import StockdeskError
from stockdesk.core.symbol import SMALLEST_MODULE, Symbol, Symbology
from stockdesk.core.symbolsize import (
    SizedSymbol,
    dots_covering,
    dots_within,
    fitted,
    least_row,
    millimetres,
    require_room,
    sized,
    smallest,
)

DPIS = (203, 300, 600)


def bars(columns: int, symbology: Symbology = Symbology.CODE_128) -> Symbol:
    return Symbol(symbology, "x" * columns, ((True,) * columns,))


def matrix(side: int) -> Symbol:
    return Symbol(Symbology.DATAMATRIX, "x" * side, ((True,) * side,) * side)


@pytest.mark.parametrize(("dpi", "dots"), [(203, 2), (300, 3), (600, 5)])
def test_smallest_module_is_the_first_whole_dot_that_may_be_printed(dpi: int, dots: int) -> None:
    assert smallest(bars(90), dpi).module == dots


@pytest.mark.parametrize(("dpi", "quality"), [(203, "good"), (300, "good"), (600, "small")])
def test_smallest_module_says_whether_it_is_to_be_warned_of(dpi: int, quality: str) -> None:
    assert smallest(bars(90), dpi).quality == quality


def test_millimetres_and_dots_are_exact_both_ways() -> None:
    assert millimetres(600, 600) == Decimal("25.4")
    assert dots_within(Decimal("25.4"), 203) == dots_covering(Decimal("25.4"), 203) == 203
    assert dots_within(Decimal(1), 203) == 7
    assert dots_covering(Decimal(1), 203) == 8


def test_twelve_mixed_characters_do_not_fit_forty_millimetres_at_203_dpi() -> None:
    # 12 characters, start, check and stop: 167 modules, 187 with the quiet zones, 46.8 mm at two dots.
    with pytest.raises(StockdeskError) as refusal:
        fitted(bars(167), 203, Decimal(40), Decimal(30))
    assert refusal.value.code == "symbol.no-room"
    assert refusal.value.arguments["needed_width"] == "46.8"
    assert refusal.value.arguments["width"] == "39.9"


def test_the_size_that_a_refusal_names_does_fit() -> None:
    with pytest.raises(StockdeskError) as refusal:
        fitted(bars(167), 300, Decimal(20), Decimal(2))
    needed = refusal.value.arguments
    fits = fitted(bars(167), 300, Decimal(str(needed["needed_width"])), Decimal(str(needed["needed_height"])))
    assert fits.module == 3


@given(
    columns=st.integers(20, 400),
    dpi=st.sampled_from(DPIS),
    width=st.integers(5, 210),
    height=st.integers(5, 100),
    symbology=st.sampled_from([Symbology.CODE_128, Symbology.EAN_13]),
)
def test_bars_fit_with_their_quiet_zones_and_the_next_module_would_not(
    columns: int, dpi: int, width: int, height: int, symbology: Symbology
) -> None:
    symbol = bars(columns, symbology)
    across, down = dots_within(Decimal(width), dpi), dots_within(Decimal(height), dpi)
    try:
        fits = fitted(symbol, dpi, Decimal(width), Decimal(height))
    except StockdeskError:
        least = smallest(symbol, dpi)
        assert least.width > across or least.height > down
        return
    assert fits.width <= across
    assert fits.row == fits.height == down
    assert millimetres(fits.module, dpi) >= SMALLEST_MODULE
    larger = fits.module + 1
    assert symbol.full_columns * larger > across or least_row(symbol, larger, dpi) > down


@given(side=st.integers(10, 48), dpi=st.sampled_from(DPIS), width=st.integers(5, 80), height=st.integers(5, 80))
def test_matrix_stays_square_and_as_large_as_the_shorter_side(side: int, dpi: int, width: int, height: int) -> None:
    symbol = matrix(side)
    room = dots_within(Decimal(min(width, height)), dpi)
    try:
        fits = fitted(symbol, dpi, Decimal(width), Decimal(height))
    except StockdeskError:
        assert smallest(symbol, dpi).width > room
        return
    assert fits.module == fits.row == room // (side + 4)
    assert fits.width == fits.height <= room


def test_bars_are_at_least_635_high_and_15_percent_of_their_length() -> None:
    assert millimetres(least_row(bars(50), 8, 600), 600) >= Decimal("6.35")
    long = bars(300)
    assert millimetres(least_row(long, 8, 600), 600) >= millimetres(300 * 8, 600) * Decimal("0.15")


def test_retail_symbol_is_as_high_as_its_module_asks() -> None:
    # Four dots at 300 dpi are 103 % of the nominal size: 22.85 mm become 23.4.
    assert Decimal("23.4") <= millimetres(least_row(bars(95, Symbology.EAN_13), 4, 300), 300) <= Decimal("23.6")


def test_module_asked_for_is_never_undercut() -> None:
    assert [sized(bars(90), dpi, Decimal("0.33")).module for dpi in DPIS] == [3, 4, 8]
    assert sized(matrix(20), 600, Decimal("0.67")).row == 16


def test_bars_asked_for_are_never_lower_than_the_standard() -> None:
    tall = sized(bars(90), 600, Decimal("0.33"), Decimal(30))
    assert millimetres(tall.row, 600) >= Decimal(30)
    assert sized(bars(90), 600, Decimal("0.33"), Decimal(1)).row == least_row(bars(90), 8, 600)


def test_module_that_no_scanner_reads_is_refused() -> None:
    with pytest.raises(StockdeskError) as refusal:
        sized(bars(90), 600, Decimal("0.17"))
    assert refusal.value.code == "symbol.module-too-small"
    assert refusal.value.arguments == {"module": "0.17", "smallest": "0.19"}


def test_room_is_measured_to_the_dot() -> None:
    symbol = SizedSymbol(bars(80), 4, 100, 300)
    require_room(symbol, 400, 100)
    for across, down in ((399, 100), (400, 99)):
        with pytest.raises(StockdeskError, match="no-room"):
            require_room(symbol, across, down)
