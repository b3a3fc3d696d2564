"""Approving a document, and what a person may do with the outbox."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from stockdesk.api.operations import encode_operation
from stockdesk.app.documents import Author, OpenDocument, now
from stockdesk.app.recovery import doubted
from stockdesk.app.redraft import redraft
from stockdesk.app.session import Session, Shelf, SignedIn, transfer_mode
from stockdesk.core import document as rules
from stockdesk.core.document import Problem
from stockdesk.core.errors import StockdeskError
from stockdesk.core.marker import new_marker
from stockdesk.core.outbox import Attempt, OutboxRow, Planned, whole_state
from stockdesk.core.plan import Terms, plan
from stockdesk.core.posting import Mover, State, may_move
from stockdesk.core.removal import Purpose, Removal
from stockdesk.core.twins import twins_of
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.outbox import OutboxStore


class Surroundings(Protocol):
    """What posting needs of its thread: the workspace's context has it, a test may bring its own."""

    session: Session
    shelf: Shelf
    outbox: OutboxStore
    document_store: DocumentStore


class Posting:
    """The outbox as a person sees it, on the owner's thread.

    A ``base`` is the marker that people see, a ``marker`` that of one operation. What a person does is kept in the
    ledger with name (``by``), time and reason. Errors: ``outbox.unknown-marker``, ``outbox.not-open`` where the state
    does not allow it, ``outbox.moved`` where the row moved meanwhile.
    """

    def __init__(
        self,
        context: Surroundings,
        author: Author,
        wake: Callable[[], None],
        hurry: Callable[[], None] | None = None,
    ) -> None:
        self._context = context
        self._author = author
        self.wake = wake
        self.hurry = hurry or wake

    def problems(self, document: OpenDocument) -> tuple[Problem, ...]:
        """Return all that stands in the way of posting, in one list, each with its line."""
        found = list(rules.problems(document.sheet))
        signed_in = self._context.session.current
        if signed_in is None:
            found.insert(0, Problem("post.signed-out"))
        elif document.sheet.header.get("location") != str(signed_in.location.location_id):
            found.insert(0, Problem("post.other-location", arguments={"location": signed_in.location.title}))
        elif self._member(document, signed_in) is None:
            found.insert(0, Problem("post.no-member"))
        return tuple(found)

    def approve(self, document: OpenDocument) -> str:
        """Freeze a document, store the exact bytes of its operations, and return the marker that people see.

        One transaction: either all of it is on disk and will be sent, or nothing is changed. A draft that stands as in
        a copy may have been posted since that was taken: it is looked up first. Raises the first problem.
        """
        found = self.problems(document)
        if found:
            raise StockdeskError(found[0].code, **found[0].arguments)
        signed_in = self._context.session.current
        assert signed_in is not None  # problems() has refused it
        created = self._created(document, signed_in)
        terms = Terms(
            marker=new_marker(secrets.randbelow),
            created=created,
            member_id=self._member(document, signed_in),
            transfer_mode=transfer_mode(self._context.shelf, signed_in.location.location_id),
        )
        rows = [self._row(document, signed_in, terms, planned) for planned in plan(document.sheet, terms)]
        restored = self._context.document_store.restored_since(document.document_id)
        if restored is not None:
            rows = [doubted(row, restored) for row in rows]
        self._context.outbox.enqueue(document.document_id, rows, document.note("queued", marker=terms.marker))
        document.status = DocumentStatus.QUEUED
        self.wake()
        return terms.marker

    def _member(self, document: OpenDocument, signed_in: SignedIn) -> int | None:
        chosen = document.sheet.header.get("member", "")
        return signed_in.member(int(chosen) if chosen else None)

    @staticmethod
    def _created(document: OpenDocument, signed_in: SignedIn) -> datetime:
        """Return the moment of the operation with the location's own offset, so that every reading gives the same."""
        text = document.sheet.header.get("date", "")
        moment = datetime.fromisoformat(text) if text else now()
        return moment.astimezone(ZoneInfo(signed_in.location.timezone))

    def _row(self, document: OpenDocument, signed_in: SignedIn, terms: Terms, planned: Planned) -> OutboxRow:
        operation = planned.operation
        destination = next((line.storage_id for line in operation.lines if line.storage_id is not None), None)
        return OutboxRow(
            marker=planned.marker,
            base=terms.marker,
            leg=planned.leg,
            role=planned.role,
            kind=document.kind,
            type_id=operation.type_id,
            local_document=document.document_id,
            location_id=signed_in.location.location_id,
            storage_id=operation.storage_id,
            to_storage_id=destination,
            products=frozenset(line.product_id for line in operation.lines),
            lines=len(operation.lines),
            body=encode_operation(operation),
            state=State.QUEUED,
            created=now(),
            operation_date=operation.created,
            approved_by=signed_in.account,
            person=self._author.person,
        )

    # -- looking --------------------------------------------------------------------------------------------------

    def rows(self) -> list[OutboxRow]:
        """Return all operations, oldest first."""
        return self._context.outbox.rows()

    def parts(self, base: str) -> list[OutboxRow]:
        """Return the operations of one document by the marker that people see."""
        return self._context.outbox.parts(base)

    def whole(self, base: str) -> State:
        """Return how a whole document stands; a transfer or split of which a part was refused is ``partial``."""
        return whole_state(row.state for row in self._parts_of(base))

    def attempts(self, marker: str) -> list[Attempt]:
        """Return the proof so far: what was sent, asked and found."""
        return self._context.outbox.attempts(marker)

    def removals(self, marker: str) -> list[Removal]:
        """Return the documents of an operation that people wanted removed, and how far that has come."""
        return self._context.outbox.removals.of(marker)

    def counts(self) -> dict[State, int]:
        """Return how many operations stand in each state."""
        return self._context.outbox.counts()

    # -- a person's word ------------------------------------------------------------------------------------------

    def word(self, marker: str, state: State, by: str, reason: str = "") -> OutboxRow:
        """Record a person's word that an operation stands like this (design, section 4, "States").

        ``unknown`` may become anything, ``partial`` posted (accepted) or rejected (taken back by hand), ``rejected``
        queued as it is. Raises ``outbox.twins-first`` while documents of a rejected operation are on the service.
        """
        row = self._row_of(marker)
        if state is State.WITHDRAWN or not may_move(Mover.PERSON, row.state, state):
            raise _not_open([row])
        self._check_nothing_there([row] if state is State.QUEUED else [])
        self._check_no_removal(self.parts(row.base))
        moved = self._context.outbox.person_word(
            row, state, by=by, reason=reason, at=now(), station=self._author.station
        )
        self.wake()
        return moved

    def requeue(self, marker: str, by: str, reason: str = "") -> OutboxRow:
        """Send a rejected operation again as it is; it is looked up once more right before it goes out."""
        row = self._row_of(marker)
        if row.state is not State.REJECTED:
            raise _not_open([row])
        return self.word(marker, State.QUEUED, by, reason)

    def accept(self, marker: str, by: str, reason: str = "") -> OutboxRow:
        """Accept what is partly there as it is there."""
        row = self._row_of(marker)
        if row.state is not State.PARTIAL:
            raise _not_open([row])
        return self.word(marker, State.POSTED, by, reason)

    def settle_by_hand(self, marker: str, posted: bool, by: str, reason: str = "") -> OutboxRow:
        """Record a person's word on an operation: it is on the service, or it is not and may be sent again.

        What was partial and is not there any more was taken back by hand: it is rejected, not sent again.
        """
        row = self._row_of(marker)
        absent = State.REJECTED if row.state is State.PARTIAL else State.QUEUED
        return self.word(marker, State.POSTED if posted else absent, by, reason)

    def withdraw(self, base: str, by: str, reason: str = "") -> str:
        """Take back operations that were never sent and make their document a draft again; returns its id.

        ``outbox.already-sent`` when any of them may have reached the service.
        """
        rows = self._parts_of(base)
        self._context.outbox.withdraw(rows, by=by, at=now(), reason=reason, station=self._author.station)
        return rows[0].local_document

    # -- halves, spares, and other people -------------------------------------------------------------------------

    def finish(self, base: str, by: str, reason: str = "") -> list[OutboxRow]:
        """Finish a document of which a part was refused: that is sent again; what still waits goes by itself."""
        rows = self._parts_of(base)
        refused = [row for row in rows if row.state is State.REJECTED]
        if not refused:
            raise _not_open(rows)
        return [self.requeue(row.marker, by, reason) for row in refused]

    def take_back(self, marker: str, by: str, reason: str = "") -> list[Removal]:
        """Take back what is partly there: its documents are removed at the service, lines first, and read back.

        ``marker`` names one operation that is ``partial``, or the base of a document that is so as a whole (half of a
        transfer went through): then every part that is there is taken back, the last one first, and what was never
        sent stays here. The rows become ``rejected`` when the service has proven it. Raises ``removal.no-document``
        where it is not known which document it is.
        """
        rows = self._context.outbox.parts(marker) or [self._row_of(marker)]
        there = [row for row in reversed(rows) if row.state in (State.PARTIAL, State.POSTED)]
        waiting = [row for row in rows if row.state is State.QUEUED]
        if whole_state(row.state for row in rows) is not State.PARTIAL or any(row.may_be_there for row in waiting):
            raise _not_open(rows)
        if any(row.document_id is None for row in there):
            raise StockdeskError("removal.no-document", marker=marker)
        for row in waiting:
            self._context.outbox.move(row, Mover.LEG, State.REJECTED, reason="leg.taken-back")
        return [self._remove(row, row.document_id or 0, Purpose.TAKE_BACK, by, reason) for row in there]

    def remove_spare(self, marker: str, document_id: int, by: str, reason: str = "") -> Removal:
        """Remove a document that the row reports as a twin; raises ``removal.not-spare`` for any other."""
        row = self._row_of(marker)
        if document_id not in twins_of(row):
            raise StockdeskError("removal.not-spare", marker=marker, document=document_id)
        return self._remove(row, document_id, Purpose.SPARE, by, reason)

    def _remove(self, row: OutboxRow, document_id: int, purpose: Purpose, by: str, why: str) -> Removal:
        removal = Removal(row.marker, document_id, purpose, by, now(), why)
        self._context.outbox.removals.ask(row, removal, self._author.station)
        self.wake()
        return removal

    def take_over(self, marker: str, by: str) -> list[OutboxRow]:
        """Let what waits for somebody else's token go out with that of the person who is signed in, recorded.

        ``marker`` may be a base: then all its operations that are not final are taken over. Raises ``post.signed-out``
        and ``post.other-location``.
        """
        signed_in = self._context.session.current
        if signed_in is None:
            raise StockdeskError("post.signed-out")
        rows = self._context.outbox.parts(marker) or [self._row_of(marker)]
        if any(row.location_id != signed_in.location.location_id for row in rows):
            raise StockdeskError("post.other-location", location=signed_in.location.title)
        others = [row for row in rows if not row.state.final and row.approved_by != signed_in.account]
        if not others:
            raise _not_open(rows)
        station = self._author.station
        taken = self._context.outbox.take_over(others, account=signed_in.account, by=by, at=now(), station=station)
        self.wake()
        return taken

    def copy_to_draft(self, base: str, by: str) -> str:
        """Copy what was refused of a document to a fresh draft and return its id; the refused rows stay as they are.

        Parts of a split that went through are left out, so is a transfer of which half went through.
        """
        rows = self._parts_of(base)
        self._check_nothing_there(rows)
        self._check_no_removal(rows)
        copied = redraft(self._context.document_store, Author(self._author.station, by), rows)
        if copied is None:
            raise _not_open(rows)
        return copied

    @staticmethod
    def _check_nothing_there(rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            if twins_of(row):
                raise StockdeskError(
                    "outbox.twins-first", marker=row.marker, documents=row.reason_arguments["documents"]
                )

    def _check_no_removal(self, rows: Sequence[OutboxRow]) -> None:
        """What is being taken back is neither accepted nor sent again meanwhile."""
        for row in rows:
            if any(removal.ended is None for removal in self.removals(row.marker)):
                raise StockdeskError("removal.under-way", marker=row.marker)

    def _row_of(self, marker: str) -> OutboxRow:
        row = self._context.outbox.row(marker)
        if row is None:
            raise StockdeskError("outbox.unknown-marker", marker=marker)
        return row

    def _parts_of(self, base: str) -> list[OutboxRow]:
        rows = self._context.outbox.parts(base)
        if not rows:
            raise StockdeskError("outbox.unknown-marker", marker=base)
        return rows


def _not_open(rows: Sequence[OutboxRow]) -> StockdeskError:
    states = ", ".join(f"{row.marker} is {row.state.value}" for row in rows)
    return StockdeskError("outbox.not-open", marker=rows[0].base, state=rows[0].state.value, states=states)
