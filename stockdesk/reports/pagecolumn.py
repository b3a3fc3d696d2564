"""A page filled from top to bottom: title and introduction first, a new page where the room ends, a foot on each."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, Qt

from stockdesk.core.symbolsize import SizedSymbol, require_room
from stockdesk.reports.codesheet import Page, Paper, Placed, Sheet, Text, page_size
from stockdesk.reports.lettering import Lettering, load_fonts, mm

MARGIN = 15
"""Millimetres on all sides: office printers leave up to 6 mm white, and a sheet gets punched or framed."""


class PageColumn:
    """Collects what stands on the pages of a sheet; ``top`` is the first free dot of the page that is being filled."""

    def __init__(self, paper: Paper, title: str, introduction: str, foot: str) -> None:
        load_fonts()
        size = page_size(paper)
        self._paper = paper
        self._title = title
        self._foot = foot
        self._page_height = size.height()
        self.left = mm(MARGIN)
        self.width = size.width() - 2 * mm(MARGIN)
        self.bottom = size.height() - mm(MARGIN + 6)
        self.top = mm(MARGIN)
        self._pages: list[Page] = []
        self._symbols: list[Placed] = []
        self._texts: list[Text] = []
        self._rules: list[QRect] = []
        self.write(title, Lettering.TITLE, after=2)
        self.write(introduction, Lettering.TEXT, after=6)

    def write(self, text: str, lettering: Lettering, *, after: int = 0, indent: int = 0) -> None:
        """Put a paragraph at the top of the free room, ``indent`` dots in, and ``after`` millimetres of white below."""
        height = lettering.height(text, self.width - indent)
        self.put(text, lettering, self.left + indent, self.top, self.width - indent)
        self.top += height + mm(after)

    def put(
        self,
        text: str,
        lettering: Lettering,
        left: int,
        top: int,
        width: int,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> int:
        """Put text anywhere on this page, wrapped at ``width`` dots; return its height in dots."""
        height = lettering.height(text, width)
        if text:
            self._texts.append(Text(text, QRect(left, top, width, height), lettering, align))
        return height

    def place(self, sized: SizedSymbol, left: int, top: int) -> None:
        """Put a symbol so that its first dark module, not its quiet zone, is at ``left`` and ``top``.

        Raises ``symbol.no-room`` if it reaches beyond the room for text: a printer leaves the edge of the paper white.
        """
        quiet = sized.symbol.quiet
        require_room(sized, self.left + self.width - left + quiet.left * sized.module, self.bottom - mm(MARGIN))
        self._symbols.append(Placed(sized, left - quiet.left * sized.module, top - quiet.top * sized.module))

    def rule(self) -> None:
        """Draw a thin line across the page at ``top`` and leave white below it."""
        self._rules.append(QRect(self.left, self.top, self.width, 8))
        self.top += mm(4)

    def need(self, height: int) -> bool:
        """Begin a new page unless ``height`` dots are free on this one; return whether one was begun."""
        if self.top + height <= self.bottom:
            return False
        self._close_page()
        return True

    def sheet(self) -> Sheet:
        """Return the sheet, its pages numbered."""
        self._close_page()
        count = len(self._pages)
        pages = [
            replace(page, texts=(*page.texts, *self._foot_texts(number, count)))
            for number, page in enumerate(self._pages, start=1)
        ]
        return Sheet(self._title, self._paper, tuple(pages))

    def _close_page(self) -> None:
        self._pages.append(Page(tuple(self._symbols), tuple(self._texts), tuple(self._rules)))
        self._symbols, self._texts, self._rules = [], [], []
        self.top = mm(MARGIN)

    def _foot_texts(self, number: int, count: int) -> list[Text]:
        area = QRect(self.left, self.bottom + mm(3), self.width, mm(MARGIN))
        numbered = Text(f"{number} / {count}", area, Lettering.SMALL, Qt.AlignmentFlag.AlignRight)
        return [Text(self._foot, area, Lettering.SMALL), numbered]
