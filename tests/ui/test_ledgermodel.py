"""The ledger's list: filters, order, words typed to narrow it down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from stockdesk.app.scanlog import ScanRow, Taken
from stockdesk.core.gaps import Suspicion
from stockdesk.core.gapspots import Kind
from stockdesk.ui.ledgermodel import SECOND_ROLE, Column, Filter, LedgerModel
from tests.support.scanledgers import BEGAN


def row(number: int, taken: Taken = Taken.PRODUCT, **fields: object) -> ScanRow:
    made = ScanRow(
        f"e{number}",
        number,
        BEGAN + timedelta(seconds=number),
        taken,
        f"40063{number}",
        f"40063{number}",
        "" if taken is Taken.UNKNOWN else f"Крем {number}",
        amount=Decimal(1),
        source="scan",
        person="Ana",
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # the tests name real fields


ROWS = [
    row(1),
    row(2, Taken.REFUSED, reason="scan.short", amount=None),
    row(3, Taken.UNKNOWN),
    row(4, undone=True),
    row(5, Taken.UNKNOWN, undone=True),
]


@pytest.fixture
def model(dressed: QApplication) -> LedgerModel:
    made = LedgerModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show_rows(ROWS, "Europe/Riga")
    return made


def shown(model: LedgerModel) -> list[str]:
    rows = (model.row(place) for place in range(model.rowCount()))
    return [each.entry_id for each in rows if each is not None]


def narrow(model: LedgerModel, chosen: Filter = Filter.ALL, text: str = "") -> list[str]:
    model.show_only(chosen, text, newest_first=False)
    return shown(model)


def test_newest_comes_first_until_it_is_turned(model: LedgerModel) -> None:
    assert shown(model) == ["e5", "e4", "e3", "e2", "e1"]
    assert narrow(model) == ["e1", "e2", "e3", "e4", "e5"]
    assert model.place_of("e4") == 3


def test_filters_show_their_kind_and_count_it(model: LedgerModel) -> None:
    assert narrow(model, Filter.REFUSED) == ["e2"]
    assert narrow(model, Filter.UNKNOWN) == ["e3"]
    assert narrow(model, Filter.SUSPICIOUS) == []
    assert [model.count(each) for each in Filter] == [5, 1, 1, 0]
    assert model.filter is Filter.SUSPICIOUS


def test_words_typed_are_found_anywhere_in_an_entry_in_any_order(model: LedgerModel) -> None:
    assert narrow(model, text="крем 1") == ["e1"]
    assert narrow(model, text="40063 short") == ["e2"]
    assert narrow(model, text="UNKNOWN") == ["e3", "e5"]
    assert narrow(model, text="undone ana") == ["e4", "e5"]
    assert narrow(model, text="nothing of the kind") == []


def test_times_are_in_the_locations_zone_and_name_the_day_when_there_are_several(model: LedgerModel) -> None:
    model.show_only(Filter.ALL, "", newest_first=False)
    cell = model.index(0, Column.TIME)
    assert (cell.data(), cell.data(SECOND_ROLE)) == ("10:00:01", "Ana")
    model.show_rows([*ROWS, row(6, at=BEGAN + timedelta(days=1))], "Europe/Riga")
    assert model.index(0, Column.TIME).data(SECOND_ROLE) == "24 Nov · Ana"


def test_raw_text_shows_what_prints_nothing(model: LedgerModel) -> None:
    model.show_rows([row(1, text="01\x1d10A")], "UTC")
    assert model.index(0, Column.TEXT).data() == "01<GS>10A"
    assert model.index(0, Column.TEXT).data(SECOND_ROLE) == "scanner"


def test_suspicious_entries_say_why_and_have_a_filter(model: LedgerModel) -> None:
    spots = [
        Suspicion(Kind.PAUSE, ("e2", "e3"), 3, BEGAN, "", Decimal(1), 40, {}),
        Suspicion(Kind.DOUBLE, ("e2", "e3"), 3, BEGAN, "", Decimal(-1), 90, {}),
    ]
    model.show_suspicions(spots)
    assert narrow(model, Filter.SUSPICIOUS) == ["e3"]
    assert "read twice?" in model.index(0, Column.TAKEN).data(SECOND_ROLE)
    model.show_suspicions([])
    assert shown(model) == []


def test_entry_is_spoken_whole(model: LedgerModel) -> None:
    model.show_only(Filter.REFUSED, "", newest_first=True)
    spoken = model.index(0, Column.TAKEN).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Refused · too short for a code of this station"
