"""Every payload of the service: read tolerantly, written strictly (exactly the documented fields).

Reading never depends on a label or a message. Unknown fields are ignored, almost any field may be missing, and what is
needed is asked for where the row becomes a value of ``core``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from stockdesk.api.scalars import Number, Text, Whole, identity
from stockdesk.core.product import UnitType


class Ref(msgspec.Struct):
    """A related thing. A relation that is absent comes as ``[]`` or ``null``; some come as a plain id or label."""

    id: Whole | None = None
    good_id: Whole | None = None
    title: Text | None = None
    name: Text | None = None


Relation = Ref | list[Any] | int | str | None


class UserRow(msgspec.Struct):
    """The answer of ``POST /auth``."""

    id: Whole | None = None
    user_token: Text | None = None
    name: Text | None = None


class LocationRow(msgspec.Struct):
    """A location. ``timezone`` is hours, hours as text or an IANA name; ``timezone_name`` the IANA name."""

    id: Whole
    title: Text | None = None
    public_title: Text | None = None
    timezone: Text | None = None
    timezone_name: Text | None = None
    currency_short_title: Text | None = None


class StorageRow(msgspec.Struct):
    """A storage; one flag is spelled in two ways."""

    id: Whole
    title: Text | None = None
    for_sale: Whole | None = None
    for_service: Whole | None = None
    for_services: Whole | None = None


class MemberRow(msgspec.Struct):
    """A team member."""

    id: Whole
    name: Text | None = None
    user_id: Whole | None = None
    fired: Whole | None = None
    status: Whole | None = None


class CategoryRow(msgspec.Struct):
    """A product category."""

    id: Whole
    title: Text | None = None
    parent_category_id: Whole | None = None


class AmountRow(msgspec.Struct):
    """Stock of one storage."""

    storage_id: Whole
    amount: Number | None = None


class ProductRow(msgspec.Struct):
    """A product; its id is ``good_id``."""

    good_id: Whole
    title: Text | None = None
    value: Text | None = None
    barcode: Text | None = None
    article: Text | None = None
    category_id: Whole | None = None
    cost: Number | None = None
    actual_cost: Number | None = None
    unit_id: Whole | None = None
    unit_short_title: Text | None = None
    service_unit_id: Whole | None = None
    service_unit_short_title: Text | None = None
    unit_equals: Number | None = None
    critical_amount: Number | None = None
    desired_amount: Number | None = None
    comment: Text | None = None
    is_chain: Whole | None = None
    actual_amounts: list[AmountRow] | None = None
    last_change_date: Text | None = None


class DocumentRow(msgspec.Struct):
    """A document."""

    id: Whole | None = None
    type_id: Whole | None = None
    storage_id: Whole | None = None
    storage: Relation = None
    user_id: Whole | None = None
    number: Text | None = None
    comment: Text | None = None
    create_date: Text | None = None


class LineRow(msgspec.Struct):
    """A goods transaction: a line of a document, an answer to a post, or a row of the search."""

    id: Whole | None = None
    document_id: Whole | None = None
    document: Relation = None
    type_id: Whole | None = None
    good_id: Whole | None = None
    good: Relation = None
    amount: Number | None = None
    unit_id: Whole | None = None
    operation_unit_type: Whole | None = None
    cost_per_unit: Number | None = None
    discount: Number | None = None
    cost: Number | None = None
    storage_id: Whole | None = None
    storage: Relation = None
    supplier_id: Whole | None = None
    supplier: Relation = None
    master_id: Whole | None = None
    create_date: Text | None = None
    last_change_date: Text | None = None
    comment: Text | None = None
    deleted: Whole | None = None


class CreatedDocument(msgspec.Struct):
    """The document in the answer to an operation; only what must be known at once."""

    id: Whole | None = None
    number: Text | None = None


class CreatedRow(msgspec.Struct):
    """The answer to an operation in either shape. The lines are not read here: only a read-back proves them."""

    document_id: Whole | None = None
    document: CreatedDocument | list[Any] | None = None
    number: Text | None = None


class OperationRow(msgspec.Struct):
    """Both shapes: ``document`` with ``transactions``, or ``document_id`` with ``goods_transactions``."""

    document_id: Whole | None = None
    document: DocumentRow | list[Any] | None = None
    type_id: Whole | None = None
    storage_id: Whole | None = None
    number: Text | None = None
    comment: Text | None = None
    date: Text | None = None
    create_date: Text | None = None
    transactions: list[LineRow] | None = None
    goods_transactions: list[LineRow] | None = None


class StorageRights(msgspec.Struct):
    """The ``storages`` group of the rights. ``storages_ids`` is documented as a flag, a list of ids and of objects."""

    storages_access: Whole | None = None
    storages_limited_access: Whole | None = None
    storages_ids: Any = None
    storages_transactions_access: Whole | None = None
    storages_last_days_count: Whole | None = None
    storages_move_goods_access: Whole | None = None
    storages_create_transactions_access: Whole | None = None
    storages_create_last_days_count: Whole | None = None
    storages_create_transactions_buy_access: Whole | None = None
    storages_create_transactions_sale_access: Whole | None = None
    storages_delete_transactions_access: Whole | None = None
    storages_goods_crud_access: Whole | None = None
    storages_goods_create_access: Whole | None = None
    storages_goods_update_access: Whole | None = None
    storages_goods_prime_cost_view_access: Whole | None = None


class RightsRow(msgspec.Struct):
    """The rights of the signed-in user, as far as the program cares."""

    storages: StorageRights | list[Any] | None = None


def relation(value: Relation) -> Ref | None:
    """Return a related thing, None where it is absent.

    A plain number is its id. A plain text is its label, also where it is made of digits: a shelf may be called "2", and
    an id read wrongly would rule out what an id left out does not.
    """
    if isinstance(value, int):
        return Ref(id=Whole(value))
    if isinstance(value, str):
        return Ref(title=Text(value)) if value else None
    return value if isinstance(value, Ref) else None


def document_of(row: LineRow) -> int | None:
    """Return the document of a line: its own ``document_id``, else the one embedded in it; None where there is none."""
    document = relation(row.document)
    return identity(row.document_id) or (None if document is None else identity(document.id))


def product_of(row: LineRow) -> int | None:
    """Return the product of a line: its own ``good_id``, else the one of the product embedded in it.

    An embedded product may carry both ``good_id`` and ``id``; where they differ the first is the product's.
    """
    good = relation(row.good)
    embedded = None if good is None else identity(good.good_id) or identity(good.id)
    return identity(row.good_id) or embedded


def unit_of(row: LineRow) -> UnitType | None:
    """Return in which unit a line counts, None where it does not say."""
    kind = identity(row.operation_unit_type)
    return UnitType(kind) if kind in (UnitType.SALE, UnitType.SERVICE) else None


class OperationLineOut(msgspec.Struct, omit_defaults=True):
    """A line of a posted operation: altegio-v1, 7.5, without ``document_id``; amounts are exact JSON numbers."""

    good_id: int
    amount: msgspec.Raw
    cost_per_unit: msgspec.Raw
    discount: msgspec.Raw
    cost: msgspec.Raw
    operation_unit_type: int
    master_id: int | None = None
    client_id: int | None = None
    supplier_id: int | None = None
    comment: str | None = None
    storage_id: int | None = None


class OperationOut(msgspec.Struct, omit_defaults=True):
    """``POST …/operation``. A misnamed list gives 200 and an empty document: the name is ``goods_transactions``."""

    type_id: int
    storage_id: int
    create_date: str
    goods_transactions: Sequence[OperationLineOut]
    comment: str | None = None
    master_id: int | None = None


class ProductOut(msgspec.Struct, omit_defaults=True):
    """``POST`` and ``PUT`` of a product (altegio-v1, 5.3 and 5.4)."""

    title: str
    category_id: int
    sale_unit_id: int
    service_unit_id: int
    article: str | None = None
    barcode: str | None = None
    comment: str | None = None
    cost: msgspec.Raw | None = None
    actual_cost: msgspec.Raw | None = None
    unit_equals: msgspec.Raw | None = None
    critical_amount: msgspec.Raw | None = None
    desired_amount: msgspec.Raw | None = None


class CategoryOut(msgspec.Struct, omit_defaults=True):
    """``POST`` of a category."""

    title: str
    parent_category_id: int | None = None


class SignInOut(msgspec.Struct):
    """``POST /auth``."""

    login: str
    password: str


def exact(value: Decimal) -> msgspec.Raw:
    """Write a decimal as a JSON number with exactly its digits: no float, no exponent, no trailing zeros.

    Raises ``ValueError`` where it is not finite.
    """
    if not value.is_finite():
        raise ValueError(f"not a number to send: {value}")
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return msgspec.Raw("0" if digits in ("-0", "") else digits)


def encode(payload: msgspec.Struct) -> bytes:
    """Write a payload: the fields in the order of the class, no blanks, UTF-8."""
    return msgspec.json.encode(payload)
