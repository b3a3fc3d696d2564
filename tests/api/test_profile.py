"""The demo's profile, and that nobody else is asked for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stockdesk.api.client import ServiceClient
from stockdesk.api.profile import demo_transfer_mode
from stockdesk.core.plan import TransferMode
from stockdesk.core.tokens import Tokens
from tests.support.demo import PARTNER_TOKEN, USER_TOKEN, DemoService, running_demo


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoService]:
    """One demo service for this file."""
    with running_demo("--products", "20") as demo:
        yield demo


@pytest.mark.parametrize(
    ("switches", "mode"),
    [
        ({"transfer_single": 1}, TransferMode.SINGLE),
        ({"transfer_single": 0}, TransferMode.PAIR),
        ({"transfer_single": 1, "transfer_misread": 1}, TransferMode.PAIR),
    ],
)
def test_demo_tells_how_it_moves_goods(demo: DemoService, switches: dict[str, int], mode: TransferMode) -> None:
    demo.reset()
    demo.set_switches(**switches)
    client = ServiceClient(demo.base_url, Tokens(PARTNER_TOKEN, USER_TOKEN))
    try:
        assert demo_transfer_mode(client) is mode
    finally:
        client.close()


def test_service_that_is_not_on_this_machine_is_never_asked() -> None:
    exchanges: list[object] = []
    client = ServiceClient("https://service.invalid", Tokens("p", "u"), on_exchange=exchanges.append)
    try:
        assert demo_transfer_mode(client) is None
    finally:
        client.close()
    assert exchanges == []
