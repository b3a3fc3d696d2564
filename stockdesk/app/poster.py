"""The poster: takes what waits out in order, once; looks up what is unknown; never guesses.

Only the holder of the posting lock runs it, in the window's post worker or in a verb of the command line. Every step is
committed before the next begins, so that a process killed at any instant leaves a row that tells where it stood.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from stockdesk.app.brake import Brake
from stockdesk.app.comments import Comments
from stockdesk.app.delivery import Delivery
from stockdesk.app.desk import Desk
from stockdesk.app.remover import Remover
from stockdesk.app.watch import TwinWatch
from stockdesk.core.errors import StockdeskError
from stockdesk.core.outbox import OutboxRow, Role, covered
from stockdesk.core.posting import SETTLE_SECONDS, Doubt, Mover, State
from stockdesk.store.outbox import OutboxStore

log = logging.getLogger(__name__)

LOCK_RETRY_SECONDS = 1.0
"""How soon a process without the posting lock looks again."""
BLOCKED_RETRY_SECONDS = 30.0
"""How soon it is looked again whether what stands in a row's way is gone: another process may have moved it."""


class PostingLock(Protocol):
    """The lock of a data folder: the store has the real one, a simulation may hold its own."""

    def held(self) -> AbstractContextManager[bool]:
        """Try to take the lock without waiting; the value says whether it was taken."""
        ...


class Recovery(Protocol):
    """What has to happen under the lock before anything is posted; see ``app.recovery``."""

    def run(self) -> None:
        """Doubt what cannot be trusted; does nothing when nothing happened."""
        ...


FindDesk = Callable[[OutboxRow], Desk | None]
"""The desk of the person who approved an operation; None while that person's token is not here."""
Places = set[tuple[str, int, int, int]]
"""Location, storage and product of all that open earlier operations touch."""


