"""A remark is told by icon, word and colour, and read aloud whole."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.core.scannercheck import Severity
from stockdesk.ui.remarkrow import LOOKS, Disc, RemarkRow, severity_word


@pytest.mark.parametrize("severity", ["ok", "look", "bad"])
def test_severity_has_a_word_a_colour_and_an_icon(severity: Severity, dressed: QApplication, qtbot: QtBot) -> None:
    row = RemarkRow()
    qtbot.addWidget(row)
    row.show_remark(severity, "All is well.")
    assert row.word.text() == severity_word(severity)
    assert LOOKS[severity].ink.name() in row.word.styleSheet()
    assert row.accessibleName() == f"{severity_word(severity)}: All is well."


def test_no_two_severities_share_icon_or_word() -> None:
    assert len({look.icon for look in LOOKS.values()}) == len(LOOKS)
    assert len({severity_word(severity) for severity in LOOKS}) == len(LOOKS)


def test_row_can_have_a_word_of_its_own(dressed: QApplication, qtbot: QtBot) -> None:
    row = RemarkRow()
    qtbot.addWidget(row)
    row.show_remark("ok", "Row 1.", "Fits")
    assert row.word.text() == "Fits"


def test_disc_paints_severity_and_plain_icon_alike_in_size(dressed: QApplication, qtbot: QtBot) -> None:
    disc = Disc(30)
    qtbot.addWidget(disc)
    disc.show_severity("bad")
    severe = disc.grab().toImage()
    disc.show_severity(None, "wait")
    assert disc.grab().toImage() != severe
    assert disc.sizeHint() == disc.size()
