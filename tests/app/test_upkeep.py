"""The databases are looked after: checked at the start and daily, copied now and then, the catalogue mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stockdesk.app.connections import Connections
from stockdesk.app.context import Context
from stockdesk.app.documents import Author, Documents
from stockdesk.app.session import Session
from stockdesk.app.upkeep import BACKUP_AFTER_POSTED, LOOK_AGAIN_SECONDS, RETRY_SECONDS, Looked, Upkeep
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Attempt
from stockdesk.core.posting import State
from stockdesk.store.backups import backups
from stockdesk.store.folder import DataFolder
from stockdesk.store.tokens import TokenStore
from tests.support.bench import Clock
from tests.support.demo import LOCATION, SHOP
from tests.support.outboxrows import outbox_row

PAGE = 4096


class Office:
    """A folder at work, its upkeep, and a clock that stands."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        tokens = TokenStore(environ={})
        self.context = Context(folder, Session(Connections(tokens), tokens, None, LOCATION))
        self.documents = Documents(self.context.document_store, Author())
        self.clock = Clock()
        self.elapsed = 0.0
        self.upkeep = self.restarted()

    def restarted(self) -> Upkeep:
        return Upkeep(self.folder, self.clock, lambda: self.elapsed)

    def turn(self, **span: float) -> None:
        seconds = timedelta(**span).total_seconds()
        self.clock.turn(seconds)
        self.elapsed += seconds

    def look(self) -> Looked:
        return self.upkeep.run(self.context)

    def copies(self) -> list[int]:
        return [copy.number for copy in backups(self.folder)]

    def post(self, count: int) -> None:
        before = sum(self.context.outbox.counts().values())
        for number in range(before, before + count):
            document = self.documents.new(Kind.RECEIPT, LOCATION, SHOP)
            row = replace(outbox_row(f"SD-{number:010d}"), local_document=document.document_id)
            note = Entry(f"{number:016d}", document.document_id, EntryKind.NOTE, self.clock())
            self.context.outbox.enqueue(document.document_id, [row], note)
            attempt = Attempt(f"a{number}", row.marker, "send", self.clock())
            row = self.context.outbox.start_attempt(row, attempt)
            self.context.outbox.finish_attempt(row, attempt, State.POSTED)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(DataFolder.prepare(tmp_path / "data"))
    yield made
    made.context.close()


def test_empty_folder_is_not_copied(office: Office) -> None:
    assert office.look() == Looked(LOOK_AGAIN_SECONDS)
    assert office.copies() == []


def test_work_is_copied_once_a_day(office: Office) -> None:
    office.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    office.turn(minutes=1)
    office.look()
    assert office.copies() == [1]
    office.turn(hours=23)
    office.look()
    assert office.copies() == [1]
    office.turn(hours=1.1)
    office.look()
    assert office.copies() == [2, 1]


def test_copy_waits_until_nobody_scans(office: Office) -> None:
    office.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    office.turn(seconds=5)
    assert office.look() == Looked(RETRY_SECONDS)
    assert office.copies() == []
    office.turn(seconds=RETRY_SECONDS)
    assert office.look() == Looked(LOOK_AGAIN_SECONDS)
    assert office.copies() == [1]


def test_verb_copies_by_the_same_rules_but_waits_for_nobody(office: Office) -> None:
    office.upkeep.copy_if_due(office.context)
    assert office.copies() == []
    office.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    for hours, posted, copies in ((0, 0, [1]), (1, 19, [1]), (1, 1, [2, 1]), (1, 0, [2, 1]), (22, 0, [3, 2, 1])):
        office.turn(hours=hours)
        office.post(posted)
        office.restarted().copy_if_due(office.context)  # each verb is a process of its own
        assert office.copies() == copies


def test_many_posted_documents_ask_for_a_copy_before_the_day_is_over(office: Office) -> None:
    office.post(1)
    office.turn(minutes=1)
    office.look()
    office.post(BACKUP_AFTER_POSTED - 1)
    office.turn(hours=1)
    office.look()
    assert office.copies() == [1]
    office.post(1)
    office.turn(hours=1)
    office.look()
    assert office.copies() == [2, 1]
    office.turn(hours=1)
    office.look()
    assert office.copies() == [2, 1]


def test_queue_that_drains_does_not_make_copy_after_copy(office: Office) -> None:
    office.post(1)
    office.turn(minutes=1)
    office.look()
    office.post(2 * BACKUP_AFTER_POSTED)
    office.turn(minutes=2)
    office.look()
    assert office.copies() == [1]
    office.turn(minutes=10)
    office.look()
    assert office.copies() == [2, 1]


def test_clock_that_was_put_back_neither_stops_the_copies_nor_makes_them_without_end(office: Office) -> None:
    office.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    office.turn(minutes=1)
    office.look()
    office.clock.time -= timedelta(days=400)
    office.look()
    assert office.copies() == [2, 1]
    office.clock.time = datetime.now(UTC) + timedelta(minutes=1)
    for _ in range(3):
        office.look()
    assert office.copies() == [2, 1]


def spoil(path: Path) -> None:
    """Rubbish over the second half of a file, after a checkpoint."""
    content = path.read_bytes()
    pages = len(content) // PAGE
    with path.open("r+b") as file:
        file.seek(pages // 2 * PAGE)
        file.write(b"\xff" * (PAGE * (pages - pages // 2)))


def test_damage_is_found_at_the_start_and_is_never_copied(office: Office) -> None:
    for number in range(200):
        office.context.settings.set("station", f"key {number}", "x" * 200)
    office.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    office.turn(minutes=1)
    office.look()
    office.context.close()
    spoil(office.folder.work_db)
    again = Office(office.folder)
    with pytest.raises(StockdeskError) as caught:
        again.look()
    assert (caught.value.code, caught.value.arguments["path"]) == ("database.damaged", office.folder.work_db)
    again.turn(days=2)
    with pytest.raises(StockdeskError):
        again.look()
    assert again.copies() == [1]
    assert backups(office.folder)[0].sound()
    again.context.close()


def test_sound_database_is_checked_once_a_day(office: Office) -> None:
    office.look()
    for number in range(200):
        office.context.settings.set("station", f"key {number}", "x" * 200)
    office.context.work.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    spoil(office.folder.work_db)
    office.context.work.rows("PRAGMA shrink_memory")
    office.turn(hours=23)
    assert office.look() == Looked(LOOK_AGAIN_SECONDS)
    office.turn(hours=1)
    with pytest.raises(StockdeskError):
        office.look()


def test_damaged_catalogue_is_emptied_under_the_connection_of_the_window(office: Office) -> None:
    window = Context(office.folder, office.context.session)
    file = office.context.catalogue_file
    with file.transaction() as connection:
        connection.executemany(
            "INSERT INTO location VALUES (?, ?, 'UTC', '')", [(number, "x" * 300) for number in range(300)]
        )
    assert window.catalogue_file.row("SELECT count(*) FROM location") == (300,)
    file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    spoil(office.folder.catalogue_db)
    for context in (window, office.context):
        context.catalogue_file.rows("PRAGMA shrink_memory")
    assert office.look() == Looked(LOOK_AGAIN_SECONDS, catalogue_emptied=True)
    assert window.catalogue_file.rows("SELECT * FROM location") == []
    window.catalogue_file.check()
    assert office.restarted().run(office.context) == Looked(LOOK_AGAIN_SECONDS)
    window.close()
