"""The search over movements: which documents may be an operation of ours, whatever the server does to filters.

``changed_after`` is asked first. Where the server shows rows that are older, or the document's own date lies outside,
days are asked for as well: the document's own and all on which it may have been sent, one more to each side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from stockdesk.api import transactions
from stockdesk.app.desk import Desk
from stockdesk.core.comparison import ACCEPTED_TYPES
from stockdesk.core.marker import markers_in
from stockdesk.core.movement import Movement
from stockdesk.core.operation import Operation
from stockdesk.core.outbox import Known, OutboxRow

BEFORE_FIRST_ATTEMPT = timedelta(minutes=10)
"""How far before the server's last seen time the search begins (design, section 4)."""
NEVER_SEEN = timedelta(days=1)
"""The same when the server's time was never seen: this machine's own clock may be off."""
CLOCK_WAS_WRONG = timedelta(days=31)
"""The same when the operation seems to be made in the future: the clock was put back by nobody knows how much."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An operation that is looked for, and what its bytes say.

    With ``known``, what the outbox knows as its own, documents that bear a marker nobody here knows count as well: a
    restored draft may have been posted under one that is lost.
    """

    row: OutboxRow
    operation: Operation
    known: Known | None = None

    def is_of_another(self, document_id: int) -> bool:
        """Whether a document is surely another operation's of this outbox."""
        return self.known is not None and self.known.is_of_another(document_id, self.row.marker)

    def is_foreign(self, marked: frozenset[str]) -> bool:
        """Whether markers that a document bears tell that it is another one's."""
        if not marked or self.row.marker in marked:
            return False
        return self.known is None or marked <= self.known.markers


@dataclass(slots=True)
class Candidate:
    """A document that the search names, with all its movements that were seen."""

    document_id: int
    movements: list[Movement] = field(default_factory=list)

    @property
    def stamp(self) -> tuple[int, datetime | None]:
        """What changes when the document does, as far as the search tells: its rows and their latest change."""
        changes = [movement.changed for movement in self.movements if movement.changed is not None]
        return len(self.movements), max(changes, default=None)


class MovementSearch:
    """The search at one location, with one person's client. ``now`` is this machine's time, UTC."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self._client = desk.client
        self._location_id = desk.location.location_id
        self._zone = desk.zone
        self._now = now
        self._movements: dict[int, Movement] = {}

    @property
    def server_now(self) -> datetime:
        """The server's time as far as it is known, UTC."""
        return self._now + self._difference

    @property
    def _difference(self) -> timedelta:
        return self._client.clock_difference or timedelta()

    @property
    def rows(self) -> int:
        """How many movements were seen."""
        return len(self._movements)

    def since(self, row: OutboxRow) -> datetime:
        """Return the server's time before which the row was surely not sent."""
        if row.seen_before is not None:
            return row.seen_before - BEFORE_FIRST_ATTEMPT
        made = row.created + self._difference
        if made > self.server_now + BEFORE_FIRST_ATTEMPT:
            return self.server_now - CLOCK_WAS_WRONG
        return made - NEVER_SEEN

    def run(self, wanted: Sequence[Wanted]) -> None:
        """Ask for all movements that these operations may have made; raises the errors of the search."""
        since = self._earliest(wanted)
        honoured = self._changed_after(since)
        learned = self._earliest(wanted)
        if since - learned > NEVER_SEEN / 2:
            # The first answer told that this machine's clock is off by more than the margin should bear.
            since = learned
            honoured = self._changed_after(since) and honoured
        for start, end in self._windows(wanted, since, honoured):
            if not self._between(start, end):
                # Days are not honoured either, so this was all there is.
                return

    def candidates(self, wanted: Wanted) -> Iterator[Candidate]:
        """Yield the documents that may be the operation's, filtered again: the server may ignore what it is asked."""
        since = self.since(wanted.row)
        for candidate in self._documents().values():
            if wanted.is_of_another(candidate.document_id):
                continue
            if any(self._may_be(wanted, movement, since) for movement in candidate.movements):
                yield candidate

    def _earliest(self, wanted: Sequence[Wanted]) -> datetime:
        return min(self.since(one.row) for one in wanted)

    def _changed_after(self, since: datetime) -> bool:
        """Ask for what changed since; False as soon as rows show that the server does not honour it."""
        # Should the server drop the offset, an hour that a change of clocks repeats must not hide anything.
        asked = since - timedelta(hours=1) if _ambiguous(since.astimezone(self._zone)) else since
        pages = transactions.pages_of_movements(self._client, self._location_id, self._zone, changed_after=asked)
        for page in pages:
            self._take(page)
            if any(movement.changed is not None and movement.changed < asked - DAY for movement in page):
                return False
        return True

    def _between(self, start: date, end: date) -> bool:
        """Ask for these days; False when rows show that the server does not honour them."""
        pages = transactions.pages_of_movements(self._client, self._location_id, self._zone, start=start, end=end)
        honoured = True
        for page in pages:
            self._take(page)
            honoured = honoured and not any(self._outside(movement, start, end) for movement in page)
        return honoured

    def _outside(self, movement: Movement, start: date, end: date) -> bool:
        days = [self._day(moment) for moment in (movement.created, movement.changed) if moment is not None]
        return bool(days) and all(day < start - DAY or day > end + DAY for day in days)

    def _windows(self, wanted: Sequence[Wanted], since: datetime, honoured: bool) -> Iterator[tuple[date, date]]:
        """Yield the days to ask for: the own date of what is back-dated, and all days where nothing else helps."""
        today, first = self._day(self.server_now), self._day(since)
        own = {self._day(one.row.operation_date) for one in wanted}
        days = {day for day in own if not (honoured and first <= day <= today)}
        if not honoured:
            days |= {first + DAY * number for number in range((today - first).days + 1)}
        spans: list[tuple[date, date]] = []
        for day in sorted(days):
            if spans and day - DAY <= spans[-1][1] + DAY:
                spans[-1] = (spans[-1][0], day + DAY)
            else:
                spans.append((day - DAY, day + DAY))
        yield from spans

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _take(self, page: Sequence[Movement]) -> None:
        self._movements |= {movement.movement_id: movement for movement in page if not movement.deleted}

    def _documents(self) -> dict[int, Candidate]:
        found: dict[int, Candidate] = {}
        for movement in self._movements.values():
            found.setdefault(movement.document_id, Candidate(movement.document_id)).movements.append(movement)
        return found

    def _may_be(self, wanted: Wanted, movement: Movement, since: datetime) -> bool:
        if surely_foreign(wanted, movement):
            return False
        if movement.created is None or abs(movement.created - wanted.row.operation_date) <= DAY:
            return True
        if wanted.known is not None and movement.changed is not None and movement.changed >= since:
            # Posted since the copy was taken, whatever date a person gave it then.
            return True
        # The server may put its own time in place of the document's.
        return since - DAY <= movement.created <= self.server_now + DAY


def surely_foreign(wanted: Wanted, movement: Movement) -> bool:
    """Whether an operation cannot have made a movement: kind, product, storage or marker are others'.

    A field that is left out proves nothing.
    """
    row = wanted.row
    types = ACCEPTED_TYPES.get(row.type_id, frozenset({row.type_id}))
    if movement.type_id is not None and movement.type_id not in types and movement.type_id != 0:
        return True
    if movement.product_id is not None and movement.product_id not in row.products:
        return True
    if movement.storage_id is not None and movement.storage_id not in (row.storage_id, row.to_storage_id):
        return True
    return wanted.is_foreign(markers_in(movement.comment or ""))


def _ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
