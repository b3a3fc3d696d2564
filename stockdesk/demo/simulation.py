"""The state of one simulated service: store, switches, faults, and what is still to happen."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stockdesk.demo import clock, database, seeding, switches
from stockdesk.demo.faults import Faults
from stockdesk.demo.limiter import Limiter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

REQUESTS_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Options:
    """How a service starts. `products` None means all real products; `db` None means a temporary store."""

    products: int | None = None
    seed: int = 1
    db: Path | None = None
    faults: dict[str, float] = field(default_factory=dict)
    switches: dict[str, int] = field(default_factory=dict)
    rate_limit: bool = False


class Simulation:
    """The service's memory. All work happens on one event loop, so nothing here needs a lock."""

    def __init__(self, options: Options) -> None:
        """Open the store and fill it if it is new. Raises `sqlite3.Error` for a store that cannot be used."""
        self.options = options
        self.db: sqlite3.Connection = database.connect(options.db)
        self.switches: dict[str, int] = {}
        self.faults = Faults()
        self.limiter: Limiter | None = None
        self.rng = random.Random(options.seed)
        self.requests: deque[dict[str, Any]] = deque(maxlen=REQUESTS_KEPT)
        self.request_number = 0
        self.refuse: Callable[[float], None] = lambda _seconds: None
        self.stopping = asyncio.Event()
        self._zones: dict[int, str] = {}
        self._later: dict[asyncio.TimerHandle, Callable[[], None]] = {}
        self._start_over()
        if database.is_empty(self.db):
            self.fill()

    def _start_over(self) -> None:
        """Switches, faults and limiter as at the start."""
        self.switches = switches.defaults() | self.options.switches
        self.faults = Faults(dict(self.options.faults), rng=random.Random(self.options.seed))
        self.limiter = Limiter() if self.options.rate_limit else None

    def fill(self) -> None:
        """Create the tables and the seeded data."""
        self.db.executescript(database.SCHEMA)
        with self.transaction():
            seeding.seed(self.db, self.options.products, self.options.seed, self.now_ms())
        self.db.executescript(database.INDEXES)

    def reset(self) -> None:
        """Everything as at the start: data, switches, faults; what was still to happen is forgotten."""
        for handle in self._later:
            handle.cancel()
        self._later.clear()
        self.requests.clear()
        self._start_over()
        database.drop_everything(self.db)
        self.fill()

    def now_ms(self) -> int:
        """The service's own time, `clock_skew` included."""
        return clock.now_ms(self.switches["clock_skew"])

    def location(self, location_id: int) -> sqlite3.Row:
        """The row of a location that exists."""
        row: sqlite3.Row = self.db.execute("SELECT * FROM locations WHERE id = ?", (location_id,)).fetchone()
        return row

    def zone_of(self, location_id: int) -> str:
        """The IANA zone of a location."""
        if location_id not in self._zones:
            self._zones[location_id] = self.location(location_id)["zone"]
        return self._zones[location_id]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Do something after a while, or at once when `settle` is called."""

        def run() -> None:
            del self._later[handle]
            work()

        handle = asyncio.get_running_loop().call_later(seconds, run)
        self._later[handle] = work

    @property
    def pending(self) -> int:
        """How many late commits and deletions are still to come."""
        return len(self._later)

    def settle(self) -> int:
        """Do now what was to happen later, and let all rows be searchable; how many late things were done."""
        waiting = list(self._later.items())
        for handle, work in waiting:
            handle.cancel()
            del self._later[handle]
            work()
        self.db.execute("UPDATE transactions SET visible_ms = 0 WHERE visible_ms > 0")
        return len(waiting)

    def note(self, **entry: Any) -> None:
        """Keep a request for `GET /_demo/requests`."""
        self.request_number += 1
        self.requests.append({"n": self.request_number, **entry})
