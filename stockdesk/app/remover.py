"""The remover: takes a document back at the service, lines first, and believes it once it was read back as gone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stockdesk.api import operations, people
from stockdesk.app.brake import Brake
from stockdesk.app.desk import Desk
from stockdesk.app.finder import shows
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Rights
from stockdesk.core.marker import markers_in
from stockdesk.core.movement import PostedDocument, PostedLine
from stockdesk.core.outbox import OutboxRow, covered, uncovered
from stockdesk.core.posting import Outcome, OutcomeKind, State, backoff
from stockdesk.core.removal import DOCUMENT, REMOVED, Purpose, Removal
from stockdesk.core.twins import DOCUMENTS, told, twins_of
from stockdesk.store.outbox import OutboxStore

log = logging.getLogger(__name__)

FindDesk = Callable[[OutboxRow], Desk | None]
NOT_DONE = frozenset({OutcomeKind.NOT_SENT, OutcomeKind.AUTH, OutcomeKind.THROTTLED, OutcomeKind.REFUSED})
"""What surely deleted nothing."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document as it stands at the service; None where it is gone, and its lines that are not deleted."""

    document: PostedDocument | None
    lines: tuple[PostedLine, ...]

    @property
    def gone(self) -> bool:
        return self.document is None and not self.lines


