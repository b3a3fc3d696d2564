"""Where a scan goes: to the page that asks for one, else to the document, whatever has the focus. None is swallowed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from stockdesk.app.events import Verdict
from stockdesk.core.entry import RawScan
from stockdesk.ui.documentview import DocumentView
from stockdesk.ui.places import Places
from stockdesk.ui.rooms import Rooms
from stockdesk.ui.sounds import sound
from stockdesk.ui.words import tr

log = logging.getLogger(__name__)


class ScanDesk:
    """Takes every scan of every scanner, in order.

    ``working`` tells whether somebody is signed in and a document can be shown; ``to_document`` brings it to the front.
    """

    def __init__(
        self,
        view: DocumentView,
        rooms: Rooms,
        places: Places,
        working: Callable[[], bool],
        to_document: Callable[[], None],
    ) -> None:
        self._view = view
        self._rooms = rooms
        self._places = places
        self._working = working
        self._to_document = to_document

    def take(self, raw: RawScan) -> None:
        """Bring a scan to where it belongs; what cannot be taken now is refused aloud.

        A bug on the way is heard too, before it is shown as every bug is: a scan is never answered by silence.
        """
        try:
            self._bring(raw)
        except Exception:
            sound(Verdict.LOOK)
            raise

    def _bring(self, raw: RawScan) -> None:
        if not self._working():
            log.info("a scan came before the sign-in and was refused")
            self._rooms.sign_in.view.show_error(
                tr("The scan {code} was not taken: sign in first, then scan it again.").format(code=raw.text)
            )
            sound(Verdict.REFUSED)
            return
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            self._view.refuse_scan(raw, "scan.window-open")
            # The dialog may cover the banner, or the page of the banner may not be shown.
            dialog.setWindowTitle(tr("Scan refused: close this window, then scan again"))
            return
        if self._places.take_scan(raw):
            return
        popup = QApplication.activePopupWidget()
        if popup is not None:  # an open menu or list would cover what becomes of the scan
            popup.close()
        self._rooms.close_sheets()
        self._to_document()
        self._view.take_scan(raw)
