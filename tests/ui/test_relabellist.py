"""The evidence against a label, in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from stockdesk.app.radar import RelabelRow
from stockdesk.core.radar import BadLabel, Sign
from stockdesk.ui.relabellist import RelabelModel, evidence_of, good_of, times
from tests.support.scanledgers import BEGAN, some_product

LABEL = BadLabel(1, {Sign.TYPED: 4, Sign.REFUSED: 2}, BEGAN.replace(day=12), BEGAN, 99, 7)
RIGA = ZoneInfo("Europe/Riga")


@pytest.mark.parametrize(("count", "words"), [(1, "once"), (2, "twice"), (4, "4 times")])
def test_numbers_of_times_are_said_as_people_do(count: int, words: str) -> None:
    assert times(count) == words


def test_evidence_names_what_happened_how_often_and_since_when(dressed: QApplication) -> None:
    assert evidence_of(LABEL, RIGA) == "typed by hand 4 times, refused twice since 12 Nov"


def test_every_sign_has_words(dressed: QApplication) -> None:
    label = BadLabel(1, dict.fromkeys(Sign, 1), BEGAN, BEGAN, 1, 0)
    assert evidence_of(label, RIGA).count("once") == len(Sign)
    assert good_of(label) == "none went well"
    assert good_of(LABEL) == "7 scans went well"


def test_list_tells_all_of_it_to_a_screen_reader(dressed: QApplication) -> None:
    model = RelabelModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show_rows([RelabelRow(some_product(1), LABEL), RelabelRow(some_product(2), LABEL)], "Europe/Riga")
    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Product 1: typed by hand 4 times, refused twice since 12 Nov, 7 scans went well"
    model.drop(0)
    assert [model.index(place).data() for place in range(model.rowCount())] == ["Product 2"]
