"""The switches that no other file of this folder turns."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stockdesk.demo.switches import SWITCHES, parse_switch
from tests.support.demo import FIRST_GOOD, ROOM, SHOP
from tests.support.demo_bodies import operation, post, read

if TYPE_CHECKING:
    import httpx

    from tests.support.demo import DemoService


def test_every_switch_is_turned_by_some_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in SWITCHES if name not in tests] == []


@pytest.mark.parametrize(("name", "value"), [("nonsense", "on"), ("retry_after", "2"), ("clock_skew", "on")])
def test_unknown_switch_or_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        parse_switch(name, value)


def test_transfer_in_one_operation_can_be_refused(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(transfer_single="off")
    post(client, operation(5, [{"storage_id": ROOM}]), 400)


def test_misread_transfer_answers_200_and_only_takes(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(transfer_misread="on")
    data = post(client, operation(5, [{"storage_id": ROOM}]))["data"]
    assert [(line["storage_id"], line["amount"]) for line in data["transactions"]] == [(SHOP, -2)]
    assert [line["storage_id"] for line in service.documents()[0]["lines"]] == [SHOP]


def test_lines_of_a_transfer_can_read_back_as_5(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(transfer_lines_type_zero="off")
    data = post(client, operation(5, [{"storage_id": ROOM}]))["data"]
    assert {line["type_id"] for line in data["transactions"]} == {5}


def test_known_lines_beside_an_unknown_product_can_be_posted(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(partial_on_unknown_good="on")
    data = post(client, operation(3, [{}, {"good_id": 9}]))["data"]
    assert [line["good_id"] for line in data["transactions"]] == [FIRST_GOOD]


def test_team_member_can_be_left_out_or_zero(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(zero_master_accepted="on")
    assert post(client, operation(master_id=0))["data"]["transactions"][0]["master"] == []
    service.set_switches(require_master="off")
    body = operation()
    del body["master_id"]
    post(client, body)


def test_too_little_stock_can_be_refused_whole(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(negative_stock="off")
    before = service.stock()
    post(client, operation(4, [{"good_id": FIRST_GOOD + 1, "amount": 0.001}, {"amount": 100000}]), 400)
    assert service.stock() == before


def test_write_off_can_read_back_as_7(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(writeoff_reads_as_7="on")
    data = post(client, operation(4))["data"]
    assert (data["document"]["type_id"], data["transactions"][0]["type_id"]) == (7, 4)


def test_usage_can_read_back_as_4_and_a_write_off_as_2(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(outgoing_kinds_swapped="on")
    for sent, shown in ((2, 4), (4, 2), (3, 3)):
        data = post(client, operation(sent))["data"]
        row = read(client, "/storages/transactions/4564")["data"][0]
        assert (data["document"]["type_id"], data["transactions"][0]["type_id"], row["type_id"]) == (
            shown,
            shown,
            shown,
        )


def test_usage_can_be_refused(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(usage_type_2="off")
    post(client, operation(2), 400)


def test_duplicate_can_be_refused(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(duplicates_refused="on")
    post(client, operation())
    post(client, operation(), 400)
    post(client, operation(3, [{"amount": 3, "cost": 9}]))


def test_repeat_can_be_answered_with_the_first_document(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(repeats_answered="on")
    first = post(client, operation(comment="first"))["data"]["document"]
    repeat = post(client, operation(comment="second", create_date="2026-11-24T11:00:00.000-05:00"))["data"]["document"]
    assert (repeat["id"], repeat["comment"]) == (first["id"], "first")
    assert post(client, operation(3, [{"amount": 3, "cost": 9}]))["data"]["document"]["id"] != first["id"]
    assert len(service.documents()) == 2


def test_offset_of_the_date_can_be_dropped(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(offset_honoured="off")
    document = post(client, operation(create_date="2026-11-24T10:00:00.000-05:00"))["data"]["document"]
    assert document["create_date"] == "2026-11-24T10:00:00.000+01:00"


def test_documents_can_show_naive_dates(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(naive_document_dates="on")
    assert post(client, operation())["data"]["document"]["create_date"] == "2026-11-24 10:00:00"


def test_characters_outside_the_bmp_can_be_kept(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(astral_to_question="off")
    assert post(client, operation(comment="🙂"))["data"]["document"]["comment"] == "🙂"


def test_labels_can_follow_the_language(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(labels_follow_language="on")
    client.headers["Accept-Language"] = "ru-RU"
    assert post(client, operation())["data"]["document"]["type"]["title"] == "Поступление"


def test_unknown_fields_can_be_let_through(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(strict_bodies="off")
    post(client, operation(orderId=5))


def test_largest_counts_can_be_set(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(goods_count_max=250, transactions_count_max=30)
    assert len(read(client, "/goods/4564", count=250)["data"]) == 250
    assert len(read(client, "/storages/transactions/4564", count=30)["data"]) == 30
    assert len(read(client, "/storages/transactions/4564", count=31)["data"]) == 20


def test_date_of_answers_can_run_ahead_of_the_services_clock(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(date_ahead=86_400)
    answer = client.post("/storage_operations/operation/4564", json=operation())
    changed = datetime.fromisoformat(read(client, "/storages/transactions/4564")["data"][0]["last_change_date"])
    ahead = parsedate_to_datetime(answer.headers["Date"]) - changed
    assert 86_390 < ahead.total_seconds() < 86_410
