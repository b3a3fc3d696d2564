"""The ASGI application: the contract's routes, the demo's own, and documented bodies for what is neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stockdesk.demo.delivery import Delivery, dated
from stockdesk.demo.exchange import Answer, render
from stockdesk.demo.routes import ENDPOINTS, PREFIX, Endpoint
from stockdesk.demo.truth import Truth

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from stockdesk.demo.simulation import Simulation


class _Key(Convertor[int]):
    """A numeric id in a path, up to 18 digits, which SQLite still holds; anything else is no such address (404)."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("key", _Key())


class _Served:
    """The endpoints of one path as an ASGI application."""

    def __init__(self, sim: Simulation, endpoints: list[Endpoint]) -> None:
        self.sim = sim
        self.by_method = {endpoint.method: endpoint for endpoint in endpoints}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        await Delivery(self.sim, self.by_method[method], Request(scope, receive), send).run()


def application(sim: Simulation) -> ASGIApp:
    """The whole service over one simulation; every answer carries `Date` and `Server`."""
    by_path: dict[str, list[Endpoint]] = {}
    for endpoint in ENDPOINTS:
        by_path.setdefault(endpoint.path, []).append(endpoint)
    routes = [
        Route(PREFIX + path, _Served(sim, endpoints), methods=[endpoint.method for endpoint in endpoints])
        for path, endpoints in by_path.items()
    ]
    starlette = Starlette(routes=[*routes, *Truth(sim).routes()], exception_handlers={HTTPException: _refused})
    starlette.router.redirect_slashes = False

    async def service(scope: Scope, receive: Receive, send: Send) -> None:
        await starlette(scope, receive, dated(send, sim))

    return service


async def _refused(_request: Request, error: Exception) -> Response:
    """404 and 405 in the service's own envelope."""
    assert isinstance(error, HTTPException)
    meta: object = [] if error.status_code == 404 else {"message": error.detail}
    body = render(Answer(error.status_code, None, meta), enveloped=True)
    return Response(body, error.status_code, headers=error.headers, media_type="application/json")
