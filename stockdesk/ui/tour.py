"""The tour: every screen that a person would be shown, each with a picture."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from stockdesk.core.posting import State
from stockdesk.core.product import Product
from stockdesk.resources import resource_path
from stockdesk.ui.application import Desktop
from stockdesk.ui.datesheet import DateSheet
from stockdesk.ui.scannertour import ScannerTour
from stockdesk.ui.walk import Steps

SIZE: Final = (1366, 768)
_UNKNOWN: Final = "4006381333931"
_SHARED: Final = "4003994155486"
"""A right code, which the tour gives to two products."""
_LINES: Final = 12
_FIRST_GOOD: Final = 440001
"""The demo's first product: the first row of its list."""

PREPARATIONS: Final[tuple[tuple[str, dict[str, object]], ...]] = (
    ("goods", {"good_id": _FIRST_GOOD + 50, "fields": {"barcode": _SHARED}}),
    ("goods", {"good_id": _FIRST_GOOD + 51, "fields": {"barcode": _SHARED}}),
    ("rights", {"location_id": 4565, "flags": {}}),
    ("faults", {"faults": {"partial": 1}, "scope": "writes", "skip": 3, "count": 1}),
)
"""What the demo service is told before the walk.

Two products share a code, there are two locations, and the fourth document arrives without its last line.
"""


def real_codes(count: int) -> list[str]:
    """The first barcodes of the demo catalogue: real products, twelve and thirteen digits."""
    with resource_path("demo", "products.csv").open(encoding="utf-8", newline="") as file:
        codes = (row["barcode"] for row in csv.DictReader(file))
        return [code for code, _ in zip((code for code in codes if len(code) >= 12), range(count), strict=False)]


