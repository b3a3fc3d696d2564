"""A sound device that plays to nobody: the library's null device, a real one with a thread and a clock of its own."""

from __future__ import annotations

import queue
from collections.abc import Callable
from pathlib import Path

from stockdesk.devices.mixer import Mixer
from stockdesk.devices.sounds import REST_SECONDS, Player
from stockdesk.devices.soundsystem import Samples

NULL = ("NULL",)
PATIENCE = 20.0


class Tape(Mixer):
    """Tells what was asked for, what the device began to sound, and how loud the pieces were that it fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.begun: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.heard: queue.SimpleQueue[int] = queue.SimpleQueue()

    def ask(self, name: str, samples: Samples[int]) -> None:
        super().ask(name, samples)
        self.asked.put(name)

    def render(self, count: int) -> Samples[int]:
        for name, _ in list(self._asked):
            self.begun.put(name)
        rendered = super().render(count)
        loudest = max(map(abs, rendered), default=0)
        if loudest:
            self.heard.put(loudest)
        return rendered

    def next_begun(self) -> str:
        """Wait for the next sound to begin."""
        return self.begun.get(timeout=PATIENCE)

    def next_heard(self) -> int:
        """Wait for the next piece that is not silent; returns its largest sample."""
        return self.heard.get(timeout=PATIENCE)


def null_player(
    sounds: dict[str, Path],
    unheard: Callable[[str], None],
    tape: Tape,
    systems: Callable[[], tuple[str, ...]] = lambda: NULL,
    rest: float = REST_SECONDS,
) -> Player:
    """A player on the null device."""
    return Player(sounds, unheard, systems, tape, rest)
