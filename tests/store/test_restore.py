"""The way back from a damaged database: nothing removed, nothing forgotten that can be read, nothing posted twice."""

from __future__ import annotations

import errno
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Attempt, OutboxRow
from stockdesk.core.posting import Doubt, Mover, State
from stockdesk.core.removal import Purpose, Removal
from stockdesk.store.backups import Backup, backups
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.lock import PostingLock
from stockdesk.store.migration import latest_version
from stockdesk.store.outbox import OutboxStore
from stockdesk.store.restore import restore
from stockdesk.store.settings import RESTORED, STATION, SettingsStore
from tests.store.samples import NOON, note, opening, operation, scan
from tests.support.smalldisk import small_disk

PAGE = 4096
HOLD_OPEN = """
import sys
from pathlib import Path
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
work = Database.open_work(DataFolder(Path(sys.argv[1])))
print("open", flush=True)
sys.stdin.readline()
work.close()
"""


class Station:
    """A data folder with its stores, opened anew after each disaster."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.open()

    def open(self) -> None:
        self.work = Database.open_work(self.folder)
        self.documents = DocumentStore(self.work)
        self.outbox = OutboxStore(self.work)
        self.settings = SettingsStore(self.work)

    def draft(self, scans: int = 1) -> str:
        document_id = secrets.token_hex(8)
        self.documents.create(document_id, Kind.RECEIPT, 4564, [opening(document_id)])
        for number in range(scans):
            self.documents.append([scan(document_id, line_id=f"L{number % 7}")])
        return document_id

    def queued(self, marker: str, document_id: str = "") -> OutboxRow:
        document_id = document_id or self.draft()
        row = bytes_of(operation(document_id, marker))
        self.outbox.enqueue(document_id, [row], replace(note(document_id), data={"code": "queued", "marker": marker}))
        return row

    def post(self, marker: str) -> None:
        row = self.outbox.row(marker)
        assert row is not None
        attempt = Attempt(secrets.token_hex(8), marker, "send", NOON)
        row = self.outbox.start_attempt(row, attempt)
        self.outbox.finish_attempt(row, attempt, State.POSTED, document_id=77)

    def state(self, marker: str) -> State | None:
        row = self.outbox.row(marker)
        return None if row is None else row.state

    def status(self, document_id: str) -> DocumentStatus:
        row = self.documents.document(document_id)
        assert row is not None
        return row.status

    def damage(self, spoil: Callable[[Path], None], *, killed: bool = False) -> None:
        """Let the disk spoil the file; with ``killed`` the log of a process that was killed stays beside it."""
        log = self.folder.work_db.with_name("work.db-wal")
        kept = log.read_bytes() if killed else None
        body = self.folder.work_db.read_bytes() if killed else None
        self.work.close()
        if kept is not None and body is not None:
            log.write_bytes(kept)
            self.folder.work_db.write_bytes(body)
        spoil(self.folder.work_db)


def bytes_of(row: OutboxRow) -> OutboxRow:
    """The row with bytes that say what it says."""
    lines = ", ".join(f'{{"good_id": {product}}}' for product in sorted(row.products))
    return replace(row, body=f'{{"comment": "[{row.marker}]", "goods_transactions": [{lines}]}}'.encode())


def first_page(path: Path) -> None:
    """Zeros over the header and the schema's root."""
    with path.open("r+b") as file:
        file.write(b"\0" * PAGE)


def beginning(path: Path) -> None:
    """Rubbish over the first page and the pages of the schema."""
    with path.open("r+b") as file:
        content = file.read()
        for place in range(0, len(content), PAGE):
            if place == 0 or b"CREATE T" in content[place : place + PAGE]:
                file.seek(place)
                file.write(b"\xff" * PAGE)


