from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core import document as rules
from stockdesk.core.errors import StockdeskError
from stockdesk.core.line import Line
from stockdesk.core.marker import base_marker, markers_in
from stockdesk.core.operation import LARGEST_OPERATION, Kind, OperationLine
from stockdesk.core.outbox import Planned, Role
from stockdesk.core.plan import Terms, TransferMode, merged, plan
from stockdesk.core.product import Product, UnitType
from stockdesk.core.quantity import line_total
from tests.support.answers import totals
from tests.support.sheets import CREAM, OIL, SESSIONS, SHAMPOO, Author, Wish, play

MARKER = "SD-7F3K9QX2M4"
CREATED = datetime(2026, 3, 2, 12, 30, tzinfo=timezone(timedelta(hours=5)))
TERMS = Terms(MARKER, CREATED, 77)


def lines_of(planned: Planned) -> list[tuple[int, Decimal, UnitType]]:
    return [(line.product_id, line.amount, line.unit) for line in planned.operation.lines]


def amounts_of(lines: Iterable[Line | OperationLine]) -> dict[tuple[int | None, UnitType], Decimal]:
    """The sums of the amounts by product and unit."""
    sums: dict[tuple[int | None, UnitType], Decimal] = {}
    for line in lines:
        key = (line.product_id, line.unit)
        sums[key] = sums.get(key, Decimal(0)) + line.amount
    return sums


def with_products(kind: Kind, count: int) -> Author:
    author = Author(kind, 1, to_storage="2")
    for number in range(count):
        author.scan(Product(1000 + number, f"Product {number}", barcode=str(number), cost=Decimal("1.11")))
    return author


# --- one operation


@pytest.mark.parametrize(("kind", "type_id"), [(Kind.RECEIPT, 3), (Kind.USAGE, 2), (Kind.WRITEOFF, 4)])
def test_a_document_becomes_one_operation_with_the_marker_as_it_is(kind: Kind, type_id: int) -> None:
    author = Author(kind, 1, comment="delivery of Monday")
    author.scan(OIL, "2")
    cream = author.scan(CREAM, "3")
    author.do(rules.set_discount(cream, Decimal(10)))
    author.do(rules.set_comment(cream, "dented"))
    (planned,) = plan(author.sheet, TERMS)
    operation = planned.operation
    assert (planned.marker, planned.leg, planned.role) == (MARKER, 0, Role.WHOLE)
    assert (operation.type_id, operation.storage_id, operation.created, operation.member_id) == (
        type_id,
        1,
        CREATED,
        77,
    )
    assert operation.comment == "[SD-7F3K9QX2M4] delivery of Monday"
    first, second = operation.lines
    assert first == OperationLine(
        product_id=12,
        amount=Decimal(2),
        unit=UnitType.SALE,
        cost_per_unit=Decimal(500),
        discount=Decimal(0),
        cost=Decimal("1000.00"),
        comment="[SD-7F3K9QX2M4]",
        member_id=77,
    )
    assert second == OperationLine(
        product_id=13,
        amount=Decimal(3),
        unit=UnitType.SALE,
        cost_per_unit=Decimal("9.995"),
        discount=Decimal(10),
        cost=Decimal("26.99"),
        comment="[SD-7F3K9QX2M4] dented",
        member_id=77,
    )


def test_usage_is_posted_as_a_write_off_where_the_location_refuses_it() -> None:
    author = Author(Kind.USAGE)
    author.scan(OIL)
    (planned,) = plan(author.sheet, replace(TERMS, usage_type=4))
    assert planned.operation.type_id == 4


@pytest.mark.parametrize(("kind", "supplier"), [(Kind.RECEIPT, 5), (Kind.WRITEOFF, None), (Kind.USAGE, None)])
def test_a_supplier_is_named_in_every_line_of_a_receipt_alone(kind: Kind, supplier: int | None) -> None:
    author = Author(kind, 1, supplier="5")
    author.scan(OIL)
    author.scan(CREAM)
    (planned,) = plan(author.sheet, TERMS)
    assert [line.supplier_id for line in planned.operation.lines] == [supplier, supplier]


def test_lines_go_out_in_their_own_unit() -> None:
    author = Author()
    line = author.scan(OIL, "2")
    author.do(rules.set_unit(line, UnitType.SERVICE))
    (planned,) = plan(author.sheet, TERMS)
    (sent,) = planned.operation.lines
    assert (sent.amount, sent.unit) == (Decimal(500), UnitType.SERVICE)
    assert (sent.cost_per_unit, sent.cost) == (Decimal(2), Decimal("1000.00"))


