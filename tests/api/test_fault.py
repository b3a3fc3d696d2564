"""The white-list of "never sent", against every exception that httpx has."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx
import pytest

from stockdesk.api.exchange import Fault
from stockdesk.api.fault import TooLargeError, error_code, fault_of, status_code, worth_another_try

NEVER_SENT = {httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL}


def every_exception(kind: type[Exception]) -> Iterator[type[Exception]]:
    """Yield a class and all below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from every_exception(below)


EVERY = sorted({*every_exception(httpx.RequestError), httpx.InvalidURL, OSError}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", EVERY)
def test_only_the_white_list_is_never_sent(kind: type[Exception]) -> None:
    fault = fault_of(kind("wording"), "wording")
    assert fault.sent == (kind not in NEVER_SENT)
    assert fault.code
    assert fault.detail == f"{kind.__name__}: wording"


@pytest.mark.parametrize("kind", EVERY)
def test_after_the_head_of_an_answer_everything_was_sent(kind: type[Exception]) -> None:
    fault = fault_of(kind("wording"), "wording", status=200)
    assert fault.sent
    assert fault.status == 200


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (socket.gaierror(-2, "unknown"), "dns"),
        (ConnectionRefusedError(), "refused"),
        (ssl.SSLCertVerificationError(), "certificate"),
        (ssl.SSLError(), "tls"),
        (OSError(101, "network is unreachable"), "connect"),
    ],
)
def test_cause_of_a_failed_connection_is_named(cause: Exception, code: str) -> None:
    error = httpx.ConnectError("failed")
    error.__cause__ = cause
    assert fault_of(error, "failed").code == code


def test_chain_of_causes_that_bites_its_tail_ends() -> None:
    error = httpx.ConnectError("failed")
    error.__context__ = OSError()
    error.__context__.__cause__ = error
    assert fault_of(error, "failed").code == "connect"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("dns", "service.unreachable"),
        ("closed", "service.unreachable"),
        ("other", "service.unreachable"),
        ("tls", "service.tls"),
        ("read-timeout", "service.timeout"),
        ("cut", "service.broken"),
        ("too-large", "service.broken"),
        ("rate-limit", "service.throttled"),
    ],
)
def test_fault_has_a_code_for_people(code: str, expected: str) -> None:
    assert error_code(Fault(code, sent=True)) == expected


def test_every_status_has_a_code_for_people() -> None:
    for status in range(300, 600):
        assert (status_code(status) == "service.broken") == (status < 400 or status >= 500), status
        assert worth_another_try(status) == (status in (408, 429) or status >= 500), status


def test_answer_that_is_too_large_was_sent() -> None:
    assert fault_of(TooLargeError("big"), "big", status=200).code == "too-large"
