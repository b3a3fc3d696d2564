"""A scanning desk on real files: a catalogue of a few products, an open receipt, a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.documents import Author, Documents, OpenDocument
from stockdesk.app.events import ScanAnswer
from stockdesk.app.scanning import Scanning
from stockdesk.core.entry import Entry, RawScan
from stockdesk.core.gtin import check_digit
from stockdesk.core.match import Match, MatchedBy
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, Unit
from stockdesk.store.aliases import AliasStore
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStore
from stockdesk.store.folder import DataFolder
from tests.support.bench import product
from tests.support.demo import LOCATION, ROOM, SHOP

TODAY = date(2026, 11, 24)
KNOWN = "4006381333931"
UNKNOWN = "5304000106003"
CHEESE = "2100012" + "00000"  # the number on the scales' labels, without its check digit

PRODUCTS = (
    product(0, barcode=KNOWN, article="PEN-1", stock={SHOP: Decimal(10)}),
    product(1, barcode="036000291452", stock={ROOM: Decimal(4)}),
    product(2, barcode="1234567890128", title="one of two"),
    product(3, barcode="1234567890128", title="two of two"),
    product(4, barcode=CHEESE + check_digit(CHEESE), sale_unit=Unit(305, "kg"), service_unit=Unit(305, "kg")),
    product(5, barcode="", article="ЩЕТКА-5"),
    product(6, barcode="96385074", sale_unit=Unit(301, "pc"), service_unit=Unit(302, "ml"), unit_equals=Decimal(250)),
)


@dataclass(slots=True)
class Asked:
    """What the service was asked, and how it answers."""

    codes: list[str] = field(default_factory=list)
    waiting: list[Callable[[tuple[Match, ...]], None]] = field(default_factory=list)

    def __call__(self, code: str, found: Callable[[tuple[Match, ...]], None]) -> None:
        self.codes.append(code)
        self.waiting.append(found)

    def answer(self, *products: Product) -> None:
        self.waiting.pop(0)(tuple(Match(one, MatchedBy.REMOTE) for one in products))


@dataclass(slots=True)
class Clock:
    """Seconds, as the test says."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Station:
    """A catalogue of seven products and an open receipt."""

    folder: DataFolder
    database: Database
    aliases: AliasStore
    documents: Documents
    document: OpenDocument
    scanning: Scanning
    asked: Asked
    clock: Clock
    store: CatalogueStore

    def scan(self, text: str, positions: str = "", document: OpenDocument | None = None) -> ScanAnswer:
        """Take a scan and return its one answer."""
        answers: list[ScanAnswer] = []
        self.scanning.scan(document or self.document, RawScan(text, positions), answers.append)
        (answer,) = answers
        return answer

    def take(self, raw: RawScan, source: str = "scan") -> ScanAnswer:
        """Take a scan as it came and return its one answer."""
        answers: list[ScanAnswer] = []
        self.scanning.scan(self.document, raw, answers.append, source)
        (answer,) = answers
        return answer

    def last(self) -> Entry:
        """The last entry, as a second look at the disk tells."""
        return list(self.documents.open(self.document.document_id).sheet.entries)[-1]

    def lines(self) -> list[tuple[int | None, Decimal]]:
        """Product and amount of each line, as a second look at the disk tells."""
        sheet = self.documents.open(self.document.document_id).sheet
        return [(line.product_id, line.amount) for line in sheet.lines]


@contextmanager
def scan_station(folder_path: Path, products: Sequence[Product] = PRODUCTS) -> Iterator[Station]:
    """Open a station with these products in a folder, and close its files in the end."""
    folder = DataFolder.prepare(folder_path)
    work, file = Database.open_work(folder), Database.open_catalogue(folder)
    aliases = AliasStore(work)
    store = CatalogueStore(file, aliases)
    store.upsert(LOCATION, products)
    documents = Documents(DocumentStore(work), Author("station-1", "Anna"))
    asked, clock = Asked(), Clock()
    scanning = Scanning(Catalogue(store, lambda: LOCATION), asked, lambda: TODAY, clock)
    document = documents.new(Kind.RECEIPT, LOCATION, SHOP)
    try:
        yield Station(folder, work, aliases, documents, document, scanning, asked, clock, store)
    finally:
        file.close()
        work.close()