class Poster:
    """Runs the outbox of one data folder.

    ``now`` is the clock (UTC); ``settle`` the seconds between two look-ups that must both find nothing; ``moved`` hears
    of every committed move. ``recovery`` runs first, once this process has the lock.
    """

    def __init__(
        self,
        outbox: OutboxStore,
        lock: PostingLock,
        find_desk: FindDesk,
        now: Callable[[], datetime],
        settle: float = SETTLE_SECONDS,
        moved: Callable[[OutboxRow], None] = lambda _row: None,
        recovery: Recovery | None = None,
    ) -> None:
        self._outbox = outbox
        self._lock = lock
        self._find_desk = find_desk
        self._moved = moved
        self._recovery = recovery
        self._brake = Brake(now, settle)
        self._comments = Comments()
        self._delivery = Delivery(outbox, self._brake, self._comments, now, settle, moved)
        self._watch = TwinWatch(outbox, self._brake, self._comments, now, settle, moved)
        self._remover = Remover(outbox, self._brake, now, settle, moved)
        self._at_once: set[str] = set()
        self._sent: set[str] = set()

    @property
    def paused(self) -> str:
        """The reason why nothing is sent until the next sign-in or ``resume``, "" for none."""
        return self._brake.paused

    @paused.setter
    def paused(self, reason: str) -> None:
        self._brake.paused = reason

    def resume(self) -> None:
        """Go on after a sign-in, or because a person asked for it: pauses and back-off waits are over."""
        self._brake.release()

    def look_up_at_once(self) -> None:
        """Look up what is unknown in the next run, though its wait is not over; that releases nothing sooner."""
        self._at_once = {row.marker for row in self._outbox.rows([State.UNKNOWN])}

    def run(self, until: Callable[[], bool] = lambda: False) -> float | None:
        """Do all that can be done now; returns the seconds until more can be done, None when nothing waits.

        ``until`` is asked between steps and ends the run early. Late twins are looked for at the end of a run; when
        that is due again ``next_watch`` tells, since nothing waits for it.
        """
        with self._lock.held() as mine:
            if not mine:
                return LOCK_RETRY_SECONDS if self._outbox.waiting() or self._outbox.removals.under_way() else None
            self._comments.begin()
            self._sent.clear()
            if self._recovery is not None:
                self._recovery.run()
            self._recover()
            # Another pass finds what was approved meanwhile, and what waited for a row that is out of the way now.
            while self._pass(until):
                pass
            if not self.paused:
                self._remover.run(self._find_desk, until)
            self._watch.run(self._find_desk, until)
            return self._due_in()

    def next_watch(self) -> float | None:
        """Return the seconds until late twins are to be looked for, None when nothing is watched."""
        return self._watch.due_in(self._find_desk)

    def _recover(self) -> None:
        """Whoever takes the lock finds what another process left in flight: its outcome is unknown."""
        for row in self._outbox.rows([State.SENDING]):
            log.warning("%s was in flight when its process ended; it is looked up", row.marker)
            moved = self._outbox.move(
                row, Mover.RECOVERY, State.UNKNOWN, doubt=Doubt.LOST, reason="attempt.interrupted", ever_unknown=True
            )
            self._moved(moved)

    def _pass(self, until: Callable[[], bool]) -> bool:
        """Go through all that waits once, in order, each as far as it comes; returns whether anything was done."""
        blocked: Places = set()
        done = False
        for row in self._outbox.waiting():
            if until():
                return False
            try:
                done = self._as_far_as_it_comes(row, blocked, until) or done
            except StockdeskError as error:
                if error.code != "outbox.moved":
                    raise
                log.info("a person spoke about %s meanwhile; it is read again", row.marker)
                blocked |= row.places
                done = True
        return done

    def _as_far_as_it_comes(self, row: OutboxRow, blocked: Places, until: Callable[[], bool]) -> bool:
        """Take a row on until it is at rest or has to wait; then it blocks what depends on it."""
        done = False
        open_row = self._unless_leg_is_refused(row)
        while open_row is not None and self._may_advance(open_row, blocked) and not until():
            done = self._step(open_row, blocked, until) or done
            open_row = self._outbox.row(row.marker)
            if open_row is not None and open_row.state.final:
                open_row = None
        if open_row is not None:
            blocked |= open_row.places
        return done

    def _step(self, row: OutboxRow, blocked: Places, until: Callable[[], bool]) -> bool:
        """Take a row one step on, as it stands now; False when it may not go after all."""
        current = self._outbox.row(row.marker)
        desk = None if current is None else self._find_desk(current)
        if current is None or desk is None or (current != row and not self._may_advance(current, blocked)):
            return False
        self._at_once.discard(row.marker)
        if current.state is State.QUEUED:
            self._sent.add(row.marker)
        self._delivery.advance(current, desk, until)
        return True

    def _may_advance(self, row: OutboxRow, blocked: Places) -> bool:
        if row.state is State.PARTIAL:
            return self._is_reread(row) and self._is_due(row) and self._find_desk(row) is not None
        if row.state not in (State.QUEUED, State.UNKNOWN) or not self._is_due(row):
            return False
        if row.state is State.QUEUED and not self._may_leave(row, blocked):
            return False
        if self._find_desk(row) is not None:
            return True
        if row.reason != "token.missing":
            waits = covered(row, "token.missing", person=row.person or "environment", server=row.server)
            self._moved(self._outbox.touch(row, **waits))
        return False

    def _is_reread(self, row: OutboxRow) -> bool:
        """Whether a partial document is to be read once more; not while it is being removed."""
        if row.not_before is None or row.document_id is None:
            return False
        return all(removal.ended is not None for removal in self._outbox.removals.of(row.marker))

    def _may_leave(self, row: OutboxRow, blocked: Places) -> bool:
        # Once a run is enough: while one row times out, the settle time of the next one passes, and so on without end.
        if self.paused or row.marker in self._sent or not blocked.isdisjoint(row.places):
            return False
        first = self._first_leg(row)
        return first is None or first.state is State.POSTED

    def _is_due(self, row: OutboxRow) -> bool:
        if row.state is State.UNKNOWN and row.marker in self._at_once:
            return True
        return not self._brake.held and not self._brake.left(row.not_before)

    def _first_leg(self, row: OutboxRow) -> OutboxRow | None:
        """Return the write-off that the receipt of a pair follows, None for anything else."""
        if row.role is not Role.IN:
            return None
        return next((leg for leg in self._outbox.parts(row.base) if leg.leg == row.leg - 1), None)

    def _unless_leg_is_refused(self, row: OutboxRow) -> OutboxRow | None:
        """Take the receipt of a pair out of the way when its write-off was refused: stock would come out of nothing."""
        first = self._first_leg(row) if row.state is State.QUEUED else None
        if first is None or first.state not in (State.REJECTED, State.WITHDRAWN):
            return row
        self._moved(self._outbox.move(row, Mover.LEG, State.REJECTED, reason="leg.first-refused"))
        return None

    def _due_in(self) -> float | None:
        waits = [] if self.paused else self._remover.waits()
        blocked: Places = set()
        for row in self._outbox.waiting():
            goes_on = row.state is State.QUEUED and not self.paused
            if goes_on or row.state is State.UNKNOWN or (row.state is State.PARTIAL and self._is_reread(row)):
                waits.append(self._wait_of(row, blocked))
            blocked |= row.places
        return min(waits, default=None)

    def _wait_of(self, row: OutboxRow, blocked: Places) -> float:
        wait = max(self._brake.left(row.not_before), self._brake.held)
        if wait:
            return wait
        # A partial document that is due was not read just now: the sign-in for it is missing.
        stuck = row.state is State.PARTIAL or (row.state is State.QUEUED and not blocked.isdisjoint(row.places))
        return BLOCKED_RETRY_SECONDS if stuck or row.reason == "token.missing" else LOCK_RETRY_SECONDS
