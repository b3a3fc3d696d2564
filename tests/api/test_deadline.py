"""Peers that keep an exchange alive without end: only the whole time ends it, wherever they drip."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from stockdesk.api.exchange import Request, Retries, Timeouts
from stockdesk.api.operations import post_operation
from stockdesk.api.storages import list_storages
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Storage
from stockdesk.core.posting import OutcomeKind
from tests.api.conftest import ClientAt
from tests.support.sockets import (
    AUTHORITY,
    Peer,
    Play,
    SocketServer,
    answer,
    drip,
    drip_at_once,
    full_port,
    http,
    silence,
    sip,
    tunnel,
)

BODY = b'{"type_id":3}'
DOCUMENTED = b'{"success":true,"data":{"document":{"id":8800010,"number":310},"transactions":[]},"meta":[]}'
STORAGES = b'{"success":true,"data":[{"id":5101,"title":"Shop floor","for_sale":1,"for_service":0}],"meta":[]}'
EVERY = 0.01
HEAD = b"HTTP/1.1 200 OK\r\nX-Slow: "
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
SERVER_HELLO = b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb"
"""The first bytes of a TLS record of 16 KB that never ends."""

PATIENT = Timeouts(connect=60.0, read=60.0, write_read=60.0, whole=0.4, turn=0.2)
"""Time-outs that a drip never reaches: only the whole time is left to end anything."""
ONCE = Retries(attempts=50, first_wait=0.001, longest_wait=0.002, whole=0.4)

DRIPS: dict[str, Play] = {
    "head": drip(HEAD, EVERY, b"x"),
    "status line": drip(b"", EVERY, b"H"),
    "many headers": drip(b"HTTP/1.1 200 OK\r\n", EVERY, b"A: b\r\n"),
    "informational": drip(b"", EVERY, CONTINUE),
    "flood of informational": drip(b"", 0.0, CONTINUE * 100),
    "body": drip(http(200, b"", length=100_000), EVERY),
    "chunks": drip(CHUNKED, EVERY, b"1\r\n \r\n"),
    "size of a chunk": drip(CHUNKED, EVERY, b"0"),
    "silence": drip(b"", 60.0),
}


@pytest.mark.parametrize("play", DRIPS.values(), ids=DRIPS.keys())
def test_write_that_is_kept_alive_is_ambiguous_after_the_whole_time(client_at: ClientAt, play: Play) -> None:
    with SocketServer([play]) as server:
        outcome = post_operation(client_at(server.url, timeouts=PATIENT), 4564, BODY)
        assert server.connections == 1
    assert (outcome.kind, outcome.reason) == (OutcomeKind.AMBIGUOUS, "read-timeout")


@pytest.mark.parametrize("play", DRIPS.values(), ids=DRIPS.keys())
def test_read_that_is_kept_alive_ends_with_the_time_of_all_attempts(client_at: ClientAt, play: Play) -> None:
    with SocketServer([play]) as server, pytest.raises(StockdeskError) as raised:
        list_storages(client_at(server.url, timeouts=PATIENT, retries=ONCE), 4564)
    assert raised.value.code == "service.timeout"


def test_read_over_a_kept_connection_has_a_deadline_of_its_own(client_at: ClientAt) -> None:
    def answer_then_drip(peer: Peer) -> None:
        peer.read_request()
        peer.send(http(200, STORAGES, {"Connection": "keep-alive"}))
        drip(HEAD, EVERY, b"x")(peer)

    with SocketServer([answer_then_drip]) as server:
        client = client_at(server.url, timeouts=PATIENT, retries=ONCE)
        assert list_storages(client, 4564) == (Storage(5101, "Shop floor", for_sale=True),)
        with pytest.raises(StockdeskError) as raised:
            list_storages(client, 4564)
        assert len(server.requests) > 1
    assert raised.value.code == "service.timeout"


def test_request_that_is_taken_in_sips_is_ambiguous_after_the_whole_time(client_at: ClientAt) -> None:
    with SocketServer([sip(EVERY)]) as server:
        outcome = client_at(server.url, timeouts=PATIENT).send(Request("POST", "/goods/1", b" " * 50_000_000))
    assert getattr(outcome, "code", None) == "write-timeout"
    assert getattr(outcome, "sent", None) is True


@pytest.mark.parametrize("play", [drip_at_once(SERVER_HELLO, EVERY, b"\0"), silence], ids=["drip", "silence"])
def test_tls_handshake_that_never_ends_is_not_sent(client_at: ClientAt, play: Play) -> None:
    with SocketServer([play]) as server:
        outcome = post_operation(client_at(f"https://127.0.0.1:{server.port}", timeouts=PATIENT), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "connect-timeout")


def test_connecting_that_never_ends_is_not_sent(client_at: ClientAt) -> None:
    with full_port() as port:
        outcome = post_operation(client_at(f"http://127.0.0.1:{port}", timeouts=PATIENT), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "connect-timeout")


@pytest.mark.parametrize("play", [drip(HEAD, EVERY, b"x"), drip(b"", EVERY, CONTINUE)], ids=["head", "informational"])
def test_drip_under_tls_ends_too(client_at: ClientAt, monkeypatch: pytest.MonkeyPatch, play: Play) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    # Long enough for an honest handshake on a busy machine.
    times = Timeouts(connect=60.0, write_read=60.0, whole=1.5)
    with SocketServer([play], "good.pem") as server:
        outcome = post_operation(client_at(server.url, timeouts=times), 4564, BODY)
        assert len(server.requests) == 1
    assert (outcome.kind, outcome.reason) == (OutcomeKind.AMBIGUOUS, "read-timeout")


def test_handshakes_of_one_client_do_not_wait_for_each_other(client_at: ClientAt) -> None:
    both = threading.Barrier(2)
    met: list[int] = []

    def wait_for_the_other(peer: Peer) -> None:
        peer.connection.recv(1)
        met.append(both.wait(30))

    def read() -> None:
        with pytest.raises(StockdeskError):
            list_storages(client, 4564)

    with SocketServer([wait_for_the_other]) as server:
        times = Timeouts(connect=60.0, read=60.0)
        client = client_at(f"https://127.0.0.1:{server.port}", timeouts=times, retries=Retries(attempts=1))
        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(met) == [0, 1]


def test_name_is_reached_at_whichever_of_its_addresses_answers(client_at: ClientAt) -> None:
    # The server listens at 127.0.0.1 alone; where the name means ::1 first, that one refuses.
    with SocketServer([answer(200, DOCUMENTED)]) as server:
        outcome = post_operation(client_at(f"http://localhost:{server.port}"), 4564, BODY)
    assert outcome.kind is OutcomeKind.ACCEPTED


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Callable[[SocketServer], None]:
    """Make a server the system's proxy; the authority of the tests is trusted."""

    def use(proxy: SocketServer) -> None:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        for name in ("NO_PROXY", "no_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)

    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    return use


PROXIES = pytest.mark.parametrize("certificate", [None, "good.pem"], ids=["plain proxy", "TLS proxy"])


@PROXIES
def test_server_is_reached_through_a_proxy_and_its_certificate_is_looked_at(
    client_at: ClientAt, through: Callable[[SocketServer], None], certificate: str | None
) -> None:
    large = b" " * 300_000
    with (
        SocketServer([answer(200, DOCUMENTED + large)], "wrong-name.pem") as server,
        SocketServer([tunnel(server.port)], certificate) as proxy,
    ):
        through(proxy)
        reached = client_at("https://elsewhere.example", timeouts=Timeouts()).send(Request("POST", "/goods/1", large))
        refused = post_operation(client_at("https://other.example", timeouts=Timeouts()), 4564, BODY)
        assert [request.body for request in server.requests] == [large]
        assert [request.target for request in proxy.requests] == ["elsewhere.example:443", "other.example:443"]
    assert getattr(reached, "body", None) == DOCUMENTED + large
    assert (refused.kind, refused.reason) == (OutcomeKind.NOT_SENT, "certificate")


@PROXIES
def test_handshake_that_drips_through_a_proxy_is_not_sent(
    client_at: ClientAt, through: Callable[[SocketServer], None], certificate: str | None
) -> None:
    play = tunnel(0, then=drip_at_once(SERVER_HELLO, EVERY, b"\0"))
    with SocketServer([play], certificate) as proxy:
        through(proxy)
        times = Timeouts(connect=60.0, write_read=60.0, whole=1.5)
        outcome = post_operation(client_at("https://elsewhere.example", timeouts=times), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "connect-timeout")


@PROXIES
def test_answer_that_drips_through_a_proxy_is_ambiguous(
    client_at: ClientAt, through: Callable[[SocketServer], None], certificate: str | None
) -> None:
    with (
        SocketServer([drip(HEAD, EVERY, b"x")], "wrong-name.pem") as server,
        SocketServer([tunnel(server.port)], certificate) as proxy,
    ):
        through(proxy)
        times = Timeouts(connect=60.0, write_read=60.0, whole=1.5)
        outcome = post_operation(client_at("https://elsewhere.example", timeouts=times), 4564, BODY)
        assert len(server.requests) == 1
    assert (outcome.kind, outcome.reason) == (OutcomeKind.AMBIGUOUS, "read-timeout")


@PROXIES
def test_peer_that_hangs_up_in_the_handshake_through_a_proxy_is_not_sent(
    client_at: ClientAt, through: Callable[[SocketServer], None], certificate: str | None
) -> None:
    with SocketServer([tunnel(0, then=lambda peer: peer.send(b"no TLS"))], certificate) as proxy:
        through(proxy)
        outcome = post_operation(client_at("https://elsewhere.example", timeouts=Timeouts()), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "tls")


def test_answer_of_a_proxy_that_drips_ends_the_exchange(
    client_at: ClientAt, through: Callable[[SocketServer], None]
) -> None:
    with SocketServer([drip(HEAD, EVERY, b"x")]) as proxy:
        through(proxy)
        outcome = post_operation(client_at("https://elsewhere.example", timeouts=PATIENT), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.AMBIGUOUS, "read-timeout")
