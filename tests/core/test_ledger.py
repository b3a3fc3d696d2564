from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core import document as rules
from stockdesk.core.document import Intent
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change, Sheet
from stockdesk.core.line import Line, Totals, product_fields
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, Unit, UnitType
from tests.support.sheets import (
    BEGAN,
    CREAM,
    OIL,
    PRODUCTS,
    SESSIONS,
    SHAMPOO,
    Author,
    Wish,
    numberless,
    play,
    wish_to_intent,
)


def state_of(sheet: Sheet) -> tuple[object, ...]:
    """All that a sheet tells, for comparing two of them."""
    return (
        list(sheet.lines),
        dict(sheet.header),
        sheet.totals,
        sheet.to_undo(),
        sheet.to_redo(),
        [sheet.line_for_product(product.product_id) for product in PRODUCTS],
        [sheet.line_for_code(code) for code in ("998", "999")],
    )


def effective(entries: list[Entry]) -> list[Entry]:
    """The entries that stand, undos left out: told from the end, where nothing can negate the last one."""
    negated: set[str] = set()
    kept: list[Entry] = []
    for entry in reversed(entries):
        if entry.entry_id in negated:
            continue
        if entry.kind is EntryKind.UNDO:
            negated.add(entry.undoes)
        else:
            kept.append(entry)
    return kept[::-1]


# --- properties over whole sessions


@given(SESSIONS)
@settings(max_examples=40)
def test_a_sheet_kept_entry_by_entry_equals_the_fold_of_all_entries(session: list[Wish]) -> None:
    author = play(session)
    assert state_of(Sheet.folded("document", author.entries)) == state_of(author.sheet)
    assert list(author.sheet.entries) == author.entries


@given(SESSIONS)
@settings(max_examples=40)
def test_a_sheet_with_undos_equals_one_in_which_the_undone_never_happened(session: list[Wish]) -> None:
    author = play(session)
    plain = Sheet.folded("document", effective(author.entries))
    assert [numberless(line) for line in plain.lines] == [numberless(line) for line in author.sheet.lines]
    assert plain.header == author.sheet.header
    assert plain.totals == author.sheet.totals


@given(SESSIONS)
@settings(max_examples=40)
def test_totals_are_the_sums_over_the_lines_that_stand_exactly(session: list[Wish]) -> None:
    author = play(session)
    lines = author.lines()
    assert author.sheet.totals == Totals(
        len(lines),
        sum((line.in_sale_units for line in lines), Decimal(0)),
        sum((line.total for line in lines), Decimal(0)),
        sum(1 for line in lines if line.product_id is None),
    )


@given(SESSIONS)
@settings(max_examples=25)
def test_undo_then_redo_leaves_everything_as_it_was(session: list[Wish]) -> None:
    author = play(session)
    if author.sheet.to_undo() is None:
        return
    before = state_of(author.sheet)[:3]
    undone = author.sheet.to_undo()
    author.undo()
    author.redo()
    assert state_of(author.sheet)[:3] == before
    assert author.sheet.to_undo() == undone


@given(SESSIONS)
@settings(max_examples=25)
def test_undo_of_everything_leaves_the_opening_and_redo_of_everything_brings_it_all_back(session: list[Wish]) -> None:
    author = play(session)
    before = state_of(author.sheet)[:3]
    undos = 0
    redoable = author.sheet.to_redo()
    while author.sheet.to_undo() is not None:
        author.undo()
        undos += 1
    assert author.lines() == []
    assert author.sheet.totals == Totals()
    assert author.sheet.header == author.entries[0].data
    for _ in range(undos):
        author.redo()
    assert state_of(author.sheet)[:3] == before
    assert author.sheet.to_redo() == redoable


@given(SESSIONS)
@settings(max_examples=20)
def test_an_entry_applied_again_changes_nothing(session: list[Wish]) -> None:
    author = play(session)
    before = state_of(author.sheet)
    for entry in author.entries:
        assert author.sheet.apply(entry) == Change()
    assert state_of(author.sheet) == before
    assert list(author.sheet.entries) == author.entries


