"""The address of the service: what a person may give for it, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from stockdesk.core.errors import StockdeskError

DEFAULT_SERVER = "https://api.alteg.io"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Scheme, host and port of the service. ``origin`` has no path and no trailing slash."""

    origin: str
    host: str
    loopback: bool
    secure: bool


def parse_server(text: str) -> ServerAddress:
    """Read an address such as ``https://api.alteg.io``: https anywhere, http on loopback only, and no path.

    Raises ``StockdeskError("server.address")`` with ``server`` (without any credentials that stood in it) and
    ``reason``: ``unreadable``, ``scheme``, ``insecure`` (http to another machine), ``credentials`` or ``path``.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        # A label that is empty or too long would only be found out in the middle of a connection.
        host.encode("idna")
    except ValueError:
        raise _bad(text.rpartition("@")[2], "unreadable") from None
    shown = _shown(parts, host)
    if parts.scheme not in ("http", "https"):
        raise _bad(shown, "scheme")
    if not host or any(character.isspace() for character in text.strip()):
        raise _bad(shown, "unreadable")
    if parts.username is not None or parts.password is not None:
        raise _bad(shown, "credentials")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _bad(shown, "path")
    loopback = _is_loopback(host)
    secure = parts.scheme == "https"
    if not secure and not loopback:
        raise _bad(shown, "insecure")
    bracketed = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{bracketed}" + (f":{port}" if port is not None else "")
    return ServerAddress(origin, host, loopback, secure)


def _shown(parts: SplitResult, host: str) -> str:
    """Return the address as an error may show it: a password typed in front of the host stays out."""
    return f"{parts.scheme}://{host}{parts.path}" if parts.netloc else parts.scheme + ":" * bool(parts.scheme)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _bad(server: str, reason: str) -> StockdeskError:
    return StockdeskError("server.address", server=server, reason=reason)
