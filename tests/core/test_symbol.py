"""Symbols as data: their widths, their white, and which modules may be printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.core.symbol import QUIET_ZONES, QuietZone, Symbol, Symbology, module_size

BAR = (True, False, True)


@pytest.mark.parametrize(
    ("millimetres", "size"),
    [
        ("0.169", "refused"),
        ("0.189", "refused"),
        ("0.19", "small"),
        ("0.249", "small"),
        ("0.25", "good"),
        ("0.66", "good"),
    ],
)
def test_module_is_refused_below_019_and_warned_of_below_025(millimetres: str, size: str) -> None:
    assert module_size(Decimal(millimetres)) == size


def test_every_symbology_has_its_quiet_zone() -> None:
    assert set(QUIET_ZONES) == set(Symbology)
    assert QUIET_ZONES[Symbology.CODE_128] == QuietZone(10, 0, 10, 0)
    assert (QUIET_ZONES[Symbology.EAN_13].left, QUIET_ZONES[Symbology.EAN_13].right) == (11, 7)


def test_width_counts_the_quiet_zones() -> None:
    symbol = Symbol(Symbology.CODE_128, "x", (BAR,))
    assert (symbol.columns, symbol.rows, symbol.full_columns) == (3, 1, 23)


def test_only_bars_have_a_height_to_choose() -> None:
    assert [symbology for symbology in Symbology if not symbology.linear] == [
        Symbology.DATAMATRIX,
        Symbology.GS1_DATAMATRIX,
    ]
