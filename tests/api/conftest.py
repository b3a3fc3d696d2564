"""Clients with short time-outs, for servers that misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Exchange, Retries, Timeouts
from stockdesk.api.limit import RateLimit
from stockdesk.core.tokens import Tokens

PARTNER = "canary-partner-token"
USER = "canary-user-token"

SHORT = Timeouts(connect=0.3, read=0.3, write_read=0.3, whole=2.0, turn=0.2)
QUICK = Retries(attempts=3, first_wait=0.001, longest_wait=0.002, whole=5.0)

ClientAt = Callable[..., ServiceClient]


@pytest.fixture
def client_at() -> Iterator[ClientAt]:
    """Make clients that are closed after the test: ``client_at(server.url, …)``."""
    with ExitStack() as stack:

        def make(
            server: str,
            *,
            timeouts: Timeouts = SHORT,
            retries: Retries = QUICK,
            limiter: RateLimit | None = None,
            on_exchange: Callable[[Exchange], None] | None = None,
            user: str = USER,
        ) -> ServiceClient:
            client = ServiceClient(
                server,
                Tokens(PARTNER, user),
                timeouts=timeouts,
                retries=retries,
                limiter=limiter,
                on_exchange=on_exchange,
            )
            stack.callback(client.close)
            return client

        yield make
