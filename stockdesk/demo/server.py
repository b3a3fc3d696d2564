"""The process: a real socket, uvicorn, an orderly end on SIGTERM and SIGINT, and a port that can refuse."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from stockdesk.demo.delivery import TRANSPORT
from stockdesk.demo.service import application
from stockdesk.demo.simulation import Options, Simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import Receive, Scope, Send

HOST = "127.0.0.1"
DEFAULT_PORT = 8765
KEEP_ALIVE_SECONDS = 75


class _Protocol(H11Protocol):
    """HTTP/1.1 that hands its transport to the application, so that a fault can break the connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[TRANSPORT] = self.transport
            await inner(scope, receive, send)

        self.app = with_transport


class _Server(uvicorn.Server):
    """uvicorn without its second raising of signals, and with a port that can be closed for a while."""

    def __init__(self, config: uvicorn.Config, sim: Simulation, port: int, announce: Callable[[int], None]) -> None:
        super().__init__(config)
        self.sim = sim
        self.port = port
        self.announce = announce
        self.sim.refuse = self.refuse
        self._reopening: asyncio.Task[None] | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        wanted = [signal.SIGINT, signal.SIGTERM]
        if sys.platform == "win32":
            wanted.append(signal.SIGBREAK)
        before = {number: signal.signal(number, self.handle_exit) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.announce(self.port)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.sim.stopping.set()
        await super().shutdown(sockets)

    def refuse(self, seconds: float) -> None:
        """Close the port now, so that connecting is really refused, and open it again after some seconds.

        Requests under way are still answered; their connections end with the answer.
        """
        asyncio.get_running_loop().call_later(seconds, self._reopen)
        for server in self.servers:
            server.close()
        self.servers.clear()
        for connection in list(self.server_state.connections):
            connection.shutdown()

    def _reopen(self) -> None:
        if not self.servers and not self.should_exit:
            self._reopening = asyncio.get_running_loop().create_task(super().startup([bind(self.port)]))


def bind(port: int) -> socket.socket:
    """A socket bound to the loopback address (0: any free port). Raises `OSError` when the port is taken.

    The protocol is named because asyncio switches Nagle's delay off only for sockets that say they are TCP.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def serve(options: Options, listener: socket.socket, announce: Callable[[int], None]) -> None:
    """Serve until SIGTERM or SIGINT; `announce` is told the port once connections are accepted."""
    asyncio.run(_serve(options, listener, announce))


async def _serve(options: Options, listener: socket.socket, announce: Callable[[int], None]) -> None:
    sim = Simulation(options)
    config = uvicorn.Config(
        application(sim),
        loop="asyncio",
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=2,
    )
    port: int = listener.getsockname()[1]
    await _Server(config, sim, port, announce).serve(sockets=[listener])
    sim.db.close()
