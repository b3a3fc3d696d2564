"""The lettering of printed pages: the bundled font, in sizes measured in points at the page's own dots."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics

from stockdesk.core.symbolsize import INCH
from stockdesk.resources import resource_path

DPI: Final = 600
"""Dots an inch of a page: whole dots at 600 are whole dots at 300 and 1200, the resolutions of office printers."""

FAMILY: Final = "Inter"
_FILES: Final = ("Inter-Regular.otf", "Inter-SemiBold.otf")
_POINTS_PER_INCH: Final = 72
_INK: Final = "#14212e"
_QUIET: Final = "#55636f"
_ACCENT: Final = "#1c5fd4"


class Lettering(Enum):
    """A kind of text on a page: its size in points, whether it is strong, its colour."""

    TITLE = (26, True, _INK)
    HEADING = (14, True, _ACCENT)
    WORDS = (13, True, _INK)
    NUMBER = (20, True, _ACCENT)
    TEXT = (11, False, _INK)
    CODE = (9, False, _QUIET)
    SMALL = (8, False, _QUIET)

    @property
    def colour(self) -> QColor:
        """The colour of the ink."""
        return QColor(self.value[2])

    def font(self) -> QFont:
        """The font at the page's dots, whatever device it is painted on.

        Without contextual forms (Inter raises hyphens between capitals): Qt gives such glyphs no letters in a PDF, and
        a code that is copied from the sheet would lack its hyphen.
        """
        points, strong, _ = self.value
        made = QFont(FAMILY)
        made.setPixelSize(points * DPI // _POINTS_PER_INCH)
        made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        made.setFeature(QFont.Tag("calt"), 0)
        return made

    def height(self, text: str, width: int) -> int:
        """Return how many dots ``text`` takes from top to bottom where it is wrapped at ``width`` dots."""
        if not text:
            return 0
        room = QRect(0, 0, width, 1_000_000)
        return QFontMetrics(self.font()).boundingRect(room, self.wrapping, text).height()

    @property
    def wrapping(self) -> Qt.TextFlag:
        """Where its lines may break: a code has no words."""
        return Qt.TextFlag.TextWrapAnywhere if self is Lettering.CODE else Qt.TextFlag.TextWordWrap


def load_fonts() -> None:
    """Make the bundled font known to Qt, unless the window has done so; needs a ``QGuiApplication``."""
    if FAMILY not in QFontDatabase.families():
        for name in _FILES:
            QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))


def mm(length: int) -> int:
    """Return ``length`` millimetres in whole dots of the page."""
    return int(length * DPI / INCH)
