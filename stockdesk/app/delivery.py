"""One operation's next step: sent once, read back, looked for; each result is committed before anything follows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from stockdesk.api import operations
from stockdesk.api.exchange import new_attempt_id
from stockdesk.app.approved import operation_of
from stockdesk.app.brake import LONGEST_WAIT_SECONDS, Brake
from stockdesk.app.comments import Comments
from stockdesk.app.desk import Desk
from stockdesk.app.finder import Finder
from stockdesk.app.sighting import Found
from stockdesk.core.comparison import Comparison
from stockdesk.core.operation import Operation
from stockdesk.core.outbox import Attempt, Known, OutboxRow, covered, own_reason, uncovered
from stockdesk.core.posting import (
    Doubt,
    Finding,
    Mover,
    Outcome,
    OutcomeKind,
    State,
    Verdict,
    after_attempt,
    after_lookup,
    after_readback,
    after_reread,
    backoff,
)
from stockdesk.core.twins import ALIKE, DOCUMENTS, SAME, told, twins_of
from stockdesk.store.outbox import OutboxStore

log = logging.getLogger(__name__)

WHY = "why"
"""The argument of a reason that says what keeps a look-up from an answer."""
DATE_SECONDS = 1.0
"""What the server's clock is known to: its ``Date`` counts whole seconds."""


