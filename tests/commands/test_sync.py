"""Progress of a sync. With a service: tests/e2e/test_command_line.py."""

from __future__ import annotations

import pytest

from stockdesk.app.events import SyncProgress
from stockdesk.commands.sync import REQUESTS_A_LINE, progress_printer


def progress(requests: int, done: bool = False) -> SyncProgress:
    return SyncProgress(requests * 100, 0, requests, 1.0, done=done, total=4092)


def test_without_a_terminal_a_line_comes_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    tell = progress_printer(as_json=False)
    for requests in range(1, 2 * REQUESTS_A_LINE + 1):
        tell(progress(requests))
    tell(progress(50, done=True))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        f"catalogue: {requests * 100} of about 4092 products, {requests} requests" for requests in (20, 40, 50)
    ]


def test_with_json_and_without_a_terminal_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    progress_printer(as_json=True)(progress(20, done=True))
    assert capsys.readouterr().err == ""


def test_on_a_terminal_one_line_changes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    tell = progress_printer(as_json=True)
    tell(progress(1))
    tell(progress(2, done=True))
    assert capsys.readouterr().err.count("\n") == 1
