"""The search over movements: which documents may be an operation of ours, whatever the server does to filters.

``changed_after`` is asked first: it finds early what is there. What it does not show may be there all the same, for
nobody knows by which clock and in which zone the server reads it. So nothing is absent before days were asked for too:
the document's own and all on which it may have been sent, by the server's clock and by this machine's, one more to each
side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from stockdesk.api import transactions
from stockdesk.app.desk import Desk
from stockdesk.core.comparison import kinds_of
from stockdesk.core.marker import leg_marker, markers_in
from stockdesk.core.movement import Movement
from stockdesk.core.operation import Operation
from stockdesk.core.outbox import Known, OutboxRow, Role

BEFORE_FIRST_ATTEMPT = timedelta(minutes=10)
"""How far before the server's last seen time the search begins (design, section 4)."""
NEVER_SEEN = timedelta(days=1)
"""The same when the server's time was never seen: this machine's own clock may be off."""
MARGIN = timedelta(hours=1)
"""How much earlier ``changed_after`` is asked for: the server may stamp rows by another clock than that of ``Date``."""
CLOCKS_DIFFER_LITTLE = timedelta(hours=12)
"""Up to this difference between the server's clock and this machine's the earlier of the two counts."""
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

    @property
    def is_half(self) -> bool:
        """Whether it is the receipt of a pair whose write-off is lost with a damaged file."""
        if self.known is None or self.row.role is not Role.IN:
            return False
        return leg_marker(self.row.base, self.row.leg - 1) not in self.known.markers

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

    def run(self, wanted: Sequence[Wanted]) -> bool:
        """Ask for what changed since these operations may have been sent; raises the errors of the search.

        False where the server plainly does not honour that: what it showed is any part of all there is.
        """
        asked = self._earliest(wanted)
        honoured = self._changed_after(asked)
        learned = self._earliest(wanted)
        if asked - learned > NEVER_SEEN / 2:
            # The first answer told that this machine's clock is off by more than the margin should bear.
            honoured = self._changed_after(learned) and honoured
        return honoured

    def run_days(self, wanted: Sequence[Wanted]) -> None:
        """Ask for all days that these operations may stand on; raises the errors of the search."""
        for start, end in self._spans(wanted):
            if not self._between(start, end):
                # Days are not honoured either, so this was all there is.
                return

    def candidates(self, wanted: Wanted) -> Iterator[Candidate]:
        """Yield the documents that may be the operation's, filtered again: the server may ignore what it is asked."""
        for candidate in self._documents().values():
            if wanted.is_of_another(candidate.document_id):
                continue
            if any(self._may_be(wanted, movement) for movement in candidate.movements):
                yield candidate

    def nameless(self, wanted: Wanted) -> list[Movement]:
        """Return the rows that may be the operation's, and name no document that could be read."""
        return [
            movement
            for movement in self._movements.values()
            if movement.document_id is None and self._may_be(wanted, movement) and self.is_new(wanted.row, [movement])
        ]

    def is_new(self, row: OutboxRow, movements: Sequence[Movement]) -> bool:
        """Whether any of a document's rows may have been entered or changed since the operation was first sent."""
        # Where the two clocks disagree, the one behind the changes may be yet another.
        since = min(self._starts(row)) - max(MARGIN, abs(self._difference))
        return any(movement.changed is None or movement.changed >= since for movement in movements)

    def _starts(self, row: OutboxRow) -> tuple[datetime, datetime]:
        """Return the time before which a row was surely not sent, by the server's clock and by this machine's."""
        since = self.since(row)
        return since, since - self._difference

    def _earliest(self, wanted: Sequence[Wanted]) -> datetime:
        near = abs(self._difference) <= CLOCKS_DIFFER_LITTLE
        return min(min(self._starts(one.row)) if near else self.since(one.row) for one in wanted) - MARGIN

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

    def _spans(self, wanted: Sequence[Wanted]) -> Iterator[tuple[date, date]]:
        """Yield the days to ask for, in spans of neighbours with one more day to each side."""
        days: set[date] = set()
        for one in wanted:
            days.add(self._day(one.row.operation_date))
            for start, now in zip(self._starts(one.row), (self.server_now, self._now), strict=True):
                first, last = sorted((self._day(start), self._day(now)))
                days |= {first + DAY * number for number in range((last - first).days + 1)}
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
            if movement.document_id is not None:
                found.setdefault(movement.document_id, Candidate(movement.document_id)).movements.append(movement)
        return found

    def _may_be(self, wanted: Wanted, movement: Movement) -> bool:
        if surely_foreign(wanted, movement):
            return False
        if movement.created is None or abs(movement.created - wanted.row.operation_date) <= DAY:
            return True
        starts = self._starts(wanted.row)
        if wanted.known is not None and movement.changed is not None and movement.changed >= min(starts):
            # Posted since the copy was taken, whatever date a person gave it then.
            return True
        # The server may put its own time in place of the document's.
        clocks = zip(starts, (self.server_now, self._now), strict=True)
        return any(start - DAY <= movement.created <= now + DAY for start, now in clocks)


def surely_foreign(wanted: Wanted, movement: Movement) -> bool:
    """Whether an operation cannot have made a movement: kind, product, storage or marker are others'.

    A field that is left out proves nothing.
    """
    row = wanted.row
    if movement.type_id is not None and movement.type_id not in kinds_of(row.type_id) | {0}:
        return True
    if movement.product_id is not None and movement.product_id not in row.products:
        return True
    if movement.storage_id is not None and movement.storage_id not in (row.storage_id, row.to_storage_id):
        return True
    return wanted.is_foreign(markers_in(movement.comment or ""))


def _ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
