"""The command line as a whole: verbs, global options, usage, and what is said when something goes wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from stockdesk import __version__, cli
from stockdesk.commands import lookup
from stockdesk.core.errors import StockdeskError
from tests.support.commandline import run


def test_help_lists_every_verb() -> None:
    ended = run("--help")
    assert ended.status == 0
    assert re.findall(r"^  ([a-z-]+)  +\w", ended.out.partition("commands (")[2], re.MULTILINE) == list(cli.VERBS)


@pytest.mark.parametrize("verb", list(cli.VERBS))
def test_every_verb_has_a_module_that_declares_and_runs(verb: str) -> None:
    module = import_module(f"stockdesk.commands.{verb.replace('-', '_')}")
    assert callable(module.declare)
    assert callable(module.run)


def test_version_is_told() -> None:
    assert run("--version").out.strip() == f"stockdesk {__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--json", "--location", "7", "--data-dir", "d", "--server", "s", "lookup", "4006381333931"],
        ["lookup", "--json", "4006381333931", "--location", "7", "--data-dir=d", "--server", "s"],
        ["--location=7", "--data-dir", "d", "lookup", "4006381333931", "--server=s", "--json"],
    ],
)
def test_global_options_stand_before_or_after_the_verb(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    monkeypatch.setattr(lookup, "run", lambda args: seen.update(vars(args)) or 0)
    assert cli.main(arguments) == 0
    assert (seen["verb"], seen["code"], seen["json"]) == ("lookup", "4006381333931", True)
    assert (seen["location"], seen["data_dir"], seen["server"]) == (7, Path("d"), "s")


@pytest.mark.parametrize(
    "arguments",
    [
        ["lookup"],
        ["lookup", "--location", "x", "1"],
        ["post", "a.csv"],
        ["post", "a.csv", "--kind", "gift", "--storage", "1"],
        ["lookup", "1", "--loc", "2"],
        ["--nonsense"],
        ["outbox", "burn"],
        ["outbox", "list", "SD-7F3K9QX2M4"],
        ["outbox", "resolve", "SD-7F3K9QX2M4", "--as", "posted"],
        ["outbox", "resolve", "--by", "Anna"],
        ["post", "a.csv", "--kind", "transfer", "--storage", "1"],
        ["post", "a.csv", "--kind", "usage", "--storage", "1", "--to-storage", "2"],
        ["post", "a.csv", "--kind", "usage", "--storage", "1", "--supplier", "2"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = cli.main(arguments)
    except SystemExit as asked:
        status = int(str(asked.code))
    assert status == 2
    assert "usage: stockdesk" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["post", "--json"],
        ["doctor", "--json", "--nonsense"],
        ["--json", "doctor", "more"],
        ["burn", "--json"],
        ["decode", "--json"],
        ["outbox", "resolve", "--by", "Anna", "--json"],
        ["demo-server", "--products", "-1", "--json"],
        ["demo-server", "--fault", "x", "--json"],
        ["--demo", "--smoke", "--json"],
        ["--location", "x", "lookup", "1", "--json"],
    ],
    ids=" ".join,
)
def test_wrong_usage_with_json_ends_with_one_object_in_the_form_of_other_failures(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = cli.main(arguments)
    except SystemExit as asked:
        status = int(str(asked.code))
    told = capsys.readouterr()
    (line,) = told.out.splitlines()
    form = json.loads(line)
    assert (status, set(form)) == (2, {"reason"})
    assert form["reason"] in told.err


def test_word_behind_two_dashes_is_no_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lookup", "--nonsense", "--", "--json"]) == 2
    assert capsys.readouterr().out == ""


def test_unknown_verb_is_refused_with_the_nearest_one() -> None:
    ended = run("pots", "a.csv")
    assert ended.status == 2
    assert "Did you mean 'post'?" in ended.said


def failing(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_args: object) -> int:
        raise error

    monkeypatch.setattr(lookup, "run", fail)


def test_known_fault_is_a_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(StockdeskError("file.missing", path="a.csv"), monkeypatch)
    assert cli.main(["lookup", "7", "--json"]) == 1
    told = capsys.readouterr()
    assert told.err == "stockdesk: There is no file a.csv. Check the name.\n"
    assert json.loads(told.out)["reason"] == "There is no file a.csv. Check the name."


def test_bug_leaves_a_report_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    failing(ZeroDivisionError("oops"), monkeypatch)
    assert cli.main(["lookup", "7", "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1
    (report,) = (tmp_path / "log").glob("bug-*.txt")
    assert str(report) in said
    assert "ZeroDivisionError: oops" in report.read_text(encoding="utf-8")


def test_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failing(KeyboardInterrupt(), monkeypatch)
    assert cli.main(["lookup", "7"]) == 130
    assert capsys.readouterr().err == ""


def test_reader_that_goes_away_is_no_fault() -> None:
    """A pipe whose reader has gone: nothing is said, as other programs of the shell do it."""
    command = [sys.executable, "-m", "stockdesk", "decode", "-"]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"4006381333931\n" * 100)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == cli.BROKEN_PIPE


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1", "cp1252"])
def test_output_is_utf8_whatever_the_system_says(encoding: str) -> None:
    ended = run("post", "нет.csv", "--kind", "receipt", "--storage", "1", "--json", env={"PYTHONIOENCODING": encoding})
    assert ended.status == 1
    assert "нет.csv" in ended.said
    assert "нет.csv" in ended.form["reason"]


def test_only_the_chosen_verb_is_imported() -> None:
    script = (
        "import sys; from stockdesk import cli; cli.main(['decode', '4006381333931']); "
        "print([name for name in sys.modules if name.startswith(('stockdesk.app', 'stockdesk.store', 'stockdesk.ui',"
        " 'PySide6', 'httpx', 'msgspec', 'keyring'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
