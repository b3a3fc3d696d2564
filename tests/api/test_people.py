from __future__ import annotations

import json

import pytest

from stockdesk.api.people import get_rights, list_members
from stockdesk.core.location import Rights, TeamMember
from tests.api.conftest import ClientAt
from tests.support.contract import example
from tests.support.sockets import SocketServer, answer


def rights(client_at: ClientAt, data: object) -> Rights:
    """Read rights from this ``data``."""
    body = json.dumps({"success": True, "data": data, "meta": []}).encode()
    with SocketServer([answer(200, body)]) as server:
        return get_rights(client_at(server.url), 70001)


def test_team_members_say_who_may_be_named(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("staff_ok"))]) as server:
        members = list_members(client_at(server.url), 70001)
        assert server.requests[0].target == "/api/v1/staff/70001"
    assert members == (TeamMember(61001, "Alex Reed", 88001), TeamMember(61002, "Sam Moss", fired=True))
    assert [member.active for member in members] == [True, False]


def test_rights_are_read_as_given(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("permissions_ok"))]) as server:
        read = get_rights(client_at(server.url), 70001)
    assert read == Rights(transfers=False, post_days_back=3, delete=False)


@pytest.mark.parametrize("data", [{}, {"storages": []}, {"storages": None}, {"storages": {}}])
def test_right_that_is_left_out_counts_as_given(client_at: ClientAt, data: object) -> None:
    assert rights(client_at, data) == Rights()


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([5101, "5102"], {5101, 5102}),
        ([{"id": 5101}, {"title": "x"}], {5101}),
        (False, set()),
        (None, set()),
        ([], set()),
    ],
)
def test_limited_storages_are_read_in_every_form(client_at: ClientAt, ids: object, expected: set[int]) -> None:
    read = rights(client_at, {"storages": {"storages_limited_access": 1, "storages_ids": ids}})
    assert read.limited
    assert read.storage_ids == expected


def test_products_closed_as_a_whole_are_closed_for_new_and_changed_ones(client_at: ClientAt) -> None:
    group = {"storages_goods_crud_access": False, "storages_goods_create_access": True}
    read = rights(client_at, {"storages": group})
    assert not read.create_products
    assert not read.edit_products
