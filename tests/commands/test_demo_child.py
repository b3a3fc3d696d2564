"""The demo service as a child: it answers while it is wanted, and never outlives whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from stockdesk.app.log import stop_logging
from stockdesk.app.workspace import Workspace
from stockdesk.commands.demo_child import LOCATION, DemoService
from stockdesk.core.errors import StockdeskError
from tests.support.xserver import until

FEW = ("--products", "5")
STARTER = """
import sys
from stockdesk.commands.demo_child import DemoService
with DemoService.started(("--products", "5")) as service:
    print(service.url, flush=True)
    sys.stdin.read()
"""


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_demo/documents", timeout=5, verify=False).status_code == 200
    except httpx.TransportError:
        return False


def test_service_runs_with_a_folder_of_its_own_and_both_go_away() -> None:
    with DemoService.started(FEW) as service:
        assert answers(service.url)
        assert service.folder.is_dir()
    assert not answers(service.url)
    assert not service.folder.exists()


def test_workspace_on_the_demo_is_signed_in_as_a_person_with_a_name() -> None:
    with DemoService.started(FEW) as service:
        workspace = Workspace.open(service.options())
        try:
            service.sign_in(workspace)
            current = workspace.session.current
            assert current is not None
            assert current.location.location_id == LOCATION
            assert len(current.storages) == 2
            own = next(member for member in current.team if member.user_id == current.user_id)
            assert current.user_name == own.name == workspace.author.person
            assert current.member() == own.member_id
        finally:
            workspace.close()
            stop_logging()


def test_service_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    assert starter.stdin is not None
    url = starter.stdout.readline().strip()
    assert answers(url)
    starter.send_signal(signal.SIGKILL)
    starter.wait(timeout=10)
    until(lambda: not answers(url), 10, "the service to end")
    starter.stdin.close()
    starter.stdout.close()


def test_service_that_cannot_start_is_a_sentence() -> None:
    with pytest.raises(StockdeskError, match=r"demo\.not-started"), DemoService.started(("--products", "-1")):
        pass
