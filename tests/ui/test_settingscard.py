"""Fields of the settings: kept when they are left, with a sentence beside them when they cannot be."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from stockdesk.core.errors import StockdeskError
from stockdesk.ui.settingscard import Captioned, Card, ErrorLabel, TextField, grid, whole_number
from tests.support.shown import show


class Kept:
    """Takes whole numbers from 1 to 9 and remembers them."""

    def __init__(self) -> None:
        self.values: list[int] = []

    def keep(self, text: str) -> None:
        self.values.append(whole_number(text, "profile.minimum", 1, 9))


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def field(kept: Kept, dressed: QApplication, qtbot: QtBot) -> TextField:
    made = TextField("Shortest code", kept.keep, "characters")
    made.show_text("1")
    show(qtbot, made)
    return made


def type_into(field: TextField, text: str) -> None:
    field.edit.setText(text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def test_value_is_kept_by_enter(field: TextField, kept: Kept) -> None:
    type_into(field, "4")
    assert kept.values == [4]
    assert not field.error.isVisible()


def test_value_is_kept_when_the_field_is_left(field: TextField, kept: Kept) -> None:
    field.edit.setFocus()
    field.edit.setText("5")
    field.edit.clearFocus()
    assert kept.values == [5]


def test_unchanged_value_is_not_kept_again(field: TextField, kept: Kept) -> None:
    type_into(field, "1")
    assert kept.values == []


def test_value_that_cannot_be_kept_is_told_beside_the_field_and_stays(field: TextField, kept: Kept) -> None:
    type_into(field, "77")
    assert kept.values == []
    assert field.edit.text() == "77"
    assert field.error.text() == "Write the shortest code as a number of characters, 1 to 9."
    assert field.edit.property("wrong") is True
    type_into(field, "7")
    assert not field.error.isVisible()
    assert field.edit.property("wrong") is False


def test_going_back_to_the_kept_value_takes_the_error_away(field: TextField, kept: Kept) -> None:
    type_into(field, "77")
    type_into(field, "1")
    assert not field.error.isVisible()
    assert kept.values == []


@pytest.mark.parametrize("text", ["", "x", "1.5", "-1", "٣", "0", "10", "999999999999"])
def test_what_is_no_whole_number_in_range_is_refused(text: str) -> None:
    with pytest.raises(StockdeskError) as caught:
        whole_number(text, "profile.gap", 1, 9)
    assert (caught.value.code, caught.value.arguments) == ("profile.gap", {"least": 1, "most": 9})


def test_field_is_read_aloud_by_caption_and_unit(field: TextField) -> None:
    assert field.edit.accessibleName() == "Shortest code (characters)"


def test_error_label_takes_no_room_while_all_is_well(dressed: QApplication, qtbot: QtBot) -> None:
    label = ErrorLabel()
    qtbot.addWidget(label)
    label.show_error(StockdeskError("profile.prefix", most=20))
    assert label.isVisible()
    label.show_error(None)
    assert not label.isVisible()


def test_fields_of_a_grid_have_one_width(dressed: QApplication, qtbot: QtBot) -> None:
    card = Card("Title", "Text")
    fields = [Captioned(name, QLineEdit(), unit) for name, unit in (("a", "ms"), ("b", ""), ("c", "characters"))]
    card.rows.addLayout(grid(fields, 3))
    card.resize(600, 200)
    show(qtbot, card)
    widths = [field.width() for field in fields]
    assert max(widths) - min(widths) <= 1
