"""The outbox as a table: newest on top, each state with icon, word and colour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.core.outbox import Role
from stockdesk.core.posting import State
from stockdesk.ui.outboxmodel import Column, OutboxModel, document_title, dress_of
from tests.support.outboxrows import outbox_row

STORAGES = {10: "Shop", 11: "Room"}


def model(*markers: str) -> OutboxModel:
    made = OutboxModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    made.show_rows([outbox_row(marker) for marker in markers], STORAGES, "Europe/Berlin")
    return made


def texts(shown: OutboxModel, row: int) -> list[str]:
    return [str(shown.index(row, column).data()) for column in Column]


def test_newest_operation_stands_on_top(dressed: QApplication) -> None:
    shown = model("SD-2222222222", "SD-3333333333")
    assert texts(shown, 0) == ["waiting", "Receipt", "", "3", "Shop", "22 Nov, 15:05", "SD-3333333333"]


def test_moved_operation_changes_its_own_row(dressed: QApplication, qtbot: QtBot) -> None:
    shown = model("SD-2222222222", "SD-3333333333")
    with qtbot.assertNotEmitted(shown.modelReset), qtbot.waitSignal(shown.dataChanged):
        shown.put(replace(outbox_row("SD-2222222222"), state=State.POSTED, number="123"))
    assert texts(shown, 1)[:3] == ["posted", "Receipt", "123"]
    assert shown.rowCount() == 2


def test_new_operation_comes_on_top(dressed: QApplication) -> None:
    shown = model("SD-2222222222")
    shown.put(outbox_row("SD-4444444444"))
    assert texts(shown, 0)[Column.MARKER] == "SD-4444444444"


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_a_word_an_icon_and_a_colour(state: State, dressed: QApplication) -> None:
    shown = model("SD-2222222222")
    shown.put(replace(outbox_row("SD-2222222222"), state=state))
    cell = shown.index(0, Column.STATE)
    assert cell.data() == dress_of(state).word != ""
    assert not cell.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert cell.data(Qt.ItemDataRole.ForegroundRole) == dress_of(state).colour


def test_words_of_all_states_differ(dressed: QApplication) -> None:
    assert len({dress_of(state).word for state in State}) == len(State)


def test_legs_and_parts_are_told_apart() -> None:
    row = outbox_row("SD-2222222222")
    titles = {document_title(replace(row, role=role, leg=2)) for role in Role}
    assert titles == {"Receipt", "Receipt · part 2", "Receipt · out", "Receipt · in"}


def test_transfer_names_both_storages(dressed: QApplication) -> None:
    shown = model()
    shown.put(replace(outbox_row("SD-2222222222"), to_storage_id=11))
    assert texts(shown, 0)[Column.STORAGE] == "Shop → Room"


def test_document_that_needs_a_person_says_so_whatever_its_state(dressed: QApplication) -> None:
    shown = model("SD-2222222222", "SD-3333333333")
    posted = replace(outbox_row("SD-2222222222"), state=State.POSTED)
    shown.put(replace(posted, reason="posted.twins", reason_arguments={"documents": "17"}))
    shown.put(replace(outbox_row("SD-3333333333"), state=State.REJECTED, reason="attempt.invalid"))
    assert [texts(shown, row)[Column.STATE] for row in (0, 1)] == ["rejected · look", "posted · look"]
    twin = shown.index(1, Column.STATE).data(Qt.ItemDataRole.ForegroundRole)
    assert twin == dress_of(State.PARTIAL).colour != dress_of(State.POSTED).colour
    assert (shown.attention.problems, shown.attention.unknown) == (2, 0)
    shown.put(posted)
    assert texts(shown, 1)[Column.STATE] == "posted"


def test_other_leg_of_a_transfer_says_so_too_when_one_is_refused(dressed: QApplication, qtbot: QtBot) -> None:
    shown = OutboxModel()
    legs = [replace(outbox_row(f"SD-2222222222-{leg}", State.POSTED), base="SD-2222222222", leg=leg) for leg in (1, 2)]
    shown.show_rows([legs[0], replace(legs[1], state=State.QUEUED)], STORAGES, "Europe/Berlin")
    changed: list[int] = []
    shown.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    shown.put(replace(legs[1], state=State.REJECTED))
    assert sorted(changed) == [0, 1]
    assert [texts(shown, row)[Column.STATE] for row in (0, 1)] == ["rejected · look", "posted · look"]
