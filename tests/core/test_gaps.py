"""The gap finder: one fault planted in a made-up ledger is found, and explains the difference."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core import document as rules
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gaps import LIKELY, VERY_LIKELY, Comparison, Suspicion, compare, suspicious
from stockdesk.core.gapspots import Kind
from stockdesk.core.product import UnitType
from tests.support.scanledgers import Ledger, Work, some_product, some_work
from tests.support.sheets import OIL, SESSIONS, Wish, play

SEEDS = st.integers(0, 1_000_000)
SOAP, CREAM, GLOVES = (some_product(number) for number in (1, 2, 3))
ROUNDS = 150


def rank(comparison: Comparison, entry_id: str) -> int:
    """The place of the first suspicion that ends at an entry, 0 when there is none."""
    places = (place for place, each in enumerate(comparison.found, 1) if each.entries[-1] == entry_id)
    return next(places, 0)


def kinds(comparison: Comparison) -> list[Kind]:
    return [each.kind for each in comparison.found]


# --- one fault planted


def double_read(chance: random.Random) -> int:
    work, ledger = some_work(chance), Ledger()
    planted = ""
    for place, (product, seconds) in enumerate(work.scans):
        ledger.scan(product, seconds)
        if place == work.place:
            planted = ledger.scan(product, chance.uniform(0.02, 0.35)).entry_id
    return rank(compare(ledger.sheet, ledger.pieces - 1), planted)


def lost_scan(chance: random.Random) -> int:
    """The scanner's beep went off and nothing came: the next scan comes after a pause."""
    work, ledger = some_work(chance), Ledger()
    planted, lost = "", 0.0
    for place, (product, seconds) in enumerate(work.scans):
        if place == work.place:
            lost = seconds + 0.13
            continue
        entry = ledger.scan(product, seconds + lost)
        planted, lost = (entry.entry_id if lost else planted), 0.0
    return rank(compare(ledger.sheet, ledger.pieces + 1), planted)


def planted_instead(work: Work, plant: Callable[[Ledger, str, float], str]) -> tuple[Ledger, str]:
    """Do the work, with something else in the place of one scan."""
    ledger, planted = Ledger(), ""
    for place, (product, seconds) in enumerate(work.scans):
        if place == work.place:
            planted = plant(ledger, product.barcode, seconds)
        else:
            ledger.scan(product, seconds)
    return ledger, planted


def refused(ledger: Ledger, code: str, seconds: float) -> str:
    return ledger.refused(code, seconds).entry_id


def refused_scan(chance: random.Random) -> int:
    ledger, planted = planted_instead(some_work(chance), refused)
    return rank(compare(ledger.sheet, ledger.pieces + 1), planted)


def cut_code(chance: random.Random) -> int:
    """A beginning of the code was taken for a code that nobody knows; the person counts one product."""
    work, length = some_work(chance), chance.randint(6, 12)
    ledger, planted = planted_instead(
        work, lambda ledger, code, seconds: ledger.unknown(code[:length], seconds).entry_id
    )
    line = ledger.sheet.line_for_product(work.scans[work.place][0].product_id)
    if line is None:
        return 1  # it was the only piece: there is no line to count
    return rank(compare(ledger.sheet, line.amount + 1, line.line_id), planted)


@pytest.mark.parametrize(
    ("plant", "first", "among_three"),
    [
        # A little below what 1,000 ledgers gave: 99.9 %, 66 % and 87 %, 98 %, 98 %. A refused or cut
        # scan that is missed stood before the only other piece of a run: that looks like its repetition.
        (double_read, 0.98, 0.99),
        (lost_scan, 0.58, 0.80),
        (refused_scan, 0.95, 0.95),
        (cut_code, 0.95, 0.95),
    ],
)
def test_planted_fault_is_ranked_first(plant: Callable[[random.Random], int], first: float, among_three: float) -> None:
    ranks = [plant(random.Random(seed)) for seed in range(ROUNDS)]
    assert sum(1 for place in ranks if place == 1) >= first * ROUNDS
    assert sum(1 for place in ranks if 1 <= place <= 3) >= among_three * ROUNDS


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_unreadable_scan_that_was_refused_always_comes_first(seed: int) -> None:
    ledger, planted = planted_instead(
        some_work(random.Random(seed)), lambda ledger, _code, seconds: refused(ledger, "\x02??\x03", seconds)
    )
    assert rank(compare(ledger.sheet, ledger.pieces + 1), planted) == 1


