"""The same histories over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.history import drawn_history
from tests.soak.sockets import OPTIONS, player
from tests.support.demo import DemoService, running_demo

HISTORIES = 15


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoService]:
    with running_demo(*OPTIONS) as service:
        yield service


def test_every_document_is_posted_once_over_a_real_socket(demo: DemoService, place: Path) -> None:
    play = player(demo)
    outcomes = [play(drawn_history(seed), place) for seed in range(HISTORIES)]
    assert [(one.seed, one.violation) for one in outcomes if one.violation] == []
    assert sum(one.operations for one in outcomes) > HISTORIES
