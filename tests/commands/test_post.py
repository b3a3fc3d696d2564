"""`post` before it reaches a service. With one: tests/e2e/test_command_line.py."""

from __future__ import annotations

import argparse
from pathlib import Path

from stockdesk.commands import post
from tests.support.commandline import run


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
