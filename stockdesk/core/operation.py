"""An inventory operation: what one request to the service says, and which kind of document it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from stockdesk.core.product import UnitType


class Kind(StrEnum):
    """The kinds of document a person makes; the values are the words of the command line."""

    RECEIPT = "receipt"
    USAGE = "usage"
    WRITEOFF = "writeoff"
    TRANSFER = "transfer"

    @property
    def adds(self) -> bool:
        """Whether the document's own storage gains stock."""
        return self is Kind.RECEIPT


TYPE_IDS = {Kind.RECEIPT: 3, Kind.USAGE: 2, Kind.WRITEOFF: 4, Kind.TRANSFER: 5}
"""The service's ``type_id`` of each kind in an operation request (altegio-v1, 7.1)."""

LARGEST_OPERATION = 500
"""Most lines in one operation: the only limit with a source is the service's own page (real-world notes, section 4)."""


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One line as it is sent: a positive amount in the named unit, and money that agrees with it.

    ``cost`` is the line's total after the discount (per cent). ``storage_id`` is set only for a transfer in a single
    operation, where it names the destination.
    """

    product_id: int
    amount: Decimal
    unit: UnitType
    cost_per_unit: Decimal
    discount: Decimal
    cost: Decimal
    comment: str = ""
    supplier_id: int | None = None
    client_id: int | None = None
    member_id: int | None = None
    storage_id: int | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One request: ``type_id`` is the service's number, ``created`` the moment with the location's own offset."""

    type_id: int
    storage_id: int
    created: datetime
    comment: str
    lines: tuple[OperationLine, ...]
    member_id: int | None = None
