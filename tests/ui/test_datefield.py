"""The date of a document: empty for "when posted", else a moment in the location's zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.ui.datefield import DateField


@pytest.fixture
def field(dressed: QApplication, qtbot: QtBot) -> Iterator[DateField]:
    """A field in a window, with a date in Berlin."""
    window = QWidget()
    qtbot.addWidget(window)
    made = DateField(window)
    QVBoxLayout(window).addWidget(made)
    made.show_date("2026-11-22T14:05:00+00:00", "Europe/Berlin")
    window.resize(600, 400)
    window.show()
    qtbot.waitExposed(window)
    yield made
    window.close()


def test_date_is_shown_in_the_locations_zone(field: DateField) -> None:
    assert field.text() in ("22 Nov 2026 15:05", "22 Nov 15:05")
    field.show_date("", "Europe/Berlin")
    assert field.text() == "when posted"


def test_year_is_told_only_where_it_is_another(field: DateField) -> None:
    field.show_date("2020-02-03T04:05:00+00:00", "Europe/Berlin")
    assert field.text() == "03 Feb 2020 05:05"
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    field.show_date(now.isoformat(), "Europe/Berlin")
    assert field.text() == now.strftime("%d %b %H:%M")


def test_chosen_date_has_the_locations_offset(field: DateField, qtbot: QtBot) -> None:
    field.click()
    assert field.sheet is not None
    field.sheet.field.setDateTime(field.sheet.field.dateTime().addDays(-1))
    with qtbot.waitSignal(field.changed) as heard:
        field.sheet.take_button.click()
    assert heard.args == ["2026-11-21T15:05:00+01:00"]


def test_when_posted_takes_the_date_away_again(field: DateField, qtbot: QtBot) -> None:
    field.click()
    assert field.sheet is not None
    with qtbot.waitSignal(field.changed) as heard:
        field.sheet.clear_button.click()
    assert (heard.args, field.text()) == ([""], "when posted")
