"""Looking after the databases of a folder: checked, copied (by a verb too, at its end), and the catalogue mended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stockdesk.app.context import Context
from stockdesk.app.session import STATION
from stockdesk.core.errors import StockdeskError
from stockdesk.core.posting import State
from stockdesk.store.backups import backups
from stockdesk.store.documents import DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.locationcopy import keep_copy, put_back

log = logging.getLogger(__name__)

CHECK_EVERY = timedelta(days=1)
BACKUP_EVERY = timedelta(days=1)
BACKUP_AFTER_POSTED = 20
"""So many documents are posted at most between two copies: what is older than the copy need not be looked up."""
BACKUP_NOT_BEFORE = timedelta(minutes=10)
"""Between two copies there is this much time whatever was posted: a queue that drains is no reason for ten of them."""
QUIET = timedelta(seconds=20)
"""A copy waits until nobody has scanned for so long: it keeps the disk busy, and a scan waits for the disk."""
LOOK_AGAIN_SECONDS = 600.0
RETRY_SECONDS = 60.0
"""When to look again where all is done, and where a copy waits for quiet."""

_POSTED = "posted-at-backup"


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it: seconds until it is worth while again, and whether the catalogue was emptied for a sync."""

    again: float
    catalogue_emptied: bool = False


class Upkeep:
    """Runs on a worker, whose connections only read for a check or a copy, so that no commit waits for them.

    ``now`` is the clock (UTC), ``elapsed`` one that is never put back, in seconds.
    """

    def __init__(self, folder: DataFolder, now: Callable[[], datetime], elapsed: Callable[[], float]) -> None:
        self._folder = folder
        self._now = now
        self._elapsed = elapsed
        self._checked: float | None = None

    def run(self, context: Context) -> Looked:
        """Do what is due. Raises ``database.damaged`` for ``work.db``, and what the disk does."""
        emptied = False
        if self._checked is None or self._elapsed() - self._checked >= CHECK_EVERY.total_seconds():
            context.work.check()
            emptied = _mended(context)
            self._checked = self._elapsed()
        current = context.session.current
        if current is not None:
            keep_copy(context.settings, context.catalogue_file, current.location.location_id)
        if not self._copy_is_due(context):
            return Looked(LOOK_AGAIN_SECONDS, emptied)
        if not self._quiet(context.document_store):
            return Looked(RETRY_SECONDS, emptied)
        self._copy(context)
        return Looked(LOOK_AGAIN_SECONDS, emptied)

    def copy_if_due(self, context: Context) -> None:
        """Copy ``work.db`` where that is due, at once: at the end of a verb nobody scans.

        Raises ``database.damaged`` and what the disk does.
        """
        if self._copy_is_due(context):
            self._copy(context)

    def _copy(self, context: Context) -> None:
        posted = _posted(context)
        copy = context.work.back_up(self._folder)
        context.settings.set(STATION, _POSTED, posted)
        log.info("copied to %s", copy.name)

    def _copy_is_due(self, context: Context) -> bool:
        newest = next(iter(backups(self._folder)), None)
        if newest is None:
            return bool(context.document_store.documents(limit=1))
        age = self._now() - newest.taken
        if not timedelta(0) <= age < BACKUP_EVERY:  # from the future: the clock was put back since
            return True
        before = context.settings.get(STATION, _POSTED, 0)
        many = _posted(context) - (before if isinstance(before, int) else 0) >= BACKUP_AFTER_POSTED
        return many and age >= BACKUP_NOT_BEFORE

    def _quiet(self, documents: DocumentStore) -> bool:
        last = next(iter(documents.documents(limit=1)), None)
        return last is None or not timedelta(0) <= self._now() - last.touched < QUIET


def _posted(context: Context) -> int:
    return context.outbox.counts().get(State.POSTED, 0)


def _mended(context: Context) -> bool:
    """Check the catalogue and mend a damaged one; returns whether it was emptied and wants a full sync."""
    try:
        context.catalogue_file.check()
    except StockdeskError as error:
        if error.code != "catalogue.damaged":
            raise
        log.info("the catalogue is damaged and made anew: %s", error)
        mend_catalogue(context)
        return True
    return False


def mend_catalogue(context: Context) -> None:
    """Empty a catalogue in which something cannot be read and put the location's lists back; a full sync fills it."""
    context.catalogue_file.empty_catalogue()
    current = context.session.current
    if current is not None:
        put_back(context.settings, context.catalogue_file, current.location.location_id)