def test_steady_work_without_a_fault_looks_suspicious_at_one_scan_in_a_hundred() -> None:
    scans = suspicions = 0
    for seed in range(ROUNDS):
        work, ledger = some_work(random.Random(seed)), Ledger()
        for product, seconds in work.scans:
            ledger.scan(product, seconds)
        found = suspicious(ledger.sheet)
        assert {each.kind for each in found} <= {Kind.PAUSE, Kind.DOUBLE}
        scans, suspicions = scans + len(work.scans), suspicions + len(found)
    assert suspicions <= 0.02 * scans


@given(SESSIONS, st.integers(-3, 3))
@settings(max_examples=40, deadline=None)
def test_whatever_was_done_no_spot_makes_the_difference_larger(session: list[Wish], difference: int) -> None:
    sheet = play(session).sheet
    comparison = compare(sheet, sheet.totals.pieces + difference)
    assert comparison.difference == difference
    for each in comparison.found:
        assert each.explains * difference >= 0 or each.kind is Kind.TYPED
        assert difference or each.explains == 0
        assert 0 <= each.score <= 100
    assert [each.score for each in comparison.found] == sorted((each.score for each in comparison.found), reverse=True)


# --- one by one


def steady(ledger: Ledger, count: int = 8) -> None:
    for _ in range(count):
        ledger.scan(SOAP)


def first(comparison: Comparison) -> Suspicion:
    return comparison.found[0]


def test_double_read_explains_one_too_many_and_says_how_fast_it_was() -> None:
    ledger = Ledger()
    steady(ledger)
    entry = ledger.scan(SOAP, 0.12)
    steady(ledger)
    spot = first(compare(ledger.sheet, ledger.pieces - 1))
    assert (spot.kind, spot.entries[-1], spot.explains) == (Kind.DOUBLE, entry.entry_id, Decimal(-1))
    assert spot.arguments["ms"] == "120"
    assert spot.score >= VERY_LIKELY


def test_double_read_is_told_from_its_keys_where_two_scans_were_stored_late() -> None:
    """The gap is from the last key of one scan to the first of the next, not from commit to commit."""
    ledger = Ledger()
    steady(ledger)
    ledger.scan(SOAP, 0.45)
    assert ledger.entries[-1].at - ledger.entries[-2].at > timedelta(seconds=0.5)
    assert Kind.DOUBLE in kinds(compare(ledger.sheet, ledger.pieces - 1))


def test_double_read_that_was_undone_is_suspicious_no_more() -> None:
    ledger = Ledger()
    steady(ledger)
    ledger.scan(SOAP, 0.1)
    ledger.undo()
    assert Kind.DOUBLE not in kinds(compare(ledger.sheet, ledger.pieces - 1))


def test_nothing_is_suspicious_on_a_line_that_was_counted_by_hand_since() -> None:
    ledger = Ledger()
    steady(ledger)
    ledger.scan(SOAP, 0.1)
    line = ledger.sheet.line_for_product(SOAP.product_id)
    assert line is not None
    ledger.write(rules.set_amount(line, Decimal(8)), 5)
    assert Kind.DOUBLE not in kinds(compare(ledger.sheet, Decimal(7)))


def test_pause_while_something_was_typed_is_explained_by_that() -> None:
    ledger = Ledger()
    steady(ledger)
    line = ledger.sheet.line_for_product(SOAP.product_id)
    assert line is not None
    ledger.write(rules.set_cost(line, Decimal(5)), 4)
    ledger.scan(SOAP, 4)
    assert Kind.PAUSE not in kinds(compare(ledger.sheet, ledger.pieces + 1))
    ledger.scan(SOAP, 2.2)
    assert first(compare(ledger.sheet, ledger.pieces + 1)).kind is Kind.PAUSE


