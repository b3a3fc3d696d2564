from __future__ import annotations

import pytest

from stockdesk.api.address import parse_server
from stockdesk.core.errors import StockdeskError


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://api.alteg.io", "https://api.alteg.io"),
        (" https://API.alteg.io/ ", "https://api.alteg.io"),
        ("https://api.yclients.com:8443", "https://api.yclients.com:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://склад.example", "https://склад.example"),
    ],
)
def test_scheme_host_and_port_make_an_address(text: str, origin: str) -> None:
    assert parse_server(text).origin == origin


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "scheme"),
        ("api.alteg.io", "scheme"),
        ("ftp://api.alteg.io", "scheme"),
        ("https://", "unreadable"),
        ("https://api.alteg.io:99999", "unreadable"),
        ("https://[::1", "unreadable"),
        ("https://api alteg.io", "unreadable"),
        (f"https://{'a' * 70}.example", "unreadable"),
        ("http://api.alteg.io", "insecure"),
        ("http://127.0.0.1.example", "insecure"),
        ("http://192.168.0.4:8000", "insecure"),
        ("https://desk:hunter2@api.alteg.io", "credentials"),
        ("https://api.alteg.io/api/v1", "path"),
        ("https://api.alteg.io?x=1", "path"),
        ("https://api.alteg.io#x", "path"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(StockdeskError) as raised:
        parse_server(text)
    assert (raised.value.code, raised.value.arguments["reason"]) == ("server.address", reason)


@pytest.mark.parametrize("text", ["https://desk:hunter2@api.alteg.io", "https://desk:hunter2@api.alteg.io:99999"])
def test_password_in_an_address_is_not_repeated(text: str) -> None:
    with pytest.raises(StockdeskError) as raised:
        parse_server(text)
    assert "hunter2" not in str(raised.value)


def test_loopback_is_told_by_the_address_and_not_by_its_beginning() -> None:
    assert parse_server("https://127.8.9.10").loopback
    assert not parse_server("https://127.0.0.1.example").loopback
