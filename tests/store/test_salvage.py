"""Whatever is destroyed: what comes back is sound, can be opened, and holds no document to be posted a second time."""

from __future__ import annotations

import random
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.ledger import Sheet
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Attempt
from stockdesk.core.posting import State
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.migration import migrate
from stockdesk.store.outbox import OutboxStore
from stockdesk.store.restore import restore
from stockdesk.store.salvage import ORDER, salvage
from tests.store.samples import NOON, note, opening, operation, scan

PAGE = 4096
BEFORE, SINCE = 12, 12
"""Documents before and after the copy; each second one is queued, each fourth one posted."""


def body_of(marker: str, products: frozenset[int]) -> bytes:
    lines = ", ".join(f'{{"good_id": {product}}}' for product in sorted(products))
    return f'{{"comment": "[{marker}]", "goods_transactions": [{lines}]}}'.encode()


def add(work: Database, number: int) -> None:
    documents, outbox = DocumentStore(work), OutboxStore(work)
    document_id = f"{number:016x}"
    documents.create(document_id, Kind.RECEIPT, 4564, [opening(document_id)])
    for line in range(12):
        documents.append([scan(document_id, line_id=f"L{line}")])
    if number % 2:
        return
    marker = f"SD-{number:010d}"
    row = operation(document_id, marker)
    row = replace(row, body=body_of(marker, row.products))
    outbox.enqueue(document_id, [row], replace(note(document_id), data={"code": "queued", "marker": marker}))
    if number % 4 == 0:
        attempt = Attempt(secrets.token_hex(8), marker, "send", NOON)
        outbox.finish_attempt(outbox.start_attempt(row, attempt), attempt, State.POSTED)


@pytest.fixture(scope="module")
def template() -> Iterator[DataFolder]:
    """A folder with a copy of its database, and as much work since."""
    with tempfile.TemporaryDirectory() as place:
        folder = DataFolder.prepare(Path(place) / "data")
        work = Database.open_work(folder)
        for number in range(BEFORE):
            add(work, number)
        work.back_up(folder)
        for number in range(BEFORE, BEFORE + SINCE):
            add(work, number)
        work.close()
        yield folder


def copy_of(template: DataFolder, place: Path) -> DataFolder:
    folder = DataFolder.prepare(place / "data")
    folder.backups.mkdir(mode=0o700)
    for path in (template.work_db, *template.backups.iterdir()):
        (folder.path / path.relative_to(template.path)).write_bytes(path.read_bytes())
    return folder


def check_rest(folder: DataFolder) -> None:
    """What must hold whatever was destroyed."""
    work = Database.open_work(folder)
    try:
        work.check()
        assert work.rows("PRAGMA foreign_key_check") == []
        documents, outbox = DocumentStore(work), OutboxStore(work)
        for row in documents.documents():
            entries = documents.entries(row.document_id)
            Sheet.folded(row.document_id, entries)
            was_queued = int(row.document_id, 16) % 2 == 0
            if was_queued and row.status is DocumentStatus.DRAFT:
                # No trace of the operation was left; then a person is warned.
                assert entries[-1].data.get("code") == "document.restored"
        for operation_row in outbox.rows():
            number = int(operation_row.marker.removeprefix("SD-"))
            assert operation_row.body == body_of(operation_row.marker, operation_row.products)
            if number >= BEFORE:
                assert operation_row.state is (State.POSTED if number % 4 == 0 else State.UNKNOWN)
        assert len(documents.documents()) >= BEFORE
    finally:
        work.close()


@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(["page", "head", "zeros", "end"])), min_size=1, max_size=6
    ),
    st.integers(0, 2**32),
)
@settings(max_examples=40)
def test_any_damage_leads_back_to_a_sound_database(
    template: DataFolder, blows: list[tuple[int, str]], seed: int
) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folder = copy_of(template, Path(place))
        content = bytearray(folder.work_db.read_bytes())
        for where, how in blows:
            start = where % max(len(content) // PAGE, 1) * PAGE
            if how == "end":
                del content[max(start, PAGE) :]
            elif how == "head":  # where a page says what is in it; no sum would tell of a changed letter in a text
                for _ in range(20):
                    content[start + chance.randrange(60)] = chance.randrange(256)
            else:
                content[start : start + PAGE] = chance.randbytes(PAGE) if how == "page" else bytes(PAGE)
        content[: PAGE // 2] = bytes(PAGE // 2)  # surely damaged
        folder.work_db.write_bytes(content)
        restore(folder)
        check_rest(folder)


def test_every_single_page_may_be_destroyed(template: DataFolder, tmp_path: Path) -> None:
    content = template.work_db.read_bytes()
    for number in range(0, len(content) // PAGE, 3):
        folder = copy_of(template, tmp_path / str(number))
        spoilt = bytearray(content)
        spoilt[number * PAGE : (number + 1) * PAGE] = b"\xff" * PAGE
        spoilt[:16] = b"no SQLite format"
        folder.work_db.write_bytes(spoilt)
        came = restore(folder)
        assert came.entries > 0
        check_rest(folder)


def test_all_of_it_comes_back_where_only_the_header_is_destroyed(template: DataFolder, tmp_path: Path) -> None:
    folder = copy_of(template, tmp_path)
    content = bytearray(folder.work_db.read_bytes())
    content[:100] = bytes(100)
    folder.work_db.write_bytes(content)
    came = restore(folder)
    assert (came.unreadable, came.lost, came.drafts) == (0, (), 0)
    with closing(sqlite3.connect(template.work_db)) as before, closing(sqlite3.connect(folder.work_db)) as after:
        for table in ("document", "entry", "attempt"):
            select = f"SELECT * FROM {table} ORDER BY 1"
            if table == "document":
                select = "SELECT document_id, kind, status, marker, touched FROM document ORDER BY 1"
            assert before.execute(select).fetchall() == after.execute(select).fetchall()
    check_rest(folder)


def test_file_that_nothing_can_be_read_of_leaves_the_copy_as_it_is(template: DataFolder, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"rubbish" * 4000)
    donor = tmp_path / "donor.db"
    with closing(sqlite3.connect(donor, isolation_level=None)) as sound:
        migrate(sound, "work")
        before = sound.execute("SELECT count(*) FROM entry").fetchall()
        told = salvage(damaged, sound, donor, tmp_path)
        assert sound.execute("SELECT count(*) FROM entry").fetchall() == before
        assert sound.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    assert told.rows == {}
    assert damaged.read_bytes() == b"rubbish" * 4000


def test_every_table_comes_after_those_that_it_refers_to(template: DataFolder) -> None:
    with closing(sqlite3.connect(template.work_db)) as work:
        names = [name for (name,) in work.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        place = {name: ORDER.index(name) if name in ORDER else len(ORDER) for name in names}
        wrong = [
            (name, other)
            for name in names
            for (other,) in work.execute('SELECT "table" FROM pragma_foreign_key_list(?)', (name,))
            if other != name and place[other] >= place[name]
        ]
    assert wrong == []
