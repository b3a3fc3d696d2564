from __future__ import annotations

import httpcore
import httpx
import pytest

from stockdesk.api.address import parse_server
from stockdesk.api.pool import proxy_for

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_every_exception_of_the_pool_has_a_namesake_that_is_told_apart() -> None:
    kinds = [value for value in vars(httpcore).values() if isinstance(value, type) and issubclass(value, Exception)]
    # Never leaves the pool.
    kinds.remove(httpcore.ConnectionNotAvailable)
    assert len(kinds) > 10
    for kind in kinds:
        assert issubclass(getattr(httpx, kind.__name__), httpx.RequestError)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"HTTPS_PROXY": "proxy.example:3128"}, "http://proxy.example:3128"),
        ({"HTTPS_PROXY": "https://proxy.example"}, "https://proxy.example"),
        ({"ALL_PROXY": "http://all.example"}, "http://all.example"),
        ({"ALL_PROXY": "http://all.example", "HTTPS_PROXY": "http://proxy.example"}, "http://proxy.example"),
        ({"HTTP_PROXY": "http://proxy.example"}, None),
        ({"HTTPS_PROXY": ""}, None),
    ],
)
def test_proxy_of_the_system_is_taken(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    proxy = proxy_for(parse_server("https://api.alteg.io"))
    assert (None if proxy is None else str(proxy.url)) == expected


@pytest.mark.parametrize(
    ("exceptions", "reached_directly"),
    [
        ("*", True),
        ("localhost, *", True),
        ("api.alteg.io", True),
        ("API.Alteg.io", True),
        ("alteg.io", True),
        (".alteg.io", True),
        ("api.alteg.io:443", True),
        ("https://api.alteg.io", True),
        ("other.example,alteg.io", True),
        ("teg.io", False),
        ("api", False),
        ("www.api.alteg.io", False),
        ("localhost,127.0.0.1,::1", False),
        (" , ", False),
    ],
)
def test_exceptions_from_the_proxy_are_honoured(
    monkeypatch: pytest.MonkeyPatch, exceptions: str, reached_directly: bool
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert (proxy_for(parse_server("https://api.alteg.io")) is None) == reached_directly


@pytest.mark.parametrize("server", ["http://127.0.0.1:8000", "https://localhost", "https://[::1]:8443"])
def test_this_machine_has_no_proxy(monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    assert proxy_for(parse_server(server)) is None


@pytest.mark.parametrize(
    "url",
    [
        "socks5://desk:hunter2@proxy.example",
        "gopher://desk:hunter2@proxy.example",
        "http://:80",
        "http://a:b",
        "http://desk:hunter2#x@proxy.example:3128",
        "http://desk:hunter2/x@proxy.example:3128",
        "desk:hunter2@http://proxy.example",
    ],
)
def test_proxy_that_is_not_spoken_here_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", url)
    with pytest.raises(ValueError, match=r".") as raised:
        proxy_for(parse_server("https://api.alteg.io"))
    assert "hunter2" not in str(raised.value)


def test_name_and_password_of_a_proxy_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://desk:hunter2@proxy.example:3128")
    proxy = proxy_for(parse_server("https://api.alteg.io"))
    assert proxy is not None
    assert proxy.raw_auth == (b"desk", b"hunter2")
