"""Totals and the primary button."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from stockdesk.core.line import Totals
from stockdesk.ui.footer import Footer


def test_totals_are_told_in_words_with_the_currency(dressed: QApplication, qtbot: QtBot) -> None:
    footer = Footer()
    qtbot.addWidget(footer)
    footer.totals.show_totals(Totals(3, Decimal(15), Decimal("69.8"), 1), "€")
    assert footer.totals.accessibleName() == "3 lines · 15 pieces · 69.80 € 1 unknown"
    footer.totals.show_totals(Totals(1, Decimal(1), Decimal("2.5"), 0), "€")
    assert footer.totals.accessibleName() == "1 line · 1 piece · 2.50 €"


def test_totals_are_laid_out_once_whatever_they_show(dressed: QApplication, qtbot: QtBot) -> None:
    footer = Footer()
    qtbot.addWidget(footer)
    before = footer.totals.sizeHint()
    footer.totals.show_totals(Totals(3000, Decimal(99999), Decimal(123456789)), "€")
    assert footer.totals.sizeHint() == before


def test_only_what_can_be_done_is_enabled(dressed: QApplication, qtbot: QtBot) -> None:
    footer = Footer()
    qtbot.addWidget(footer)
    footer.set_states(can_undo=True, has_lines=False)
    enabled = {button.text().split()[0]: button.isEnabled() for button in footer.findChildren(QPushButton)}
    assert enabled == {"Undo": True, "Check": False, "Post": False}
    with qtbot.waitSignal(footer.undo):
        next(button for button in footer.findChildren(QPushButton) if button.text() == "Undo").click()
