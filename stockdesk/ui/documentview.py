"""The screen of one document: banner, header, lines, totals. Scans come in here, whatever has the focus."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from stockdesk.app.documents import OpenDocument
from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.app.scanning import Scanning
from stockdesk.app.session import SignedIn
from stockdesk.core.document import SCAN
from stockdesk.core.entry import Entry, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change
from stockdesk.core.line import Line
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, UnitType
from stockdesk.core.quantity import amount_text, parse_amount, parse_money
from stockdesk.ui import scanwords
from stockdesk.ui.banner import Banner, Message, Tone
from stockdesk.ui.emptystate import EmptyState
from stockdesk.ui.footer import Footer
from stockdesk.ui.headerbar import HeaderBar
from stockdesk.ui.linedelegate import LineDelegate
from stockdesk.ui.linemodel import Column, LineModel
from stockdesk.ui.linetable import LineTable
from stockdesk.ui.sounds import sound
from stockdesk.ui.words import kind_title, tr


def _invitation(kind: Kind) -> str:
    return {
        Kind.RECEIPT: tr("Scan what has come in"),
        Kind.USAGE: tr("Scan what is being used"),
        Kind.WRITEOFF: tr("Scan what is written off"),
        Kind.TRANSFER: tr("Scan what moves to the other storage"),
    }[kind]


class DocumentView(QWidget):
    """Shows one open document at a time and turns keys and scans into its changes."""

    search_wanted = Signal(str)
    """Text with which a search begins."""
    choice_wanted = Signal(str, str, object)
    """A line's id, its code, and the products that bear it."""
    command_wanted = Signal(str)
    """A command of the shortcut table that was clicked or scanned; ``next_kind`` is for scans alone."""
    edited = Signal()
    """The document changed by a scan or by hand."""

    def __init__(self, scanning: Scanning, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scanning = scanning
        self._signed_in: SignedIn | None = None
        self.document: OpenDocument | None = None
        self.banner = Banner(self)
        self.header = HeaderBar(self)
        self.header.changed.connect(self._header_changed)
        self.header.left.connect(self.focus_lines)
        self.lines = LineModel()
        self._delegate = LineDelegate(self._edit, self.refuse, self.multiply, self)
        self.table = LineTable(self.lines, self._delegate, self)
        self.table.stepped.connect(self._step)
        self.table.dropped.connect(self._drop)
        self.table.typed.connect(self.search_wanted)
        self._empty = EmptyState(self)
        self._empty.typed.connect(self.search_wanted)
        self._empty.wanted.connect(self.command_wanted)
        self._body = QStackedWidget(self)
        self._body.addWidget(self._empty)
        self._body.addWidget(self.table)
        self.footer = Footer(self)
        self._minus_ends = QTimer(self)
        self._minus_ends.setSingleShot(True)
        self._minus_ends.timeout.connect(self._minus_ended)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.banner)
        rows.addWidget(self.header)
        rows.addWidget(self._body, 1)
        rows.addWidget(self.footer)

    # -- which document -------------------------------------------------------------------------------------------

    def show_document(self, document: OpenDocument, signed_in: SignedIn, message: Message | None = None) -> None:
        """Show a document; the banner invites unless there is something to say."""
        self.document = document
        self._signed_in = signed_in
        self.lines.show_sheet(document.sheet)
        self._empty.set_title(_invitation(document.kind))
        self.header.show_sheet(document.sheet, document.kind, signed_in)
        newest = self.lines.line_at(0)
        if newest is not None:
            self.table.choose_line(newest.line_id)
        self.banner.show_message(message or self._greeting(document))
        self._show_modes()
        self._follow()

    def _greeting(self, document: OpenDocument) -> Message:
        lines = document.sheet.totals.lines
        if lines:
            title = tr("{kind} taken up again").format(kind=kind_title(document.kind))
            # A scan on its way when the machine stopped was never shown: the number tells whether it is here.
            if document.scans:
                told = tr("All is here up to scan {number}. Scan to go on.").format(number=document.scans)
            else:
                told = tr("Nothing was lost. Scan to go on.")
            return Message(Tone.CALM, title, "", told)
        return Message(Tone.CALM, tr("Ready to scan"), "", _invitation(document.kind))

    def show_loaded(self, document: OpenDocument, message: Message) -> None:
        """Many lines came into a document at once."""
        if document is not self.document:
            return
        self.lines.show_sheet(document.sheet)
        newest = self.lines.line_at(0)
        if newest is not None:
            self.table.choose_line(newest.line_id)
        self._follow()
        self.banner.show_message(message)
        self.edited.emit()

    def focus_lines(self) -> None:
        """Put the focus where keys work on lines."""
        (self.table if self.lines.rowCount() else self._empty).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _currency(self) -> str:
        return self._signed_in.location.currency if self._signed_in else ""

    def _follow(self) -> None:
        """Bring totals, buttons and the empty picture in line with the document."""
        assert self.document is not None
        totals = self.document.sheet.totals
        self.footer.totals.show_totals(totals, self._currency)
        self.footer.set_states(can_undo=self.document.sheet.to_undo() is not None, has_lines=totals.lines > 0)
        wanted: QWidget = self.table if totals.lines else self._empty
        if self._body.currentWidget() is not wanted:
            had_focus = self._empty.hasFocus() or self.table.hasFocus()
            self._body.setCurrentWidget(wanted)
            if had_focus:
                self.focus_lines()

    def _changed(self, change: Change) -> None:
        self.lines.apply(change)
        if change.lines:
            self.table.choose_line(change.lines[-1])
        if change.header and self.document is not None and self._signed_in is not None:
            self.header.show_sheet(self.document.sheet, self.document.kind, self._signed_in)
        self._follow()
        self.edited.emit()

    # -- scans ----------------------------------------------------------------------------------------------------

    def take_scan(self, raw: RawScan, source: str = SCAN) -> None:
        """Take a scan into the document; an edit that is open is ended first, or the scan is refused aloud."""
        if self.document is None:
            self.refuse_scan(raw, "scan.no-document")
        elif not self.table.finish_edit():
            self.refuse_scan(raw, "scan.editing")
        else:
            self._scanning.scan(self.document, raw, self._answered, source)

    def refuse_scan(self, raw: RawScan, code: str, **arguments: object) -> None:
        """Refuse a scan aloud that cannot be taken now, for the reason ``code``; it is in the ledger all the same."""
        self._answered(self._scanning.refuse(self.document, raw, code, **arguments))

    def add_product(self, product: Product) -> None:
        """Add a product found by search."""
        if self.document is not None:
            self._scanning.pick(self.document, product, self._answered)

    @Slot()
    def toggle_minus(self) -> None:
        """Begin or end taking scans off, by a key."""
        if self.document is not None:
            self._answered(self._scanning.toggle_minus(self.document))

    def _answered(self, answer: ScanAnswer) -> None:
        if self.document is not None:
            self._changed(answer.change)
        self._show_modes()
        if answer.command != "post":  # whether it is posted is only known, and said, when that was tried
            self._say(scanwords.answer_message(answer))
            sound(answer.verdict)
        if answer.candidates and answer.line is not None:
            self.choice_wanted.emit(answer.line.line_id, answer.code, answer.candidates)
        if answer.command:
            self.command_wanted.emit(answer.command)

    def _show_modes(self) -> None:
        """Show what is set for the scans to come, and wait for minus to end by itself."""
        modes = self._scanning.modes
        left = 0.0 if self.document is None else modes.minus_left(self.document.document_id)
        self.banner.set_pending("" if modes.multiplier is None else amount_text(modes.multiplier))
        self.banner.set_minus(left > 0)
        if left > 0:
            self._minus_ends.start(int(left * 1000) + 1)
        else:
            self._minus_ends.stop()

    @Slot()
    def _minus_ended(self) -> None:
        self._show_modes()
        if not self.banner.minus:
            self._say(Message(Tone.CALM, tr("Minus has ended"), "", tr("Scans are added again.")))

    def show_resolved(self, document: OpenDocument, change: Change, line: Line) -> None:
        """The service knew an unknown code after all."""
        if document is not self.document:
            return
        self.lines.apply(change)
        self._follow()
        message = self.banner.message
        if message.tone is Tone.LOOK and line.code and line.code in message.title:
            detail = tr("{code} · found at the service").format(code=line.code)
            self._say(Message(Tone.ACCEPTED, line.title, tr("Taken"), detail, f"× {amount_text(line.amount)}"))

    def multiply(self, text: str) -> None:
        """Let the next scan count for an amount."""
        try:
            amount = parse_amount(text)
        except StockdeskError as error:
            self.refuse(error)
            return
        if amount == 0:
            self.refuse(StockdeskError("amount.zero", text=text))
            return
        self._scanning.set_multiplier(amount)
        self._show_modes()

    def drop_multiplier(self) -> bool:
        """Take a pending amount back and end minus; False when neither was set."""
        if self._scanning.multiplier is None and not self.banner.minus:
            return False
        self._scanning.set_multiplier(None)
        self._scanning.modes.end_minus()
        self._show_modes()
        return True

    def _say(self, message: Message) -> None:
        self.banner.show_message(message)

    def refuse(self, error: StockdeskError) -> None:
        """Say why something was not done."""
        self._say(scanwords.refusal(error))
        sound(Verdict.REFUSED)

    # -- keys on lines --------------------------------------------------------------------------------------------

    def _edit(self, line_id: str, column: int, text: str) -> None:
        """Take over an edited cell; raises what stands in the way."""
        document = self.document
        assert document is not None  # cells are edited only while a document is shown
        match column:
            case Column.AMOUNT:
                change = document.set_amount(line_id, parse_amount(text))
            case Column.UNIT:
                change = document.set_unit(line_id, UnitType(int(text)))
            case Column.COST:
                change = document.set_cost(line_id, parse_money(text))
            case _:
                change = document.set_comment(line_id, text)
        self._changed(change)
        self._say_line(line_id, tr("Changed"))

    def _say_line(self, line_id: str, word: str, delta: str = "") -> None:
        line = None if self.document is None else self.document.sheet.line(line_id)
        if line is not None:
            unit = "" if line.unit is UnitType.SALE else f" {line.unit_title}"
            title = line.title or tr("Unknown code {code}").format(code=line.code)
            number = f"× {amount_text(line.amount)}{unit}"
            self._say(Message(Tone.CALM, title, word, line.code, number, delta))

    @Slot(str, int)
    def _step(self, line_id: str, step: int) -> None:
        if self.document is None:
            return
        line = self.document.sheet.line(line_id)
        if line is not None and line.amount + step <= 0:
            self._drop(line_id)
            return
        try:
            self._changed(self.document.add(line_id, Decimal(step)))
        except StockdeskError as error:
            self.refuse(error)
            return
        self._say_line(line_id, tr("Changed"), "+1" if step > 0 else "−1")

    @Slot(str)
    def _drop(self, line_id: str) -> None:
        if self.document is None:
            return
        line = self.document.sheet.line(line_id)
        row = self.lines.row_of(line_id)
        try:
            self._changed(self.document.remove(line_id))
        except StockdeskError as error:
            self.refuse(error)
            return
        following = self.lines.line_at(min(row, self.lines.rowCount() - 1))
        if following is not None:
            self.table.choose_line(following.line_id)
        title = "" if line is None else line.title or line.code
        self._say(Message(Tone.CALM, tr("Removed: {title}").format(title=title), "", tr("Ctrl+Z brings it back")))

    def resolve(self, line_id: str, product: Product) -> None:
        """Say which product a line with an unknown code is."""
        if self.document is None:
            return
        try:
            self._changed(self._scanning.choose(self.document, line_id, product))
        except StockdeskError as error:
            self.refuse(error)
            return
        self._say_line(line_id, tr("Found"))

    # -- commands -------------------------------------------------------------------------------------------------

    @Slot()
    def undo(self) -> None:
        """Undo the last thing and say what it was."""
        if self.document is not None:
            self._negate(self.document, again=False)

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last."""
        if self.document is not None:
            self._negate(self.document, again=True)

    def _negate(self, document: OpenDocument, *, again: bool) -> None:
        if not self.table.finish_edit():
            return
        known = {line.line_id: line.title or line.code for line in document.sheet.lines}
        try:
            entry, change = document.redo() if again else document.undo()
        except StockdeskError as error:
            self.refuse(error)
            return
        self._changed(change)
        self._say_undone(document, entry, known, again=again)

    def _say_undone(self, document: OpenDocument, entry: Entry, known: dict[str, str], *, again: bool) -> None:
        line = document.sheet.line(entry.line_id)
        title = known.get(entry.line_id) or ("" if line is None else line.title or line.code)
        self._say(scanwords.undone_message(entry, line, title, again=again))

    @Slot(str, str)
    def _header_changed(self, name: str, value: str) -> None:
        if self.document is None:
            return
        try:
            self.document.set_header(name, value)
        except StockdeskError as error:
            self.refuse(error)
            return
        self._follow()
        self.edited.emit()

    def set_storage(self, storage_id: int) -> None:
        """Work with another storage from here on."""
        self._header_changed("storage", str(storage_id))

    def commit(self) -> bool:
        """Take over what is being typed; False when it cannot be taken."""
        self.header.commit()
        return self.table.finish_edit()
