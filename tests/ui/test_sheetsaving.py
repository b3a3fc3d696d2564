"""Saving a sheet of codes: the dialog asks, a worker makes it, the page says what became of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from stockdesk.core.errors import StockdeskError
from stockdesk.ui.application import Desktop
from stockdesk.ui.sheetsaving import SheetSaving


def test_both_sheets_are_saved_where_the_dialog_says(desktop: Desktop, tmp_path: Path, qtbot: QtBot) -> None:
    saving = desktop.window.places.sheets
    for ask, count in ((saving.command_sheet, "14 codes"), (saving.setup_sheet, "4 codes")):
        path = tmp_path / f"{count}.pdf"
        ask()
        dialog = saving.dialog
        assert dialog is not None
        qtbot.waitExposed(dialog)
        dialog.findChildren(QLineEdit)[0].setText(str(path))
        with qtbot.waitSignal(saving.saved, timeout=20_000) as told:
            QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)
        assert count in told.args[0]
        assert path.read_bytes().startswith(b"%PDF-")


def test_sheet_that_cannot_be_written_is_told(desktop: Desktop, tmp_path: Path, qtbot: QtBot) -> None:
    saving = desktop.window.places.sheets

    def make(path: Path, paper: str) -> int:
        raise StockdeskError("sheet.unwritable", path=str(path), detail="no room")

    with qtbot.waitSignal(saving.failed) as told:
        saving.save(tmp_path / "x.pdf", make)
    assert told.args[0].code == "sheet.unwritable"


def test_dialog_belongs_to_the_window(desktop: Desktop) -> None:
    saving: SheetSaving = desktop.window.places.sheets
    saving.setup_sheet()
    assert saving.dialog is not None
    assert saving.dialog.windowModality() is Qt.WindowModality.WindowModal
    saving.dialog.reject()
    assert saving.dialog is None
