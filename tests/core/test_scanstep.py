"""What each entry of the ledger changed, when, and under which code."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings

from stockdesk.core import document as rules
from stockdesk.core.product import UnitType
from stockdesk.core.scanstep import steps_of
from tests.support.scanledgers import Ledger, some_product
from tests.support.sheets import OIL, SESSIONS, Wish, play

SOAP = some_product(1)


@given(SESSIONS)
@settings(max_examples=40, deadline=None)
def test_changes_of_all_steps_add_up_to_what_the_document_holds(session: list[Wish]) -> None:
    sheet = play(session).sheet
    assert sum((step.delta for step in steps_of(sheet)), Decimal(0)) == sheet.totals.pieces


def test_undo_changes_what_its_scan_had_changed() -> None:
    ledger = Ledger()
    ledger.scan(SOAP, amount="3")
    ledger.undo()
    scan, undo = steps_of(ledger.sheet)
    assert [scan.delta, undo.delta] == [3, -3]
    assert (scan.standing, scan.taken, undo.line_id) == (False, False, scan.line_id)


def test_change_of_unit_changes_nothing_in_sale_units() -> None:
    ledger = Ledger()
    ledger.scan(OIL)
    line = ledger.sheet.line_for_product(OIL.product_id)
    assert line is not None
    ledger.write(rules.set_unit(line, UnitType.SERVICE), 1)
    ledger.scan(OIL)
    assert [step.delta for step in steps_of(ledger.sheet)] == [1, 0, 1]


def test_scan_began_with_its_first_key() -> None:
    ledger = Ledger()
    entry = ledger.scan(SOAP)
    (step,) = steps_of(ledger.sheet)
    assert (step.ended - step.began).total_seconds() == 0.12
    assert step.ended == entry.at


def test_only_refused_goods_count_as_refused() -> None:
    ledger = Ledger()
    for code, reason in (
        ("4006", "scan.short"),
        ("SD-CMD.POST", "command.unknown"),
        ("01040063813339312177", "piece.twice"),
        ("5*", "amount.zero"),
        ("SD-TEST.END", "scan.test-code"),
    ):
        ledger.refused(code, reason=reason)
    assert [step.refused for step in steps_of(ledger.sheet)] == [True, False, False, False, False]
