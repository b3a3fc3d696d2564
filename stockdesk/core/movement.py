"""What the service says was posted: documents, their lines, and the rows of the movement search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from stockdesk.core.location import Supplier
from stockdesk.core.product import UnitType


@dataclass(frozen=True, slots=True)
class PostedDocument:
    """A document as the service keeps it.

    ``number`` is the running number shown to people, ``type_id`` the service's kind (a write-off may read back as 4 or
    7), ``created`` UTC and None where the date could not be read. The comment may have been cut or escaped.
    """

    document_id: int
    type_id: int | None = None
    storage_id: int | None = None
    number: str = ""
    comment: str = ""
    created: datetime | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class PostedLine:
    """A line of a document (a goods transaction).

    ``amount`` is signed: negative where stock leaves. It counts ``unit``, None where the answer named neither. ``cost``
    is the line's total. ``deleted`` rows can still be read.
    """

    line_id: int
    document_id: int | None
    product_id: int
    amount: Decimal
    unit: UnitType | None = None
    unit_id: int | None = None
    type_id: int | None = None
    storage_id: int | None = None
    cost_per_unit: Decimal | None = None
    discount: Decimal | None = None
    cost: Decimal | None = None
    comment: str = ""
    supplier_id: int | None = None
    member_id: int | None = None
    created: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class PostedOperation:
    """A document with its lines, as one read gave them."""

    document: PostedDocument
    lines: tuple[PostedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """A row of the movement search. What the service left out is None and proves nothing (altegio-v1, 7.7).

    ``created`` and ``changed`` are UTC. ``amount`` is signed; the search is not documented to give it at all.
    ``document_id`` is None where the row names no document, or document 0.
    """

    movement_id: int
    document_id: int | None
    type_id: int | None = None
    product_id: int | None = None
    storage_id: int | None = None
    amount: Decimal | None = None
    unit: UnitType | None = None
    created: datetime | None = None
    changed: datetime | None = None
    comment: str | None = None
    deleted: bool | None = None
    supplier: Supplier | None = None
