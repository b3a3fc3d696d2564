"""Product categories: listings in their three spellings, the node with its contents, the tree search, and edits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stockdesk.demo import rights
from stockdesk.demo.exchange import LARGEST_ID, Answer, Call, invalid, not_found

if TYPE_CHECKING:
    import sqlite3

NODE_PAGE = 1000
SEARCH_PAGE, SEARCH_MOST = 25, 100


def list_categories(call: Call) -> Answer:
    """`GET /company/{location}/goods_categories/{parent}`: those directly below a category, 0 for the top."""
    rights.need(call)
    parent = call.path["parent_category_id"]
    if parent:
        _category(call, parent)
    found = [_shown(row) for row in _below(call, parent)]
    return Answer(data=found, meta={"count": len(found)})


def list_categories_old(call: Call) -> Answer:
    """`GET /goods_categories/{location}/{parent}`: the same with ids as text, as its page shows them."""
    rights.need(call)
    parent = call.path["category_id"]
    if parent:
        _category(call, parent)
    found = [_shown(row) | {"id": str(row["id"])} for row in _below(call, parent)]
    return Answer(data=found, meta={"count": len(found)})


def list_categories_by_id(call: Call) -> Answer:
    """`GET /goods_categories/multiple/{location}?ids[]=…`: those that exist, in the order asked for."""
    rights.need(call)
    asked = [int(text) for text in call.query.getlist("ids[]") if re.fullmatch(r"[0-9]{1,18}", text)]
    rows = {row["id"]: row for row in _all(call)}
    found = [_shown(rows[one]) for one in asked if one in rows]
    return Answer(data=found, meta={"count": len(found)})


def get_node(call: Call) -> Answer:
    """`GET /goods/category_node/{location}/{category}`: subcategories, then products; this answer has no `meta`."""
    rights.need(call)
    row = _category(call, call.path["category_id"])
    count = min(call.number("count", NODE_PAGE), NODE_PAGE)
    offset = min((call.number("page", 1) - 1) * count, LARGEST_ID)
    goods = _goods(call, "category_id = ?", (row["id"],), LARGEST_ID)
    children = [_node(one) for one in _below(call, row["id"])] + goods
    page = children[offset : offset + count]
    return Answer(data=_node(row) | {"children": page, "children_count": len(children)}, meta=None)


def search_tree(call: Call) -> Answer:
    """`GET /goods/search/{location}`: categories first, products fill what is left; `meta.count` counts categories.

    Both generations of parameter names are read. Without a term the root categories come back, whatever the count.
    """
    rights.need(call)
    term = call.query.get("term") or call.query.get("search_term") or ""
    if not term.strip():
        roots = [_node(row) for row in _below(call, 0)]
        return Answer(data=roots, meta={"count": len(roots)})
    count = call.number("count", call.number("max_count", SEARCH_PAGE))
    count = min(count, SEARCH_MOST)
    folded = call.text(term.strip()).casefold()
    found = [_node(row) for row in _all(call) if folded in row["title"].casefold()]
    goods = _goods(call, "instr(folded, ?) > 0", (folded,), max(count - len(found), 0))
    return Answer(data=(found + goods)[:count], meta={"count": len(found)})


def create_category(call: Call) -> Answer:
    """`POST /goods_categories/{location}`: 201."""
    rights.need(call, "storages_goods_crud_access", "storages_goods_create_access")
    parent = _parent(call)
    new_id = call.db.execute("SELECT max(id) + 1 FROM categories").fetchone()[0]
    call.db.execute(
        "INSERT INTO categories VALUES(?,?,?,?,?,?)",
        (new_id, call.location_id, call.text(call.body["title"]), parent, *_texts(call)),
    )
    return Answer(201, _shown(_category(call, new_id)))


def update_category(call: Call) -> Answer:
    """`PUT /goods_categories/{location}/{category}`; 422 for a parent below the category itself."""
    rights.need(call, "storages_goods_crud_access", "storages_goods_category_edit_access")
    row = _category(call, call.path["category_id"])
    parent = _parent(call) if "parent_category_id" in call.body else row["parent_id"]
    above = parent
    while above:
        if above == row["id"]:
            raise invalid({"[parent_category_id]": ["A category cannot stand below itself."]})
        above = _category(call, above)["parent_id"]
    call.db.execute(
        "UPDATE categories SET title = ?, parent_id = ?, article = ?, comment = ? WHERE id = ?",
        (call.text(call.body["title"]), parent, *_texts(call), row["id"]),
    )
    return Answer(data=_shown(_category(call, row["id"])))


def delete_category(call: Call) -> Answer:
    """`DELETE /goods_categories/{location}/{category}`: 204; what stood below moves up to the parent."""
    rights.need(call, "storages_goods_crud_access", "storages_goods_delete_access")
    row = _category(call, call.path["category_id"])
    call.db.execute("UPDATE categories SET parent_id = ? WHERE parent_id = ?", (row["parent_id"], row["id"]))
    call.db.execute(
        "UPDATE goods SET category_id = ?, changed_ms = ? WHERE category_id = ?",
        (row["parent_id"], call.now_ms, row["id"]),
    )
    call.db.execute("DELETE FROM categories WHERE id = ?", (row["id"],))
    return Answer(204, empty=True)


def _texts(call: Call) -> tuple[str, str]:
    return call.text(call.body.get("article", "")), call.text(call.body.get("comment", ""), comment=True)


def _parent(call: Call) -> int:
    parent = int(call.body.get("parent_category_id") or 0)
    known = {row["id"] for row in _all(call)}
    if parent and parent not in known:
        raise invalid({"[parent_category_id]": ["There is no such category."]})
    return parent


def _all(call: Call) -> list[sqlite3.Row]:
    return call.db.execute("SELECT * FROM categories WHERE location_id = ? ORDER BY id", (call.location_id,)).fetchall()


def _below(call: Call, parent: int) -> list[sqlite3.Row]:
    return call.db.execute(
        "SELECT * FROM categories WHERE location_id = ? AND parent_id = ? ORDER BY id", (call.location_id, parent)
    ).fetchall()


def _category(call: Call, category_id: int) -> sqlite3.Row:
    found: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM categories WHERE location_id = ? AND id = ?", (call.location_id, category_id)
    ).fetchone()
    if found is None:
        raise not_found()
    return found


def _goods(call: Call, where: str, values: tuple[object, ...], limit: int) -> list[dict[str, Any]]:
    rows = call.db.execute(
        "SELECT good_id, category_id, title, is_chain FROM goods"  # noqa: S608 - `where` is one of two literals above
        f" WHERE location_id = ? AND deleted = 0 AND {where} ORDER BY good_id LIMIT ?",
        (call.location_id, *values, limit),
    )
    return [
        {
            "parent_id": row["category_id"],
            "item_id": row["good_id"],
            "category_id": 0,
            "title": row["title"],
            "is_chain": bool(row["is_chain"]),
            "is_category": False,
            "is_item": True,
        }
        for row in rows
    ]


def _node(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "parent_id": row["parent_id"],
        "item_id": 0,
        "category_id": row["id"],
        "title": row["title"],
        "is_chain": False,
        "is_category": True,
        "is_item": False,
    }


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["title"],
        "parent_category_id": row["parent_id"] or None,
        "is_chain": False,
    }
