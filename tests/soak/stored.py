"""What the model of the service keeps of an operation: a document and its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

MARKER = re.compile(r"\[(SD-[0-9A-Z]+(?:-[0-9]+)?)\]")
Goods = Counter[tuple[int, Decimal, int, int]]
"""Product, amount without sign, unit and storage of each line."""


@dataclass(slots=True)
class StoredLine:
    """A line as the service keeps it; ``amount`` is negative where stock leaves."""

    line_id: int
    product_id: int
    amount: Decimal
    unit: int
    storage_id: int
    comment: str
    body: Mapping[str, Any]


@dataclass(slots=True)
class StoredDocument:
    """A document. ``origin`` is the marker it was sent with, whatever became of its comment since; "" for others'.

    ``visible`` is when the search shows it, by the true clock; the rows of a ``nameless`` one name no document there.
    """

    document_id: int
    origin: str
    type_id: int
    storage_id: int
    comment: str
    created: datetime
    entered: datetime
    visible: datetime
    lines: list[StoredLine]
    deleted: bool = False
    nameless: bool = False

    @property
    def goods(self) -> Goods:
        """What it moved."""
        return Counter((line.product_id, abs(line.amount), line.unit, line.storage_id) for line in self.lines)

    @property
    def readable(self) -> bool:
        """Whether any comment of it still bears a whole marker, by a rule of our own."""
        texts = [self.comment, *(line.comment for line in self.lines)]
        return any(MARKER.search(text.replace("&#91;", "[")) for text in texts)
