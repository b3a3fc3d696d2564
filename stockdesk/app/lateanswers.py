"""Codes that are not in the catalogue here: the service is asked, and its answer comes when the scan is long over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from stockdesk.core.errors import StockdeskError

if TYPE_CHECKING:
    from stockdesk.app.documents import OpenDocument
    from stockdesk.app.hit import Hit
    from stockdesk.core.ledger import Change
    from stockdesk.core.line import Line
    from stockdesk.core.match import Match

log = logging.getLogger(__name__)

AskService = Callable[[str, Callable[["tuple[Match, ...]"], None]], None]
"""Looks a code up at the service in the background and hands back what bears it exactly, nothing where it failed."""


class LateAnswers:
    """Resolves the lines of unknown codes by what the service knows. All methods are the owner's.

    ``listeners`` hear of each line that was resolved.
    """

    def __init__(self, ask_service: AskService | None) -> None:
        self.ask_service = ask_service
        self.listeners: list[Callable[[OpenDocument, Change, Line], None]] = []
        self._asked: set[tuple[str, str]] = set()

    def ask(self, document: OpenDocument, hit: Hit, line_id: str) -> None:
        """Ask for the code of a line; one that is scanned again before the answer came is asked for once."""
        asked = (document.document_id, line_id)
        if self.ask_service is None or asked in self._asked:
            return
        self._asked.add(asked)

        def found(matches: tuple[Match, ...]) -> None:
            if not matches and hit.whole and self.ask_service is not None:
                self.ask_service(hit.whole, found_whole)
                return
            self._asked.discard(asked)
            self._resolve(document, line_id, matches)

        def found_whole(matches: tuple[Match, ...]) -> None:
            """The number is no weight but a product's own; whether other scans of the line are too nobody knows."""
            self._asked.discard(asked)
            line = document.sheet.line(line_id)
            if line is not None and line.scans == 1:
                self._resolve(document, line_id, matches, weighed=False)

        self.ask_service(hit.code, found)

    def _resolve(
        self, document: OpenDocument, line_id: str, matches: tuple[Match, ...], *, weighed: bool = True
    ) -> None:
        line = document.sheet.line(line_id)
        if len(matches) != 1 or line is None or line.product_id is not None:
            return
        try:
            change = document.resolve(line_id, matches[0].product, weighed=weighed)
        except StockdeskError as error:  # the document was closed or the disk refused: the line stays unknown, as shown
            log.info("a line whose code the service knows stays unknown: %s", error.code)
            return
        resolved = document.sheet.line(line_id)
        if resolved is not None:
            for listener in self.listeners:
                listener(document, change, resolved)
