"""Reads at real sockets: what is tried again, what is not, and what a person is told."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from stockdesk.api import paths
from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Exchange, Request, Retries
from stockdesk.api.limit import RateLimit
from stockdesk.api.storages import list_storages
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Storage
from stockdesk.core.tokens import Tokens
from tests.api.conftest import PARTNER, USER, ClientAt
from tests.support.sockets import (
    AUTHORITY,
    Peer,
    Play,
    SocketServer,
    after_request,
    answer,
    answers,
    close,
    closed_port,
    cut,
    drip,
    http,
    reset,
    silence,
)

STORAGES = b'{"success":true,"data":[{"id":5101,"title":"Shop floor","for_sale":1,"for_service":0}],"meta":[]}'
FLOOR = Storage(5101, "Shop floor", for_sale=True)


@pytest.mark.parametrize(
    "first",
    [
        reset,
        after_request(reset),
        after_request(close),
        after_request(silence),
        cut(200, STORAGES),
        answer(200, b"<html>"),
        answer(408),
        answer(429, b"", {"Retry-After": "0"}),
        answer(429),
        answer(500),
        answer(503),
    ],
    ids=["reset", "reset after", "closed", "silence", "cut", "garbage", "408", "429 now", "429", "500", "503"],
)
def test_read_is_tried_again_after_a_passing_fault(client_at: ClientAt, first: Play) -> None:
    with SocketServer([first, answer(200, STORAGES)]) as server:
        assert list_storages(client_at(server.url), 4564) == (FLOOR,)
        assert server.connections == 2


@pytest.mark.parametrize(
    ("play", "code", "connections"),
    [
        (after_request(silence), "service.timeout", 3),
        (after_request(reset), "service.unreachable", 3),
        (answer(200, b"[]"), "service.broken", 3),
        (answer(500, b'{"success":false,"meta":{"message":"An error has occurred"}}'), "service.broken", 3),
        (answer(429, b"", {"Retry-After": "600"}), "service.throttled", 1),
        (answer(200, b'{"success":false,"data":null,"meta":{"message":"no"}}'), "service.refused", 1),
        (answer(302, b"", {"Location": "https://elsewhere.example/"}), "service.broken", 1),
        (answer(400), "service.refused", 1),
        (answer(401), "service.unauthorized", 1),
        (answer(402), "service.licence", 1),
        (answer(403), "service.forbidden", 1),
        (answer(404, b'{"success":false,"data":null,"meta":[]}'), "service.not-found", 1),
        (answer(422), "service.refused", 1),
    ],
)
def test_failed_read_says_what_is_the_matter(client_at: ClientAt, play: Play, code: str, connections: int) -> None:
    with SocketServer([play]) as server:
        with pytest.raises(StockdeskError) as raised:
            list_storages(client_at(server.url), 4564)
        assert server.connections == connections
        assert raised.value.code == code
        assert raised.value.arguments["server"] == server.url
        assert raised.value.arguments["path"] == "/storages/4564"


def test_throttled_read_says_when_to_come_back(client_at: ClientAt) -> None:
    with SocketServer([answer(429, b"", {"Retry-After": "600"})]) as server, pytest.raises(StockdeskError) as raised:
        list_storages(client_at(server.url), 4564)
    assert raised.value.arguments["retry_after"] == 600.0


def test_server_that_is_not_there_is_named(client_at: ClientAt) -> None:
    with closed_port() as port, pytest.raises(StockdeskError) as raised:
        list_storages(client_at(f"http://127.0.0.1:{port}"), 4564)
    assert raised.value.code == "service.unreachable"
    assert raised.value.arguments["server"] == f"http://127.0.0.1:{port}"
    assert raised.value.arguments["status"] is None


def test_bad_certificate_is_told_at_once(client_at: ClientAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    with SocketServer([answer(200, STORAGES)], "wrong-name.pem") as server, pytest.raises(StockdeskError) as raised:
        list_storages(client_at(server.url), 4564)
    assert raised.value.code == "service.tls"
    assert server.requests == []


def test_redirect_is_not_followed_and_the_tokens_stay_here(client_at: ClientAt) -> None:
    with (
        SocketServer([answer(200, STORAGES)]) as elsewhere,
        SocketServer([answer(307, b"", {"Location": f"{elsewhere.url}/api/v1/storages/4564"})]) as server,
        pytest.raises(StockdeskError) as raised,
    ):
        list_storages(client_at(server.url), 4564)
    assert str(raised.value.arguments["message"]).endswith("/api/v1/storages/4564")
    assert raised.value.arguments["status"] == 307
    assert elsewhere.connections == 0


def test_reads_share_a_connection_and_survive_its_end(client_at: ClientAt) -> None:
    with SocketServer([answers(STORAGES, STORAGES), answers(STORAGES)]) as server:
        client = client_at(server.url)
        for _ in range(3):
            assert list_storages(client, 4564) == (FLOOR,)
        assert server.connections == 2


def test_whole_time_bounds_all_attempts_and_a_body_that_drips(client_at: ClientAt) -> None:
    with SocketServer([drip(http(200, b"", length=10_000), 0.01)]) as server:
        client = client_at(server.url, retries=Retries(attempts=50, first_wait=0.001, longest_wait=0.002, whole=0.2))
        with pytest.raises(StockdeskError) as raised:
            list_storages(client, 4564)
        assert raised.value.code == "service.timeout"
        assert server.connections < 50


def test_own_rate_limit_ends_a_read_in_time(client_at: ClientAt) -> None:
    with SocketServer([answer(200, STORAGES)]) as server:
        client = client_at(server.url, limiter=RateLimit("1/h"), retries=Retries(whole=0.05))
        list_storages(client, 4564)
        with pytest.raises(StockdeskError) as raised:
            list_storages(client, 4564)
        assert server.connections == 1
    assert raised.value.code == "service.throttled"


def test_clients_of_one_server_share_its_limit() -> None:
    with SocketServer([answer(200, STORAGES)]) as server:
        for expected in ("", "service.throttled"):
            client = ServiceClient(server.url, Tokens(PARTNER), rate_limit="1/h", retries=Retries(whole=0.05))
            code = ""
            try:
                list_storages(client, 4564)
            except StockdeskError as error:
                code = error.code
            client.close()
            assert code == expected


def test_clock_of_the_server_is_remembered_with_its_difference(client_at: ClientAt) -> None:
    ahead = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    headers = {"Date": format_datetime(ahead, usegmt=True)}
    with SocketServer([answer(200, STORAGES, headers)]) as server:
        client = client_at(server.url)
        before = (client.server_date, client.clock_difference)
        list_storages(client, 4564)
        difference = client.clock_difference
    assert before == (None, None)
    assert client.server_date == ahead
    assert difference is not None
    assert timedelta(hours=2, minutes=59) < difference <= timedelta(hours=3)


@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "Tue, 99 Nov 2026 10:00:00 GMT",
        "",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
    ],
)
def test_date_that_cannot_be_is_as_good_as_none(client_at: ClientAt, date: str) -> None:
    with SocketServer([answer(200, STORAGES, {"Date": date})]) as server:
        client = client_at(server.url)
        list_storages(client, 4564)
    assert (client.server_date, client.clock_difference) == (None, None)


def test_partner_only_request_leaves_the_user_token_out(client_at: ClientAt) -> None:
    with SocketServer([answer(201, b"{}")]) as server:
        client_at(server.url).send(Request("POST", paths.AUTH, b"{}", partner_only=True))
        client_at(server.url, user="").send(Request("POST", paths.AUTH, b"{}"))
    assert [request.headers["authorization"] for request in server.requests] == [f"Bearer {PARTNER}"] * 2


def test_cookies_of_the_server_are_not_sent_back(client_at: ClientAt) -> None:
    with SocketServer([answer(200, STORAGES, {"Set-Cookie": "session=1; Path=/"})]) as server:
        client = client_at(server.url)
        list_storages(client, 4564)
        list_storages(client, 4564)
    assert all("cookie" not in request.headers for request in server.requests)


def test_log_and_exchange_name_the_attempt_but_neither_tokens_nor_headers(
    client_at: ClientAt, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Exchange] = []
    echo = f'{{"success":false,"data":null,"meta":{{"message":"bad {PARTNER} {USER}"}}}}'.encode()
    with caplog.at_level(logging.DEBUG), SocketServer([answer(403, echo), answer(200, STORAGES)]) as server:
        client = client_at(server.url, on_exchange=told.append)
        with pytest.raises(StockdeskError) as raised:
            list_storages(client, 4564)
        client.send(Request("POST", "/goods/1", b'{"a":1}', attempt="a1b2"))
        client.send(Request("POST", paths.AUTH, b'{"password":"hunter2"}', secret=True))
    everything = caplog.text + str(raised.value) + repr(told) + repr(client.__dict__)
    for secret in (PARTNER, USER, "hunter2", "Bearer"):
        assert secret not in everything
    assert "GET /storages/4564 -> 403 in" in caplog.text
    assert "attempt a1b2" in caplog.text
    assert [(one.method, one.path, one.status, one.sent) for one in told] == [
        ("GET", "/storages/4564", 403, b""),
        ("POST", "/goods/1", 200, b'{"a":1}'),
        ("POST", "/auth", 200, b""),
    ]
    assert told[2].received == b""


def test_fault_is_told_to_the_log_too(client_at: ClientAt, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), closed_port() as port:
        client_at(f"http://127.0.0.1:{port}").send(Request("POST", "/goods/1", attempt="c3d4"))
    assert "POST /goods/1 -> refused in" in caplog.text


@pytest.mark.parametrize("token", ["two words", "naïve", "line\nbreak", "a,b"])
def test_token_that_cannot_stand_in_a_header_is_refused_without_naming_it(token: str) -> None:
    with pytest.raises(StockdeskError) as raised:
        ServiceClient("https://api.alteg.io", Tokens("partner", token))
    assert raised.value.code == "token.malformed"
    assert token not in str(raised.value)


def test_tokens_do_not_show_themselves() -> None:
    assert PARTNER not in repr(Tokens(PARTNER, USER))
    assert USER not in repr(Tokens(PARTNER, USER))


def test_closed_client_refuses_to_read(client_at: ClientAt) -> None:
    with SocketServer([answer(200, STORAGES)]) as server:
        client = client_at(server.url)
        list_storages(client, 4564)
        client.close()
        with pytest.raises(StockdeskError) as raised:
            list_storages(client, 4564)
    assert raised.value.code == "service.closed"


def test_client_closed_in_the_middle_of_a_read_ends_it_and_tries_no_more(client_at: ClientAt) -> None:
    asked = threading.Event()

    def ask_and_wait(peer: Peer) -> None:
        peer.read_request()
        asked.set()
        silence(peer)

    codes: list[str] = []

    def read() -> None:
        try:
            list_storages(client, 4564)
        except StockdeskError as error:
            codes.append(error.code)

    with SocketServer([ask_and_wait]) as server:
        client = client_at(server.url)
        reader = threading.Thread(target=read)
        reader.start()
        assert asked.wait(10)
        client.close()
        reader.join()
        assert server.connections == 1
    assert codes == ["service.closed"]


def test_threads_may_share_a_client(client_at: ClientAt) -> None:
    with SocketServer([answer(200, STORAGES)]) as server:
        client = client_at(server.url)
        read: list[Any] = []
        threads = [threading.Thread(target=lambda: read.append(list_storages(client, 4564))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert read == [(FLOOR,)] * 8


def test_language_goes_out_when_it_is_given() -> None:
    with SocketServer([answer(200, STORAGES)]) as server:
        client = ServiceClient(server.url, Tokens(PARTNER, USER), language="ru")
        list_storages(client, 4564)
        client.close()
    assert server.requests[0].headers["accept-language"] == "ru"


def test_proxy_of_the_system_is_asked_for_the_server_and_sees_no_token(
    client_at: ClientAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SocketServer([answer(403)]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with pytest.raises(StockdeskError) as raised:
            list_storages(client_at("https://nowhere.invalid"), 4564)
        (request, *_) = proxy.requests
    assert raised.value.code == "service.unreachable"
    assert (request.method, request.target) == ("CONNECT", "nowhere.invalid:443")
    assert "authorization" not in request.headers


def test_this_machine_is_never_reached_through_a_proxy(client_at: ClientAt, monkeypatch: pytest.MonkeyPatch) -> None:
    with SocketServer([answer(403)]) as proxy, SocketServer([answer(200, STORAGES)]) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert list_storages(client_at(server.url), 4564) == (FLOOR,)
        assert proxy.connections == 0


def test_proxy_of_an_unknown_kind_is_named(client_at: ClientAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://desk:hunter2@proxy.invalid:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(StockdeskError) as raised:
        list_storages(client_at("https://nowhere.invalid"), 4564)
    assert raised.value.code == "service.proxy"
    assert "hunter2" not in str(raised.value)


def test_client_that_is_not_used_costs_nothing() -> None:
    program = """
import sys
from stockdesk.api.client import ServiceClient
from stockdesk.core.tokens import Tokens
ServiceClient("https://api.alteg.io", Tokens("partner")).close()
print(sorted({"httpx", "httpcore", "truststore", "stamina", "pyrate_limiter"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
