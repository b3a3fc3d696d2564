"""Check and post: what stands in the way is listed, the number is shown, the work is never in doubt."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.workspace import Options, Workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.core.posting import State
from stockdesk.core.product import Product
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from tests.support.demo import LOCATION, PARTNER_TOKEN, USER_TOKEN, DemoService, running_demo
from tests.support.keys import press, scan
from tests.support.strictness import LogWatch
from tests.support.window import UNKNOWN, banner, lines, some_products

ENVIRON = {"STOCKDESK_PARTNER_TOKEN": PARTNER_TOKEN, "STOCKDESK_USER_TOKEN": USER_TOKEN}


def report(error: Exception) -> StockdeskError:
    """What a bug becomes in these tests."""
    return StockdeskError("bug", error=type(error).__name__, report="-")


def test_posting_with_an_open_code_lists_it_and_enter_goes_there(desktop: Desktop, soap: Product) -> None:
    scan(desktop, UNKNOWN)
    press(desktop, Qt.Key.Key_Down)
    press(desktop, Qt.Key.Key_F9)
    assert desktop.window.rooms.problems.isVisible()
    press(desktop, Qt.Key.Key_Return)
    current = desktop.window.view.table.current_line()
    assert current is not None
    assert (current.code, desktop.workspace.posting.rows()) == (UNKNOWN, [])


def test_post_shows_the_number_and_clears_for_the_next_document(
    desktop: Desktop, soap: Product, demo: DemoService, qtbot: QtBot
) -> None:
    press(desktop, Qt.Key.Key_F9)
    assert lines(desktop) == []
    qtbot.waitUntil(lambda: banner(desktop).tone is Tone.ACCEPTED, timeout=20_000)
    (row,) = desktop.workspace.posting.rows()
    assert row.state is State.POSTED
    assert row.number
    assert row.number in banner(desktop).title
    (document,) = demo.documents(marker=row.marker)
    assert [line["good_id"] for line in document["lines"]] == [soap.product_id]


def test_number_that_comes_late_covers_no_scan(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    press(desktop, Qt.Key.Key_F9)
    scan(desktop, soap.barcode)
    qtbot.waitUntil(lambda: "posted" in desktop.window.top.note.text, timeout=20_000)
    assert banner(desktop).title == soap.title


def test_without_the_service_a_document_is_kept_and_said_so(
    folder: Path, dressed: QApplication, qtbot: QtBot, log_watch: LogWatch
) -> None:
    log_watch.allow("")
    with running_demo("--products", "1") as demo:
        gone = demo.base_url
        desktop = Desktop(dressed, Workspace.open(Options(folder, gone, LOCATION, ENVIRON), gui=True), report)
        desktop.workspace.sign_in_now()
    desktop.start()
    qtbot.waitExposed(desktop.window)
    scan(desktop, some_products(desktop, 1)[0].barcode)
    press(desktop, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: banner(desktop).word == "Kept here")
    (row,) = desktop.workspace.posting.rows()
    assert (row.state, banner(desktop).tone, lines(desktop)) == (State.QUEUED, Tone.LOOK, [])
    desktop.close()
