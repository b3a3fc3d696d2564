"""`outbox` on a folder of its own. With a service: tests/e2e/test_command_line.py."""

from __future__ import annotations

from pathlib import Path

from stockdesk.app.log import stop_logging
from stockdesk.app.workspace import Options, Workspace
from stockdesk.core.posting import State
from stockdesk.ui.outboxmodel import OutboxModel
from tests.support.bench import ENVIRON, bench_at
from tests.support.commandline import Desk, run
from tests.support.demo import FIRST_GOOD, LOCATION, SHOP, running_demo
from tests.support.front import UNAUTHORIZED, front
from tests.support.sockets import SeenRequest


def test_empty_outbox_needs_no_sign_in(tmp_path: Path) -> None:
    for action in ("list", "run", "resolve"):
        ended = run("--data-dir", str(tmp_path), "outbox", action, "--json")
        assert (ended.status, ended.form) == (0, {"operations": []})


def test_marker_that_nobody_knows_is_named(tmp_path: Path) -> None:
    ended = run("--data-dir", str(tmp_path), "outbox", "resolve", "SD-2222222222", "--json")
    assert ended.status == 1
    assert "SD-2222222222" in ended.form["reason"]


def test_sign_in_that_is_not_accepted_leaves_what_is_open_told_and_in_the_outbox(tmp_path: Path) -> None:
    refusing = False

    def refuse(_request: SeenRequest) -> bytes | None:
        return UNAUTHORIZED if refusing else None

    with running_demo("--products", "5") as demo, front(demo.port, refuse) as before:
        desk = Desk(tmp_path / "data", before.url)
        with demo.client() as client:
            code = client.get(f"/goods/{LOCATION}/{FIRST_GOOD}").json()["data"]["barcode"]
        path = tmp_path / "goods.csv"
        path.write_text(f"code,amount\n{code},2\n")
        assert desk.run("sync").status == 0
        demo.set_faults({"unauthorized": 1.0}, scope="writes")
        post = desk.run("post", str(path), "--kind", "receipt", "--storage", str(SHOP), "--json")
        demo.set_faults()
        refusing = True
        ended = desk.run("outbox", "run", "--json")
        told = desk.run("outbox", "run")
        refusing = False
        assert desk.run("outbox", "run").status == 0
        refusing = True
        over = desk.run("outbox", "run", "--json")
    assert ended.status == told.status == 3
    assert [(row["marker"], row["state"]) for row in ended.form["operations"]] == [(post.form["marker"], "queued")]
    assert "does not accept the tokens" in ended.form["reason"]
    assert "does not accept the tokens" in told.said
    assert post.form["marker"] in told.out
    assert (over.status, over.form) == (0, {"operations": []})  # nothing is open, so nobody is asked


def test_look_up_without_a_sign_in_leaves_what_is_unknown_told(tmp_path: Path) -> None:
    with running_demo("--products", "5") as demo:
        with bench_at(tmp_path / "data", demo.base_url) as bench:
            marker = bench.approve(lines={0: "1"})
            demo.set_faults({"reset_before": 1.0}, count=1)
            bench.poster().run()
            assert bench.row(marker).state is State.UNKNOWN
        with front(demo.port, lambda _request: UNAUTHORIZED) as before:
            ended = Desk(tmp_path / "data", before.url).run("outbox", "resolve", marker, "--json")
    assert ended.status == 3
    assert [(row["marker"], row["state"]) for row in ended.form["operations"]] == [(marker, "unknown")]
    assert "does not accept the tokens" in ended.form["reason"]


def test_list_doctor_bar_and_outbox_screen_count_the_same_documents(tmp_path: Path) -> None:
    with running_demo("--products", "5") as demo:
        with bench_at(tmp_path / "data", demo.base_url) as bench:
            partial = bench.approve(lines={0: "1", 1: "1"})
            demo.set_faults({"partial": 1.0}, count=1)
            bench.poster().run()
            demo.set_rights({"storages_create_transactions_access": False})
            refused = bench.approve(lines={2: "1"})
            bench.run_until_rest(bench.poster())
            demo.set_rights({"storages_create_transactions_access": True})
            unknown = bench.approve(lines={3: "1"})
            demo.set_faults({"reset_before": 1.0}, count=1)
            bench.poster().run()
            posted = bench.approve(lines={4: "1"})
            bench.poster().run()
            states = [bench.row(marker).state for marker in (partial, refused, unknown, posted)]
            assert states == [State.PARTIAL, State.REJECTED, State.UNKNOWN, State.POSTED]
            rows = bench.posting.rows()
        desk = Desk.at(demo, tmp_path / "data")
        listed = desk.run("outbox", "list").out.splitlines()
        assert listed[-2:] == [
            f"Documents that need a person: 2 ({partial}, {refused})",
            f"Documents that are being looked for: 1 ({unknown})",
        ]
        checks = {check["check"]: check for check in desk.run("doctor", "--json").form["checks"]}
        assert "need a person: 2" in checks["outbox"]["text"]
        opened = Workspace.open(Options(desk.folder, demo.base_url, LOCATION, ENVIRON))
        try:
            bar = opened.connection()
        finally:
            opened.close()
            stop_logging()
    screen = OutboxModel()
    screen.show_rows(rows, {}, "UTC")
    assert (bar.problems, bar.unknown) == (screen.attention.problems, screen.attention.unknown) == (2, 1)
