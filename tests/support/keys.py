"""Keys for the real window: a scanner's burst, a person's typing, a command."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stockdesk.ui.application import Desktop
from stockdesk.ui.simulatedscanner import SimulatedScanner

PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def key_of(character: str) -> Qt.Key:
    """The key of an ASCII digit, letter or sign."""
    return Qt.Key(ord(character.upper()))


def handle(desktop: Desktop) -> QWindow:
    """The native window, where each key arrives exactly once."""
    return desktop.window.windowHandle()


def scan(desktop: Desktop, code: str) -> None:
    """Scan a code, Enter behind it."""
    SimulatedScanner(desktop.filter).scan(handle(desktop), code)


def press(desktop: Desktop, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    """Press one key that prints nothing."""
    QTest.keyClick(handle(desktop), key, modifier)


def type_text(qtbot: QtBot, desktop: Desktop, text: str) -> None:
    """Type as a person does: each key only when the one before has reached its field."""
    for character in text:
        QTest.keyClick(handle(desktop), key_of(character))
        qtbot.waitUntil(lambda: not desktop.filter.holding)
