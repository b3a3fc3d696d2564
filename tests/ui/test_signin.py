"""Signing in by keys at a real service: demo login, token, wrong password, several locations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from stockdesk.app.log import stop_logging
from stockdesk.app.workspace import Options, Workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.ui.application import Desktop
from tests.support.demo import LOCATION, DemoService
from tests.support.keyrings import MemoryKeyring
from tests.support.keys import press, scan, type_text
from tests.support.strictness import LogWatch


@pytest.fixture
def stranger(tmp_path: Path, demo: DemoService, dressed: QApplication, qtbot: QtBot) -> Iterator[Desktop]:
    """A window on an empty folder: nobody has signed in here yet."""
    workspace = Workspace.open(Options(tmp_path / "new", demo.base_url, None, {}), gui=True)
    opened = Desktop(dressed, workspace, lambda _error: StockdeskError("bug"))
    opened.start()
    qtbot.waitExposed(opened.window)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    yield opened
    opened.close()
    opened.window.deleteLater()
    stop_logging()


def fill(qtbot: QtBot, desktop: Desktop, *texts: str) -> None:
    for place, text in enumerate(texts):
        if place:
            press(desktop, Qt.Key.Key_Tab)
        type_text(qtbot, desktop, text)
    press(desktop, Qt.Key.Key_Return)


def error(desktop: Desktop) -> str:
    labels = desktop.window.rooms.sign_in.view.findChildren(QLabel)
    return next((label.text() for label in labels if label.property("role") == "error" and label.isVisible()), "")


def test_login_leads_to_the_only_location_and_an_empty_receipt(
    stranger: Desktop, qtbot: QtBot, memory_keyring: MemoryKeyring
) -> None:
    fill(qtbot, stranger, "demo-partner", "demo", "demo")
    view = stranger.window.rooms.sign_in.view
    qtbot.waitUntil(lambda: view.offering or stranger.window.view.document is not None, timeout=15_000)
    if view.offering:
        press(stranger, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stranger.window.view.document is not None, timeout=15_000)
    current = stranger.workspace.session.current
    assert current is not None
    assert current.location.location_id == LOCATION
    assert stranger.window.pages.currentWidget() is stranger.window.view


def test_wrong_password_is_told_and_what_was_typed_stays(stranger: Desktop, qtbot: QtBot, log_watch: LogWatch) -> None:
    log_watch.allow("")
    fill(qtbot, stranger, "demo-partner", "demo", "wrong")
    qtbot.waitUntil(lambda: error(stranger) != "", timeout=15_000)
    assert "did not accept the sign-in" in error(stranger)
    assert stranger.workspace.session.current is None


def test_empty_field_is_named(stranger: Desktop, qtbot: QtBot) -> None:
    fill(qtbot, stranger, "demo-partner", "demo", "")
    assert error(stranger) == "Password is still empty."


def test_scan_before_the_sign_in_is_refused_aloud_and_lands_in_no_field(stranger: Desktop, qtbot: QtBot) -> None:
    scan(stranger, "4006381333931")
    assert "not taken" in error(stranger)
    type_text(qtbot, stranger, "x")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.property("text") == "x"