class Tour(ScannerTour):
    """The walk itself. ``numbers`` collects the service's numbers of what was posted.

    ``folder`` is a place for the files that the walk loads.
    """

    def __init__(self, desktop: Desktop, out: Path, folder: Path, stop_service: Callable[[], None]) -> None:
        super().__init__(desktop, out)
        self._folder = folder
        self._stop_service = stop_service
        self.numbers: list[str] = []

    def steps(self) -> Steps:
        """Everything a person would be shown."""
        yield from self._sign_in()
        yield from self._receipt()
        yield from self._usage()
        yield from self._transfer()
        yield from self._write_off()
        yield from self._lists()
        yield from self._scanners()
        yield from self._partly_there()
        yield from self._offline()

    def _sign_in(self) -> Steps:
        view = self._window.rooms.sign_in.view
        yield self._handle.isExposed
        self._window.resize(*SIZE)
        yield self._pause(0.1)
        self._picture("sign-in")
        self._press(Qt.Key.Key_Backtab)
        self._press(Qt.Key.Key_Backtab)
        self._press(Qt.Key.Key_Right)
        yield self._pause(0.05)
        self._picture("sign-in-with-a-user-token")
        self._press(Qt.Key.Key_Left)
        self._press(Qt.Key.Key_Tab)
        self._press(Qt.Key.Key_Tab)
        # The service's address came with the program's options; what is typed are the tokens.
        yield from self._type("demo-partner")
        self._press(Qt.Key.Key_Tab)
        yield from self._type("demo")
        self._press(Qt.Key.Key_Tab)
        yield from self._type("demo")
        self._press(Qt.Key.Key_Return)
        yield lambda: view.offering or self._signed_in()
        if view.offering:
            self._picture("choose-location")
            self._press(Qt.Key.Key_Return)
        yield self._signed_in
        yield self._pause(0.1)
        self._picture("empty-receipt")
        yield self._catalogue_there

    def _signed_in(self) -> bool:
        return self._window.view.document is not None

    def _catalogue_there(self) -> bool:
        workspace = self._window.workspace
        return workspace.session.current is not None and workspace.connection().catalogue_age is not None

    def _receipt(self) -> Steps:
        codes = real_codes(_LINES)
        self._scan(codes[0])
        yield self._pause(0.05)
        self._picture("first-scan")
        for code in codes[1:]:
            self._scan(code)
            yield self._nothing_held
        yield from self._type("5")
        yield from self._type("*")
        yield self._pause(0.05)
        self._picture("five-times-the-next-scan")
        self._scan(codes[3])
        yield self._pause(0.05)
        self._picture("five-taken")
        self._scan(_UNKNOWN)
        yield self._pause(0.05)
        self._picture("unknown-code")
        yield from self._edit_a_line()
        yield from self._choose_between_products()
        yield from self._date()
        yield from self._files()
        self._press(Qt.Key.Key_F9)
        yield self._window.rooms.problems.isVisible
        self._picture("what-stands-in-the-way")
        self._press(Qt.Key.Key_Return)
        self._press(Qt.Key.Key_F7)
        yield self._window.rooms.finder.isVisible
        yield from self._type("shampoo")
        yield self._pause(0.1)
        self._picture("find-the-product-of-a-code")
        self._press(Qt.Key.Key_Return)
        yield lambda: not self._window.rooms.finder.isVisible()
        self._press(Qt.Key.Key_F8)
        yield self._pause(0.1)
        self._picture("checked")
        yield from self._post("receipt")

    def _edit_a_line(self) -> Steps:
        self._press(Qt.Key.Key_Down)
        yield from self._type("24")
        self._picture("amount-typed")
        self._press(Qt.Key.Key_Tab)
        yield from self._type("3.40")
        self._picture("cost-typed")
        self._press(Qt.Key.Key_Return)
        yield lambda: self._window.view.table.editing() is None
        self._press(Qt.Key.Key_Delete)
        yield self._pause(0.05)
        self._press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        yield self._pause(0.05)
        self._picture("undone")

    def _choose_between_products(self) -> Steps:
        finder = self._window.rooms.finder
        self._scan(_SHARED)
        yield finder.isVisible
        # An Enter right behind a scan counts as its doubled suffix and is dropped; a person's comes later.
        yield self._pause(0.3)
        self._picture("two-products-share-a-code")
        self._press(Qt.Key.Key_Down)
        self._press(Qt.Key.Key_Return)
        yield lambda: not finder.isVisible()

    def _date(self) -> Steps:
        # From the lines back over the comment.
        self._press(Qt.Key.Key_Backtab)
        self._press(Qt.Key.Key_Backtab)
        self._press(Qt.Key.Key_Return)
        yield lambda: self._sheet_open(DateSheet)
        self._picture("date-of-the-document")
        self._press(Qt.Key.Key_Escape)
        yield lambda: not self._sheet_open(DateSheet)
        self._press(Qt.Key.Key_Escape)

    def _sheet_open(self, kind: type[QWidget]) -> bool:
        return any(sheet.isVisible() for sheet in self._window.findChildren(kind))

    def _files(self) -> Steps:
        code = real_codes(2)[1]
        rows = (f"{code};two;1.20", f"{_UNKNOWN};1;", "4,00639E+12;5;2.10", f"{code};-3;")
        refused = self._write("delivery.csv", "code;amount;cost", *rows)
        yield from self._load(refused)
        yield self._window.rooms.rows.isVisible
        yield self._pause(0.05)
        self._picture("refused-file")
        self._press(Qt.Key.Key_Escape)
        lines = self._lines()
        more = (f"{code};{count};{cost}" for code, count, cost in zip(real_codes(20)[16:], "6432", "4321", strict=True))
        yield from self._load(self._write("delivery.csv", "code;amount;cost", *more))
        yield lambda: self._lines() > lines
        yield self._pause(0.05)
        self._picture("file-loaded")

    def _lines(self) -> int:
        document = self._window.view.document
        return 0 if document is None else document.sheet.totals.lines

    def _write(self, name: str, *rows: str) -> Path:
        path = self._folder / name
        path.write_text("\n".join(rows), encoding="utf-8")
        return path

    def _load(self, path: Path) -> Steps:
        """Choose a file in the dialog, whose own files of this machine are in no picture."""
        files = self._window.files
        self._press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        yield lambda: files.dialog is not None and files.dialog.windowHandle() is not None
        assert files.dialog is not None  # it has just been seen
        dialog = files.dialog
        yield dialog.windowHandle().isExposed
        dialog.findChildren(QLineEdit)[0].setText(str(path))
        # A dialog that asks back would do so in a loop of its own, in the middle of this step.
        assert dialog.selectedFiles() == [str(path)]
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)
        yield lambda: files.dialog is None

    def _post(self, name: str) -> Steps:
        """Post what is open and wait for its number."""
        before = self._window.workspace.posting.counts().get(State.POSTED, 0)
        self._press(Qt.Key.Key_F9)
        yield lambda: self._posted() > before
        yield lambda: self._window.view.banner.message.word != ""
        row = self._window.workspace.posting.rows()[-1]
        self.numbers.append(str(row.number or row.document_id))
        self._picture(f"{name}-posted")

    def _posted(self) -> int:
        return self._window.workspace.posting.counts().get(State.POSTED, 0)

    def _two_units(self) -> Product:
        """A product that is written off in another unit than it is sold in."""
        search = self._window.workspace.scanning.search
        found = (product for word in ("ml", "oil", "shampoo", "cream", "gel", "soap") for product in search(word, 2000))
        return next(product for product in found if product.has_two_units and product.barcode)

    def _usage(self) -> Steps:
        self._press(Qt.Key.Key_F3)
        yield self._pause(0.1)
        self._scan(self._two_units().barcode)
        # An Enter right behind a scan counts as its doubled suffix and is dropped; a person's comes later.
        yield self._pause(0.3)
        self._press(Qt.Key.Key_Return)
        self._press(Qt.Key.Key_Tab)
        self._press(Qt.Key.Key_Down)
        self._press(Qt.Key.Key_Return)
        yield lambda: self._window.view.table.editing() is None
        yield self._pause(0.1)
        self._picture("usage-in-millilitres")
        yield from self._post("usage")

    def _transfer(self) -> Steps:
        self._press(Qt.Key.Key_F5)
        yield self._pause(0.1)
        self._picture("empty-transfer")
        for code in real_codes(4):
            self._scan(code)
            yield self._nothing_held
        self._picture("transfer")
        yield from self._post("transfer")

    def _write_off(self) -> Steps:
        self._press(Qt.Key.Key_F4)
        yield self._pause(0.1)
        for code in real_codes(3)[1:]:
            self._scan(code)
            yield self._nothing_held
        self._picture("write-off")

    def _lists(self) -> Steps:
        control = Qt.KeyboardModifier.ControlModifier
        self._press(Qt.Key.Key_O, control)
        yield self._window.rooms.drafts.isVisible
        self._picture("drafts")
        self._press(Qt.Key.Key_Escape)
        self._press(Qt.Key.Key_1, control)
        yield from self._type("olive")
        yield self._pause(0.2)
        self._picture("products")
        self._press(Qt.Key.Key_2, control)
        yield self._pause(0.1)
        self._picture("outbox")
        self._press(Qt.Key.Key_F1)
        yield self._window.rooms.help.isVisible
        self._picture("keys")
        self._press(Qt.Key.Key_Escape)

    def _scanners(self) -> Steps:
        """What scans come to, in a draft that stays one, and how a station is set up for its scanners."""
        self._press(Qt.Key.Key_F3)
        yield self._pause(0.1)
        yield from self._scans(self._two_units())
        yield from self._ledger()
        yield from self._settings()

    def _partly_there(self) -> Steps:
        """The write-off arrives without its last line: both sides are shown, and a person decides."""
        self._press(Qt.Key.Key_F4)
        yield self._pause(0.1)
        self._press(Qt.Key.Key_F9)
        yield lambda: self._window.workspace.posting.counts().get(State.PARTIAL, 0) == 1
        self._press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        yield self._pause(0.2)
        self._press(Qt.Key.Key_Return)
        self._press(Qt.Key.Key_Down)
        yield self._pause(0.05)
        self._picture("outbox-partly-there")
        self._press(Qt.Key.Key_Return)
        yield self._window.rooms.outbox.word.isVisible
        self._picture("a-persons-word")
        self._press(Qt.Key.Key_Escape)

    def _offline(self) -> Steps:
        """The service goes away: scanning and posting go on, and everything is kept here."""
        self._stop_service()
        self._press(Qt.Key.Key_F4)
        yield self._pause(0.1)
        # Not what the document before has in it: that waits for a person, and would hold this one back.
        for code in real_codes(7)[5:]:
            self._scan(code)
            yield self._nothing_held
        self._press(Qt.Key.Key_F9)
        yield lambda: any(row.attempts and row.state is State.QUEUED for row in self._window.workspace.posting.rows())
        yield self._pause(0.2)
        self._picture("offline-kept-here")
        self._press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        yield self._pause(0.2)
        self._picture("outbox-offline")