def test_removed_lines_do_not_go_out() -> None:
    author = Author()
    author.do(rules.remove(author.scan(OIL)))
    author.scan(CREAM)
    (planned,) = plan(author.sheet, TERMS)
    assert lines_of(planned) == [(13, Decimal(1), UnitType.SALE)]


def test_a_document_with_problems_is_refused_with_the_first_of_them() -> None:
    author = Author(Kind.RECEIPT, None)
    author.scan_unknown("777")
    with pytest.raises(StockdeskError) as caught:
        plan(author.sheet, TERMS)
    assert caught.value.code == "post.no-storage"
    author.do(rules.set_header("storage", "1"))
    with pytest.raises(StockdeskError) as caught:
        plan(author.sheet, TERMS)
    assert (caught.value.code, caught.value.arguments) == ("post.unknown-code", {"code": "777"})


# --- parts of 500


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (499, [499]), (500, [500])])
def test_up_to_500_lines_are_one_operation(count: int, sizes: list[int]) -> None:
    planned = plan(with_products(Kind.RECEIPT, count).sheet, TERMS)
    assert [len(each.operation.lines) for each in planned] == sizes
    assert [(each.marker, each.leg, each.role) for each in planned] == [(MARKER, 0, Role.WHOLE)]


@pytest.mark.parametrize(("count", "sizes"), [(501, [500, 1]), (1200, [500, 500, 200])])
def test_more_than_500_lines_are_parts_with_markers_in_order(count: int, sizes: list[int]) -> None:
    planned = plan(with_products(Kind.RECEIPT, count).sheet, TERMS)
    assert [len(each.operation.lines) for each in planned] == sizes
    assert [each.marker for each in planned] == [f"{MARKER}-{part}" for part in range(1, len(sizes) + 1)]
    assert [each.leg for each in planned] == list(range(1, len(sizes) + 1))
    assert {each.role for each in planned} == {Role.PART}
    products = [line.product_id for each in planned for line in each.operation.lines]
    assert products == [1000 + number for number in range(count)]
    for each in planned:
        assert base_marker(each.marker) == MARKER
        for comment in (each.operation.comment, *(line.comment for line in each.operation.lines)):
            assert markers_in(comment) == {each.marker}


# --- transfers


def test_a_transfer_by_a_pair_is_a_write_off_and_then_a_receipt_at_the_same_cost() -> None:
    author = Author(Kind.TRANSFER, 1, to_storage="2", comment="to the salon", supplier="5")
    author.scan(OIL, "2")
    author.scan(CREAM)
    out, into = plan(author.sheet, TERMS)
    assert [(each.role, each.marker, each.leg) for each in (out, into)] == [
        (Role.OUT, f"{MARKER}-1", 1),
        (Role.IN, f"{MARKER}-2", 2),
    ]
    assert [(each.operation.type_id, each.operation.storage_id) for each in (out, into)] == [(4, 1), (3, 2)]
    assert lines_of(out) == lines_of(into)
    for one, other in zip(out.operation.lines, into.operation.lines, strict=True):
        assert replace(one, comment="") == replace(other, comment="")
        assert (one.storage_id, one.supplier_id) == (None, None)
    assert into.operation.comment == f"[{MARKER}-2] to the salon"


def test_a_long_transfer_by_pairs_takes_out_before_it_puts_in_part_by_part() -> None:
    planned = plan(with_products(Kind.TRANSFER, 501).sheet, TERMS)
    assert [(each.role, each.leg, len(each.operation.lines)) for each in planned] == [
        (Role.OUT, 1, 500),
        (Role.IN, 2, 500),
        (Role.OUT, 3, 1),
        (Role.IN, 4, 1),
    ]


def test_a_single_transfer_names_the_destination_in_every_line() -> None:
    author = Author(Kind.TRANSFER, 1, to_storage="2")
    author.scan(OIL, "2")
    author.scan(CREAM)
    (planned,) = plan(author.sheet, replace(TERMS, transfer_mode=TransferMode.SINGLE))
    assert (planned.role, planned.marker, planned.leg) == (Role.WHOLE, MARKER, 0)
    assert (planned.operation.type_id, planned.operation.storage_id) == (5, 1)
    assert [line.storage_id for line in planned.operation.lines] == [2, 2]


