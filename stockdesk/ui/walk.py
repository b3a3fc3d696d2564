"""A walk through the real window by keys alone, with pictures on the way.

The walk is a generator: it yields conditions, and a timer goes on when one has come true. So the window's event loop
runs as ever, nothing sleeps, and a step that never comes true ends the tour with a word on where.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from stockdesk.core.errors import StockdeskError
from stockdesk.ui.application import Desktop
from stockdesk.ui.simulatedscanner import SimulatedScanner

Condition = Callable[[], bool]
Steps = Generator[Condition, None, None]

_LONGEST_STEP_SECONDS: Final = 40.0
_TICK_MS: Final = 10


class Hands:
    """Scans, presses keys, types and takes pictures; a tour says in which order. ``pictures`` counts them."""

    def __init__(self, desktop: Desktop, out: Path) -> None:
        self._desktop = desktop
        self._window = desktop.window
        self._out = out
        self.pictures = 0
        self.last_picture = ""

    def steps(self) -> Steps:
        """The walk, step by step."""
        raise NotImplementedError

    @property
    def _handle(self) -> QWindow:
        return self._window.windowHandle()

    def _scan(self, code: str) -> None:
        SimulatedScanner(self._desktop.filter).scan(self._handle, code)

    def _press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._handle, key, modifier)

    def _type(self, text: str) -> Iterator[Condition]:
        """Type as a person does: each key only when the one before has reached its field."""
        for character in text:
            QTest.keyClick(self._handle, _key_of(character))
            yield self._nothing_held

    def _nothing_held(self) -> bool:
        return not self._desktop.filter.holding

    def _picture(self, name: str) -> None:
        self.pictures += 1
        self.last_picture = f"{self.pictures:02d}-{name}.png"
        self._window.grab().save(str(self._out / self.last_picture))

    @staticmethod
    def _pause(seconds: float) -> Condition:
        until = time.monotonic() + seconds
        return lambda: time.monotonic() >= until


def _key_of(character: str) -> Qt.Key:
    """The key of a digit, a small letter or a sign; Qt's codes of these are those of ASCII's capitals."""
    return Qt.Key(ord(character.upper()))


class Walker(QObject):
    """Drives the tour's steps; ``failure`` is what went wrong, None when nothing did."""

    def __init__(self, application: QApplication, tour: Hands) -> None:
        super().__init__()
        self._application = application
        self._tour = tour
        self._steps = tour.steps()
        self._condition: Condition = lambda: True
        self._since = time.monotonic()
        self._walking = False
        self.failure: Exception | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin; the application ends when the walk does."""
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        # A simulated key runs the event loop for a moment: never walk two steps at once.
        if self._walking:
            return
        self._walking = True
        try:
            self._go_on()
        except Exception as error:  # noqa: BLE001 - handed on to whoever started the tour
            self._end(error)
        finally:
            self._walking = False

    def _go_on(self) -> None:
        if not self._condition():
            if time.monotonic() - self._since > _LONGEST_STEP_SECONDS:
                self._end(StockdeskError("tour.stuck", picture=self._tour.last_picture))
            return
        try:
            self._condition = next(self._steps)
            self._since = time.monotonic()
        except StopIteration:
            self._end(None)

    def _end(self, failure: Exception | None) -> None:
        self._timer.stop()
        self.failure = failure
        self._application.exit(0 if failure is None else 1)


def walk(application: QApplication, tour: Hands) -> None:
    """Take the tour; raises ``tour.stuck`` with the last picture before the step where it did not go on."""
    walker = Walker(application, tour)
    walker.start()
    application.exec()
    if walker.failure is not None:
        raise walker.failure
