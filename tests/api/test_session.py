from __future__ import annotations

import json

import pytest

from stockdesk.api.session import sign_in
from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import SignedIn
from tests.api.conftest import PARTNER, ClientAt
from tests.support.contract import assert_fits, example
from tests.support.sockets import SocketServer, after_request, answer, reset


def test_login_and_password_give_a_user_token(client_at: ClientAt) -> None:
    with SocketServer([answer(201, example("auth_ok"))]) as server:
        signed = sign_in(client_at(server.url), "desk@example.com", "hunter2")
        (request,) = server.requests
    assert signed == SignedIn(88001, "Stock Desk", "0123456789abcdef0123")
    assert "0123456789abcdef0123" not in repr(signed)
    assert (request.method, request.target) == ("POST", "/api/v1/auth")
    assert request.headers["authorization"] == f"Bearer {PARTNER}"
    assert_fits("AuthRequest", request.body)
    assert json.loads(request.body) == {"login": "desk@example.com", "password": "hunter2"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_wrong_password_is_refused_in_the_services_words(client_at: ClientAt, status: int) -> None:
    with SocketServer([answer(status, example("err_401"))]) as server, pytest.raises(StockdeskError) as raised:
        sign_in(client_at(server.url), "desk@example.com", "hunter2")
    assert (raised.value.code, raised.value.arguments["status"]) == ("session.refused", status)
    assert raised.value.arguments["message"] == "Authentication needed."
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("data", [{}, [], None, {"id": 1}, {"user_token": "x"}, {"need_code": True}, {"id": []}])
def test_yes_without_a_token_asks_for_a_further_step(client_at: ClientAt, data: object) -> None:
    body = json.dumps({"success": True, "data": data, "meta": {"message": "Code sent"}}).encode()
    with SocketServer([answer(200, body)]) as server, pytest.raises(StockdeskError) as raised:
        sign_in(client_at(server.url), "desk@example.com", "hunter2")
    assert (raised.value.code, raised.value.arguments["message"]) == ("session.no-token", "Code sent")


def test_lost_answer_of_a_sign_in_is_not_repeated(client_at: ClientAt) -> None:
    with SocketServer([after_request(reset)]) as server:
        with pytest.raises(StockdeskError) as raised:
            sign_in(client_at(server.url), "desk@example.com", "hunter2")
        assert server.connections == 1
    assert raised.value.code == "service.unknown-outcome"
