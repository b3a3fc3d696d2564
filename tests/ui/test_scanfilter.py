"""The scan filter at the window: a scan reaches nobody but the document, a person's keys reach their field in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.core.entry import RawScan
from stockdesk.ui.scanfilter import ScanFilter

CODE = "4006381333931"


class Form(QWidget):
    """A field that has the focus, a button, and a shortcut."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.button = QLineEdit(), QPushButton("go")
        self.clicks, self.fired = 0, 0
        self.button.clicked.connect(self._click)
        action = QAction(self)
        action.setShortcut(QKeySequence("Ctrl+J"))
        action.triggered.connect(self._fire)
        self.addAction(action)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.button)

    def _click(self) -> None:
        self.clicks += 1

    def _fire(self) -> None:
        self.fired += 1


class Desk:
    """A form, the filter, and the scans that came."""

    def __init__(self) -> None:
        self.form = Form()
        self.scans: list[RawScan] = []
        self.filter = ScanFilter(self.scans.append)
        self.stamp = 10_000

    def send(self, key: Qt.Key, text: str, gap: int, kind: QEvent.Type = QEvent.Type.KeyPress, **more: bool) -> None:
        """Send one key event with a time stamp of its own, so many milliseconds after the one before."""
        self.stamp += gap
        modifier = Qt.KeyboardModifier.ControlModifier if more.get("control") else Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(kind, key, modifier, text, more.get("repeat", False))
        event.setTimestamp(self.stamp)
        QCoreApplication.sendEvent(self.form.windowHandle(), event)

    def burst(self, text: str, gap: int = 2, end: bool = True) -> None:
        """Send a scan; the first key comes a second after what was before."""
        for place, character in enumerate(text):
            self.send(Qt.Key(ord(character)), character, gap if place else 1000)
        if end:
            self.send(Qt.Key.Key_Return, "\r", gap)


@pytest.fixture
def desk(qtbot: QtBot, dressed: QApplication) -> Iterator[Desk]:
    made = Desk()
    qtbot.addWidget(made.form)
    dressed.installEventFilter(made.filter)
    made.form.show()
    made.form.activateWindow()
    qtbot.waitExposed(made.form)
    made.form.field.setFocus()
    qtbot.waitUntil(made.form.field.hasFocus)
    yield made
    dressed.removeEventFilter(made.filter)


def test_scan_does_not_land_in_the_focused_field(desk: Desk) -> None:
    desk.burst(CODE)
    assert [scan.text for scan in desk.scans] == [CODE]
    assert desk.form.field.text() == ""


def test_enter_of_a_scan_presses_no_button(desk: Desk, qtbot: QtBot) -> None:
    desk.form.button.setFocus()
    qtbot.waitUntil(desk.form.button.hasFocus)
    desk.burst(CODE)
    desk.send(Qt.Key.Key_Return, "\r", 3)
    assert desk.form.clicks == 0
    assert len(desk.scans) == 1


def test_line_feed_behind_a_scan_fires_no_shortcut(desk: Desk) -> None:
    handle = desk.form.windowHandle()
    for character in CODE:
        QTest.keyClick(handle, Qt.Key(ord(character)))
    QTest.keyClick(handle, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(handle, Qt.Key.Key_Return)
    assert desk.form.fired == 0


def test_shortcut_of_a_person_still_fires(desk: Desk) -> None:
    QTest.keyClick(desk.form.windowHandle(), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert desk.form.fired == 1


def test_typing_reaches_the_field_in_order(desk: Desk, qtbot: QtBot) -> None:
    for character in "slow hand":
        desk.send(Qt.Key(ord(character.upper())), character, 120)
    qtbot.waitUntil(lambda: desk.form.field.text() == "slow hand")
    assert desk.scans == []


def test_enter_of_a_person_presses_the_button(desk: Desk, qtbot: QtBot) -> None:
    desk.form.button.setDefault(True)
    desk.form.button.setFocus()
    qtbot.waitUntil(desk.form.button.hasFocus)
    QTest.keyClick(desk.form.windowHandle(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.form.clicks == 1)


def test_key_that_prints_nothing_follows_the_held_ones(desk: Desk) -> None:
    desk.send(Qt.Key.Key_A, "a", 500)
    assert desk.form.field.text() == ""
    desk.send(Qt.Key.Key_Left, "", 10)
    desk.send(Qt.Key.Key_B, "b", 10)
    desk.send(Qt.Key.Key_Home, "", 10)
    assert desk.form.field.text() == "ba"


def test_stalled_window_still_tells_a_scan_by_its_time_stamps(desk: Desk) -> None:
    """All keys arrive at once, as after a stall; their stamps are a person's in one case, a scanner's in the other."""
    for character in "4711":
        desk.send(Qt.Key(ord(character)), character, 150)
    desk.send(Qt.Key.Key_Return, "\r", 150)
    assert (desk.form.field.text(), desk.scans) == ("4711", [])
    desk.burst(CODE, gap=12)
    assert [scan.text for scan in desk.scans] == [CODE]


def test_held_down_key_is_typing(desk: Desk, qtbot: QtBot) -> None:
    desk.send(Qt.Key.Key_5, "5", 1000)
    for place in range(8):
        desk.send(Qt.Key.Key_5, "5", 33 if place else 250, repeat=True)
    qtbot.waitUntil(lambda: desk.form.field.text() == "5" * 9)
    assert desk.scans == []


def test_doubled_digit_of_a_quick_scanner_is_no_held_key(desk: Desk) -> None:
    """X11 and Qt mark the second of two equal keys in one millisecond as auto-repeat."""
    desk.send(Qt.Key.Key_4, "4", 1000)
    desk.send(Qt.Key.Key_0, "0", 1)
    desk.send(Qt.Key.Key_0, "0", 0, repeat=True)
    desk.send(Qt.Key.Key_0, "0", 0, repeat=True)
    desk.send(Qt.Key.Key_7, "7", 1)
    desk.send(Qt.Key.Key_Return, "\r", 1)
    assert [scan.text for scan in desk.scans] == ["40007"]


def test_scan_without_a_suffix_ends_by_silence(desk: Desk, qtbot: QtBot) -> None:
    desk.burst(CODE, end=False)
    qtbot.waitUntil(lambda: [scan.text for scan in desk.scans] == [CODE])
    assert desk.form.field.text() == ""


def test_two_scans_back_to_back_are_two(desk: Desk) -> None:
    desk.burst(CODE)
    for character in "96385074":
        desk.send(Qt.Key(ord(character)), character, 2)
    desk.send(Qt.Key.Key_Return, "\r", 2)
    assert [scan.text for scan in desk.scans] == [CODE, "96385074"]


def test_release_of_a_held_key_follows_its_press(desk: Desk, qtbot: QtBot) -> None:
    seen: list[tuple[QEvent.Type, str]] = []

    class Witness(QLineEdit):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            seen.append((event.type(), event.text()))

        def keyReleaseEvent(self, event: QKeyEvent) -> None:
            seen.append((event.type(), event.text()))

    witness = Witness(desk.form)
    witness.show()
    witness.setFocus()
    qtbot.waitUntil(witness.hasFocus)
    desk.send(Qt.Key.Key_A, "a", 500)
    desk.send(Qt.Key.Key_A, "a", 5, QEvent.Type.KeyRelease)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert [kind for kind, _ in seen] == [QEvent.Type.KeyPress, QEvent.Type.KeyRelease]
