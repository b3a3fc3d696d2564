from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.comparison import (
    Comparison,
    Goods,
    akin,
    alike,
    compare,
    expected_goods,
    kinds_of,
    remainder,
)
from stockdesk.core.movement import PostedLine
from stockdesk.core.operation import TYPE_IDS, Kind, Operation
from stockdesk.core.posting import Finding
from stockdesk.core.product import UnitType
from tests.support.answers import DESTINATION, SOURCE, answer, line, operation, operations

SALE, SERVICE = UnitType.SALE, UnitType.SERVICE


def goods(product_id: int, amount: str, unit: UnitType | None = SALE, storage_id: int | None = SOURCE) -> Goods:
    return Goods(product_id, Decimal(amount), unit, storage_id)


# --- properties


@given(operations(), st.randoms(), st.booleans())
@settings(max_examples=40)
def test_what_an_honest_service_answers_is_equal_in_any_order_with_or_without_signs(
    sent: Operation, random: Random, signed: bool
) -> None:
    posted = answer(sent, signed)
    random.shuffle(posted)
    assert compare(sent, SOURCE, posted) == Comparison(Finding.EQUAL)
    assert compare(sent, None, posted) == Comparison(Finding.EQUAL)


@st.composite
def altered(draw: st.DrawFn) -> tuple[Operation, list[PostedLine]]:
    """An operation, and an answer in which exactly one thing is wrong."""
    sent = draw(operations())
    posted = answer(sent)
    place = draw(st.integers(0, len(posted) - 1))
    one = posted[place]
    wrong = {
        "lost": None,
        "deleted": replace(one, deleted=True),
        "amount": replace(one, amount=one.amount * 2),
        "a thousandth": replace(one, amount=one.amount + Decimal("0.001")),
        "product": replace(one, product_id=one.product_id + 10),
        "unit": replace(one, unit=UnitType(3 - (one.unit or SALE))),
        "storage": replace(one, storage_id=99),
        "twice": one,
    }
    what = draw(st.sampled_from(sorted(wrong)))
    changed = wrong[what]
    rest = posted[:place] + posted[place + 1 :]
    if what == "twice":
        rest = posted
    return sent, rest if changed is None else [*rest, changed]


@given(altered())
@settings(max_examples=50)
def test_any_single_alteration_is_a_difference_and_shows_both_sides(
    case: tuple[Operation, list[PostedLine]],
) -> None:
    sent, posted = case
    found = compare(sent, SOURCE, posted)
    assert found.finding is Finding.DIFFERENT
    assert len(found.missing) <= 1
    assert len(found.surplus) <= 1
    assert found.missing or found.surplus


@given(operations(4), st.data())
@settings(max_examples=50)
def test_leaving_out_units_and_storages_proves_nothing_whatever_the_order(sent: Operation, data: st.DataObject) -> None:
    vague = [
        replace(
            one,
            unit=one.unit if data.draw(st.booleans()) else None,
            storage_id=one.storage_id if data.draw(st.booleans()) else None,
        )
        for one in answer(sent)
    ]
    posted = data.draw(st.permutations(vague))
    assert compare(sent, None, posted) == Comparison(Finding.EQUAL)


