"""Signing in: a login and a password for a user token (altegio-v1, 2.1)."""

from __future__ import annotations

from stockdesk.api import envelope, paths, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Answer, Request
from stockdesk.api.outcome import written
from stockdesk.api.scalars import identity, text
from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import SignedIn

_REFUSALS = frozenset({400, 401, 403, 404, 422})


def sign_in(client: ServiceClient, login: str, password: str) -> SignedIn:
    """Exchange a login (phone with country code, or e-mail) and a password for a user token. Sent once.

    The partner token of the client is sent alone. The password goes into the request and nowhere else.

    Raises ``session.refused`` (``status``, ``message``) where the service turns the pair or the partner token down,
    ``session.no-token`` where it agrees but wants a further step first (a second factor), and the codes of ``written``.
    """
    body = wire.encode(wire.SignInOut(login, password))
    request = Request("POST", paths.AUTH, body, partner_only=True, secret=True)
    result = client.send(request)
    if isinstance(result, Answer) and result.status in _REFUSALS:
        message = client.without_secrets(envelope.message(result.body))
        raise StockdeskError("session.refused", server=client.server, status=result.status, message=message)
    answer = written(result, server=client.server, path=paths.AUTH, clean=client.without_secrets)
    try:
        row = envelope.read_one(answer.body, wire.UserRow)
    except envelope.UnreadableError:
        row = wire.UserRow()
    user_id, token = identity(row.id), text(row.user_token)
    if user_id is None or not token:
        message = client.without_secrets(envelope.message(answer.body))
        raise StockdeskError("session.no-token", server=client.server, status=answer.status, message=message)
    return SignedIn(user_id, text(row.name), token)
