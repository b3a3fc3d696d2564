"""One demo service for the tests of this folder, put back to its start before each test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stockdesk.app.log import stop_logging
from tests.support.bench import Bench, bench_at
from tests.support.demo import DemoService, running_demo

PRODUCTS = 130
"""Two pages of the catalogue, the second one short."""


@pytest.fixture(scope="session")
def running() -> Iterator[DemoService]:
    """A running service; its state is whatever the last test left."""
    with running_demo("--products", str(PRODUCTS)) as service:
        yield service


@pytest.fixture
def demo(running: DemoService) -> DemoService:
    """The service as at its start."""
    running.reset()
    return running


@pytest.fixture
def bench(demo: DemoService, tmp_path: Path) -> Iterator[Bench]:
    """A station, signed in at the service."""
    with bench_at(tmp_path / "station", demo.base_url) as made:
        yield made


@pytest.fixture(autouse=True)
def _log_closed() -> Iterator[None]:
    """Close the log that a workspace has opened."""
    yield
    stop_logging()
