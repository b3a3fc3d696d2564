"""One exchange with the service: what is asked, what came back or went wrong, and how long things may take."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from stockdesk.core.errors import StockdeskError


def new_attempt_id() -> str:
    """Make a random id by which one attempt is found again in the log."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that changes something. ``body`` goes out byte for byte as it is; ``path`` is one of ``paths``.

    ``partner_only`` leaves the user token out. ``secret`` keeps both bodies away from ``on_exchange``.
    """

    method: str
    path: str
    body: bytes = b""
    attempt: str = field(default_factory=new_attempt_id)
    partner_only: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, whatever its status. ``retry_after`` is in seconds, ``server_date`` the ``Date`` header, UTC."""

    status: int
    body: bytes = b""
    retry_after: float | None = None
    server_date: datetime | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """No whole answer. ``sent`` is False only where the request surely never left this machine.

    ``code`` names the fault: ``refused``, ``dns``, ``connect``, ``connect-timeout``, ``certificate``, ``tls``,
    ``address``, ``proxy``, ``rate-limit`` (all never sent); ``read-timeout``, ``write-timeout``, ``reset``, ``closed``,
    ``cut``, ``too-large``, ``unreadable``, ``other`` (may have been done). ``detail`` is the library's wording;
    ``status`` and ``server_date`` are known when the fault came after the head of the answer.
    """

    code: str
    sent: bool
    detail: str = ""
    status: int | None = None
    server_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What ``on_exchange`` is told after each attempt; it never holds headers or tokens.

    ``path`` includes the query. ``fault`` is empty when a whole answer came. The bodies are empty for a sign-in.
    """

    attempt: str
    method: str
    path: str
    at: datetime
    milliseconds: int
    status: int | None
    fault: str = ""
    sent: bytes = field(default=b"", repr=False)
    received: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Longest waits in seconds: for a connection, for the next bytes, for one whole exchange, for a turn to ask.

    10, 15 and 30 s are what live integrations settled on (real-world notes, section 1); a write waits longer, since
    giving up early on it costs a look-up. ``turn`` is the wait for the own rate limit.
    """

    connect: float = 10.0
    read: float = 20.0
    write_read: float = 60.0
    whole: float = 120.0
    turn: float = 120.0


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how patiently a read is tried again, in seconds; ``whole`` bounds all attempts together."""

    attempts: int = 4
    first_wait: float = 0.25
    longest_wait: float = 4.0
    whole: float = 60.0


class ReadFailed(Exception):  # noqa: N818 - an inner signal of the retries, never seen outside api
    """One attempt to read failed: ``again`` says whether another may help, ``wait`` is the server's wish in seconds."""

    def __init__(self, error: StockdeskError, *, again: bool, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again
        self.wait = wait
