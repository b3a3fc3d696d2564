"""Clients of the service by account: made once, shared by the threads, never more than a token store knows.

An account names whose tokens are used: the server and the user, such as ``https://api.alteg.io|4711``; a token whose
user nobody knows has a name of its own (``stockdesk.store.tokens``). It is stored with each approved operation, a token
never is.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from stockdesk.api.client import ServiceClient
from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import Tokens
from stockdesk.store.tokens import TokenStore


@dataclass(frozen=True, slots=True)
class Account:
    """A server (scheme, host, port) and a user there."""

    server: str
    user: str

    def __str__(self) -> str:
        """Return the form that is stored."""
        return f"{self.server}|{self.user}"

    @classmethod
    def parse(cls, text: str) -> Account:
        """Read the stored form."""
        server, _, user = text.rpartition("|")
        return cls(server, user)


class Connections:
    """Clients by account. Asking the keyring may take seconds: only worker threads and verbs without a window ask."""

    def __init__(self, tokens: TokenStore, rate_limit: str | None = None) -> None:
        self._tokens = tokens
        self._rate_limit = rate_limit
        self._lock = threading.Lock()
        self._clients: dict[str, ServiceClient] = {}
        self._missing: dict[str, StockdeskError | None] = {}

    def use(self, account: Account, tokens: Tokens) -> ServiceClient:
        """Make the client of an account that has just signed in."""
        client = ServiceClient(account.server, tokens, rate_limit=self._rate_limit)
        with self._lock:
            old = self._clients.pop(str(account), None)
            self._clients[str(account)] = client
            self._missing.pop(str(account), None)
        if old is not None:
            old.close()
        return client

    def bare(self, server: str, tokens: Tokens) -> ServiceClient:
        """Make a client that belongs to no account yet (a sign-in); the caller closes it."""
        return ServiceClient(server, tokens, rate_limit=self._rate_limit)

    def client(self, account: str) -> ServiceClient | None:
        """Return an account's client; None while its tokens are not here. The token store is asked once."""
        with self._lock:
            if account in self._clients or account in self._missing:
                return self._clients.get(account)
        try:
            tokens = self._tokens.load(account)
        except StockdeskError as error:
            with self._lock:
                self._missing[account] = error
            return None
        if tokens is None:
            with self._lock:
                self._missing[account] = None
            return None
        return self.use(Account.parse(account), tokens)

    def why_missing(self, account: str) -> StockdeskError | None:
        """Return the token store's own trouble with an account, if that is why its tokens are not here."""
        return self._missing.get(account)

    def forget(self, account: str) -> None:
        """Drop an account's client."""
        with self._lock:
            client = self._clients.pop(account, None)
            self._missing.pop(account, None)
        if client is not None:
            client.close()

    def close(self) -> None:
        """Close all clients."""
        with self._lock:
            clients = list(self._clients.values())
            self._clients.clear()
        for client in clients:
            client.close()