@given(SESSIONS)
@settings(max_examples=40)
def test_a_change_names_the_lines_that_changed_and_no_others(session: list[Wish]) -> None:
    author = Author()
    for wish in session:
        intent = wish_to_intent(author, wish)
        if intent is None:
            continue
        lines, header = {line.line_id: line for line in author.lines()}, dict(author.sheet.header)
        change = author.do(intent)
        after = {line.line_id: line for line in author.lines()}
        changed = {line_id for line_id in lines.keys() | after.keys() if lines.get(line_id) != after.get(line_id)}
        assert changed <= set(change.lines)
        assert len(change.lines) <= 1
        assert set(change.added) == (set(after) - set(lines) if intent.kind is EntryKind.SCAN else set())
        assert change.header or author.sheet.header == header


@given(SESSIONS)
@settings(max_examples=25)
def test_lines_keep_their_order_and_their_numbers_whatever_happens(session: list[Wish]) -> None:
    author = play(session)
    numbers = [line.number for line in author.lines()]
    assert numbers == sorted(set(numbers))


# --- examples


def test_a_new_line_is_named_as_added_and_a_second_scan_only_as_changed() -> None:
    author = Author()
    assert author.do(rules.scan_product(author.sheet, OIL, Decimal(1), "5901234123457", "a")) == Change(("a",), ("a",))
    assert author.do(rules.scan_product(author.sheet, OIL, Decimal(2), "5901234123457", "b")) == Change(("a",))
    assert author.lines() == [
        Line(
            "a",
            1,
            12,
            "Oil 250 ml",
            "5901234123457",
            amount=Decimal(3),
            sale_unit="bottle",
            service_unit="ml",
            ratio=Decimal(250),
            cost=Decimal(500),
            scans=2,
        )
    ]
    assert author.sheet.totals == Totals(1, Decimal(3), Decimal("1500.00"), 0)


def test_each_edit_changes_its_field_alone() -> None:
    author = Author()
    line = author.scan(OIL, "2")
    author.do(rules.set_amount(line, Decimal("4.5")))
    author.do(rules.add(author.line(line.line_id), Decimal("0.5")))
    author.do(rules.set_cost(line, Decimal("0.1234")))
    author.do(rules.set_discount(line, Decimal("12.5")))
    author.do(rules.set_comment(line, "  broken \n box "))
    edited = author.line(line.line_id)
    assert (edited.amount, edited.cost, edited.discount, edited.comment) == (
        Decimal(5),
        Decimal("0.1234"),
        Decimal("12.5"),
        "broken box",
    )
    assert edited.total == Decimal("0.54")
    assert edited.scans == 1


def test_a_removed_line_is_gone_from_everything_until_undo_brings_it_back() -> None:
    author = Author()
    line = author.scan(OIL)
    unknown = author.scan_unknown("999")
    author.do(rules.remove(line))
    author.do(rules.remove(unknown))
    assert author.sheet.line(line.line_id) is None
    assert author.sheet.line_for_product(12) is None
    assert author.sheet.line_for_code("999") is None
    assert author.sheet.totals == Totals()
    author.undo()
    assert author.undo() == Change((line.line_id,))
    assert author.lines() == [line, unknown]
    assert author.sheet.totals == Totals(2, Decimal(2), Decimal(500), 1)


def test_a_scan_after_a_removal_begins_a_line_of_its_own() -> None:
    author = Author()
    first = author.scan(OIL, "5")
    author.do(rules.remove(first))
    second = author.scan(OIL)
    assert (second.line_id != first.line_id, second.number, second.amount) == (True, 2, Decimal(1))


def test_undo_of_the_first_scan_takes_the_line_and_redo_brings_it_back_in_its_place() -> None:
    author = Author()
    first = author.scan(OIL)
    author.undo()
    assert author.lines() == []
    author.redo()
    assert author.lines() == [first]
    assert author.sheet.line_for_product(12) == first


def test_undo_steps_back_one_by_one_and_a_new_entry_ends_what_could_be_redone() -> None:
    author = Author()
    line = author.scan(SHAMPOO)
    author.scan(SHAMPOO)
    author.scan(SHAMPOO)
    author.undo()
    author.undo()
    assert author.line(line.line_id).amount == 1
    author.redo()
    assert author.line(line.line_id).amount == 2
    author.scan(SHAMPOO)
    assert author.line(line.line_id).amount == 3
    assert author.sheet.to_redo() is None


