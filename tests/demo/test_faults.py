"""Drawing faults from a seed."""

from __future__ import annotations

import random

import pytest

from stockdesk.demo.faults import FAULTS, Faults, Plan, parse_fault

DESIGNED = {
    "refuse", "reset_before", "reset_after", "timeout_before", "timeout_after", "late_commit", "http500_before",
    "http502_after", "cut_body", "slow", "throttle", "unauthorized", "partial", "search_lag", "flat_shape",
    "string_numbers", "redirect_after", "garbage", "success_false", "conflict_before", "half_then_4xx", "alter_line",
    "short_comments", "html_comments",
}  # fmt: skip


def test_every_designed_fault_exists() -> None:
    assert set(FAULTS) == DESIGNED


def test_same_seed_draws_the_same_faults() -> None:
    def drawn() -> list[Plan]:
        faults = Faults(dict.fromkeys(FAULTS, 0.2), rng=random.Random(7))
        return [faults.draw(write=True) for _ in range(100)]

    assert drawn() == drawn()
    assert len({plan.main for plan in drawn()}) > 8


def test_reads_meet_only_faults_meant_for_them_unless_the_scope_says_so() -> None:
    faults = Faults({"reset_before": 1.0, "slow": 1.0})
    read = faults.draw(write=False)
    assert (read.main, read.modifiers) == (None, frozenset({"slow"}))
    assert faults.draw(write=True).main == "reset_before"
    faults.scope = "reads"
    assert faults.draw(write=False).main == "reset_before"
    assert faults.draw(write=True) == Plan()
    faults.scope = "all"
    assert faults.draw(write=True).has("slow")


def test_skip_and_count_pick_single_requests() -> None:
    faults = Faults({"garbage": 1.0}, skip=2, count=1)
    assert [faults.draw(write=True).main for _ in range(5)] == [None, None, "garbage", None, None]
    assert faults.fired == {"garbage": 1}


@pytest.mark.parametrize(("name", "value"), [("nonsense", 1), ("slow", "x"), ("slow", 1.5), ("slow", -1), ("slow", "")])
def test_unknown_fault_or_probability_is_named(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        parse_fault(name, value)
