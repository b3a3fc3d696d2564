"""Products: lists, look-ups, edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.demo import FIRST_GOOD, ROOM, SHOP
from tests.support.demo_bodies import operation, post, read

if TYPE_CHECKING:
    import httpx

    from tests.support.demo import DemoService

GOODS = "/goods/4564"
NEW: dict[str, Any] = {"title": "Balm 75 ml", "category_id": 81002, "sale_unit_id": 301, "service_unit_id": 301}


def ids(client: httpx.Client, **query: Any) -> list[int]:
    return [product["good_id"] for product in read(client, GOODS, **query)["data"]]


def create(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    response = client.post(GOODS, json=NEW | changes)
    assert response.status_code == 201, response.text
    product: dict[str, Any] = response.json()["data"]
    return product


@pytest.mark.parametrize(
    ("count", "given"), [(None, 25), (1, 1), (100, 100), (101, 25), (500, 25), (0, 25), (10**30, 25)]
)
def test_count_above_a_hundred_silently_gives_twenty_five(client: httpx.Client, count: int | None, given: int) -> None:
    assert len(ids(client, **({} if count is None else {"count": count}))) == given


def test_pages_hold_every_product_once_and_then_nothing(client: httpx.Client) -> None:
    found = [one for page in range(1, 5) for one in ids(client, page=page, count=100)]
    assert found == list(range(FIRST_GOOD, FIRST_GOOD + 300))
    assert read(client, GOODS, page=10**17)["data"] == []


def test_deleted_product_moves_the_later_ones_up_a_page(client: httpx.Client) -> None:
    second = ids(client, page=2, count=100)
    assert client.delete(f"{GOODS}/{FIRST_GOOD}").status_code == 204
    assert ids(client, page=2, count=100) == [*second[1:], second[-1] + 1]
    read(client, f"{GOODS}/{FIRST_GOOD}", 404)
    post(client, operation(), 404)


def test_term_finds_barcode_article_and_parts_of_the_title(service: DemoService, client: httpx.Client) -> None:
    assert ids(client, term="013117040548") == [FIRST_GOOD + 2]
    assert ids(client, term=" 1311704054 ") == [FIRST_GOOD + 2]
    assert ids(client, term="HC-00003") == [FIRST_GOOD + 2]
    assert FIRST_GOOD + 1 in ids(client, term="BABY DOVE")
    service.set_switches(term_substring=0)
    assert ids(client, term="1311704054") == []
    assert ids(client, term="013117040548") == [FIRST_GOOD + 2]
    assert ids(client, term="hc-00003") == [FIRST_GOOD + 2]
    service.set_switches(term_trims=0)
    assert ids(client, term=" 013117040548") == []
    service.set_switches(term_ignores_zeros=1)
    assert ids(client, term="13117040548") == [FIRST_GOOD + 2]


def test_stock_of_a_storage_that_never_held_the_product_is_missing(client: httpx.Client) -> None:
    product = create(client)
    assert product["actual_amounts"] == []
    post(client, operation(4, [{"good_id": product["good_id"], "amount": 3}]))
    shown = read(client, f"{GOODS}/{product['good_id']}")["data"]["actual_amounts"]
    assert shown == [{"storage_id": SHOP, "amount": -3}]


def test_created_product_reads_back_with_exact_numbers(client: httpx.Client) -> None:
    product = create(client, barcode="0400638133393", cost=12.35, unit_equals=75, service_unit_id=302, actual_cost=6)
    assert (product["barcode"], product["cost"], product["unit_equals"]) == ("0400638133393", 12.35, 75)
    assert (product["unit_actual_cost"], product["service_unit_short_title"]) == (0.08, "ml")
    assert read(client, GOODS, term="0400638133393")["data"] == [product]


def test_nothing_refuses_a_second_product_with_one_barcode_until_switched(
    service: DemoService, client: httpx.Client
) -> None:
    create(client, barcode="0400638133393")
    create(client, barcode="0400638133393")
    service.set_switches(unique_barcodes=1)
    assert client.post(GOODS, json=NEW | {"barcode": "0400638133393"}).status_code == 422


@pytest.mark.parametrize("missing", ["title", "category_id", "sale_unit_id", "service_unit_id"])
def test_missing_field_is_named_in_brackets(client: httpx.Client, missing: str) -> None:
    response = client.post(GOODS, json={key: value for key, value in NEW.items() if key != missing})
    assert response.status_code == 422
    assert response.json()["meta"]["errors"] == [{f"[{missing}]": ["This field is missing."]}]


@pytest.mark.parametrize("wrong", [{"category_id": 9}, {"sale_unit_id": 9}, {"service_unit_id": 9}])
def test_unknown_category_or_unit_is_refused(client: httpx.Client, wrong: dict[str, int]) -> None:
    response = client.post(GOODS, json=NEW | wrong)
    assert (response.status_code, list(response.json()["meta"]["errors"][0])) == (422, [f"[{next(iter(wrong))}]"])


def test_fields_left_out_of_an_edit_are_kept_unless_switched(service: DemoService, client: httpx.Client) -> None:
    path = f"{GOODS}/{create(client, barcode='0400638133393', comment='shelf 3')['good_id']}"
    kept = client.put(path, json=NEW | {"title": "Balm"}).json()["data"]
    assert (kept["title"], kept["barcode"], kept["comment"]) == ("Balm", "0400638133393", "shelf 3")
    service.set_switches(put_keeps_fields=0)
    cleared = client.put(path, json=NEW).json()["data"]
    assert (cleared["barcode"], cleared["comment"]) == ("", "")


def test_units_of_a_moved_product_change_only_with_rules(client: httpx.Client) -> None:
    good_id = create(client)["good_id"]
    post(client, operation(3, [{"good_id": good_id}]))
    body = NEW | {"service_unit_id": 302, "unit_equals": 75}
    refused = client.put(f"{GOODS}/{good_id}", json=body)
    assert (refused.status_code, refused.json()["meta"]["conflict"]) == (409, True)
    rules = {"correction_rules": [{"type": 3, "base_unit": "sale"}]}
    assert client.put(f"{GOODS}/{good_id}", json=body | rules).json()["data"]["unit_equals"] == 75


def test_product_of_the_chain_cannot_be_edited(service: DemoService, client: httpx.Client) -> None:
    service.post("goods", good_id=FIRST_GOOD, fields={"is_chain": 1})
    assert client.put(f"{GOODS}/{FIRST_GOOD}", json=NEW).status_code == 403


def test_stock_is_shown_in_write_off_units_when_switched(service: DemoService, client: httpx.Client) -> None:
    good_id = create(client, unit_equals=75, service_unit_id=302)["good_id"]
    post(client, operation(3, [{"good_id": good_id, "amount": 2}], storage_id=ROOM))
    service.set_switches(stock_in_service_units=1)
    assert read(client, f"{GOODS}/{good_id}")["data"]["actual_amounts"] == [{"storage_id": ROOM, "amount": 150}]


def test_single_product_is_an_object_or_by_switch_a_list(service: DemoService, client: httpx.Client) -> None:
    product = read(client, f"{GOODS}/{FIRST_GOOD}")["data"]
    assert "id" not in product
    service.set_switches(single_good_as_list=1)
    assert read(client, f"{GOODS}/{FIRST_GOOD}")["data"] == [product]


def test_archived_product_leaves_the_list_only_when_switched(service: DemoService, client: httpx.Client) -> None:
    service.post("goods", good_id=FIRST_GOOD, fields={"archived": 1})
    assert ids(client)[0] == FIRST_GOOD
    service.set_switches(archived_listed=0)
    assert ids(client)[0] == FIRST_GOOD + 1


def test_last_changed_product_comes_first_when_switched(service: DemoService, client: httpx.Client) -> None:
    post(client, operation(3, [{"good_id": FIRST_GOOD + 77}]))
    service.set_switches(goods_newest_change_first=1)
    assert ids(client)[0] == FIRST_GOOD + 77
    service.set_switches(goods_ignore_changed_after=1)
    assert len(ids(client, changed_after="2099-01-01", count=100)) == 100


def test_data_of_a_product_can_be_made_as_odd_as_a_test_needs(service: DemoService, client: httpx.Client) -> None:
    good_id = service.post("goods", fields={"title": "Odd"}, raw={"barcode": None, "cost": "abc"})["good_id"]
    product = read(client, f"{GOODS}/{good_id}")["data"]
    assert (product["title"], product["barcode"], product["cost"]) == ("Odd", None, "abc")