def everything(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def missing(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def last_page_of(table: str) -> Callable[[Path], None]:
    """Rubbish over the page that holds a table's last rows."""

    def spoil(path: Path) -> None:
        content = bytearray(path.read_bytes())
        database = sqlite3.connect(path)
        root: int = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        database.close()
        page = content[(root - 1) * PAGE : root * PAGE]
        # An inner page names its last child in bytes 8 to 12 (sqlite.org/fileformat2.html, 1.6).
        victim = int.from_bytes(page[8:12], "big") if page[0] == 0x05 else root
        content[(victim - 1) * PAGE : victim * PAGE] = b"\xff" * PAGE
        path.write_bytes(content)

    return spoil


@pytest.fixture
def station(folder: DataFolder) -> Station:
    return Station(folder)


def damaged_at_opening(folder: DataFolder) -> str:
    with pytest.raises(StockdeskError) as caught:
        Database.open_work(folder).check()
    return caught.value.code


def test_newest_copy_comes_back_and_what_was_done_since_is_read_of_the_damaged_file(station: Station) -> None:
    before = station.draft(3)
    copy = station.work.back_up(station.folder)
    station.documents.append([scan(before, line_id="L9")])
    since = station.draft(40)
    station.damage(first_page)
    assert damaged_at_opening(station.folder) == "database.damaged"

    came = restore(station.folder)

    assert came.backup is not None
    assert came.backup.path == copy
    assert (came.entries, came.operations, came.documents, came.unreadable, came.drafts) == (42, 0, 2, 0, 0)
    station.open()
    station.work.check()
    assert len(station.documents.entries(before)) == 5
    assert len(station.documents.entries(since)) == 41
    assert {row.document_id for row in station.documents.documents(DocumentStatus.DRAFT)} == {before, since}
    station.work.close()


def test_log_of_a_killed_process_is_read_too(station: Station) -> None:
    document_id = station.draft(200)
    station.work.back_up(station.folder)
    station.work.checkpoint()
    station.documents.append([scan(document_id, line_id="L9")])
    station.damage(beginning, killed=True)
    assert station.folder.work_log_has_bytes()
    came = restore(station.folder)
    assert came.entries == 1
    station.open()
    assert len(station.documents.entries(document_id)) == 202
    station.work.close()


def test_log_alone_can_make_a_damaged_file_sound_again(station: Station) -> None:
    document_id = station.draft(5)
    station.damage(everything, killed=True)
    station.open()
    assert len(station.documents.entries(document_id)) == 6
    station.work.close()


def test_poster_is_told_the_time_of_the_copy(station: Station) -> None:
    station.work.back_up(station.folder)
    station.damage(everything)
    came = restore(station.folder)
    station.open()
    told = station.settings.get(STATION, RESTORED)
    assert isinstance(told, str)
    assert datetime.fromisoformat(told) == came.since == backups(station.folder)[0].taken
    station.work.close()


def test_operations_that_came_after_the_copy_are_unknown_and_final_ones_stay_final(station: Station) -> None:
    waiting = station.queued("SD-AAAAAAAAAA")
    station.queued("SD-BBBBBBBBBB")
    station.work.back_up(station.folder)
    station.post("SD-BBBBBBBBBB")
    new = station.queued("SD-CCCCCCCCCC")
    station.queued("SD-DDDDDDDDDD")
    station.post("SD-DDDDDDDDDD")
    station.damage(first_page)
    came = restore(station.folder)
    assert came.operations == 4
    assert came.lost == ()
    station.open()
    assert station.state(waiting.marker) is State.UNKNOWN
    assert station.state("SD-BBBBBBBBBB") is State.POSTED
    row = station.outbox.row(new.marker)
    assert row is not None
    assert (row.state, row.doubt, row.ever_unknown, row.body) == (State.UNKNOWN, Doubt.LOST, True, new.body)
    assert station.state("SD-DDDDDDDDDD") is State.POSTED
    assert station.status(new.local_document) is DocumentStatus.QUEUED
    assert [one.marker for one in station.outbox.rows()] == [
        *("SD-AAAAAAAAAA", "SD-BBBBBBBBBB", "SD-CCCCCCCCCC", "SD-DDDDDDDDDD")
    ]
    station.work.close()


def test_what_was_taken_back_after_the_copy_is_not_sent_from_it(station: Station) -> None:
    row = station.queued("SD-AAAAAAAAAA")
    station.work.back_up(station.folder)
    station.outbox.withdraw([row], by="Ana", at=NOON)
    station.queued("SD-BBBBBBBBBB", row.local_document)
    station.damage(first_page)
    restore(station.folder)
    station.open()
    assert station.state("SD-AAAAAAAAAA") is State.WITHDRAWN
    assert station.state("SD-BBBBBBBBBB") is State.UNKNOWN
    assert station.status(row.local_document) is DocumentStatus.QUEUED
    station.work.close()


def test_draft_that_was_queued_after_the_copy_is_no_draft_again_though_its_operation_is_lost(station: Station) -> None:
    """Else a person would post once more what is on the service already."""
    filler = station.draft(200)
    document_id = station.draft()
    station.work.back_up(station.folder)
    station.queued("SD-AAAAAAAAAA", document_id)

    def spoil(path: Path) -> None:
        for table in ("outbox", "document"):
            last_page_of(table)(path)

    station.damage(spoil)
    came = restore(station.folder)
    assert came.lost == ("SD-AAAAAAAAAA",)
    assert came.unreadable > 0
    station.open()
    assert station.state("SD-AAAAAAAAAA") is None
    assert station.status(document_id) is DocumentStatus.QUEUED
    assert station.status(filler) is DocumentStatus.DRAFT
    station.work.close()


def test_drafts_that_nothing_newer_is_known_of_are_counted_and_noted(station: Station) -> None:
    document_id = station.draft()
    station.work.back_up(station.folder)
    station.damage(everything)
    came = restore(station.folder)
    assert (came.drafts, came.entries) == (1, 0)
    station.open()
    last = station.documents.entries(document_id)[-1]
    assert last.data["code"] == "document.restored"
    assert datetime.fromisoformat(last.data["since"]) == came.since
    station.work.close()


def test_rows_around_a_destroyed_page_are_read(station: Station) -> None:
    station.work.back_up(station.folder)
    document_id = station.draft(400)

    def spoil(path: Path) -> None:
        content = bytearray(path.read_bytes())
        places = [place for place in range(0, len(content), PAGE) if document_id.encode() in content[place:][:PAGE]]
        leaves = [place for place in places if content[place] == 0x0D]  # leaves of tables, not of indexes
        victim = leaves[len(leaves) // 2]
        content[victim : victim + PAGE] = b"\xff" * PAGE
        path.write_bytes(content)

    station.damage(spoil)
    came = restore(station.folder)
    assert came.unreadable > 0
    assert came.entries + came.unreadable == 401
    assert came.entries > 350
    station.open()
    numbers = [entry.number for entry in station.documents.entries(document_id)]
    assert numbers == sorted(numbers)
    assert len(numbers) == came.entries
    station.work.close()


def test_rows_that_make_no_sense_are_not_taken_over(station: Station) -> None:
    station.work.back_up(station.folder)
    station.draft(2)
    good, bad = station.queued("SD-AAAAAAAAAA"), station.queued("SD-BBBBBBBBBB")

    def spoil(path: Path) -> None:
        content = path.read_bytes()
        content = content.replace(b'[SD-BBBBBBBBBB]", "goods', b'[SD-BBBBBBBBBB]", "g\xff\x01ds')
        content = content.replace(b'"amount":"1"', b'"amount":"\x7fQ', 1)
        path.write_bytes(content)
        first_page(path)

    station.damage(spoil)
    came = restore(station.folder)
    assert came.unreadable == 2
    assert came.lost == ("SD-BBBBBBBBBB",)
    station.open()
    assert station.state(good.marker) is State.UNKNOWN
    assert station.state(bad.marker) is None
    assert station.status(bad.local_document) is DocumentStatus.QUEUED
    assert came.entries == len(station.work.rows("SELECT 1 FROM entry")) == 9 - 1
    station.work.close()


def test_document_whose_row_is_destroyed_is_made_of_its_first_entry(station: Station) -> None:
    station.work.back_up(station.folder)
    document_id = station.draft(3)
    station.damage(last_page_of("document"))
    restore(station.folder)
    station.open()
    row = station.documents.document(document_id)
    assert row is not None
    assert (row.kind, row.location_id, row.storage_id, row.status) == (Kind.RECEIPT, 4564, 11, DocumentStatus.DRAFT)
    assert len(station.documents.entries(document_id)) == 4 + 1  # and the note that nothing newer is known
    station.work.close()


def test_settings_and_aliases_come_back_without_any_copy(station: Station) -> None:
    station.settings.set(STATION, "colour", "green")
    with station.work.transaction() as connection:
        connection.execute("INSERT INTO alias VALUES (4564, '4006381333931', 7, '1', ?, 'Ana')", (NOON.isoformat(),))
    row = station.queued("SD-AAAAAAAAAA")
    station.damage(first_page)
    came = restore(station.folder)
    assert (came.backup, came.since) == (None, NOON)
    station.open()
    assert station.settings.get(STATION, "colour") == "green"
    assert station.work.rows("SELECT code, product_id FROM alias") == [("4006381333931", 7)]
    assert station.state(row.marker) is State.UNKNOWN
    station.work.close()


def test_damaged_files_are_set_aside_as_they_were_and_are_private(station: Station) -> None:
    station.draft(100)
    station.work.back_up(station.folder)
    station.work.checkpoint()
    station.draft()
    station.damage(everything, killed=True)
    size = station.folder.work_db.stat().st_size
    came = restore(station.folder)
    assert came.aside is not None
    assert came.aside.parent == station.folder.damaged
    assert (came.aside / "work.db").stat().st_size >= size
    assert {path.stat().st_mode & 0o077 for path in (came.aside, *came.aside.iterdir(), station.folder.work_db)} == {0}
    assert sorted(path.name for path in station.folder.path.iterdir() if path.name.startswith(".")) == []


def test_copy_that_is_damaged_itself_is_passed_over(station: Station) -> None:
    station.settings.set(STATION, "number", 1)
    older = station.work.back_up(station.folder)
    station.settings.set(STATION, "number", 2)
    first_page(station.work.back_up(station.folder))
    station.damage(everything)
    came = restore(station.folder)
    assert came.backup is not None
    assert came.backup.path == older
    station.open()
    assert station.settings.get(STATION, "number") == 1
    station.work.close()


@pytest.mark.parametrize("spoil", [missing, emptied])
def test_file_that_is_gone_is_told_and_not_made_anew_while_there_are_copies(
    station: Station, spoil: Callable[[Path], None]
) -> None:
    document_id = station.draft()
    station.work.back_up(station.folder)
    station.damage(spoil)
    with pytest.raises(StockdeskError) as caught:
        Database.open_work(station.folder)
    assert caught.value.code == "database.missing"
    restore(station.folder)
    station.open()
    assert len(station.documents.entries(document_id)) == 3
    station.work.close()


def cut_in_half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


@pytest.mark.parametrize("copied", [True, False])
def test_file_that_was_cut_off_is_told_with_its_missing_pages_and_the_rest_is_read(
    station: Station, copied: bool
) -> None:
    if copied:
        station.work.back_up(station.folder)
    document_id = station.draft(3)
    station.queued("SD-AAAAAAAAAA")
    for number in range(300):
        station.settings.set(STATION, f"key {number}", "x" * 500)
    station.damage(cut_in_half)
    lacking = station.folder.work_db.stat().st_size // PAGE

    came = restore(station.folder)

    assert came.pages - came.missing_pages == lacking
    assert came.unreadable >= came.missing_pages > 0
    assert not came.whole
    assert came.under_way == 1
    station.open()
    assert len(station.documents.entries(document_id)) == 4
    assert station.state("SD-AAAAAAAAAA") is State.UNKNOWN
    station.work.close()


def test_cut_that_took_the_roots_of_tables_leaves_what_stands_before_it(station: Station) -> None:
    """So little was written that the outbox's own first page lies behind the cut."""
    station.queued("SD-AAAAAAAAAA")

    def cut(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(8 * PAGE)

    station.damage(cut)
    came = restore(station.folder)
    assert (came.entries, came.documents) == (3, 1)
    assert came.lost == ("SD-AAAAAAAAAA",)  # the ledger knows the marker of what can no longer be read
    assert (came.operations, came.under_way) == (0, 0)


def test_nothing_is_lost_without_a_word(tmp_path: Path) -> None:
    """Page after page is torn in half, zeros over rubbish, and the file is cut there: what is gone is counted."""
    station = Station(DataFolder.prepare(tmp_path / "data"))
    for number in range(4):
        station.queued(f"SD-{'ABCD'[number] * 10}", station.draft(30))
    station.work.close()
    sound, before = station.folder.work_db.read_bytes(), kept(station.folder)
    for place in range(0, len(sound), PAGE):
        half = place + PAGE // 2
        for content in (
            sound[:half] + b"\0" * (PAGE // 2) + sound[place + PAGE :],
            sound[:place] + b"\xff" * PAGE + sound[place + PAGE :],
            sound[:half],
        ):
            folder = DataFolder.prepare(tmp_path / "spoilt")
            folder.work_db.write_bytes(content)
            if not Backup(folder.work_db, 0, NOON).sound():  # else the page held nothing
                came = restore(folder)
                assert came.unreadable or kept(folder) == before, f"page {place // PAGE + 1}"
            shutil.rmtree(folder.path)


def kept(folder: DataFolder) -> list[object]:
    """The ledger and the approved operations."""
    database = sqlite3.connect(folder.work_db)
    ledger = database.execute("SELECT document_id, entry_id, data FROM entry ORDER BY entry_id").fetchall()
    approved = database.execute("SELECT marker, body FROM outbox ORDER BY marker").fetchall()
    database.close()
    return [*ledger, *approved]


@pytest.mark.parametrize("spoil", [missing, emptied])
def test_way_back_to_nothing_at_all_begins_an_empty_database_and_says_so(
    station: Station, spoil: Callable[[Path], None]
) -> None:
    station.queued("SD-AAAAAAAAAA")
    Database.open_catalogue(station.folder).close()
    station.damage(spoil)
    came = restore(station.folder)
    assert (came.backup, came.found, came.whole, came.under_way) == (None, False, False, 0)
    station.open()
    assert station.outbox.rows() == []
    station.work.close()


def test_sound_database_is_left_alone(station: Station) -> None:
    station.work.back_up(station.folder)
    station.draft()
    station.work.close()
    with pytest.raises(StockdeskError) as caught:
        restore(station.folder)
    assert caught.value.code == "restore.not-needed"
    assert not station.folder.damaged.exists()


def test_nothing_is_restored_under_a_process_that_has_the_database_open(station: Station) -> None:
    station.work.back_up(station.folder)
    station.draft(300)
    station.work.close()
    command = [sys.executable, "-c", HOLD_OPEN, str(station.folder.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == b"open\n"
        with station.folder.work_db.open("r+b") as file:
            file.seek(PAGE * 5)
            file.write(b"\xff" * PAGE)
        with pytest.raises(StockdeskError) as caught:
            restore(station.folder)
        assert caught.value.code == "restore.in-use"
        assert not station.folder.damaged.exists()
        child.stdin.write(b"\n")
        child.stdin.close()
        assert child.wait(30) == 0
    assert restore(station.folder).backup is not None


def test_nothing_is_restored_while_another_process_posts(station: Station) -> None:
    station.damage(everything)
    with PostingLock(station.folder).held() as mine:
        assert mine
        with pytest.raises(StockdeskError) as caught:
            restore(station.folder)
    assert caught.value.code == "restore.in-use"


@pytest.mark.parametrize("moved", ["set aside", "log gone too"])
def test_way_back_that_was_killed_halfway_is_gone_once_more(station: Station, moved: str) -> None:
    """Killed after the damaged files were set aside and before the copy stood in their place."""
    station.work.back_up(station.folder)
    document_id = station.draft(4)
    station.damage(first_page, killed=True)
    aside = station.folder.damaged / "000002-20250304T120000Z"
    aside.mkdir(parents=True)
    log = station.folder.path / "work.db-wal"
    shutil.copyfile(log, aside / log.name)
    station.folder.work_db.replace(aside / "work.db")
    if moved == "log gone too":
        log.unlink()
    (station.folder.path / ".restore-killed").mkdir()
    with pytest.raises(StockdeskError) as caught:
        Database.open_work(station.folder)
    assert caught.value.code == "database.missing"

    restore(station.folder)

    station.open()
    *entries, note_of_it = station.documents.entries(document_id)
    assert len(entries) == 5
    assert note_of_it.data["code"] == "document.restored"  # nothing tells that this was the last file in use
    assert not (station.folder.path / ".restore-killed").exists()
    station.work.close()


def test_what_an_earlier_way_back_has_set_aside_does_not_come_again(station: Station) -> None:
    row = station.queued("SD-AAAAAAAAAA")
    station.damage(first_page)
    restore(station.folder)
    station.open()
    unknown = station.outbox.row(row.marker)
    assert unknown is not None
    station.outbox.move(unknown, Mover.LOOKUP, State.POSTED, doubt=Doubt.NONE)
    station.work.back_up(station.folder)
    station.damage(everything)
    restore(station.folder)
    station.open()
    assert station.state(row.marker) is State.POSTED
    station.work.close()


def test_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_origin: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with small_disk(tmp_path / "disk") as disk, monkeypatch.context() as patch:
        station = Station(DataFolder.prepare(disk.path / "data"))
        station.draft(30)
        station.work.back_up(station.folder)
        station.damage(first_page)
        before = station.folder.work_db.read_bytes()
        disk.fill()
        if not disk.real:
            patch.setattr(shutil, "copyfile", refuse)
        with pytest.raises(StockdeskError) as caught:
            restore(station.folder)
        assert caught.value.code == "disk.full"
        assert station.folder.work_db.read_bytes() == before
        assert not station.folder.damaged.exists()
        disk.free()
        patch.undo()
        assert restore(station.folder).drafts == 0


def test_copy_from_before_a_migration_is_brought_up_to_date(station: Station) -> None:
    document_id = station.draft(2)
    station.work.back_up(station.folder)
    station.damage(first_page)
    restore(station.folder)
    assert Backup(station.folder.work_db, 0, NOON).sound()
    station.open()
    assert station.work.rows("PRAGMA user_version") == [(latest_version("work"),)]
    assert len(station.documents.entries(document_id)) == 3
    station.work.close()


def test_operations_whose_end_nobody_knows_are_marked_with_the_time_of_the_copy(station: Station) -> None:
    """Their documents may have been withdrawn or refused since, and posted under a marker that is lost."""
    markers = ["SD-AAAAAAAAAA", "SD-BBBBBBBBBB", "SD-CCCCCCCCCC"]
    rows = {marker: station.queued(marker) for marker in markers}
    station.post("SD-BBBBBBBBBB")
    station.outbox.withdraw([rows["SD-CCCCCCCCCC"]], by="Ana", at=NOON)
    station.work.back_up(station.folder)
    station.damage(everything)
    came = restore(station.folder)
    station.open()
    restored = {row.marker: row.restored for row in station.outbox.rows()}
    assert restored == {"SD-AAAAAAAAAA": came.since, "SD-BBBBBBBBBB": None, "SD-CCCCCCCCCC": None}
    assert station.documents.restored_since(rows["SD-CCCCCCCCCC"].local_document) == came.since
    station.work.close()


def test_operations_that_were_read_of_the_damaged_file_are_no_less_certain_than_before(station: Station) -> None:
    row = station.queued("SD-AAAAAAAAAA")
    station.work.back_up(station.folder)
    station.damage(first_page)
    restore(station.folder)
    station.open()
    assert [one.restored for one in station.outbox.rows()] == [None]
    assert station.documents.restored_since(row.local_document) is None
    station.work.close()


def test_removal_from_a_copy_is_not_carried_out_before_it_is_asked_for_again(station: Station) -> None:
    row = station.queued("SD-AAAAAAAAAA")
    removal = Removal(row.marker, 77, Purpose.SPARE, "Ana", NOON)
    station.outbox.removals.ask(row, removal)
    station.work.back_up(station.folder)
    for spoil, result in ((first_page, ""), (everything, "removal.restored")):
        station.damage(spoil)
        restore(station.folder)
        station.open()
        assert [one.result for one in station.outbox.removals.of(row.marker)] == [result]
        assert bool(station.outbox.removals.under_way()) is (result == "")
    station.work.close()


def test_draft_that_was_brought_back_twice_counts_from_the_earlier_copy(station: Station) -> None:
    document_id = station.draft()
    station.work.back_up(station.folder)
    since = []
    for _ in range(2):
        station.damage(everything)
        since.append(restore(station.folder).since)
        station.open()
    assert station.documents.restored_since(document_id) == min(since)
    assert station.documents.restored_since(station.draft()) is None
    station.work.close()


def test_what_an_earlier_restore_set_aside_does_not_tell_how_it_stands_after_the_next(station: Station) -> None:
    """Between the two a person has posted the draft, and nothing is left of that."""
    station.work.back_up(station.folder)
    document_id = station.draft()
    station.damage(first_page)
    assert restore(station.folder).drafts == 0
    station.open()
    station.queued("SD-AAAAAAAAAA", document_id)
    station.damage(everything)
    assert restore(station.folder).drafts == 1
    station.open()
    assert station.status(document_id) is DocumentStatus.DRAFT
    assert station.documents.restored_since(document_id) is not None
    station.work.close()