def test_a_long_single_transfer_is_split_into_parts() -> None:
    planned = plan(with_products(Kind.TRANSFER, 501).sheet, replace(TERMS, transfer_mode=TransferMode.SINGLE))
    assert [(each.role, each.marker) for each in planned] == [(Role.PART, f"{MARKER}-1"), (Role.PART, f"{MARKER}-2")]


# --- merging


def line(
    line_id: str,
    amount: str,
    cost: str = "5",
    product_id: int = 11,
    unit: UnitType = UnitType.SALE,
    discount: str = "0",
    comment: str = "",
) -> Line:
    return Line(
        line_id,
        1,
        product_id,
        "Shampoo",
        "code",
        amount=Decimal(amount),
        unit=unit,
        cost=Decimal(cost),
        discount=Decimal(discount),
        comment=comment,
    )


def test_lines_that_differ_in_amount_only_are_merged_where_the_first_stood() -> None:
    lines = [line("a", "1"), line("b", "4", product_id=12), line("c", "2.5"), line("d", "3", cost="5.00")]
    assert merged(lines) == (line("a", "6.5"), line("b", "4", product_id=12))


@pytest.mark.parametrize(
    "other",
    [
        line("b", "1", product_id=12),
        line("b", "1", unit=UnitType.SERVICE),
        line("b", "1", cost="6"),
        line("b", "1", discount="5"),
        line("b", "1", comment="dented"),
    ],
)
def test_lines_that_differ_in_more_than_the_amount_stay_apart(other: Line) -> None:
    assert merged([line("a", "1"), other]) == (line("a", "1"), other)


def test_lines_whose_merged_total_would_be_a_cent_off_stay_apart() -> None:
    halves = [line("a", "0.5", "0.01"), line("b", "0.5", "0.01")]
    assert sum(each.total for each in halves) != line_total(Decimal(1), Decimal("0.01"))
    assert merged(halves) == tuple(halves)


def test_a_line_is_merged_with_any_earlier_one_that_it_adds_up_with() -> None:
    lines = [line("a", "0.5", "0.01"), line("b", "0.5", "0.01"), line("c", "2", "0.01")]
    assert merged(lines) == (line("a", "2.5", "0.01"), line("b", "0.5", "0.01"))


LINES = st.lists(
    st.builds(
        lambda amount, cost, discount, product: line("x", amount, cost, product, discount=discount),
        st.decimals(min_value=Decimal("0.001"), max_value=20, places=3).map(str),
        st.sampled_from(["0.01", "3.3333", "5", "0.015"]),
        st.sampled_from(["0", "12.5"]),
        st.integers(11, 12),
    ),
    max_size=12,
)


@given(LINES)
@settings(max_examples=60)
def test_merging_changes_neither_amounts_nor_the_sum_of_the_totals(lines: list[Line]) -> None:
    kept = merged(lines)
    assert sum(each.total for each in kept) == sum(each.total for each in lines)
    for product in (11, 12):
        amounts = [[each.amount for each in some if each.product_id == product] for some in (kept, lines)]
        assert sum(amounts[0]) == sum(amounts[1])


@given(SESSIONS, st.sampled_from(Kind))
@settings(max_examples=60)
def test_what_is_sent_agrees_with_what_the_document_shows_to_the_last_digit(session: list[Wish], kind: Kind) -> None:
    author = play(session)
    author.do(rules.set_header("kind", kind.value))
    author.do(rules.set_header("storage", "1"))
    author.do(rules.set_header("to_storage", "2"))
    author.do(rules.set_header("supplier", ""))
    for unknown in [each for each in author.lines() if each.product_id is None]:
        author.do(rules.resolve(unknown, SHAMPOO))
    author.scan(OIL)
    planned = plan(author.sheet, TERMS)
    if kind is Kind.TRANSFER:
        planned = planned[:1]
    operations = [each.operation for each in planned]
    assert totals(operations) == author.sheet.totals.money
    sent = [line for operation in operations for line in operation.lines]
    assert amounts_of(sent) == amounts_of(author.lines())
    for each in sent:
        assert each.cost == line_total(each.amount, each.cost_per_unit, each.discount)
        assert each.amount > 0
    assert len(operations[0].lines) <= LARGEST_OPERATION
