"""The real program, killed while it posts: ledger, outbox and service agree afterwards."""

from __future__ import annotations

from pathlib import Path

from tests.soak.kills import kill_at_random
from tests.support.demo import running_demo

KILLS = 8


def test_program_killed_at_random_instants_loses_and_doubles_nothing(place: Path) -> None:
    with running_demo("--products", "30") as demo:
        figures = kill_at_random(demo, place, KILLS, seed=1, settle=0.4)
    assert figures.violations == []
    assert figures.kills == KILLS
    assert figures.operations > 0
