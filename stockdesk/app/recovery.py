"""After a restored backup, or in a folder that came from another machine: nothing open can be trusted."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from stockdesk.app.search import NEVER_SEEN
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.marker import leg_marker
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import Doubt, Mover, State
from stockdesk.store.columns import time_text
from stockdesk.store.documents import RESTORED_DRAFT, DocumentStatus, DocumentStore
from stockdesk.store.outbox import OutboxStore
from stockdesk.store.settings import RESTORED, STATION, SettingsStore
from stockdesk.store.station import settle_in, station_of

log = logging.getLogger(__name__)

OPEN = (State.QUEUED, State.SENDING, State.UNKNOWN, State.PARTIAL)


class Recovery:
    """Doubts every operation that is not final, once, when the folder was restored or moved (design, section 4).

    ``machine`` is this machine's id, by default the operating system's. With ``documents`` the drafts of a folder that
    was moved are doubted too: where it was cloned, somebody may go on with them at its origin.
    """

    def __init__(
        self,
        outbox: OutboxStore,
        settings: SettingsStore,
        moved: Callable[[OutboxRow], None] = lambda _row: None,
        machine: str | None = None,
        documents: DocumentStore | None = None,
    ) -> None:
        self._outbox = outbox
        self._settings = settings
        self._moved = moved
        self._machine = machine
        self._documents = documents
        self._done = False

    def run(self) -> None:
        """Make unknown what another machine, or this one after the backup, may have sent. Under the posting lock."""
        if self._done:
            return
        station = station_of(self._settings, self._machine)
        restored = self._settings.get(STATION, RESTORED)
        if station.moved or restored is not None:
            log.warning("the data folder was %s: what is open is looked up", "moved" if station.moved else "restored")
            for row in self._outbox.rows(OPEN):
                self._doubt(row, _moment(restored), station.moved)
            self._watch_refused()
        if station.moved and self._documents is not None:
            _doubt_drafts(self._documents)
        # Last: a process killed before this doubts all once more, which does no harm.
        if station.moved:
            settle_in(self._settings, self._machine)
        if restored is not None:
            self._settings.delete(STATION, RESTORED)
        self._done = True

    def _watch_refused(self) -> None:
        """Watch anew what was refused by the time of the copy: a person may have asked for it again since."""
        for row in self._outbox.rows([State.REJECTED]):
            if row.restored is None:
                continue
            since = row.restored - NEVER_SEEN
            if row.ever_unknown and not row.watched and row.seen_before is not None:
                since = min(since, row.seen_before)
            anew = {"settled": None, "twins_checked": None, "watched": False}
            self._outbox.touch(row, ever_unknown=True, seen_before=since, **anew)

    def _doubt(self, row: OutboxRow, backup: datetime | None, moved: bool) -> None:
        """Look a row up as far back as it may have been sent from elsewhere, by a clock that may have been off."""
        begun = self._begun(row) if moved else row.created
        since = (begun if backup is None else min(begun, backup) if moved else backup) - NEVER_SEEN
        if row.attempts or row.ever_unknown:
            since = min(since, row.seen_before or row.created - NEVER_SEEN)
        changes: dict[str, object] = {
            "doubt": Doubt.LOST,
            "ever_unknown": True,
            "seen_before": since,
            "not_before": None,
            "absent_since": None,
            "reason": "restore.moved" if moved else "restore.restored",
            "reason_arguments": {},
        }
        if moved:
            # The other machine may have taken it back and posted it anew, under a marker that nobody here knows.
            changes["restored"] = row.restored or begun
        if row.role is Role.IN and self._outbox.row(leg_marker(row.base, row.leg - 1)) is None:
            # Its write-off could not be read, and may have been refused: only a person's word lets the receipt go out.
            changes["restored"] = row.restored or backup or row.created
        if row.state is State.UNKNOWN:
            row = self._outbox.touch(row, **changes)
        else:
            row = self._outbox.move(row, Mover.RECOVERY, State.UNKNOWN, **changes)
        self._moved(row)

    def _begun(self, row: OutboxRow) -> datetime:
        """Return when the row's document was begun: the other machine may have posted it as soon as it was a draft."""
        document = None if self._documents is None else self._documents.document(row.local_document)
        return row.created if document is None else min(row.created, document.created)


def _doubt_drafts(documents: DocumentStore) -> None:
    """Note on all drafts that each stands as at its last entry; it may have been posted elsewhere since."""
    for draft in documents.documents(DocumentStatus.DRAFT):
        entries = documents.entries(draft.document_id, raw=False)
        # Of a draft that was read of a damaged file the entries may be lost.
        data = {"code": RESTORED_DRAFT, "since": time_text(entries[-1].at if entries else draft.created)}
        at = datetime.now(UTC)
        documents.append([Entry(secrets.token_hex(8), draft.document_id, EntryKind.NOTE, at, data=data)])


def doubted(row: OutboxRow, since: datetime) -> OutboxRow:
    """Return an operation of a draft that was restored from a copy of this time: looked up before it is ever sent.

    It may have been posted since, under a marker that nobody here knows any more.
    """
    return replace(
        row,
        state=State.UNKNOWN,
        doubt=Doubt.LOST,
        ever_unknown=True,
        restored=since,
        seen_before=since - NEVER_SEEN,
        reason="restore.draft",
    )


def _moment(restored: object) -> datetime | None:
    """Return the backup's time; where it cannot be read, each row's own creation counts."""
    if not isinstance(restored, str):
        return None
    try:
        moment = datetime.fromisoformat(restored)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
