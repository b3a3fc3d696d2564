"""The one way to the service: reads that are tried again, writes that are sent once.

TLS by the system's trust store, always verified; no redirects; bounded answers; a time-out on everything; nothing but
method, path, status and time in the log. A client may be shared by threads and costs nothing until it is used.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from stockdesk.api import envelope
from stockdesk.api.address import ServerAddress, parse_server
from stockdesk.api.exchange import Answer, Exchange, Fault, ReadFailed, Request, Retries, Timeouts
from stockdesk.api.fault import error_code, status_code, worth_another_try
from stockdesk.api.limit import RateLimit, shared_limit
from stockdesk.api.transport import SHORTEST_WAIT, Transport
from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import Tokens

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

ALTEGIO = "application/vnd.api.v2+json"
"""The media type to ask for; without one the service answers with a bare array (altegio-v1, section 1)."""
YCLIENTS = "application/vnd.yclients.v2+json"

Query = Sequence[tuple[str, str | int]]


class ServiceClient:
    """A client for one server and one pair of tokens.

    ``server`` is scheme, host and port (see ``parse_server``, which raises ``server.address``). ``rate_limit`` is
    STOCKDESK_RATE_LIMIT where it is set; ``limiter`` replaces the process's shared one. ``on_exchange`` is called in
    the calling thread after each attempt. ``language`` goes out as Accept-Language.

    Reads raise ``StockdeskError`` with ``server``, ``path``, ``status`` (None without an answer) and ``message``:
    ``service.unreachable``, ``.timeout``, ``.tls``, ``.proxy``, ``.unauthorized``, ``.licence``, ``.forbidden``,
    ``.not-found``, ``.conflict``, ``.throttled`` (with ``retry_after`` in seconds or None), ``.refused``, ``.broken``,
    ``.closed``. Raises ``token.malformed`` for a token that cannot stand in a header.
    """

    def __init__(
        self,
        server: str,
        tokens: Tokens,
        *,
        media_type: str = ALTEGIO,
        rate_limit: str | None = None,
        limiter: RateLimit | None = None,
        timeouts: Timeouts | None = None,
        retries: Retries | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        language: str | None = None,
    ) -> None:
        self.address: ServerAddress = parse_server(server)
        self._timeouts = timeouts or Timeouts()
        self._retries = retries or Retries()
        headers = {"Accept": media_type, "Content-Type": "application/json", "User-Agent": "stockdesk"}
        if language:
            headers["Accept-Language"] = language
        self._transport = Transport(self.address, tokens, headers, self._timeouts.connect, on_exchange)
        self._rate_limit = rate_limit
        self._limiter = limiter
        self._lock = threading.Lock()
        self._reader: httpx.Client | None = None
        self._closed = False

    @property
    def server(self) -> str:
        """The server's scheme, host and port, as errors name it."""
        return self.address.origin

    @property
    def server_date(self) -> datetime | None:
        """The last ``Date`` that the server sent, UTC; None before the first answer."""
        return None if self._transport.clock is None else self._transport.clock[0]

    @property
    def clock_difference(self) -> timedelta | None:
        """The server's clock less this machine's, at the last answer; exact to about a second."""
        return None if self._transport.clock is None else self._transport.clock[1]

    def close(self) -> None:
        """Close the connections. Calls that are still waiting end by their time-outs; later ones are refused."""
        with self._lock:
            self._closed = True
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def get_one(self, path: str, kind: type[T], query: Query = (), *, whole: float | None = None) -> T:
        """Read one row. ``whole`` bounds all attempts together, in seconds."""
        return self._get(path, query, whole, lambda body: envelope.read_one(body, kind))

    def get_many(self, path: str, kind: type[T], query: Query = (), *, whole: float | None = None) -> list[T]:
        """Read a list of rows. ``whole`` bounds all attempts together, in seconds."""
        return self._get(path, query, whole, lambda body: envelope.read_many(body, kind))

    def get_list(self, path: str, kind: type[T], query: Query = ()) -> list[T]:
        """Read a list whose being empty proves something: ``service.broken`` where there is ``null`` in its place."""
        return self._get(path, query, None, lambda body: envelope.read_list(body, kind))

    def get_all(self, path: str, kind: type[T], query: Query = ()) -> list[T]:
        """Read such a list that has no pages; ``service.broken`` where it says that it holds more rows than came."""
        return self._get(path, query, None, lambda body: envelope.read_all(body, kind))

    def send(self, request: Request) -> Answer | Fault:
        """Send a request that changes something: once, on a fresh connection, with exactly the bytes of its body.

        Never raises for what the network or the server does. Raises ``service.closed`` on a closed client.
        """
        self._refuse_when_closed(request.path)
        limiter = self._own_limit()
        if limiter is not None and not limiter.wait(self._timeouts.turn):
            return Fault("rate-limit", sent=False)
        try:
            client = self._transport.new_client(keep_alive=False)
        except ValueError as error:
            # A proxy of a kind that is not spoken here; nothing was sent.
            return Fault("proxy", sent=False, detail=str(error))
        with closing(client):
            return self._transport.exchange(client, request, read=self._timeouts.write_read, whole=self._timeouts.whole)

    def _get(self, path: str, query: Query, whole: float | None, read: Callable[[bytes], T]) -> T:
        import stamina

        # Every attempt is in the log already; the library's own line would be a second one, as a warning.
        stamina.instrumentation.set_on_retry_hooks(())
        retries = self._retries
        ends = time.monotonic() + (retries.whole if whole is None else whole)
        full_path = f"{path}?{urlencode(list(query))}" if query else path

        failures = 0

        def again(error: Exception) -> bool | float:
            nonlocal failures
            if not isinstance(error, ReadFailed) or not error.again:
                return False
            failures += 1
            # The library's own wait, its jitter included, is at most this.
            wait = min(retries.longest_wait, retries.first_wait * (2.0 ** (failures - 1) + 1))
            # A wait that outlives the whole is not begun: the caller is told now, and when to come back.
            if (wait if error.wait is None else error.wait) >= ends - time.monotonic():
                return False
            return True if error.wait is None else error.wait

        try:
            for attempt in stamina.retry_context(
                on=again,
                attempts=retries.attempts,
                timeout=None,
                wait_initial=retries.first_wait,
                wait_max=retries.longest_wait,
                wait_jitter=retries.first_wait,
            ):
                with attempt:
                    return self._read_once(full_path, ends, read)
        except ReadFailed as failed:
            raise failed.error from None
        raise AssertionError("the retries end with a value or an error")

    def _read_once(self, path: str, ends: float, read: Callable[[bytes], T]) -> T:
        self._refuse_when_closed(path)
        limiter = self._own_limit()
        if limiter is not None and not limiter.wait(ends - time.monotonic()):
            raise ReadFailed(self._error("service.throttled", path, retry_after=None), again=False)
        try:
            client = self._shared_reader(path)
        except ValueError as error:
            raise ReadFailed(self._error("service.proxy", path, message=str(error)), again=False) from None
        left = max(ends - time.monotonic(), SHORTEST_WAIT)
        try:
            result = self._transport.exchange(client, Request("GET", path), read=self._timeouts.read, whole=left)
        except RuntimeError:
            # httpx's word for a client that another thread closed meanwhile.
            self._refuse_when_closed(path)
            raise
        return self._read_result(path, result, read)

    def _read_result(self, path: str, result: Answer | Fault, read: Callable[[bytes], T]) -> T:
        if isinstance(result, Fault):
            failed = self._error(error_code(result), path, status=result.status, message=result.detail)
            raise ReadFailed(failed, again=result.code not in ("certificate", "address", "too-large", "proxy"))
        if not 200 <= result.status < 300:
            raise self._failed_status(path, result)
        try:
            return read(result.body)
        except envelope.NotDoneError as error:
            refused = self._error("service.refused", path, status=result.status, message=str(error))
            raise ReadFailed(refused, again=False) from None
        except envelope.UnreadableError as error:
            broken = self._error("service.broken", path, status=result.status, message=str(error))
            raise ReadFailed(broken, again=True) from None

    def _failed_status(self, path: str, answer: Answer) -> ReadFailed:
        extra = {"retry_after": answer.retry_after} if answer.status == 429 else {}
        message = answer.location if 300 <= answer.status < 400 else envelope.message(answer.body)
        error = self._error(status_code(answer.status), path, status=answer.status, message=message, **extra)
        return ReadFailed(error, again=worth_another_try(answer.status), wait=answer.retry_after)

    def _error(
        self, code: str, path: str, *, status: int | None = None, message: str = "", **extra: object
    ) -> StockdeskError:
        clean = self.without_secrets(message)
        return StockdeskError(code, server=self.server, path=path, status=status, message=clean, **extra)

    def without_secrets(self, text: str) -> str:
        """Return a text without this client's tokens, should it hold them."""
        return self._transport.without_secrets(text)

    def _refuse_when_closed(self, path: str) -> None:
        if self._closed:
            raise StockdeskError("service.closed", server=self.server, path=path, status=None, message="")

    def _own_limit(self) -> RateLimit | None:
        if self._limiter is None:
            self._limiter = shared_limit(self.server, loopback=self.address.loopback, text=self._rate_limit)
        return self._limiter

    def _shared_reader(self, path: str) -> httpx.Client:
        with self._lock:
            self._refuse_when_closed(path)
            if self._reader is None:
                self._reader = self._transport.new_client(keep_alive=True)
            return self._reader
