"""How an operation of the outbox stands in its row, and an attempt in its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Attempt, OutboxRow, Role
from stockdesk.core.posting import Doubt, State
from stockdesk.store.columns import json_text, optional_time, optional_time_text, storable

COLUMNS = tuple(field.name for field in fields(OutboxRow))
"""The columns of ``outbox``, besides its ``place``, have the names of the fields of ``OutboxRow``."""

_TIMES = (
    "created",
    "operation_date",
    "sent",
    "seen_before",
    "not_before",
    "absent_since",
    "settled",
    "twins_checked",
    "restored",
)

_TO_COLUMN: dict[str, Callable[[Any], object]] = dict.fromkeys(_TIMES, optional_time_text) | {
    "role": str,
    "kind": str,
    "state": str,
    "doubt": str,
    "products": lambda products: json_text(sorted(products)),
    "ever_unknown": int,
    "watched": int,
    "approved_by": storable,
    "person": storable,
    "number": lambda number: None if number is None else storable(number),
    "reason_arguments": lambda arguments: json_text(dict(arguments)),
}
_FROM_COLUMN: dict[str, Callable[[Any], Any]] = dict.fromkeys(_TIMES, optional_time) | {
    "role": Role,
    "kind": Kind,
    "state": State,
    "doubt": Doubt,
    "products": lambda text: frozenset(json.loads(text)),
    "ever_unknown": bool,
    "watched": bool,
    "reason_arguments": json.loads,
}


def column_of(row: OutboxRow, name: str) -> object:
    """Return a field as its column holds it."""
    value = getattr(row, name)
    convert = _TO_COLUMN.get(name)
    return value if convert is None else convert(value)


def row_of(values: Any) -> OutboxRow:
    """Make an operation of the values of ``COLUMNS``."""
    return OutboxRow(
        *(
            value if (convert := _FROM_COLUMN.get(name)) is None else convert(value)
            for name, value in zip(COLUMNS, values, strict=True)
        )
    )


def attempt_of(values: Any) -> Attempt:
    """Make an attempt of the values of its columns, in the order of its fields."""
    attempt_id, marker, what, started, ended, result, detail = values
    return Attempt(attempt_id, marker, what, datetime.fromisoformat(started), optional_time(ended), result, detail)
