"""Starting and ending the window."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from stockdesk.app.log import stop_logging
from stockdesk.app.workspace import Options, Workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.ui import application
from stockdesk.ui.application import Desktop
from stockdesk.ui.instance import Instance
from tests.support.strictness import LogWatch


def report(error: Exception) -> StockdeskError:
    return StockdeskError("bug", error=type(error).__name__, report="/tmp/bug.txt")


def test_display_is_missing_only_on_linux_without_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert not application.has_display({})
    assert application.has_display({"DISPLAY": ":0"})
    assert application.has_display({"QT_QPA_PLATFORM": "offscreen"})
    monkeypatch.setattr(sys, "platform", "win32")
    assert application.has_display({})


def test_window_opens_paints_and_quits(tmp_path: Path, dressed: QApplication) -> None:
    assert application.smoke(Options(tmp_path, "http://127.0.0.1:9", None, {}), report) == 0
    stop_logging()


def test_run_ends_when_the_window_is_closed(tmp_path: Path, dressed: QApplication) -> None:
    """The last window closes, the loop ends, the folder is free again."""
    QTimer.singleShot(0, lambda: [window.close() for window in QApplication.topLevelWidgets() if window.isVisible()])
    assert application.run(Options(tmp_path, "http://127.0.0.1:9", None, {}), report) == 0
    stop_logging()
    free = Instance(tmp_path)
    assert free.take()
    free.release()


def test_second_run_on_a_folder_ends_at_once(folder: Path, desktop: Desktop, dressed: QApplication) -> None:
    first = Instance(folder)
    assert first.take()
    called: list[None] = []
    first.listen(lambda: called.append(None))
    assert application.run(Options(folder, "http://127.0.0.1:9", None, {}), report) == 0
    first.release()


def test_bug_is_shown_with_its_report_and_the_window_goes_on(
    desktop: Desktop, qtbot: QtBot, log_watch: LogWatch
) -> None:
    log_watch.allow("shown to the person")
    desktop.guard()
    try:
        error = ZeroDivisionError("token-4711")
        sys.excepthook(type(error), error, None)
    finally:
        sys.excepthook = sys.__excepthook__
    (box,) = desktop.window.findChildren(QMessageBox)
    assert "ZeroDivisionError" in box.text()
    assert "token-4711" not in box.text()
    assert desktop.window.isVisible()
    box.reject()


def test_window_comes_back_to_where_it_was(workspace: Workspace, dressed: QApplication, qtbot: QtBot) -> None:
    first = Desktop(dressed, workspace, report)
    first.window.resize(1024, 700)
    first._settings().setValue("geometry", first.window.saveGeometry())
    second = Desktop(dressed, workspace, report)
    second._place()
    assert second.window.height() == 700
    for desktop in (first, second):
        desktop.window.deleteLater()
