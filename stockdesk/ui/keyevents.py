"""Key events of Qt: the physical key behind one, and copies that can be sent later."""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from stockdesk.core import scancode

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


def identity(event: QKeyEvent) -> object:
    """Return what the two events of one key press have in common: ShortcutOverride and KeyPress."""
    return (event.timestamp(), event.key(), event.nativeScanCode(), event.text())


def button(event: QKeyEvent) -> int:
    """Return a number by which press and release of one key are paired; only for comparing."""
    return event.nativeScanCode() or event.key()


def scan_code(event: QKeyEvent) -> int:
    """Return the X11 key code of an event, whatever the platform; 0 where there is none."""
    native = event.nativeScanCode()
    if native == 0 or sys.platform == "darwin":
        return _code_without_position(event)
    return scancode.from_windows(native) if sys.platform == "win32" else native


def is_command(event: QKeyEvent) -> bool:
    """Return whether Ctrl, Alt or Meta are held: such a key means something, it does not write."""
    return bool(event.modifiers() & _COMMANDS)


def copied(event: QKeyEvent, kind: QEvent.Type, text: str | None = None) -> QKeyEvent:
    """Return a copy to be sent later, as a press or a release, with another text if one is given."""
    copy = QKeyEvent(
        kind,
        event.key() if text is None else _key_that_prints(text),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text() if text is None else text,
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def _key_that_prints(text: str) -> int:
    """Qt names printing keys by the code of their capital; it has no name for a key that prints several characters."""
    capital = text.upper()
    return ord(capital) if len(capital) == 1 else Qt.Key.Key_unknown.value


def _code_without_position(event: QKeyEvent) -> int:
    """A code for keys whose position tells nothing: the ends of a scan, modifiers, and the keys of shortcuts.

    Other characters stay without one, so that their text alone counts.
    """
    code = _CODES_BY_KEY.get(Qt.Key(event.key()), 0)
    if code == 0 and is_command(event) and 0x20 < event.key() < 0x7F:
        return _CODES_BY_CHARACTER.get(chr(event.key()), 0)
    return code
