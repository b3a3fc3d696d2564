"""Sign-in, tokens, team members, clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.support.demo import PARTNER_TOKEN
from tests.support.demo_bodies import operation, read

if TYPE_CHECKING:
    from tests.support.demo import DemoService

PARTNER = {"Authorization": f"Bearer {PARTNER_TOKEN}"}


def test_sign_in_answers_201_with_the_user_token(client: httpx.Client) -> None:
    response = client.post("/auth", json={"login": "demo", "password": "demo"}, headers=PARTNER)
    assert (response.status_code, response.json()["data"]["user_token"]) == (201, "demo-user")


@pytest.mark.parametrize(
    ("body", "status"),
    [({"login": "demo", "password": "x"}, 401), ({"login": "demo"}, 422), ({"login": "", "password": "x"}, 422)],
)
def test_sign_in_that_fails_says_how(client: httpx.Client, body: dict[str, str], status: int) -> None:
    assert client.post("/auth", json=body, headers=PARTNER).status_code == status


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer demo-partner", "Bearer demo-partner, User nobody", "Bearer other, User demo-user", "User demo-user"],
)
def test_missing_or_wrong_tokens_are_refused(client: httpx.Client, authorization: str) -> None:
    response = client.get("/goods/4564", headers={"Authorization": authorization})
    assert (response.status_code, response.json()["meta"]["message"]) == (401, "Authentication needed.")
    assert client.post("/storage_operations/operation/4564", json=operation(), headers={"Authorization": ""}).is_error


def test_second_sign_in_ends_the_first_token_when_switched(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(second_login_ends_first="on")
    token = client.post("/auth", json={"login": "demo", "password": "demo"}, headers=PARTNER).json()["data"]
    read(client, "/storages/4564", 401)
    with service.client(token["user_token"]) as again:
        read(again, "/storages/4564")


def test_replaced_token_is_refused(service: DemoService, client: httpx.Client) -> None:
    service.post("tokens", login="demo", token="new")
    read(client, "/storages/4564", 401)


def test_team_has_working_dismissed_and_removed_members(client: httpx.Client) -> None:
    members = read(client, "/staff/4564")["data"]
    assert {(member["fired"], member["status"]) for member in members} == {(0, 0), (1, 0), (0, 1)}
    assert sum(member["fired"] == member["status"] == 0 for member in members) >= 5
    user = client.post("/auth", json={"login": "demo", "password": "demo"}, headers=PARTNER).json()["data"]["id"]
    assert [member["id"] for member in members if member["user_id"] == user] == [61001]
    assert [member["position"] for member in members if member["fired"]] == [[]]
    assert read(client, "/company/4564/staff/61001")["data"]["name"] == "Anna Berger"
    read(client, "/company/4564/staff/9", 404)


def test_client_search_gives_only_the_fields_asked_for(client: httpx.Client) -> None:
    path = "/company/4564/clients/search"
    assert client.post(path).json()["data"][0] == {"id": 52001}
    body = {
        "fields": ["id", "name"],
        "filters": [{"type": "quick_search", "state": {"value": "morgan"}}],
        "order_by": "name",
        "order_by_direction": "DESC",
        "page_size": 1,
    }
    answer = client.post(path, json=body).json()
    assert (answer["data"], answer["meta"]) == ([{"id": 52005, "name": "Morgan Blake"}], {"total_count": 2})
    refused = client.post(path, json={"filters": [{"type": "quick_search", "state": {}}]})
    assert (refused.status_code, list(refused.json()["meta"]["errors"])) == (400, ["filters"])
    assert client.post(path, json={"page_size": 201}).status_code == 400
