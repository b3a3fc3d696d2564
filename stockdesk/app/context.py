"""What one thread works with: its own connections to the two databases, and the use cases on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.codereader import CodeReader
from stockdesk.app.desk import Desk
from stockdesk.app.poster import Poster
from stockdesk.app.recovery import Recovery
from stockdesk.app.session import Session, Shelf
from stockdesk.core.outbox import OutboxRow
from stockdesk.store.aliases import AliasStore
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.lock import PostingLock
from stockdesk.store.outbox import OutboxStore
from stockdesk.store.settings import SettingsStore


class Context:
    """What one thread works with: its own connections, and the use cases on them."""

    def __init__(self, folder: DataFolder, session: Session, *, gui: bool = False) -> None:
        self.work = Database.open_work(folder, gui=gui)
        try:
            self.catalogue_file = Database.open_catalogue(folder, gui=gui)
        except BaseException:
            self.work.close()
            raise
        self.settings = SettingsStore(self.work)
        self.outbox = OutboxStore(self.work)
        self.document_store = DocumentStore(self.work)
        self.shelf = Shelf(self.settings, CatalogueStore(self.catalogue_file, AliasStore(self.work)))
        self.session = session
        self.codes = CodeReader(self.settings, self._location_id)
        self.catalogue = Catalogue(self.shelf.catalogue, self._location_id, self.codes.read)

    def _location_id(self) -> int | None:
        current = self.session.current
        return None if current is None else current.location.location_id

    def desk(self) -> Desk:
        """Return the session's desk or raise ``session.signed-out``."""
        return self.session.needed_desk(self.shelf)

    def close(self) -> None:
        """Close the connections."""
        self.catalogue_file.close()
        self.work.close()


class PosterContext:
    """The poster's thread: its stores, and the poster, which remembers a pause as long as the thread lives."""

    def __init__(self, context: Context, folder: DataFolder, settle: float, moved: Callable[[OutboxRow], None]) -> None:
        self._context = context
        session, shelf = context.session, context.shelf
        self.poster = Poster(
            context.outbox,
            PostingLock(folder),
            lambda row: session.desk(shelf, row.approved_by, row.location_id),
            lambda: datetime.now(UTC),
            settle,
            moved,
            Recovery(context.outbox, context.settings, moved, documents=context.document_store),
        )

    def hurry(self) -> None:
        """End pauses and back-off waits, and look up at once what is unknown; a settle time is never cut short."""
        self._context.outbox.release_waits()
        self.poster.resume()
        self.poster.look_up_at_once()

    def close(self) -> None:
        """Close the connections."""
        self._context.close()
