"""The gap finder beside the ledger: a number in hand, the spots that explain the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.core.gaps import Comparison
from stockdesk.ui.gapsheet import GapSheet
from tests.support.scandesks import ScanDesk, scan_desk
from tests.support.scanledgers import Ledger, some_product

SOAP, CREAM = PRODUCTS = [some_product(1), some_product(2)]


@dataclass
class Asked:
    sheet: GapSheet
    desk: ScanDesk

    def about(self, ledger: Ledger, line_id: str = "") -> None:
        log = self.desk.scan_log(ledger)
        self.sheet.show_log(log, log.rows(), "UTC", line_id)

    def hold(self, text: str) -> None:
        self.sheet.field.clear()
        self.sheet.ask()
        QTest.keyClicks(self.sheet.field, text)
        QTest.keyClick(self.sheet.field, Qt.Key.Key_Return)

    @property
    def told(self) -> list[str]:
        model = self.sheet.list.model()
        return [str(model.index(place, 0).data()) for place in range(model.rowCount())]


@pytest.fixture
def asked(qtbot: QtBot, dressed: QApplication, tmp_path: Path) -> Iterator[Asked]:
    with scan_desk(tmp_path / "station", PRODUCTS) as desk:
        sheet = GapSheet()
        qtbot.addWidget(sheet)
        sheet.resize(340, 600)
        sheet.show()
        sheet.activateWindow()
        qtbot.waitExposed(sheet)
        yield Asked(sheet, desk)
        sheet.close()


def double_read() -> Ledger:
    ledger = Ledger()
    for _ in range(6):
        ledger.scan(SOAP)
    ledger.scan(SOAP, 0.1)
    ledger.scan(CREAM)
    return ledger


def test_difference_is_said_and_the_likeliest_spot_stands_first(asked: Asked) -> None:
    asked.about(double_read())
    heard: list[object] = []
    asked.sheet.compared.connect(heard.append)
    asked.hold("7")
    assert asked.sheet.status.text() == "The screen says 8: 1 too many."
    assert asked.told[0] == (
        f"Very likely, scan 7 · 08:00:06. {SOAP.barcode} came twice within 100 ms. One piece may be counted twice. "
        "−1, then it is 7"
    )
    assert isinstance(heard[-1], Comparison)
    assert asked.sheet.list.hasFocus()


def test_enter_on_a_spot_names_its_entry(asked: Asked, qtbot: QtBot) -> None:
    asked.about(double_read())
    asked.hold("7")
    with qtbot.waitSignal(asked.sheet.spot_chosen) as heard:
        QTest.keyClick(asked.sheet.list, Qt.Key.Key_Return)
    assert heard.args == ["document-e8"]


def test_one_line_can_be_asked_about(asked: Asked) -> None:
    asked.about(double_read(), "l9")
    assert asked.sheet.scope.currentText() == "Product 2: 1 pc"
    asked.hold("1")
    assert asked.sheet.status.text() == "That is what the screen says."
    assert asked.told == []
    asked.sheet.scope.setCurrentIndex(2)
    asked.hold("6")
    assert asked.sheet.status.text() == "The screen says 7: 1 too many."
    assert len(asked.told) == 1


def test_difference_that_nothing_explains_asks_for_another_count(asked: Asked) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    asked.about(ledger)
    asked.hold("5")
    assert asked.sheet.status.text() == (
        "The screen says 1: 4 too few. Nothing in the ledger explains it: count once more."
    )
    assert asked.sheet.field.hasFocus()


def test_amounts_that_agree_leave_what_is_still_unknown(asked: Asked) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    ledger.unknown("ABC-77")
    asked.about(ledger)
    asked.hold("2")
    assert asked.sheet.status.text() == "That is what the screen says. Still to be looked at:"
    assert len(asked.told) == 1
    assert "Nobody knows ABC-77." in asked.told[0]


def test_text_that_is_no_amount_is_refused_in_words_and_stays(asked: Asked) -> None:
    asked.about(double_read())
    asked.hold("7x")
    assert asked.sheet.status.text().startswith("The amount '7x' cannot be read.")
    assert asked.sheet.field.property("wrong") is True
    assert asked.sheet.field.hasFocus()
    assert asked.sheet.status.property("role") == "error"
    asked.hold("7")
    assert asked.sheet.field.property("wrong") is False
    assert asked.sheet.status.property("role") == "answer"


def test_answer_goes_when_the_question_changes(asked: Asked, qtbot: QtBot) -> None:
    asked.about(double_read())
    asked.hold("7")
    with qtbot.waitSignal(asked.sheet.compared) as heard:
        QTest.keyClicks(asked.sheet.field, "0")
    assert heard.args == [None]
    assert asked.told == []


def test_line_that_was_removed_meanwhile_is_told(asked: Asked) -> None:
    log = asked.desk.scan_log(double_read())
    asked.sheet.show_log(log, log.rows(), "UTC", "l9")
    log.document.remove("l9")
    asked.hold("1")
    assert asked.sheet.status.text() == "That line is no longer there."
