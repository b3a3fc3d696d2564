"""What the tour begins with; the tour itself is walked in the test of its verb."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from stockdesk.core.gtin import gtin14
from stockdesk.ui.tour import real_codes


def test_codes_of_the_tour_are_real(dressed: QApplication) -> None:
    codes = real_codes(12)
    assert len(set(codes)) == 12
    assert all(gtin14(code) is not None for code in codes)
