"""The station's profile by hand: each value is kept at once, in the file, and holds for the filter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.station import load_profile, save_profile
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.settingscard import TextField
from stockdesk.ui.settingsscanner import SettingsScanner, profile_words, suffix_words
from tests.support.settingsfile import settings_file
from tests.support.shown import show


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    with settings_file(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def told() -> list[StationProfile]:
    return []


@pytest.fixture
def part(settings: SettingsStore, told: list[StationProfile], dressed: QApplication, qtbot: QtBot) -> SettingsScanner:
    made = SettingsScanner(settings)
    made.profile_changed.connect(told.append)
    show(qtbot, made)
    return made


def enter(field: TextField, text: str) -> None:
    field.edit.setText(text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def test_values_are_kept_in_the_file_and_told(
    part: SettingsScanner, settings: SettingsStore, told: list[StationProfile]
) -> None:
    for field, text in (
        (part.gap, "60"),
        (part.silence, "150"),
        (part.minimum, "4"),
        (part.prefix, "~"),
        (part.gs_text, "|"),
    ):
        enter(field, text)
    wanted = StationProfile(gap=60, silence=150, minimum=4, prefix="~", gs_text="|")
    assert load_profile(settings) == wanted
    assert told[-1] == wanted


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gap", "9"),
        ("gap", "91"),
        ("gap", "forty"),
        ("silence", "40"),
        ("silence", "2001"),
        ("minimum", "0"),
        ("prefix", "x" * 21),
        ("gs_text", "G"),
        ("gs_text", "-"),
    ],
)
def test_value_out_of_range_is_told_and_not_kept(
    part: SettingsScanner, settings: SettingsStore, told: list[StationProfile], name: str, text: str
) -> None:
    field: TextField = getattr(part, name)
    enter(field, text)
    assert field.error.isVisible()
    assert load_profile(settings) == DEFAULT_PROFILE
    assert told == []


def test_silence_is_never_shorter_than_the_gap(part: SettingsScanner, settings: SettingsStore) -> None:
    enter(part.silence, "50")
    enter(part.gap, "70")
    assert load_profile(settings).silence == 140
    assert part.silence.edit.text() == "140"


def test_suffix_and_key_are_kept_as_they_are_chosen(part: SettingsScanner, settings: SettingsStore) -> None:
    for box, words in ((part.suffix, "Tab, always"), (part.gs_key, "F8")):
        box.setFocus()
        box.setCurrentIndex(box.findText(words))
        box.activated.emit(box.currentIndex())
    profile = load_profile(settings)
    assert profile.suffix == "tab"
    assert profile.gs_keys == DEFAULT_PROFILE.gs_keys | {74}


def test_back_to_standard_forgets_everything(
    part: SettingsScanner, settings: SettingsStore, told: list[StationProfile]
) -> None:
    enter(part.prefix, "~")
    part.standard_button.setFocus()
    QTest.keyClick(part.standard_button, Qt.Key.Key_Return)
    assert load_profile(settings) == DEFAULT_PROFILE
    assert part.prefix.edit.text() == ""
    assert told[-1] == DEFAULT_PROFILE
    assert not part.standard_button.isEnabled()


def test_what_the_sheet_found_is_shown_though_no_list_has_it(part: SettingsScanner, settings: SettingsStore) -> None:
    save_profile(settings, StationProfile(gs_keys=frozenset({113, 116})))
    part.refresh()
    assert part.gs_key.currentText() == "as the sheet found it"


def test_set_up_can_be_asked_for_by_keyboard(part: SettingsScanner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(part.setup_wanted):
        QTest.keyClick(part.setup_button, Qt.Key.Key_Return)


def test_words_say_how_scans_are_told() -> None:
    words = profile_words(StationProfile(60, 120, "~", frozenset(), "|", "enter", 3))
    assert "Waits up to 60 ms" in words
    assert "“~” comes before each code" in words
    assert "“|” means the separator" in words
    assert "ends with Enter" in words
    assert "fewer than 3 characters" in words
    assert profile_words(DEFAULT_PROFILE).startswith("Standard settings")


def test_each_suffix_has_a_name() -> None:
    assert len({suffix_words(suffix) for suffix in ("", "enter", "tab", "silence")}) == 4