def test_a_resolved_line_is_found_by_its_product_and_no_more_by_its_code() -> None:
    author = Author()
    unknown = author.scan_unknown("777", "3")
    assert author.sheet.totals.unknown == 1
    author.do(rules.resolve(unknown, OIL))
    resolved = author.sheet.line_for_product(12)
    assert resolved is not None
    assert (resolved.line_id, resolved.title, resolved.amount, resolved.code) == (
        unknown.line_id,
        "Oil 250 ml",
        Decimal(3),
        "777",
    )
    assert author.sheet.line_for_code("777") is None
    assert author.sheet.totals == Totals(1, Decimal(3), Decimal(1500), 0)
    author.undo()
    assert author.sheet.line_for_product(12) is None
    assert author.sheet.line_for_code("777") == unknown


def test_the_latest_line_that_stands_is_found_for_a_product() -> None:
    author = Author()
    first = author.scan(OIL)
    unknown = author.scan_unknown("777")
    author.do(rules.resolve(unknown, OIL))
    found = author.sheet.line_for_product(12)
    assert found is not None
    assert found.line_id == unknown.line_id
    author.do(rules.remove(found))
    assert author.sheet.line_for_product(12) == first


def test_header_fields_change_and_undo_gives_the_ones_before_back() -> None:
    author = Author(Kind.TRANSFER, 1, to_storage="2")
    assert author.do(rules.set_header("to_storage", "3")) == Change(header=True)
    author.do(rules.set_header("comment", "for the salon"))
    assert author.sheet.header == {
        "kind": "transfer",
        "location": "4564",
        "storage": "1",
        "to_storage": "3",
        "comment": "for the salon",
    }
    assert author.undo() == Change(header=True)
    assert author.undo() == Change(header=True)
    assert author.sheet.header == {"kind": "transfer", "location": "4564", "storage": "1", "to_storage": "2"}
    assert author.sheet.to_undo() is None


def test_notes_and_refused_scans_are_kept_and_change_nothing() -> None:
    author = Author()
    author.scan(OIL)
    before = state_of(author.sheet)
    assert author.do(Intent(EntryKind.REFUSED, data={"code": "x", "reason": "scan.empty"})) == Change()
    assert author.do(Intent(EntryKind.NOTE, data={"code": "queued"})) == Change()
    assert state_of(author.sheet) == before
    assert len(list(author.sheet.entries)) == 4


def test_an_undo_of_what_is_not_here_changes_nothing_and_cannot_be_redone() -> None:
    author = Author()
    line = author.scan(OIL)
    lost = author.entry(Intent(EntryKind.UNDO, undoes="elsewhere"))
    author.entries.append(lost)
    assert author.sheet.apply(lost) == Change()
    assert author.do(Intent(EntryKind.UNDO, undoes=lost.entry_id)) == Change()
    assert author.lines() == [line]
    assert author.sheet.to_redo() is None
    assert author.sheet.to_undo() == author.entries[1]


def test_an_entry_negated_twice_stays_negated_until_both_undos_are() -> None:
    author = Author()
    author.scan(OIL)
    author.do(Intent(EntryKind.UNDO, undoes="e2"))
    author.do(Intent(EntryKind.UNDO, undoes="e2"))
    author.do(Intent(EntryKind.UNDO, undoes="e4"))
    assert author.lines() == []
    assert author.sheet.undone("e2")
    author.do(Intent(EntryKind.UNDO, undoes="e3"))
    assert not author.sheet.undone("e2")
    assert [line.amount for line in author.lines()] == [Decimal(1)]


def test_an_undo_can_be_negated_after_new_entries_came() -> None:
    author = Author()
    author.scan(OIL)
    author.undo()
    author.scan(SHAMPOO)
    assert author.sheet.to_redo() is None
    author.do(Intent(EntryKind.UNDO, undoes="e3"))
    assert [line.title for line in author.lines()] == ["Oil 250 ml", "Shampoo"]


def test_an_entry_is_found_by_its_id_and_a_foreign_id_is_an_error() -> None:
    author = Author()
    assert author.sheet.entry("e1") == author.entries[0]
    with pytest.raises(KeyError):
        author.sheet.entry("elsewhere")


def test_a_line_of_an_entry_without_product_fields_has_an_unknown_code() -> None:
    sheet = Sheet("document")
    sheet.apply(Entry("e", "document", EntryKind.SCAN, BEGAN, "a", {"amount": "2", "code": "77"}))
    assert list(sheet.lines) == [Line("a", 1, None, "", "77", amount=Decimal(2), scans=1)]


