"""The walk's machinery: steps go on when their condition comes true, and end the walk when it never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from stockdesk.core.errors import StockdeskError
from stockdesk.ui import walk as walking
from stockdesk.ui.application import Desktop
from stockdesk.ui.walk import Hands, Steps, walk


class Walk(Hands):
    """A walk whose steps are given."""

    def __init__(self, desktop: Desktop, out: Path, steps: Steps) -> None:
        super().__init__(desktop, out)
        self._given = steps

    def steps(self) -> Steps:
        return self._given


def test_steps_go_on_when_their_condition_comes_true(desktop: Desktop, tmp_path: Path, dressed: QApplication) -> None:
    done: list[str] = []

    def steps() -> Steps:
        asked: list[None] = []
        yield lambda: asked.append(None) or len(asked) > 3  # type: ignore[func-returns-value]
        done.append("after four looks")

    walk(dressed, Walk(desktop, tmp_path, steps()))
    assert done == ["after four looks"]


def test_step_that_never_comes_true_ends_the_tour_with_its_place(
    desktop: Desktop, tmp_path: Path, dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "_LONGEST_STEP_SECONDS", 0.0)
    guide: Walk

    def steps() -> Steps:
        guide._picture("here")
        yield lambda: False

    guide = Walk(desktop, tmp_path, steps())
    with pytest.raises(StockdeskError) as stuck:
        walk(dressed, guide)
    assert stuck.value.arguments == {"picture": "01-here.png"}
    assert (tmp_path / "01-here.png").stat().st_size > 10_000


def test_bug_in_a_step_ends_the_tour(desktop: Desktop, tmp_path: Path, dressed: QApplication) -> None:
    def steps() -> Steps:
        yield lambda: True
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        walk(dressed, Walk(desktop, tmp_path, steps()))
