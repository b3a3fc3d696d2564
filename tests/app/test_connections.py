"""Clients by account: made once, asked for once, closed in the end."""

from __future__ import annotations

from collections.abc import Iterator

import keyring.errors
import pytest

from stockdesk.app.connections import Account, Connections
from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import Tokens
from stockdesk.store.tokens import TokenStore, environment_user
from tests.support.bench import ENVIRON
from tests.support.keyrings import MemoryKeyring

SERVER = "http://127.0.0.1:9"
ACCOUNT = Account(SERVER, "4711")


@pytest.fixture
def tokens() -> TokenStore:
    return TokenStore(environ=ENVIRON)


@pytest.fixture
def connections(tokens: TokenStore) -> Iterator[Connections]:
    made = Connections(tokens)
    yield made
    made.close()


def test_account_reads_back_from_its_stored_form() -> None:
    assert str(ACCOUNT) == "http://127.0.0.1:9|4711"
    assert Account.parse(str(ACCOUNT)) == ACCOUNT


def test_client_of_stored_tokens_is_made_once(connections: Connections, tokens: TokenStore) -> None:
    tokens.save(str(ACCOUNT), Tokens("partner", "user"))
    client = connections.client(str(ACCOUNT))
    assert client is not None
    assert client.server == SERVER
    assert connections.client(str(ACCOUNT)) is client


def test_tokens_that_are_not_here_are_asked_for_once(connections: Connections, tokens: TokenStore) -> None:
    assert connections.client(str(ACCOUNT)) is None
    tokens.save(str(ACCOUNT), Tokens("partner", "user"))
    assert connections.client(str(ACCOUNT)) is None
    assert connections.why_missing(str(ACCOUNT)) is None
    assert connections.use(ACCOUNT, Tokens("partner", "user")) is connections.client(str(ACCOUNT))


def test_trouble_of_the_keyring_is_the_reason(connections: Connections, memory_keyring: MemoryKeyring) -> None:
    memory_keyring.fault = keyring.errors.KeyringLocked("locked")
    assert connections.client(str(ACCOUNT)) is None
    why = connections.why_missing(str(ACCOUNT))
    assert why is not None
    assert why.code == "keyring.locked"
    memory_keyring.fault = None
    connections.forget(str(ACCOUNT))
    assert connections.why_missing(str(ACCOUNT)) is None


def test_environment_has_an_account_of_its_own(connections: Connections, tokens: TokenStore) -> None:
    own = tokens.from_environment()
    assert own is not None
    assert connections.client(f"{SERVER}|{environment_user(own)}") is not None
    assert connections.client(f"{SERVER}|4711") is None


@pytest.mark.parametrize("how", ["use", "forget", "close"])
def test_client_that_is_replaced_or_dropped_is_closed(connections: Connections, how: str) -> None:
    client = connections.use(ACCOUNT, Tokens("partner", "user"))
    if how == "use":
        connections.use(ACCOUNT, Tokens("partner", "other"))
    elif how == "forget":
        connections.forget(str(ACCOUNT))
    else:
        connections.close()
    with pytest.raises(StockdeskError, match=r"service\.closed"):
        client.get_many("/x", dict)


def test_bare_client_belongs_to_no_account(connections: Connections) -> None:
    bare = connections.bare(SERVER, Tokens("partner"))
    assert connections.client(str(ACCOUNT)) is None
    bare.close()