def test_two_people_have_a_pace_each() -> None:
    ledger = Ledger()
    steady(ledger)
    ledger.person = "Ben"
    for _ in range(8):
        ledger.scan(SOAP, 3)
    assert suspicious(ledger.sheet) == ()


def test_refused_scan_repeated_at_once_explains_nothing_much() -> None:
    ledger = Ledger()
    ledger.scan(CREAM)
    ledger.refused(SOAP.barcode)
    ledger.scan(SOAP)
    ledger.scan(CREAM)
    assert suspicious(ledger.sheet) == ()
    assert all(each.score < LIKELY for each in compare(ledger.sheet, ledger.pieces + 1).found)


def test_two_attempts_are_one_piece_and_one_good_scan_mends_both() -> None:
    ledger = Ledger()
    ledger.scan(CREAM)
    ledger.refused(SOAP.barcode)
    ledger.refused(SOAP.barcode)
    ledger.scan(SOAP)
    ledger.scan(CREAM)
    assert suspicious(ledger.sheet) == ()


def test_refused_scan_that_came_again_much_later_was_not_made_good() -> None:
    ledger = Ledger()
    steady(ledger)
    entry = ledger.refused(CREAM.barcode)
    steady(ledger, 40)
    ledger.scan(CREAM)
    assert rank(compare(ledger.sheet, ledger.pieces + 1), entry.entry_id) == 1


def test_refused_command_code_is_no_lost_piece() -> None:
    ledger = Ledger()
    steady(ledger)
    ledger.refused("SD-CMD.POST", reason="scan.command-elsewhere")
    assert compare(ledger.sheet, ledger.pieces + 1).found == ()


def test_cut_code_is_missing_on_the_line_it_was_cut_from() -> None:
    ledger = Ledger()
    steady(ledger)
    entry = ledger.unknown(CREAM.barcode[:8])
    ledger.scan(GLOVES)
    ledger.scan(CREAM, 50)
    line = ledger.sheet.line_for_product(CREAM.product_id)
    assert line is not None
    spot = first(compare(ledger.sheet, line.amount + 1, line.line_id))
    assert (spot.kind, spot.entries, spot.explains) == (Kind.CUT, (entry.entry_id,), Decimal(1))
    assert spot.arguments == {"code": CREAM.barcode[:8], "known": CREAM.barcode, "reason": "cut"}


def test_cut_code_scanned_again_was_counted_twice() -> None:
    ledger = Ledger()
    ledger.scan(GLOVES)
    entry = ledger.unknown(CREAM.barcode[:8])
    ledger.scan(CREAM)
    ledger.scan(GLOVES)
    spot = first(compare(ledger.sheet, ledger.pieces - 1))
    assert (spot.kind, spot.entries, spot.explains) == (Kind.REPEATED, (entry.entry_id,), Decimal(-1))


def test_code_in_two_pieces_is_one_piece_counted_twice() -> None:
    ledger = Ledger()
    ledger.scan(CREAM)
    ledger.unknown(CREAM.barcode[:5])
    second = ledger.unknown(CREAM.barcode[5:], 0.1)
    spot = first(compare(ledger.sheet, ledger.pieces - 1))
    assert (spot.kind, spot.entries[-1], spot.explains) == (Kind.SPLIT, second.entry_id, Decimal(-1))


def test_two_codes_run_together_are_two_pieces_counted_once() -> None:
    ledger = Ledger()
    ledger.scan(CREAM)
    entry = ledger.unknown(CREAM.barcode * 2)
    spot = first(compare(ledger.sheet, ledger.pieces + 1))
    assert (spot.kind, spot.entries, spot.explains) == (Kind.CUT, (entry.entry_id,), Decimal(1))
    assert spot.arguments["reason"] == "joined"


