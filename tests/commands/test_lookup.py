"""`lookup` without a service: what is said then. With one: tests/e2e/test_command_line.py."""

from __future__ import annotations

from pathlib import Path

from tests.support.commandline import run


def test_lookup_speaks_json_also_when_it_cannot_look(tmp_path: Path) -> None:
    ended = run("--data-dir", str(tmp_path), "lookup", "4006381333931")
    assert ended.status == 1
    assert (ended.form["code"], ended.form["products"]) == ("4006381333931", [])
    assert "Nobody is signed in" in ended.form["reason"]
