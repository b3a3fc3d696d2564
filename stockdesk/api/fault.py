"""What a failed exchange means: the library's exceptions as faults, faults and statuses as error codes."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime

from stockdesk.api.exchange import Fault


class TooLargeError(Exception):
    """The answer is larger than the program is willing to hold."""


_SENT_CODES: tuple[tuple[str, str], ...] = (
    ("ReadTimeout", "read-timeout"),
    ("WriteTimeout", "write-timeout"),
    ("WriteError", "reset"),
    ("ReadError", "reset"),
    ("DecodingError", "unreadable"),
)


def fault_of(error: Exception, wording: str, status: int | None = None, server_date: datetime | None = None) -> Fault:
    """Turn an exception of one exchange into a fault; ``wording`` is its text without secrets.

    The white-list of "never sent" stands here and nowhere else (design, section 4): no connection, no name, connect
    time-out, no TLS, no free connection, an address that is none. httpcore raises ``ConnectError`` for everything up
    to the end of the TLS handshake and for nothing later, so a reset in the handshake is on the list, and a TLS alert
    after it is not. Whatever is not named is taken for sent.
    """
    import httpx

    detail = f"{type(error).__name__}: {wording}"
    if status is None and isinstance(error, httpx.ConnectError):
        return Fault(_connect_code(error), sent=False, detail=detail)
    if status is None and isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return Fault("connect-timeout", sent=False, detail=detail)
    if status is None and isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return Fault("address", sent=False, detail=detail)
    return Fault(_sent_code(error, status), sent=True, detail=detail, status=status, server_date=server_date)


def _sent_code(error: Exception, status: int | None) -> str:
    if isinstance(error, TooLargeError):
        return "too-large"
    name = type(error).__name__
    if name == "RemoteProtocolError":
        # Before the head of the answer the peer closed or spoke nonsense; after it the body was cut off.
        return "closed" if status is None else "cut"
    return next((code for known, code in _SENT_CODES if known == name), "other")


def _connect_code(error: BaseException) -> str:
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate"
        if isinstance(cause, ssl.SSLError):
            return "tls"
        if isinstance(cause, socket.gaierror):
            return "dns"
        if isinstance(cause, ConnectionRefusedError):
            return "refused"
    return "connect"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def error_code(fault: Fault) -> str:
    """Return the error code that a person is told for a fault of a read."""
    if fault.code in ("certificate", "tls"):
        return "service.tls"
    if fault.code in ("connect-timeout", "read-timeout", "write-timeout"):
        return "service.timeout"
    if fault.code in ("cut", "too-large", "unreadable"):
        return "service.broken"
    if fault.code == "rate-limit":
        return "service.throttled"
    return "service.unreachable"


_STATUS_CODES = {
    401: "service.unauthorized",
    402: "service.licence",
    403: "service.forbidden",
    404: "service.not-found",
    408: "service.timeout",
    409: "service.conflict",
    429: "service.throttled",
}


def status_code(status: int) -> str:
    """Return the error code for a status that is not a success; a redirect counts as broken, none is followed."""
    if status in _STATUS_CODES:
        return _STATUS_CODES[status]
    return "service.refused" if 400 <= status < 500 else "service.broken"


def worth_another_try(status: int) -> bool:
    """Whether a read with this status may succeed a moment later (408, 429, 5xx: what the vendor's client retries)."""
    return status in (408, 429) or status >= 500
