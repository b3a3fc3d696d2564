"""Is it there? Reading a document back, and looking for one by its marker when the answer got lost.

There is no list of documents and no search by comment: movements are searched from a little before the first attempt,
each document they name is read, and the marker is looked for in its comment and in the comments of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from stockdesk.api import operations, people
from stockdesk.app.comments import Comments, ReadDocument
from stockdesk.app.desk import Desk
from stockdesk.app.search import BEFORE_FIRST_ATTEMPT, Candidate, MovementSearch, Wanted, surely_foreign
from stockdesk.app.sighting import Found, Sighting, longer, wall_of
from stockdesk.core.comparison import akin, alike, compare
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import UNLIMITED_DAYS, Rights
from stockdesk.core.marker import markers_in, may_be_cut
from stockdesk.core.movement import PostedDocument
from stockdesk.core.operation import Operation
from stockdesk.core.outbox import Known, OutboxRow
from stockdesk.core.posting import Finding

HIDDEN = frozenset({"service.not-found", "service.forbidden"})
"""A document that is read like this is hidden or gone; its lines, which need no location, may still be read."""


class Finder:
    """Looks for operations with one person's client and rights at one location."""

    def __init__(self, desk: Desk, now: Callable[[], datetime], comments: Comments | None = None) -> None:
        self._desk = desk
        self._client = desk.client
        self._location_id = desk.location.location_id
        self._zone = desk.zone
        self._now = now
        self._comments = comments or Comments()
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
        """Read an accepted document and compare it; a read that fails is inconclusive, never a difference."""
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
        comparison = compare(operation, document.storage_id, lines)
        proof = f"document {document_id} read, {len(lines)} lines, {comparison.finding.value}"
        return Found(comparison.finding, document_id, document.number or None, comparison, proof=proof)

    def look_up(self, row: OutboxRow, operation: Operation, known: Known | None = None) -> Found:
        """Search for a document that bears the row's marker.

        Absent only where every page answered down to an empty one, the rights show movements of this storage and day,
        every candidate could be read, and none is equal in all but a readable marker. With ``known`` none may be there
        either that a lost marker could have brought, see ``Wanted``.
        """
        (sighting,) = self.sight([Wanted(row, operation, known)])
        return self._conclude(row, operation, sighting)

    def sight(self, wanted: Sequence[Wanted]) -> list[Sighting]:
        """Search once for several operations, and tell what was seen of each."""
        search = MovementSearch(self._desk, self._now())
        sightings = [Sighting() for _ in wanted]
        try:
            search.run(wanted)
        except StockdeskError as error:
            for sighting in sightings:
                sighting.not_read("search failed", error)
        for one, sighting in zip(wanted, sightings, strict=True):
            sighting.rows = search.rows
            for candidate in search.candidates(one):
                self._examine(one, candidate, sighting)
            if not sighting.hits and not sighting.failed:
                self._doubt_rights(one.row, search, sighting)
        return sightings

    def _examine(self, wanted: Wanted, candidate: Candidate, sighting: Sighting) -> None:
        sighting.documents += 1
        row = wanted.row
        try:
            read = self._read(candidate)
        except StockdeskError as error:
            if error.code not in HIDDEN or not any(surely_foreign(wanted, one) for one in candidate.movements):
                sighting.not_read(f"document {candidate.document_id} not read", error)
            return
        if row.marker in read.marked:
            sighting.hits.append(read.document)
        elif not wanted.is_foreign(read.marked):
            self._doubt(wanted, candidate, read, sighting)

    def _doubt(self, wanted: Wanted, candidate: Candidate, read: ReadDocument, sighting: Sighting) -> None:
        """Note a document that may be ours all the same: it bears no marker, or one that may be lost with a copy."""
        try:
            read = self._whole(candidate, read)
        except StockdeskError as error:
            sighting.not_read(f"lines of document {candidate.document_id} not read", error)
            return
        doubt = _doubt_of(wanted, read)
        if not doubt:
            return
        sighting.doubts.append(f"document {candidate.document_id} {doubt}")
        if wanted.known is not None:
            (sighting.equal if _is_equal(wanted, read) else sighting.akin).append(candidate.document_id)
        # A person may write the marker back, and the search need not tell.
        self._comments.forget(self._location_id, candidate.document_id)

    def _whole(self, candidate: Candidate, read: ReadDocument) -> ReadDocument:
        """Read the lines, too, of a document whose head bears a marker."""
        if read.lines or not read.marked:
            return read
        read = replace(read, lines=operations.read_lines(self._client, self._zone, candidate.document_id))
        self._comments.keep(self._location_id, candidate.document_id, candidate.stamp, read)
        return read

    def _read(self, candidate: Candidate) -> ReadDocument:
        """Read a document's comment, and its lines where that bears no marker; what is known is not read again."""
        key = (self._location_id, candidate.document_id, candidate.stamp)
        known = self._comments.known(*key)
        if known is not None:
            return known
        read = self._read_now(candidate.document_id)
        self._comments.keep(*key, read)
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
        marked = frozenset[str]().union(*(markers_in(line.comment) for line in lines))
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
            if self._day(first_sent) < self._day(search.server_now) - timedelta(days=min(limits)):
                sighting.doubts.append(f"movements are shown for {min(limits)} days only")

    def _rights_now(self) -> Rights:
        if self._rights is None:
            self._rights = people.get_rights(self._client, self._location_id)
        return self._rights

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _conclude(self, row: OutboxRow, operation: Operation, sighting: Sighting) -> Found:
        proof = f"{sighting.rows} movements, {sighting.documents} documents examined"
        if sighting.hits:
            return self._best(row, operation, sighting, proof)
        if sighting.doubts:
            proof = f"{proof}; {'; '.join(sighting.doubts)}"
            alike = tuple(sorted({*sighting.equal, *sighting.akin}))
            same = alike[0] if len(alike) == len(sighting.equal) == 1 else None
            return Found(
                Finding.INCONCLUSIVE, proof=proof, refused=sighting.refused, wait=sighting.wait, alike=alike, same=same
            )
        return Found(Finding.ABSENT, proof=f"{proof}, none bears the marker")

    def _best(self, row: OutboxRow, operation: Operation, sighting: Sighting, proof: str) -> Found:
        """Of several documents with the marker the one that is equal counts; the others are twins."""
        ordered = sorted(sighting.bearing, key=lambda document_id: (document_id != row.document_id, document_id))
        found = [self.read_back(operation, document_id) for document_id in ordered]
        best = next((one for one in found if one.finding is Finding.EQUAL), found[0])
        told = {document.document_id: document.number for document in sighting.hits}
        assert best.document_id is not None  # it was read back by its id
        return Found(
            best.finding,
            best.document_id,
            best.number or told[best.document_id] or None,
            best.comparison,
            tuple(document_id for document_id in ordered if document_id != best.document_id),
            f"{proof}; {'; '.join(one.proof for one in found)}",
            best.refused,
            best.wait,
        )


def _doubt_of(wanted: Wanted, read: ReadDocument) -> str:
    """Return why a document without a marker known here may be ours all the same, "" when it is not.

    Under a lost marker some of the goods are enough: the draft may have been gone on with before it was posted.
    """
    operation, document = wanted.operation, read.document
    if read.marked:
        bears = f"bears {', '.join(sorted(read.marked))}, which is not known here"
        if _is_equal(wanted, read):
            return f"is equal and {bears}"
        related = akin(operation, document.type_id, document.storage_id, read.lines)
        return f"has goods of it and {bears}" if related else ""
    if _is_equal(wanted, read):
        return "is equal but bears no marker"
    comments = (document.comment, *(line.comment for line in read.lines))
    if any(may_be_cut(wanted.row.marker, comment) for comment in comments):
        return "has a comment that may be cut off within the marker"
    return ""


def _is_equal(wanted: Wanted, read: ReadDocument) -> bool:
    return alike(wanted.operation, read.document.type_id, read.document.storage_id, read.lines)


def shows(rights: Rights, storage_id: int) -> bool:
    """Whether movements of a storage are surely shown: an empty list of a limited user may mean none."""
    return rights.covers(storage_id) and not (rights.limited and not rights.storage_ids)
