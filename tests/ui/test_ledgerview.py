"""The ledger over the document, worked by keys alone, on real databases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.core.document import Intent
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.ui.ledgermodel import Column, Filter
from stockdesk.ui.ledgerview import LedgerView
from tests.support.scandesks import ScanDesk, scan_desk
from tests.support.scanledgers import Ledger, some_product

SOAP, CREAM = PRODUCTS = [some_product(1), some_product(2)]


@dataclass
class Stage:
    """A window with a field under the ledger."""

    window: QWidget
    under: QLineEdit
    view: LedgerView
    desk: ScanDesk

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.windowHandle(), key, modifier)

    def show(self, ledger: Ledger) -> None:
        self.view.show_log(self.desk.scan_log(ledger), "UTC")

    @property
    def titles(self) -> list[str]:
        model = self.view.entries
        return [model.index(place, Column.TAKEN).data() for place in range(model.rowCount())]

    @property
    def words(self) -> str:
        return "\n".join(label.text() for label in self.view.findChildren(QLabel) if label.isVisible())

    @property
    def tabs(self) -> list[str]:
        return [self.view.tabs.tabText(place) for place in Filter]


@pytest.fixture
def stage(qtbot: QtBot, dressed: QApplication, tmp_path: Path) -> Iterator[Stage]:
    with scan_desk(tmp_path / "station", PRODUCTS) as desk:
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(1366, 768)
        under = QLineEdit()
        QVBoxLayout(window).addWidget(under)
        view = LedgerView(window)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        under.setFocus()
        qtbot.waitUntil(under.hasFocus)
        yield Stage(window, under, view, desk)
        window.close()


def some_ledger() -> Ledger:
    ledger = Ledger()
    for _ in range(6):
        ledger.scan(SOAP)
    ledger.refused("A\x1d??")
    ledger.unknown("ABC-77")
    ledger.scan(CREAM)
    ledger.scan(CREAM, 0.1)
    return ledger


def test_it_opens_on_the_newest_entry_with_the_focus_in_the_list(stage: Stage) -> None:
    stage.show(some_ledger())
    assert stage.view.table.hasFocus()
    assert stage.titles[:4] == ["Product 2", "Product 2", "Unknown code", "Refused"]
    assert stage.view.table.currentIndex().row() == 0
    assert "Ledger · Receipt" in stage.words


def test_suspicious_spots_are_counted_once_the_list_is_there(stage: Stage, qtbot: QtBot) -> None:
    stage.show(some_ledger())
    assert stage.tabs == ["All 10", "Refused 1", "Unknown 1", "Suspicious"]
    qtbot.waitUntil(lambda: stage.tabs[Filter.SUSPICIOUS] == "Suspicious 3")


def test_arrows_go_through_the_filters(stage: Stage) -> None:
    stage.show(some_ledger())
    stage.press(Qt.Key.Key_Right)
    assert stage.titles == ["Refused"]
    stage.press(Qt.Key.Key_Right)
    assert stage.titles == ["Unknown code"]
    stage.press(Qt.Key.Key_Right)
    assert stage.titles == ["Product 2", "Unknown code", "Refused"]
    stage.press(Qt.Key.Key_Left)
    stage.press(Qt.Key.Key_Left)
    stage.press(Qt.Key.Key_Left)
    assert len(stage.titles) == 10


def test_keys_stay_with_the_list_where_a_filter_shows_nothing(stage: Stage) -> None:
    ledger = Ledger()
    ledger.scan(SOAP)
    stage.show(ledger)
    for words in ("No scan was refused.", "No unknown code.", "Nothing suspicious."):
        stage.press(Qt.Key.Key_Right)
        assert words in stage.words
        assert stage.view.table.hasFocus()
    stage.press(Qt.Key.Key_Right)
    assert stage.titles == ["Product 1"]
    stage.press(Qt.Key.Key_Right)
    stage.press(Qt.Key.Key_P)
    assert (stage.view.field.text(), stage.view.gap.field.text()) == ("p", "")


def test_typing_narrows_the_list_down_and_escape_takes_that_back_first(stage: Stage) -> None:
    stage.show(some_ledger())
    for key in (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_C):
        stage.press(key)
    assert stage.view.field.text() == "abc"
    assert stage.titles == ["Unknown code"]
    stage.press(Qt.Key.Key_Escape)
    assert len(stage.titles) == 10
    assert stage.view.isVisible()
    stage.press(Qt.Key.Key_Escape)
    assert not stage.view.isVisible()
    assert stage.under.hasFocus()


def test_nothing_found_says_so(stage: Stage) -> None:
    stage.show(some_ledger())
    stage.view.field.setText("zzz")
    assert "Nothing has “zzz” in it." in stage.words
    stage.view.field.setText("")
    assert "Nothing has" not in stage.words


def test_document_without_scans_says_what_will_be_here(stage: Stage) -> None:
    stage.show(Ledger())
    assert "Nothing has been scanned yet." in stage.words


def test_enter_goes_to_the_line_and_closes_the_ledger(stage: Stage, qtbot: QtBot) -> None:
    stage.show(some_ledger())
    stage.press(Qt.Key.Key_Down)
    with qtbot.waitSignal(stage.view.line_chosen) as heard:
        stage.press(Qt.Key.Key_Return)
    assert heard.args == ["l10"]
    assert not stage.view.isVisible()


def test_enter_on_an_entry_without_a_line_says_so_and_stays(stage: Stage) -> None:
    stage.show(some_ledger())
    stage.press(Qt.Key.Key_Right)
    stage.press(Qt.Key.Key_Return)
    assert "no line" in stage.words
    assert stage.view.isVisible()


def test_order_can_be_turned(stage: Stage) -> None:
    stage.show(some_ledger())
    stage.view.order.click()
    assert stage.titles[0] == "Product 1"
    assert stage.view.order.text() == "Oldest first ↓"


def test_amount_in_hand_leads_to_the_double_read_and_from_there_to_its_line(stage: Stage, qtbot: QtBot) -> None:
    stage.show(some_ledger())
    stage.view.gap.ask()
    QTest.keyClicks(stage.view.gap.field, "8")
    stage.press(Qt.Key.Key_Return)
    assert "The screen says 9: 1 too many." in stage.words
    assert stage.view.gap.list.hasFocus()
    stage.press(Qt.Key.Key_Return)
    row = stage.view.entries.row(stage.view.table.currentIndex().row())
    assert row is not None
    assert (row.number, stage.view.table.hasFocus()) == (10, True)
    with qtbot.waitSignal(stage.view.line_chosen) as heard:
        stage.press(Qt.Key.Key_Return)
    assert heard.args == ["l10"]


def test_spot_that_the_filter_hides_is_shown_all_the_same(stage: Stage) -> None:
    stage.show(some_ledger())
    stage.press(Qt.Key.Key_Right)
    stage.view.choose_entry("document-e2")
    row = stage.view.entries.row(stage.view.table.currentIndex().row())
    assert row is not None
    assert row.number == 1
    assert len(stage.titles) == 10


def test_scan_that_comes_while_it_is_open_is_shown_after_a_refresh(stage: Stage) -> None:
    ledger = some_ledger()
    log = stage.desk.scan_log(ledger)
    stage.view.show_log(log, "UTC")
    stage.press(Qt.Key.Key_Down)
    log.document.do(Intent(EntryKind.REFUSED, data={"code": "?", "reason": "scan.short"}), RawScan("?"))
    stage.view.refresh()
    assert stage.titles[0] == "Refused"
    row = stage.view.entries.row(stage.view.table.currentIndex().row())
    assert row is not None
    assert row.number == 9


def test_tab_stays_inside(stage: Stage) -> None:
    stage.show(some_ledger())
    seen = set()
    for _ in range(12):
        stage.press(Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert stage.view.isAncestorOf(focus)
        seen.add(focus)
    assert {stage.view.table, stage.view.gap.field, stage.view.gap.list, stage.view.field} <= seen


def test_one_tab_leads_from_the_list_to_the_number_in_hand(stage: Stage) -> None:
    stage.show(some_ledger())
    stage.press(Qt.Key.Key_Tab)
    assert stage.view.gap.field.hasFocus()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 640)])
def test_nothing_is_cut_in_a_small_window(stage: Stage, qtbot: QtBot, width: int, height: int) -> None:
    stage.window.resize(width, height)
    stage.show(some_ledger())
    qtbot.waitUntil(lambda: stage.view.width() == width)
    table = stage.view.table
    columns = sum(table.columnWidth(column) for column in Column)
    assert columns <= table.viewport().width()
    assert stage.view.tabs.sizeHint().width() <= stage.view.tabs.width()
    assert table.columnWidth(Column.TAKEN) >= 200
    assert stage.window.rect().contains(stage.view.card.geometry())


def test_five_thousand_entries_make_no_widgets_and_no_wait(stage: Stage) -> None:
    """No timed assert: widgets are counted, and the figures are printed for whoever asks with -s."""
    ledger = Ledger()
    for place in range(5000):
        ledger.scan(PRODUCTS[place % 2])
    ledger.refused("nothing of the kind")
    log = stage.desk.scan_log(ledger)
    before = len(stage.view.findChildren(QWidget))
    begun = time.perf_counter()
    stage.view.show_log(log, "UTC")
    opened = time.perf_counter()
    stage.view.table.viewport().repaint()
    painted = time.perf_counter()
    stage.view.field.setText("not readable")
    typed = time.perf_counter()
    print(f"open {opened - begun:.3f} s, paint {painted - opened:.3f} s, type {typed - painted:.3f} s")
    assert stage.view.entries.rowCount() == 1
    assert len(stage.view.findChildren(QWidget)) == before
    assert log.document.sheet.totals.pieces == Decimal(5000)
