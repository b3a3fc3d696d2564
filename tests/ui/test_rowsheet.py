"""Rows that cannot be taken: each with its number, its text and the reason, whole; Enter reads the file again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.core.errors import StockdeskError
from stockdesk.files.lines import RowProblem
from stockdesk.ui.rowsheet import RowSheet

PATH = Path("folder") / "monday.csv"


def test_every_row_is_named_and_none_of_its_words_is_cut(dressed: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 640)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    sheet = RowSheet(window)
    problems = [
        RowProblem(number, "x" * 400, StockdeskError("code.damaged", text=f"4,00639E+{number}"))
        for number in range(2, 40)
    ]
    sheet.show_rows(PATH, problems)
    assert sheet.list.count() == len(problems)
    for row in range(sheet.list.count()):
        item = sheet.list.item(row)
        box = sheet.list.fontMetrics().boundingRect(
            QRect(0, 0, sheet.list.viewport().width() - 60, 1000), Qt.TextFlag.TextWordWrap, item.text()
        )
        assert item.text().startswith(f"Row {row + 2}: ")
        assert item.sizeHint().height() >= box.height()
    assert window.rect().contains(sheet.card.geometry())
    with qtbot.waitSignal(sheet.again) as heard:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert heard.args == [PATH]
    window.close()
