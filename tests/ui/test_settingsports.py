"""Serial scanners: listed with their states, added from what is there or by name, removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.scanners import Scanners, stored_ports
from stockdesk.core.errors import StockdeskError
from stockdesk.devices.ports import Port
from stockdesk.devices.serialscanner import PortState, PortStatus
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.settingsports import SettingsPorts, state_words
from tests.support.settingsfile import settings_file
from tests.support.shown import show

FOUND = [Port("/dev/ttyACM0", "Honeywell Xenon"), Port("COM9")]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    with settings_file(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def part(settings: SettingsStore, dressed: QApplication, qtbot: QtBot) -> SettingsPorts:
    made = SettingsPorts(Scanners(settings, lambda _raw: None, lambda run: run()), lambda: FOUND)
    made.refresh()
    show(qtbot, made)
    return made


def choose(part: SettingsPorts, words: str) -> None:
    place = part.found.findText(words)
    part.found.setCurrentIndex(place)
    part.found.activated.emit(place)


def listed(part: SettingsPorts) -> list[str]:
    return [part.list.item(row).text() for row in range(part.list.count())]


def test_found_ports_are_offered_with_what_hangs_on_them(part: SettingsPorts) -> None:
    offered = [part.found.itemText(place) for place in range(part.found.count())]
    assert offered == ["Honeywell Xenon · /dev/ttyACM0", "COM9", "another name…"]


def test_chosen_port_is_kept_and_offered_no_more(part: SettingsPorts, settings: SettingsStore) -> None:
    QTest.keyClick(part.add_button, Qt.Key.Key_Return)
    assert stored_ports(settings) == {"/dev/ttyACM0": 9600}
    assert listed(part) == ["/dev/ttyACM0 · 9600   not listened to"]
    assert part.found.itemText(0) == "COM9"


def test_port_can_be_named_with_its_speed(part: SettingsPorts, settings: SettingsStore) -> None:
    choose(part, "another name…")
    part.name.setText(" /dev/pts/7 ")
    part.baud.setCurrentText("115200")
    QTest.keyClick(part.name, Qt.Key.Key_Return)
    assert stored_ports(settings) == {"/dev/pts/7": 115200}


def test_name_is_asked_for_only_when_no_found_port_is_chosen(part: SettingsPorts) -> None:
    assert not part.name.isVisible()
    choose(part, "another name…")
    assert part.name.isVisible()


@pytest.mark.parametrize(
    ("name", "told"), [("  ", "Write the name of the port"), ("COM9", "COM9 is listened to already.")]
)
def test_port_that_cannot_be_added_is_told(part: SettingsPorts, settings: SettingsStore, name: str, told: str) -> None:
    choose(part, "COM9")
    part.add()
    choose(part, "another name…")
    part.name.setText(name)
    part.add()
    assert part._error.isVisible()
    assert part._error.text().startswith(told)
    assert stored_ports(settings) == {"COM9": 9600}


def test_chosen_port_is_removed_by_del(part: SettingsPorts, settings: SettingsStore) -> None:
    part.add()
    part.add()
    part.list.setCurrentRow(0)
    QTest.keyClick(part.list, Qt.Key.Key_Delete)
    assert stored_ports(settings) == {"COM9": 9600}
    assert part.list.currentRow() == 0


def test_last_port_removed_leaves_a_sentence(part: SettingsPorts, settings: SettingsStore) -> None:
    part.add()
    part.remove_button.click()
    assert stored_ports(settings) == {}
    assert not part.list.isVisible()
    assert part._nothing.isVisible()


def test_state_of_a_port_is_shown_as_it_comes(part: SettingsPorts) -> None:
    part.add()
    part.show_port(PortStatus("/dev/ttyACM0", PortState.OPEN))
    assert listed(part) == ["/dev/ttyACM0 · 9600   listening"]
    lost = StockdeskError("serial.lost", port="/dev/ttyACM0")
    part.show_port(PortStatus("/dev/ttyACM0", PortState.LOST, lost))
    assert listed(part)[0].startswith("/dev/ttyACM0 · 9600   not there\nThe scanner on /dev/ttyACM0 went away.")


def test_each_state_has_a_word_of_its_own() -> None:
    assert len({state_words(PortStatus("x", state))[1] for state in PortState}) == len(PortState)


def test_tab_goes_through_the_fields_as_they_stand(part: SettingsPorts) -> None:
    choose(part, "another name…")
    part.found.setFocus()
    seen = []
    for _ in range(3):
        QTest.keyClick(part.windowHandle(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == [part.baud, part.name, part.add_button]
