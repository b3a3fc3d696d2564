"""One exchange over one connection: TLS, headers, bounded answers, time-outs, and a line in the log.

The log and ``on_exchange`` get method, path, status and time: never a header, never a token.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from stockdesk.api import paths
from stockdesk.api.address import ServerAddress
from stockdesk.api.exchange import Answer, Exchange, Fault, Request
from stockdesk.api.fault import TooLargeError, fault_of
from stockdesk.api.headers import retry_after, server_date
from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import Tokens

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes of an answer that are held, unpacked. A page of 100 products is some 100 KB."""
SHORTEST_WAIT = 0.001
"""Seconds given to an exchange whose time is over: it fails by time-out instead of by a negative number."""


def new_tls() -> ssl.SSLContext:
    """Make the context of one TLS handshake: the system's trust store, TLS 1.2 or newer, always verified."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Transport:
    """Makes connections to one server and runs exchanges over them, as one pair of tokens. Shared by threads."""

    def __init__(
        self,
        address: ServerAddress,
        tokens: Tokens,
        headers: Mapping[str, str],
        connect_timeout: float,
        on_exchange: Callable[[Exchange], None] | None = None,
    ) -> None:
        """Raises ``StockdeskError("token.malformed")`` for a token that cannot stand in a header."""
        for name, token in (("partner", tokens.partner), ("user", tokens.user)):
            if any(not "!" <= character <= "~" or character == "," for character in token):
                raise StockdeskError("token.malformed", token=name)
        self._address = address
        self._tokens = tokens
        self._headers = dict(headers)
        self._connect_timeout = connect_timeout
        self._on_exchange = on_exchange
        self.clock: tuple[datetime, timedelta] | None = None

    def without_secrets(self, text: str) -> str:
        """Return a text of the server or of a library without the tokens, should it hold them."""
        for token in (self._tokens.partner, self._tokens.user):
            if token:
                text = text.replace(token, "***")
        return text

    def new_client(self, *, keep_alive: bool) -> httpx.Client:
        """Make a client; no connection is opened yet.

        Raises ``ValueError`` for a system proxy of a kind that is not spoken here.
        """
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx

        from stockdesk.api.pool import PoolTransport

        # Their lines name what ours name, and at DEBUG also headers.
        for library in ("httpx", "httpcore"):
            logging.getLogger(library).setLevel(logging.WARNING)
        return httpx.Client(
            transport=PoolTransport(self._address, new_tls, keep_alive=keep_alive),
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    def exchange(self, client: httpx.Client, request: Request, *, read: float, whole: float) -> Answer | Fault:
        """Run one exchange: ``read`` seconds for the next bytes, ``whole`` for all of it, connecting included.

        Raises ``RuntimeError`` where another thread closed the client.
        """
        import httpx

        from stockdesk.api.deadline import until

        at = datetime.now(UTC)
        begun = time.monotonic()
        head: list[Answer] = []
        try:
            with until(begun + whole):
                body = self._whole_body(client, request, read, whole, head)
            answered = head[0]
            result: Answer | Fault = Answer(
                answered.status, body, answered.retry_after, answered.server_date, answered.location
            )
        except (httpx.RequestError, httpx.InvalidURL, OSError, TooLargeError) as error:
            status, date = (head[0].status, head[0].server_date) if head else (None, None)
            result = fault_of(error, self.without_secrets(str(error)), status, date)
        self._tell(request, at, round((time.monotonic() - begun) * 1000), result)
        return result

    def _whole_body(
        self, client: httpx.Client, request: Request, read: float, whole: float, head: list[Answer]
    ) -> bytes:
        import httpx

        connect = self._connect_timeout
        outgoing = client.build_request(
            request.method,
            f"{self._address.origin}{paths.PREFIX}{request.path}",
            headers=self._request_headers(request),
            content=request.body or None,
            # All but the wait for a free connection are cut to what is left of the whole time (``deadline``).
            timeout=httpx.Timeout(connect=connect, read=read, write=read, pool=min(connect, whole)),
        )
        response = client.send(outgoing, stream=True)
        with closing(response):
            head.append(self._head(response.status_code, response.headers))
            chunks: list[bytes] = []
            size = 0
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > LARGEST_ANSWER:
                    raise TooLargeError(f"more than {LARGEST_ANSWER} bytes")
                chunks.append(chunk)
        return b"".join(chunks)

    def _request_headers(self, request: Request) -> Mapping[str, str]:
        user = "" if request.partner_only or not self._tokens.user else f", User {self._tokens.user}"
        return {**self._headers, "Authorization": f"Bearer {self._tokens.partner}{user}"}

    def _head(self, status: int, headers: Mapping[str, str]) -> Answer:
        now = datetime.now(UTC)
        date = server_date(headers.get("Date"))
        if date is not None:
            self.clock = (date, date - now)
        wait = retry_after(headers.get("Retry-After"), date or now)
        return Answer(status, b"", wait, date, headers.get("Location", ""))

    def _tell(self, request: Request, at: datetime, milliseconds: int, result: Answer | Fault) -> None:
        fault = result.code if isinstance(result, Fault) else ""
        log.info(
            "%s %s -> %s in %d ms, attempt %s",
            request.method,
            request.path,
            " ".join(word for word in ("" if result.status is None else str(result.status), fault) if word),
            milliseconds,
            request.attempt,
        )
        if self._on_exchange is None:
            return
        received = result.body if isinstance(result, Answer) else b""
        sent, received = (b"", b"") if request.secret else (request.body, received)
        self._on_exchange(
            Exchange(
                request.attempt, request.method, request.path, at, milliseconds, result.status, fault, sent, received
            )
        )