class Delivery:
    """Takes operations one step on. Only the holder of the posting lock uses it."""

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

    def advance(self, row: OutboxRow, desk: Desk, until: Callable[[], bool] = lambda: False) -> None:
        """Send a queued operation or look an unknown one up, with the desk of the person who approved it.

        ``until`` ends a look-up early.
        """
        operation = operation_of(row.body)
        finder = Finder(desk, self._now, self._comments, until)
        if row.state is State.UNKNOWN and row.document_id is not None and row.doubt is Doubt.LOST:
            self._read_known(row, operation, finder, row.document_id)
        elif row.state is State.PARTIAL:
            self._read_again(row, operation, finder)
        elif row.state is State.UNKNOWN:
            self._store_finding(row, self._asked(row, operation, finder), finder)
        elif row.doubt in (Doubt.THROTTLED, Doubt.RESEND):
            self._look_up_and_send(row, operation, desk, finder)
        else:
            self._send(row, operation, desk, finder)

    def _send(self, row: OutboxRow, operation: Operation, desk: Desk, finder: Finder) -> None:
        attempt = Attempt(new_attempt_id(), row.marker, "send", self._now())
        row = self._outbox.start_attempt(row, attempt, desk.client.server_date)
        self._moved(row)
        log.info("attempt %s: sending %s, %d lines", attempt.attempt_id, row.marker, row.lines)
        outcome = operations.post_operation(desk.client, row.location_id, row.body, attempt.attempt_id)
        log.info("attempt %s: %s %s %s", attempt.attempt_id, row.marker, outcome.kind.value, outcome.reason)
        ended = replace(attempt, ended=self._now(), result=outcome.kind.value, detail=_said(outcome))
        if outcome.kind is OutcomeKind.ACCEPTED and outcome.document_id is not None:
            # One commit: the id of what was made must not get lost between two.
            row = self._outbox.finish_attempt(row, ended, document_id=outcome.document_id, number=outcome.number)
            found = self._noted(row, "read", lambda: finder.read_back(operation, outcome.document_id or 0))
            self._settle_verdict(row, Mover.ATTEMPT, after_readback(found.finding, self._settle), found)
            return
        self._outbox.note_attempt(ended)
        self._store_failure(row, outcome, _begun_there(row, ended, desk))

    def _store_failure(self, row: OutboxRow, outcome: Outcome, begun: datetime | None) -> None:
        failures = row.failures + 1
        verdict = after_attempt(outcome, failures, row.ever_unknown)
        changes: dict[str, object] = {"failures": failures, "seen_before": begun}
        if outcome.kind is OutcomeKind.THROTTLED:
            # A server that says "again in 0 s" and throttles on must not be asked without end.
            wait = min(max(verdict.wait or 0.0, backoff(failures)), LONGEST_WAIT_SECONDS)
            verdict = replace(verdict, wait=wait)
            # What a 429 leaves behind is not documented: from now on it is watched like anything unknown.
            changes["ever_unknown"] = True
        if verdict.pause:
            self._brake.paused = outcome.reason
        if verdict.state is State.QUEUED and verdict.wait is not None:
            self._brake.hold(verdict.wait)
        changes |= {"reason": f"attempt.{outcome.reason}", "reason_arguments": _arguments(outcome)}
        self._store_verdict(row, Mover.ATTEMPT, verdict, **changes)

    def _read_known(self, row: OutboxRow, operation: Operation, finder: Finder, document_id: int) -> None:
        """An accepted document whose read-back failed: its id is known. Only if it is gone, its marker is searched."""
        found = self._noted(row, "read", lambda: finder.read_back(operation, document_id))
        if found.foreign:
            row = self._outbox.touch(row, **_not_ours(row))
        if found.gone or found.foreign:
            self._store_finding(row, self._asked(row, operation, finder), finder)
        elif found.finding is Finding.INCONCLUSIVE:
            verdict = after_lookup(Doubt.LOST, found.finding, None, self._settle, row.failures + 1)
            self._store_verdict(row, Mover.LOOKUP, self._patient(verdict, found), failures=row.failures + 1)
        else:
            self._settle_verdict(row, Mover.LOOKUP, after_readback(found.finding, self._settle), found)

    def _read_again(self, row: OutboxRow, operation: Operation, finder: Finder) -> None:
        """Read a partial document once more: the service may only now show all that it has accepted."""
        document_id = row.document_id
        assert document_id is not None  # only such rows are read again
        found = self._noted(row, "read", lambda: finder.read_back(operation, document_id))
        failures = row.failures + 1 if found.finding is Finding.INCONCLUSIVE else row.failures
        verdict = after_reread(found.finding, failures, found.gone or found.foreign)
        if verdict.state is State.POSTED:
            self._settle_verdict(row, Mover.LOOKUP, verdict, found)
            return
        sides = row.reason == "posted.different" and found.finding is Finding.DIFFERENT
        changes: dict[str, object] = {"reason_arguments": _sides(found.comparison)} if sides else {}
        self._store_verdict(row, Mover.LOOKUP, self._patient(verdict, found), failures=failures, **changes)

    def _look_up_and_send(self, row: OutboxRow, operation: Operation, desk: Desk, finder: Finder) -> None:
        """Look up right before a resend. Absence is not stored: only an attempt that follows at once may use it."""
        found = self._asked(row, operation, finder)
        if found.finding is Finding.ABSENT:
            self._send(row, operation, desk, finder)
        else:
            self._store_finding(row, found, finder)

    def _asked(self, row: OutboxRow, operation: Operation, finder: Finder) -> Found:
        return self._noted(row, "look-up", lambda: finder.look_up(row, operation, self._known(row)))

    def _known(self, row: OutboxRow) -> Known | None:
        """Return what is known as ours where that decides: a restored row may be there under a lost marker."""
        return None if row.restored is None else self._outbox.known(row.server)

    def _store_finding(self, row: OutboxRow, found: Found, finder: Finder) -> None:
        now = finder.server_now
        since = self._since_absent(row, now)
        first = None if since is None else row.absent_since
        known = row.document_id is not None
        verdict = after_lookup(row.doubt, found.finding, since, self._settle, row.failures + 1, known)
        if verdict.state is State.QUEUED:
            # However long it waits now, it is looked up once more right before it goes out.
            verdict = replace(verdict, doubt=Doubt.RESEND)
        if found.document_id is not None:
            self._settle_verdict(row, Mover.LOOKUP, self._patient(verdict, found), found)
            return
        absent = found.finding is Finding.ABSENT
        changes: dict[str, object] = {"failures": row.failures if absent else row.failures + 1}
        changes["seen_before"] = finder.sent_after(row)
        changes["absent_since"] = (first or now) if absent and verdict.state is State.UNKNOWN else None
        changes |= _shown(row, found)
        if verdict.state is State.QUEUED and row.doubt in (Doubt.LOST, Doubt.NONE):
            changes |= {"reason": "lookup.absent", "reason_arguments": {}}
        if verdict.state is State.PARTIAL:
            changes |= {"reason": "readback.gone", "reason_arguments": {"document": str(row.document_id)}}
        self._store_verdict(row, Mover.LOOKUP, self._patient(verdict, found), **changes)

    def _since_absent(self, row: OutboxRow, now: datetime) -> float | None:
        """Return the seconds since a look-up first found nothing: by the server's clock, less what has to be waited.

        This machine's clock may be put on or back between two look-ups. Where the server's was, they are counted anew.
        """
        if row.absent_since is None or row.absent_since > now + timedelta(seconds=DATE_SECONDS):
            return None
        passed = (now - row.absent_since).total_seconds() + DATE_SECONDS
        return max(0.0, min(passed, self._settle - self._brake.left(row.not_before)))

    def _noted(self, row: OutboxRow, what: str, ask: Callable[[], Found]) -> Found:
        attempt = Attempt(new_attempt_id(), row.marker, what, self._now())
        found = ask()
        if found.refused and (found.refused != "service.forbidden" or own_reason(row) == "attempt.forbidden"):
            self._brake.paused = found.refused
        if found.wait:
            self._brake.hold(min(found.wait, LONGEST_WAIT_SECONDS))
        log.info("attempt %s: %s %s: %s", attempt.attempt_id, what, row.marker, found.proof)
        self._outbox.note_attempt(replace(attempt, ended=self._now(), result=found.finding.value, detail=found.proof))
        return found

    def _patient(self, verdict: Verdict, found: Found) -> Verdict:
        """Wait at least as long as the service asked to be left alone; all else waits too while it is away."""
        if found.wait is None or verdict.wait is None:
            return verdict
        wait = min(max(verdict.wait, found.wait), LONGEST_WAIT_SECONDS)
        self._brake.hold(wait)
        return replace(verdict, wait=wait)

    def _settle_verdict(self, row: OutboxRow, mover: Mover, verdict: Verdict, found: Found) -> None:
        """Store what reading a document proved, with both sides of a difference."""
        changes: dict[str, object] = {"document_id": found.document_id, "number": found.number or row.number}
        if found.foreign:
            changes |= _not_ours(row)
        if verdict.state is State.POSTED:
            changes |= {"reason": "", "reason_arguments": {}}
        elif verdict.state is State.PARTIAL:
            changes |= {"reason": "posted.different", "reason_arguments": _sides(found.comparison)}
        elif found.finding is Finding.INCONCLUSIVE:
            changes |= {"reason": "readback.failed", "reason_arguments": {"proof": found.proof}}
            changes["failures"] = row.failures + 1
        twins = found.twins or tuple(one for one in twins_of(row) if one != found.document_id)
        if twins:
            behind = {"behind": str(changes["reason"])} if changes.get("reason") else {}
            kept = _sides(found.comparison) if verdict.state is State.PARTIAL else {}
            changes["reason"] = "posted.twins"
            changes["reason_arguments"] = {**kept, DOCUMENTS: told(twins), **behind}
        self._store_verdict(row, mover, verdict, **changes)

    def _store_verdict(self, row: OutboxRow, mover: Mover, verdict: Verdict, **changes: object) -> None:
        wait = None if verdict.wait is None else self._now() + timedelta(seconds=verdict.wait)
        changes |= {"doubt": verdict.doubt, "not_before": wait}
        if verdict.state is State.UNKNOWN:
            changes["ever_unknown"] = True
        if verdict.state is row.state:
            moved = self._outbox.touch(row, **changes)
        else:
            moved = self._outbox.move(row, mover, verdict.state, **changes)
        self._moved(moved)


