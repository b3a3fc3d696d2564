"""Locations, storages, accounts, hooks, envelopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.demo import ROOM, SHOP
from tests.support.demo_bodies import operation, post, read

if TYPE_CHECKING:
    import httpx

    from tests.support.demo import DemoService


def test_own_locations_are_listed_only_with_my(client: httpx.Client) -> None:
    assert [one["id"] for one in read(client, "/companies", my=1)["data"]] == [4564]
    assert [one["id"] for one in read(client, "/companies")["data"]] == [4564, 4565]
    partner = {"Authorization": "Bearer demo-partner"}
    assert client.get("/companies", headers=partner).status_code == 200
    assert client.get("/companies?my=1", headers=partner).status_code == 401


def test_location_names_its_zone_and_currency(client: httpx.Client) -> None:
    place = read(client, "/company/4564", include="storages")["data"]
    assert (place["title"], place["timezone_name"], place["currency_short_title"]) == (
        "Salon Example", "Europe/Berlin", "€",
    )  # fmt: skip
    assert [one["id"] for one in place["storages"]] == [SHOP, ROOM]


def test_two_storages_have_their_flags(client: httpx.Client) -> None:
    answer = read(client, "/storages/4564")
    assert [(one["title"], one["for_sale"], one["for_service"]) for one in answer["data"]] == [
        ("Products", 1, 0), ("Consumables", 0, 1),
    ]  # fmt: skip
    assert answer["meta"] == []


def test_unknown_and_foreign_locations_differ(client: httpx.Client) -> None:
    for path in ("/goods/{}", "/storages/{}", "/storages/transactions/{}", "/staff/{}", "/accounts/{}"):
        read(client, path.format(1), 404)
        read(client, path.format(4565), 403)
    assert client.post("/storage_operations/operation/1", json=operation()).status_code == 404
    assert client.post("/storage_operations/operation/4565", json=operation()).status_code == 403
    assert client.get("/goods/" + "9" * 30).json() == {"success": False, "data": None, "meta": []}


def test_without_the_versioned_accept_header_the_envelope_is_missing(
    service: DemoService, client: httpx.Client
) -> None:
    plain = {"Accept": "application/json"}
    assert isinstance(client.get("/goods/4564", headers=plain).json(), list)
    assert client.get("/goods/1", headers=plain).json()["success"] is False
    assert client.get("/goods/4564", headers={"Accept": "application/vnd.yclients.v2+json"}).json()["success"]
    service.set_switches(bare_without_accept="off")
    assert client.get("/goods/4564", headers=plain).json()["success"] is True


def test_every_answer_carries_a_date_of_the_services_own_clock(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(clock_skew=-40 * 365 * 86400)
    for path in ("/goods/4564", "/goods/1", "/nowhere"):
        assert " 1986 " in client.get(path).headers["date"]
    assert post(client, operation())["data"]["transactions"][0]["last_change_date"].startswith("1986-")


def test_expired_licence_is_402_everywhere_at_the_location(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(licence_expired="on")
    read(client, "/storages/4564", 402)
    post(client, operation(), 402)


def test_accounts_and_hooks(client: httpx.Client) -> None:
    assert [account["type"] for account in read(client, "/accounts/4564")["data"]] == [0, 1]
    body = {"urls": ["https://hooks.example.com/a"], "active": True, "good": "1"}
    response = client.post("/hooks_settings/4564", json=body)
    assert response.status_code == 201
    assert read(client, "/hooks_settings/4564")["data"] == response.json()["data"]
    assert (response.json()["data"]["good"], response.json()["data"]["record"]) == (1, 0)
    assert client.post("/hooks_settings/4564", json=body | {"urls": []}).status_code == 422
    assert client.patch("/hooks_settings/4564").status_code == 405
