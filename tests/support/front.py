"""A front end before the demo service, which answers some requests itself."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPConnection
from typing import TYPE_CHECKING

from tests.support.sockets import Play, SeenRequest, SocketServer, http

if TYPE_CHECKING:
    from tests.support.sockets import Peer

OwnAnswer = Callable[[SeenRequest], bytes | None]
"""Returns the whole answer (see ``sockets.http``), or None for a request that goes on to the service."""

FORBIDDEN = http(403, b'{"success": false, "data": null, "meta": {"message": "Access denied."}}')
UNAUTHORIZED = http(401, b'{"success": false, "data": null, "meta": {"message": "Who is there?"}}')
NOTHING = http(200, b'{"success": true, "data": [], "meta": []}')


def front(port: int, own: OwnAnswer) -> SocketServer:
    """Return a server before the one at a local port; start it with ``with``."""
    return SocketServer([_passing(port, own)])


def _passing(port: int, own: OwnAnswer) -> Play:
    def play(peer: Peer) -> None:
        request = peer.read_request()
        if request is not None:
            peer.send(own(request) or _relayed(port, request))
            peer.connection.close()

    return play


def _relayed(port: int, request: SeenRequest) -> bytes:
    behind = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {name: value for name, value in request.headers.items() if name != "connection"}
        behind.request(request.method, request.target, request.body or None, headers)
        answer = behind.getresponse()
        return http(answer.status, answer.read(), {"Date": answer.getheader("Date", "")})
    finally:
        behind.close()