def test_catalogue_is_asked_for_a_code_like_none_of_the_document() -> None:
    ledger = Ledger()
    ledger.scan(CREAM)
    entry = ledger.unknown(SOAP.barcode[:-1])
    spot = first(compare(ledger.sheet, ledger.pieces, likely=lambda code: (SOAP.barcode,)))
    assert (spot.kind, spot.entries) == (Kind.CUT, (entry.entry_id,))
    assert spot.arguments["known"] == SOAP.barcode


def test_where_the_amounts_agree_only_codes_to_look_at_remain() -> None:
    ledger = Ledger()
    steady(ledger)
    ledger.scan(SOAP, 0.1)
    entry = ledger.unknown("ABC-77")
    comparison = compare(ledger.sheet, ledger.pieces)
    assert [(each.kind, each.entries) for each in comparison.found] == [(Kind.UNKNOWN, (entry.entry_id,))]


def test_amount_for_one_scan_explains_what_it_added() -> None:
    ledger = Ledger()
    steady(ledger)
    entry = ledger.scan(SOAP, amount="5")
    spot = first(compare(ledger.sheet, ledger.pieces - 4))
    assert (spot.kind, spot.entries, spot.explains) == (Kind.MULTIPLIED, (entry.entry_id,), Decimal(-4))


def test_pack_that_always_counts_twelve_is_not_suspicious() -> None:
    ledger = Ledger()
    for _ in range(5):
        ledger.scan(SOAP, amount="12", code="14006381333938")
    assert Kind.MULTIPLIED not in kinds(compare(ledger.sheet, ledger.pieces - 11))


def test_undone_scan_and_typed_amount_explain_what_they_changed() -> None:
    ledger = Ledger()
    steady(ledger)
    undone = ledger.undo()
    assert (first(compare(ledger.sheet, ledger.pieces + 1)).entries) == (undone.entry_id,)
    line = ledger.sheet.line_for_product(SOAP.product_id)
    assert line is not None
    typed = ledger.write(rules.set_amount(line, Decimal(70)), 3)
    spot = first(compare(ledger.sheet, Decimal(7)))
    assert (spot.kind, spot.entries, spot.explains) == (Kind.TYPED, (typed.entry_id,), Decimal(-63))


def test_removed_line_explains_all_that_it_held() -> None:
    ledger = Ledger()
    steady(ledger)
    ledger.scan(CREAM)
    line = ledger.sheet.line_for_product(SOAP.product_id)
    assert line is not None
    removed = ledger.write(rules.remove(line), 3)
    spot = first(compare(ledger.sheet, Decimal(9)))
    assert (spot.kind, spot.entries, spot.explains) == (Kind.REMOVED, (removed.entry_id,), Decimal(8))


def test_line_is_compared_in_its_own_unit() -> None:
    ledger = Ledger()
    for _ in range(6):
        ledger.scan(OIL)
    ledger.scan(OIL, 0.1)
    line = ledger.sheet.line_for_product(OIL.product_id)
    assert line is not None
    ledger.write(rules.set_unit(line, UnitType.SERVICE), 3)
    comparison = compare(ledger.sheet, Decimal(1500), line.line_id)
    assert comparison.shown == Decimal(1750)
    assert (first(comparison).kind, first(comparison).explains) == (Kind.DOUBLE, Decimal(-250))


def test_line_that_is_gone_cannot_be_compared() -> None:
    with pytest.raises(StockdeskError) as caught:
        compare(Ledger().sheet, Decimal(1), "l9")
    assert caught.value.code == "line.gone"


def test_raw_scans_may_be_brought_from_elsewhere() -> None:
    """A draft may have been opened without them: the gap is then known from the stored scan."""
    ledger = Ledger()
    steady(ledger)
    ledger.scan(SOAP, 0.45)
    assert Kind.DOUBLE not in [each.kind for each in suspicious(ledger.sheet, raw_of=lambda entry: None)]
    assert Kind.DOUBLE in [each.kind for each in suspicious(ledger.sheet, raw_of=lambda entry: entry.raw)]
