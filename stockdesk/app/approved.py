"""The approved bytes of an operation, read back into values: what was sent is what is compared."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from stockdesk.core.operation import Operation, OperationLine
from stockdesk.core.product import UnitType


def operation_of(body: bytes) -> Operation:
    """Read an operation from the exact bytes that were stored for it; decimals stay exact."""
    data: dict[str, Any] = json.loads(body, parse_float=Decimal)
    return Operation(
        type_id=data["type_id"],
        storage_id=data["storage_id"],
        created=datetime.fromisoformat(data["create_date"]),
        comment=data.get("comment", ""),
        lines=tuple(_line(line) for line in data["goods_transactions"]),
        member_id=data.get("master_id"),
    )


def _line(data: dict[str, Any]) -> OperationLine:
    return OperationLine(
        product_id=data["good_id"],
        amount=Decimal(data["amount"]),
        unit=UnitType(data["operation_unit_type"]),
        cost_per_unit=Decimal(data["cost_per_unit"]),
        discount=Decimal(data["discount"]),
        cost=Decimal(data["cost"]),
        comment=data.get("comment", ""),
        supplier_id=data.get("supplier_id"),
        client_id=data.get("client_id"),
        member_id=data.get("master_id"),
        storage_id=data.get("storage_id"),
    )
