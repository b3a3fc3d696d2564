"""The levers and the truth below /_demo."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.support.demo import FIRST_GOOD, ROOM, SHOP
from tests.support.demo_bodies import operation, post, read

if TYPE_CHECKING:
    from tests.support.demo import DemoService


def test_documents_show_what_is_stored(service: DemoService, client: httpx.Client) -> None:
    posted = post(client, operation(4, [{"amount": 2.5, "comment": "leaked"}]))["data"]
    document = service.documents()[0]
    assert document["id"] == posted["document"]["id"]
    assert document["number"] == posted["document"]["number"]
    assert (document["type_id"], document["storage_id"], document["deleted"]) == (4, SHOP, False)
    assert document["create_date"] == "2026-11-24T09:00:00.000+00:00"
    line = document["lines"][0]
    assert (line["good_id"], line["amount"], line["cost"], line["comment"]) == (FIRST_GOOD, "-2.5", "6", "leaked")
    assert len(service.documents(seeded=True)) > 40
    assert service.documents(marker="SD-OTHER") == []


def test_stock_agrees_with_what_products_show(service: DemoService, client: httpx.Client) -> None:
    stock = service.stock()
    for product in read(client, "/goods/4564", count=100)["data"]:
        for one in product["actual_amounts"]:
            held = stock.get((product["good_id"], one["storage_id"]), Decimal(0))
            assert abs(held - Decimal(str(one["amount"]))) < Decimal("1e-9")


def test_requests_are_kept_in_order(service: DemoService, client: httpx.Client) -> None:
    read(client, "/storages/4564")
    post(client, operation())
    first, second = service.requests()
    assert (first["path"], first["status"], first["write"]) == ("/api/v1/storages/4564", 200, False)
    assert (second["method"], second["write"]) == ("POST", True)
    assert service.requests(after=first["n"]) == [second]


def test_foreign_movements_make_the_location_busy(service: DemoService, client: httpx.Client) -> None:
    before = service.stock()
    ids = service.post("movements", documents=20, lines=3, type_id=4, storage_id=ROOM)["documents"]
    assert len(ids) == 20
    assert len(read(client, "/storages/transactions/4564", count=100, document_id=ids[0])["data"]) == 3
    assert sum(before.values()) - sum(service.stock().values()) == 60
    old = service.post("movements", good_ids=[FIRST_GOOD], create_date="2020-01-01")["documents"][0]
    dated = read(client, f"/storage_operations/documents/4564/{old}")["data"]["create_date"]
    assert dated.startswith("2020-01-01")


def test_people_change_comments(service: DemoService, client: httpx.Client) -> None:
    document = post(client, operation())["data"]["document"]["id"]
    service.post("comments", document_id=document, comment="gone", lines=True)
    assert read(client, f"/storage_operations/documents/4564/{document}")["data"]["comment"] == "gone"
    assert service.documents()[0]["lines"][0]["comment"] == "gone"


def test_reset_brings_the_start_back(service: DemoService, client: httpx.Client) -> None:
    start = (service.stock(), service.documents(seeded=True)[0]["lines"])
    post(client, operation())
    service.set_faults({"garbage": 1}, switches={"clock_skew": 99})
    service.reset()
    assert (service.stock(), service.documents(seeded=True)[0]["lines"]) == start
    assert httpx.get(f"{service.base_url}/_demo/faults").json()["faults"] == {}
    assert httpx.get(f"{service.base_url}/_demo/pending").json() == {"pending": 0}


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("faults", {"faults": {"nonsense": 1}}),
        ("faults", {"switches": {"nonsense": 1}}),
        ("faults", {"timings": {"nonsense": 1}}),
        ("faults", {"nonsense": 1}),
        ("faults", {"scope": "nonsense"}),
        ("rights", {"login": "nobody"}),
        ("tokens", {}),
        ("faults", []),
    ],
)
def test_lever_that_makes_no_sense_is_refused_with_a_sentence(service: DemoService, what: str, body: Any) -> None:
    response = httpx.post(f"{service.base_url}/_demo/{what}", json=body)
    assert response.status_code == 400
    assert response.json()["error"]
