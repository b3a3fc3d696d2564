"""The outbox page: what waits and what was posted, with its proof, and what a person may do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from stockdesk.core.outbox import OutboxRow
from stockdesk.core.posting import State
from stockdesk.core.product import Product
from stockdesk.ui.application import Desktop
from stockdesk.ui.outboxview import OutboxView
from tests.support.demo import DemoService
from tests.support.keys import CONTROL, press, scan, type_text
from tests.support.strictness import LogWatch
from tests.support.window import amounts, some_products


def shown(view: OutboxView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def button(view: OutboxView, words: str) -> QPushButton:
    return next(each for each in view.findChildren(QPushButton) if each.text() == words and each.isVisible())


def test_posted_document_is_listed_with_its_number_and_proof(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    press(desktop, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: desktop.workspace.posting.counts().get(State.POSTED) == 1, timeout=20_000)
    press(desktop, Qt.Key.Key_2, CONTROL)
    (row,) = desktop.workspace.posting.rows()
    view = desktop.window.rooms.outbox
    assert f"Receipt · No. {row.number}" in shown(view)
    assert "1 posted" in shown(view)
    assert "Read back · all of it is there" in shown(view)


def test_empty_outbox_says_what_will_be_here(desktop: Desktop) -> None:
    press(desktop, Qt.Key.Key_2, CONTROL)
    assert "Nothing has been posted" in shown(desktop.window.rooms.outbox)


def test_rejected_document_can_be_sent_again_as_it_is(
    desktop: Desktop, soap: Product, demo: DemoService, qtbot: QtBot, log_watch: LogWatch
) -> None:
    log_watch.allow("")
    demo.set_rights({"storages_receipts_access": 0, "storages_create_transactions_access": 0})
    press(desktop, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: desktop.workspace.posting.counts().get(State.REJECTED) == 1, timeout=30_000)
    demo.reset()
    press(desktop, Qt.Key.Key_2, CONTROL)
    button(desktop.window.rooms.outbox, "Send again as it is").click()
    qtbot.waitUntil(lambda: desktop.workspace.posting.counts().get(State.POSTED) == 1, timeout=30_000)
    qtbot.waitUntil(lambda: "1 posted" in shown(desktop.window.rooms.outbox))


def test_document_that_was_never_sent_becomes_a_draft_again(desktop: Desktop, soap: Product) -> None:
    """Approved behind the poster's back, as by another process that has not run yet."""
    document = desktop.window.view.document
    assert document is not None
    desktop.workspace.posting.wake = lambda: None
    press(desktop, Qt.Key.Key_F9)
    press(desktop, Qt.Key.Key_2, CONTROL)
    button(desktop.window.rooms.outbox, "Take back as a draft").click()
    assert desktop.window.pages.currentWidget() is desktop.window.view
    assert amounts(desktop) == ["1"]


def settled(desktop: Desktop, qtbot: QtBot, state: State) -> OutboxRow:
    """Wait until the one operation stands like this, and show it."""
    qtbot.waitUntil(lambda: desktop.workspace.posting.counts() == {state: 1}, timeout=30_000)
    press(desktop, Qt.Key.Key_2, CONTROL)
    (row,) = desktop.workspace.posting.rows()
    return row


def give(desktop: Desktop, qtbot: QtBot, steps: int, reason: str) -> None:
    """Choose an action by keys, so many steps down, and give a reason."""
    press(desktop, Qt.Key.Key_Return)
    for _ in range(steps):
        press(desktop, Qt.Key.Key_Down)
    press(desktop, Qt.Key.Key_Return)
    assert desktop.window.rooms.outbox.word.isVisible()
    # The station signed in by its environment's tokens, which do not tell whose they are.
    type_text(qtbot, desktop, "vera")
    press(desktop, Qt.Key.Key_Tab)
    type_text(qtbot, desktop, reason)
    press(desktop, Qt.Key.Key_Return)


def notes(desktop: Desktop, row: OutboxRow) -> list[tuple[str, str]]:
    """Who said why, as the ledger of the operation's document keeps it."""
    entries = desktop.workspace.documents.open(row.local_document).sheet.entries
    return [(entry.person, entry.data["reason"]) for entry in entries if entry.data.get("reason")]


def test_partly_there_shows_both_sides_and_is_accepted_by_keys(
    desktop: Desktop, demo: DemoService, qtbot: QtBot, log_watch: LogWatch
) -> None:
    log_watch.allow("")
    first, second = some_products(desktop, 2)
    scan(desktop, first.barcode)
    scan(desktop, second.barcode)
    demo.set_faults({"partial": 1.0}, count=1)
    press(desktop, Qt.Key.Key_F9)
    row = settled(desktop, qtbot, State.PARTIAL)
    told = shown(desktop.window.rooms.outbox)
    assert first.title in told
    assert second.title in told
    assert told.index(second.title) < told.index(first.title)
    give(desktop, qtbot, 0, "counted")
    assert desktop.workspace.posting.counts() == {State.POSTED: 1}
    assert notes(desktop, row) == [("vera", "counted")]


