"""Every outcome of sending an operation, provoked at a real socket."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.api.exchange import Answer, Fault, Timeouts
from stockdesk.api.limit import RateLimit
from stockdesk.api.operations import delete_line, post_operation
from stockdesk.api.outcome import classify, written
from stockdesk.core.errors import StockdeskError
from stockdesk.core.posting import OutcomeKind
from tests.api.conftest import PARTNER, USER, ClientAt
from tests.support.sockets import (
    AUTHORITY,
    Peer,
    Play,
    SocketServer,
    after_request,
    answer,
    close,
    closed_port,
    cut,
    drip,
    full_port,
    http,
    raw,
    reset,
    silence,
)

BODY = b'{"type_id":3}'
DOCUMENTED = b'{"success":true,"data":{"document":{"id":8800010,"number":310},"transactions":[]},"meta":[]}'
FLAT = (
    b'{"success":true,"data":{"document_id":"8800010","document":{"number":"310"},"goods_transactions":[]},"meta":[]}'
)
REFUSAL = b'{"success":false,"data":null,"meta":{"message":"Staff member required"}}'


@pytest.mark.parametrize("body", [DOCUMENTED, FLAT], ids=["documented", "flat"])
def test_success_in_either_shape_names_the_document(client_at: ClientAt, body: bytes) -> None:
    with SocketServer([answer(200, body)]) as server:
        outcome = post_operation(client_at(server.url), 4564, BODY)
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert (outcome.document_id, outcome.number, outcome.status) == (8800010, "310", 200)
    assert outcome.server_date is not None


def test_exactly_the_given_bytes_go_out_once_with_every_header(client_at: ClientAt) -> None:
    stored = b'{"type_id": 3,  "comment":"\xd0\xb0"}'
    with SocketServer([answer(200, DOCUMENTED)]) as server:
        post_operation(client_at(server.url), 4564, stored)
    assert len(server.requests) == 1
    request = server.requests[0]
    assert (request.method, request.target) == ("POST", "/api/v1/storage_operations/operation/4564")
    assert request.body == stored
    assert request.headers["authorization"] == f"Bearer {PARTNER}, User {USER}"
    assert request.headers["accept"] == "application/vnd.api.v2+json"
    assert request.headers["content-type"] == "application/json"


def test_each_write_uses_a_connection_of_its_own(client_at: ClientAt) -> None:
    with SocketServer([raw(http(200, DOCUMENTED, {"Connection": "keep-alive"}), silence)]) as server:
        client = client_at(server.url)
        post_operation(client, 4564, BODY)
        post_operation(client, 4564, BODY)
        assert server.connections == 2


def test_empty_document_is_accepted_since_read_back_finds_what_is_missing(client_at: ClientAt) -> None:
    body = b'{"success":true,"data":{"document":{"id":5}},"meta":[]}'
    with SocketServer([answer(200, body)]) as server:
        outcome = post_operation(client_at(server.url), 4564, BODY)
    assert (outcome.kind, outcome.document_id, outcome.number) == (OutcomeKind.ACCEPTED, 5, None)


def test_refused_connection_is_not_sent(client_at: ClientAt) -> None:
    with closed_port() as port:
        outcome = post_operation(client_at(f"http://127.0.0.1:{port}"), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "refused")


def test_unknown_host_name_is_not_sent(client_at: ClientAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    outcome = post_operation(client_at("https://nowhere.invalid", timeouts=Timeouts()), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "dns")


def test_connect_timeout_is_not_sent(client_at: ClientAt) -> None:
    with full_port() as port:
        outcome = post_operation(client_at(f"http://127.0.0.1:{port}"), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "connect-timeout")


def test_proxy_of_an_unknown_kind_is_not_sent(client_at: ClientAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.invalid:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    outcome = post_operation(client_at("https://nowhere.invalid"), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "proxy")


@pytest.mark.parametrize("certificate", ["self-signed.pem", "wrong-name.pem", "expired.pem"])
def test_bad_certificate_is_not_sent_and_no_byte_of_the_request_leaves(
    client_at: ClientAt, monkeypatch: pytest.MonkeyPatch, certificate: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    with SocketServer([answer(200, DOCUMENTED)], certificate) as server:
        outcome = post_operation(client_at(server.url), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "certificate")
    assert server.requests == []


def test_certificate_of_a_trusted_authority_is_accepted(client_at: ClientAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    with SocketServer([answer(200, DOCUMENTED)], "good.pem") as server:
        outcome = post_operation(client_at(server.url), 4564, BODY)
    assert outcome.kind is OutcomeKind.ACCEPTED


def test_reset_in_the_tls_handshake_is_not_sent(client_at: ClientAt) -> None:
    with SocketServer([reset_at_first_byte]) as server:
        outcome = post_operation(client_at(f"https://127.0.0.1:{server.port}"), 4564, BODY)
    assert outcome.kind is OutcomeKind.NOT_SENT


def test_silence_in_the_tls_handshake_is_not_sent(client_at: ClientAt) -> None:
    with SocketServer([silence]) as server:
        outcome = post_operation(client_at(f"https://127.0.0.1:{server.port}"), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "connect-timeout")


def test_plain_http_answer_to_a_tls_handshake_is_not_sent(client_at: ClientAt) -> None:
    with SocketServer([lambda peer: peer.send(http(200, DOCUMENTED))]) as server:
        outcome = post_operation(client_at(f"https://127.0.0.1:{server.port}"), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "tls")


def reset_at_first_byte(peer: Peer) -> None:
    """Reset as soon as something of the request is there; earlier it might still be the connecting that fails."""
    peer.connection.recv(1)
    peer.reset()


AMBIGUOUS: dict[str, tuple[Play, str]] = {
    "reset after the request": (after_request(reset), "reset"),
    "closed after the request": (after_request(close), "closed"),
    "silence": (after_request(silence), "read-timeout"),
    "no HTTP at all": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "closed"),
    "cut head": (raw(b"HTTP/1.1 200 OK\r\nContent-Len"), "closed"),
    "cut body": (cut(200, DOCUMENTED), "cut"),
    "cut refusal": (cut(422, REFUSAL), "cut"),
    "silence in the body": (raw(http(200, DOCUMENTED, length=len(DOCUMENTED) + 1), silence), "read-timeout"),
    "garbage body": (answer(200, b"\x00\xff<html>"), "unreadable"),
    "empty body": (answer(200), "unreadable"),
    "no content": (answer(204), "unreadable"),
    "bare array": (answer(200, b"[]"), "unreadable"),
    "not gzip": (answer(200, DOCUMENTED, {"Content-Encoding": "gzip"}), "unreadable"),
    "success false": (answer(200, b'{"success":false,"data":null,"meta":{"message":"no"}}'), "not-success"),
    "success without a document": (answer(200, b'{"success":true,"data":{},"meta":[]}'), "no-document"),
    "success with a list": (answer(200, b'{"success":true,"data":[],"meta":[]}'), "unreadable"),
    "moved": (answer(302, b"", {"Location": "https://elsewhere.example/"}), "redirect"),
    "moved, keep the method": (answer(307, b"", {"Location": "/api/v1/"}), "redirect"),
    "request timeout": (answer(408, REFUSAL), "timeout"),
    "conflict": (answer(409, REFUSAL), "conflict"),
    "gone": (answer(410, REFUSAL), "status"),
    "server error": (answer(500, REFUSAL), "server-error"),
    "bad gateway": (answer(502, b"<html>bad gateway</html>"), "server-error"),
    "unavailable": (answer(503, REFUSAL, {"Retry-After": "1"}), "server-error"),
    "gateway timeout": (answer(504), "server-error"),
}


@pytest.mark.parametrize(("play", "reason"), AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_what_is_not_on_the_list_is_ambiguous_and_sent_once(client_at: ClientAt, play: Play, reason: str) -> None:
    with SocketServer([play]) as server:
        outcome = post_operation(client_at(server.url), 4564, BODY)
        assert server.connections == 1
    assert (outcome.kind, outcome.reason) == (OutcomeKind.AMBIGUOUS, reason)


def test_reset_in_the_middle_of_the_request_is_ambiguous(client_at: ClientAt) -> None:
    with SocketServer([reset_at_first_byte]) as server:
        outcome = post_operation(client_at(server.url), 4564, BODY)
        assert server.connections == 1
    # Where the reset meets the sending and not the waiting, only the end of the connection is left to be seen.
    assert (outcome.kind, outcome.reason in ("reset", "closed")) == (OutcomeKind.AMBIGUOUS, True)


def test_body_that_never_ends_is_ambiguous_after_the_whole_time(client_at: ClientAt) -> None:
    times = Timeouts(connect=0.3, read=0.3, write_read=0.3, whole=0.4)
    with SocketServer([drip(http(200, b"", length=1000), 0.02)]) as server:
        outcome = post_operation(client_at(server.url, timeouts=times), 4564, BODY)
    assert (outcome.kind, outcome.reason, outcome.status) == (OutcomeKind.AMBIGUOUS, "read-timeout", 200)


def test_body_larger_than_the_bound_is_ambiguous(client_at: ClientAt) -> None:
    endless = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"100000\r\n" + b" " * 0x100000 + b"\r\n") * 33
    )
    with SocketServer([raw(endless)]) as server:
        outcome = post_operation(client_at(server.url, timeouts=Timeouts()), 4564, BODY)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.AMBIGUOUS, "too-large")


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (400, OutcomeKind.REFUSED, "bad-request"),
        (401, OutcomeKind.AUTH, "unauthorized"),
        (402, OutcomeKind.AUTH, "licence"),
        (403, OutcomeKind.REFUSED, "forbidden"),
        (404, OutcomeKind.REFUSED, "not-found"),
        (422, OutcomeKind.REFUSED, "invalid"),
        (429, OutcomeKind.THROTTLED, "throttled"),
    ],
)
def test_refusals_carry_status_and_the_services_words(
    client_at: ClientAt, status: int, kind: OutcomeKind, reason: str
) -> None:
    with SocketServer([answer(status, REFUSAL)]) as server:
        outcome = post_operation(client_at(server.url), 4564, BODY)
        assert server.connections == 1
    assert (outcome.kind, outcome.reason, outcome.status) == (kind, reason, status)
    assert outcome.detail == "Staff member required"
    assert outcome.retry_after is None


def test_throttling_says_how_long_to_wait_in_seconds_or_by_the_servers_clock(client_at: ClientAt) -> None:
    noon = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
    headers = {
        "Date": format_datetime(noon, usegmt=True),
        "Retry-After": format_datetime(noon.replace(second=30), usegmt=True),
    }
    with SocketServer([answer(429, b"", {"Retry-After": "7"}), answer(429, b"", headers)]) as server:
        client = client_at(server.url)
        assert post_operation(client, 4564, BODY).retry_after == 7.0
        assert post_operation(client, 4564, BODY).retry_after == 30.0
        assert client.server_date == noon


def test_own_rate_limit_without_a_turn_is_not_sent(client_at: ClientAt) -> None:
    with SocketServer([answer(200, DOCUMENTED)]) as server:
        client = client_at(server.url, limiter=RateLimit("1/h"))
        assert post_operation(client, 4564, BODY).kind is OutcomeKind.ACCEPTED
        outcome = post_operation(client, 4564, BODY)
        assert (outcome.kind, outcome.reason) == (OutcomeKind.NOT_SENT, "rate-limit")
        assert server.connections == 1


def test_deleting_is_accepted_without_a_body_and_when_already_gone(client_at: ClientAt) -> None:
    with SocketServer([answer(202), answer(404, b'{"success":false,"meta":[]}'), answer(500)]) as server:
        client = client_at(server.url)
        outcomes = [delete_line(client, 4564, 9) for _ in range(3)]
        assert [request.method for request in server.requests] == ["DELETE"] * 3
    assert [outcome.kind for outcome in outcomes] == [
        OutcomeKind.ACCEPTED,
        OutcomeKind.ACCEPTED,
        OutcomeKind.AMBIGUOUS,
    ]
    assert outcomes[1].reason == "gone"


def test_closed_client_refuses_to_send(client_at: ClientAt) -> None:
    client = client_at("http://127.0.0.1:9")
    client.close()
    with pytest.raises(StockdeskError) as raised:
        post_operation(client, 4564, BODY)
    assert raised.value.code == "service.closed"


@given(status=st.integers(200, 599), body=st.one_of(st.binary(max_size=60), st.just(REFUSAL), st.just(b"{}")))
def test_no_answer_but_a_readable_success_is_ever_accepted(status: int, body: bytes) -> None:
    outcome = classify(Answer(status, body))
    assert outcome.kind is not OutcomeKind.ACCEPTED
    assert outcome.kind is not OutcomeKind.NOT_SENT
    surely_refused = {400, 401, 402, 403, 404, 422, 429}
    assert (outcome.kind is OutcomeKind.AMBIGUOUS) == (status not in surely_refused)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (Fault("refused", sent=False), "service.unreachable"),
        (Fault("connect-timeout", sent=False), "service.timeout"),
        (Fault("certificate", sent=False), "service.tls"),
        (Fault("proxy", sent=False), "service.proxy"),
        (Fault("rate-limit", sent=False), "service.throttled"),
        (Fault("reset", sent=True), "service.unknown-outcome"),
        (Answer(200, b"{}"), "service.unknown-outcome"),
        (Answer(500, b""), "service.unknown-outcome"),
        (Answer(408, b""), "service.unknown-outcome"),
        (Answer(302, b""), "service.unknown-outcome"),
        (Answer(401, b""), "service.unauthorized"),
        (Answer(402, b""), "service.licence"),
        (Answer(403, b""), "service.forbidden"),
        (Answer(409, b""), "service.conflict"),
        (Answer(422, b""), "service.refused"),
        (Answer(429, b""), "service.throttled"),
    ],
)
def test_other_writes_say_whether_something_may_have_been_done(result: Answer | Fault, code: str) -> None:
    with pytest.raises(StockdeskError) as raised:
        written(result, server="https://api.alteg.io", path="/goods/1")
    assert raised.value.code == code
