"""Operations drawn at random, and how an honest service reads them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from stockdesk.core.movement import PostedLine
from stockdesk.core.operation import TYPE_IDS, Kind, Operation, OperationLine
from stockdesk.core.product import UnitType

CREATED = datetime(2026, 3, 2, 12, 30, tzinfo=timezone(timedelta(hours=5)))
SOURCE, DESTINATION = 1, 2


def line(
    product_id: int = 11,
    amount: str | Decimal = "1",
    unit: UnitType = UnitType.SALE,
    destination: int | None = None,
) -> OperationLine:
    """Make a line without money."""
    zero = Decimal(0)
    return OperationLine(product_id, Decimal(amount), unit, zero, zero, zero, storage_id=destination)


def operation(*lines: OperationLine, kind: Kind = Kind.RECEIPT) -> Operation:
    """Make an operation at the source storage."""
    return Operation(TYPE_IDS[kind], SOURCE, CREATED, "", lines)


def answer(sent: Operation, signed: bool = True) -> list[PostedLine]:
    """Return the lines as a service that did what it was told reads them back; stock that leaves is negative."""
    posted: list[PostedLine] = []
    out = sent.type_id != TYPE_IDS[Kind.RECEIPT] and signed
    for one in sent.lines:
        places = [(sent.storage_id, -1 if out else 1)]
        if one.storage_id is not None:
            places.append((one.storage_id, 1))
        for storage_id, sign in places:
            number = len(posted) + 1
            amount = one.amount * sign
            posted.append(PostedLine(number, 900, one.product_id, amount, one.unit, storage_id=storage_id))
    return posted


def totals(sent: Sequence[Operation]) -> Decimal:
    """Return the money of operations."""
    return sum((one.cost for each in sent for one in each.lines), Decimal(0))


@st.composite
def operations(draw: st.DrawFn, largest: int = 6) -> Operation:
    """Draw an operation of any kind in which equal products, amounts and whole lines are common."""
    kind = draw(st.sampled_from(Kind))
    destination = DESTINATION if kind is Kind.TRANSFER else None
    drawn = st.builds(
        line,
        st.integers(11, 13),
        st.sampled_from(["1", "1.0", "2", "0.125", "250"]),
        st.sampled_from(UnitType),
        st.just(destination),
    )
    return operation(*draw(st.lists(drawn, min_size=1, max_size=largest)), kind=kind)
