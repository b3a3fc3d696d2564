"""Fonts, colours and contrast: text is readable, verdicts differ, digits line up."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QRawFont
from PySide6.QtWidgets import QApplication

from stockdesk.ui import theme

READABLE = 4.5
"""The contrast that WCAG 2.2 AA asks of text."""


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


WHITE = QColor("white")


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (theme.INK, theme.SURFACE),
        (theme.QUIET, theme.SURFACE),
        (theme.QUIET, theme.GROUND),
        (theme.GREEN, theme.GREEN_SOFT),
        (theme.AMBER, theme.AMBER_SOFT),
        (theme.RED, theme.RED_SOFT),
        (theme.INK, theme.ACCENT_SOFT),
        (WHITE, theme.ACCENT),
        (theme.RAIL_INK, theme.RAIL),
        (theme.RAIL_QUIET, theme.RAIL),
    ],
    ids=lambda colour: colour.name(),
)
def test_text_is_readable_on_its_ground(ink: QColor, ground: QColor) -> None:
    assert contrast(ink, ground) >= READABLE


def test_window_brings_its_own_font(dressed: QApplication) -> None:
    assert QFontInfo(theme.font()).family() == theme.FAMILY
    assert QFontInfo(theme.font(strong=True)).weight() > QFontInfo(theme.font()).weight()


def test_tabular_digits_have_one_width(dressed: QApplication) -> None:
    metrics = QFontMetricsF(theme.font(20, tabular=True))
    assert len({metrics.horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1


def test_font_covers_the_words_of_the_trade(dressed: QApplication) -> None:
    """Cyrillic with the Kazakh letters, umlauts, money, and the signs that the window uses."""
    font = QRawFont.fromFont(theme.font())
    letters = "ПоступлениёъӘәҚқҢңҰұ ÄÖÜß €₽₸ ×→−·↑↓↕˅…“”"
    assert [letter for letter in letters if not font.supportsCharacter(ord(letter))] == []