def _not_ours(row: OutboxRow) -> dict[str, object]:
    """Return the changes where the document that the service or a person named bears another marker.

    Who named it may mean one of ours under that marker, so what is like it under any unknown one is asked about.
    """
    return {"document_id": None, "number": None, "restored": row.restored or row.created}


def _begun_there(row: OutboxRow, attempt: Attempt, desk: Desk) -> datetime | None:
    """Return the server's time before which the row was never sent: learned from the first answer at the latest.

    By the time of a look-up this machine's clock may have been put on or back.
    """
    answered = desk.client.server_date
    if row.seen_before is not None or row.attempts != 1 or answered is None or attempt.ended is None:
        return row.seen_before
    return answered - max(attempt.ended - attempt.started, timedelta())


def _shown(row: OutboxRow, found: Found) -> dict[str, object]:
    """Return what a look-up without a hit changes in the reason that people are shown."""
    if row.reason == "token.missing":
        return uncovered(row, "person", "server")
    if found.alike:
        same = "" if found.same is None else str(found.same)
        return covered(row, "restore.alike", **{ALIKE: told(found.alike), SAME: same})
    if found.undecided:
        return covered(row, "lookup.undecided", **{WHY: found.undecided})
    return uncovered(row, ALIKE, SAME, WHY) if row.reason in ("restore.alike", "lookup.undecided") else {}


def _said(outcome: Outcome) -> str:
    status = "" if outcome.status is None else f"{outcome.status} "
    return f"{status}{outcome.reason} {outcome.detail}".strip()


def _arguments(outcome: Outcome) -> Mapping[str, str]:
    return {"detail": outcome.detail, "status": "" if outcome.status is None else str(outcome.status)}


def _sides(comparison: Comparison | None) -> dict[str, str]:
    if comparison is None:
        return {}
    return {
        "missing": "; ".join(str(goods) for goods in comparison.missing),
        "surplus": "; ".join(str(goods) for goods in comparison.surplus),
    }
