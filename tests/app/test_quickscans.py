"""The scan before this one: how often a text came at once, and whether it may be the other half of this one."""

from __future__ import annotations

import pytest

from stockdesk.app.quickscans import HALVES_SECONDS, QUICK_SECONDS, QuickScans
from stockdesk.core.entry import RawScan
from tests.support.scanstation import Clock

HALF = RawScan("381333931", times=(0, 80))


def test_same_text_at_once_is_counted_in_its_document_alone() -> None:
    clock = Clock()
    quick = QuickScans(clock)
    assert [quick.times("a", "4006") for _ in range(3)] == [1, 2, 3]
    assert quick.times("b", "4006") == 1
    assert quick.times("b", "4007") == 1
    clock.now += QUICK_SECONDS
    assert quick.times("b", "4007") == 1


def test_half_is_the_text_before_if_it_may_be_one_and_this_one_began_soon() -> None:
    clock = Clock()
    quick = QuickScans(clock)
    assert quick.half_before("a", HALF) == ""
    quick.times("a", "4006", may_be_half=True)
    clock.now += HALVES_SECONDS + 0.079  # the keys of this scan took 80 ms of it
    assert quick.half_before("a", HALF) == "4006"
    assert quick.half_before("b", HALF) == ""
    clock.now += 0.002
    assert quick.half_before("a", HALF) == ""


@pytest.mark.parametrize("raw", [RawScan("381333931"), RawScan("381333931", source="/dev/ttyACM0")])
def test_scan_without_times_of_its_keys_is_no_half(raw: RawScan) -> None:
    quick = QuickScans(Clock())
    quick.times("a", "4006", may_be_half=True)
    assert quick.half_before("a", raw) == ""


def test_text_that_was_whole_is_no_half() -> None:
    quick = QuickScans(Clock())
    quick.times("a", "4006")
    assert quick.half_before("a", HALF) == ""
