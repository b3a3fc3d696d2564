"""A box of choices: the wheel in passing changes nothing, and a long choice keeps its end."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.ui.choicebox import ChoiceBox
from tests.support.shown import show


def test_wheel_turns_a_choice_only_when_it_has_the_focus(dressed: QApplication, qtbot: QtBot) -> None:
    choice = ChoiceBox("Port")
    choice.addItems(["a", "b"])
    show(qtbot, choice)
    choice.clearFocus()
    down, nowhere = QPoint(0, -120), Qt.ScrollPhase.NoScrollPhase
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier

    def turn() -> None:
        event = QWheelEvent(QPointF(2, 2), QPointF(2, 2), QPoint(), down, *none, nowhere, False)
        QApplication.sendEvent(choice, event)

    turn()
    assert choice.currentIndex() == 0
    choice.setFocus()
    assert choice.hasFocus()
    turn()
    assert choice.currentIndex() == 1


def test_long_choice_loses_its_middle_and_keeps_its_end(dressed: QApplication, qtbot: QtBot) -> None:
    choice = ChoiceBox("of what")
    choice.addItems(["Soap: 3 pc", "Shampoo for very long hair with olive oil and much else 250 ml: 12 pc"])
    choice.setFixedWidth(220)
    show(qtbot, choice)
    assert choice.shown_text() == "Soap: 3 pc"
    before = choice.grab().toImage()
    choice.setCurrentIndex(1)
    assert "…" in choice.shown_text()
    assert choice.shown_text().startswith("Shampoo")
    assert choice.shown_text().endswith("12 pc")
    assert choice.fontMetrics().horizontalAdvance(choice.shown_text()) < choice.width()
    assert choice.grab().toImage() != before
