"""What a person is told when a verb fails, and the report of a bug."""

from __future__ import annotations

import argparse
import json
import os
import stat
from pathlib import Path

import pytest

from stockdesk.commands import failure, outbox, post
from stockdesk.core.errors import StockdeskError


def arguments(**fields: object) -> argparse.Namespace:
    return argparse.Namespace(**({"json": True, "data_dir": None, "marker": None, "rows": []} | fields))


def test_verb_gives_its_own_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert failure.tell(post, arguments(), StockdeskError("post.empty")) == 1
    form = json.loads(capsys.readouterr().out)
    assert (form["state"], form["marker"], form["lines"]) == ("rejected", None, 0)
    assert failure.tell(outbox, arguments(), StockdeskError("session.signed-out")) == 1
    assert json.loads(capsys.readouterr().out)["operations"] == []


def test_queued_document_is_never_called_rejected(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault behind the commit says nothing about the document: calling it refused would have it posted twice."""
    status = failure.tell(post, arguments(marker="SD-7F3K9QX2M4"), StockdeskError("database.locked", path="work.db"))
    form = json.loads(capsys.readouterr().out)
    assert (status, form["state"], form["marker"]) == (3, "unknown", "SD-7F3K9QX2M4")


def test_refusal_of_the_system_names_the_file() -> None:
    error = failure.known(PermissionError(13, "Permission denied", "a.csv"), None)
    assert (error.code, error.arguments) == ("system.error", {"path": "a.csv", "detail": "Permission denied"})


def test_report_names_the_fault_and_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKDESK_USER_TOKEN", "tok-7c41d9")
    report = failure.write_report(ValueError("Bearer tok-7c41d9 was not taken"), tmp_path)
    text = report.read_text(encoding="utf-8")
    assert report.parent == tmp_path / "log"
    assert "ValueError" in text
    assert "tok-7c41d9" not in text


def test_report_is_private(tmp_path: Path) -> None:
    mode = stat.S_IMODE(failure.write_report(ValueError("x"), tmp_path).stat().st_mode)
    assert mode == 0o600 or os.name == "nt"  # modes mean nothing there


def test_report_finds_another_place_when_the_folder_refuses(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file stands where the folder should be")
    report = failure.write_report(ValueError("x"), tmp_path)
    assert report.exists()
    assert tmp_path not in report.parents
    report.unlink()
