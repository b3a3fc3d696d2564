"""What is set for the scans to come: each mode belongs to its document and ends by itself."""

from __future__ import annotations

from stockdesk.app.scanmodes import MINUS_SECONDS, POST_SECONDS, PULL_SECONDS, ScanModes
from tests.support.scanstation import Clock


def test_minus_ends_by_itself_and_a_scan_prolongs_it() -> None:
    clock = Clock()
    modes = ScanModes(clock)
    assert modes.toggle_minus("a")
    clock.now += MINUS_SECONDS - 1
    modes.prolong("a")
    clock.now += MINUS_SECONDS - 1
    assert modes.minus("a")
    clock.now += 1
    assert not modes.minus("a")
    modes.prolong("a")
    assert modes.minus_left("a") == 0


def test_second_minus_ends_it_and_so_does_another_document() -> None:
    modes = ScanModes(Clock())
    assert modes.toggle_minus("a")
    assert not modes.minus("b")
    assert not modes.toggle_minus("a")
    assert not modes.minus("a")
    assert modes.toggle_minus("a")
    modes.end_minus()
    assert not modes.minus("a")


def test_post_needs_the_same_document_twice_within_its_time() -> None:
    clock = Clock()
    modes = ScanModes(clock)
    assert not modes.confirm_post("a")
    clock.now += 1
    assert not modes.confirm_post("b")
    clock.now += 1
    assert modes.confirm_post("b")
    clock.now += 1
    assert not modes.confirm_post("b")
    clock.now += POST_SECONDS + 1
    assert not modes.confirm_post("b")
    modes.disarm_post()
    clock.now += 1
    assert not modes.confirm_post("b")
    clock.now += 1
    assert modes.confirm_post("b")


def test_post_that_is_read_over_and_over_at_one_pull_is_not_confirmed_by_that() -> None:
    clock = Clock()
    modes = ScanModes(clock)
    for _ in range(9):
        assert not modes.confirm_post("a")
        clock.now += PULL_SECONDS * 0.9
    clock.now += PULL_SECONDS
    assert modes.confirm_post("a")


def test_minus_that_is_read_twice_at_one_pull_is_switched_once_and_by_a_key_as_often_as_it_is_pressed() -> None:
    clock = Clock()
    modes = ScanModes(clock)
    assert modes.scan_minus("a")
    clock.now += PULL_SECONDS / 2
    assert modes.scan_minus("a")
    clock.now += PULL_SECONDS
    assert not modes.scan_minus("a")
    assert not modes.scan_minus("a")
    assert modes.toggle_minus("a")
    assert not modes.toggle_minus("a")
    assert modes.scan_minus("a")
