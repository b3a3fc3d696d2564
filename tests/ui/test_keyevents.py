"""Key events: the physical key behind them, their copies, and what pairs them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from stockdesk.ui import keyevents

PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


def event(key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier = PLAIN, code: int = 0, t: int = 5) -> QKeyEvent:
    """A key press, with a native code if one is given."""
    made = QKeyEvent(PRESS, key.value, modifiers, code, 0x61, 0, text, False, 1)
    made.setTimestamp(t)
    return made


@pytest.mark.parametrize(
    ("key", "modifiers", "code"),
    [
        (Qt.Key.Key_Return, PLAIN, 36),
        (Qt.Key.Key_Enter, PLAIN, 104),
        (Qt.Key.Key_Tab, PLAIN, 23),
        (Qt.Key.Key_Shift, PLAIN, 50),
        (Qt.Key.Key_Down, PLAIN, 116),
        (Qt.Key.Key_BracketRight, CONTROL, 35),
        (Qt.Key.Key_J, CONTROL, 44),
        (Qt.Key.Key_J, PLAIN, 0),
        (Qt.Key.Key_Eacute, PLAIN, 0),
    ],
)
def test_key_without_a_position_is_known_by_what_it_does(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, code: int
) -> None:
    assert keyevents.scan_code(event(key, modifiers=modifiers)) == code


def test_position_goes_before_the_name_of_the_key() -> None:
    assert keyevents.scan_code(event(Qt.Key.Key_Q, "q", code=38)) == 38


def test_both_events_of_one_press_are_the_same_and_the_next_press_is_another() -> None:
    first = event(Qt.Key.Key_0, "0", code=19)
    override = QKeyEvent(QEvent.Type.ShortcutOverride, first.key(), PLAIN, 19, 0x61, 0, "0", False, 1)
    override.setTimestamp(first.timestamp())
    assert keyevents.identity(override) == keyevents.identity(first)
    assert keyevents.identity(event(Qt.Key.Key_0, "0", code=19, t=6)) != keyevents.identity(first)


def test_copy_has_everything_of_its_event() -> None:
    original = event(Qt.Key.Key_A, "A", Qt.KeyboardModifier.ShiftModifier, code=38, t=77)
    copy = keyevents.copied(original, RELEASE)
    assert copy.type() is RELEASE
    for what in (
        "key",
        "text",
        "modifiers",
        "nativeScanCode",
        "nativeVirtualKey",
        "timestamp",
        "isAutoRepeat",
        "count",
    ):
        assert getattr(copy, what)() == getattr(original, what)(), what


@pytest.mark.parametrize(
    ("text", "key"), [("é", Qt.Key.Key_Eacute.value), ("'", Qt.Key.Key_Apostrophe.value), ("ű", 0x170)]
)
def test_copy_with_another_text_is_named_for_it(text: str, key: int) -> None:
    copy = keyevents.copied(event(Qt.Key.Key_E, "e", code=26), PRESS, text)
    assert (copy.text(), copy.key(), copy.nativeScanCode()) == (text, key, 26)


def test_letter_with_a_mark_of_its_own_has_no_name() -> None:
    assert keyevents.copied(event(Qt.Key.Key_A), PRESS, "а\u0301").key() == Qt.Key.Key_unknown.value


@pytest.mark.parametrize("modifier", [CONTROL, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.MetaModifier])
def test_key_with_a_command_modifier_is_a_command(modifier: Qt.KeyboardModifier) -> None:
    assert keyevents.is_command(event(Qt.Key.Key_A, modifiers=modifier))
    assert not keyevents.is_command(event(Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ShiftModifier))


def test_press_and_release_are_paired_by_the_key() -> None:
    pressed = event(Qt.Key.Key_Exclam, "!", code=10)
    released = QKeyEvent(RELEASE, Qt.Key.Key_1.value, PLAIN, 10, 0x31, 0, "1", False, 1)
    assert keyevents.button(pressed) == keyevents.button(released)
