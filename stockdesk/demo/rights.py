"""Rights of a user at a location: the `storages` group of flags, and the checks made from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from stockdesk.demo import clock
from stockdesk.demo.exchange import forbidden

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stockdesk.demo.exchange import Call

FULL: dict[str, Any] = {
    "storages_access": True,
    "storages_limited_access": False,
    "storages_ids": [],
    "storages_transactions_access": True,
    "storages_last_days_count": -1,
    "storages_move_goods_access": True,
    "storages_create_transactions_access": True,
    "storages_create_last_days_count": -1,
    "storages_create_transactions_buy_access": True,
    "storages_create_transactions_sale_access": True,
    "storages_edit_transactions_access": True,
    "storages_edit_last_days_count": -1,
    "storages_edit_transactions_buy_access": True,
    "storages_edit_transactions_sale_access": True,
    "storages_delete_transactions_access": True,
    "storages_transactions_types": [],
    "storages_inventory_access": True,
    "storages_inventory_create_edit_access": True,
    "storages_goods_crud_access": True,
    "storages_goods_create_access": True,
    "storages_goods_update_access": True,
    "storages_goods_title_edit_access": True,
    "storages_goods_category_edit_access": True,
    "storages_goods_selling_price_edit_access": True,
    "storages_goods_cost_price_edit_access": True,
    "storages_goods_units_edit_access": True,
    "storages_goods_critical_balance_edit_access": True,
    "storages_goods_archive_access": True,
    "storages_goods_delete_access": True,
    "storages_goods_prime_cost_view_access": True,
}
"""Every flag of the contract, all allowed; days -1 means without limit, empty lists mean all."""

TRAINEE: dict[str, Any] = FULL | {
    "storages_last_days_count": 30,
    "storages_move_goods_access": False,
    "storages_create_last_days_count": 3,
    "storages_edit_transactions_access": False,
    "storages_delete_transactions_access": False,
    "storages_inventory_create_edit_access": False,
    "storages_goods_crud_access": False,
    "storages_goods_create_access": False,
    "storages_goods_update_access": False,
    "storages_goods_title_edit_access": False,
    "storages_goods_category_edit_access": False,
    "storages_goods_selling_price_edit_access": False,
    "storages_goods_cost_price_edit_access": False,
    "storages_goods_units_edit_access": False,
    "storages_goods_critical_balance_edit_access": False,
    "storages_goods_archive_access": False,
    "storages_goods_delete_access": False,
    "storages_goods_prime_cost_view_access": False,
}
"""Posts receipts, sales and write-offs of the last three days; no transfers, no deletions, no product edits."""

GOODS_FIELD_RIGHTS: dict[str, str] = {
    "title": "storages_goods_title_edit_access",
    "print_title": "storages_goods_title_edit_access",
    "category_id": "storages_goods_category_edit_access",
    "cost": "storages_goods_selling_price_edit_access",
    "actual_cost": "storages_goods_cost_price_edit_access",
    "sale_unit_id": "storages_goods_units_edit_access",
    "service_unit_id": "storages_goods_units_edit_access",
    "unit_equals": "storages_goods_units_edit_access",
    "critical_amount": "storages_goods_critical_balance_edit_access",
    "desired_amount": "storages_goods_critical_balance_edit_access",
}
"""Which right a changed field of a product needs."""


def flags(call: Call, location_id: int | None = None) -> dict[str, Any]:
    """The caller's flags. Raises 403 where the caller has no rights at the location at all."""
    assert call.user is not None
    row = call.db.execute(
        "SELECT flags FROM rights WHERE user_id = ? AND location_id = ?",
        (call.user["id"], call.location_id if location_id is None else location_id),
    ).fetchone()
    if row is None:
        raise forbidden()
    stored: dict[str, Any] = json.loads(row["flags"])
    return FULL | stored


def need(call: Call, *names: str, location_id: int | None = None) -> dict[str, Any]:
    """The caller's flags, after all those named are found true. Raises 403 otherwise."""
    held = flags(call, location_id)
    if not all(held[name] for name in ("storages_access", *names)):
        raise forbidden()
    return held


def need_storages(held: dict[str, Any], storage_ids: Iterable[int]) -> None:
    """Raise 403 where the caller is limited to other storages."""
    if held["storages_limited_access"]:
        allowed = allowed_storages(held)
        if any(storage_id not in allowed for storage_id in storage_ids):
            raise forbidden()


def allowed_storages(held: dict[str, Any]) -> set[int]:
    """The storages a limited user may see."""
    return {int(one) for one in held["storages_ids"]}


def earliest_ms(held: dict[str, Any], flag: str, now_ms: int, zone: str) -> int | None:
    """The first moment a days-count flag lets through: local midnight so many days back; None without limit."""
    days = int(held[flag])
    if days < 0:
        return None
    return clock.day_start(clock.local(now_ms - days * clock.DAY_MS, zone).date().isoformat(), zone)


def need_recent(held: dict[str, Any], flag: str, moment_ms: int, call: Call, zone: str) -> None:
    """Raise 403 where the moment lies further back than the flag allows."""
    earliest = earliest_ms(held, flag, call.now_ms, zone)
    if earliest is not None and moment_ms < earliest:
        raise forbidden()


def need_kind(held: dict[str, Any], type_id: int) -> None:
    """Raise 403 where the caller may not post this kind of operation."""
    extra = {
        1: "storages_create_transactions_sale_access",
        3: "storages_create_transactions_buy_access",
        5: "storages_move_goods_access",
    }.get(type_id)
    allowed = [int(one) for one in held["storages_transactions_types"]]
    if (extra is not None and not held[extra]) or (allowed and type_id not in allowed):
        raise forbidden()


def permissions(call: Call) -> dict[str, Any]:
    """All groups of `GET /user/permissions`; only `storages` means anything here."""
    return {
        "storages": flags(call),
        "timetable": {},
        "record_form": {},
        "finances": {"finances_access": True, "finances_suppliers_read_access": True},
        "clients": {"clients_access": True},
        "dashboard": {},
        "notification": {},
        "loyalty": {},
        "settings": {},
        "other": {},
    }
