"""A station without a window: real files in a folder, a real session at a demo service, and a clock to turn by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Retries, Timeouts
from stockdesk.app.connections import Connections
from stockdesk.app.context import Context
from stockdesk.app.desk import Desk
from stockdesk.app.documents import Author, Documents, OpenDocument, new_id
from stockdesk.app.poster import Poster
from stockdesk.app.posting import Posting
from stockdesk.app.session import Session
from stockdesk.core import document as rules
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import OutboxRow
from stockdesk.core.product import Product, Unit
from stockdesk.core.tokens import Tokens
from stockdesk.store.folder import DataFolder
from stockdesk.store.lock import PostingLock
from stockdesk.store.tokens import TokenStore
from tests.support.demo import FIRST_GOOD, LOCATION, PARTNER_TOKEN, SHOP, USER_TOKEN, DemoService

ENVIRON = {"STOCKDESK_PARTNER_TOKEN": PARTNER_TOKEN, "STOCKDESK_USER_TOKEN": USER_TOKEN}
SHORT = Timeouts(connect=2.0, read=2.0, write_read=0.4, whole=5.0, turn=1.0)
QUICK = Retries(attempts=2, first_wait=0.001, longest_wait=0.002, whole=5.0)
SETTLE = 120.0


class Clock:
    """A clock that stands until it is turned. It begins at the present time: the service's own clock is real."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.time

    def turn(self, seconds: float) -> None:
        """Let so many seconds go by."""
        self.time += timedelta(seconds=seconds)


def product(number: int = 0, **fields: object) -> Product:
    """Return the n-th product of the demo catalogue as a document needs it."""
    values: dict[str, object] = {
        "product_id": FIRST_GOOD + number,
        "title": f"product {number}",
        "barcode": f"{4000000000000 + number}",
        "sale_unit": Unit(301, "pc"),
        "service_unit": Unit(301, "pc"),
        "cost": Decimal("1.20"),
    }
    return Product(**(values | fields))  # type: ignore[arg-type]


def posted(demo: DemoService, marker: str) -> list[dict[str, Any]]:
    """Return the documents with a marker that are on the service."""
    return [document for document in demo.documents(marker=marker) if not document["deleted"]]


def goods_of(document: Mapping[str, Any]) -> dict[int, Decimal]:
    """Return product -> amount of a document of the service, without sign."""
    return {line["good_id"]: abs(Decimal(str(line["amount"]))) for line in document["lines"] if not line["deleted"]}


@dataclass(slots=True)
class Bench:
    """One data folder, opened once, signed in by the environment's tokens."""

    folder: DataFolder
    context: Context
    session: Session
    connections: Connections
    author: Author
    documents: Documents
    posting: Posting
    clock: Clock
    server: str
    moves: list[OutboxRow] = field(default_factory=list)
    clients: list[ServiceClient] = field(default_factory=list)
    woken: list[None] = field(default_factory=list)

    @property
    def account(self) -> str:
        """Return the account that is signed in."""
        assert self.session.current is not None
        return self.session.current.account

    def desk(self, row: OutboxRow | None = None) -> Desk | None:
        """Return a desk with short time-outs, for whoever approved the row."""
        if not self.clients:
            tokens = Tokens(PARTNER_TOKEN, USER_TOKEN)
            self.clients.append(ServiceClient(self.server, tokens, timeouts=SHORT, retries=QUICK))
        found = self.session.desk(self.context.shelf, None if row is None else row.approved_by)
        return None if found is None else Desk(self.clients[0], found.location, found.rights)

    def desk_at(self, server: str) -> Desk:
        """Return the same desk at another server."""
        own = self.desk()
        assert own is not None
        client = ServiceClient(server, Tokens(PARTNER_TOKEN, USER_TOKEN), timeouts=SHORT, retries=QUICK)
        self.clients.append(client)
        return Desk(client, own.location, own.rights)

    def poster(self, find_desk: Callable[[OutboxRow], Desk | None] | None = None, settle: float = SETTLE) -> Poster:
        """Return a poster on this folder with the bench's clock."""
        return Poster(
            self.context.outbox,
            PostingLock(self.folder),
            find_desk or self.desk,
            self.clock,
            settle,
            self.moves.append,
        )

    def draft(
        self, kind: Kind = Kind.RECEIPT, lines: Mapping[int, str] | None = None, storage: int = SHOP, **header: str
    ) -> OpenDocument:
        """Make a draft: ``lines`` maps numbers of products to amounts."""
        document = self.documents.new(kind, LOCATION, storage, **header)
        for number, amount in (lines or {0: "2", 1: "3.5"}).items():
            one = product(number)
            document.do(rules.scan_product(document.sheet, one, Decimal(amount), one.barcode, new_id()))
        return document

    def approve(
        self, kind: Kind = Kind.RECEIPT, lines: Mapping[int, str] | None = None, storage: int = SHOP, **header: str
    ) -> str:
        """Make a document and queue it; returns the base marker."""
        return self.posting.approve(self.draft(kind, lines, storage, **header))

    def row(self, marker: str) -> OutboxRow:
        """Return a row of the outbox as it is on disk."""
        found = self.context.outbox.row(marker)
        assert found is not None
        return found

    def run_until_rest(self, poster: Poster, steps: int = 30) -> int:
        """Run and turn the clock by what the poster asks for until nothing waits; returns the seconds that passed."""
        passed = 0.0
        for _ in range(steps):
            wait = poster.run()
            if wait is None:
                return round(passed)
            self.clock.turn(wait)
            passed += wait
        raise AssertionError(f"still not at rest: {[(row.marker, row.state) for row in self.context.outbox.waiting()]}")


@contextmanager
def bench_at(path: Path, server: str, environ: Mapping[str, str] | None = None) -> Iterator[Bench]:
    """Open a folder and sign in at a running service."""
    environ = ENVIRON if environ is None else environ
    folder = DataFolder.prepare(path)
    tokens = TokenStore(environ=environ)
    connections = Connections(tokens)
    session = Session(connections, tokens, server, LOCATION)
    context = Context(folder, session)
    author = Author(station="station-1", person="Anna")
    woken: list[None] = []
    try:
        session.ensure(context.shelf)
        bench = Bench(
            folder,
            context,
            session,
            connections,
            author,
            Documents(context.document_store, author),
            Posting(context, author, lambda: woken.append(None)),
            Clock(),
            server,
            woken=woken,
        )
        yield bench
        for client in bench.clients:
            client.close()
    finally:
        connections.close()
        context.close()
