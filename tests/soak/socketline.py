"""The same line as a real socket: the program's own client, and the demo service as a child process."""

from __future__ import annotations

import contextlib
import random
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from stockdesk.api import paths
from stockdesk.api.client import Query, ServiceClient
from stockdesk.api.exchange import Answer, Fault, Request, Retries, Timeouts
from stockdesk.core.tokens import Tokens
from tests.soak.clock import Clock
from tests.soak.stored import MARKER, Goods
from tests.soak.trouble import CALM, Weather
from tests.soak.watch import Watch
from tests.soak.world import SETTLE
from tests.support.demo import LOCATION, PARTNER_TOKEN, USER_TOKEN, DemoService

T = TypeVar("T")

SHORT = Timeouts(connect=1.0, read=0.5, write_read=0.2, whole=3.0, turn=1.0)
QUICK = Retries(attempts=2, first_wait=0.001, longest_wait=0.002, whole=0.6)
TIMINGS = {"hang": 0.4, "late_commit": 3600.0, "search_lag": 600.0, "refuse": 0.03, "slow": 0.05}
"""Seconds. A late commit comes when ``settle`` says so, a lagging row when the service's clock is moved on."""
PORT_PATIENCE = 10.0
FOREVER = datetime.max.replace(tzinfo=UTC)
FAULTS = {
    **{
        name: name
        for name in (
            "refuse", "reset_before", "reset_after", "timeout_before", "timeout_after", "late_commit", "http500_before",
            "http502_after", "cut_body", "throttle", "unauthorized", "partial", "redirect_after", "garbage",
            "success_false", "conflict_before", "half_then_4xx", "alter_line",
        )
    },
    "dns": "refuse",
    "timeout_late": "late_commit",
    "http504_late": "late_commit",
    "throttle_bare": "throttle",
}  # fmt: skip
"""The model's troubles by the demo service's faults."""
MODIFIERS = ("flat_shape", "string_numbers", "html_comments", "short_comments", "slow")
SWITCHES = (
    "search_ignores_filters",
    "search_newest_first",
    "writeoff_reads_as_7",
    "retry_after",
    "naive_document_dates",
)


class WatchedClient(ServiceClient):
    """The real client; the watch hears of each request."""

    def __init__(self, server: str, watch: Watch, account: str, line: SocketLine) -> None:
        super().__init__(server, Tokens(PARTNER_TOKEN, USER_TOKEN), timeouts=SHORT, retries=QUICK)
        self._watch = watch
        self._account = account
        self._line = line
        self._difference: timedelta | None = None

    @property
    def clock_difference(self) -> timedelta | None:
        """The service's clock less the history's, at the last answer."""
        return self._difference

    def _answered(self) -> None:
        if self.server_date is not None:
            self._difference = self.server_date - self._line.clock.station()
        self._watch.answered()

    def send(self, request: Request) -> Answer | Fault:
        """Send an operation, or a deletion."""
        if request.method == "DELETE":
            self._watch.deleting(self._account, request.path)
        else:
            self._watch.sending(self._account, request.body)
        result = super().send(request)
        told = result.status if isinstance(result, Answer) else result.code
        self._line.log.append(f"    write: {told}")
        self._answered()
        return result

    def _get(self, path: str, query: Query, whole: float | None, read: Callable[[bytes], T]) -> T:
        self._watch.asked(path)
        self._line.log.append(f"    read {path}")
        if (
            path == paths.movements(LOCATION)
            and ("page", 1) in query
            and any(name == "changed_after" for name, _ in query)
        ):
            self._line.searched = self._line.clock.true
        try:
            return super()._get(path, query, whole, read)
        finally:
            self._answered()


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """A document of the demo service, in truth."""

    document_id: int
    origin: str
    type_id: int
    goods: Goods
    readable: bool
    visible: datetime
    nameless: bool = False


