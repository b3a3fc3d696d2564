"""Is it there? Reading a document back, and looking for one by its marker when the answer got lost.

There is no list of documents and no search by comment: movements are searched from a little before the first attempt,
each document they name is read, and the marker is looked for in its comment and in the comments of its lines. Only
where that finds nothing, or proves nothing, days are searched too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from stockdesk.api import operations, people
from stockdesk.app.comments import Comments, ReadDocument
from stockdesk.app.desk import Desk
from stockdesk.app.likeness import doubt_of, is_equal, markers_of
from stockdesk.app.patience import Patience
from stockdesk.app.search import BEFORE_FIRST_ATTEMPT, Candidate, MovementSearch, Wanted, surely_foreign
from stockdesk.app.sighting import HIDDEN, Found, Sighting, longer, wall_of
from stockdesk.core.comparison import compare
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import UNLIMITED_DAYS, Rights
from stockdesk.core.marker import markers_in
from stockdesk.core.movement import PostedDocument
from stockdesk.core.operation import Operation
from stockdesk.core.outbox import Known, OutboxRow
from stockdesk.core.posting import Finding

Sought = tuple[Wanted, Sighting]

MOST_TOLD = 3
"""Doubts that a person is told of."""


class Finder:
    """Looks for operations with one person's client and rights at one location.

    ``until`` is asked between documents and ends a look-up early; what was read is remembered in ``comments``.
    """

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        comments: Comments | None = None,
        until: Callable[[], bool] = lambda: False,
    ) -> None:
        self._desk = desk
        self._client = desk.client
        self._location_id = desk.location.location_id
        self._zone = desk.zone
        self._now = now
        self._comments = comments or Comments()
        self._until = until
        self._rights: Rights | None = None

    @property
    def server_now(self) -> datetime:
        """The server's time as far as it is known, UTC."""
        return self._now() + (self._client.clock_difference or timedelta())

    def sent_after(self, row: OutboxRow) -> datetime | None:
        """The server's time before which a row was surely not sent, None while only this machine's own is known.

        To be kept: by the next look-up this machine's clock may have been put on or back.
        """
        if row.seen_before is not None or self._client.clock_difference is None:
            return row.seen_before
        return MovementSearch(self._desk, self._now()).since(row) + BEFORE_FIRST_ATTEMPT

    def read_back(self, operation: Operation, document_id: int) -> Found:
        """Read an accepted document and compare it; a read that fails is inconclusive, never a difference.

        A document that bears another marker and not this one's is another operation's, however alike: ``foreign``. One
        that bears none is taken by its goods, since the service named it.
        """
        try:
            document = operations.read_document(self._client, self._location_id, self._zone, document_id)
            lines = operations.read_lines(self._client, self._zone, document_id)
        except StockdeskError as error:
            return Found(
                Finding.INCONCLUSIVE,
                document_id,
                proof=f"document {document_id} not read: {error.code}",
                refused=wall_of(error),
                wait=longer(None, error),
                gone=error.code == "service.not-found",
            )
        marked = markers_in(document.comment) | markers_of(lines)
        if marked and not marked & markers_in(operation.comment):
            proof = f"document {document_id} bears {', '.join(sorted(marked))}: it is another one"
            return Found(Finding.INCONCLUSIVE, proof=proof, foreign=True)
        comparison = compare(operation, document.storage_id, lines, document.type_id)
        proof = f"document {document_id} read, {len(lines)} lines, {comparison.finding.value}"
        return Found(comparison.finding, document_id, document.number or None, comparison, proof=proof)

    def look_up(self, row: OutboxRow, operation: Operation, known: Known | None = None) -> Found:
        """Search for a document that bears the row's marker.

        Absent only where every page answered down to an empty one, days were asked for as well as what changed, the
        rights show movements of this storage and day, every candidate could be read, and none is equal in all but a
        readable marker or may be a part of it. With ``known`` none may be there either that a lost marker could have
        brought, see ``Wanted``, and the receipt of a pair has its write-off: without it stock may come out of nothing.
        """
        (sighting,) = self.sight([Wanted(row, operation, known)])
        return self._conclude(row, operation, sighting)

    def sight(self, wanted: Sequence[Wanted]) -> list[Sighting]:
        """Search for several operations at once, and tell what was seen of each.

        What changed is asked for first; days only for those that it has not shown, since nothing tells how the server
        takes that.
        """
        search = MovementSearch(self._desk, self._now())
        patience = Patience(self._until)
        sought = [(one, Sighting()) for one in wanted]
        honoured = self._ask(sought, patience, search, lambda: search.run(wanted))
        left = [(one, sighting) for one, sighting in sought if not (sighting.hits and honoured)]
        if left:
            self._ask(left, patience, search, lambda: search.run_days([one for one, _ in left]))
        for one, sighting in left:
            if not sighting.hits and not sighting.failed:
                sighting.doubts += [f"movement {row.movement_id} names no document" for row in search.nameless(one)]
                if one.is_half:
                    sighting.doubts.append("the write-off before it is not known here")
                self._doubt_rights(one.row, search, sighting)
        return [sighting for _, sighting in sought]

    def _ask(
        self, sought: Sequence[Sought], patience: Patience, search: MovementSearch, ask: Callable[[], bool | None]
    ) -> bool:
        """Search, and examine what came of it; returns what the search says, False where it failed."""
        answer: bool | None = None
        if patience.over:
            for _, sighting in sought:
                sighting.cut_short("not searched to the end")
            return False
        try:
            answer = ask()
        except StockdeskError as error:
            patience.failed(error)
            for _, sighting in sought:
                sighting.not_read("search failed", error)
        for one, sighting in sought:
            sighting.rows = search.rows
            self._examine_all(one, sighting, search, patience)
        return answer is True

    def _examine_all(self, wanted: Wanted, sighting: Sighting, search: MovementSearch, patience: Patience) -> None:
        """Examine the candidates that were not yet; those whose reading failed before hold up no others."""
        new = [one for one in search.candidates(wanted) if one.document_id not in sighting.examined]
        left_out = 0
        for candidate in sorted(new, key=lambda one: self._comments.failed(self._location_id, one.document_id)):
            read = self._known(candidate)
            if read is None and patience.over:
                left_out += 1
                continue
            sighting.examined.add(candidate.document_id)
            try:
                read = read or self._read(candidate)
                self._judge(wanted, candidate, read, sighting, search.is_new(wanted.row, candidate.movements))
            except StockdeskError as error:
                patience.failed(error)
                if error.code not in HIDDEN or not any(surely_foreign(wanted, one) for one in candidate.movements):
                    self._comments.note_failure(self._location_id, candidate.document_id)
                    sighting.not_read(f"document {candidate.document_id} not read", error)
        if left_out:
            sighting.cut_short(f"{left_out} documents not examined")

    def _judge(
        self, wanted: Wanted, candidate: Candidate, read: ReadDocument, sighting: Sighting, is_new: bool
    ) -> None:
        """Note a document that bears the marker, or that may be ours all the same: without one, or with a lost one."""
        if wanted.row.marker in read.marked:
            sighting.hits.append(read.document)
            return
        if wanted.is_foreign(read.marked):
            return
        read = self._whole(candidate, read)
        doubt = doubt_of(wanted, read, is_new)
        if not doubt:
            return
        sighting.doubts.append(f"document {candidate.document_id} {doubt}")
        if wanted.known is not None:
            (sighting.equal if is_equal(wanted, read) else sighting.akin).append(candidate.document_id)
        # A person may write the marker back, and the search need not tell.
        self._comments.forget(self._location_id, candidate.document_id)

    def _whole(self, candidate: Candidate, read: ReadDocument) -> ReadDocument:
        """Read the lines, too, of a document whose head bears a marker."""
        if read.lines or not read.marked:
            return read
        read = replace(read, lines=operations.read_lines(self._client, self._zone, candidate.document_id))
        self._comments.keep(self._location_id, candidate.document_id, candidate.stamp, read)
        return read

    def _known(self, candidate: Candidate) -> ReadDocument | None:
        return self._comments.known(self._location_id, candidate.document_id, candidate.stamp)

    def _read(self, candidate: Candidate) -> ReadDocument:
        """Read a document's comment, and its lines where that bears no marker."""
        read = self._read_now(candidate.document_id)
        self._comments.keep(self._location_id, candidate.document_id, candidate.stamp, read)
        return read

    def _read_now(self, document_id: int) -> ReadDocument:
        hidden: StockdeskError | None = None
        try:
            document = operations.read_document(self._client, self._location_id, self._zone, document_id)
        except StockdeskError as error:
            if error.code not in HIDDEN:
                raise
            document, hidden = PostedDocument(document_id), error
        marked = markers_in(document.comment)
        if marked:
            return ReadDocument(document, marked)
        lines = operations.read_lines(self._client, self._zone, document_id)
        marked = markers_of(lines)
        if hidden is not None and not marked:
            raise hidden
        return ReadDocument(document, marked, lines)

    def _doubt_rights(self, row: OutboxRow, search: MovementSearch, sighting: Sighting) -> None:
        """Absence is proven only where the rights show such movements: as they are now, and as they were at sign-in."""
        try:
            held = (self._rights_now(), self._desk.rights or Rights())
        except StockdeskError as error:
            sighting.not_read("rights not read", error)
            return
        if any(not rights.see_movements or not shows(rights, row.storage_id) for rights in held):
            sighting.doubts.append("no right to see movements of this storage")
        limits = [rights.see_days_back for rights in held if rights.see_days_back != UNLIMITED_DAYS]
        if limits:
            first_sent = min(row.operation_date, search.since(row) + BEFORE_FIRST_ATTEMPT)
            today = max(self._day(search.server_now), self._day(self._now()))
            if self._day(first_sent) < today - timedelta(days=min(limits)):
                sighting.doubts.append(f"movements are shown for {min(limits)} days only")

    def _rights_now(self) -> Rights:
        if self._rights is None:
            self._rights = people.get_rights(self._client, self._location_id)
        return self._rights

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _conclude(self, row: OutboxRow, operation: Operation, sighting: Sighting) -> Found:
        proof = f"{sighting.rows} movements, {len(sighting.examined)} documents examined"
        if sighting.hits:
            return self._best(row, operation, sighting, proof)
        if sighting.doubts:
            proof = f"{proof}; {'; '.join(sighting.doubts)}"
            alike = tuple(sorted({*sighting.equal, *sighting.akin}))
            same = alike[0] if len(alike) == len(sighting.equal) == 1 else None
            return Found(
                Finding.INCONCLUSIVE,
                proof=proof,
                refused=sighting.refused,
                wait=sighting.wait,
                alike=alike,
                same=same,
                undecided=_undecided(sighting),
            )
        return Found(Finding.ABSENT, proof=f"{proof}, none bears the marker")

    def _best(self, row: OutboxRow, operation: Operation, sighting: Sighting, proof: str) -> Found:
        """Of several documents with the marker the one that is equal counts; the others are twins."""
        ordered = sorted(sighting.bearing, key=lambda document_id: (document_id != row.document_id, document_id))
        read = {document_id: self.read_back(operation, document_id) for document_id in ordered}
        proof = f"{proof}; {'; '.join(one.proof for one in read.values())}"
        # A person may have written another marker on one meanwhile.
        found = {document_id: one for document_id, one in read.items() if not one.foreign}
        if not found:
            return Found(Finding.INCONCLUSIVE, proof=proof)
        best_id = next((one for one, told in found.items() if told.finding is Finding.EQUAL), next(iter(found)))
        best = found[best_id]
        numbers = {document.document_id: document.number for document in sighting.hits}
        return replace(
            best,
            number=best.number or numbers[best_id] or None,
            twins=tuple(document_id for document_id in found if document_id != best_id),
            proof=proof,
            gone=False,
        )


def _undecided(sighting: Sighting) -> str:
    """Return what no further look-up takes away, in words, "" where one may."""
    if sighting.refused == "service.forbidden":
        return "you may not see the movements or documents it would be among"
    return "" if sighting.failed else "; ".join(sighting.doubts[:MOST_TOLD])


def shows(rights: Rights, storage_id: int) -> bool:
    """Whether movements of a storage are surely shown: an empty list of a limited user may mean none."""
    return rights.covers(storage_id) and not (rights.limited and not rights.storage_ids)
