"""One operation in detail, walked by keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State
from stockdesk.ui.outboxdetails import Case, OutboxDetails
from tests.support.outboxrows import NOON, outbox_row

MARKER = "SD-2222222222"


@pytest.fixture
def details(dressed: QApplication, qtbot: QtBot) -> Iterator[OutboxDetails]:
    window = QWidget()
    qtbot.addWidget(window)
    made = OutboxDetails(lambda _id: None, window)
    QVBoxLayout(window).addWidget(made)
    window.resize(400, 600)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    yield made
    window.close()


def show(details: OutboxDetails, row: OutboxRow, *others: OutboxRow) -> str:
    details.show_case(Case(row, (row, *others), (), ()), "Europe/Berlin", "account")
    return "\n".join(label.text() for label in details.findChildren(QLabel) if label.isVisible())


def key(details: OutboxDetails, code: Qt.Key) -> None:
    QTest.keyClick(details.window().windowHandle(), code)


def test_next_step_and_who_approved_are_told(details: OutboxDetails) -> None:
    told = show(details, replace(outbox_row(MARKER, State.UNKNOWN), attempts=2, not_before=NOON))
    assert "approved 22 Nov, 15:05 by Anna" in told
    assert "sent 2 times" in told
    assert "next step at 15:05:00" in told
    assert MARKER in told


def test_half_done_transfer_shows_both_legs(details: OutboxDetails) -> None:
    out = replace(outbox_row(f"{MARKER}-1", State.POSTED), role=Role.OUT, leg=1, number="51")
    into = replace(outbox_row(f"{MARKER}-2", State.REJECTED), role=Role.IN, leg=2)
    told = show(details, into, out)
    assert "Half done" in told
    assert "Receipt · out No. 51" in told


def test_arrows_walk_the_actions_enter_takes_and_escape_leaves(details: OutboxDetails, qtbot: QtBot) -> None:
    show(details, outbox_row(MARKER, State.REJECTED))
    details.enter()
    copy, again = details.buttons()
    assert copy.hasFocus()
    key(details, Qt.Key.Key_Down)
    assert again.hasFocus()
    with qtbot.waitSignal(details.acted) as heard:
        key(details, Qt.Key.Key_Return)
    assert heard.args == [again.deed]
    key(details, Qt.Key.Key_Up)
    assert copy.hasFocus()
    with qtbot.waitSignal(details.left):
        key(details, Qt.Key.Key_Escape)


def test_operation_without_actions_leads_to_its_proof(details: OutboxDetails) -> None:
    show(details, outbox_row(MARKER, State.POSTED))
    details.enter()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "What happened"


def test_buttons_that_stay_the_same_keep_the_focus(details: OutboxDetails) -> None:
    row = outbox_row(MARKER, State.UNKNOWN)
    show(details, row)
    details.enter()
    before = QApplication.focusWidget()
    show(details, replace(row, failures=3))
    assert QApplication.focusWidget() is before