# --- what a line keeps of its product, and its units


def test_a_line_keeps_of_a_product_what_the_fold_needs() -> None:
    assert product_fields(OIL, UnitType.SERVICE) == {
        "product": "12",
        "title": "Oil 250 ml",
        "article": "",
        "unit": "2",
        "cost": "2",
        "sale_unit": "bottle",
        "service_unit": "ml",
        "ratio": "250",
    }
    assert product_fields(SHAMPOO)["cost"] == "0"
    assert product_fields(SHAMPOO)["service_unit"] == ""
    assert product_fields(CREAM)["cost"] == "9.995"


def test_a_cost_that_the_service_writes_with_an_exponent_is_kept_in_plain_digits() -> None:
    assert product_fields(Product(1, "Bulk", cost=Decimal("1.2E+3"), unit_equals=Decimal("1E+2"))) == {
        "product": "1",
        "title": "Bulk",
        "article": "",
        "unit": "1",
        "cost": "1200",
        "sale_unit": "",
        "service_unit": "",
        "ratio": "100",
    }


@pytest.mark.parametrize(
    ("line", "two_units", "unit_title"),
    [
        (Line("a", 1, 1, "", "", sale_unit="pc"), False, "pc"),
        (Line("a", 1, 1, "", "", sale_unit="pc", service_unit="pc"), False, "pc"),
        (Line("a", 1, 1, "", "", sale_unit="pc", service_unit="pc", ratio=Decimal(2)), True, "pc"),
        (Line("a", 1, 1, "", "", sale_unit="pc", service_unit="g", unit=UnitType.SERVICE), True, "g"),
    ],
)
def test_a_line_has_two_units_where_the_second_is_named_and_differs(
    line: Line, two_units: bool, unit_title: str
) -> None:
    assert line.has_two_units is two_units
    assert line.unit_title == unit_title


def test_amounts_in_write_off_units_are_told_in_sale_units() -> None:
    line = Line("a", 1, 1, "", "", amount=Decimal(100), unit=UnitType.SERVICE, ratio=Decimal(300))
    assert line.in_sale_units == Decimal("0.333333")
    assert Line("a", 1, 1, "", "", amount=Decimal(7), ratio=Decimal(300)).in_sale_units == 7
    assert Line("a", 1, 1, "", "", amount=Decimal(7), unit=UnitType.SERVICE, ratio=Decimal(0)).in_sale_units == 7


def test_code_that_was_resolved_names_its_product_until_that_is_undone() -> None:
    author = Author()
    author.do(rules.scan_unknown(author.sheet, "777", Decimal(1), "line"))
    assert author.sheet.product_of_code("777") is None
    author.do(rules.resolve(next(author.sheet.lines), SHAMPOO))
    assert author.sheet.product_of_code("777") == SHAMPOO.product_id
    author.undo()
    assert author.sheet.product_of_code("777") is None


# --- marked pieces

PIECES = st.lists(
    st.tuples(st.sampled_from(["scan", "off", "undo", "redo", "remove"]), st.integers(0, 2), st.integers(0, 1)),
    max_size=25,
)


def piece_scan(author: Author, product: Product, serial: str, *, off: bool) -> None:
    """Scan a marked piece as a person may, or leave it where it is refused."""
    told = {"gtin": "04006381333931", "serial": serial}
    try:
        rules.check_piece(author.sheet, told["gtin"], serial, product.product_id, off=off)
        line_id = author.new_line()
        author.do(rules.scan_product(author.sheet, product, Decimal(1), "c", line_id, rules.SCAN, told, off=off))
    except StockdeskError:
        return


def play_pieces(author: Author, action: str, number: int, which: int) -> None:
    product = PRODUCTS[which]
    try:
        if action in ("scan", "off"):
            piece_scan(author, product, f"s{number}", off=action == "off")
        elif action == "remove":
            line = author.sheet.line_for_product(product.product_id)
            if line is not None:
                author.do(rules.remove(line))
        else:
            author.do(rules.undo(author.sheet) if action == "undo" else rules.redo(author.sheet))
    except StockdeskError:
        return


