"""The pace of a person, and the gaps that break it."""

from __future__ import annotations

import pytest

from stockdesk.core.rhythm import Rhythms, gap_between
from stockdesk.core.scanstep import steps_of
from tests.support.scanledgers import Ledger, some_product

SOAP, CREAM = some_product(1), some_product(2)


def test_gap_is_from_the_last_key_of_one_scan_to_the_first_of_the_next() -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    ledger.scan(SOAP, 0.8)
    assert gap_between(*steps_of(ledger.sheet)) == pytest.approx(0.8)


def test_scans_that_waited_in_a_queue_have_no_gap() -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    ledger.scan(SOAP, -0.1)
    assert gap_between(*steps_of(ledger.sheet)) == 0


def test_too_few_scans_make_no_rhythm() -> None:
    ledger = Ledger()
    for seconds in (1.0, 1.0, 9.0, 1.0):
        ledger.scan(SOAP, seconds)
    steps = steps_of(ledger.sheet)
    assert Rhythms(steps).pauses() == []
    assert Rhythms(steps).usual(*steps[:2]) is None


def test_gap_of_twice_the_usual_is_a_pause_and_says_so() -> None:
    ledger = Ledger()
    for place in range(12):
        ledger.scan(SOAP, 2.0 if place == 6 else 1.0)
    (pause,) = Rhythms(steps_of(ledger.sheet)).pauses()
    assert [pause.seconds, pause.usual] == pytest.approx([2.0, 1.0])
    assert pause.after.entry.entry_id == "e8"


def test_another_product_may_take_longer_to_take_up() -> None:
    ledger = Ledger()
    for run in range(8):
        for nth in range(4):
            ledger.scan((SOAP, CREAM)[run % 2], 1.0 if nth else 2.5)
    assert Rhythms(steps_of(ledger.sheet)).pauses() == []


def test_typed_and_loaded_lines_have_no_pace() -> None:
    ledger = Ledger()
    for place in range(12):
        ledger.scan(SOAP, 30.0 if place == 6 else 1.0, source="typed")
    assert Rhythms(steps_of(ledger.sheet)).pauses() == []