LINES = st.lists(
    st.builds(
        lambda unit, storage: PostedLine(1, 1, 11, Decimal(1), unit, storage_id=storage),
        st.sampled_from([None, SALE, SERVICE]),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=4,
)


@given(
    st.lists(st.tuples(st.sampled_from(UnitType), st.sampled_from([1, 2])), min_size=1, max_size=2),
    LINES,
)
@settings(max_examples=60)
def test_as_many_lines_are_paired_as_can_be(pairs: list[tuple[UnitType, int]], posted: list[PostedLine]) -> None:
    """Against the best of all ways to pair them, tried one by one."""
    sent = operation(*(line(unit=unit, destination=storage) for unit, storage in pairs), kind=Kind.TRANSFER)
    expected = expected_goods(sent)
    slots: list[Goods | None] = [*expected, *([None] * max(0, len(posted) - len(expected)))]
    best = max(
        sum(
            1
            for one, slot in zip(posted, chosen, strict=True)
            if slot is not None and one.unit in (None, slot.unit) and one.storage_id in (None, slot.storage_id)
        )
        for chosen in permutations(slots, len(posted))
    )
    found = compare(sent, None, posted)
    assert len(found.surplus) == len(posted) - best
    assert len(found.missing) == len(expected) - best
    assert (found.finding is Finding.EQUAL) is (best == len(expected) == len(posted))


# --- examples


def test_outgoing_amounts_read_back_negative_and_are_equal() -> None:
    sent = operation(line(11, "2"), kind=Kind.WRITEOFF)
    assert [one.amount for one in answer(sent)] == [Decimal(-2)]
    assert compare(sent, SOURCE, answer(sent)).finding is Finding.EQUAL


def test_an_empty_document_lacks_every_line() -> None:
    sent = operation(line(11, "2"), line(12, "1.50"))
    assert compare(sent, SOURCE, []) == Comparison(Finding.DIFFERENT, (goods(11, "2"), goods(12, "1.5")), ())


def test_deleted_lines_do_not_count() -> None:
    sent = operation(line(11, "2"))
    spare = replace(answer(sent)[0], line_id=7, deleted=True)
    assert compare(sent, SOURCE, [*answer(sent), spare]).finding is Finding.EQUAL
    assert compare(sent, SOURCE, [spare]).missing == (goods(11, "2"),)


def test_a_line_too_many_and_a_line_doubled_are_told() -> None:
    sent = operation(line(11, "2"))
    (posted,) = answer(sent)
    other = replace(posted, product_id=12, amount=Decimal(3))
    assert compare(sent, SOURCE, [posted, posted]) == Comparison(Finding.DIFFERENT, (), (goods(11, "2"),))
    assert compare(sent, SOURCE, [posted, other]) == Comparison(Finding.DIFFERENT, (), (goods(12, "3"),))


def test_equal_lines_that_were_sent_twice_must_be_there_twice() -> None:
    sent = operation(line(11, "2"), line(11, "2"))
    posted = answer(sent)
    assert compare(sent, SOURCE, posted).finding is Finding.EQUAL
    assert compare(sent, SOURCE, posted[:1]).missing == (goods(11, "2"),)


def test_a_line_without_storage_is_where_its_document_is() -> None:
    sent = operation(line(11, "2"))
    (posted,) = (replace(one, storage_id=None) for one in answer(sent))
    assert compare(sent, SOURCE, [posted]).finding is Finding.EQUAL
    assert compare(sent, 9, [posted]).surplus == (goods(11, "2", SALE, 9),)
    assert compare(sent, 9, answer(sent)).finding is Finding.EQUAL


def test_a_line_that_says_less_leaves_the_one_that_says_more_its_own() -> None:
    sent = operation(line(11, "2", SALE), line(11, "2", SERVICE))
    exact, vague = answer(sent)[0], replace(answer(sent)[1], unit=None)
    assert compare(sent, SOURCE, [vague, exact]).finding is Finding.EQUAL
    assert compare(sent, SOURCE, [exact, vague]).finding is Finding.EQUAL


def test_partners_change_over_where_only_that_pairs_all_lines() -> None:
    sent = operation(line(11, "2", SALE, DESTINATION), kind=Kind.TRANSFER)
    no_storage = PostedLine(1, 1, 11, Decimal(2), SALE)
    at_source = PostedLine(2, 1, 11, Decimal(-2), None, storage_id=SOURCE)
    assert compare(sent, None, [no_storage, at_source]).finding is Finding.EQUAL


def test_a_single_transfer_makes_two_movements_a_line() -> None:
    sent = operation(line(11, "2", SALE, DESTINATION), line(12, "1", SERVICE, DESTINATION), kind=Kind.TRANSFER)
    assert expected_goods(sent) == (
        goods(11, "2"),
        goods(11, "2", SALE, DESTINATION),
        goods(12, "1", SERVICE),
        goods(12, "1", SERVICE, DESTINATION),
    )
    posted = answer(sent)
    assert [one.amount for one in posted] == [Decimal(-2), Decimal(2), Decimal(-1), Decimal(1)]
    assert [one.storage_id for one in posted] == [SOURCE, DESTINATION, SOURCE, DESTINATION]
    assert compare(sent, SOURCE, posted).finding is Finding.EQUAL


def test_a_transfer_that_never_reached_its_destination_is_different() -> None:
    sent = operation(line(11, "2", SALE, DESTINATION), kind=Kind.TRANSFER)
    assert compare(sent, SOURCE, answer(sent)[:1]).missing == (goods(11, "2", SALE, DESTINATION),)


def test_lines_of_a_transfer_without_storage_are_not_taken_to_lie_at_the_source() -> None:
    sent = operation(line(11, "2", SALE, DESTINATION), kind=Kind.TRANSFER)
    posted = [replace(one, storage_id=None) for one in answer(sent)]
    assert compare(sent, SOURCE, posted).finding is Finding.EQUAL
    assert compare(sent, SOURCE, posted[:1]).finding is Finding.DIFFERENT


def test_trailing_zeros_and_comments_and_money_are_not_compared() -> None:
    sent = operation(line(11, "2.500"))
    posted = [PostedLine(1, 1, 11, Decimal("2.5"), SALE, storage_id=SOURCE, comment="[SD-", cost=Decimal(99))]
    assert compare(sent, SOURCE, posted).finding is Finding.EQUAL


def test_five_hundred_equal_lines_that_leave_everything_out_are_paired() -> None:
    sent = operation(*(line(11, "2") for _ in range(500)))
    posted = [PostedLine(number, 1, 11, Decimal(2)) for number in range(500)]
    assert compare(sent, None, posted).finding is Finding.EQUAL
    assert len(compare(sent, None, posted[1:]).missing) == 1


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (goods(11, "2"), "11: 2 sale @1"),
        (goods(11, "0.5", SERVICE, 7), "11: 0.5 service @7"),
        (goods(11, "1E+2", None, None), "11: 100 @?"),
    ],
)
def test_a_line_is_shown_with_amount_unit_and_storage(one: Goods, text: str) -> None:
    assert str(one) == text


