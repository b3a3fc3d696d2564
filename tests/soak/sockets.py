"""The same histories over a real socket, against the demo service."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.soak.clock import Clock
from tests.soak.history import History, Outcome, told
from tests.soak.socketline import SocketLine
from tests.soak.world import World
from tests.support.demo import DemoService

ZONE = "Europe/Moscow"
OPTIONS = ("--products", "10")


def player(demo: DemoService) -> Callable[[History, Path], Outcome]:
    """Return what lets a history happen at this demo service."""

    def play(history: History, place: Path) -> Outcome:
        demo.reset()
        clock = Clock.at_present()
        clock.station_error = history.station_error
        line = SocketLine(demo, clock)
        line.speak(random.Random(history.seed))
        return told(World(line, clock, place, ZONE), replace(history, zone=ZONE, rights=""))

    return play
