"""The settings page: its parts behind tabs, all of it by keyboard, fitting the smallest window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QScrollArea, QSlider, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.app.codereader import CodeReader
from stockdesk.app.feedback import Feedback
from stockdesk.app.scanners import Scanners
from stockdesk.app.station import save_profile
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.stationprofile import StationProfile
from stockdesk.devices.serialscanner import PortState, PortStatus
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.settingsview import SettingsView
from tests.support.settingsfile import settings_file
from tests.support.shown import show

SMALLEST = (872, 584)
"""Pixels of a page in a window of 1024 by 640."""


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    with settings_file(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def view(settings: SettingsStore, dressed: QApplication, qtbot: QtBot) -> SettingsView:
    made = SettingsView(
        settings,
        Scanners(settings, lambda _raw: None, lambda run: run()),
        Feedback(settings),
        CodeReader(settings, lambda: 4564),
        lambda _number: (),
        found_ports=lambda: (),
    )
    made.resize(*SMALLEST)
    show(qtbot, made)
    made.begin()
    return made


def go_to(view: SettingsView, name: str) -> None:
    """Choose a part by the arrow keys."""
    view.tabs.setFocus()
    while view.tabs.tabText(view.tabs.currentIndex()) != name:
        before = view.tabs.currentIndex()
        QTest.keyClick(view.tabs, Qt.Key.Key_Right)
        assert view.tabs.currentIndex() != before


PARTS = ["Scanner", "Serial scanners", "Sounds", "In-store codes", "Sheets"]


def shown(view: SettingsView) -> QScrollArea:
    return next(area for area in view.findChildren(QScrollArea) if area.isVisible() and area.widget() is not None)


def test_parts_are_chosen_by_the_arrow_keys(view: SettingsView) -> None:
    assert view.tabs.hasFocus()
    for name, part in zip(PARTS, (view.scanner, view.ports, view.sound, view.codes, view.sheets), strict=True):
        go_to(view, name)
        assert part.isVisible()


@pytest.mark.parametrize("name", PARTS)
def test_part_fits_the_smallest_window_without_scrolling(view: SettingsView, name: str) -> None:
    go_to(view, name)
    QApplication.processEvents()
    assert shown(view).verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("name", PARTS)
def test_all_of_a_part_is_reached_by_tab_and_named(view: SettingsView, name: str) -> None:
    go_to(view, name)
    area = shown(view)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QSlider)
    wanted: set[QWidget] = {
        widget
        for kind in kinds
        for widget in area.findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    reached: set[QWidget | None] = set()
    for _ in range(len(wanted) + 12):
        QTest.keyClick(view.windowHandle(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert wanted - reached == set()
    for widget in wanted:
        named = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        assert named, widget


def test_profile_that_the_sheet_found_is_shown_when_the_page_comes_back(
    view: SettingsView, settings: SettingsStore
) -> None:
    view.hide()
    save_profile(settings, StationProfile(gap=60, silence=120))
    view.show()
    assert view.scanner.gap.edit.text() == "60"


def test_changes_and_wishes_are_passed_on(view: SettingsView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.setup_wanted):
        view.scanner.setup_button.click()
    with qtbot.waitSignal(view.profile_changed) as changed:
        view.scanner.prefix.edit.setText("~")
        QTest.keyClick(view.scanner.prefix.edit, Qt.Key.Key_Return)
    assert changed.args[0].prefix == "~"
    for button, wanted in (
        (view.sheets.command_button, view.command_sheet_wanted),
        (view.sheets.show_button, view.command_codes_wanted),
        (view.sheets.setup_button, view.setup_sheet_wanted),
    ):
        with qtbot.waitSignal(wanted):
            button.click()


def test_scan_is_taken_only_into_the_field_that_tries_numbers(view: SettingsView) -> None:
    raw = RawScan("4006381333931", ended_by="enter")
    view.scanner.prefix.edit.setFocus()
    assert not view.take_scan(raw)
    go_to(view, "In-store codes")
    assert not view.take_scan(raw)
    view.codes.field.setFocus()
    assert view.take_scan(raw)
    assert view.codes.field.text() == "4006381333931"


def test_state_of_a_port_and_outcome_of_a_sheet_reach_their_parts(view: SettingsView) -> None:
    go_to(view, "Serial scanners")
    view.ports._scanners.set_ports(["COM3"])
    view.show_port(PortStatus("COM3", PortState.OPEN))
    view.show_port(PortStatus("COM3", PortState.OPEN))
    assert "listening" in view.ports.list.item(0).text()
    view.show_saved("Saved.")
    assert view.sheets.result.text.text() == "Saved."
    view.show_failed(StockdeskError("disk.full", path="x"))
    assert view.sheets.result.word.text() == "Failed"
