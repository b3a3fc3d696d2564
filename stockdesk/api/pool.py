"""The connections of one client: straight to the server or through the system's proxy, all under a deadline.

httpx takes no network backend, so its pool is made here with the parts that httpcore offers for that.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.request import getproxies

import httpcore
import httpx

from stockdesk.api.address import ServerAddress
from stockdesk.api.deadline import DeadlineBackend, NewTls

MOST_CONNECTIONS = 8
MOST_KEPT = 4
KEPT_SECONDS = 15.0

_MAPPED = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


@contextmanager
def _named_by_httpx() -> Iterator[None]:
    """Raise httpcore's exceptions as those of the same name of httpx, the original as their cause."""
    try:
        yield
    except _MAPPED as error:
        named: type[httpx.RequestError] = getattr(httpx, type(error).__name__)
        raise named(str(error)) from error


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _named_by_httpx():
            yield from self._response.iter_stream()

    def close(self) -> None:
        with _named_by_httpx():
            self._response.close()


class PoolTransport(httpx.BaseTransport):
    """Carries the requests of an ``httpx.Client``. Shared by threads."""

    def __init__(self, address: ServerAddress, new_tls: NewTls, *, keep_alive: bool) -> None:
        """Raises ``ValueError`` for a system proxy of a kind that is not spoken here."""
        self._pool = _new_pool(proxy_for(address), DeadlineBackend(new_tls), MOST_KEPT if keep_alive else 0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the head of its answer; the body is read from the stream."""
        assert isinstance(request.stream, Iterable)
        outgoing = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _named_by_httpx():
            response = self._pool.handle_request(outgoing)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        """Close the connections."""
        with _named_by_httpx():
            self._pool.close()


def _new_pool(proxy: httpx.Proxy | None, backend: DeadlineBackend, kept: int) -> httpcore.ConnectionPool:
    # Never used, see ``DeadlineStream.start_tls``; without one httpcore would load certificates of its own.
    unused = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if proxy is None:
        return httpcore.ConnectionPool(
            ssl_context=unused,
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=kept,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=backend,
        )
    return httpcore.HTTPProxy(
        proxy_url=httpcore.URL(
            scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=proxy.url.raw_path
        ),
        proxy_auth=proxy.raw_auth,
        ssl_context=unused,
        proxy_ssl_context=unused if proxy.url.scheme == "https" else None,
        max_connections=MOST_CONNECTIONS,
        max_keepalive_connections=kept,
        keepalive_expiry=KEPT_SECONDS,
        network_backend=backend,
    )


def proxy_for(address: ServerAddress) -> httpx.Proxy | None:
    """Return the system's proxy for a server, None where it is reached directly, as this machine itself always is.

    Raises ``ValueError`` for one that is no HTTP proxy; the words hold no password.
    """
    if address.loopback:
        return None
    proxies = getproxies()
    # Only loopback is reached by plain http.
    url = proxies.get("https") or proxies.get("all")
    if not url or _is_excepted(address.host, proxies.get("no", "")):
        return None
    try:
        proxy = httpx.Proxy(url if "://" in url else f"http://{url}")
    except (httpx.InvalidURL, ValueError):
        # The words of the library quote what they cannot read, and that may be a part of the password.
        raise ValueError("the address of the system's proxy cannot be read") from None
    if proxy.url.scheme not in ("http", "https") or not proxy.url.host:
        raise ValueError(f"a proxy of the kind {proxy.url.scheme}, host {proxy.url.host}")
    return proxy


def _is_excepted(host: str, no_proxy: str) -> bool:
    """Whether NO_PROXY names a host, a domain above it, or everything (``*``)."""
    for item in no_proxy.lower().split(","):
        name = item.strip().rpartition("://")[2].strip("[]")
        if name.count(":") == 1:
            name = name.partition(":")[0]
        name = name.lstrip(".")
        if name == "*" or (name and (host == name or host.endswith(f".{name}"))):
            return True
    return False
