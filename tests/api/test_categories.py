from __future__ import annotations

import json

import pytest

from stockdesk.api.categories import create_category, list_categories, walk_categories
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Category
from tests.api.conftest import ClientAt
from tests.support.contract import assert_fits, example
from tests.support.sockets import SocketServer, answer, answers


def test_categories_name_their_parents(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("categories_ok"))]) as server:
        assert list_categories(client_at(server.url), 70001) == (
            Category(9001, "Retail"),
            Category(9002, "Hands", 9001),
        )
        assert server.requests[0].target == "/api/v1/company/70001/goods_categories/0"


def test_walk_finds_every_level_once(client_at: ClientAt) -> None:
    def below(*rows: tuple[int, int]) -> bytes:
        data = [{"id": own, "title": str(own), "parent_category_id": parent} for own, parent in rows]
        return json.dumps({"success": True, "data": data, "meta": {"count": len(data)}}).encode()

    pages = answers(below((1, 0), (2, 0)), below((3, 1), (2, 0)), below(), below((4, 3)), below())
    with SocketServer([pages]) as server:
        found = walk_categories(client_at(server.url), 70001)
        asked = [seen.target.rpartition("/")[2] for seen in server.requests]
    assert [(category.category_id, category.parent_id) for category in found] == [(1, None), (2, None), (3, 1), (4, 3)]
    assert asked == ["0", "1", "2", "3", "4"]


def test_new_category_comes_back_as_made(client_at: ClientAt) -> None:
    with SocketServer([answer(201, example("category_ok"))]) as server:
        assert create_category(client_at(server.url), 70001, "Hands", 9001) == Category(9002, "Hands", 9001)
        (request,) = server.requests
    assert_fits("ProductCategoryWrite", request.body)
    assert json.loads(request.body) == {"title": "Hands", "parent_category_id": 9001}


def test_unreadable_answer_to_a_new_category_leaves_it_open(client_at: ClientAt) -> None:
    with SocketServer([answer(201, b'{"success":true,"data":{}}')]) as server, pytest.raises(StockdeskError) as raised:
        create_category(client_at(server.url), 70001, "Hands")
    assert raised.value.code == "service.unknown-outcome"
