"""A made-up ledger on real databases: stored entry by entry, opened as a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.documents import Author, Documents, OpenDocument
from stockdesk.app.radar import Radar
from stockdesk.app.scanlog import ScanLog
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product
from stockdesk.store.aliases import AliasStore
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.scanlog import ScanLogStore
from stockdesk.store.settings import SettingsStore
from tests.support.scanledgers import BEGAN, Ledger

LOCATION = 4564


@dataclass(frozen=True)
class ScanDesk:
    """The stores of a station and what works on them."""

    documents: DocumentStore
    log: ScanLogStore
    settings: SettingsStore
    catalogue: Catalogue
    radar: Radar

    def keep(self, ledger: Ledger, document_id: str = "document", location_id: int = LOCATION) -> None:
        """Store a ledger as a draft, with its own times."""
        entries = [
            replace(
                entry,
                entry_id=f"{document_id}-{entry.entry_id}",
                document_id=document_id,
                undoes=f"{document_id}-{entry.undoes}" if entry.undoes else "",
            )
            for entry in ledger.entries
        ]
        self.documents.create(document_id, Kind.RECEIPT, location_id, entries)

    def open(self, ledger: Ledger) -> OpenDocument:
        """Store a ledger and open it as a person does."""
        self.keep(ledger)
        return Documents(self.documents, Author("s1", "Ana")).open("document")

    def scan_log(self, ledger: Ledger) -> ScanLog:
        """Store a ledger, open it, and return its list."""
        return ScanLog(self.open(ledger), self.log, self.catalogue)


@contextmanager
def scan_desk(folder: Path, products: Sequence[Product]) -> Iterator[ScanDesk]:
    """Open the databases of a new station that knows some products."""
    data = DataFolder.prepare(folder)
    work = Database.open_work(data)
    try:
        catalogue_file = Database.open_catalogue(data)
        try:
            store = CatalogueStore(catalogue_file, AliasStore(work))
            store.upsert(LOCATION, products)
            catalogue, settings, log = Catalogue(store, lambda: LOCATION), SettingsStore(work), ScanLogStore(work)
            radar = Radar(log, settings, catalogue, lambda: LOCATION, lambda: BEGAN)
            yield ScanDesk(DocumentStore(work), log, settings, catalogue, radar)
        finally:
            catalogue_file.close()
    finally:
        work.close()
