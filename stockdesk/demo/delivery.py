"""Sending an answer, or losing, cutting and delaying it as a fault says."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
import time
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from stockdesk.demo import serving
from stockdesk.demo.exchange import Answer, RefusedError, invalid, unauthenticated
from stockdesk.demo.faults import FAULTS, Plan

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from stockdesk.demo.routes import Endpoint
    from stockdesk.demo.simulation import Simulation

TRANSPORT = "stockdesk.transport"
"""Key in the scope's extensions under which the server hands over the connection's transport."""

_LINGER_ZERO = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Delivery:
    """Brings one request's answer over the line."""

    def __init__(self, sim: Simulation, endpoint: Endpoint, request: Request, send: Send) -> None:
        """Nothing is read or sent yet."""
        self.sim = sim
        self.endpoint = endpoint
        self.request = request
        self.send = send
        self.plan = Plan()

    async def run(self) -> None:
        """Read, carry out, answer."""
        body = await self.request.body()
        waiting = self._over_limit()
        if waiting is not None:
            await self._refuse(_throttled(waiting, with_header=bool(self.sim.switches["retry_after"])))
            return
        self.plan = self.sim.faults.draw(write=self.endpoint.write)
        if "refuse" in self.plan.modifiers:
            self.sim.refuse(self.sim.faults.timings["refuse"])
        if "slow" in self.plan.modifiers:
            await self._pause(self.sim.faults.timings["slow"])
        stage = FAULTS[self.plan.main].stage if self.plan.main else None
        if stage == "before":
            await self._before(body)
        elif stage == "after":
            await self._after(body)
        else:
            await self._plain(body)

    def _over_limit(self) -> float | None:
        if self.sim.limiter is None:
            return None
        client = self.request.client
        return self.sim.limiter.wait(client.host if client else "", time.monotonic())

    async def _before(self, body: bytes) -> None:
        name = self.plan.main
        if name == "throttle":
            await self._refuse(_throttled(1, with_header=self.plan.coin and bool(self.sim.switches["retry_after"])))
        elif name == "unauthorized":
            await self._refuse(unauthenticated())
        elif name == "http500_before":
            await self._refuse(RefusedError(500, {"message": "An error has occurred"}))
        elif name == "conflict_before":
            await self._refuse(RefusedError(409, {"message": "The request conflicts with another", "conflict": True}))
        elif name == "timeout_before":
            await self._hang()
        else:
            if name == "late_commit":
                late = Plan(modifiers=self.plan.modifiers)
                self.sim.later(self.sim.faults.timings["late_commit"], lambda: self._serve_late(body, late))
            await self._reset()

    def _serve_late(self, body: bytes, plan: Plan) -> None:
        serving.serve(self.sim, self.endpoint, self.request, body, plan)

    async def _after(self, body: bytes) -> None:
        name = self.plan.main
        lost = name == "success_false" and self.plan.coin
        answer = Answer() if lost else self._serve(body)
        if name == "reset_after":
            await self._reset()
        elif name == "timeout_after":
            await self._hang()
        elif name == "cut_body":
            await self._cut(answer)
        elif name == "http502_after":
            page = b"<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
            await self._write(502, page, {"content-type": "text/html"})
        elif name == "redirect_after":
            await self._write(302, b"", {"location": str(self.request.url.path)})
        elif name == "garbage":
            await self._write(200, b'\x00\xff{"success": tru' + self.sim.rng.randbytes(24))
        else:
            await self._write(200, b'{"success":false,"data":null,"meta":{"message":"An error has occurred"}}')

    async def _plain(self, body: bytes) -> None:
        answer = self._serve(body)
        if self.plan.main == "half_then_4xx" and answer.status < 400:
            answer = invalid({"[goods_transactions]": ["This value is not valid."]}).answer()
        await self._answer(answer)

    def _serve(self, body: bytes) -> Answer:
        return serving.serve(self.sim, self.endpoint, self.request, body, self.plan)

    async def _answer(self, answer: Answer) -> None:
        body = serving.answer_body(self.request, answer, self.plan, self.sim)
        await self._write(answer.status, body, dict(answer.headers))

    async def _refuse(self, refusal: RefusedError) -> None:
        await self._answer(refusal.answer())

    def _note(self, status: int) -> None:
        self.sim.note(
            method=self.request.method,
            path=self.request.url.path,
            query=self.request.url.query,
            status=status,
            write=self.endpoint.write,
            faults=sorted(self.plan.modifiers | ({self.plan.main} if self.plan.main else set())),
        )

    async def _write(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._note(status)
        await send_answer(self.send, status, body, (headers or {}) | self._closing())

    def _closing(self) -> dict[str, str]:
        return {"connection": "close"} if "refuse" in self.plan.modifiers else {}

    async def _cut(self, answer: Answer) -> None:
        """Promise the whole body, send half of it, close."""
        self._note(answer.status)
        body = serving.answer_body(self.request, answer, self.plan, self.sim) or b"{}"
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        _transport(self.request.scope).close()
        await self._gone()

    async def _reset(self) -> None:
        """Break the connection without an answer, as a reset (RST) and not an orderly end."""
        self._note(0)
        transport = _transport(self.request.scope)
        connection: socket.socket | None = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
        transport.abort()
        await self._gone()

    async def _hang(self) -> None:
        """Say nothing until the client leaves, the time is over, or the service ends; then break the connection."""
        gone = asyncio.ensure_future(self._gone())
        await self._pause(self.sim.faults.timings["hang"], gone)
        gone.cancel()
        await self._reset()

    async def _pause(self, seconds: float, *others: asyncio.Future[Any]) -> None:
        """Wait; ends early when the service stops or one of the others is done."""
        stopping: asyncio.Future[Any] = asyncio.ensure_future(self.sim.stopping.wait())
        await asyncio.wait([stopping, *others], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()

    async def _gone(self) -> None:
        """Wait until the client is gone."""
        receive: Receive = self.request.receive
        while (await receive())["type"] != "http.disconnect":
            continue


async def send_answer(send: Send, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    """A complete answer, JSON unless the headers say otherwise."""
    complete = {"content-type": "application/json", "content-length": str(len(body))} | (headers or {})
    if status in (204, 202) and not body:
        del complete["content-type"]
    if status == 204:
        del complete["content-length"]
    listed = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in complete.items()]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": body})


def dated(send: Send, sim: Simulation) -> Send:
    """The same `send`, which adds the `Date` to every answer: the service's own clock, or ahead of it by a switch."""

    async def with_date(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            listed = list(message.get("headers", ()))  # type: ignore[call-overload]  # ASGI: a list
            date = formatdate(sim.now_ms() / 1000 + sim.switches["date_ahead"], usegmt=True).encode()
            message = message | {"headers": [*listed, (b"date", date), (b"server", b"stockdesk-demo")]}
        await send(message)

    return with_date  # type: ignore[return-value]  # the message types of ASGI are looser


def _throttled(seconds: float, *, with_header: bool) -> RefusedError:
    headers = {"retry-after": str(max(1, -int(-seconds // 1)))} if with_header else {}
    return RefusedError(429, {"message": "Too many requests"}, headers)


def _transport(scope: Scope) -> asyncio.Transport:
    transport: asyncio.Transport = scope["extensions"][TRANSPORT]
    return transport
