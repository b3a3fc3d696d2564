"""The list of labels to print anew: what the scanners had trouble with lately, and what a person has settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.context import Context
from stockdesk.app.likelycode import likely_products
from stockdesk.core.product import Product
from stockdesk.core.radar import BadLabel, bad_labels, hear
from stockdesk.store.scanlog import ScanLogStore
from stockdesk.store.settings import SettingsStore, location_scope

DAYS: Final = 60
"""How far back the radar listens: an older label has been replaced or is sold."""
DOCUMENTS: Final = 300
"""Documents that it listens to at most, the latest."""
_KEY: Final = "relabelled"


@dataclass(frozen=True, slots=True)
class RelabelRow:
    """A product of the list, with its evidence."""

    product: Product
    label: BadLabel


class Radar:
    """Listens on one thread's connections. ``location_id`` names the location at work, None for none."""

    def __init__(
        self,
        log: ScanLogStore,
        settings: SettingsStore,
        catalogue: Catalogue,
        location_id: Callable[[], int | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._log = log
        self._settings = settings
        self._catalogue = catalogue
        self._location_id = location_id
        self._now = now

    @classmethod
    def of(cls, context: Context) -> Radar:
        """Return the radar of a thread's context: the list may be asked for on a worker."""

        def location_id() -> int | None:
            current = context.session.current
            return None if current is None else current.location.location_id

        return cls(ScanLogStore(context.work), context.settings, context.catalogue, location_id)

    def rows(self) -> tuple[RelabelRow, ...]:
        """Return the products whose labels scan badly, worst first; those that left the catalogue are left out."""
        location = self._location_id()
        if location is None:
            return ()
        documents = self._log.recent(location, self._now() - timedelta(days=DAYS), DOCUMENTS)
        # A bad label gives the same wrong text again and again: each is looked up once.
        heard = hear(documents, cache(self._owner), cache(self._barcode))
        found = ((self._catalogue.product(label.product_id), label) for label in bad_labels(heard, self._settled()))
        return tuple(RelabelRow(product, label) for product, label in found if product is not None)

    def product_ids(self) -> tuple[int, ...]:
        """Return the products of the list, worst first: what labels are to be printed for."""
        return tuple(row.product.product_id for row in self.rows())

    def settle(self, label: BadLabel) -> None:
        """Note that a label was printed anew: its product comes back with new troubles only."""
        self._store(self._settled() | {label.product_id: label.number})

    def unsettle(self, product_id: int) -> None:
        """Take that back: its former troubles count again."""
        self._store({known: number for known, number in self._settled().items() if known != product_id})

    def _owner(self, code: str) -> int | None:
        """Name the one product that a code which failed may belong to."""
        exact = self._catalogue.lookup(code)
        products = tuple(match.product for match in exact) or likely_products(self._catalogue, code)
        return products[0].product_id if len(products) == 1 else None

    def _barcode(self, product_id: int) -> str:
        product = self._catalogue.product(product_id)
        return "" if product is None else product.barcode

    def _settled(self) -> dict[int, int]:
        location = self._location_id()
        stored = None if location is None else self._settings.get(location_scope(location), _KEY)
        if not isinstance(stored, dict):
            return {}
        return {int(product_id): number for product_id, number in stored.items() if isinstance(number, int)}

    def _store(self, settled: dict[int, int]) -> None:
        location = self._location_id()
        if location is not None:
            numbers = {str(product_id): number for product_id, number in sorted(settled.items())}
            self._settings.set(location_scope(location), _KEY, numbers)
