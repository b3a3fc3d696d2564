"""`doctor --restore`, as a process."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stockdesk.store.backups import backups
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import STATION, SettingsStore
from tests.support.commandline import run


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A folder with a copy of its database, which has a setting that the copy has not."""
    made = DataFolder.prepare(tmp_path / "data")
    work = Database.open_work(made)
    SettingsStore(work).set(STATION, "colour", "green")
    work.back_up(made)
    SettingsStore(work).set(STATION, "size", 7)
    work.close()
    return made


def spoil(folder: DataFolder) -> None:
    with folder.work_db.open("r+b") as file:
        file.write(b"\0" * 4096)


def settings(folder: DataFolder) -> dict[str, object]:
    work = Database.open_work(folder)
    try:
        return SettingsStore(work).all(STATION)
    finally:
        work.close()


def test_every_verb_names_the_way_back_and_it_works(folder: DataFolder) -> None:
    spoil(folder)
    refused = run("outbox", "--data-dir", str(folder.path), "--json")
    assert refused.status == 1
    assert "stockdesk doctor --restore" in refused.form["reason"]
    assert "Traceback" not in refused.said

    ended = run("doctor", "--restore", "--data-dir", str(folder.path))
    assert ended.status == 0, ended.said
    (copy,) = backups(folder)
    assert ended.out.splitlines()[0].endswith(f"sound    {copy.path}")
    assert str(folder.damaged) in ended.out
    told = settings(folder)
    assert (told["colour"], told["size"], told["restored"]) == (
        "green",
        7,
        copy.taken.isoformat(timespec="microseconds"),
    )
    assert run("outbox", "--data-dir", str(folder.path)).status == 0


def test_way_back_is_told_as_json(folder: DataFolder) -> None:
    spoil(folder)
    form = run("doctor", "--restore", "--data-dir", str(folder.path), "--json").form
    (copy,) = backups(folder)
    assert form["restored"] == form["since"] == copy.taken.isoformat()
    assert form["backups"] == [{"path": str(copy.path), "taken": copy.taken.isoformat(), "sound": True}]
    assert Path(form["aside"]).parent == folder.damaged
    assert (form["entries"], form["documents"], form["operations"], form["drafts"]) == (0, 0, 0, 0)
    assert (form["lost"], form["reason"]) == ([], None)
    assert (form["unreadable"], form["missing_pages"], form["whole"], form["under_way"]) == (0, 0, True, 0)


def test_sound_database_is_not_exchanged(folder: DataFolder) -> None:
    before = folder.work_db.read_bytes()
    ended = run("doctor", "--restore", "--data-dir", str(folder.path), "--json")
    assert ended.status == 1
    assert "is sound" in ended.form["reason"]
    assert folder.work_db.read_bytes() == before


def test_way_back_without_any_copy_keeps_what_can_be_read(folder: DataFolder) -> None:
    for copy in backups(folder):
        copy.path.unlink()
    spoil(folder)
    ended = run("doctor", "--restore", "--data-dir", str(folder.path))
    assert ended.status == 0, ended.said
    assert "begins anew" in ended.out
    assert settings(folder)["size"] == 7


def test_file_that_was_cut_off_is_told_so_and_nothing_is_promised_of_what_is_gone(folder: DataFolder) -> None:
    with folder.work_db.open("r+b") as file:
        file.truncate(file.seek(0, 2) // 2)
    ended = run("doctor", "--restore", "--data-dir", str(folder.path))
    assert ended.status == 0, ended.said
    assert re.search(r"cut off: \d+ of its \d+ pages are missing", ended.out)
    assert "nobody asks the service about it" in ended.out
    assert "outbox run" not in ended.out  # nothing is under way
    assert settings(folder)["colour"] == "green"


@pytest.mark.parametrize("content", [None, b""])
def test_folder_in_use_without_database_and_copy_begins_anew_only_when_told_to(
    folder: DataFolder, content: bytes | None
) -> None:
    where = ("--data-dir", str(folder.path))
    Database.open_catalogue(folder).close()
    for copy in backups(folder):
        copy.path.unlink()
    folder.work_db.unlink()
    if content is not None:
        folder.work_db.write_bytes(content)
    for verb in (("outbox",), ("lookup", "1"), ("sync",)):
        refused = run(*verb, *where, "--json")
        assert refused.status == 1
        assert "no copy of it is here" in refused.form["reason"]
        assert "doctor --restore" in refused.form["reason"]
    doctor = run("doctor", *where, "--json")
    checks = {check["check"]: check for check in doctor.form["checks"]}
    assert (doctor.status, checks["database"]["state"]) == (1, "failed")

    ended = run("doctor", "--restore", *where)
    assert ended.status == 0, ended.said
    assert "an empty one is in place" in ended.out
    assert "Places that cannot be read" not in ended.out
    assert "outbox run" not in ended.out
    assert run("outbox", *where).out == "Nothing in the outbox.\n"


def test_doctor_tells_of_damage_and_of_the_copies(folder: DataFolder) -> None:
    spoil(folder)
    ended = run("doctor", "--data-dir", str(folder.path), "--json")
    checks = {check["check"]: check for check in ended.form["checks"]}
    assert ended.status == 1
    assert checks["database"]["state"] == "failed"
    assert "stockdesk doctor --restore" in checks["database"]["text"]
    assert checks["backups"]["state"] == "ok"
    (form,) = checks["backups"]["backups"]
    assert form["sound"]


def test_doctor_names_copies_that_cannot_be_read(folder: DataFolder) -> None:
    (copy,) = backups(folder)
    copy.path.write_bytes(b"rubbish" * 1000)
    ended = run("doctor", "--data-dir", str(folder.path), "--json")
    checks = {check["check"]: check for check in ended.form["checks"]}
    assert (checks["backups"]["state"], checks["database"]["state"]) == ("look", "ok")
