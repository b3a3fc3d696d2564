"""The process: options, port, signals, file."""

from __future__ import annotations

import signal
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

from stockdesk.demo.__main__ import main
from tests.support.demo import FIRST_GOOD, command, running_demo
from tests.support.demo_bodies import operation, post, read

if TYPE_CHECKING:
    from pathlib import Path


def ended(*options: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of a start that fails."""
    done = subprocess.run([*command(), *options], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--fault", "nonsense=1"], "nonsense"),
        (["--fault", "slow"], "NAME=VALUE"),
        (["--fault", "slow=2"], "slow"),
        (["--switch", "nonsense=on"], "nonsense"),
        (["--switch", "retry_after=maybe"], "retry_after"),
        (["--products", "-1"], "--products"),
        (["--port", "70000"], "--port"),
        (["--port", "x"], "--port"),
        (["--rate-limit", "maybe"], "--rate-limit"),
    ],
)
def test_option_that_makes_no_sense_ends_with_2_and_a_sentence(
    options: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status: object = main(options)
    except SystemExit as end:  # argparse's own refusals
        status = end.code
    said = capsys.readouterr()
    assert (status, said.out) == (2, "")
    assert named in said.err


def test_verb_refuses_like_the_package() -> None:
    status, out, said = ended("--fault", "nonsense=1")
    assert (status, out) == (2, "")
    assert "stockdesk demo-server: error: there is no fault 'nonsense'" in said


def test_port_in_use_ends_with_1_and_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, out, said = ended("--port", str(port))
    assert (status, out) == (1, "")
    assert f"port {port} cannot be used" in said
    assert "Traceback" not in said


def test_file_that_is_no_database_ends_with_1_and_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "broken.db"
    file.write_text("this is no database, and long enough to be looked at" * 40)
    status, _out, said = ended("--port", "0", "--db", str(file))
    assert status == 1
    assert str(file) in said
    assert "Traceback" not in said


# Windows knows no SIGTERM between processes; there the console's break (its own process group needed) takes its place.
BREAK: int | None = getattr(signal, "CTRL_BREAK_EVENT", None)
SIGNALS: list[int] = [BREAK] if BREAK is not None else [signal.SIGTERM, signal.SIGINT]
NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


@pytest.mark.parametrize("number", SIGNALS)
def test_signal_ends_the_service_with_0_and_no_word(number: int) -> None:
    with subprocess.Popen(
        [*command(), "--port", "0", "--products", "5"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        creationflags=NEW_GROUP,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("stockdesk demo service on http://127.0.0.1:")
        process.send_signal(number)
        _out, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")


def test_file_keeps_documents_and_stock_over_a_restart(tmp_path: Path) -> None:
    options = ("--products", "5", "--db", str(tmp_path / "demo.db"))
    with running_demo(*options) as service, service.client() as client:
        post(client, operation())
        kept = (service.documents(), service.stock())
    with running_demo(*options) as service:
        assert (service.documents(), service.stock()) == kept


def test_options_reach_the_service() -> None:
    options = ("--products", "5", "--switch", "require_master=off", "--fault", "http500_before=1")
    with running_demo(*options, "--rate-limit", "on") as service, service.client() as client:
        assert len(read(client, "/goods/4564")["data"]) == 5
        body = operation()
        del body["master_id"]
        post(client, body, 500)
        service.set_faults()
        post(client, body)
        answers = [client.get("/storages/4564") for _ in range(8)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert all(answer.headers["retry-after"] == "1" for answer in refused)


def test_large_catalogue_lists_its_last_page() -> None:
    with running_demo("--products", "6000") as service, service.client() as client:
        last = read(client, "/goods/4564", page=60, count=100)["data"]
        assert last[-1]["good_id"] == FIRST_GOOD + 5_999
        assert read(client, "/goods/4564", term=last[-1]["barcode"])["data"] == last[-1:]