# --- documents that could be the operation


@pytest.mark.parametrize("kind", list(Kind))
def test_a_document_is_alike_by_any_kind_that_may_read_back(kind: Kind) -> None:
    sent = operation(line(11, "2", SALE, DESTINATION if kind is Kind.TRANSFER else None), kind=kind)
    alikes = {number for number in range(10) if alike(sent, number, SOURCE, answer(sent))}
    assert alikes == kinds_of(TYPE_IDS[kind])
    assert alike(sent, None, SOURCE, answer(sent))


def test_what_moves_goods_the_same_way_may_read_back_as_any_such_kind() -> None:
    outgoing = {0, 2, 4, 5, 7, 8}
    assert {kind.value: set(kinds_of(TYPE_IDS[kind])) for kind in Kind} == {
        "receipt": {0, 3},
        "usage": outgoing,
        "writeoff": outgoing,
        "transfer": outgoing | {3},
    }


@pytest.mark.parametrize(("kind", "shown"), [(Kind.USAGE, 4), (Kind.WRITEOFF, 2), (Kind.WRITEOFF, 7)])
def test_another_kind_of_the_same_family_is_no_difference(kind: Kind, shown: int) -> None:
    sent = operation(line(11, "2"), kind=kind)
    posted = [replace(one, type_id=shown) for one in answer(sent)]
    assert compare(sent, SOURCE, answer(sent), shown).finding is Finding.EQUAL
    assert compare(sent, SOURCE, posted, TYPE_IDS[kind]).finding is Finding.EQUAL


@pytest.mark.parametrize(("kind", "shown"), [(Kind.WRITEOFF, 3), (Kind.RECEIPT, 4), (Kind.USAGE, 1)])
def test_goods_that_went_another_way_are_a_difference_and_the_kind_is_shown(kind: Kind, shown: int) -> None:
    sent = operation(line(11, "2"), kind=kind)
    found = compare(sent, SOURCE, answer(sent), shown)
    assert (found.finding, found.missing) == (Finding.DIFFERENT, (goods(11, "2"),))
    assert [str(one) for one in found.surplus] == [f"11 (type {shown}): 2 sale @1"]
    of_lines = [replace(one, type_id=shown) for one in answer(sent)]
    assert compare(sent, SOURCE, of_lines, TYPE_IDS[kind]) == found


