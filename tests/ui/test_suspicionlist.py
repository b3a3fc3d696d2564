"""Suspicious spots in words, each as high as its words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from stockdesk.core.gaps import Comparison, Suspicion
from stockdesk.core.gapspots import Kind
from stockdesk.ui.suspicionlist import MOST, SuspicionList, SuspicionModel, breakable, spot_of
from tests.support.scanledgers import BEGAN

UTC = ZoneInfo("UTC")
PAUSE = Suspicion(
    Kind.PAUSE, ("e1", "e2"), 2, BEGAN, "l1", Decimal(1), 50, {"seconds": "3.1", "usual": "1.2", "title": "Soap"}
)


def test_spot_says_how_likely_where_why_and_what_then(dressed: QApplication) -> None:
    spot = spot_of(PAUSE, Decimal(7), None, UTC)
    assert (spot.likely, spot.where, spot.then) == ("Likely", "08:00:00", "+1, then it is 8")
    assert spot.why == "3.1 s without a scan, where 1.2 s are usual. A scan may not have been taken."


def test_spot_that_changes_nothing_promises_nothing(dressed: QApplication) -> None:
    assert spot_of(replace(PAUSE, explains=Decimal(0)), Decimal(7), None, UTC).then == ""


def test_long_list_is_cut_where_nothing_is_explained_any_more(dressed: QApplication) -> None:
    model = SuspicionModel()
    model.show_comparison(Comparison(Decimal(7), Decimal(8), (PAUSE,) * (MOST + 5)), {}, UTC)
    assert model.rowCount() == MOST
    model.show_comparison(None, {}, UTC)
    assert model.rowCount() == 0


def test_narrow_list_gives_long_words_more_lines(dressed: QApplication, qtbot: QtBot) -> None:
    model = SuspicionModel()
    view = SuspicionList(model)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    qtbot.waitExposed(view)
    model.show_comparison(Comparison(Decimal(7), Decimal(8), (PAUSE,)), {}, UTC)
    wide = view.sizeHintForRow(0)
    view.resize(220, 400)
    qtbot.waitUntil(lambda: view.sizeHintForRow(0) > wide)
    assert view.itemDelegate().sizeHint(QStyleOptionViewItem(), model.index(0)).width() == view.viewport().width()
    view.close()


def test_code_of_a_piece_breaks_over_lines_and_words_stay_whole() -> None:
    code = "010400000000001421ABCDEF1234567"
    assert breakable(f"{code} was refused.") == "\u200b".join(code) + " was refused."
