"""What was stored reads back as what was meant, digit for digit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from stockdesk.api.operations import encode_operation
from stockdesk.app.approved import operation_of
from stockdesk.core.operation import Operation, OperationLine
from stockdesk.core.product import UnitType
from stockdesk.core.quantity import plain

ids = st.integers(1, 2**53)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def decimals(places: int, least: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(least, "9999999", places=places, allow_nan=False).map(plain)


lines = st.builds(
    OperationLine,
    product_id=ids,
    amount=decimals(3, "0.001"),
    unit=st.sampled_from(UnitType),
    cost_per_unit=decimals(4, "0"),
    discount=st.decimals("0", "100", places=2).map(plain),
    cost=decimals(2, "0"),
    comment=texts,
    supplier_id=st.none() | ids,
    client_id=st.none() | ids,
    member_id=st.none() | ids,
    storage_id=st.none() | ids,
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 - the zone is put on below
    lambda moment: moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
)


@given(
    st.builds(
        Operation,
        type_id=st.sampled_from([2, 3, 4, 5]),
        storage_id=ids,
        created=moments,
        comment=texts,
        lines=st.lists(lines, min_size=1, max_size=4).map(tuple),
        member_id=st.none() | ids,
    )
)
def test_stored_bytes_read_back_as_the_operation(operation: Operation) -> None:
    read = operation_of(encode_operation(operation))
    assert read == operation
    assert read.created.utcoffset() == operation.created.utcoffset()


def test_decimals_are_exact_and_never_floats() -> None:
    line = OperationLine(1, Decimal("0.1"), UnitType.SALE, Decimal("1234567.8901"), Decimal(0), Decimal("123456.79"))
    operation = Operation(3, 1, datetime(2026, 1, 2, tzinfo=UTC), "", (line,))
    (read,) = operation_of(encode_operation(operation)).lines
    assert (str(read.amount), str(read.cost_per_unit), str(read.cost)) == ("0.1", "1234567.8901", "123456.79")
