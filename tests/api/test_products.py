from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from stockdesk.api.products import (
    create_product,
    encode_product,
    find_products,
    get_product,
    page_of_products,
    pages_of_products,
    update_product,
)
from stockdesk.core.errors import StockdeskError
from stockdesk.core.product import Product, Unit
from tests.api.conftest import USER, ClientAt
from tests.support.contract import assert_fits, example
from tests.support.sockets import SocketServer, answer, answers, drip, http

BALM = Product(
    product_id=440001,
    title="Hand balm 75 ml",
    barcode="0400638133393",
    article="HB-75",
    category_id=9001,
    sale_unit=Unit(41, "pc"),
    service_unit=Unit(42, "ml"),
    unit_equals=Decimal(75),
    price=Decimal("12.5"),
    cost=Decimal(6),
    critical_amount=Decimal(2),
    desired_amount=Decimal(10),
    stock={5101: Decimal(8), 5102: Decimal(-1)},
    changed=datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
)


def page(*ids: int) -> bytes:
    """Return a page of products with these ids."""
    rows = [{"good_id": number, "title": f"Product {number}"} for number in ids]
    return json.dumps({"success": True, "data": rows, "meta": []}).encode()


def queries(server: SocketServer) -> list[dict[str, str]]:
    """Return the query of each request."""
    return [
        {name: value[0] for name, value in parse_qs(urlsplit(seen.target).query).items()} for seen in server.requests
    ]


def test_product_is_read_with_every_field(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("goods_list_ok"))]) as server:
        products = page_of_products(client_at(server.url), 70001, UTC)
        assert queries(server) == [{"page": "1", "count": "100"}]
    assert products[0] == BALM
    assert products[1].stock == {}
    assert (products[1].barcode, products[1].article) == ("", "")


def test_product_of_strings_is_the_same_product(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("goods_list_strings"))]) as server:
        (product,) = page_of_products(client_at(server.url), 70001, UTC)
    assert (product.product_id, product.price, product.unit_equals) == (440001, Decimal("12.50"), Decimal(75))
    assert product.stock == {5101: Decimal(8)}


def test_single_product_is_read_as_object_and_as_list_of_one(client_at: ClientAt) -> None:
    listed = json.dumps({"success": True, "data": [json.loads(example("good_ok"))["data"]], "meta": []}).encode()
    with SocketServer([answer(200, example("good_ok")), answer(200, listed)]) as server:
        client = client_at(server.url)
        assert get_product(client, 70001, UTC, 440001) == get_product(client, 70001, UTC, 440001) == BALM


def test_more_than_a_hundred_rows_are_never_asked_for(client_at: ClientAt) -> None:
    with pytest.raises(ValueError, match="100"):
        page_of_products(client_at("http://127.0.0.1:9"), 1, UTC, count=101)


def test_catalogue_ends_at_an_empty_page_and_not_at_a_short_one(client_at: ClientAt) -> None:
    with SocketServer([answers(page(1, 2), page(3), page(3, 4), page())]) as server:
        read = list(pages_of_products(client_at(server.url), 70001, UTC))
        assert [query["page"] for query in queries(server)] == ["1", "2", "3", "4"]
    assert [[product.product_id for product in products] for products in read] == [[1, 2], [3], [4]]


def test_end_that_has_to_be_sure_is_asked_for_twice(client_at: ClientAt) -> None:
    with SocketServer([answers(page(1, 2), page(), page(3), page(), page())]) as server:
        read = list(pages_of_products(client_at(server.url), 70001, UTC, sure=True))
        assert [query["page"] for query in queries(server)] == ["1", "2", "2", "3", "3"]
    assert [[product.product_id for product in products] for products in read] == [[1, 2], [3]]


def test_service_that_does_not_page_is_found_out(client_at: ClientAt) -> None:
    with SocketServer([answer(200, page(1, 2))]) as server, pytest.raises(StockdeskError) as raised:
        list(pages_of_products(client_at(server.url), 70001, UTC))
    assert raised.value.code == "service.paging"


def test_changes_are_asked_for_in_local_time_with_its_offset(client_at: ClientAt) -> None:
    since = datetime(2026, 11, 22, 11, 5, tzinfo=UTC)
    with SocketServer([answer(200, page())]) as server:
        zone = ZoneInfo("Europe/Moscow")
        assert list(pages_of_products(client_at(server.url), 70001, zone, changed_after=since)) == []
        assert queries(server)[0]["changed_after"] == "2026-11-22T14:05:00+03:00"


