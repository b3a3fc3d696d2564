"""Sign-in, team members, clients and rights."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from stockdesk.demo import rights
from stockdesk.demo.exchange import LARGEST_ID, Answer, Call, RefusedError, not_found, unauthenticated

if TYPE_CHECKING:
    import sqlite3

CLIENT_PAGE = 25
CLIENT_COLUMNS = ("id", "name", "phone", "email", "discount", "visits_count", "sold_amount")


def sign_in(call: Call) -> Answer:
    """`POST /auth`: 201 with the user token. 401 for a wrong login or password."""
    row = call.db.execute(
        "SELECT * FROM users WHERE login = ? AND password = ?", (call.body["login"], call.body["password"])
    ).fetchone()
    if row is None:
        raise unauthenticated()
    token = row["token"]
    if call.on("second_login_ends_first"):
        token = secrets.token_hex(10)
        call.db.execute("UPDATE users SET token = ? WHERE id = ?", (token, row["id"]))
    return Answer(
        201,
        {
            "id": row["id"],
            "user_token": token,
            "name": row["name"],
            "phone": row["phone"],
            "login": row["login"],
            "email": row["email"],
            "avatar": "",
            "is_approved": True,
            "is_email_confirmed": True,
        },
    )


def list_staff(call: Call) -> Answer:
    """`GET /staff/{location}`: all team members, dismissed and removed ones too."""
    rights.flags(call)
    return Answer(data=[_member(row) for row in _staff(call)], meta={"total_count": len(_staff(call))})


def get_staff_member(call: Call) -> Answer:
    """`GET /company/{location}/staff/{id}`."""
    rights.flags(call)
    row = next((row for row in _staff(call) if row["id"] == call.path["team_member_id"]), None)
    if row is None:
        raise not_found("There is no such team member")
    return Answer(data=_member(row) | {"company_id": call.location_id})


def _staff(call: Call) -> list[sqlite3.Row]:
    return call.db.execute("SELECT * FROM staff WHERE location_id = ? ORDER BY id", (call.location_id,)).fetchall()


def _member(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "api_id": None,
        "name": row["name"],
        "specialization": row["specialization"],
        "position_id": row["position_id"],
        "position": {"id": row["position_id"], "title": row["position"]} if row["position_id"] else [],
        "user_id": row["user_id"],
        "fired": row["fired"],
        "status": row["status"],
        "hidden": row["hidden"],
        "bookable": not row["hidden"],
        "user": [],
        "avatar": "",
        "avatar_big": "",
        "rating": 0,
        "weight": 1,
        "schedule_till": None,
    }


def search_clients(call: Call) -> Answer:
    """`POST /company/{location}/clients/search`: only the fields asked for (`id` alone without); a read."""
    rights.flags(call)
    body: dict[str, Any] = call.body or {}
    rows = call.db.execute("SELECT * FROM clients WHERE location_id = ? ORDER BY id", (call.location_id,)).fetchall()
    found = [row for row in rows if _matches(row, body.get("filters", []), body.get("operation", "AND"))]
    key = {"visit_count": "visits_count"}.get(body.get("order_by", "id"), body.get("order_by", "id"))
    if key in CLIENT_COLUMNS:
        found.sort(key=lambda row: row[key], reverse=body.get("order_by_direction", "ASC").upper() == "DESC")
    size = int(body.get("page_size", CLIENT_PAGE))
    offset = min((int(body.get("page", 1)) - 1) * size, LARGEST_ID)
    fields = ["id", *(name for name in body.get("fields", []) if name != "id")]
    page = [{name: _client_field(row, name) for name in fields} for row in found[offset : offset + size]]
    return Answer(data=page, meta={"total_count": len(found)})


def _client_field(row: sqlite3.Row, name: str) -> object:
    return row[name] if name in CLIENT_COLUMNS else ""


def _matches(row: sqlite3.Row, filters: list[dict[str, Any]], operation: str) -> bool:
    results = [_fits(row, one["type"], one["state"]) for one in filters]
    return (any(results) if operation == "OR" else all(results)) if results else True


def _fits(row: sqlite3.Row, kind: str, state: dict[str, Any]) -> bool:
    value = state.get("value")
    if kind == "quick_search":
        if not isinstance(value, str):
            raise RefusedError(
                400, {"message": "Invalid filter value", "errors": {"filters": ["Invalid filter state value"]}}
            )
        return value.casefold() in f"{row['name']}\n{row['phone']}".casefold()
    if kind == "id" and isinstance(value, list):
        return row["id"] in value
    return True


def get_permissions(call: Call) -> Answer:
    """`GET /user/permissions/{location}`, all groups or those named by `group_permissions[]`."""
    groups = rights.permissions(call)
    wanted = call.query.getlist("group_permissions[]")
    return Answer(data={name: group for name, group in groups.items() if not wanted or name in wanted})
