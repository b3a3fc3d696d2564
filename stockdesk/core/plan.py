"""From a finished document to the operations that post it: merged lines, parts of 500, legs of a transfer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from stockdesk.core.document import kind_of, problems, storage_of
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Sheet
from stockdesk.core.line import Line
from stockdesk.core.marker import leg_marker, marked_comment
from stockdesk.core.operation import LARGEST_OPERATION, TYPE_IDS, Kind, Operation, OperationLine
from stockdesk.core.outbox import Planned, Role
from stockdesk.core.product import UnitType
from stockdesk.core.quantity import line_total


class TransferMode(StrEnum):
    """How a location moves goods: one operation of type 5 (only where proven), or a write-off and a receipt."""

    SINGLE = "single"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan needs beside the document.

    ``created`` is the moment of the operation with the location's own offset; ``usage_type`` is 2, or 4 where the
    location check has found type 2 refused.
    """

    marker: str
    created: datetime
    member_id: int | None
    transfer_mode: TransferMode = TransferMode.PAIR
    usage_type: int = TYPE_IDS[Kind.USAGE]


def merged(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Merge lines that differ in amount only: equal products twice in one document are hard to tell apart.

    Lines of one product with another unit, cost, discount or comment stay apart. So do lines whose merged total would
    be a rounding step off the sum of theirs: what is sent is to add up to what was shown, to the last cent.
    """
    kept: list[Line] = []
    places: dict[tuple[int | None, UnitType, Decimal, Decimal, str], list[int]] = {}
    for line in lines:
        key = (line.product_id, line.unit, line.cost, line.discount, line.comment)
        alike = places.setdefault(key, [])
        place = next((place for place in alike if _adds_up(kept[place], line)), None)
        if place is None:
            alike.append(len(kept))
            kept.append(line)
        else:
            kept[place] = replace(kept[place], amount=kept[place].amount + line.amount)
    return tuple(kept)


def _adds_up(one: Line, other: Line) -> bool:
    return line_total(one.amount + other.amount, one.cost, one.discount) == one.total + other.total


@dataclass(frozen=True, slots=True)
class _Leg:
    role: Role
    type_id: int
    storage_id: int
    lines: Sequence[Line]
    destination: int | None = None


def plan(sheet: Sheet, terms: Terms) -> tuple[Planned, ...]:
    """Return the operations that post a document, in the order in which they must go out.

    Raises ``StockdeskError`` with the code of the first problem when anything stands in the way. A document that makes
    one operation carries the marker as it is; otherwise the operations carry ``-1``, ``-2`` and so on. The legs of a
    pair go out before in: a failure between them never makes stock out of nothing.
    """
    found = problems(sheet)
    if found:
        raise StockdeskError(found[0].code, **found[0].arguments)
    lines = merged(list(sheet.lines))
    parts = [lines[start : start + LARGEST_OPERATION] for start in range(0, len(lines), LARGEST_OPERATION)]
    whole = Role.WHOLE if len(parts) == 1 else Role.PART
    legs = [leg for part in parts for leg in _legs(sheet, terms, part, whole)]
    numbers = range(1, len(legs) + 1) if len(legs) > 1 else (0,)
    return tuple(_planned(sheet, terms, leg, number) for leg, number in zip(legs, numbers, strict=True))


def _legs(sheet: Sheet, terms: Terms, part: Sequence[Line], whole: Role) -> tuple[_Leg, ...]:
    kind = kind_of(sheet)
    storage_id, destination = storage_of(sheet), storage_of(sheet, "to_storage")
    assert storage_id is not None  # problems() has refused it
    if kind is not Kind.TRANSFER:
        type_id = terms.usage_type if kind is Kind.USAGE else TYPE_IDS[kind]
        return (_Leg(whole, type_id, storage_id, part),)
    assert destination is not None
    if terms.transfer_mode is TransferMode.SINGLE:
        return (_Leg(whole, TYPE_IDS[kind], storage_id, part, destination),)
    return (
        _Leg(Role.OUT, TYPE_IDS[Kind.WRITEOFF], storage_id, part),
        _Leg(Role.IN, TYPE_IDS[Kind.RECEIPT], destination, part),
    )


def _planned(sheet: Sheet, terms: Terms, leg: _Leg, number: int) -> Planned:
    marker = leg_marker(terms.marker, number) if number else terms.marker
    supplier = sheet.header.get("supplier", "")
    supplier_id = int(supplier) if supplier and kind_of(sheet) is Kind.RECEIPT else None
    lines = tuple(
        OperationLine(
            product_id=line.product_id or 0,
            amount=line.amount,
            unit=line.unit,
            cost_per_unit=line.cost,
            discount=line.discount,
            cost=line_total(line.amount, line.cost, line.discount),
            comment=marked_comment(marker, line.comment),
            supplier_id=supplier_id,
            member_id=terms.member_id,
            storage_id=leg.destination,
        )
        for line in leg.lines
    )
    comment = marked_comment(marker, sheet.header.get("comment", ""))
    operation = Operation(leg.type_id, leg.storage_id, terms.created, comment, lines, terms.member_id)
    return Planned(marker, number, leg.role, operation)