def test_both_halves_of_a_transfer_may_show_their_own_kind() -> None:
    sent = operation(line(11, "2", SALE, DESTINATION), kind=Kind.TRANSFER)
    out, into = answer(sent)
    assert compare(sent, None, [replace(out, type_id=4), replace(into, type_id=3)], 5).finding is Finding.EQUAL


def test_a_document_of_other_goods_or_another_storage_is_not_alike() -> None:
    sent = operation(line(11, "2"))
    assert not alike(sent, 3, SOURCE, answer(operation(line(11, "3"))))
    assert not alike(sent, 3, 9, [replace(one, storage_id=9) for one in answer(sent)])


def test_an_operation_of_a_kind_that_people_do_not_make_is_alike_by_its_own_number() -> None:
    sale = replace(operation(line(11, "2")), type_id=1)
    assert alike(sale, 1, SOURCE, answer(sale))
    assert not alike(sale, 3, SOURCE, answer(sale))


def test_a_document_is_akin_by_kind_storage_and_one_product() -> None:
    sent = operation(line(11, "2"), line(12, "1"))
    grown = answer(operation(line(12, "7"), line(13, "1")))
    assert akin(sent, 3, SOURCE, grown)
    assert akin(sent, None, None, [replace(one, storage_id=None) for one in grown])
    assert not akin(sent, 4, SOURCE, grown)
    assert not akin(sent, 3, SOURCE, answer(operation(line(13, "1"))))
    assert not akin(sent, 3, SOURCE, [replace(one, storage_id=9) for one in grown])
    assert not akin(sent, 3, SOURCE, [replace(one, deleted=True) for one in grown])


def test_either_side_of_a_transfer_makes_a_document_akin() -> None:
    sent = operation(line(11, "2", SALE, DESTINATION), kind=Kind.TRANSFER)
    for storage in (SOURCE, DESTINATION):
        assert akin(sent, 5, None, [replace(answer(sent)[0], storage_id=storage, amount=Decimal(9))])


# --- documents that may be a part of the operation

FOUR = operation(*(line(product_id, "2") for product_id in (11, 12, 13, 14)))


@pytest.mark.parametrize("left", [(0,), (0, 1), (1, 2, 3), (0, 3), (2, 3)])
def test_a_document_with_some_of_the_lines_may_be_a_part(left: tuple[int, ...]) -> None:
    assert remainder(FOUR, 3, SOURCE, [answer(FOUR)[place] for place in left])


@pytest.mark.parametrize(
    ("type_id", "storage_id", "posted"),
    [
        (3, SOURCE, []),
        (3, SOURCE, answer(FOUR)),
        (3, SOURCE, answer(FOUR)[1:2]),
        (4, SOURCE, answer(FOUR)[:2]),
        (3, 9, [replace(one, storage_id=9) for one in answer(FOUR)[:2]]),
        (3, SOURCE, [*answer(FOUR)[:2], *answer(operation(line(15)))]),
        (3, SOURCE, answer(operation(line(11, "3"), line(12, "2")))),
        (3, SOURCE, [replace(one, deleted=True) for one in answer(FOUR)[:2]]),
        (3, SOURCE, [answer(FOUR)[0], answer(FOUR)[0]]),
    ],
    ids=["empty", "all", "one but the first", "kind", "storage", "more", "amount", "deleted", "twice"],
)
def test_a_document_with_anything_else_is_no_part(type_id: int, storage_id: int, posted: list[PostedLine]) -> None:
    assert not remainder(FOUR, type_id, storage_id, posted)


def test_a_single_line_may_be_a_part_where_it_is_the_first() -> None:
    two = operation(*FOUR.lines[:2])
    assert [remainder(two, 3, SOURCE, [one]) for one in answer(two)] == [True, False]
    transfer = operation(*(line(number, "2", SALE, DESTINATION) for number in (11, 12, 13)), kind=Kind.TRANSFER)
    assert [remainder(transfer, 5, None, [one]) for one in answer(transfer)] == [True] + [False] * 5
