"""Every endpoint of the contract: method, path, handler, body schema, and how a bad body is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stockdesk.demo import categories, documents, goods, operations, people, places, transactions

if TYPE_CHECKING:
    from collections.abc import Callable

    from stockdesk.demo.exchange import Answer, Call

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint. `body` names its schema; `refusal` is the status for a body that does not fit (400 or 422).

    `write` is true where something changes, so that faults meant for writes apply; `user` is false where the partner
    token alone is enough.
    """

    method: str
    path: str
    handler: Callable[[Call], Answer]
    body: str | None = None
    body_required: bool = True
    refusal: int = 422
    write: bool = False
    user: bool = True


def _read(path: str, handler: Callable[[Call], Answer]) -> Endpoint:
    return Endpoint("GET", path, handler)


def _write(method: str, path: str, handler: Callable[[Call], Answer], body: str | None = None) -> Endpoint:
    return Endpoint(method, path, handler, body, write=True)


_LOCATION = "{location_id:key}"
_OPERATION = "/storage_operations/operation"
_DOCUMENTS = "/storage_operations/documents"
_LINES = "/storage_operations/goods_transactions"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/auth", people.sign_in, "AuthRequest", user=False),
    Endpoint("GET", "/companies", places.list_locations, user=False),
    Endpoint("GET", f"/company/{_LOCATION}", places.get_location, user=False),
    _read(f"/storages/{_LOCATION}", places.list_storages),
    _read(f"/storages/transactions/{_LOCATION}", transactions.search),
    _read(f"/goods/{_LOCATION}", goods.list_goods),
    _write("POST", f"/goods/{_LOCATION}", goods.create_good, "ProductCreate"),
    _read(f"/goods/{_LOCATION}/{{product_id:key}}", goods.get_good),
    _write("PUT", f"/goods/{_LOCATION}/{{product_id:key}}", goods.update_good, "ProductUpdate"),
    _write("DELETE", f"/goods/{_LOCATION}/{{product_id:key}}", goods.delete_good),
    _read(f"/goods/search/{_LOCATION}", categories.search_tree),
    _read(f"/goods/category_node/{_LOCATION}/{{category_id:key}}", categories.get_node),
    _read(f"/company/{_LOCATION}/goods_categories/{{parent_category_id:key}}", categories.list_categories),
    _read(f"/goods_categories/multiple/{_LOCATION}", categories.list_categories_by_id),
    _write("POST", f"/goods_categories/{_LOCATION}", categories.create_category, "ProductCategoryWrite"),
    _read(f"/goods_categories/{_LOCATION}/{{category_id:key}}", categories.list_categories_old),
    _write(
        "PUT", f"/goods_categories/{_LOCATION}/{{category_id:key}}", categories.update_category, "ProductCategoryWrite"
    ),
    _write("DELETE", f"/goods_categories/{_LOCATION}/{{category_id:key}}", categories.delete_category),
    _write("POST", f"{_OPERATION}/{_LOCATION}", operations.create_operation, "OperationRequest"),
    _read(f"{_OPERATION}/{_LOCATION}/{{document_id:key}}", operations.get_operation),
    _read(f"{_DOCUMENTS}/goods_transactions/{{document_id:key}}", documents.list_lines),
    _read(f"{_DOCUMENTS}/finance_transactions/{{document_id:key}}", documents.list_payments),
    _write("POST", f"{_DOCUMENTS}/{_LOCATION}", documents.create_document, "DocumentWrite"),
    _read(f"{_DOCUMENTS}/{_LOCATION}/{{document_id:key}}", documents.get_document),
    _write("PUT", f"{_DOCUMENTS}/{_LOCATION}/{{document_id:key}}", documents.update_document, "DocumentWrite"),
    _write("DELETE", f"{_DOCUMENTS}/{_LOCATION}/{{document_id:key}}", documents.delete_document),
    _write("POST", f"{_LINES}/{_LOCATION}", transactions.create_transaction, "GoodsTransactionCreate"),
    _read(f"{_LINES}/{_LOCATION}/{{transaction_id:key}}", transactions.get_transaction),
    _write(
        "PUT", f"{_LINES}/{_LOCATION}/{{transaction_id:key}}", transactions.update_transaction, "GoodsTransactionCreate"
    ),
    _write("DELETE", f"{_LINES}/{_LOCATION}/{{transaction_id:key}}", transactions.delete_transaction),
    _read(f"/staff/{_LOCATION}", people.list_staff),
    _read(f"/company/{_LOCATION}/staff", people.list_staff),
    _read(f"/company/{_LOCATION}/staff/{{team_member_id:key}}", people.get_staff_member),
    Endpoint(
        "POST",
        f"/company/{_LOCATION}/clients/search",
        people.search_clients,
        "ClientSearchRequest",
        body_required=False,
        refusal=400,
    ),
    _read(f"/user/permissions/{_LOCATION}", people.get_permissions),
    _read(f"/accounts/{_LOCATION}", places.list_accounts),
    _read(f"/hooks_settings/{_LOCATION}", places.get_hooks),
    _write("POST", f"/hooks_settings/{_LOCATION}", places.set_hooks, "HooksSettingsWrite"),
)
