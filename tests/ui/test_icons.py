"""The icons: all drawn, sharp in both densities, in the colour that was asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from stockdesk.ui import icons, theme


@pytest.mark.parametrize("name", sorted(icons._STROKES))
def test_icon_draws_something_in_its_colour(name: str, dressed: QApplication) -> None:
    image = icons.icon(name, theme.RED, 24).pixmap(QSize(24, 24), 1.0).toImage()
    strong = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 250
    }
    assert theme.RED.name() in strong


def test_disc_icon_is_white_on_its_disc(dressed: QApplication) -> None:
    image = icons.disc_icon("look", theme.AMBER_STRONG, 40).pixmap(QSize(40, 40), 1.0).toImage()
    assert image.pixelColor(4, 20).name() == theme.AMBER_STRONG.name()
    assert image.pixelColor(20, 15).name() == "#ffffff"


def test_program_has_an_icon_in_the_sizes_that_desktops_ask_for(dressed: QApplication) -> None:
    sizes = {size.width() for size in icons.application_icon().availableSizes()}
    assert sizes >= {16, 32, 64, 128, 256}
