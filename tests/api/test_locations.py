from __future__ import annotations

import json

import pytest

from stockdesk.api.locations import get_location, list_locations
from stockdesk.core.location import Location
from tests.api.conftest import ClientAt
from tests.support.contract import example
from tests.support.sockets import SocketServer, answer, answers

HARBOUR = Location(70001, "Harbour Studio", "Europe/London", "£")


def location(**fields: object) -> bytes:
    """Return the answer for one location."""
    return json.dumps({"success": True, "data": {"id": 1, "title": "Studio", **fields}, "meta": []}).encode()


def test_own_locations_are_read_to_the_end(client_at: ClientAt) -> None:
    empty = example("storages_empty")
    with SocketServer([answers(example("locations_ok"), empty)]) as server:
        assert list_locations(client_at(server.url)) == (HARBOUR,)
        assert server.requests[0].target == "/api/v1/companies?my=1&page=1&count=100"


def test_list_that_is_not_paged_ends_as_well(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("locations_ok"))]) as server:
        assert list_locations(client_at(server.url)) == (HARBOUR,)
        assert server.connections == 2


def test_one_location_is_read(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("location_ok"))]) as server:
        assert get_location(client_at(server.url), 70001) == HARBOUR
        assert server.requests[0].target == "/api/v1/company/70001"


@pytest.mark.parametrize(
    ("fields", "zone"),
    [
        ({"timezone": 3, "timezone_name": "Europe/Moscow"}, "Europe/Moscow"),
        ({"timezone": "Asia/Tbilisi"}, "Asia/Tbilisi"),
        ({"timezone": 3}, "Etc/GMT-3"),
        ({"timezone": "-5"}, "Etc/GMT+5"),
        ({"timezone": 0}, "UTC"),
        ({"timezone": 3, "timezone_name": "Mars/Olympus"}, "Etc/GMT-3"),
        ({"timezone": 3, "timezone_name": "../etc/passwd"}, "Etc/GMT-3"),
        ({"timezone": "5.5"}, "UTC"),
        ({"timezone": 99}, "UTC"),
        ({}, "UTC"),
        ({"timezone": None, "timezone_name": None}, "UTC"),
    ],
)
def test_time_zone_is_a_name_that_exists(client_at: ClientAt, fields: dict[str, object], zone: str) -> None:
    with SocketServer([answer(200, location(**fields))]) as server:
        assert get_location(client_at(server.url), 1).timezone == zone


def test_public_title_stands_in_for_a_missing_one(client_at: ClientAt) -> None:
    with SocketServer([answer(200, location(title="", public_title="On the quay"))]) as server:
        assert get_location(client_at(server.url), 1).title == "On the quay"