def test_partly_there_is_taken_back_at_the_service(
    desktop: Desktop, demo: DemoService, qtbot: QtBot, log_watch: LogWatch
) -> None:
    log_watch.allow("")
    for product in some_products(desktop, 2):
        scan(desktop, product.barcode)
    demo.set_faults({"partial": 1.0}, count=1)
    press(desktop, Qt.Key.Key_F9)
    settled(desktop, qtbot, State.PARTIAL)
    give(desktop, qtbot, 1, "wrong")
    qtbot.waitUntil(lambda: desktop.workspace.posting.counts() == {State.REJECTED: 1}, timeout=20_000)
    assert [document["deleted"] for document in demo.documents()] == [True]
    qtbot.waitUntil(lambda: "Removal of document" in shown(desktop.window.rooms.outbox))


def test_rejected_document_is_copied_to_a_new_draft(
    desktop: Desktop, soap: Product, demo: DemoService, qtbot: QtBot, log_watch: LogWatch
) -> None:
    log_watch.allow("")
    demo.set_rights({"storages_receipts_access": 0, "storages_create_transactions_access": 0})
    press(desktop, Qt.Key.Key_F9)
    settled(desktop, qtbot, State.REJECTED)
    press(desktop, Qt.Key.Key_Return)
    press(desktop, Qt.Key.Key_Return)
    assert desktop.window.pages.currentWidget() is desktop.window.view
    assert amounts(desktop) == ["1"]
    type_text(qtbot, desktop, "+")
    assert amounts(desktop) == ["2"]
    assert "to look at" not in desktop.window.top.status.text


def test_rejected_document_is_in_the_bar_until_somebody_has_seen_it(
    desktop: Desktop, soap: Product, demo: DemoService, qtbot: QtBot, log_watch: LogWatch
) -> None:
    log_watch.allow("")
    demo.set_rights({"storages_receipts_access": 0, "storages_create_transactions_access": 0})
    press(desktop, Qt.Key.Key_F9)
    settled(desktop, qtbot, State.REJECTED)
    view = desktop.window.rooms.outbox
    state = view.table.model().index(0, 0)
    qtbot.waitUntil(lambda: "0 waiting · 1 to look at" in desktop.window.top.status.text)
    assert "1 to look at · 0 waiting" in shown(view)
    assert state.data() == "rejected · look"
    button(view, "Leave it, I have seen it").click()
    assert "to look at" not in desktop.window.top.status.text
    assert "to look at" not in shown(view)
    assert state.data() == "rejected"
    assert button(view, "Send again as it is").isEnabled()


def test_unknown_document_is_settled_by_a_persons_word_with_name_and_reason(
    desktop: Desktop, soap: Product, demo: DemoService, qtbot: QtBot, log_watch: LogWatch
) -> None:
    log_watch.allow("")
    demo.set_faults({"reset_before": 1.0}, count=1)
    press(desktop, Qt.Key.Key_F9)
    row = settled(desktop, qtbot, State.UNKNOWN)
    qtbot.waitUntil(lambda: "Looked for · not found" in shown(desktop.window.rooms.outbox), timeout=20_000)
    give(desktop, qtbot, 1, "seen")
    assert desktop.workspace.posting.counts() == {State.POSTED: 1}
    assert notes(desktop, row) == [("vera", "seen")]


def test_escape_leads_from_the_actions_to_the_list_and_then_to_the_document(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    desktop.workspace.posting.wake = lambda: None
    press(desktop, Qt.Key.Key_F9)
    press(desktop, Qt.Key.Key_2, CONTROL)
    press(desktop, Qt.Key.Key_Return)
    press(desktop, Qt.Key.Key_Escape)
    assert desktop.window.rooms.outbox.table.hasFocus()
    press(desktop, Qt.Key.Key_Escape)
    assert desktop.window.pages.currentWidget() is desktop.window.view


def test_outbox_fits_into_the_narrowest_window(desktop: Desktop, soap: Product) -> None:
    desktop.workspace.posting.wake = lambda: None
    press(desktop, Qt.Key.Key_F9)
    desktop.window.resize(1024, 640)
    press(desktop, Qt.Key.Key_2, CONTROL)
    table = desktop.window.rooms.outbox.table
    assert table.horizontalHeader().length() <= table.viewport().width()
