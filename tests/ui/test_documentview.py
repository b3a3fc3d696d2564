"""The document screen: each scan is a line or adds to one, is told in the banner, and can be undone."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.product import Product
from stockdesk.core.quantity import amount_text
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from tests.support.demo import SHOP
from tests.support.keys import CONTROL, press, scan, type_text
from tests.support.strictness import LogWatch
from tests.support.window import UNKNOWN, amounts, banner, lines, some_products


def test_scan_makes_a_line_and_says_so(desktop: Desktop, soap: Product) -> None:
    assert (banner(desktop).tone, banner(desktop).title) == (Tone.ACCEPTED, soap.title)
    assert banner(desktop).number == "× 1"
    assert desktop.window.view.table.isVisible()


def test_scan_of_known_barcode_adds_to_its_line(desktop: Desktop, soap: Product) -> None:
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["2"]
    before = soap.stock.get(SHOP, Decimal(0))
    assert banner(desktop).stock == f"{amount_text(before)} → {amount_text(before + 2)}"


def test_unknown_code_gets_a_line_and_blocks_nothing(desktop: Desktop, soap: Product) -> None:
    scan(desktop, UNKNOWN)
    scan(desktop, soap.barcode)
    assert [line.product_id is None for line in lines(desktop)] == [False, True]
    assert amounts(desktop) == ["2", "1"]


def test_five_star_counts_for_one_scan(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    type_text(qtbot, desktop, "5*")
    assert desktop.window.view.banner.pending == "5"
    scan(desktop, soap.barcode)
    scan(desktop, soap.barcode)
    assert (amounts(desktop), desktop.window.view.banner.pending) == (["7"], "")


def test_five_star_counts_in_an_empty_document_too(desktop: Desktop, qtbot: QtBot) -> None:
    product = some_products(desktop, 1)[0]
    type_text(qtbot, desktop, "5*")
    assert not desktop.window.rooms.finder.isVisible()
    scan(desktop, product.barcode)
    assert amounts(desktop) == ["5"]


def test_delete_removes_and_undo_brings_back_and_says_what(desktop: Desktop, soap: Product) -> None:
    press(desktop, Qt.Key.Key_Delete)
    assert lines(desktop) == []
    press(desktop, Qt.Key.Key_Z, CONTROL)
    assert amounts(desktop) == ["1"]
    assert soap.title in banner(desktop).title
    press(desktop, Qt.Key.Key_Y, CONTROL)
    assert lines(desktop) == []


def test_every_scan_of_a_fast_burst_counts_in_order(desktop: Desktop) -> None:
    products = some_products(desktop, 20)
    for product in products:
        scan(desktop, product.barcode)
    assert [line.product_id for line in lines(desktop)] == [product.product_id for product in products]


def last_entry(desktop: Desktop) -> Entry:
    document = desktop.window.view.document
    assert document is not None
    return list(document.sheet.entries)[-1]


def test_scan_while_a_cell_is_edited_commits_the_edit_first(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    type_text(qtbot, desktop, "7")
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["8"]


def test_scan_while_an_edit_cannot_be_taken_is_refused_aloud_and_in_the_ledger(
    desktop: Desktop, soap: Product, qtbot: QtBot
) -> None:
    type_text(qtbot, desktop, "0")
    scan(desktop, soap.barcode)
    assert (banner(desktop).tone, amounts(desktop)) == (Tone.REFUSED, ["1"])
    assert banner(desktop).scan == "scan 2"
    entry = last_entry(desktop)
    assert (entry.kind, entry.data["reason"], entry.data["code"]) == (
        EntryKind.REFUSED,
        "scan.editing",
        soap.barcode,
    )
    assert entry.raw is not None
    press(desktop, Qt.Key.Key_Escape)
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["2"]


def test_minus_is_in_the_banner_until_escape_ends_it(desktop: Desktop, soap: Product) -> None:
    view = desktop.window.view
    scan(desktop, soap.barcode)
    scan(desktop, "SD-CMD.MINUS")
    assert (banner(desktop).tone, view.banner.minus) == (Tone.LOOK, True)
    scan(desktop, soap.barcode)
    assert (banner(desktop).word, banner(desktop).delta, amounts(desktop)) == ("Taken off", "−1", ["1"])
    press(desktop, Qt.Key.Key_Escape)
    assert not view.banner.minus
    scan(desktop, soap.barcode)
    assert amounts(desktop) == ["2"]


def test_minus_that_leaves_nothing_takes_the_line_off_the_screen(desktop: Desktop, soap: Product) -> None:
    desktop.window.view.toggle_minus()
    scan(desktop, soap.barcode)
    assert (lines(desktop), banner(desktop).number) == ([], "× 0")


def test_minus_that_has_ended_by_itself_leaves_the_banner(desktop: Desktop, soap: Product) -> None:
    view = desktop.window.view
    view.toggle_minus()
    assert view._minus_ends.isActive()
    desktop.workspace.scanning.modes.end_minus()
    view._minus_ended()
    assert (view.banner.minus, view._minus_ends.isActive(), banner(desktop).title) == (False, False, "Minus has ended")


def test_command_for_the_window_is_handed_on(desktop: Desktop, soap: Product, qtbot: QtBot) -> None:
    view = desktop.window.view
    with qtbot.waitSignal(view.command_wanted) as heard:
        scan(desktop, "]C0sd-cmd.find")
    assert heard.args == ["find"]


def test_refused_scan_without_a_document_is_told(desktop: Desktop, soap: Product, log_watch: LogWatch) -> None:
    log_watch.allow("was refused")
    view = desktop.window.view
    document, view.document = view.document, None
    view.take_scan(RawScan(soap.barcode))
    view.document = document
    assert (banner(desktop).tone, soap.barcode in banner(desktop).title) == (Tone.REFUSED, True)
