from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core import document as rules
from stockdesk.core.document import FILE, HEADER_FIELDS, Intent, Problem
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.line import Line, product_fields
from stockdesk.core.operation import Kind
from stockdesk.core.product import UnitType
from stockdesk.core.quantity import LARGEST_AMOUNT, LARGEST_MONEY
from tests.support.sheets import AMOUNTS, BEGAN, CREAM, OIL, SHAMPOO, Author

ONE = Decimal(1)


def refusal(decide: Callable[[], object]) -> str:
    """The code with which a decision is refused."""
    with pytest.raises(StockdeskError) as caught:
        decide()
    return caught.value.code


# --- opening and header


def test_an_opening_holds_kind_location_storage_and_further_fields_as_text() -> None:
    assert rules.opening(Kind.RECEIPT, 4564, 7, supplier="3") == Intent(
        EntryKind.OPEN, data={"kind": "receipt", "location": "4564", "storage": "7", "supplier": "3"}
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_the_kind_and_the_storages_are_read_from_the_header(kind: Kind) -> None:
    author = Author(kind, None, to_storage="9")
    assert rules.kind_of(author.sheet) is kind
    assert rules.storage_of(author.sheet) is None
    assert rules.storage_of(author.sheet, "to_storage") == 9
    author.do(rules.set_header("storage", "7"))
    assert rules.storage_of(author.sheet) == 7


@pytest.mark.parametrize("name", HEADER_FIELDS)
def test_every_header_field_can_be_set(name: str) -> None:
    assert rules.set_header(name, "x") == Intent(EntryKind.HEADER, data={"field": name, "value": "x"})


def test_a_header_field_that_does_not_exist_is_a_bug() -> None:
    with pytest.raises(ValueError, match="colour"):
        rules.set_header("colour", "red")


# --- scans


def test_scan_of_a_known_product_makes_a_line_with_all_that_the_fold_needs() -> None:
    intent = rules.scan_product(Author().sheet, OIL, Decimal("2.50"), "59-1", "new", FILE)
    assert intent.line_id == "new"
    assert intent.data == product_fields(OIL) | {"amount": "2.5", "code": "59-1", "source": "file"}


def test_scan_of_known_product_increments_its_line() -> None:
    author = Author()
    line = author.scan(OIL, "3")
    intent = rules.scan_product(author.sheet, OIL, Decimal(2), "59-1", "new")
    assert intent == Intent(EntryKind.SCAN, line.line_id, {"amount": "2", "code": "59-1", "source": "scan"})


def test_scan_on_a_line_in_write_off_units_adds_the_ratio() -> None:
    author = Author()
    line = author.scan(OIL, "2")
    author.do(rules.set_unit(line, UnitType.SERVICE))
    assert author.line(line.line_id).amount == 500
    assert author.scan(OIL, "1.5").amount == 875
    assert author.sheet.totals.pieces == Decimal("3.5")


def test_scan_that_the_write_off_unit_cannot_hold_in_three_decimals_is_refused() -> None:
    author = Author()
    thin = replace(OIL, unit_equals=Decimal("0.5"))
    line = author.scan(thin, "2")
    author.do(rules.set_unit(line, UnitType.SERVICE))
    assert refusal(lambda: rules.scan_product(author.sheet, thin, Decimal("0.125"), "c", "new")) == "amount.too-fine"
    assert author.scan(thin, "0.25").amount == Decimal("1.125")


def test_scan_of_an_unknown_code_makes_a_line_of_its_own_and_further_scans_add_to_it() -> None:
    author = Author()
    first = author.scan_unknown("007", "2")
    assert (first.product_id, first.code, first.amount, first.title) == (None, "007", Decimal(2), "")
    assert author.scan_unknown("007").amount == 3
    other = author.scan_unknown("7")
    assert other.line_id != first.line_id
    assert author.sheet.totals.unknown == 2


@pytest.mark.parametrize(
    ("amount", "code"),
    [("0", "amount.zero"), ("-1", "amount.zero"), ("1000000.001", "amount.too-large"), ("0.0001", "amount.too-fine")],
)
def test_amounts_that_no_document_holds_are_refused_everywhere(amount: str, code: str) -> None:
    author = Author()
    value = Decimal(amount)
    assert refusal(lambda: rules.scan_product(author.sheet, OIL, value, "c", "new")) == code
    assert refusal(lambda: rules.scan_unknown(author.sheet, "c", value, "new")) == code
    line, unknown = author.scan(OIL), author.scan_unknown("9")
    assert refusal(lambda: rules.scan_product(author.sheet, OIL, value, "c", "new")) == code
    assert refusal(lambda: rules.scan_unknown(author.sheet, "9", value, "new")) == code
    assert refusal(lambda: rules.set_amount(line, value)) == code
    assert author.lines() == [line, unknown]


def test_scans_that_would_take_a_line_above_the_largest_amount_are_refused() -> None:
    author = Author()
    line, unknown = author.scan(OIL, str(LARGEST_AMOUNT)), author.scan_unknown("9", str(LARGEST_AMOUNT))
    assert refusal(lambda: rules.scan_product(author.sheet, OIL, ONE, "c", "new")) == "amount.too-large"
    assert refusal(lambda: rules.scan_unknown(author.sheet, "9", ONE, "new")) == "amount.too-large"
    assert refusal(lambda: rules.add(line, ONE)) == "amount.too-large"
    assert refusal(lambda: rules.add(unknown, Decimal("0.0001"))) == "amount.too-large"


# --- edits


def test_adding_and_taking_away_keep_the_sign() -> None:
    author = Author()
    line = author.scan(OIL, "3")
    assert rules.add(line, Decimal(2)) == Intent(EntryKind.ADD, line.line_id, {"amount": "2"})
    assert rules.add(line, Decimal(-2)) == Intent(EntryKind.ADD, line.line_id, {"amount": "-2"})


@pytest.mark.parametrize("delta", ["-3", "-3.001", "-1000"])
def test_taking_away_all_that_is_there_removes_the_line_and_undo_brings_it_back(delta: str) -> None:
    author = Author()
    line = author.scan(OIL, "3")
    intent = rules.add(line, Decimal(delta))
    assert intent == rules.remove(line) == Intent(EntryKind.REMOVE, line.line_id)
    author.do(intent)
    author.undo()
    assert author.lines() == [line]


def test_cost_discount_and_comment_are_set_as_text() -> None:
    line = Author().scan(OIL)
    assert rules.set_cost(line, Decimal("12.5000")).data == {"value": "12.5"}
    assert rules.set_discount(line, Decimal("5.50")).data == {"value": "5.5"}
    assert rules.set_comment(line, " a\tb\r\nc ").data == {"value": "a b c"}


@pytest.mark.parametrize(
    ("cost", "code"),
    [("-0.01", "money.negative"), ("0.00001", "money.too-fine"), ("1000000000.01", "money.too-large")],
)
def test_a_cost_that_could_not_be_sent_is_refused(cost: str, code: str) -> None:
    line = Author().scan(OIL)
    assert refusal(lambda: rules.set_cost(line, Decimal(cost))) == code
    assert rules.set_cost(line, LARGEST_MONEY).data == {"value": "1000000000"}


@pytest.mark.parametrize(
    ("discount", "code"),
    [("-1", "discount.negative"), ("0.001", "discount.too-fine"), ("100.01", "discount.too-large")],
)
def test_a_discount_that_could_not_be_sent_is_refused(discount: str, code: str) -> None:
    line = Author().scan(OIL)
    assert refusal(lambda: rules.set_discount(line, Decimal(discount))) == code
    assert rules.set_discount(line, Decimal(100)).data == {"value": "100"}


def test_resolving_a_known_line_is_refused() -> None:
    line = Author().scan(OIL)
    assert refusal(lambda: rules.resolve(line, SHAMPOO)) == "line.already-known"


def test_resolving_takes_the_products_cost_but_keeps_one_that_was_written_before() -> None:
    author = Author()
    line = author.scan_unknown("9", "2")
    assert rules.resolve(line, OIL).data == product_fields(OIL)
    author.do(rules.set_cost(line, Decimal("4.20")))
    author.do(rules.resolve(author.line(line.line_id), OIL))
    resolved = author.line(line.line_id)
    assert (resolved.product_id, resolved.amount, resolved.cost) == (12, Decimal(2), Decimal("4.2"))


# --- units


def in_other_unit(line: Line) -> Line:
    """The line counted in its other unit, as the fold makes it."""
    intent = rules.set_unit(line, UnitType(3 - line.unit))
    return replace(
        line,
        unit=UnitType(int(intent.data["unit"])),
        amount=Decimal(intent.data["amount"]),
        cost=Decimal(intent.data["cost"]),
    )


def test_a_line_can_be_counted_in_its_write_off_unit_at_the_same_value() -> None:
    author = Author()
    line = author.scan(OIL, "1.5")
    author.do(rules.set_unit(line, UnitType.SERVICE))
    told = author.line(line.line_id)
    assert (told.amount, told.unit, told.cost, told.total) == (
        Decimal(375),
        UnitType.SERVICE,
        Decimal(2),
        Decimal("750.00"),
    )
    assert told.total == line.total
    author.do(rules.set_unit(told, UnitType.SALE))
    assert author.line(line.line_id) == line


def test_the_cost_of_a_write_off_unit_has_four_decimals_rounded_half_up() -> None:
    author = Author()
    line = author.scan(CREAM)
    assert rules.set_unit(line, UnitType.SERVICE).data == {"unit": "2", "amount": "3", "cost": "3.3317"}
    author.do(rules.set_cost(line, Decimal("0.0001")))
    line = replace(author.line(line.line_id), ratio=Decimal(2))
    assert rules.set_unit(line, UnitType.SERVICE).data["cost"] == "0.0001"


def test_a_conversion_that_three_decimals_cannot_hold_is_refused() -> None:
    author = Author()
    line = author.scan(CREAM, "1")
    author.do(rules.set_unit(line, UnitType.SERVICE))
    author.do(rules.set_amount(line, Decimal(4)))
    assert refusal(lambda: rules.set_unit(author.line(line.line_id), UnitType.SALE)) == "unit.inexact"
    fine = replace(author.scan(OIL, "0.001"), ratio=Decimal("0.5"))
    assert refusal(lambda: rules.set_unit(fine, UnitType.SERVICE)) == "unit.inexact"


def test_a_conversion_above_the_largest_amount_is_refused() -> None:
    line = Author().scan(OIL, "4000.004")
    assert refusal(lambda: rules.set_unit(line, UnitType.SERVICE)) == "amount.too-large"


def test_a_line_without_another_unit_is_not_converted() -> None:
    author = Author()
    single, double = author.scan(SHAMPOO), author.scan(OIL)
    assert refusal(lambda: rules.set_unit(single, UnitType.SERVICE)) == "unit.single"
    assert refusal(lambda: rules.set_unit(double, UnitType.SALE)) == "unit.single"
    broken = replace(double, ratio=Decimal(0))
    assert refusal(lambda: rules.set_unit(broken, UnitType.SERVICE)) == "unit.single"


RATIOS = st.one_of(
    st.integers(1, 5000).map(Decimal), st.decimals(min_value=Decimal("0.001"), max_value=Decimal(100), places=3)
)


@given(AMOUNTS, RATIOS, st.sampled_from(UnitType))
@settings(max_examples=80)
def test_conversions_are_exact_both_ways_or_refused(amount: Decimal, ratio: Decimal, unit: UnitType) -> None:
    line = Line("a", 1, 1, "", "", amount=amount, unit=unit, sale_unit="a", service_unit="b", ratio=ratio)
    factor = Fraction(ratio) if unit is UnitType.SALE else 1 / Fraction(ratio)
    exact = Fraction(amount) * factor
    if (exact * 1000).denominator != 1:
        assert refusal(lambda: in_other_unit(line)) == "unit.inexact"
        return
    told = in_other_unit(line)
    assert Fraction(told.amount) == exact
    assert in_other_unit(told).amount == amount
    assert told.in_sale_units == line.in_sale_units


# --- undo and redo


def test_undo_and_redo_name_the_entry_that_they_negate() -> None:
    author = Author()
    author.scan(OIL)
    assert rules.undo(author.sheet) == Intent(EntryKind.UNDO, undoes="e2")
    author.undo()
    assert rules.redo(author.sheet) == Intent(EntryKind.UNDO, undoes="e3")


def test_undo_and_redo_of_nothing_are_refused() -> None:
    author = Author()
    assert refusal(lambda: rules.undo(author.sheet)) == "undo.nothing"
    assert refusal(lambda: rules.redo(author.sheet)) == "redo.nothing"


# --- what stands in the way of posting


@pytest.mark.parametrize("kind", list(Kind))
def test_a_complete_document_has_no_problems(kind: Kind) -> None:
    author = Author(kind, 1, to_storage="2")
    author.scan(OIL)
    assert rules.problems(author.sheet) == ()


def test_an_empty_document_without_storage_has_two_problems() -> None:
    assert rules.problems(Author(Kind.USAGE, None).sheet) == (Problem("post.empty"), Problem("post.no-storage"))


def test_a_document_whose_lines_were_all_removed_is_empty() -> None:
    author = Author()
    author.do(rules.remove(author.scan(OIL)))
    assert rules.problems(author.sheet) == (Problem("post.empty"),)


@pytest.mark.parametrize(
    ("storage", "destination", "codes"),
    [
        (1, "", ["post.no-destination"]),
        (1, "1", ["post.same-storage"]),
        (None, "1", ["post.no-storage"]),
        (None, "", ["post.no-storage", "post.no-destination"]),
        (1, "2", []),
    ],
)
def test_a_transfer_needs_two_different_storages(storage: int | None, destination: str, codes: list[str]) -> None:
    author = Author(Kind.TRANSFER, storage, to_storage=destination)
    author.scan(OIL)
    assert [problem.code for problem in rules.problems(author.sheet)] == codes


def test_every_open_code_and_every_line_without_amount_is_named_with_its_line() -> None:
    author = Author()
    first = author.scan_unknown("777")
    author.scan(OIL)
    second = author.scan_unknown("778", "2")
    empty = author.scan(SHAMPOO)
    author.sheet.apply(Entry("zero", "document", EntryKind.AMOUNT, BEGAN, empty.line_id, {"amount": "0"}))
    assert rules.problems(author.sheet) == (
        Problem("post.unknown-code", first.line_id, {"code": "777"}),
        Problem("post.unknown-code", second.line_id, {"code": "778"}),
        Problem("post.no-amount", empty.line_id, {"title": "Shampoo"}),
    )


def test_scan_taken_off_leaves_the_rest_and_the_last_one_takes_the_line_out() -> None:
    author = Author()
    line = author.scan(OIL, "3")
    author.do(rules.scan_product(author.sheet, OIL, Decimal(2), "c", "new", off=True))
    assert author.line(line.line_id).amount == 1
    assert (
        refusal(lambda: rules.scan_product(author.sheet, OIL, Decimal(2), "c", "new", off=True)) == "minus.below-zero"
    )
    author.do(rules.scan_product(author.sheet, OIL, Decimal(1), "c", "new", off=True))
    assert author.lines() == []
    assert refusal(lambda: rules.scan_product(author.sheet, OIL, Decimal(1), "c", "new", off=True)) == "minus.no-line"
    author.undo()
    assert author.line(line.line_id).amount == 1


def test_scan_taken_off_a_line_of_write_off_units_is_as_many_as_a_scan_adds() -> None:
    author = Author()
    line = author.scan(OIL, "2")
    author.do(rules.set_unit(line, UnitType.SERVICE))
    author.do(rules.scan_product(author.sheet, OIL, Decimal(1), "c", "new", off=True))
    assert author.line(line.line_id).amount == 250


def test_only_what_was_scanned_or_refused_takes_a_number_of_the_scans() -> None:
    author = Author()
    author.scan(OIL)
    author.do(rules.more(author.sheet, Decimal(10)))
    author.do(Intent(EntryKind.UNDO, data={"source": rules.SCAN}, undoes="e3"))
    author.do(Intent(EntryKind.REFUSED, data={"code": "x", "reason": "scan.cut", "source": rules.SCAN}))
    assert [rules.counts_as_scan(entry) for entry in author.entries] == [False, True, False, True, True]
