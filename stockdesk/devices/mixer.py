"""Sounds on top of each other, as samples."""

from __future__ import annotations

import array
from collections import deque
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from stockdesk.devices.soundsystem import Samples, Stream

CUT_FADE: Final = 220
"""Samples (5 ms) in which a sound dies away when the same one begins again: cut off at once, it would click."""
_LOUDEST: Final = 32_767


@dataclass(slots=True)
class _Voice:
    samples: Samples[int]
    at: int = 0

    def take(self, count: int) -> Samples[int]:
        piece = self.samples[self.at : self.at + count]
        self.at += count
        return piece

    def dying(self) -> _Voice:
        rest = self.samples[self.at : self.at + CUT_FADE]
        return _Voice(array.array("h", (value * (CUT_FADE - n) // CUT_FADE for n, value in enumerate(rest))))


class Mixer:
    """Plays each sound from its beginning whenever it is asked for.

    The same sound is cut short by its next beginning, so that each of 20 scans a second is heard; different ones sound
    together, so that an accepted scan never hides the refusal before it. ``ask`` and ``render`` may be called from two
    threads, and neither waits for the other.
    """

    def __init__(self) -> None:
        self._asked: deque[tuple[str, Samples[int]]] = deque()
        self._voices: dict[str, _Voice] = {}
        self._dying: list[_Voice] = []

    @property
    def waits(self) -> bool:
        """Whether something was asked for that has not begun to sound."""
        return bool(self._asked)

    def ask(self, name: str, samples: Samples[int]) -> None:
        """Let a sound begin with the next samples that are rendered."""
        self._asked.append((name, samples))

    def forget(self) -> None:
        """Drop everything: its device is gone."""
        self._asked.clear()
        self._voices.clear()
        self._dying.clear()

    def render(self, count: int) -> Samples[int]:
        """Return the next ``count`` samples."""
        while self._asked:
            name, samples = self._asked.popleft()
            before = self._voices.pop(name, None)
            if before is not None:
                self._dying.append(before.dying())
            self._voices[name] = _Voice(samples)
        pieces = [voice.take(count) for voice in (*self._voices.values(), *self._dying)]
        self._voices = {name: voice for name, voice in self._voices.items() if voice.at < len(voice.samples)}
        self._dying = [voice for voice in self._dying if voice.at < len(voice.samples)]
        mixed = _sum(pieces)
        mixed.frombytes(bytes(mixed.itemsize * (count - len(mixed))))
        return mixed

    def stream(self) -> Stream:
        """Return a stream of this mixer for a device, begun."""
        stream = self._stream()
        next(stream)
        return stream

    def _stream(self) -> Stream:
        count = yield b""
        while True:
            count = yield self.render(count)


def _sum(pieces: list[Samples[int]]) -> Samples[int]:
    if len(pieces) == 1:
        return pieces[0]
    sums = (sum(values) for values in zip_longest(*pieces, fillvalue=0))
    return array.array("h", (max(-_LOUDEST, min(_LOUDEST, value)) for value in sums))
