"""The scan filter at the window: a scan reaches nobody but the document, a person's keys reach their field in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.core import scancode
from stockdesk.core.entry import RawScan
from stockdesk.core.stationprofile import StationProfile
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
        self.window: QWindow | None = None

    def send(self, key: Qt.Key, text: str, gap: int, kind: QEvent.Type = QEvent.Type.KeyPress, **more: bool) -> None:
        """Send one key event with a time stamp of its own, so many milliseconds after the one before."""
        self.stamp += gap
        modifier = Qt.KeyboardModifier.ControlModifier if more.get("control") else Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(kind, key, modifier, text, more.get("repeat", False))
        event.setTimestamp(self.stamp)
        QCoreApplication.sendEvent(self.window or self.form.windowHandle(), event)

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
    made.filter.watch(dressed)
    made.form.show()
    made.form.activateWindow()
    qtbot.waitExposed(made.form)
    made.form.field.setFocus()
    qtbot.waitUntil(made.form.field.hasFocus)
    yield made
    made.filter.stop()


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


def test_scan_bears_its_times_and_its_end(desk: Desk) -> None:
    desk.burst("4711", gap=7)
    (scan,) = desk.scans
    assert scan.times == (0, 7, 14, 21, 28)
    assert len(scan.keys) == len(scan.times)
    assert (scan.ended_by, scan.source, scan.after, scan.proven) == ("enter", "", None, "")


def test_scan_that_ends_by_tab_or_silence_says_so(desk: Desk, qtbot: QtBot) -> None:
    desk.burst(CODE, end=False)
    desk.send(Qt.Key.Key_Tab, "\t", 2)
    desk.burst(CODE, end=False)
    qtbot.waitUntil(lambda: len(desk.scans) == 2)
    assert [scan.ended_by for scan in desk.scans] == ["tab", "silence"]


def test_scan_right_behind_typed_characters_tells_how_long_it_was(desk: Desk) -> None:
    desk.send(Qt.Key.Key_A, "a", 1000)
    for place, character in enumerate(CODE):
        desk.send(Qt.Key(ord(character)), character, 3 if place else 60)
    desk.send(Qt.Key.Key_Return, "\r", 3)
    (scan,) = desk.scans
    assert (scan.text, scan.after) == (CODE, 60)
    assert desk.form.field.text() == "a"


def test_station_prefix_proves_the_text_it_stands_in(desk: Desk) -> None:
    desk.filter.set_profile(StationProfile(prefix="~"))
    desk.burst(f"~{CODE}")
    (scan,) = desk.scans
    assert (scan.text, scan.proven) == (CODE, "text")


def test_new_profile_decides_what_was_held_by_the_old_one(desk: Desk) -> None:
    desk.send(Qt.Key.Key_A, "a", 1000)
    desk.send(Qt.Key.Key_B, "b", 10)
    assert desk.form.field.text() == ""
    desk.filter.set_profile(StationProfile(gap=60))
    assert desk.form.field.text() == "ab"
    desk.burst(CODE, gap=55)
    assert [scan.text for scan in desk.scans] == [CODE]


def test_profile_set_by_the_scan_itself_holds_from_the_next_key_on(dressed: QApplication, desk: Desk) -> None:
    scan_filter = desk.filter
    profiles = [StationProfile(prefix="~"), StationProfile()]

    def learn(scan: RawScan) -> None:
        desk.scans.append(scan)
        taught.set_profile(profiles.pop(0))

    scan_filter.stop()
    taught = desk.filter = type(scan_filter)(learn)
    taught.watch(dressed)
    desk.burst(CODE)
    desk.burst(f"~{CODE}")
    assert [(scan.text, scan.proven) for scan in desk.scans] == [(CODE, ""), (CODE, "text")]
    assert desk.form.field.text() == ""


def test_scan_that_goes_on_in_another_window_is_one_scan(desk: Desk, qtbot: QtBot) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    for place, character in enumerate(CODE):
        desk.window = other.windowHandle() if place > 5 else None
        desk.send(Qt.Key(ord(character)), character, 3 if place else 1000)
    desk.send(Qt.Key.Key_Return, "\r", 3)
    assert [scan.text for scan in desk.scans] == [CODE]
    assert (desk.form.field.text(), other.text()) == ("", "")


def test_typed_keys_go_to_the_window_each_was_typed_in(desk: Desk, qtbot: QtBot) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    desk.send(Qt.Key.Key_A, "a", 1000)
    desk.window = other.windowHandle()
    desk.send(Qt.Key.Key_B, "b", 20)
    qtbot.waitUntil(lambda: not desk.filter.holding)
    assert (desk.form.field.text(), other.text()) == ("a", "b")


def test_window_that_closes_takes_its_held_keys_along(desk: Desk, qtbot: QtBot) -> None:
    other = QLineEdit()
    other.show()
    other.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    desk.window = other.windowHandle()
    desk.send(Qt.Key.Key_A, "a", 1000)
    with qtbot.waitSignal(other.destroyed):
        other.deleteLater()
    qtbot.waitUntil(lambda: not desk.filter.holding)
    assert desk.form.field.text() == ""


def test_key_for_a_list_that_has_just_opened_is_taken_too(desk: Desk, qtbot: QtBot) -> None:
    """Qt asks for shortcuts at the window with the focus and presses the key at the list, which has no focus yet."""
    opened = QLineEdit()
    qtbot.addWidget(opened)
    opened.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    opened.show()
    for character in CODE + "\r":
        key = Qt.Key.Key_Return if character == "\r" else Qt.Key(ord(character))
        desk.window = None
        desk.send(key, character, 3, QEvent.Type.ShortcutOverride)
        desk.window = opened.windowHandle()
        desk.send(key, character, 0)
    assert [scan.text for scan in desk.scans] == [CODE]
    assert (desk.form.field.text(), opened.text()) == ("", "")


def test_bug_in_the_one_who_takes_a_scan_lets_no_enter_through(
    dressed: QApplication, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: shown.append(error))
    bug = ValueError("bug")

    def fail(_scan: RawScan) -> None:
        raise bug

    desk.filter.stop()
    desk.filter = type(desk.filter)(fail)
    desk.filter.watch(dressed)
    desk.form.button.setFocus()
    desk.burst(CODE)
    desk.burst(CODE)
    assert shown == [bug, bug]
    assert desk.form.clicks == 0


def test_bug_in_a_field_that_gets_a_typed_key_costs_no_scan(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown: list[BaseException] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: shown.append(error))

    class Broken(QLineEdit):
        def keyPressEvent(self, _event: QKeyEvent) -> None:
            raise ValueError("a bug")

    broken = Broken(desk.form)
    broken.show()
    broken.setFocus()
    qtbot.waitUntil(broken.hasFocus)
    desk.send(Qt.Key.Key_A, "a", 1000)
    desk.burst(CODE)
    assert [type(error) for error in shown] == [ValueError]
    assert ([scan.text for scan in desk.scans], desk.filter.holding) == ([CODE], False)


def test_key_that_opens_a_dialog_does_not_open_the_door_to_scans(desk: Desk, dressed: QApplication) -> None:
    """While a widget handles a typed key in a loop of its own, as dialogs do, a scan is still taken."""

    class Opener(QLineEdit):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            super().keyPressEvent(event)
            desk.burst(CODE)

    opener = Opener(desk.form)
    opener.show()
    opener.setFocus()
    assert QApplication.focusWidget() is opener
    desk.send(Qt.Key.Key_A, "a", 1000)
    desk.send(Qt.Key.Key_Left, "", 10)
    assert opener.text() == "a"
    assert [scan.text for scan in desk.scans] == [CODE] * 2


def test_stopped_filter_gives_back_what_it_held_and_takes_nothing_more(desk: Desk) -> None:
    desk.send(Qt.Key.Key_A, "a", 1000)
    desk.filter.stop()
    assert desk.form.field.text() == "a"
    desk.burst("12345")
    assert desk.form.field.text() == "a12345"
    assert desk.scans == []


def test_dead_key_and_letter_of_a_person_reach_the_field_as_one_character(desk: Desk, qtbot: QtBot) -> None:
    desk.send(Qt.Key.Key_Dead_Acute, "", 500)
    desk.send(Qt.Key.Key_E, "e", 150)
    qtbot.waitUntil(lambda: desk.form.field.text() == "é")
    desk.send(Qt.Key.Key_Dead_Acute, "", 500)
    desk.send(Qt.Key.Key_X, "x", 150)
    qtbot.waitUntil(lambda: desk.form.field.text() == "é´x")


def test_dead_key_waits_for_no_letter_of_a_scan_or_of_another_field(desk: Desk, qtbot: QtBot) -> None:
    desk.send(Qt.Key.Key_Dead_Acute, "", 500)
    desk.burst(CODE)
    desk.send(Qt.Key.Key_E, "e", 500)
    qtbot.waitUntil(lambda: desk.form.field.text() == "e")
    desk.send(Qt.Key.Key_Dead_Acute, "", 500)
    desk.send(Qt.Key.Key_Left, "", 500)
    desk.form.button.setFocus()
    desk.form.field.setFocus()
    desk.send(Qt.Key.Key_O, "o", 500)
    qtbot.waitUntil(lambda: desk.form.field.text() == "oe")


def test_dead_key_inside_a_scan_is_read_by_its_position(desk: Desk) -> None:
    event = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Dead_Acute.value, Qt.KeyboardModifier.NoModifier, 48, 0xFE51, 0, "", False, 1
    )
    assert scancode.us_character(48, shift=False) == "'"
    handle = desk.form.windowHandle()
    for place, code in enumerate((38, 48, 39, 40, 41)):
        if code == 48:
            event.setTimestamp(50_000 + place)
            QCoreApplication.sendEvent(handle, event)
            continue
        letter = "a sdf"[place]
        sent = QKeyEvent(
            QEvent.Type.KeyPress, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, code, 0, 0, letter, False, 1
        )
        sent.setTimestamp(50_000 + place)
        QCoreApplication.sendEvent(handle, sent)
    desk.stamp = 50_005
    desk.send(Qt.Key.Key_Return, "\r", 1)
    assert [(scan.text, scan.positions) for scan in desk.scans] == [("asdf", "a'sdf")]