@dataclass(slots=True)
class SocketLine:
    """The way to a running demo service, whose clock follows the history's."""

    demo: DemoService
    clock: Clock
    searched: datetime | None = None
    log: list[str] = field(default_factory=list)
    _weather: Weather = CALM
    _seed: int = 0
    _lagging: bool = False
    _visible: dict[int, datetime] = field(default_factory=dict)
    _origins: dict[int, str] = field(default_factory=dict)

    def client(self, account: str, watch: Watch) -> ServiceClient:
        """Make the real client of one account in one process."""
        return WatchedClient(self.demo.base_url, watch, account, self)

    def _levers(self) -> DemoService:
        """Wait until the port is open again: a fault may have closed it for a moment."""
        ends = time.monotonic() + PORT_PATIENCE
        while time.monotonic() < ends:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.demo.port), timeout=1.0):
                return self.demo
            time.sleep(TIMINGS["refuse"])
        raise RuntimeError("the demo service keeps its port closed")

    def speak(self, dice: random.Random) -> None:
        """Settle the service's open questions for this history."""
        switches = {name: dice.randrange(2) for name in SWITCHES}
        self._levers().set_faults(None, switches=switches | {"transactions_count_max": dice.choice((100, 20))})

    def worsen(self, weather: Weather, seed: int) -> None:
        """Change the faults of the demo service."""
        self._weather, self._seed = weather, seed
        chances = {FAULTS[name]: chance for name, chance in weather.writes if name in FAULTS}
        if weather.lag:
            chances["search_lag"] = weather.lag
            self._lagging = True
        if weather is not CALM:
            chances |= dict.fromkeys(MODIFIERS, 0.1)
        if weather.reads:
            chances |= {"throttle": weather.reads, "unauthorized": weather.reads / 4}
        self._levers().set_faults(chances, timings=TIMINGS, seed=seed)

    def documents(self) -> Sequence[DemoDocument]:
        """Return what stands at the service with any line."""
        found = [self._seen(row) for row in self._levers().documents() if not row["deleted"]]
        return [document for document in found if document.goods]

    def _seen(self, row: Mapping[str, Any]) -> DemoDocument:
        lines = [line for line in row["lines"] if not line["deleted"]]
        texts = [row["comment"], *(line["comment"] for line in lines)]
        marked = next((found[1] for text in texts if (found := MARKER.match(text))), "")
        origin = self._origins.setdefault(row["id"], marked)
        goods = Counter(
            (line["good_id"], abs(Decimal(str(line["amount"]))), line["operation_unit_type"], line["storage_id"])
            for line in lines
        )
        readable = any(MARKER.search(text) for text in texts)
        visible = self._visible.get(row["id"], FOREVER)
        return DemoDocument(row["id"], origin, row["type_id"], goods, readable, visible)

    def pending(self) -> bool:
        """Whether anything sent may still be carried out, or stands there unseen."""
        return self._lagging or int(self._levers()._get("pending")["pending"]) > 0

    def pass_time(self, seconds: float) -> None:
        """Move the service's clock on, too; after a long time, or when the line is good, late things have happened."""
        self.clock.turn(seconds)
        if seconds > 2 * SETTLE or self._weather is CALM:
            self._levers().settle()
            self._lagging = False
            for document in self.documents():
                self._visible.setdefault(document.document_id, self.clock.true)
        ahead = self.clock.server() - datetime.now(UTC)
        self._levers().set_switches(clock_skew=int(ahead / timedelta(seconds=1)))

    def holder(self, path: str) -> int | None:
        """Return the document that a path names, or a line of which it names."""
        number = int(path.rpartition("/")[2])
        for row in self._levers().documents():
            if number in (row["id"], *(line["id"] for line in row["lines"])):
                return int(row["id"])
        return None

    def edit(self, document_id: int, comment: str) -> None:
        """A person changes the comments of a document and of its lines; who sent it is remembered."""
        self.documents()
        self._levers().post("comments", document_id=document_id, comment=comment, lines=True)

    def delete(self, document_id: int) -> None:
        """A person deletes a document with its lines, from another network: the weather there is calm."""
        weather, seed = self._weather, self._seed
        self.worsen(CALM, 0)
        with self._levers().client() as person:
            person.delete(f"/storage_operations/documents/{LOCATION}/{document_id}").raise_for_status()
        self.worsen(weather, seed)

    def foreign(self, data: Mapping[str, object]) -> None:
        """Another person posts an operation: of one piece each."""
        rows: Any = data["goods_transactions"]
        fields = {name: data[name] for name in ("type_id", "storage_id", "create_date")}
        self._levers().post("movements", **fields, good_ids=[row["good_id"] for row in rows])

    def revoke(self, account: str) -> None:
        """The token is of no use any more; both accounts have the same one here."""
        del account
        self._levers().post("tokens", login="demo", token="another")

    def renew(self) -> None:
        """The token is good again."""
        self._levers().post("tokens", login="demo", token=USER_TOKEN)
