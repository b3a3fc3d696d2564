"""The twin watch: what was ever unknown is looked for again after it came to rest; a late twin is reported at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from stockdesk.api import people
from stockdesk.api.exchange import new_attempt_id
from stockdesk.app.approved import operation_of
from stockdesk.app.brake import Brake
from stockdesk.app.comments import Comments
from stockdesk.app.desk import Desk
from stockdesk.app.finder import Finder
from stockdesk.app.search import Wanted
from stockdesk.app.sighting import Sighting
from stockdesk.core.errors import StockdeskError
from stockdesk.core.outbox import Attempt, OutboxRow, covered
from stockdesk.core.posting import Finding, State, backoff
from stockdesk.core.twins import ALIKE, DOCUMENTS, alike_of, next_watch, spares, told, twin_reason, twins_of
from stockdesk.store.outbox import OutboxStore

log = logging.getLogger(__name__)

FindDesk = Callable[[OutboxRow], Desk | None]
MOST_AT_ONCE = 50
"""Operations looked for in one search."""
SAME_SEARCH = timedelta(days=2)
"""How far apart operations may have come to rest to be looked for in one search."""


class TwinWatch:
    """Looks for late twins. Nothing waits for it, and nothing it finds moves an operation."""

    def __init__(
        self,
        outbox: OutboxStore,
        brake: Brake,
        comments: Comments,
        now: Callable[[], datetime],
        settle: float,
        moved: Callable[[OutboxRow], None],
    ) -> None:
        self._outbox = outbox
        self._brake = brake
        self._comments = comments
        self._now = now
        self._settle = settle
        self._moved = moved
        self._started = now()
        self._failures = 0
        self._not_before: datetime | None = None

    def run(self, find_desk: FindDesk, until: Callable[[], bool]) -> None:
        """Look for the twins of what is due, several operations in one search."""
        if self._brake.held or self._brake.left(self._not_before):
            return
        due: list[tuple[OutboxRow, Desk]] = []
        for row, desk in self._watched(find_desk):
            if row.settled is None:
                if not self._knows_the_time(desk):
                    return
                self._outbox.touch(row, settled=self._server_now(desk))
            elif self._is_due(row, desk):
                due.append((row, desk))
        for group in _together(due):
            if until():
                return
            self._look(group[0][1], [row for row, _ in group], until)

    def _knows_the_time(self, desk: Desk) -> bool:
        """Learn the server's time where no answer has told it yet: by this machine's own, a watch may be over too soon.

        False while the service is away; it is asked again after a back-off.
        """
        if desk.client.clock_difference is not None:
            return True
        try:
            people.get_rights(desk.client, desk.location.location_id)
        except StockdeskError as error:
            if desk.client.clock_difference is None:
                log.info("the server's time is not known yet: %s", error)
                self._failures += 1
                self._not_before = self._now() + timedelta(seconds=backoff(self._failures))
                return False
        return True

    def due_in(self, find_desk: FindDesk) -> float | None:
        """Return the seconds until the next watch, None when nothing is watched."""
        waits = []
        for row, desk in self._watched(find_desk):
            due = self._next(row, desk)
            wait = 0.0 if due is None else max(0.0, (due - self._server_now(desk)).total_seconds())
            waits.append(max(wait, self._brake.held, self._brake.left(self._not_before)))
        return min(waits, default=None)

    def _watched(self, find_desk: FindDesk) -> Iterator[tuple[OutboxRow, Desk]]:
        for row in self._outbox.watched():
            desk = find_desk(row)
            if desk is not None:
                yield row, desk

    def _server_now(self, desk: Desk) -> datetime:
        return self._now() + (desk.client.clock_difference or timedelta())

    def _next(self, row: OutboxRow, desk: Desk) -> datetime | None:
        if row.settled is None:
            return None
        started = self._started + (desk.client.clock_difference or timedelta())
        return next_watch(row.settled, row.twins_checked, self._settle, desk.zone, started)

    def _is_due(self, row: OutboxRow, desk: Desk) -> bool:
        due, now = self._next(row, desk), self._server_now(desk)
        if due is None or due <= now:
            return True
        # This machine's clock seems to be behind; the search will tell.
        return desk.client.clock_difference is None and row.settled is not None and row.settled > now

    def _look(self, desk: Desk, rows: Sequence[OutboxRow], until: Callable[[], bool]) -> None:
        finder = Finder(desk, self._now, self._comments, until)
        started = self._now()
        known = self._outbox.known(rows[0].server) if any(row.restored is not None for row in rows) else None
        sightings = finder.sight(
            [Wanted(row, operation_of(row.body), None if row.restored is None else known) for row in rows]
        )
        for row, sighting in zip(rows, sightings, strict=True):
            try:
                self._note(row, sighting, desk, started)
            except StockdeskError as error:
                if error.code != "outbox.moved":
                    raise
                log.info("a person spoke about %s meanwhile; it is watched on", row.marker)
        failed = any(sighting.failed for sighting in sightings)
        self._failures = self._failures + 1 if failed else 0
        wait = max([backoff(self._failures), *(one.wait for one in sightings if one.wait is not None)])
        self._not_before = self._now() + timedelta(seconds=wait) if failed else None

    def _note(self, row: OutboxRow, sighting: Sighting, desk: Desk, started: datetime) -> None:
        """Store what was seen; a search that failed is done again later, though what it found counts."""
        bearing = sighting.bearing
        proof = f"{sighting.rows} movements, {len(sighting.examined)} documents examined; with the marker: "
        proof += told(bearing) or "none"
        result = Finding.INCONCLUSIVE.value if sighting.failed else f"{len(bearing)} there"
        self._outbox.note_attempt(
            Attempt(new_attempt_id(), row.marker, "twin-watch", started, self._now(), result, proof)
        )
        changes = self._reported(row, bearing) or _late(row, sighting)
        if not sighting.failed:
            checked = self._server_now(desk)
            started_there = self._started + (desk.client.clock_difference or timedelta())
            assert row.settled is not None  # only such rows are looked for
            over = next_watch(row.settled, checked, self._settle, desk.zone, started_there) is None
            changes |= {"twins_checked": checked, "watched": over}
        before, alike = twins_of(row), alike_of(row)
        row = self._outbox.touch(row, **changes)
        if twins_of(row) != before:
            log.warning("%s has late twins: documents %s", row.marker, told(twins_of(row)))
            self._moved(row)
        elif alike_of(row) != alike:
            log.warning("%s may be there twice: see documents %s", row.marker, told(alike_of(row)))
            self._moved(row)

    @staticmethod
    def _reported(row: OutboxRow, bearing: Sequence[int]) -> dict[str, object]:
        found = spares(row.state, row.document_id, bearing)
        changes: dict[str, object] = {}
        if row.document_id is None and bearing and row.state in (State.POSTED, State.PARTIAL):
            # A person said that it is there; now it is known as which document.
            changes["document_id"] = min(bearing)
        new = set(found) - set(twins_of(row))
        if new:
            changes |= covered(row, twin_reason(row.state), **{DOCUMENTS: told(sorted({*found, *twins_of(row)}))})
        return changes


def _late(row: OutboxRow, sighting: Sighting) -> dict[str, object]:
    """Return what tells of documents that came to light after a restored operation was sent, with its very goods."""
    found = {*sighting.equal, *alike_of(row)}
    if row.state not in (State.POSTED, State.PARTIAL) or found == {*alike_of(row)}:
        return {}
    return covered(row, "restore.late", **{ALIKE: told(sorted(found))})


def _together(due: Sequence[tuple[OutboxRow, Desk]]) -> Iterator[list[tuple[OutboxRow, Desk]]]:
    """Group what one search can look for: the same person and location, at rest since about the same time."""
    groups: list[list[tuple[OutboxRow, Desk]]] = []
    for row, desk in due:
        for group in groups:
            first = group[0][0]
            same = (first.approved_by, first.location_id) == (row.approved_by, row.location_id)
            if same and len(group) < MOST_AT_ONCE and _near(first, row):
                group.append((row, desk))
                break
        else:
            groups.append([(row, desk)])
    yield from groups


def _near(one: OutboxRow, other: OutboxRow) -> bool:
    assert one.settled is not None  # only such rows are looked for
    assert other.settled is not None
    return abs(one.settled - other.settled) <= SAME_SEARCH
