"""The command line of the one command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import bootstrap
import pytest
from environment import ROOT

SCRIPT = Path(bootstrap.__file__)


def start(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *arguments]
    environment = {"LC_ALL": "C", "PATH": ""}
    return subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


@pytest.mark.parametrize("command", ["demo", "run", "test", "soak", "check", "lock"])
def test_every_command_stands_alone(command: str) -> None:
    assert bootstrap.parse([command]) == (command, [])


def test_run_hands_everything_that_follows_to_stockdesk() -> None:
    assert bootstrap.parse(["run", "--data-dir", "x", "doctor", "--help"]) == (
        "run",
        ["--data-dir", "x", "doctor", "--help"],
    )


def test_test_hands_everything_that_follows_to_pytest() -> None:
    assert bootstrap.parse(["test", "-k", "scan"]) == ("test", ["-k", "scan"])


@pytest.mark.parametrize("arguments", [[], ["dem"], ["demo", "now"], ["check", "--fix"]])
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        bootstrap.parse(arguments)
    assert end.value.code == 2
    assert "bootstrap.py: error:" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["demo", "--help"], ["check", "-h"]])
def test_help_names_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        bootstrap.parse(arguments)
    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert all(f"\n  {name} " in shown for name in bootstrap.COMMANDS)


def test_help_is_plain_ascii_from_any_folder_in_the_c_locale(tmp_path: Path) -> None:
    answer = start("--help", folder=tmp_path)
    assert answer.returncode == 0
    assert answer.stdout.isascii()
    assert list(tmp_path.iterdir()) == []


def test_failure_is_a_sentence_with_the_next_step(tmp_path: Path) -> None:
    answer = start("lock", folder=tmp_path)
    assert answer.returncode == 1
    assert "Install it" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": "", "WAYLAND_DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_display_is_known_by_its_variables_on_linux(platform: str, variables: dict[str, str], expected: bool) -> None:
    assert bootstrap.has_display(platform, variables) is expected


def test_demo_opens_the_window_or_takes_the_tour_into_the_checkout() -> None:
    assert bootstrap.demo_arguments(display=True) == ["--demo"]
    assert bootstrap.demo_arguments(display=False) == ["tour", "--out", str(ROOT / "tour")]


def test_development_commands_use_the_development_lock() -> None:
    assert {name: bootstrap.LOCK_OF.get(name) for name in bootstrap.COMMANDS} == {
        "demo": "requirements.txt",
        "run": "requirements.txt",
        "test": "requirements-dev.txt",
        "soak": "requirements-dev.txt",
        "check": "requirements-dev.txt",
        "lock": None,
    }


def test_ci_runs_the_documented_command_and_no_other() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "python" in line] == ["python3 packaging/bootstrap.py test"]
