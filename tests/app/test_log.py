"""The log: bounded, private, readable, and without secrets."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest

from stockdesk.app import log
from stockdesk.store.folder import DataFolder
from tests.support.strictness import LogWatch

CANARY = "c4n4ry-s3cr3t"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {CANARY}, User {CANARY}",
        f"authorization: bearer {CANARY},user {CANARY}",
        f"{{'Authorization': 'Bearer {CANARY}, User {CANARY}'}}",
        f"password={CANARY}",
        f"password = {CANARY};{CANARY}",
        f'{{"password": "{CANARY} with, blanks; and more {CANARY}", "login": "anna"}}',
        f"{{'password': 'it\\'s {CANARY}', 'login': 'anna'}}",
        f"user_token: {CANARY}",
        f'"partner_token":"{CANARY}"',
        f"PASSWORD={CANARY}&login=anna",
    ],
)
def test_secret_is_blotted_out(text: str) -> None:
    assert CANARY not in log.redacted(text)
    assert "***" in log.redacted(text)


@pytest.mark.parametrize("text", ["scan 4006381333931 taken", "12 tokens, nobody signed in", "token store: a=b"])
def test_text_without_a_secret_stays_as_it_is(text: str) -> None:
    assert log.redacted(text) == text


def test_neighbours_of_a_secret_stay_readable() -> None:
    assert log.redacted('{"password": "x", "login": "anna"}') == '{"password": ***, "login": "anna"}'


def test_line_tells_time_level_thread_and_place(tmp_path: Path) -> None:
    path = log.start_logging(tmp_path)
    logging.getLogger("stockdesk.app.poster").info("attempt %s: sending", "a1b2")
    line = path.read_text(encoding="utf-8")
    assert "INFO MainThread stockdesk.app.poster: attempt a1b2: sending" in line
    assert line[:4].isdigit()
    assert log.ring[-1] == line.rstrip("\n")


def test_traceback_is_in_the_log_without_the_secrets_it_quotes(tmp_path: Path, log_watch: LogWatch) -> None:
    log_watch.allow("unexpected fault")
    path = log.start_logging(tmp_path)
    try:
        _stumble()
    except ValueError:
        logging.getLogger("stockdesk.app.worker").exception("unexpected fault with token=%s", CANARY)
    text = path.read_text(encoding="utf-8")
    assert "Traceback (most recent call last)" in text
    assert "ValueError: bad header" in text
    assert CANARY not in text
    assert CANARY not in "".join(log.ring)


def test_log_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST_FILE", 2_000)
    log.start_logging(tmp_path)
    for number in range(500):
        logging.getLogger("stockdesk").info("line %d of many", number)
    log.stop_logging()
    files = sorted(tmp_path.iterdir())
    assert len(files) == log.KEPT_FILES + 1
    assert all(path.stat().st_size <= 2_000 for path in files)
    assert "line 499 of many" in (tmp_path / "stockdesk.log").read_text(encoding="utf-8")
    assert len(log.ring) == log.RING_LINES


def test_log_can_be_started_again_elsewhere(tmp_path: Path) -> None:
    first, second = log.start_logging(_made(tmp_path / "a")), log.start_logging(_made(tmp_path / "b"))
    logging.getLogger("stockdesk").info("hello")
    assert not first.exists()
    assert second.read_text(encoding="utf-8").count("hello") == 1
    log.stop_logging()
    logging.getLogger("stockdesk").info("nobody hears this")
    assert second.read_text(encoding="utf-8").count("\n") == 1


def test_log_that_cannot_be_written_is_not_in_the_way_and_not_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "stockdesk.log").mkdir()
    log.start_logging(tmp_path)
    logging.getLogger("stockdesk").info("still here")
    assert "still here" in log.ring[-1]
    assert capsys.readouterr().err == ""


def test_log_stands_in_a_folder_that_nobody_else_reads(tmp_path: Path) -> None:
    folder = DataFolder.prepare(tmp_path / "data")
    log.start_logging(folder.logs)
    logging.getLogger("stockdesk").info("x")
    # Modes have no meaning on Windows.
    assert os.name != "posix" or stat.S_IMODE(folder.logs.stat().st_mode) == 0o700


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _stumble() -> None:
    raise ValueError(f"bad header 'Authorization: Bearer {CANARY}, User {CANARY}' and password='{CANARY}'")