def test_piece_that_is_now_another_product_is_not_taken_off_that_products_line() -> None:
    author = Author()
    piece_scan(author, PRODUCTS[1], "s0", off=False)
    piece_scan(author, PRODUCTS[0], "s1", off=False)
    with pytest.raises(StockdeskError, match=r"piece\.elsewhere"):
        rules.check_piece(author.sheet, "04006381333931", "s0", PRODUCTS[0].product_id, off=True)


@given(PIECES)
def test_each_marked_piece_stands_once_and_as_often_as_its_lines_say(wishes: list[tuple[str, int, int]]) -> None:
    """Whatever is scanned, taken off, removed, undone and done again: pieces that stand are what the lines count."""
    author = Author()
    for wish in wishes:
        play_pieces(author, *wish)
        standing = author.sheet.pieces()
        assert {line.product_id: line.amount for line in author.lines()} == {
            product_id: Decimal(len(pieces)) for product_id, pieces in standing.items()
        }
        assert Sheet.folded("document", author.entries).pieces() == standing


def test_pieces_of_a_copied_line_are_in_the_copy() -> None:
    author, copy = Author(), Author()
    piece_scan(author, SHAMPOO, "a b", off=False)
    piece_scan(author, SHAMPOO, "c", off=False)
    for intent in rules.copied(author.lines()[0], "new", author.sheet.pieces()[SHAMPOO.product_id]):
        copy.do(intent)
    assert copy.sheet.pieces() == author.sheet.pieces()
    with pytest.raises(StockdeskError, match=r"piece\.twice"):
        rules.check_piece(copy.sheet, "04006381333931", "c", SHAMPOO.product_id, off=False)


CHEESE = Product(77, "Cheese", "2800077000006", sale_unit=Unit(1, "kg"))


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 3)), min_size=1, max_size=6), st.integers(0, 6))
def test_weights_come_to_the_same_whenever_their_product_is_found(scans: list[tuple[int, int]], place: int) -> None:
    late, known = Author(), Author()
    for number, (grams, times) in enumerate(scans):
        kilograms = Decimal(grams) * times / 1000
        code, line_id = CHEESE.barcode, late.new_line()
        if number < place:
            late.do(rules.scan_unknown(late.sheet, code, Decimal(times), line_id, weight=kilograms))
        else:
            if number == place and late.lines():
                late.do(rules.resolve(late.lines()[0], CHEESE))
            late.do(rules.scan_product(late.sheet, CHEESE, kilograms, code, line_id))
        known.do(rules.scan_product(known.sheet, CHEESE, kilograms, code, line_id))
    if late.lines()[0].product_id is None:
        assert late.lines()[0].amount == sum(times for _, times in scans)
        late.do(rules.resolve(late.lines()[0], CHEESE))
    assert [line.amount for line in late.lines()] == [line.amount for line in known.lines()]
    assert late.sheet.totals == known.sheet.totals
    assert state_of(Sheet.folded("document", late.entries)) == state_of(late.sheet)
    while late.lines():
        late.undo()
        assert state_of(Sheet.folded("document", late.entries)) == state_of(late.sheet)


@pytest.mark.parametrize(
    "by_hand", [lambda line: rules.set_amount(line, Decimal(3)), lambda line: rules.add(line, Decimal(1))]
)
def test_an_amount_changed_by_hand_stands_whatever_the_labels_said(by_hand: Callable[[Line], Intent]) -> None:
    author = Author()
    for _ in range(2):
        author.do(rules.scan_unknown(author.sheet, "777", Decimal(1), author.new_line(), weight=Decimal("0.4")))
    author.do(by_hand(author.lines()[0]))
    author.do(rules.resolve(author.lines()[0], CHEESE))
    assert author.lines()[0].amount == 3
    author.undo()
    author.undo()
    author.do(rules.resolve(author.lines()[0], CHEESE))
    assert author.lines()[0].amount == Decimal("0.8")


def test_the_forms_of_one_number_have_one_line_while_it_is_unknown_and_one_product_then() -> None:
    author = Author()
    forms = ("036000291452", "0036000291452", "00036000291452")
    lines = {author.scan_unknown(form).line_id for form in forms}
    assert len(lines) == 1
    assert {author.sheet.line_for_code(form) for form in forms} == {author.lines()[0]}
    author.do(rules.resolve(author.lines()[0], SHAMPOO))
    assert {author.sheet.product_of_code(form) for form in forms} == {SHAMPOO.product_id}
    assert author.sheet.line_for_code("36000291452") is None
