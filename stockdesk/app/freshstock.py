"""The stock of what was just posted, asked for as soon as it can be, so that the next scan tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from stockdesk.app.context import Context
from stockdesk.core.errors import StockdeskError
from stockdesk.core.posting import State

AFTER_MORE_SECONDS = 1.0
"""How long after a posting it is asked for while more waits to be posted; postings in a row put it off."""
MOST_ASKED_SINGLY = 20
"""Products asked for one by one; for more a sync asks for what changed, a hundred a request."""
MOVES_STOCK = frozenset({State.POSTED, State.PARTIAL, State.REJECTED})
"""States in which an operation has brought goods in or out, or has been taken back at the service."""


class Fetch(Protocol):
    """Runs a job on the fetch worker; ``done`` or ``failed`` comes to the owner's thread."""

    def __call__(
        self,
        job: Callable[[Context], None],
        done: Callable[[None], None],
        failed: Callable[[StockdeskError], None],
        /,
        priority: int = 0,
    ) -> None:
        """Submit the job."""
        ...


class FreshStock:
    """Follows postings, on the owner's thread. ``later`` runs something there after so many seconds, by a name."""

    def __init__(
        self,
        fetch: Fetch,
        later: Callable[[str, float, Callable[[], None]], None],
        sync: Callable[[], None],
        failed: Callable[[StockdeskError], None],
    ) -> None:
        self._fetch = fetch
        self._later = later
        self._sync = sync
        self._failed = failed
        self._touched: set[int] = set()

    def moved(self, products: Iterable[int], *, more: bool) -> None:
        """Ask for products whose stock an operation has moved: at once, or when ``more`` that waits has gone out."""
        self._touched.update(products)
        self._later("stock", AFTER_MORE_SECONDS if more else 0.0, self._ask)

    def _ask(self) -> None:
        """Ask for one product after the other, each a job of its own: no look-up waits for all of them."""
        if len(self._touched) > MOST_ASKED_SINGLY:
            self._touched.clear()
            self._sync()
        elif self._touched:
            product_id = self._touched.pop()
            self._fetch(
                lambda context: context.catalogue.refresh(context.desk(), product_id),
                lambda _result: self._ask(),
                self._not_told,
                priority=10,
            )

    def _not_told(self, error: StockdeskError) -> None:
        self._touched.clear()  # the next sync brings it
        self._failed(error)
