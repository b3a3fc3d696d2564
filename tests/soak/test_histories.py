"""Seeded histories on the simulated line: nothing twice, nothing lost, every unknown resolved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from stockdesk.app import likeness, search
from stockdesk.app.finder import Finder
from stockdesk.app.poster import Poster
from stockdesk.app.search import MovementSearch
from stockdesk.app.sighting import Found
from stockdesk.core.posting import Finding
from tests.soak import people
from tests.soak.history import Outcome, drawn_history, play, shortened

SLICES = 5
SLICE = 40


def violations(seeds: range, place: Path) -> list[str]:
    """What went wrong, with the line that plays it again."""
    outcomes = [play(drawn_history(seed), place) for seed in seeds]
    return [f"{again(outcome)}: {outcome.violation}" for outcome in outcomes if outcome.violation]


def again(outcome: Outcome) -> str:
    return f"python3 packaging/bootstrap.py soak --from {outcome.seed} --count 1"


@pytest.mark.parametrize("number", range(SLICES))
def test_every_document_is_posted_once_whatever_happens(number: int, place: Path) -> None:
    assert violations(range(number * SLICE, (number + 1) * SLICE), place) == []


def test_history_is_the_same_each_time(place: Path) -> None:
    first, second = (play(drawn_history(41), place).trace for _ in range(2))
    assert first == second
    assert first


def blind(_finder: Finder, *_arguments: object) -> Found:
    """A look-up that never finds anything."""
    return Found(Finding.ABSENT, proof="not looked")


def credulous(_finder: Finder, _operation: object, document_id: int) -> Found:
    """A read-back that believes every 200."""
    return Found(Finding.EQUAL, document_id)


def trusting(_search: MovementSearch, _wanted: object) -> None:
    """A search that believes that ``changed_after`` shows all there is."""


def narrow(type_id: int) -> frozenset[int]:
    """Kinds that read back as one of the vendor's tables says."""
    return {2: frozenset({2}), 4: frozenset({4})}.get(type_id, frozenset({type_id, 0}))


def forgetful(_poster: Poster) -> None:
    """A start that does not care what was in flight."""


@pytest.mark.parametrize(
    ("owner", "name", "broken", "told"),
    [
        (Finder, "look_up", blind, "could be seen"),
        (Finder, "read_back", credulous, "other goods at the server"),
        (Poster, "_recover", forgetful, "still sending"),
    ],
    ids=["blind", "credulous", "forgetful"],
)
def test_soak_catches_a_broken_engine(
    owner: type, name: str, broken: Callable[..., object], told: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, broken)
    assert any(told in violation for violation in violations(range(70), place))


@pytest.mark.parametrize(
    ("owner", "name", "broken", "first"),
    [
        (MovementSearch, "run_days", trusting, 0),
        (search, "kinds_of", narrow, 0),
        (likeness, "remainder", lambda *_: False, 20_050),
    ],
    ids=["trusting", "narrow", "whole or nothing"],
)
def test_soak_catches_a_look_up_that_believes_too_much(
    owner: object, name: str, broken: object, first: int, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, broken)
    found = (play(drawn_history(seed), place).violation for seed in range(first, first + 150))
    assert any("could be seen" in violation for violation in found)


def test_soak_catches_an_engine_that_posts_restored_drafts_blindly(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "doubted", lambda row, _since: row)
    restoring = (seed for seed in range(1000) if any(step.what == "restore" for step in drawn_history(seed).steps))
    found = (play(drawn_history(seed), place).violation for seed in islice(restoring, 150))
    assert any("could be seen" in violation for violation in found)


def test_trace_of_a_violation_is_shortened_to_what_matters(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Finder, "look_up", blind)
    seed = next(seed for seed in range(60) if "could be seen" in play(drawn_history(seed), place).violation)
    whole = drawn_history(seed)
    short = shortened(whole, place)
    assert len(short.steps) < len(whole.steps)
    assert "could be seen" in play(short, place).violation
    assert replace(short, steps=whole.steps) == whole
