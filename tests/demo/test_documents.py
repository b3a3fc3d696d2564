"""Documents built in two steps, changed and deleted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.demo import FIRST_GOOD, ROOM, SHOP
from tests.support.demo_bodies import LINE, operation, post, read

if TYPE_CHECKING:
    import httpx

    from tests.support.demo import DemoService

DOCUMENTS, LINES = "/storage_operations/documents/4564", "/storage_operations/goods_transactions/4564"
BODY: dict[str, Any] = {"type_id": 3, "storage_id": SHOP, "create_date": "2026-11-24 10:00:00", "comment": "two steps"}


def create(client: httpx.Client, **changes: Any) -> int:
    response = client.post(DOCUMENTS, json=BODY | changes)
    assert response.status_code == 200, response.text
    return int(response.json()["data"]["id"])


def add(client: httpx.Client, document_id: int, **changes: Any) -> Any:
    response = client.post(LINES, json=LINE | {"document_id": document_id} | changes)
    assert response.status_code == 200, response.text
    return response.json()["data"]


def amount(service: DemoService, storage: int = SHOP) -> Decimal:
    return service.stock(FIRST_GOOD).get((FIRST_GOOD, storage), Decimal(0))


def test_document_alone_moves_nothing_and_its_lines_do(service: DemoService, client: httpx.Client) -> None:
    before = service.stock()
    document = create(client)
    assert service.stock() == before
    line = add(client, document)
    assert amount(service) - before.get((FIRST_GOOD, SHOP), Decimal(0)) == 2
    assert line["good"]["good_id"] == FIRST_GOOD != line["good"]["id"]


def test_document_of_type_7_holds_write_offs(client: httpx.Client) -> None:
    line = add(client, create(client, type_id=7))
    assert (line["type_id"], line["amount"]) == (4, -2)


def test_changed_line_moves_the_difference(service: DemoService, client: httpx.Client) -> None:
    before = amount(service)
    document = create(client)
    line = add(client, document)
    body = LINE | {"document_id": document, "amount": 5, "cost": 15}
    changed = client.put(f"{LINES}/{line['id']}", json=body).json()["data"]
    assert (changed["id"], changed["amount"]) == (line["id"], 5)
    assert amount(service) - before == 5


def test_deleted_line_answers_202_and_gives_its_stock_back(service: DemoService, client: httpx.Client) -> None:
    before = amount(service)
    document = create(client)
    line = add(client, document)
    response = client.delete(f"{LINES}/{line['id']}")
    assert (response.status_code, response.content) == (202, b"")
    assert amount(service) == before
    assert read(client, f"{LINES}/{line['id']}")["data"]["deleted"] is True
    assert read(client, f"/storage_operations/documents/goods_transactions/{document}")["data"] == []
    assert client.delete(f"{LINES}/{line['id']}").status_code == 404
    service.set_switches(deleted_readable=0)
    read(client, f"{LINES}/{line['id']}", 404)


def test_deleted_document_reverses_its_lines_unless_switched(service: DemoService, client: httpx.Client) -> None:
    before = amount(service)
    for reverses, left in ((1, 0), (0, 2)):
        service.set_switches(delete_reverses_lines=reverses)
        document = post(client, operation())["data"]["document"]["id"]
        response = client.delete(f"{DOCUMENTS}/{document}")
        assert (response.status_code, response.content) == (202, b"")
        read(client, f"{DOCUMENTS}/{document}", 404)
        assert amount(service) - before == left


def test_changed_document_takes_its_lines_to_the_other_storage(service: DemoService, client: httpx.Client) -> None:
    shop, room = amount(service), amount(service, ROOM)
    document = create(client)
    add(client, document)
    body = BODY | {"storage_id": ROOM, "comment": "moved"}
    changed = client.put(f"{DOCUMENTS}/{document}", json=body).json()["data"]
    assert (changed["storage_id"], changed["comment"]) == (ROOM, "moved")
    assert (amount(service), amount(service, ROOM)) == (shop, room + 2)


def test_type_of_a_document_with_lines_stays(client: httpx.Client) -> None:
    document = create(client)
    add(client, document)
    assert client.put(f"{DOCUMENTS}/{document}", json=BODY | {"type_id": 1}).status_code == 422


def test_transfer_cannot_be_edited(client: httpx.Client) -> None:
    data = post(client, operation(5, [{"storage_id": ROOM}]))["data"]
    document, line = data["document"]["id"], data["transactions"][0]["id"]
    assert client.put(f"{DOCUMENTS}/{document}", json=BODY).status_code == 422
    assert client.put(f"{LINES}/{line}", json=LINE | {"document_id": document}).status_code == 422
    assert client.post(LINES, json=LINE | {"document_id": document}).status_code == 422


@pytest.mark.parametrize("path", [f"{DOCUMENTS}/1", f"{LINES}/1", "/storage_operations/operation/4564/1"])
def test_unknown_document_or_line_is_not_found(client: httpx.Client, path: str) -> None:
    read(client, path, 404)


def test_receipts_of_the_start_carry_suppliers_and_a_payment(client: httpx.Client) -> None:
    rows = read(client, "/storages/transactions/4564", count=100, page=1)["data"]
    rows += read(client, "/storages/transactions/4564", count=100, page=2)["data"]
    assert len({row["supplier"]["id"] for row in rows if row["supplier"]}) >= 6
    receipt = next(row for row in rows if row["type_id"] == 3)["document_id"]
    payments = read(client, f"/storage_operations/documents/finance_transactions/{receipt}")["data"]
    assert [payment["account"]["title"] for payment in payments] == ["Bank"]
    posted = post(client, operation())["data"]["document"]["id"]
    assert read(client, f"/storage_operations/documents/finance_transactions/{posted}")["data"] == []
