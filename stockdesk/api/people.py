"""Team members and the signed-in user's rights (altegio-v1, 9.1 and 9.3)."""

from __future__ import annotations

from typing import Any

from stockdesk.api import paths, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.scalars import flag, identity, text, whole
from stockdesk.core.location import UNLIMITED_DAYS, Rights, TeamMember


def list_members(client: ServiceClient, location_id: int) -> tuple[TeamMember, ...]:
    """Return all team members, dismissed ones too: ``TeamMember.active`` says who may be named."""
    return tuple(
        TeamMember(int(row.id), text(row.name), identity(row.user_id), fired=flag(row.fired), removed=flag(row.status))
        for row in client.get_many(paths.staff(location_id), wire.MemberRow)
    )


def get_rights(client: ServiceClient, location_id: int) -> Rights:
    """Return what the signed-in user may do with storages here; a right the answer leaves out counts as given."""
    row = client.get_one(paths.permissions(location_id), wire.RightsRow)
    return _rights(row.storages) if isinstance(row.storages, wire.StorageRights) else Rights()


def _rights(row: wire.StorageRights) -> Rights:
    products = flag(row.storages_goods_crud_access, missing=True)
    see_days, post_days = whole(row.storages_last_days_count), whole(row.storages_create_last_days_count)
    return Rights(
        storages=flag(row.storages_access, missing=True),
        limited=flag(row.storages_limited_access),
        storage_ids=_ids(row.storages_ids),
        see_movements=flag(row.storages_transactions_access, missing=True),
        see_days_back=UNLIMITED_DAYS if see_days is None else see_days,
        post=flag(row.storages_create_transactions_access, missing=True),
        post_days_back=UNLIMITED_DAYS if post_days is None else post_days,
        receipts=flag(row.storages_create_transactions_buy_access, missing=True),
        sales=flag(row.storages_create_transactions_sale_access, missing=True),
        transfers=flag(row.storages_move_goods_access, missing=True),
        delete=flag(row.storages_delete_transactions_access, missing=True),
        create_products=products and flag(row.storages_goods_create_access, missing=True),
        edit_products=products and flag(row.storages_goods_update_access, missing=True),
        see_cost=flag(row.storages_goods_prime_cost_view_access, missing=True),
    )


def _ids(value: Any) -> frozenset[int]:
    """Read ``storages_ids``: numbers, digit strings or objects with an id; anything else limits nothing."""
    if not isinstance(value, list):
        return frozenset()
    bare = (str(item.get("id") if isinstance(item, dict) else item) for item in value)
    return frozenset(int(item) for item in bare if item.isascii() and item.isdigit())
