"""Catches scans before any widget sees them: no focus needed, no field, button or shortcut ever touched by a scan."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

from stockdesk.core.burst import BurstDetector, Decision, Key, Scan, Swallowed, Typed, elapsed
from stockdesk.core.entry import RawScan
from stockdesk.core.stationprofile import StationProfile
from stockdesk.ui import keyevents
from stockdesk.ui.deadkeys import DeadKeys
from stockdesk.ui.inputmethods import InputMethodsOff, stand_before_keys

_KEY_EVENTS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})


_Told = TypeVar("_Told")


class _Fate(Enum):
    HELD = "held"
    SENT_ON = "sent on"
    TAKEN = "taken"


@dataclass(slots=True, eq=False)
class _Token:
    """A key that is kept back: where it was going, its events so far (press, perhaps release), what became of it."""

    window: QWindow
    events: list[QKeyEvent] = field(default_factory=list)
    fate: _Fate = _Fate.HELD


class ScanFilter(QObject):
    """An event filter at each window of the program, where each key passes exactly once.

    ``taken`` is called with each scan, on the GUI thread, in order. Keys of a person go on to where they were going,
    held back for at most the profile's gap. Time stamps are the events' own: arrival times lie while the GUI is busy.
    A scan during which another window comes to the front is still one scan.
    """

    def __init__(
        self, taken: Callable[[RawScan], None], profile: StationProfile | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._taken = taken
        self.decided: Callable[[Decision], None] | None = None
        """Hears each scan just before it is handed out, and what is swallowed behind one: the scanner's set-up."""
        self._detector = BurstDetector(profile)
        self._application: QGuiApplication | None = None
        self._input_methods = InputMethodsOff(self)
        self._dead_keys = DeadKeys()
        self._composes = False
        self._held: list[_Token] = []
        self._down: dict[int, _Token] = {}
        self._overridden: tuple[object, _Token | None] | None = None
        self._sending: object = None
        self._stamp = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._due)
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(0)
        self._grace.timeout.connect(self._silent)

    @property
    def last_stamp(self) -> float:
        """The time stamp of the last key that came, in milliseconds."""
        return self._stamp

    @property
    def holding(self) -> bool:
        """Whether keys are kept back that may yet become a scan."""
        return bool(self._held)

    def watch(self, application: QGuiApplication) -> None:
        """Begin at all windows that there are and will be."""
        if self._application is not None:
            return
        self._application = application
        self._composes = stand_before_keys()
        self._input_methods.watch(application)
        application.focusWindowChanged.connect(self._watch_windows)
        application.focusObjectChanged.connect(self._dead_keys.forget)
        self._watch_windows()

    def stop(self) -> None:
        """End; keys that are still held back go on as typed ones."""
        if self._application is None:
            return
        self._settle()
        self._application.focusWindowChanged.disconnect(self._watch_windows)
        self._application.focusObjectChanged.disconnect(self._dead_keys.forget)
        self._application = None
        self._input_methods.stop()
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)

    def set_profile(self, profile: StationProfile) -> None:
        """Tell scans by another profile from the next key on; what is held back now is decided by the old one."""
        self._settle()
        self._detector = BurstDetector(profile)

    def eventFilter(self, receiver: QObject, event: QEvent) -> bool:
        """Take the keys that arrive at a window; everything else goes its way."""
        kind = event.type()
        if kind not in _KEY_EVENTS or not isinstance(receiver, QWindow) or not isinstance(event, QKeyEvent):
            return False
        if keyevents.identity(event) == self._sending:
            return False
        if kind is QEvent.Type.KeyRelease:
            return self._release(event)
        return self._press(receiver, event, override=kind is QEvent.Type.ShortcutOverride)

    @Slot()
    def _watch_windows(self) -> None:
        if self._application is None:
            return
        # A filter that is there already is only moved to the front.
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)

    def _press(self, window: QWindow, event: QKeyEvent, *, override: bool) -> bool:
        """Decide about a key at its first event: ShortcutOverride where Qt asks for shortcuts first, else KeyPress."""
        identity = keyevents.identity(event)
        if not override and self._overridden is not None and self._overridden[0] == identity:
            kept = self._overridden[1]
            self._overridden = None
            if kept is not None and kept.fate is _Fate.HELD:
                kept.window = window
            return kept is not None
        if override:
            # Qt asks for shortcuts at the window with the focus, and then presses the key at a menu or list that has
            # just opened above it, before that has got the focus: it has to be watched by now.
            self._watch_windows()
        kept = self._feed(window, event)
        self._overridden = (identity, kept) if override else None
        if kept is not None:
            event.accept()
        return kept is not None

    def _feed(self, window: QWindow, event: QKeyEvent) -> _Token | None:
        """Give a key to the detector; its token when it is kept back or taken, None when it may go on by itself."""
        self._timer.stop()
        self._grace.stop()
        token = _Token(window, [keyevents.copied(event, QEvent.Type.KeyPress)])
        key = self._key(event, token)
        self._held.append(token)
        self._down[keyevents.button(event)] = token
        goes_on = self._carry_out(self._detector.feed(key), key)
        if goes_on:
            self._down.pop(keyevents.button(event), None)
        self._wait()
        return None if goes_on else token

    def _key(self, event: QKeyEvent, token: _Token) -> Key:
        self._stamp = float(event.timestamp()) or time.monotonic() * 1000
        modifiers = event.modifiers()
        return Key(
            t=self._stamp,
            scan=keyevents.scan_code(event),
            text=event.text(),
            shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
            ctrl=bool(modifiers & Qt.KeyboardModifier.ControlModifier),
            alt=bool(modifiers & Qt.KeyboardModifier.AltModifier),
            repeat=event.isAutoRepeat(),
            token=token,
        )

    def _carry_out(self, decisions: list[Decision], present: Key | None) -> bool:
        """Send typed keys on and hand scans out, in order; True when the present key is to go on by itself."""
        goes_on = False
        for decision in decisions:
            for key in decision.keys:
                token = key.token
                assert isinstance(token, _Token)
                self._held.remove(token)
                if not isinstance(decision, Typed):
                    token.fate = _Fate.TAKEN
                elif self._composed(token) or key is not present:
                    self._send_on(token)
                else:
                    goes_on = True
            if not isinstance(decision, Typed):
                self._hand_out(decision)
        return goes_on

    def _composed(self, token: _Token) -> bool:
        """Put in place of a typed key what it writes with the dead keys before it; False when it stays as it is."""
        press, *releases = token.events
        if not self._composes:
            return False
        texts = self._dead_keys.typed(press.key(), press.text(), command=keyevents.is_command(press))
        if texts is None:
            return False
        presses = [keyevents.copied(press, QEvent.Type.KeyPress, text) for text in texts]
        token.events = [*presses, *releases] if presses else []
        return True

    def _hand_out(self, decision: Scan | Swallowed) -> None:
        if self.decided is not None:
            _tell(self.decided, decision)
        if isinstance(decision, Scan):
            self._dead_keys.forget()
            _tell(self._taken, decision.raw)

    def _send_on(self, token: _Token) -> None:
        token.fate = _Fate.SENT_ON if token.events else _Fate.TAKEN
        if not isValid(token.window):
            return
        before = self._sending
        try:
            for event in token.events:
                # Only this event passes: it may open a menu or dialog that waits for the next ones.
                self._sending = keyevents.identity(event)
                _tell(partial(QCoreApplication.sendEvent, token.window), event)
        finally:
            self._sending = before

    def _release(self, event: QKeyEvent) -> bool:
        token = self._down.pop(keyevents.button(event), None)
        if token is None or token.fate is _Fate.SENT_ON:
            return False
        if token.fate is _Fate.HELD:
            token.events.append(keyevents.copied(event, QEvent.Type.KeyRelease))
        return True

    def _settle(self) -> None:
        """Decide now what is held back."""
        self._timer.stop()
        self._grace.stop()
        self._carry_out(self._detector.flush(), None)

    def _wait(self) -> None:
        deadline = self._detector.deadline()
        if deadline is not None:
            self._timer.start(max(1, math.ceil(elapsed(self._stamp, deadline))))

    @Slot()
    def _due(self) -> None:
        # After a stall the timer may be ahead of keys that wait in the queue: let those come first.
        self._grace.start()

    @Slot()
    def _silent(self) -> None:
        deadline = self._detector.deadline()
        if deadline is not None:
            self._carry_out(self._detector.silence(deadline + 1), None)


def _tell(listener: Callable[[_Told], object], what: _Told) -> None:
    try:
        listener(what)
    except Exception:  # noqa: BLE001 - shown as every bug is; raised here it would drop what is still to be decided
        sys.excepthook(*sys.exc_info())
