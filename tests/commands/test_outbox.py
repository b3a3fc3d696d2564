"""`outbox` on a folder of its own. With a service: tests/e2e/test_command_line.py."""

from __future__ import annotations

from pathlib import Path

from tests.support.commandline import run


def test_empty_outbox_needs_no_sign_in(tmp_path: Path) -> None:
    for action in ("list", "run", "resolve"):
        ended = run("--data-dir", str(tmp_path), "outbox", action, "--json")
        assert (ended.status, ended.form) == (0, {"operations": []})


def test_marker_that_nobody_knows_is_named(tmp_path: Path) -> None:
    ended = run("--data-dir", str(tmp_path), "outbox", "resolve", "SD-2222222222", "--json")
    assert ended.status == 1
    assert "SD-2222222222" in ended.form["reason"]
