"""A deadline over everything that one exchange waits for: connecting, TLS, sending, the head and the body.

httpx has time-outs for the next bytes only, so a peer that gives one byte at a time, or says "100 Continue" for ever,
would hold an exchange without end. Here each wait is cut to what is left until the deadline. The one wait that cannot
be cut is the system's own look-up of a name.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import httpcore

T = TypeVar("T")

NewTls = Callable[[], ssl.SSLContext]

_ends: ContextVar[float] = ContextVar("ends")

PIECE = 16 * 1024
"""Bytes that are sent between two looks at the clock: one TLS record."""
HTTP_1 = ["http/1.1"]


@contextmanager
def until(ends: float) -> Iterator[None]:
    """Bound all waits of this thread inside the block; ``ends`` is a time of ``time.monotonic``."""
    token = _ends.set(ends)
    try:
        yield
    finally:
        _ends.reset(token)


def _left(timeout: float | None, late: type[Exception]) -> float:
    left = _ends.get() - time.monotonic()
    if left <= 0:
        raise late("the whole exchange took longer than allowed")
    return left if timeout is None else min(timeout, left)


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens connections that keep to the deadline. ``new_tls`` makes the context of one handshake."""

    def __init__(self, new_tls: NewTls) -> None:
        self._new_tls = new_tls
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Try the addresses of a name one after another, ``timeout`` seconds each and never beyond the deadline."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        failed: Exception = httpcore.ConnectError("a name without an address")
        for *_, address in found:
            left = _left(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._plain.connect_tcp(str(address[0]), port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return DeadlineStream(stream, self._new_tls)
        raise failed


class DeadlineStream(httpcore.NetworkStream):
    """A connection, plain or TLS, none of whose waits outlives the deadline of the exchange that waits."""

    def __init__(self, stream: httpcore.NetworkStream, new_tls: NewTls) -> None:
        self._stream = stream
        self._new_tls = new_tls

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what is there, empty at the end. Raises ``ReadTimeout`` and ``ReadError``."""
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it. Raises ``WriteTimeout`` and ``WriteError``."""
        for start in range(0, len(buffer), PIECE):
            self._stream.write(buffer[start : start + PIECE], _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,  # noqa: ARG002 - httpcore's signature
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Return the connection under TLS. Raises ``ConnectTimeout`` and ``ConnectError``.

        The pool's context is not used: truststore holds a lock of its context during a handshake, so a server that
        drags out one would hold up those of all threads that share the context, past their deadlines.
        """
        context = self._new_tls()
        context.set_alpn_protocols(HTTP_1)
        left = _left(timeout, httpcore.ConnectTimeout)
        if self.get_extra_info("ssl_object") is None:
            return DeadlineStream(self._stream.start_tls(context, server_hostname, left), self._new_tls)
        try:
            return TlsInTls(self, context, server_hostname, left)
        except (httpcore.TimeoutException, httpcore.NetworkError, OSError) as error:
            self.close()
            late = isinstance(error, httpcore.TimeoutException)
            raise (httpcore.ConnectTimeout if late else httpcore.ConnectError)(str(error)) from error

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection below knows of itself."""
        return self._stream.get_extra_info(info)


class TlsInTls(httpcore.NetworkStream):
    """TLS to the server through a proxy that is itself reached by TLS.

    httpcore's own waits anew for each piece of a record, so a drip would hold it without end; here every piece comes
    through the outer connection, which keeps to the deadline.
    """

    def __init__(
        self, outer: DeadlineStream, context: ssl.SSLContext, server_hostname: str | None, timeout: float
    ) -> None:
        self._outer = outer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        self._run(self._tls.do_handshake, timeout)

    def _run(self, step: Callable[[], T], timeout: float | None) -> T:
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                self._outer.write(self._outgoing.read(), timeout)
                received = self._outer.read(PIECE, timeout)
                if received:
                    self._incoming.write(received)
                else:
                    self._incoming.write_eof()
            else:
                self._outer.write(self._outgoing.read(), timeout)
                return done

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what is there, empty at the end. Raises ``ReadTimeout`` and ``ReadError``."""
        try:
            return self._run(lambda: self._tls.read(max_bytes), timeout)
        except ssl.SSLError as error:
            raise httpcore.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it. Raises ``WriteTimeout`` and ``WriteError``."""
        left = memoryview(buffer)
        try:
            while left:
                left = left[self._send(left, timeout) :]
        except ssl.SSLError as error:
            raise httpcore.WriteError(str(error)) from error

    def _send(self, data: memoryview, timeout: float | None) -> int:
        return self._run(lambda: self._tls.write(data), timeout)

    def close(self) -> None:
        """Close the connection."""
        self._outer.close()

    def get_extra_info(self, info: str) -> Any:
        """Return the inner TLS object, else what the outer connection knows of itself."""
        return self._tls if info == "ssl_object" else self._outer.get_extra_info(info)
