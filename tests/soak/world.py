"""One history in progress: a workstation, a line to a server, people, and what may never be seen on the way."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from stockdesk.api.client import ServiceClient
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Location
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State
from tests.soak.approval import Approved, Wish, entries_of, goods_of, note_of, operations_of, row_of
from tests.soak.clock import Clock
from tests.soak.place import ACCOUNTS, LOCATION
from tests.soak.service import MARKER, Goods
from tests.soak.station import Folder, Process
from tests.soak.trouble import Weather
from tests.soak.watch import Killed, Watch

SETTLE = 120.0
LONG_RUN = 300
"""Requests after which a run is told to end: while the service times out, there may always be more to do."""
MOST_REQUESTS = 3000
"""Requests in one run of the poster; more means that it asks without end."""
MACHINE_FAULTS = ("database.locked", "disk.full")


class Violation(AssertionError):  # noqa: N818 - the word of the field
    """Something happened that may never happen."""


class Posted(Protocol):
    """A document at the server, in truth.

    ``origin`` is the marker it was sent with, ``goods`` what it moved. ``readable`` says whether any comment of it
    still bears a whole marker, ``visible`` when the search began to show it, by the history's true clock.
    """

    @property
    def document_id(self) -> int: ...
    @property
    def origin(self) -> str: ...
    @property
    def goods(self) -> Goods: ...
    @property
    def readable(self) -> bool: ...
    @property
    def visible(self) -> datetime: ...


class Line(Protocol):
    """The way to a server, simulated or real, with its truth and its levers."""

    searched: datetime | None
    log: list[str]

    def client(self, account: str, watch: Watch) -> ServiceClient: ...
    def worsen(self, weather: Weather, seed: int) -> None: ...
    def documents(self) -> Sequence[Posted]: ...
    def pending(self) -> bool: ...
    def pass_time(self, seconds: float) -> None: ...
    def edit(self, document_id: int, comment: str) -> None: ...
    def delete(self, document_id: int) -> None: ...
    def foreign(self, data: Mapping[str, object]) -> None: ...
    def revoke(self, account: str) -> None: ...
    def renew(self) -> None: ...


class World:
    """A workstation at a line. It is the watch of all its processes.

    ``fuse`` counts steps until the process is killed, ``jam`` steps until the machine refuses a write, ``intrusion``
    requests until something else happens on this workstation; None for never. ``splits`` lets a document be longer
    than one operation may be, now and then.
    """

    def __init__(self, line: Line, clock: Clock, place: Path, zone: str = "UTC", splits: bool = False) -> None:
        self.line = line
        self.clock = clock
        self.zone = ZoneInfo(zone)
        self.folder = Folder.fresh(place, line.client, Location(LOCATION, "shop", zone), clock.station, SETTLE)
        self.folder.signed_in.update(ACCOUNTS)
        self.approved: dict[str, Approved] = {}
        self.spoken: set[str] = set()
        self.accepted: set[str] = set()
        self.withdrawn: set[str] = set()
        self.reopened: set[str] = set()
        self.fuse: int | None = None
        self.jam: int | None = None
        self.intrusion: tuple[int, Callable[[], None]] | None = None
        self.splits = splits
        self.kills = 0
        self.requests = 0
        self._documents = 0
        self.process = self.runner = Process(self.folder, self)

    def say(self, text: str) -> None:
        """Add to the trace."""
        self.line.log.append(text)

    def end(self) -> None:
        """Close everything."""
        self.process.end()

    # -- the watch ---------------------------------------------------------------------------------------------------

    def stored(self, point: str) -> None:
        """Burn the fuse; perhaps the disk is full or another program holds the lock."""
        self._burn(point)
        if self.jam is None or point == "committed":
            return
        self.jam -= 1
        if self.jam < 0:
            self.jam = None
            self.say(f"    the machine refuses a write at {point}")
            raise StockdeskError("database.locked" if point == "begin" else "disk.full", path="work.db")

    def sending(self, account: str, body: bytes) -> None:
        """An operation leaves: check that it may, then burn the fuse."""
        self._check_send(account, body)
        self._request("send")

    def asked(self, path: str) -> None:
        """A read leaves."""
        self._request(path)

    def answered(self) -> None:
        """The network is done."""
        self._burn("answered")

    def _request(self, what: str) -> None:
        self.requests += 1
        if self.requests > MOST_REQUESTS:
            raise Violation("the poster asks without end")
        self._burn(what)
        if self.intrusion is not None:
            left, act = self.intrusion
            self.intrusion = (left - 1, act) if left > 0 else None
            if left <= 0:
                act()

    def _burn(self, point: str) -> None:
        if self.fuse is None:
            return
        self.fuse -= 1
        if self.fuse < 0:
            self.fuse = None
            self.kills += 1
            self.say(f"    KILLED at {point}")
            raise Killed(point)

    def _check_send(self, account: str, body: bytes) -> None:
        found = MARKER.search(body.decode())
        marker = found[1] if found else ""
        approved = self.approved.get(marker)
        if approved is None or approved.row.body != body:
            raise Violation(f"{marker}: not the bytes that were approved")
        if approved.row.approved_by != account:
            raise Violation(f"{marker}: sent as {account}, approved by {approved.row.approved_by}")
        if self.runner.database.connection.in_transaction:
            raise Violation(f"{marker}: sent within a transaction")
        row = self.runner.outbox.row(marker)
        if row is None or row.state is not State.SENDING:
            raise Violation(f"{marker}: sent before `sending` was stored")
        self.say(f"    send {marker}, attempt {row.attempts}")
        self._check_order(approved)
        self._check_not_there(marker)

    def _check_order(self, approved: Approved) -> None:
        for earlier in self.runner.outbox.waiting():
            if earlier.marker in self.reopened:
                continue
            before = self.approved[earlier.marker].place < approved.place
            if before and earlier.state is not State.SENDING and approved.row.depends_on(earlier):
                raise Violation(f"{approved.row.marker}: overtook {earlier.marker}, which is {earlier.state.value}")
        if approved.row.role is Role.IN:
            parts = self.runner.outbox.parts(approved.row.base)
            first = next(leg for leg in parts if leg.leg == approved.row.leg - 1)
            if first.state is not State.POSTED:
                raise Violation(f"{approved.row.marker}: the receipt went before its write-off")

    def _check_not_there(self, marker: str) -> None:
        """What the last look-up could have seen must not be sent again, unless a person said so."""
        if marker in self.spoken:
            return
        looked = self.line.searched or self.clock.true
        for document in self.of(marker):
            if document.visible < looked:
                raise Violation(f"{marker}: sent again, though document {document.document_id} could be seen")

    # -- what people do ----------------------------------------------------------------------------------------------

    def of(self, marker: str) -> list[Posted]:
        """Return the documents that an operation made, in truth."""
        return [document for document in self.line.documents() if document.origin == marker]

    def approve(self, wish: Wish) -> None:
        """A person makes a document and approves it; the machine may refuse it, the process may be killed meanwhile."""
        at, account = self.clock.station(), ACCOUNTS[wish.account]
        document_id = f"d{self._documents}"
        self._documents += 1
        entries = entries_of(wish, document_id, at)
        planned = operations_of(wish, entries, at, self.zone, random.Random(self._documents))
        base = planned[0].marker[:13]
        rows = [row_of(wish, one, base, document_id, at, account) for one in planned]
        self.say(
            f"approve {base}: {wish.kind.value} at {wish.storage_id}, {len(entries) - 1} lines, {len(rows)} operations"
        )
        approved = {
            row.marker: Approved(row, goods_of(one.operation), len(self.approved) + number)
            for number, (row, one) in enumerate(zip(rows, planned, strict=True))
        }
        self.approved |= approved
        try:
            self.process.documents.create(document_id, wish.kind, LOCATION, entries)
            self.process.outbox.enqueue(document_id, rows, note_of(document_id, at))
        except StockdeskError as error:
            if error.code not in MACHINE_FAULTS:
                raise
            self._forget_unless_stored(list(approved))
        except Killed:
            self.restart()
            self._forget_unless_stored(list(approved))

    def _forget_unless_stored(self, markers: Sequence[str]) -> None:
        stored = [marker for marker in markers if self.process.outbox.row(marker) is not None]
        if stored and len(stored) != len(markers):
            raise Violation(f"only a part of a document was queued: {', '.join(stored)}")
        if not stored:
            self.say("    (it was not queued)")
            for marker in markers:
                del self.approved[marker]

    def speak(self, marker: str, dice: random.Random) -> bool:
        """A person who sees the server says what became of an operation, only while the truth allows it."""
        row = self.process.outbox.row(marker)
        if row is None or self.line.pending():
            return False
        state = self._truth(row, dice)
        if state is None:
            return False
        self.say(f"a person says of {marker}: {row.state.value} -> {state.value}")
        self.spoken.add(marker)
        if row.state.final:
            # Whoever asks for a refused document again while others are on their way cannot hold those back any more.
            self.reopened.add(marker)
        try:
            self.process.outbox.person_word(row, state, by="Vera", at=self.clock.station(), reason="seen")
        except StockdeskError as error:
            if error.code not in (*MACHINE_FAULTS, "outbox.moved"):
                raise
            return False
        return True

    def _truth(self, row: OutboxRow, dice: random.Random) -> State | None:
        there = self.of(row.marker)
        if row.state is State.UNKNOWN:
            if not there:
                return State.QUEUED
            equal = any(document.goods == self.approved[row.marker].goods for document in there)
            return State.POSTED if equal else State.PARTIAL
        if row.state is State.PARTIAL:
            if there and dice.random() < 0.5:
                self.accepted.add(row.marker)
                return State.POSTED
            for document in there:
                self.line.delete(document.document_id)
            return State.REJECTED
        if row.state is State.REJECTED and not there and dice.random() < 0.3:
            return State.QUEUED
        return None

    def withdraw(self, base: str) -> None:
        """A person takes back a document that was never sent, where the program allows it."""
        rows = self.process.outbox.parts(base)
        try:
            self.process.outbox.withdraw(rows, by="Vera", at=self.clock.station())
        except StockdeskError as error:
            if error.code not in ("outbox.already-sent", "outbox.moved", *MACHINE_FAULTS):
                raise
            return
        self.say(f"a person withdraws {base}")
        self.withdrawn.update(row.marker for row in rows)

    # -- processes ---------------------------------------------------------------------------------------------------

    def restart(self) -> None:
        """The process is gone; another one starts."""
        self.process.end()
        self.process = self.runner = Process(self.folder, self)

    def run(self, again: bool = False) -> float | None:
        """Run the poster once; a kill starts a new process, a fault of the machine ends the run."""
        if again:
            self.process.poster.resume()
        self.requests = 0
        self.reopened.clear()
        try:
            wait = self.process.poster.run(self._has_run_long)
        except Killed:
            self.restart()
            return 0.0
        except StockdeskError as error:
            if error.code not in MACHINE_FAULTS:
                raise
            return 5.0
        self.say(f"  ran, waits {wait}: {self.states()}")
        return wait

    def _has_run_long(self) -> bool:
        return self.requests > LONG_RUN

    def run_elsewhere(self) -> None:
        """``outbox run`` from the command line, in a process of its own."""
        window = self.process
        self.process = self.runner = Process(self.folder, self)
        try:
            self.process.poster.resume()
            self.process.outbox.release_waits()
            self.run()
        except Killed:
            pass
        finally:
            self.process.end()
            self.process = self.runner = window

    def try_elsewhere(self) -> None:
        """A second process tries to post while the first one is at it: nothing may come of it."""
        before = self.states()
        other = Process(self.folder, _Asleep())
        try:
            other.poster.run()
        finally:
            other.end()
        if self.states() != before:
            raise Violation("two processes posted at once")

    def states(self) -> str:
        """Return how everything stands, for the trace."""
        rows = self.process.database.rows("SELECT marker, state, doubt FROM outbox ORDER BY place")
        return ", ".join(f"{marker[-6:]} {state}{doubt and '/'}{doubt}" for marker, state, doubt in rows)


class _Asleep:
    """A watch that lets everything happen, except that anything leaves this machine."""

    def stored(self, point: str) -> None:
        """Let it."""

    def sending(self, account: str, body: bytes) -> None:
        """A second poster sends."""
        raise Violation(f"a second process sent as {account}: {body[:80]!r}")

    def asked(self, path: str) -> None:
        """A second poster asks."""
        raise Violation(f"a second process asked {path}")

    def answered(self) -> None:
        """Nothing was asked."""
