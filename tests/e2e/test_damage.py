"""The real program on a data folder that something happened to, and two of it on one folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.outbox import OutboxStore
from tests.support.commandline import Desk
from tests.support.demo import FIRST_GOOD, LOCATION, PARTNER_TOKEN, SHOP, USER_TOKEN, DemoService, running_demo
from tests.support.xserver import XServer, until, x_server

PAGE = 4096
ENVIRON = {"STOCKDESK_PARTNER_TOKEN": PARTNER_TOKEN, "STOCKDESK_USER_TOKEN": USER_TOKEN}
QUICK = {"STOCKDESK_SETTLE_SECONDS": "0.2"}


@pytest.fixture(scope="module")
def running() -> Iterator[DemoService]:
    with running_demo("--products", "60") as service:
        yield service


@pytest.fixture
def demo(running: DemoService) -> DemoService:
    running.reset()
    return running


@pytest.fixture
def desk(demo: DemoService, tmp_path: Path) -> Desk:
    made = Desk.at(demo, tmp_path / "data")
    assert made.run("sync").status == 0
    return made


def listed(path: Path, *rows: tuple[str, str]) -> str:
    path.write_text("\n".join(["code,amount", *(f"{code},{amount}" for code, amount in rows)]), encoding="utf-8")
    return str(path)


def posted(desk: Desk, path: str, **environ: str) -> dict[str, object]:
    return desk.run("post", path, "--kind", "receipt", "--storage", str(SHOP), "--json", **environ).form


def code_of(demo: DemoService, number: int = 0) -> str:
    with demo.client() as line:
        answer = line.get(f"/goods/{LOCATION}/{FIRST_GOOD + number}").json()
    return str(answer["data"]["barcode"])


def beginning(path: Path) -> None:
    """Rubbish over the first pages."""
    with path.open("r+b") as file:
        file.write(b"\xff" * PAGE * 3)


def every_page(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def back_up(desk: Desk) -> None:
    folder = DataFolder(desk.folder)
    work = Database.open_work(folder)
    work.back_up(folder)
    work.close()


def open_window(environ: dict[str, str], desk: Desk) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "stockdesk", "--data-dir", str(desk.folder)]
    command += ["--server", desk.server, "--location", str(LOCATION)]
    return subprocess.Popen(command, env=environ, stderr=subprocess.PIPE)


@contextmanager
def window(screen: XServer, desk: Desk) -> Iterator[subprocess.Popen[bytes]]:
    process = open_window({**screen.environ, **ENVIRON}, desk)
    try:
        until(lambda: screen.active_window_name() == "stockdesk", 30, "the window to get the keys")
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.mark.parametrize("spoil", [beginning, every_page])
def test_documents_posted_after_the_copy_are_never_posted_again(
    demo: DemoService, desk: Desk, tmp_path: Path, spoil: object
) -> None:
    """One is posted before the copy; one waits at the copy and is posted after it; one is made and posted after it."""
    assert callable(spoil)
    code = code_of(demo)
    first = posted(desk, listed(tmp_path / "1.csv", (code, "1")))
    demo.set_faults({"unauthorized": 1.0}, scope="writes")
    waiting = posted(desk, listed(tmp_path / "2.csv", (code, "2")))
    assert waiting["state"] == "queued"
    back_up(desk)
    demo.set_faults()
    assert desk.run("outbox", "run").status == 0
    last = posted(desk, listed(tmp_path / "3.csv", (code, "3")))
    markers = [str(form["marker"]) for form in (first, waiting, last)]
    assert [len(demo.documents(marker=marker)) for marker in markers] == [1, 1, 1]

    spoil(desk.folder / "work.db")
    refused = desk.run("outbox", "run", "--json")
    assert refused.status == 1
    assert "stockdesk doctor --restore" in refused.form["reason"]
    ended = desk.run("doctor", "--restore", "--json")
    assert ended.status == 0, ended.said

    for _ in range(4):
        desk.run("outbox", "run", **QUICK)
    assert [len(demo.documents(marker=marker)) for marker in markers] == [1, 1, 1]
    assert len(demo.documents()) == 3
    rows = {row["marker"]: row["state"] for row in desk.run("outbox", "list", "--json").form["operations"]}
    known = markers if spoil is beginning else markers[:2]
    assert rows == dict.fromkeys(known, "posted")


def cut_off(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


@pytest.mark.parametrize("lose", [cut_off, Path.unlink, every_page])
def test_command_line_alone_keeps_a_copy_that_brings_its_documents_back(
    demo: DemoService, desk: Desk, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    """One waits at the copy that its own command made and is sent after it; the way back sends it no second time."""
    path = listed(tmp_path / "1.csv", (code_of(demo), "2"))
    demo.set_faults({"unauthorized": 1.0}, scope="writes")
    marker = str(posted(desk, path)["marker"])
    demo.set_faults()
    assert desk.run("outbox", "run").status == 0
    assert len(demo.documents(marker=marker)) == 1

    lose(desk.folder / "work.db")
    refused = desk.run("post", path, "--kind", "receipt", "--storage", str(SHOP), "--json")
    assert (refused.status, refused.form["state"]) == (1, "rejected")
    ended = desk.run("doctor", "--restore", "--json")
    assert (ended.status, ended.form["whole"], len(ended.form["backups"])) == (0, False, 1), ended.said

    for _ in range(4):
        desk.run("outbox", "run", **QUICK)
    (row,) = desk.run("outbox", "list", "--json").form["operations"]
    assert (row["marker"], row["state"]) == (marker, "posted")
    assert len(demo.documents()) == 1


def test_operation_of_a_copy_that_may_be_there_under_another_marker_waits_for_a_word(
    demo: DemoService, desk: Desk, tmp_path: Path
) -> None:
    path = listed(tmp_path / "1.csv", (code_of(demo), "2"))
    demo.set_faults({"unauthorized": 1.0}, scope="writes")
    marker = str(posted(desk, path)["marker"])
    back_up(desk)
    demo.set_faults()
    there = posted(Desk.at(demo, tmp_path / "elsewhere"), path)
    assert there["state"] == "posted"
    every_page(desk.folder / "work.db")
    assert desk.run("doctor", "--restore").status == 0
    ran = desk.run("outbox", "run", "--json", **QUICK)
    assert ran.status == 3
    (row,) = desk.run("outbox", "list", "--json").form["operations"]
    assert row["state"] == "unknown"
    assert str(there["document_id"]) in row["reason"]
    word = desk.run("outbox", "resolve", marker, "--as", "posted", "--by", "Vera", "--json")
    assert word.status == 0
    assert desk.run("outbox", "run", **QUICK).status == 0
    (row,) = desk.run("outbox", "list", "--json").form["operations"]
    assert (row["state"], row["document_id"], row["reason"]) == ("posted", there["document_id"], None)
    assert len(demo.documents()) == 1


def test_window_on_a_damaged_database_says_what_to_do_and_opens_after_it(
    desk: Desk, demo: DemoService, tmp_path: Path
) -> None:
    posted(desk, listed(tmp_path / "1.csv", (code_of(demo), "1")))
    back_up(desk)
    beginning(desk.folder / "work.db")
    environ = {**os.environ, **ENVIRON, "QT_QPA_PLATFORM": "offscreen"}
    with open_window(environ, desk) as process:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
    assert b"stockdesk doctor --restore" in said
    assert b"Traceback" not in said
    assert desk.run("doctor", "--restore").status == 0
    assert desk.run("--smoke").status == 0


def test_scans_of_a_killed_window_are_there_after_its_database_was_damaged_and_brought_back(
    desk: Desk, demo: DemoService
) -> None:
    code = code_of(demo)
    folder = DataFolder(desk.folder)
    with x_server() as screen, window(screen, desk) as process:
        for _ in range(3):
            screen.keys([" ".join([*code, "Return"])])
        until(lambda: scans(folder) == 3, 20, "three scans on disk")
        back_up(desk)
        screen.keys([" ".join([*code, "Return"])])
        until(lambda: scans(folder) == 4, 20, "the fourth scan on disk")
        process.kill()
        process.wait(10)
    beginning(folder.work_db)
    # What is still in the write-ahead log may make the file sound again by itself; then there is nothing to bring back.
    ended = desk.run("doctor", "--restore")
    assert ended.status == 0 or "is sound" in ended.said
    assert scans(folder) == 4


def scans(folder: DataFolder) -> int:
    """Scans in the drafts, as another process reads them."""
    work = Database.open_work(folder)
    try:
        store = DocumentStore(work)
        drafts = store.documents(DocumentStatus.DRAFT)
        return sum(entry.kind == "scan" for draft in drafts for entry in store.entries(draft.document_id))
    finally:
        work.close()


def test_sync_makes_a_damaged_catalogue_anew(desk: Desk) -> None:
    path = desk.folder / "catalogue.db"
    pages = path.stat().st_size // PAGE
    with path.open("r+b") as file:
        file.seek(pages // 2 * PAGE)
        file.write(b"\xff" * (pages - pages // 2) * PAGE)
    ended = desk.run("sync", "--full", "--json")
    assert (ended.status, ended.form["products"]) == (0, 60), ended.said
    assert desk.run("doctor", "--json").form["works"]


def test_second_window_brings_the_first_to_the_front_and_ends(desk: Desk) -> None:
    with x_server() as screen, window(screen, desk) as first:
        second = open_window({**screen.environ, **ENVIRON}, desk)
        _, said = second.communicate(timeout=60)
        assert (second.returncode, said) == (0, b"")
        assert first.poll() is None
        windows = screen.xdotool("search", "--onlyvisible", "--name", "^stockdesk$").stdout.split()
        assert len(windows) == 1
        assert screen.active_window_name() == "stockdesk"


def test_three_starts_at_once_leave_one_window(desk: Desk) -> None:
    with x_server() as screen:
        started = [open_window({**screen.environ, **ENVIRON}, desk) for _ in range(3)]
        try:
            until(lambda: sum(process.poll() is None for process in started) == 1, 60, "one window to be left")
            ended = [process for process in started if process.poll() is not None]
            assert [process.returncode for process in ended] == [0, 0]
        finally:
            for process in started:
                process.terminate()
                process.communicate(timeout=10)


def test_window_and_command_line_work_on_one_folder_at_once(desk: Desk, demo: DemoService, tmp_path: Path) -> None:
    code = code_of(demo)
    with x_server() as screen, window(screen, desk):
        screen.keys([" ".join([*code, "Return"])])
        forms = [posted(desk, listed(tmp_path / f"{number}.csv", (code, "2"))) for number in range(3)]
        assert [form["state"] for form in forms] == ["posted"] * 3
        screen.keys([" ".join([*code, "Return"]), "F9"])
        until(lambda: len(demo.documents()) == 4, 30, "the window's document on the service")
        until(lambda: states(desk) == ["posted"] * 4, 30, "the window to know it")
    amounts = sorted(line["amount"] for document in demo.documents() for line in document["lines"])
    assert [float(amount) for amount in amounts] == [2.0] * 4


def states(desk: Desk) -> list[str]:
    work = Database.open_work(DataFolder(desk.folder))
    try:
        return [row.state.value for row in OutboxStore(work).rows()]
    finally:
        work.close()
