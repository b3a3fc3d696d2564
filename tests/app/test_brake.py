"""The brake: everything waits, but never longer than an hour, whatever the clock does."""

from __future__ import annotations

from datetime import timedelta

from stockdesk.app.brake import Brake
from tests.support.bench import Clock


def test_all_waits_until_the_time_is_over_or_somebody_lets_go() -> None:
    clock = Clock()
    brake = Brake(clock)
    assert brake.held == 0.0
    brake.hold(30.0)
    clock.turn(10.0)
    assert brake.held == 20.0
    brake.paused = "unauthorized"
    brake.release()
    assert (brake.held, brake.paused) == (0.0, "")
    brake.hold(30.0)
    clock.turn(30.0)
    assert brake.held == 0.0


def test_wait_that_seems_to_last_for_hours_was_set_by_a_clock_that_was_put_back() -> None:
    clock = Clock()
    brake = Brake(clock)
    brake.hold(30.0)
    clock.turn(-86_400.0)
    assert brake.held == 0.0
    assert brake.left(clock() + timedelta(seconds=3600)) == 3600.0
    assert Brake(clock, 7200.0).left(clock() + timedelta(seconds=7000)) == 7000.0
