"""Inventory operations and their effect on stock."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.demo import FIRED_MASTER, FIRST_GOOD, OTHER_SHOP, REMOVED_MASTER, ROOM, SHOP, SUPPLIER
from tests.support.demo_bodies import operation, post, read

if TYPE_CHECKING:
    import httpx

    from tests.support.demo import DemoService


def amount(service: DemoService, storage: int = SHOP, good_id: int = FIRST_GOOD) -> Decimal:
    return service.stock(good_id).get((good_id, storage), Decimal(0))


@pytest.mark.parametrize(("kind", "sign"), [(1, -1), (2, -1), (3, 1), (4, -1)])
def test_operation_moves_stock_and_reads_back_with_its_sign(
    service: DemoService, client: httpx.Client, kind: int, sign: int
) -> None:
    before = amount(service)
    data = post(client, operation(kind))["data"]
    assert amount(service) - before == 2 * sign
    assert [line["amount"] for line in data["transactions"]] == [2 * sign]
    assert data["transactions"][0]["cost"] == 6
    assert data["document"]["type_id"] == data["transactions"][0]["type_id"] == kind
    assert read(client, f"/storage_operations/operation/4564/{data['document']['id']}")["data"] == data


def test_documents_are_numbered_one_after_the_other(client: httpx.Client) -> None:
    numbers = [post(client, operation())["data"]["document"]["number"] for _ in range(3)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_same_body_twice_makes_two_documents(service: DemoService, client: httpx.Client) -> None:
    ids = {post(client, operation())["data"]["document"]["id"] for _ in range(2)}
    assert {document["id"] for document in service.documents(marker="sd-7f3k9qx2m4")} == ids


def test_transfer_takes_from_the_source_and_gives_to_each_lines_storage(
    service: DemoService, client: httpx.Client
) -> None:
    shop, room = amount(service), amount(service, ROOM)
    data = post(client, operation(5, [{"storage_id": ROOM}, {"storage_id": ROOM, "amount": 0.5}]))["data"]
    assert [(line["storage_id"], line["amount"]) for line in data["transactions"]] == [
        (SHOP, -2), (ROOM, 2), (SHOP, -0.5), (ROOM, 0.5),
    ]  # fmt: skip
    assert data["document"]["type_id"] == 5
    assert {line["type_id"] for line in data["transactions"]} == {0}
    assert (amount(service) - shop, amount(service, ROOM) - room) == (Decimal("-2.5"), Decimal("2.5"))


@pytest.mark.parametrize("destination", [{}, {"storage_id": SHOP}])
def test_transfer_without_another_storage_is_refused(client: httpx.Client, destination: dict[str, int]) -> None:
    post(client, operation(5, [destination]), 422)


def test_write_off_units_count_as_parts_of_the_sale_unit(service: DemoService, client: httpx.Client) -> None:
    service.post("goods", good_id=FIRST_GOOD, fields={"unit_equals": "250", "service_unit_id": 302})
    before = amount(service)
    line = post(client, operation(4, [{"amount": 75, "operation_unit_type": 2}]))["data"]["transactions"][0]
    assert (line["amount"], line["unit_id"]) == (-75, 302)
    assert before - amount(service) == Decimal("0.3")
    full = read(client, f"/storage_operations/goods_transactions/4564/{line['id']}")["data"]
    assert (full["sale_amount"], full["service_amount"]) == (-0.3, -75)


def test_receipt_sets_the_cost_price_after_discount(client: httpx.Client) -> None:
    post(client, operation(3, [{"amount": 4, "cost_per_unit": 5, "discount": 10, "cost": 18}]))
    assert read(client, f"/goods/4564/{FIRST_GOOD}")["data"]["actual_cost"] == 4.5


def test_moved_product_shows_up_among_the_changed(client: httpx.Client) -> None:
    since = read(client, f"/goods/4564/{FIRST_GOOD + 1}")["data"]["last_change_date"]
    post(client, operation(1))
    changed = read(client, "/goods/4564", changed_after="2026-11-20T00:00:00", count=100)["data"]
    assert FIRST_GOOD in {product["good_id"] for product in changed}
    product = read(client, f"/goods/4564/{FIRST_GOOD}")["data"]
    assert product["last_change_date"] > since


def test_supplier_stands_in_the_line(client: httpx.Client) -> None:
    line = post(client, operation(3, [{"supplier_id": SUPPLIER}]))["data"]["transactions"][0]
    assert line["supplier"] == {"id": SUPPLIER, "title": "Beauty Trade"}
    assert line["client"] == []


@pytest.mark.parametrize("master", [None, 0])
def test_operation_without_team_member_is_refused_with_400(client: httpx.Client, master: int | None) -> None:
    body = operation()
    if master is None:
        del body["master_id"]
    else:
        body["master_id"] = master
    assert post(client, body, 400)["meta"] == {"message": "Staff member required"}


@pytest.mark.parametrize(
    "change",
    [
        {"storage_id": 9},
        {"storage_id": OTHER_SHOP},
        {"master_id": 9},
        {"master_id": REMOVED_MASTER},
        {"lines": [{"good_id": 9}]},
        {"lines": [{}, {"good_id": 9}]},
        {"lines": [{"supplier_id": 9}]},
    ],
)
def test_unknown_things_are_not_found_and_nothing_is_stored(
    service: DemoService, client: httpx.Client, change: dict[str, Any]
) -> None:
    before = service.stock()
    assert post(client, operation(3, **change), 404) == {"success": False, "data": None, "meta": []}
    assert (service.documents(), service.stock()) == ([], before)


def test_dismissed_team_member_is_still_taken(client: httpx.Client) -> None:
    post(client, operation(master_id=FIRED_MASTER))


@pytest.mark.parametrize(
    "change", [{"type_id": 6}, {"orderId": 1}, {"create_date": "2026-02-30 10:00:00"}, {"storage_id": "51001"}]
)
def test_body_outside_the_contract_is_refused_with_the_fields_named(
    client: httpx.Client, change: dict[str, Any]
) -> None:
    answer = post(client, operation() | change, 422)
    assert f"[{next(iter(change))}]" in answer["meta"]["errors"][0]


@pytest.mark.parametrize("name", ["transactions", "goods"])
def test_misnamed_line_array_gives_200_and_an_empty_document(
    service: DemoService, client: httpx.Client, name: str
) -> None:
    body = operation()
    body[name] = body.pop("goods_transactions")
    data = post(client, body)["data"]
    assert data["transactions"] == []
    assert service.documents()[0]["lines"] == []
    service.set_switches(misnamed_lines_ignored="off")
    post(client, body, 422)


def test_dates_are_taken_with_offset_and_naive(client: httpx.Client) -> None:
    for text in ("2026-11-24T10:00:00.000+01:00", "2026-11-24T13:00:00.000+04:00", "2026-11-24 10:00:00"):
        document = post(client, operation(create_date=text))["data"]["document"]
        assert document["create_date"] == "2026-11-24T10:00:00.000+01:00"


def test_characters_outside_the_bmp_are_stored_as_question_marks(client: httpx.Client) -> None:
    assert post(client, operation(comment="[SD-1] 🙂 ё"))["data"]["document"]["comment"] == "[SD-1] ? ё"


def test_number_of_a_membership_cannot_be_used_twice(client: httpx.Client) -> None:
    post(client, operation(1, [{"good_special_number": "A1"}]))
    assert "already exists" in post(client, operation(1, [{"good_special_number": "A1"}]), 400)["meta"]["message"]


def test_two_thousand_lines_are_one_operation(service: DemoService, client: httpx.Client) -> None:
    lines = [{"good_id": FIRST_GOOD + number % 300} for number in range(2000)]
    data = post(client, operation(3, lines))["data"]
    assert len(data["transactions"]) == 2000
    listed = read(client, f"/storage_operations/documents/goods_transactions/{data['document']['id']}")
    assert (len(listed["data"]), listed["meta"]) == (2000, {"count": 2000})