class Remover:
    """Carries out the removals that people asked for. Only the holder of the posting lock uses it."""

    def __init__(
        self,
        outbox: OutboxStore,
        brake: Brake,
        now: Callable[[], datetime],
        settle: float,
        moved: Callable[[OutboxRow], None],
    ) -> None:
        self._outbox = outbox
        self._brake = brake
        self._now = now
        self._settle = settle
        self._moved = moved

    def run(self, find_desk: FindDesk, until: Callable[[], bool]) -> None:
        """Take each removal as far as it comes now."""
        for removal in self._outbox.removals.under_way():
            row = self._outbox.row(removal.marker)
            desk = None if row is None else find_desk(row)
            if until() or self._brake.held or self._brake.paused:
                return
            if row is None or desk is None or self._brake.left(removal.not_before):
                continue
            try:
                self._advance(removal, row, desk, until)
            except StockdeskError as error:
                self._put_off(removal, error.code)

    def waits(self) -> list[float]:
        """Return the seconds until each removal can go on."""
        return [
            max(self._brake.left(removal.not_before), self._brake.held, 1.0)
            for removal in self._outbox.removals.under_way()
        ]

    def _advance(self, removal: Removal, row: OutboxRow, desk: Desk, until: Callable[[], bool]) -> None:
        """Delete the lines, then the document, reading it before and after each."""
        for _ in range(3):
            seen = self._see(removal, desk)
            if seen.gone:
                if self._is_hidden(row, desk):
                    self._end(removal, "removal.hidden")
                else:
                    self._finish(removal, row)
                return
            objection = "" if removal.requested else self._objection(removal, row, seen, desk)
            if objection:
                self._end(removal, objection)
                return
            wanted = [str(line.line_id) for line in seen.lines] or [DOCUMENT]
            fresh = [name for name in wanted if self._may_ask(removal, name)]
            if not fresh:
                break
            removal, outcome = self._delete(removal, fresh, desk, until)
            if outcome is not None:
                self._not_done(removal, outcome)
                return
            if until():
                return
        # Accepted, and still there: a deletion may lag.
        self._put_off(removal, "removal.lags")

    def _see(self, removal: Removal, desk: Desk) -> _Seen:
        location_id, document_id = desk.location.location_id, removal.document_id
        document: PostedDocument | None = None
        lines: Sequence[PostedLine] = ()
        try:
            document = operations.read_document(desk.client, location_id, desk.zone, document_id)
        except StockdeskError as error:
            if error.code != "service.not-found":
                raise
        try:
            lines = operations.read_lines(desk.client, desk.zone, document_id)
        except StockdeskError as error:
            if error.code != "service.not-found":
                raise
        return _Seen(document, tuple(line for line in lines if not line.deleted))

    def _is_hidden(self, row: OutboxRow, desk: Desk) -> bool:
        """Whether rights may hide a document that is not found: as they are now, and as they were at sign-in."""
        held = (people.get_rights(desk.client, desk.location.location_id), desk.rights or Rights())
        return any(not rights.see_movements or not shows(rights, row.storage_id) for rights in held)

    def _objection(self, removal: Removal, row: OutboxRow, seen: _Seen, desk: Desk) -> str:
        """Return the code of why a document must stay, "" when it may go. What is to stay has to be there."""
        comments = [line.comment for line in seen.lines]
        if seen.document is not None:
            comments.append(seen.document.comment)
        marked = frozenset[str]().union(*(markers_in(comment) for comment in comments))
        if removal.purpose is Purpose.TAKE_BACK:
            # With another's marker it is only what a person took for it, see ``core.twins.SAME``.
            ours = removal.document_id == row.document_id and (not marked or row.marker in marked)
            return "" if ours else "removal.not-ours"
        if removal.document_id == row.document_id or row.marker not in marked:
            return "removal.not-ours"
        if row.state in (State.POSTED, State.PARTIAL) and row.document_id is not None:
            try:
                operations.read_document(desk.client, desk.location.location_id, desk.zone, row.document_id)
            except StockdeskError as error:
                if error.code != "service.not-found":
                    raise
                return "removal.only-one"
        return ""

    def _delete(
        self, removal: Removal, names: Sequence[str], desk: Desk, until: Callable[[], bool]
    ) -> tuple[Removal, Outcome | None]:
        """Ask for deletions, one after the other; returns what was asked, and the first answer that was no yes.

        The wish is stored before anything leaves: what a killed process may have asked for is not asked for again at
        once, since a deletion that comes twice might move the stock twice.
        """
        before, at = removal, self._now().isoformat()
        removal = self._kept(replace(before, requested={**before.requested, **dict.fromkeys(names, at)}))
        for number, name in enumerate(names):
            outcome = None if until() else self._ask(removal, name, desk)
            if outcome is not None and outcome.kind is OutcomeKind.ACCEPTED:
                continue
            sent = number if outcome is None or outcome.kind in NOT_DONE else number + 1
            asked = {**before.requested, **dict.fromkeys(names[:sent], at)}
            return self._kept(replace(before, requested=asked)), outcome
        return removal, None

    def _kept(self, removal: Removal) -> Removal:
        self._outbox.removals.put(removal)
        return removal

    def _may_ask(self, removal: Removal, name: str) -> bool:
        asked = removal.requested.get(name)
        if asked is None:
            return True
        passed = (self._now() - datetime.fromisoformat(asked)).total_seconds()
        return passed < 0 or passed >= self._settle

    def _ask(self, removal: Removal, name: str, desk: Desk) -> Outcome:
        location_id = desk.location.location_id
        if name == DOCUMENT:
            outcome = operations.delete_document(desk.client, location_id, removal.document_id)
        else:
            outcome = operations.delete_line(desk.client, location_id, int(name))
        log.info(
            "removal of document %d (%s), %s: %s %s",
            removal.document_id,
            removal.marker,
            name,
            outcome.kind.value,
            outcome.reason,
        )
        return outcome

    def _not_done(self, removal: Removal, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.REFUSED:
            self._end(removal, "removal.refused", outcome.detail)
            return
        if outcome.kind is OutcomeKind.AUTH:
            self._brake.paused = outcome.reason
        if outcome.kind in (OutcomeKind.NOT_SENT, OutcomeKind.THROTTLED):
            self._brake.hold(max(outcome.retry_after or 0.0, backoff(removal.failures + 1)))
        self._put_off(removal, f"attempt.{outcome.reason}")

    def _put_off(self, removal: Removal, why: str) -> None:
        failures = removal.failures + 1
        later = self._now() + timedelta(seconds=backoff(failures))
        self._outbox.removals.put(replace(removal, failures=failures, not_before=later, detail=why))

    def _end(self, removal: Removal, result: str, detail: str = "") -> None:
        """Give up: something stands in the way that only a person can move; asked again, it begins anew."""
        log.warning("document %d of %s stays: %s %s", removal.document_id, removal.marker, result, detail)
        self._outbox.removals.put(replace(removal, ended=self._now(), result=result, detail=detail))
        row = self._outbox.row(removal.marker)
        if row is not None:
            self._moved(row)

    def _finish(self, removal: Removal, row: OutboxRow) -> None:
        done = replace(removal, ended=self._now(), result=REMOVED, detail="")
        state = row.state
        changes: dict[str, object] = {}
        if removal.purpose is Purpose.SPARE:
            changes = _without(row, removal.document_id)
        elif row.state in (State.PARTIAL, State.POSTED):
            state = State.REJECTED
            changes = {
                "document_id": None,
                "number": None,
                "reason": "removal.taken-back",
                "reason_arguments": {"document": str(removal.document_id), "person": removal.by},
                # What comes late now is a twin of nothing: the watch begins anew.
                "settled": None,
                "twins_checked": None,
                "watched": False,
            }
        log.info("document %d of %s is gone: %s", removal.document_id, removal.marker, removal.purpose.value)
        self._moved(self._outbox.removals.finish(done, row, state, changes))


def _without(row: OutboxRow, document_id: int) -> dict[str, object]:
    """Return what a row says once a spare document is gone."""
    left = [one for one in twins_of(row) if one != document_id]
    return covered(row, row.reason, **{DOCUMENTS: told(left)}) if left else uncovered(row, DOCUMENTS)
