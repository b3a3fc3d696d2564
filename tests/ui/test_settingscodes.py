"""In-store codes: the table is kept for the location, and a number typed or scanned shows what it is taken for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.codereader import CodeReader
from stockdesk.app.workspace import Workspace
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.instore import DEFAULT_PATTERNS, Pattern
from stockdesk.core.instorepresets import PRESETS, preset
from stockdesk.core.match import Match
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.settingscodes import SettingsCodes, region_words
from tests.support.keytrace import CZECH
from tests.support.settingsfile import settings_file
from tests.support.shown import show

LOCATION = 4564
WEIGHED = "2112345012346"
"""Item 12345, 1.234 kg by the pattern of the CIS."""


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    with settings_file(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def reader(settings: SettingsStore) -> CodeReader:
    return CodeReader(settings, lambda: LOCATION)


def nothing(_number: str) -> Sequence[Match]:
    return ()


@pytest.fixture
def part(reader: CodeReader, dressed: QApplication, qtbot: QtBot) -> SettingsCodes:
    made = SettingsCodes(reader, nothing)
    made.refresh()
    made.resize(900, 600)
    show(qtbot, made)
    return made


def take(part: SettingsCodes, words: str) -> None:
    place = part.presets.findText(words)
    part.presets.setCurrentIndex(place)
    part.presets.activated.emit(place)


def test_patterns_of_the_location_are_shown(part: SettingsCodes) -> None:
    assert part.table.patterns() == DEFAULT_PATTERNS


def test_change_is_kept_at_once_for_the_location(part: SettingsCodes, settings: SettingsStore) -> None:
    part.table.setCurrentCell(0, 1)
    part.remove_button.click()
    assert CodeReader(settings, lambda: LOCATION).patterns == DEFAULT_PATTERNS[1:]
    assert CodeReader(settings, lambda: 1).patterns == DEFAULT_PATTERNS


def test_row_that_cannot_be_used_keeps_the_old_list_and_is_told(part: SettingsCodes, reader: CodeReader) -> None:
    cell = part.table.item(0, 1)
    assert cell is not None
    cell.setText("2{N}")
    assert part.error.text() == "Not kept: row 1 cannot be used yet. The list as it was before still holds."
    assert reader.patterns == DEFAULT_PATTERNS
    cell.setText("25.....{NNDDD}")
    assert not part.error.isVisible()
    assert reader.patterns[0] == Pattern("25.....{NNDDD}", "weight")


def test_rows_are_moved_by_buttons(part: SettingsCodes, reader: CodeReader) -> None:
    part.table.setCurrentCell(0, 1)
    part.down_button.click()
    assert reader.patterns[:2] == (DEFAULT_PATTERNS[1], DEFAULT_PATTERNS[0])
    part.up_button.click()
    assert reader.patterns == DEFAULT_PATTERNS


@pytest.mark.parametrize("region", [one.region for one in PRESETS])
def test_list_of_a_region_replaces_the_table(part: SettingsCodes, reader: CodeReader, region: str) -> None:
    chosen = next(one for one in PRESETS if one.region == region)
    take(part, region_words(chosen.region))
    assert reader.patterns == chosen.patterns
    assert part.presets.currentIndex() == 0


def test_undo_brings_the_list_back_that_a_region_replaced(part: SettingsCodes, reader: CodeReader) -> None:
    take(part, region_words("germany"))
    take(part, region_words("none"))
    part.undo_button.click()
    assert reader.patterns == preset("germany").patterns
    part.undo_button.click()
    assert reader.patterns == DEFAULT_PATTERNS
    assert not part.undo_button.isEnabled()


def test_list_of_the_region_in_use_changes_nothing(part: SettingsCodes) -> None:
    take(part, "stockdesk's own")
    assert not part.undo_button.isEnabled()


def test_typed_number_shows_pattern_item_and_value(part: SettingsCodes) -> None:
    part.field.setText(WEIGHED)
    assert part.result.word.text() == "Fits"
    assert "Row 1: 1.234 kg of item 2112345000008." in part.result.text.text()
    assert "No product has this number." in part.result.text.text()
    mark = part.table.item(0, 3)
    assert mark is not None
    assert "fits" in mark.text()


def test_answer_follows_the_table(part: SettingsCodes) -> None:
    part.field.setText(WEIGHED)
    take(part, region_words("none"))
    assert part.result.word.text() == "Whole"
    assert "No pattern fits" in part.result.text.text()


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "Try"), ("abc", "No"), ("2112345012347", "No"), ("4006381333931", "Whole"), ("2000000000008", "Whole")],
)
def test_other_texts_say_what_they_are(part: SettingsCodes, text: str, word: str) -> None:
    part.field.setText(text)
    assert part.result.word.text() == word
    assert part.result.text.text()
    assert part.result.isVisibleTo(part) is bool(text)


def test_scan_goes_into_the_field_only_while_the_cursor_stands_there(part: SettingsCodes) -> None:
    part.add_button.setFocus()
    assert not part.take_scan(RawScan(WEIGHED, ended_by="enter"))
    assert part.field.text() == ""
    part.field.setFocus()
    assert part.take_scan(RawScan(f"]E0{WEIGHED}", ended_by="enter"))
    assert part.field.text() == WEIGHED


def test_scan_under_another_layout_is_read_by_its_keys(part: SettingsCodes) -> None:
    part.field.setFocus()
    assert part.take_scan(RawScan("".join(CZECH[digit] for digit in WEIGHED), WEIGHED, ended_by="enter"))
    assert part.field.text() == WEIGHED


def test_product_of_the_catalogue_is_named(workspace: Workspace, qtbot: QtBot) -> None:
    location = workspace.session.current
    assert location is not None
    store = workspace.shelf.catalogue
    product = next(
        found
        for number in sorted(store.all_ids(location.location.location_id))
        if (found := store.product(location.location.location_id, number)) and len(found.barcode) == 13
        if found.barcode[0] not in "02"
    )
    made = SettingsCodes(CodeReader(workspace.settings, lambda: LOCATION), workspace.catalogue.lookup)
    show(qtbot, made)
    made.refresh()
    made.field.setText(product.barcode)
    assert product.title in made.result.text.text()


def test_nobody_signed_in_is_told(settings: SettingsStore, dressed: QApplication, qtbot: QtBot) -> None:
    def lookup(_number: str) -> Sequence[Match]:
        raise StockdeskError("session.signed-out")

    made = SettingsCodes(CodeReader(settings, lambda: None), lookup)
    show(qtbot, made)
    made.refresh()
    made.table.setCurrentCell(0, 1)
    made.table.remove()
    assert made.error.text()
    made.field.setText(WEIGHED)
    assert made.error.text() in made.result.text.text()


def test_add_edits_a_new_row_by_keyboard(part: SettingsCodes, reader: CodeReader) -> None:
    QTest.keyClick(part.add_button, Qt.Key.Key_Return)
    assert len(part.table.rows()) == len(DEFAULT_PATTERNS) + 1


def test_each_region_has_a_name() -> None:
    assert len({region_words(one.region) for one in PRESETS}) == len(PRESETS)