def test_search_sends_the_code_as_it_is_and_ends_where_a_page_says_nothing_new(client_at: ClientAt) -> None:
    with SocketServer([answer(200, page(1, 2))]) as server:
        found = find_products(client_at(server.url), 70001, UTC, "0400 6381&x=1+2")
        assert [query["term"] for query in queries(server)] == ["0400 6381&x=1+2"] * 2
    assert [product.product_id for product in found] == [1, 2]


@pytest.mark.parametrize("length", [1, 20, 25, 50, 100])
def test_search_goes_on_whatever_the_length_of_a_page(client_at: ClientAt, length: int) -> None:
    with SocketServer([answers(page(*range(1, length + 1)), page(999), page())]) as server:
        found = find_products(client_at(server.url), 70001, UTC, "balm")
        assert [query["page"] for query in queries(server)] == ["1", "2", "3"]
    assert [product.product_id for product in found][length:] == [999]


def test_code_that_nothing_bears_costs_one_request(client_at: ClientAt) -> None:
    with SocketServer([answer(200, page())]) as server:
        assert find_products(client_at(server.url), 70001, UTC, "balm") == []
        assert len(server.requests) == 1


@pytest.mark.parametrize(("length", "rows", "requests"), [(100, 500, 5), (50, 500, 10), (20, 500, 25), (10, 250, 25)])
def test_search_is_bounded_in_rows_and_pages(client_at: ClientAt, length: int, rows: int, requests: int) -> None:
    pages = [page(*range(length * number, length * (number + 1))) for number in range(1, 30)]
    with SocketServer([answers(*pages)]) as server:
        assert len(find_products(client_at(server.url), 70001, UTC, "a")) == rows
        assert len(server.requests) == requests


def test_all_pages_of_a_search_share_one_time(client_at: ClientAt) -> None:
    with SocketServer([answers(page(1)), drip(http(200, b"", length=10_000), 0.01)]) as server:
        with pytest.raises(StockdeskError) as raised:
            find_products(client_at(server.url), 70001, UTC, "a", whole=0.4)
        assert server.connections > 1
    assert raised.value.code == "service.timeout"


def test_new_product_fits_the_contract_and_comes_back_as_made(client_at: ClientAt) -> None:
    with SocketServer([answer(201, example("good_ok")), answer(200, example("good_ok"))]) as server:
        client = client_at(server.url)
        assert create_product(client, 70001, UTC, BALM) == BALM
        assert update_product(client, 70001, UTC, BALM) == BALM
        created, updated = server.requests
    assert (created.method, created.target) == ("POST", "/api/v1/goods/70001")
    assert (updated.method, updated.target) == ("PUT", "/api/v1/goods/70001/440001")
    assert_fits("ProductCreate", created.body)
    assert_fits("ProductUpdate", updated.body)
    assert json.loads(created.body)["barcode"] == "0400638133393"


@pytest.mark.parametrize(
    ("product", "field"),
    [
        (Product(0, "x"), "category"),
        (Product(0, "x", category_id=1), "sale-unit"),
        (Product(0, "x", category_id=1, sale_unit=Unit(1, "pc")), "service-unit"),
    ],
)
def test_product_without_category_or_units_is_incomplete(product: Product, field: str) -> None:
    with pytest.raises(StockdeskError) as raised:
        encode_product(product)
    assert (raised.value.code, raised.value.arguments["field"]) == ("product.incomplete", field)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (422, example("err_422"), "service.refused"),
        (409, example("err_409"), "service.conflict"),
        (500, b"", "service.unknown-outcome"),
        (201, b"<html>", "service.unknown-outcome"),
        (201, b'{"success":true,"data":{"title":"no id"}}', "service.unknown-outcome"),
    ],
)
def test_failed_creation_says_whether_the_product_may_be_there(
    client_at: ClientAt, status: int, body: bytes, code: str
) -> None:
    with SocketServer([answer(status, body)]) as server:
        with pytest.raises(StockdeskError) as raised:
            create_product(client_at(server.url), 70001, UTC, BALM)
        assert server.connections == 1
    assert raised.value.code == code


def test_token_that_the_service_repeats_stays_out_of_the_error(client_at: ClientAt) -> None:
    echo = json.dumps({"success": False, "data": None, "meta": {"message": f"bad {USER}"}}).encode()
    with SocketServer([answer(422, echo)]) as server, pytest.raises(StockdeskError) as raised:
        create_product(client_at(server.url), 70001, UTC, BALM)
    assert raised.value.arguments["message"] == "bad ***"
