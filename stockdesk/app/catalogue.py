"""The catalogue: looked up here first, asked of the service when it is not here, brought up to date in small steps."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stockdesk.api import products as service_products
from stockdesk.api import transactions
from stockdesk.app.desk import Desk
from stockdesk.app.events import SyncProgress
from stockdesk.core.barcode import Interpretation, interpret
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import gtin14
from stockdesk.core.match import Match, MatchedBy, bears
from stockdesk.core.product import Product
from stockdesk.core.reading import Reading
from stockdesk.store.catalogue import CatalogueStore

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""How far before the last sync the next one asks for changes: clocks differ and rows commit late."""
SUPPLIER_DAYS = 90
"""How many days of receipts are read to learn suppliers: the service has no list of them."""
SUPPLIER_PAGES = 20
LONGEST_LOOKUP_SECONDS = 15.0
"""A person waits for a code that is not here no longer than this (real-world notes: 10 to 15 s)."""


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync came to; ``seconds`` is wall time."""

    products: int
    changed: int
    removed: int
    requests: int
    seconds: float


class Catalogue:
    """The catalogue on this thread's connection; ``location_id`` tells which location is at work, None for none.

    ``read`` gives the readings of a code, with the in-store patterns of the location.
    """

    def __init__(
        self,
        store: CatalogueStore,
        location_id: Callable[[], int | None],
        read: Callable[[str], Interpretation] = interpret,
    ) -> None:
        self.store = store
        self.read = read
        self._location_id = location_id

    def _location(self) -> int:
        location_id = self._location_id()
        if location_id is None:
            raise StockdeskError("session.signed-out")
        return location_id

    def local(self, reading: Reading) -> tuple[Match, ...]:
        """Return the products that bear one reading of a scan: as text first, then as an equal GTIN."""
        location = self._location()
        if reading.symbol == "UPC-E" and reading.gtin14 is not None:
            return self._by_upc_e(location, reading.code, reading.gtin14)
        matches = self.store.by_code(location, reading.code)
        if not matches and reading.gtin14 is not None:
            matches = self.store.by_gtin(location, reading.gtin14)
        return tuple(matches)

    def _by_upc_e(self, location: int, code: str, number: str) -> tuple[Match, ...]:
        """Return the products of a UPC-E: its eight digits are most often those of an EAN-8 as well, another item."""
        by_number = self.store.by_gtin(location, number)
        if by_number:
            return tuple(by_number)
        return tuple(
            match
            for match in self.store.by_code(location, code)
            if match.matched is not MatchedBy.BARCODE or gtin14(match.product.barcode) in (None, number)
        )

    def holds(self, code: str) -> bool:
        """Whether a product bears exactly this text."""
        return bool(self.store.by_code(self._location(), code))

    def find(self, interpretation: Interpretation) -> tuple[tuple[Match, ...], Reading | None]:
        """Return what a code names here, and the reading it was found by (None: by its whole text, or by several).

        The whole text comes first: a catalogue may hold an in-store number, an element string or a number with a wrong
        check digit as it is. Then the readings in their order of trust. A symbology identifier says which number it is,
        so then the whole text comes last. Eight digits that are an EAN-8 and a UPC-E name what either of them names.
        """
        readings = interpretation.readings
        numbers = [reading for reading in readings if reading.kind == "gtin"]
        if interpretation.aim is not None and any(reading.gtin14 is not None for reading in readings):
            found, reading = self._first(readings)
            return (found, reading) if found else self._whole(interpretation)
        if len({reading.gtin14 for reading in numbers}) > 1:
            either = {match.product.product_id: match for reading in numbers for match in self.local(reading)}
            if len(either) > 1:
                return tuple(either.values()), None
        exact, reading = self._whole(interpretation)
        return (exact, reading) if exact else self._first(readings)

    def _first(self, readings: tuple[Reading, ...]) -> tuple[tuple[Match, ...], Reading | None]:
        for reading in readings:
            found = self.local(reading)
            if found:
                return found, reading
        return (), None

    def _whole(self, interpretation: Interpretation) -> tuple[tuple[Match, ...], Reading | None]:
        text, readings = interpretation.text, interpretation.readings
        if any(reading.symbol == "UPC-E" for reading in readings) and interpretation.aim is not None:
            return (), None
        exact = tuple(self.store.by_code(self._location(), text))
        return exact, next((reading for reading in readings if exact and reading.code == text), None)

    def lookup(self, code: str) -> tuple[Match, ...]:
        """Return the products that a code names, in this catalogue alone: exact matches only."""
        return self.find(self.read(code))[0]

    def remote(self, desk: Desk, code: str) -> tuple[Match, ...]:
        """Ask the service for a code that is not here, keep what it finds, and return exact matches.

        The search is loose, so its rows are compared again as text and as GTIN. Errors are those of a read.
        """
        location = desk.location.location_id
        wanted = gtin14(code)
        terms = [code]
        if wanted is not None and code.startswith("0"):
            # The same number may stand there without its zeros, and the search knows parts of a code only.
            terms.append(code.lstrip("0"))
        exact: list[Product] = []
        for term in terms:
            found = service_products.find_products(
                desk.client, location, desk.zone, term, whole=LONGEST_LOOKUP_SECONDS / len(terms)
            )
            exact = [
                product
                for product in found
                if bears(product, code) or (wanted is not None and gtin14(product.barcode) == wanted)
            ]
            if exact:
                self.store.upsert(location, exact)
                break
        return tuple(Match(product, MatchedBy.REMOTE) for product in exact)

    def resolve(self, code: str, desk: Desk | None = None) -> tuple[Match, ...]:
        """Look a code up here, then at the service when a desk is given."""
        found = self.lookup(code)
        return found if found or desk is None else self.remote(desk, code)

    def refresh(self, desk: Desk, product_id: int) -> None:
        """Read one product from the service anew, with its stock. Errors are those of a read.

        One that is no longer there stays here until a full sync, which sees the whole list, takes it out.
        """
        location = desk.location.location_id
        try:
            found = service_products.get_product(desk.client, location, desk.zone, product_id)
        except StockdeskError as error:
            if error.code != "service.not-found":
                raise
            return
        self.store.upsert(location, [found])

    def product(self, product_id: int) -> Product | None:
        """Return one product of the catalogue, or None."""
        return self.store.product(self._location(), product_id)

    def search(self, text: str, limit: int = 50) -> list[Product]:
        """Find products as a person types."""
        return self.store.search(self._location(), text, limit)

    def count(self) -> int:
        """Return how many products are here."""
        return self.store.count(self._location())

    def age(self, now: datetime) -> timedelta | None:
        """Return how long ago the catalogue was brought up to date, None for never."""
        state = self.store.sync_state(self._location())
        return None if state.finished is None else now - state.finished

    def sync(
        self,
        desk: Desk,
        *,
        full: bool = False,
        progress: Callable[[SyncProgress], None] = lambda _progress: None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> SyncResult:
        """Bring the catalogue up to date: all of it the first time or when asked, else what changed.

        A full sync removes what the service no longer lists, but only after it has seen the whole list, and its end
        twice: what is missing here does not come back with a later sync. Raises the errors of a read; what was already
        taken stays.
        """
        location = desk.location.location_id
        begun, started = time.monotonic(), datetime.now(UTC)
        state = self.store.sync_state(location)
        since = None if full or state.server_date is None else state.server_date - OVERLAP
        expected = self.store.count(location) or None
        seen: set[int] = set()
        changed = requests = 0
        first_date: datetime | None = None
        whole = since is None
        for page in service_products.pages_of_products(
            desk.client, location, desk.zone, changed_after=since, sure=whole
        ):
            requests += 1
            first_date = first_date or desk.client.server_date
            changed += self.store.upsert(location, page)
            seen.update(product.product_id for product in page)
            progress(SyncProgress(len(seen), changed, requests, time.monotonic() - begun, total=expected))
            if stopping():
                raise StockdeskError("sync.stopped")
        requests += 2 if whole else 1
        removed = 0
        if whole:
            removed = self.store.remove(location, self.store.all_ids(location) - seen)
        self.store.finish_sync(location, started, datetime.now(UTC), first_date or desk.client.server_date or started)
        requests += self._learn_suppliers(desk, since, stopping)
        seconds = time.monotonic() - begun
        total = self.store.count(location)
        progress(SyncProgress(total, changed, requests, seconds, done=True, total=total))
        log.info("synced %d products, %d changed, %d removed, %d requests", total, changed, removed, requests)
        return SyncResult(total, changed, removed, requests, round(seconds, 3))

    def _learn_suppliers(self, desk: Desk, since: datetime | None, stopping: Callable[[], bool]) -> int:
        """Harvest suppliers from recent movements, or from those since the last sync; a failure costs only names."""
        location = desk.location.location_id
        known = {supplier.supplier_id: supplier for supplier in self.store.suppliers(location)}
        today = datetime.now(desk.zone).date()
        requests = 0
        try:
            for page in transactions.pages_of_movements(
                desk.client,
                location,
                desk.zone,
                changed_after=since,
                start=today - timedelta(days=SUPPLIER_DAYS) if since is None else None,
                end=today if since is None else None,
                most_pages=SUPPLIER_PAGES,
            ):
                requests += 1
                if stopping():
                    break
                for movement in page:
                    if movement.supplier is not None and movement.supplier.title:
                        known[movement.supplier.supplier_id] = movement.supplier
        except StockdeskError as error:
            log.info("suppliers not read to the end: %s", error)
        self.store.save_suppliers(location, known.values())
        return requests + 1
