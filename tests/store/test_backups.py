"""Which copies there are, their order, and which are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from stockdesk.store.backups import KEPT_BACKUPS, Backup, backups, next_name, outdated, set_aside
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from tests.store.samples import NOON


def copies(*hours_ago: float) -> list[Backup]:
    """Copies as a list of the newest first."""
    newest = len(hours_ago)
    return [
        Backup(Path(f"{place}"), newest - place, NOON - timedelta(hours=hours)) for place, hours in enumerate(hours_ago)
    ]


def kept(listed: list[Backup]) -> list[float]:
    gone = outdated(listed)
    return [(NOON - copy.taken) / timedelta(hours=1) for copy in listed if copy not in gone]


def test_no_more_than_three_copies_are_kept() -> None:
    assert kept(copies(0, 1)) == [0, 1]
    assert kept(copies(0, 1, 2, 3, 4)) == [0, 1, 2]


def test_one_of_the_copies_kept_is_from_an_earlier_day_where_there_is_one() -> None:
    assert kept(copies(0, 1, 2, 23, 25, 70)) == [0, 1, 25]
    assert kept(copies(0, 30, 50, 80)) == [0, 30, 50]


def test_copies_are_in_the_order_in_which_they_were_taken_though_the_clock_was_put_back(folder: DataFolder) -> None:
    folder.backups.mkdir()
    for name in ("work-000007-20991231T235959Z.db", "work-000008-20250304T120000Z.db"):
        (folder.backups / name).write_bytes(b"")
    assert [copy.number for copy in backups(folder)] == [8, 7]
    assert backups(folder)[0].taken == datetime(2025, 3, 4, 12, tzinfo=UTC)
    assert next_name(folder).startswith("000009-")


def test_copies_and_what_was_set_aside_share_one_row_of_numbers(folder: DataFolder, work: Database) -> None:
    work.back_up(folder)
    (folder.damaged / next_name(folder)).mkdir(parents=True)
    work.back_up(folder)
    assert [copy.number for copy in (*backups(folder), *set_aside(folder))] == [3, 1, 2]


def test_files_of_others_are_no_copies(folder: DataFolder, work: Database) -> None:
    copy = work.back_up(folder)
    for name in (".work-000002-20250304T120000Z.db.part", "work-000002.db", "notes.txt"):
        (folder.backups / name).write_bytes(b"x")
    assert [found.path for found in backups(folder)] == [copy]


def test_copy_is_sound_only_when_all_of_it_can_be_read(folder: DataFolder, work: Database) -> None:
    work.back_up(folder)
    (copy,) = backups(folder)
    assert copy.sound()
    content = bytearray(copy.path.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    copy.path.write_bytes(content)
    assert not copy.sound()
    copy.path.write_bytes(b"")
    assert not copy.sound()


def test_kept_are_as_many_as_promised() -> None:
    assert KEPT_BACKUPS == 3
