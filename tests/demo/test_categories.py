"""Categories in all their spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.demo import FIRST_GOOD
from tests.support.demo_bodies import read

if TYPE_CHECKING:
    import httpx

HAIR, HAIR_CARE = 81001, 81002


def test_three_listings_give_the_same_categories(client: httpx.Client) -> None:
    roots = read(client, "/company/4564/goods_categories/0")
    assert [root["title"] for root in roots["data"]] == ["Hair", "Face & body", "Health & hygiene", "Household & food"]
    assert roots["meta"] == {"count": 4}
    old = read(client, "/goods_categories/4564/0")["data"]
    assert [int(one["id"]) for one in old] == [one["id"] for one in roots["data"]]
    assert all(isinstance(one["id"], str) for one in old)
    by_id = client.get(f"/goods_categories/multiple/4564?ids[]={HAIR_CARE}&ids[]={HAIR}&ids[]=9").json()
    assert [one["id"] for one in by_id["data"]] == [HAIR_CARE, HAIR]


def test_node_holds_subcategories_and_products_and_has_no_meta(client: httpx.Client) -> None:
    node = read(client, f"/goods/category_node/4564/{HAIR}")
    assert "meta" not in node
    assert [child["title"] for child in node["data"]["children"]] == ["Hair care", "Hair colour & styling"]
    face = read(client, "/goods/category_node/4564/81019", count=3, page=2)["data"]
    assert face["children_count"] > 3
    assert len(face["children"]) == 3
    assert all(child["is_item"] for child in face["children"])


def test_tree_search_puts_categories_first_and_counts_only_them(client: httpx.Client) -> None:
    found = read(client, "/goods/search/4564", term="baby", count=5)
    assert found["meta"] == {"count": 1}
    assert [row["is_category"] for row in found["data"]] == [True, False, False, False, False]
    assert read(client, "/goods/search/4564", search_term="baby", max_count=5) == found
    assert len(read(client, "/goods/search/4564", term="a", count=1000)["data"]) == 100
    assert read(client, "/goods/search/4564", count=1)["meta"] == {"count": 4}


def test_category_is_created_renamed_moved_and_deleted(client: httpx.Client) -> None:
    created = client.post("/goods_categories/4564", json={"title": "Masks", "parent_category_id": HAIR})
    assert created.status_code == 201
    key = created.json()["data"]["id"]
    moved = client.put(f"/goods_categories/4564/{key}", json={"title": "Mask", "parent_category_id": None})
    assert moved.json()["data"] == {"id": key, "title": "Mask", "parent_category_id": None, "is_chain": False}
    assert client.delete(f"/goods_categories/4564/{key}").status_code == 204
    read(client, f"/goods/category_node/4564/{key}", 404)


def test_products_of_a_deleted_category_move_up(client: httpx.Client) -> None:
    product = read(client, f"/goods/4564/{FIRST_GOOD}")["data"]
    assert client.delete(f"/goods_categories/4564/{product['category_id']}").status_code == 204
    assert read(client, f"/goods/4564/{FIRST_GOOD}")["data"]["category"] == "Health & hygiene"


@pytest.mark.parametrize("body", [{"title": ""}, {}, {"title": "x", "parent_category_id": 9}, {"title": "x", "id": 1}])
def test_category_that_makes_no_sense_is_refused(client: httpx.Client, body: dict[str, object]) -> None:
    assert client.post("/goods_categories/4564", json=body).status_code == 422


def test_category_cannot_stand_below_itself(client: httpx.Client) -> None:
    body = {"title": "Hair", "parent_category_id": HAIR_CARE}
    assert client.put(f"/goods_categories/4564/{HAIR}", json=body).status_code == 422
