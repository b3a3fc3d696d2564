"""`post` before it reaches a service, and where something fails on the way. More: tests/e2e/test_command_line.py."""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from stockdesk.commands import post
from stockdesk.store.backups import backups
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.outbox import OutboxStore
from tests.support.commandline import Desk, Ended, run
from tests.support.demo import FIRST_GOOD, LOCATION, MASTER, SHOP, DemoService, running_demo
from tests.support.front import FORBIDDEN, front
from tests.support.sockets import SeenRequest


def test_broken_file_is_told_before_anybody_signs_in(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,name\n1,x\n")
    folder = tmp_path / "data"
    ended = run("--data-dir", str(folder), "post", str(path), "--kind", "receipt", "--storage", "1", "--json")
    assert ended.status == 1
    assert "no column for amount" in ended.form["reason"]
    assert not folder.exists()


def test_rows_beyond_the_first_are_counted_in_the_reason_and_all_said(tmp_path: Path) -> None:
    args = argparse.Namespace(marker=None, rows=["row 2 (a): x", "(and 3 more)"])
    form, status = post.failed(args, "Not taken.")
    assert (status, form["reason"]) == (1, "Not taken. row 2 (a): x (and 3 more)")


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoService]:
    with running_demo("--products", "5") as service:
        yield service


@pytest.fixture
def goods(demo: DemoService, tmp_path: Path) -> Path:
    """A list of one product."""
    with demo.client() as client:
        code = client.get(f"/goods/{LOCATION}/{FIRST_GOOD}").json()["data"]["barcode"]
    path = tmp_path / "goods.csv"
    path.write_text(f"code,amount\n{code},2\n")
    return path


def receipt(desk: Desk, goods: Path, *more: str) -> Ended:
    return desk.run("post", str(goods), "--kind", "receipt", "--storage", str(SHOP), "--json", *more)


def copied(folder: Path) -> list[list[str]]:
    """The markers in each copy of the database, the newest first."""
    found = []
    for copy in backups(DataFolder(folder)):
        database = sqlite3.connect(copy.path)
        found.append([marker for (marker,) in database.execute("SELECT marker FROM outbox ORDER BY place")])
        database.close()
    return found


def test_first_document_is_copied_and_the_next_ones_in_their_time(
    demo: DemoService, goods: Path, tmp_path: Path
) -> None:
    desk = Desk.at(demo, tmp_path / "data")
    first = receipt(desk, goods)
    assert (first.status, first.said.count("\n")) == (0, 1)  # where the document stands, nothing of the copy
    assert copied(desk.folder) == [[first.form["marker"]]]
    assert receipt(desk, goods).status == 0
    assert copied(desk.folder) == [[first.form["marker"]]]


def test_copy_that_cannot_be_made_is_said_and_changes_nothing_of_the_outcome(
    demo: DemoService, goods: Path, tmp_path: Path
) -> None:
    desk = Desk.at(demo, tmp_path / "data")
    assert desk.run("sync").status == 0
    (desk.folder / "backups").write_text("no folder")
    ended = receipt(desk, goods)
    assert (ended.status, ended.form["state"], ended.form["reason"]) == (0, "posted", None)
    assert "could not be copied" in ended.said
    assert "Traceback" not in ended.said


def test_database_that_is_locked_in_flight_is_told_with_what_follows(
    demo: DemoService, goods: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    with ExitStack() as stack:

        def lock(request: SeenRequest) -> None:
            if request.method == "POST":
                holder = sqlite3.connect(folder / "work.db", isolation_level=None, check_same_thread=False)
                stack.callback(holder.close)
                holder.execute("BEGIN IMMEDIATE")

        with front(demo.port, lock) as before:
            desk = Desk(folder, before.url)
            ended = receipt(desk, goods)
            stack.close()
            assert (ended.status, ended.form["state"]) == (3, "unknown")
            assert "held by another program" in ended.form["reason"]
            assert "will not be sent twice" in ended.form["reason"]
            line = next(line for line in ended.said.splitlines() if line.startswith(ended.form["marker"]))
            assert "  sending " in line
            assert "will not be sent twice" in line
            (listed,) = desk.run("outbox", "list", "--json").form["operations"]
            assert "will not be sent twice" in listed["reason"]
            done = desk.run("outbox", "run", "--json")
            assert [row["state"] for row in done.form["operations"]] == ["posted"]
    assert len(demo.documents(marker=ended.form["marker"])) == 1


def test_team_that_may_not_be_read_stops_only_who_names_nobody(demo: DemoService, goods: Path, tmp_path: Path) -> None:
    def hidden(request: SeenRequest) -> bytes | None:
        return FORBIDDEN if "/staff/" in request.target else None

    with front(demo.port, hidden) as before:
        desk = Desk(tmp_path / "data", before.url)
        refused = receipt(desk, goods)
        assert (refused.status, refused.form["state"]) == (1, "rejected")
        assert "--person ID" in refused.form["reason"]
        ended = receipt(desk, goods, "--person", str(MASTER))
    assert (ended.status, ended.form["state"]) == (0, "posted"), ended.said
    work = Database.open_work(DataFolder(desk.folder))
    (row,) = OutboxStore(work).rows()
    work.close()
    assert json.loads(row.body)["master_id"] == MASTER
