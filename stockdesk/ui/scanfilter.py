"""Catches scans before any widget sees them: no focus needed, no field, button or shortcut ever touched by a scan."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QWindow
from shiboken6 import isValid

from stockdesk.core import scancode
from stockdesk.core.burst import BurstDetector, Decision, Key, Scan, Typed
from stockdesk.core.entry import RawScan
from stockdesk.core.stationprofile import StationProfile

_KEY_EVENTS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})

_CODES_BY_KEY: Final = {
    Qt.Key.Key_Return: 36,
    Qt.Key.Key_Enter: 104,
    Qt.Key.Key_Tab: scancode.TAB,
    Qt.Key.Key_Shift: 50,
    Qt.Key.Key_Control: 37,
    Qt.Key.Key_Alt: 64,
    Qt.Key.Key_AltGr: 108,
    Qt.Key.Key_CapsLock: 66,
    Qt.Key.Key_NumLock: 77,
    Qt.Key.Key_Down: scancode.DOWN,
}
"""Key codes for events that carry none: macOS, and events that a program made."""

_CODES_BY_CHARACTER: Final = {
    character.upper(): code for code in range(10, 92) if (character := scancode.us_character(code, shift=False))
}
_COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


REPEAT_DELAY_MS: Final = 100
"""No system lets a held key repeat sooner: Windows begins at 250 ms, X servers and macOS at 200 ms or later."""


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
    """An event filter for the application that acts at the windows, where each key passes exactly once.

    ``taken`` is called with each scan, on the GUI thread, in order. Keys of a person go on to where they were going,
    held back for at most the profile's gap. Time stamps are the events' own: arrival times lie while the GUI is busy.
    """

    def __init__(
        self, taken: Callable[[RawScan], None], profile: StationProfile | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._taken = taken
        self._detector = BurstDetector(profile)
        self._held: list[_Token] = []
        self._down: dict[int, _Token] = {}
        self._overridden: tuple[object, bool] | None = None
        self._sending_on = False
        self._last_stamp = 0.0
        self._pressed_at: dict[int, float] = {}
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
        return self._last_stamp

    @property
    def holding(self) -> bool:
        """Whether keys are kept back that may yet become a scan."""
        return bool(self._held)

    def eventFilter(self, receiver: QObject, event: QEvent) -> bool:
        """Take the keys that arrive at a window; everything else goes its way."""
        kind = event.type()
        if kind not in _KEY_EVENTS or self._sending_on:
            return False
        if not isinstance(receiver, QWindow) or not isinstance(event, QKeyEvent):
            return False
        if kind is QEvent.Type.KeyRelease:
            return self._release(event)
        return self._press(receiver, event, override=kind is QEvent.Type.ShortcutOverride)

    def _press(self, window: QWindow, event: QKeyEvent, *, override: bool) -> bool:
        """Decide about a key at its first event: ShortcutOverride where Qt asks for shortcuts first, else KeyPress."""
        identity = (event.timestamp(), event.key(), event.nativeScanCode(), event.text())
        if not override and self._overridden is not None and self._overridden[0] == identity:
            keep = self._overridden[1]
            self._overridden = None
            return keep
        keep = self._feed(window, event)
        self._overridden = (identity, keep) if override else None
        if keep:
            event.accept()
        return keep

    def _feed(self, window: QWindow, event: QKeyEvent) -> bool:
        """Give a key to the detector; True when it is kept back or taken, False when it may go on by itself."""
        self._timer.stop()
        self._grace.stop()
        if self._held and self._held[-1].window is not window:
            self._carry_out(self._detector.flush(), None)
        key = self._key(window, event)
        assert isinstance(key.token, _Token)
        self._held.append(key.token)
        self._down[_code(event)] = key.token
        goes_on = self._carry_out(self._detector.feed(key), key)
        if goes_on:
            self._down.pop(_code(event), None)
        self._watch()
        return not goes_on

    def _key(self, window: QWindow, event: QKeyEvent) -> Key:
        stamp = float(event.timestamp()) or time.monotonic() * 1000
        self._last_stamp = stamp
        modifiers = event.modifiers()
        return Key(
            t=stamp,
            scan=_scan_code(event),
            text=event.text(),
            shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
            ctrl=bool(modifiers & Qt.KeyboardModifier.ControlModifier),
            alt=bool(modifiers & Qt.KeyboardModifier.AltModifier),
            repeat=self._repeats(event, stamp),
            token=_Token(window, [_copy(event, QEvent.Type.KeyPress)]),
        )

    def _repeats(self, event: QKeyEvent, stamp: float) -> bool:
        """Whether a held key repeats itself.

        WORKAROUND(Qt on X11): a release and a press of one key within a millisecond count as auto-repeat there, which
        is what a quick scanner sends for a doubled digit. A key repeats itself only after it was held for a while.
        """
        code = _code(event)
        if event.isAutoRepeat() and stamp - self._pressed_at.get(code, stamp - REPEAT_DELAY_MS) >= REPEAT_DELAY_MS:
            return True
        self._pressed_at[code] = stamp
        return False

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
                elif key is present:
                    goes_on = True
                else:
                    self._send_on(token)
            if isinstance(decision, Scan):
                self._hand_out(decision)
        return goes_on

    def _hand_out(self, scan: Scan) -> None:
        positions = "" if scan.positions == scan.text else scan.positions
        self._taken(RawScan(scan.text, positions, tuple(key.scan for key in scan.keys)))

    def _send_on(self, token: _Token) -> None:
        token.fate = _Fate.SENT_ON
        if not isValid(token.window):
            return
        self._sending_on = True
        try:
            for event in token.events:
                QCoreApplication.sendEvent(token.window, event)
        finally:
            self._sending_on = False

    def _release(self, event: QKeyEvent) -> bool:
        token = self._down.pop(_code(event), None)
        if token is None or token.fate is _Fate.SENT_ON:
            return False
        if token.fate is _Fate.HELD:
            token.events.append(_copy(event, QEvent.Type.KeyRelease))
        return True

    def _watch(self) -> None:
        deadline = self._detector.deadline()
        if deadline is not None:
            self._timer.start(max(1, math.ceil(deadline - self._last_stamp)))

    @Slot()
    def _due(self) -> None:
        # After a stall the timer may be ahead of keys that wait in the queue: let those come first.
        self._grace.start()

    @Slot()
    def _silent(self) -> None:
        deadline = self._detector.deadline()
        if deadline is not None:
            self._carry_out(self._detector.silence(deadline + 1), None)


def _code(event: QKeyEvent) -> int:
    return event.nativeScanCode() or event.key()


def _scan_code(event: QKeyEvent) -> int:
    """The X11 key code of an event, whatever the platform; 0 where there is none."""
    native = event.nativeScanCode()
    if native == 0 or sys.platform == "darwin":
        return _code_without_position(event)
    return scancode.from_windows(native) if sys.platform == "win32" else native


def _code_without_position(event: QKeyEvent) -> int:
    """A code for keys whose position tells nothing: the ends of a scan, modifiers, and the keys of shortcuts.

    Other characters stay without one, so that their text alone counts.
    """
    code = _CODES_BY_KEY.get(Qt.Key(event.key()), 0)
    if code == 0 and event.modifiers() & _COMMANDS and 0x20 < event.key() < 0x7F:
        return _CODES_BY_CHARACTER.get(chr(event.key()), 0)
    return code


def _copy(event: QKeyEvent, kind: QEvent.Type) -> QKeyEvent:
    copy = QKeyEvent(
        kind,
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy
