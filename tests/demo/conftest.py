"""One demo service for the tests of this folder, put back to its start before each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.demo import DemoService, running_demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


@pytest.fixture(scope="session")
def running() -> Iterator[DemoService]:
    """A running service with the first 300 products; its state is whatever the last test left."""
    with running_demo("--products", "300") as service:
        yield service


@pytest.fixture
def service(running: DemoService) -> DemoService:
    """The service as at the start."""
    running.reset()
    return running


@pytest.fixture
def client(service: DemoService) -> Iterator[httpx.Client]:
    """A signed-in client of the service."""
    with service.client() as connected:
        yield connected
