"""One history in progress: a workstation, a line to a server, people, and what may never be seen on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Location
from stockdesk.core.outbox import Role
from stockdesk.core.posting import State
from tests.soak.approval import Approved
from tests.soak.clock import Clock
from tests.soak.people import MACHINE_FAULTS, People
from tests.soak.place import ACCOUNTS, LOCATION
from tests.soak.protocols import Line, Posted
from tests.soak.station import Folder, Process
from tests.soak.stored import MARKER
from tests.soak.watch import Killed, Violation

SETTLE = 120.0
LONG_RUN = 300
"""Requests after which a run is told to end: while the service times out, there may always be more to do."""
MOST_REQUESTS = 3000
"""Requests in one run of the poster; more means that it asks without end."""


class World:
    """A workstation at a line. It is the watch of all its processes.

    ``fuse`` counts steps until the process is killed, ``jam`` steps until the machine refuses a write, ``intrusion``
    requests until something else happens on this workstation; None for never. ``splits`` lets a document be longer
    than one operation may be, now and then. ``lost`` are operations that were approved after the copy that is in place
    now, and that nothing here knows any more; ``copied`` are the documents in the last copy.
    """

    def __init__(self, line: Line, clock: Clock, place: Path, zone: str = "UTC", splits: bool = False) -> None:
        self.line = line
        self.clock = clock
        self.zone = ZoneInfo(zone)
        self.folder = Folder.fresh(place, line.client, Location(LOCATION, "shop", zone), clock.station, SETTLE)
        self.folder.signed_in.update(ACCOUNTS)
        self.approved: dict[str, Approved] = {}
        self.lost: dict[str, Approved] = {}
        self.copied: set[str] = set()
        self.people = People(self)
        self.reopened: set[str] = set()
        self.fuse: int | None = None
        self.jam: int | None = None
        self.intrusion: tuple[int, Callable[[], None]] | None = None
        self.splits = splits
        self.kills = 0
        self.requests = 0
        self._places = 0
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

    def deleting(self, account: str, path: str) -> None:
        """A deletion leaves: check that a person asked for it, then burn the fuse."""
        document_id = self.line.holder(path)
        if document_id is not None and document_id not in self.people.removed:
            raise Violation(f"document {document_id} is deleted by {account}, and nobody asked for it")
        self.say(f"    delete {path}")
        self._request("delete")

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
        if marker in self.people.spoken:
            return
        looked = self.line.searched or self.clock.true
        for document in self.own(marker):
            if document.visible < looked:
                raise Violation(f"{marker}: sent again, though document {document.document_id} could be seen")

    # -- the truth ---------------------------------------------------------------------------------------------------

    def of(self, marker: str) -> list[Posted]:
        """Return the documents that an operation made, in truth."""
        return [document for document in self.line.documents() if document.origin == marker]

    def own(self, marker: str) -> list[Posted]:
        """Return the documents of the same person's document, too, that were sent under markers which are lost."""
        row = self.approved[marker].row
        markers = {marker} | {
            other
            for other, lost in self.lost.items()
            if (lost.row.local_document, lost.row.leg) == (row.local_document, row.leg)
        }
        return [document for document in self.line.documents() if document.origin in markers]

    def next_place(self) -> int:
        """Return the place in the order of approvals, counted up."""
        self._places += 1
        return self._places

    # -- processes ---------------------------------------------------------------------------------------------------

    def restart(self) -> None:
        """The process is gone; another one starts."""
        self.process.end()
        self.wake_up()

    def wake_up(self) -> None:
        """Start a process where there is none."""
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

    def deleting(self, account: str, path: str) -> None:
        """A second poster deletes."""
        raise Violation(f"a second process deleted {path} as {account}")

    def answered(self) -> None:
        """Nothing was asked."""
