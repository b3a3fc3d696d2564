"""A tiny HTTP server that misbehaves on purpose, at a real socket.

Each connection plays the next of the given plays, the last one for ever. A play gets the peer and does what it likes::

    with SocketServer([after_request(reset), answer(200, b"{}")]) as server:
        ...server.url, server.requests

The TLS certificates beside this file were made with the ``openssl`` command; they and their key protect nothing.
"""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

TLS_FOLDER = Path(__file__).parent / "tls"
AUTHORITY = TLS_FOLDER / "authority.pem"

Play = Callable[["Peer"], None]


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request as it came in."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Peer:
    """The server's end of one connection."""

    connection: socket.socket
    stopped: threading.Event
    seen: list[SeenRequest]
    held: bytes = field(default=b"")

    def read_request(self) -> SeenRequest | None:
        """Read one whole request; None where the client went away."""
        while b"\r\n\r\n" not in self.held:
            if not self._more():
                return None
        head, _, rest = self.held.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        self.held = rest
        while len(self.held) < length:
            if not self._more():
                return None
        body, self.held = self.held[:length], self.held[length:]
        method, target, _ = first.split(" ")
        request = SeenRequest(method, target, headers, body)
        self.seen.append(request)
        return request

    def _more(self) -> bool:
        try:
            received = self.connection.recv(65536)
        except OSError:
            return False
        self.held += received
        return bool(received)

    def send(self, data: bytes) -> None:
        """Send bytes; a client that went away is its own business."""
        with suppress(OSError):
            self.connection.sendall(data)

    def reset(self) -> None:
        """Close the connection with RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def reset(peer: Peer) -> None:
    """Send RST."""
    peer.reset()


def close(peer: Peer) -> None:
    """Send FIN without a word."""
    peer.connection.close()


def silence(peer: Peer) -> None:
    """Say nothing until the server stops."""
    peer.stopped.wait()


def after_request(then: Play) -> Play:
    """Read the whole request first."""

    def play(peer: Peer) -> None:
        if peer.read_request() is not None:
            then(peer)

    return play


def raw(data: bytes, then: Play = close) -> Play:
    """Read the request, send these bytes, then go on."""

    def play(peer: Peer) -> None:
        if peer.read_request() is not None:
            peer.send(data)
            then(peer)

    return play


def http(
    status: int, body: bytes = b"", headers: Mapping[str, str] | None = None, *, length: int | None = None
) -> bytes:
    """Return an answer as bytes; ``length`` may lie about the body."""
    reason = HTTPStatus(status).phrase
    fields = {
        "Date": formatdate(usegmt=True),
        "Content-Type": "application/json",
        "Content-Length": str(len(body) if length is None else length),
        "Connection": "close",
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} {reason}\r\n{head}\r\n".encode("latin-1") + body


def answer(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Play:
    """Answer one request and close."""
    return raw(http(status, body, headers))


def answers(*pages: bytes, status: int = 200) -> Play:
    """Answer request after request on one connection, one body each, then close."""

    def play(peer: Peer) -> None:
        for page in pages:
            if peer.read_request() is None:
                return
            peer.send(http(status, page, {"Connection": "keep-alive"}))
        close(peer)

    return play


def cut(status: int, body: bytes, missing: int = 10) -> Play:
    """Promise more of a body than is sent."""
    return raw(http(status, body, length=len(body) + missing))


def drip(data: bytes, every: float, drop: bytes = b" ") -> Play:
    """Read the request, send these bytes, then a drop again and again, ``every`` so many seconds."""

    def play(peer: Peer) -> None:
        if peer.read_request() is not None:
            _drip(peer, data, every, drop)

    return play


def drip_at_once(data: bytes, every: float, drop: bytes = b" ") -> Play:
    """Do the same as soon as anything at all came in."""

    def play(peer: Peer) -> None:
        with suppress(OSError):
            peer.connection.recv(65536)
        _drip(peer, data, every, drop)

    return play


def _drip(peer: Peer, data: bytes, every: float, drop: bytes) -> None:
    with suppress(OSError):
        peer.connection.sendall(data)
        while not peer.stopped.wait(every):
            peer.connection.sendall(drop)


def sip(every: float, bite: int = 65536) -> Play:
    """Take a few bytes of an endless request again and again and say nothing."""

    def play(peer: Peer) -> None:
        with suppress(OSError):
            while not peer.stopped.wait(every) and peer.connection.recv(bite):
                pass

    return play


def tunnel(port: int, *, then: Play | None = None) -> Play:
    """Be a proxy: whatever host is asked for by CONNECT, go on as ``then``, else carry all bytes to a local port."""

    def play(peer: Peer) -> None:
        if peer.read_request() is None:
            return
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        if then is not None:
            then(peer)
            return
        with socket.create_connection(("127.0.0.1", port)) as server, suppress(OSError):
            _carry(peer.connection, server)

    return play


def _carry(one: socket.socket, other: socket.socket) -> None:
    while True:
        held = isinstance(one, ssl.SSLSocket) and one.pending() > 0
        ready = [one] if held else select.select([one, other], [], [])[0]
        for source in ready:
            data = source.recv(65536)
            if not data:
                return
            (other if source is one else one).sendall(data)


class SocketServer:
    """Listens on a free loopback port and plays; ``certificate`` names a file of the ``tls`` folder."""

    def __init__(self, plays: Sequence[Play], certificate: str | None = None) -> None:
        self._plays = list(plays)
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(TLS_FOLDER / certificate, TLS_FOLDER / "server-key.pem")
        self.requests: list[SeenRequest] = []
        self.connections = 0
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._acceptor = threading.Thread(target=self._accept, name="socket-server")

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """The address to give to a client."""
        return f"https://localhost:{self.port}" if self._tls else f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        # One last connection wakes the acceptor; closing a listener does not everywhere.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._acceptor.join()
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._stopped.is_set():
                connection.close()
                return
            play = self._plays[min(self.connections, len(self._plays) - 1)]
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection, play), name="socket-server-peer")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, play: Play) -> None:
        if self._tls is not None:
            try:
                connection = self._tls.wrap_socket(connection, server_side=True)
            except OSError:
                connection.close()
                return
        with connection:
            self._open.append(connection)
            play(Peer(connection, self._stopped, self.requests))


@contextmanager
def closed_port() -> Iterator[int]:
    """Hold a port on which nobody listens: a connection is refused."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


@contextmanager
def full_port() -> Iterator[int]:
    """Hold a port whose queue of waiting connections is full: a further one hangs until it times out."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting: list[socket.socket] = []
        try:
            for _ in range(4):
                client = socket.socket()
                client.setblocking(False)
                client.connect_ex(listener.getsockname())
                waiting.append(client)
            yield int(listener.getsockname()[1])
        finally:
            for client in waiting:
                client.close()
