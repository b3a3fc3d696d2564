"""One open document a kind, and drafts that are taken up again."""

from __future__ import annotations

from PySide6.QtCore import Qt

from stockdesk.core.operation import Kind
from stockdesk.core.product import Product
from stockdesk.ui.application import Desktop
from tests.support.keys import CONTROL, press, scan
from tests.support.window import UNKNOWN, amounts, banner, lines


def test_each_kind_keeps_its_own_document(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_F3)
    assert lines(desktop) == []
    scan(desktop, soap.barcode)
    scan(desktop, soap.barcode)
    press(desktop, Qt.Key.Key_F2)
    assert amounts(desktop) == ["1"]
    press(desktop, Qt.Key.Key_F3)
    assert amounts(desktop) == ["2"]


def test_transfer_knows_its_destination_where_there_are_two_storages(desktop: Desktop) -> None:
    press(desktop, Qt.Key.Key_F5)
    document = desktop.window.view.document
    assert document is not None
    assert document.kind is Kind.TRANSFER
    assert document.sheet.header["to_storage"] not in ("", document.sheet.header["storage"])


def test_new_document_leaves_the_open_one_with_the_drafts(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_N, CONTROL)
    assert lines(desktop) == []
    press(desktop, Qt.Key.Key_O, CONTROL)
    assert desktop.window.rooms.drafts.isVisible()
    press(desktop, Qt.Key.Key_Return)
    assert amounts(desktop) == ["1"]


def test_work_goes_on_where_the_last_window_ended(desktop: Desktop, soap: Product) -> None:
    """A window that opens on the same folder takes the draft up again, whatever became of the first."""
    location = desktop.workspace.session.current
    assert location is not None
    again = desktop.workspace.documents.resume(Kind.RECEIPT, location.location.location_id)
    assert again is not None
    assert [line.title for line in again.sheet.lines] == [soap.title]


def test_document_taken_up_again_tells_which_scan_was_the_last(desktop: Desktop, soap: Product) -> None:
    scan(desktop, UNKNOWN)
    press(desktop, Qt.Key.Key_F3)
    press(desktop, Qt.Key.Key_F2)
    assert banner(desktop).title == "Receipt taken up again"
    assert banner(desktop).detail == "All is here up to scan 2. Scan to go on."
