"""What a user may not do is refused with 403."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stockdesk.demo.contract import contract
from stockdesk.demo.rights import FULL, TRAINEE
from tests.support.demo import FIRST_GOOD, ROOM, SHOP, TRAINEE_TOKEN
from tests.support.demo_bodies import LINE, operation, post, read

if TYPE_CHECKING:
    import httpx

    from tests.support.demo import DemoService

LINES = "/storage_operations/goods_transactions/4564"


def test_flags_are_those_of_the_contract() -> None:
    known = contract()["components"]["schemas"]["StoragesPermissions"]["properties"]
    assert set(FULL) == set(TRAINEE) == set(known)


def test_permissions_show_the_flags_and_can_be_limited_to_a_group(client: httpx.Client) -> None:
    assert read(client, "/user/permissions/4564")["data"]["storages"] == FULL
    assert list(client.get("/user/permissions/4564?group_permissions[]=storages").json()["data"]) == ["storages"]


@pytest.mark.parametrize(
    ("flag", "kind"),
    [
        ("storages_access", 3),
        ("storages_create_transactions_access", 4),
        ("storages_create_transactions_buy_access", 3),
        ("storages_create_transactions_sale_access", 1),
        ("storages_move_goods_access", 5),
    ],
)
def test_missing_right_refuses_its_kind_of_operation(
    service: DemoService, client: httpx.Client, flag: str, kind: int
) -> None:
    service.set_rights({flag: False})
    answer = post(client, operation(kind, [{"storage_id": ROOM}]), 403)
    assert answer == {"success": False, "data": None, "meta": {"message": "Access denied."}}
    assert service.documents() == []


def test_list_of_kinds_limits_what_may_be_posted(service: DemoService, client: httpx.Client) -> None:
    service.set_rights({"storages_transactions_types": [3]})
    post(client, operation(3))
    post(client, operation(4), 403)


def test_limited_user_reaches_only_some_storages(service: DemoService, client: httpx.Client) -> None:
    hidden = post(client, operation(3, storage_id=ROOM))["data"]["document"]["id"]
    service.set_rights({"storages_limited_access": True, "storages_ids": [SHOP]})
    post(client, operation(3, storage_id=SHOP))
    post(client, operation(3, storage_id=ROOM), 403)
    post(client, operation(5, [{"storage_id": ROOM}]), 403)
    read(client, f"/storage_operations/documents/4564/{hidden}", 403)
    assert {row["storage"]["id"] for row in read(client, "/storages/transactions/4564", count=100)["data"]} == {SHOP}
    assert len(read(client, "/storages/4564")["data"]) == 2
    service.set_switches(storages_limited_list="on")
    assert [one["id"] for one in read(client, "/storages/4564")["data"]] == [SHOP]


def test_old_days_are_closed_for_posting_and_for_reading(service: DemoService, client: httpx.Client) -> None:
    old = post(client, operation(create_date="2020-01-01 10:00:00"))["data"]
    document, line = old["document"]["id"], old["transactions"][0]["id"]
    days = {"storages_create_last_days_count": 3, "storages_last_days_count": 30}
    service.set_rights(days | {"storages_edit_last_days_count": 3})
    post(client, operation(create_date="2020-01-01 10:00:00"), 403)
    read(client, f"/storage_operations/documents/4564/{document}", 403)
    read(client, f"/storage_operations/documents/goods_transactions/{document}", 403)
    read(client, f"{LINES}/{line}", 403)
    assert client.put(f"{LINES}/{line}", json=LINE | {"document_id": document}).status_code == 403
    assert line not in {row["id"] for row in read(client, "/storages/transactions/4564", count=100)["data"]}


@pytest.mark.parametrize(
    ("flag", "method", "path"),
    [
        ("storages_transactions_access", "GET", "/storages/transactions/4564"),
        ("storages_transactions_access", "GET", "/storage_operations/documents/4564/8800001"),
        ("storages_transactions_access", "GET", "/storage_operations/documents/goods_transactions/8800001"),
        ("storages_delete_transactions_access", "DELETE", "/storage_operations/documents/4564/8800001"),
        ("storages_delete_transactions_access", "DELETE", f"{LINES}/9900101"),
        ("storages_goods_delete_access", "DELETE", f"/goods/4564/{FIRST_GOOD}"),
        ("storages_goods_crud_access", "DELETE", "/goods_categories/4564/81002"),
        ("storages_access", "GET", "/goods/4564"),
    ],
)
def test_missing_right_refuses_its_paths(
    service: DemoService, client: httpx.Client, flag: str, method: str, path: str
) -> None:
    service.set_rights({flag: False})
    assert client.request(method, path).status_code == 403


@pytest.mark.parametrize(
    ("flag", "change"),
    [
        ("storages_goods_title_edit_access", {"title": "Other"}),
        ("storages_goods_category_edit_access", {"category_id": 81002}),
        ("storages_goods_selling_price_edit_access", {"cost": 1}),
        ("storages_goods_cost_price_edit_access", {"actual_cost": 1}),
        ("storages_goods_units_edit_access", {"unit_equals": 5}),
        ("storages_goods_critical_balance_edit_access", {"critical_amount": 99}),
    ],
)
def test_field_without_its_right_stays_as_it_is(
    service: DemoService, client: httpx.Client, flag: str, change: dict[str, Any]
) -> None:
    product = read(client, f"/goods/4564/{FIRST_GOOD}")["data"]
    same = {"title": product["title"], "category_id": product["category_id"], "sale_unit_id": product["unit_id"]}
    same |= {"service_unit_id": product["service_unit_id"], "comment": "new"}
    service.set_rights({flag: False})
    assert client.put(f"/goods/4564/{FIRST_GOOD}", json=same).status_code == 200
    assert client.put(f"/goods/4564/{FIRST_GOOD}", json=same | change).status_code == 403


def test_cost_prices_are_hidden_from_who_may_not_see_them(service: DemoService) -> None:
    with service.client(TRAINEE_TOKEN) as trainee:
        product = read(trainee, f"/goods/4564/{FIRST_GOOD}")["data"]
        assert not {"actual_cost", "unit_actual_cost", "unit_actual_cost_format"} & product.keys()
        post(trainee, operation(3, create_date="2020-01-01 10:00:00"), 403)
        post(trainee, operation(5, [{"storage_id": ROOM}]), 403)


def test_rights_can_be_given_and_taken_at_another_location(service: DemoService, client: httpx.Client) -> None:
    service.post("rights", login="demo", location_id=4565, flags={})
    read(client, "/storages/4565")
    service.post("rights", login="demo", location_id=4564, flags=None)
    read(client, "/storages/4564", 403)
    assert [one["id"] for one in read(client, "/companies", my=1)["data"]] == [4565]
