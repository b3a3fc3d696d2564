"""Locations, storages, accounts and webhook settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from stockdesk.demo import rights, views
from stockdesk.demo.exchange import LARGEST_ID, Answer, Call, unauthenticated

if TYPE_CHECKING:
    import sqlite3

PAGE = 50
HOOK_FLAGS = (
    "salon", "service_category", "service", "good", "master", "client", "record", "goods_operations_sale",
    "goods_operations_receipt", "goods_operations_consumable", "goods_operations_stolen", "goods_operations_move",
    "finances_operation",
)  # fmt: skip


def list_locations(call: Call) -> Answer:
    """`GET /companies`: without `my=1` every location there is; with it those the caller has rights at."""
    rows = call.db.execute("SELECT * FROM locations ORDER BY id").fetchall()
    if call.query.get("my") == "1":
        if call.user is None:
            raise unauthenticated()
        held = call.db.execute("SELECT location_id FROM rights WHERE user_id = ?", (call.user["id"],))
        mine = {row["location_id"] for row in held}
        rows = [row for row in rows if row["id"] in mine]
    wanted = call.number("id", 0)
    found = [_shown(call, row) for row in rows if wanted in (0, row["id"])]
    count = call.number("count", PAGE)
    offset = min((call.number("page", 1) - 1) * count, LARGEST_ID)
    return Answer(data=found[offset : offset + count])


def get_location(call: Call) -> Answer:
    """`GET /company/{location}`: open to any partner."""
    return Answer(data=_shown(call, call.place))


def _shown(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": row["id"],
        "title": row["title"],
        "public_title": row["title"],
        "short_descr": "",
        "logo": "",
        "active": 1,
        "phone": row["phone"],
        "phones": [row["phone"]],
        "email": "",
        "country_id": row["country_id"],
        "country": row["country"],
        "city_id": row["city_id"],
        "city": row["city"],
        "timezone": views.hours(row, call.now_ms),
        "timezone_name": row["zone"],
        "address": row["address"],
        "coordinate_lat": row["lat"],
        "coordinate_lon": row["lon"],
        "currency_short_title": row["currency"],
        "schedule": "",
        "business_group_id": 1,
        "business_type_id": 1,
    }
    asked = ",".join(call.query.getlist("include")).split(",")
    if "storages" in asked:
        shown["storages"] = [_storage(one) for one in _storages(call, row["id"])]
    return shown


def list_storages(call: Call) -> Answer:
    """`GET /storages/{location}`; cut to the caller's own only by a switch."""
    held = rights.need(call)
    rows = _storages(call, call.location_id)
    if held["storages_limited_access"] and call.on("storages_limited_list"):
        rows = [row for row in rows if row["id"] in rights.allowed_storages(held)]
    return Answer(data=[_storage(row) for row in rows])


def _storages(call: Call, location_id: int) -> list[sqlite3.Row]:
    return call.db.execute(
        "SELECT * FROM storages WHERE location_id = ? ORDER BY weight DESC, id", (location_id,)
    ).fetchall()


def _storage(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "title", "for_service", "for_sale", "comment", "weight")}


def list_accounts(call: Call) -> Answer:
    """`GET /accounts/{location}`."""
    rights.flags(call)
    rows = call.db.execute("SELECT * FROM accounts WHERE location_id = ? ORDER BY id", (call.location_id,))
    return Answer(data=[{"id": r["id"], "title": r["title"], "type": r["type"], "comment": ""} for r in rows])


def get_hooks(call: Call) -> Answer:
    """`GET /hooks_settings/{location}`."""
    rights.flags(call)
    return Answer(data=_hooks(json.loads(call.place["hooks"])))


def set_hooks(call: Call) -> Answer:
    """`POST /hooks_settings/{location}`: 201; replaces the whole list. Nothing is ever sent to these addresses."""
    rights.flags(call)
    kept = {"urls": [call.text(url) for url in call.body["urls"]]} | {
        name: int(value in (1, True, "1")) for name, value in call.body.items() if name != "urls"
    }
    call.db.execute("UPDATE locations SET hooks = ? WHERE id = ?", (json.dumps(kept), call.location_id))
    return Answer(201, _hooks(kept))


def _hooks(kept: dict[str, Any]) -> dict[str, Any]:
    return {"urls": kept["urls"], "active": kept["active"]} | {name: kept.get(name, 0) for name in HOOK_FLAGS}
