"""What people do at a workstation: make documents, approve them, say what became of them, have some removed."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stockdesk.app.documents import Author
from stockdesk.app.posting import Posting
from stockdesk.app.recovery import doubted
from stockdesk.core.errors import StockdeskError
from stockdesk.core.outbox import OutboxRow
from stockdesk.core.posting import State
from stockdesk.core.twins import twins_of
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.outbox import OutboxStore
from tests.soak.approval import Approved, Wish, entries_of, goods_of, note_of, operations_of, row_of
from tests.soak.place import ACCOUNTS, LOCATION
from tests.soak.watch import Killed, Violation

if TYPE_CHECKING:
    from tests.soak.world import World

MACHINE_FAULTS = ("database.locked", "disk.full")
MOVED = ("outbox.moved", *MACHINE_FAULTS)


@dataclass(slots=True)
class _Surroundings:
    """What the acts of a person on the outbox need: they look at no session."""

    outbox: OutboxStore
    document_store: DocumentStore
    session: Any = None
    shelf: Any = None


class People:
    """The people of one world. They tell nothing but the truth.

    ``wishes`` are the documents they made, by local id. ``spoken`` are operations they said a word about, ``accepted``
    those that are there in part and were left so, ``taken_back`` those that were to go. ``removed`` are documents at
    the server that they wanted removed, ``spares`` those of them that were late twins.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.wishes: dict[str, Wish] = {}
        self.spoken: set[str] = set()
        self.accepted: set[str] = set()
        self.removed: set[int] = set()
        self.spares: set[int] = set()
        self.taken_back: set[str] = set()
        self.words = 0
        self._documents = 0
        self._approvals = 0

    # -- documents ---------------------------------------------------------------------------------------------------

    def draft(self, wish: Wish) -> str | None:
        """Make a document and leave it; None where the machine refused it or the process was killed."""
        world = self._world
        document_id = f"d{self._documents}"
        self._documents += 1
        entries = entries_of(wish, document_id, world.clock.station())
        try:
            world.process.documents.create(document_id, wish.kind, LOCATION, entries)
        except StockdeskError as error:
            if error.code not in MACHINE_FAULTS:
                raise
        except Killed:
            world.restart()
        if world.process.documents.document(document_id) is None:
            return None
        self.wishes[document_id] = wish
        return document_id

    def approve(self, wish: Wish) -> None:
        """Make a document and approve it."""
        document_id = self.draft(wish)
        if document_id is not None:
            self.post(document_id)

    def forget(self, there: Collection[str]) -> None:
        """The database was brought back: words may be lost, and documents that are not there."""
        self.spoken.clear()
        self.wishes = {document_id: wish for document_id, wish in self.wishes.items() if document_id in there}

    def drafts(self) -> list[str]:
        """Return the drafts that stand, also those that stand again."""
        rows = self._world.process.documents.documents(DocumentStatus.DRAFT)
        return sorted(row.document_id for row in rows)

    def post(self, document_id: str) -> None:
        """Approve a draft; the machine may refuse it, the process may be killed meanwhile."""
        world, wish = self._world, self.wishes[document_id]
        at, account = world.clock.station(), ACCOUNTS[wish.account]
        self._approvals += 1
        entries = world.process.documents.entries(document_id)
        planned = operations_of(entries, at, world.zone, wish.mode, random.Random(self._approvals))
        base = planned[0].marker[:13]
        rows = [row_of(wish, one, base, document_id, at, account) for one in planned]
        since = world.process.documents.restored_since(document_id)
        if since is not None:
            rows = [doubted(row, since) for row in rows]
        world.say(
            f"approve {base} of {document_id}: {wish.kind.value} at {wish.storage_id}, {len(wish.lines)} lines, "
            f"{len(rows)} operations{'' if since is None else ', restored'}"
        )
        approved = {
            row.marker: Approved(row, goods_of(one.operation), world.next_place())
            for row, one in zip(rows, planned, strict=True)
        }
        world.approved |= approved
        try:
            world.process.outbox.enqueue(document_id, rows, note_of(document_id, at, base))
        except StockdeskError as error:
            if error.code not in MACHINE_FAULTS:
                raise
            self._forget_unless_stored(list(approved))
        except Killed:
            world.restart()
            self._forget_unless_stored(list(approved))

    def _forget_unless_stored(self, markers: Sequence[str]) -> None:
        world = self._world
        stored = [marker for marker in markers if world.process.outbox.row(marker) is not None]
        if stored and len(stored) != len(markers):
            raise Violation(f"only a part of a document was queued: {', '.join(stored)}")
        if not stored:
            world.say("    (it was not queued)")
            for marker in markers:
                del world.approved[marker]

    # -- words -------------------------------------------------------------------------------------------------------

    def speak(self, marker: str, dice: random.Random) -> bool:
        """A person who sees the server says what became of an operation, only while the truth allows it."""
        world = self._world
        row = world.process.outbox.row(marker)
        if row is None or world.line.pending() or self._removal_is_under_way(row):
            return False
        state = self._truth(row, dice)
        if state is None:
            return False
        world.say(f"a person says of {marker}: {row.state.value} -> {state.value}")
        if row.state.final:
            # Whoever asks for a refused document again while others are on their way cannot hold those back any more.
            world.reopened.add(marker)
        try:
            world.process.outbox.person_word(row, state, by="Vera", at=world.clock.station(), reason="seen")
        except StockdeskError as error:
            if error.code not in MOVED:
                raise
            return False
        self.spoken.add(marker)
        self.words += 1
        return True

    def _removal_is_under_way(self, row: OutboxRow) -> bool:
        outbox = self._world.process.outbox
        return any(one.ended is None for part in outbox.parts(row.base) for one in outbox.removals.of(part.marker))

    def _truth(self, row: OutboxRow, dice: random.Random) -> State | None:
        there = self._world.own(row.marker)
        if row.state is State.UNKNOWN:
            if not there:
                return State.QUEUED
            equal = any(document.goods == self._world.approved[row.marker].goods for document in there)
            return State.POSTED if equal else State.PARTIAL
        if row.state is State.PARTIAL:
            ids = {document.document_id for document in there}
            if there and row.document_id in (None, *ids) and dice.random() < 0.5:
                self.accepted.add(row.marker)
                return State.POSTED
            for document in there:
                self._world.line.delete(document.document_id)
            return State.REJECTED
        if row.state is State.REJECTED and not there and dice.random() < 0.3:
            return State.QUEUED
        return None

    def withdraw(self, base: str) -> None:
        """A person takes back a document that was never sent, where the program allows it."""
        world = self._world
        rows = world.process.outbox.parts(base)
        try:
            world.process.outbox.withdraw(rows, by="Vera", at=world.clock.station())
        except StockdeskError as error:
            if error.code not in ("outbox.already-sent", *MOVED):
                raise
            return
        world.say(f"a person withdraws {base}")

    # -- removals ----------------------------------------------------------------------------------------------------

    def remove(self, marker: str) -> bool:
        """A person takes back what is partly there, or has the spares removed that are reported; whether any was."""
        world = self._world
        row = world.process.outbox.row(marker)
        if row is None:
            return False
        surroundings = _Surroundings(world.process.outbox, world.process.documents)
        posting = Posting(surroundings, Author("station", "Vera"), lambda: None)
        if row.state is State.PARTIAL:
            self.taken_back.add(marker)
        try:
            if row.state is State.PARTIAL and row.document_id is not None:
                world.say(f"a person takes back {marker}, document {row.document_id}")
                posting.take_back(marker, "Vera")
                self.removed.add(row.document_id)
            for document_id in twins_of(row):
                world.say(f"a person removes the spare {document_id} of {marker}")
                posting.remove_spare(marker, document_id, "Vera")
                self.removed.add(document_id)
                self.spares.add(document_id)
        except StockdeskError as error:
            if error.code not in MOVED:
                raise
        except Killed:
            world.restart()
        asked = {removal.document_id for removal in world.process.outbox.removals.of(marker)}
        self.removed |= asked
        return bool(asked)
