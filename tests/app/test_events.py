"""Events are values: the window may keep them, nobody may change them."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from stockdesk.app.events import Connection, Link, Note, ScanAnswer, SyncProgress, Verdict


@pytest.mark.parametrize(
    "event",
    [ScanAnswer(Verdict.ACCEPTED, "code"), Note("scan.layout"), Connection(Link.ONLINE), SyncProgress(1, 0, 1, 0.5)],
    ids=lambda event: type(event).__name__,
)
def test_event_cannot_be_changed(event: object) -> None:
    assert dataclasses.is_dataclass(event)
    name = dataclasses.fields(event)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(event, name, None)
    assert not hasattr(event, "__dict__")


def test_answer_without_a_line_says_that_nothing_changed() -> None:
    answer = ScanAnswer(Verdict.REFUSED, "code", reason="scan.refused")
    assert (answer.line, answer.change.lines, answer.delta) == (None, (), Decimal(0))
    assert (answer.stock_before, answer.stock_after, answer.candidates) == (None, None, ())
    assert (answer.notes, answer.command, answer.by_text, answer.by_positions, answer.repeated) == ((), "", "", "", 1)
