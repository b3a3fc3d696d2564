"""The window: navigation, top bar, pages, sheets; it passes scans and commands to the document that is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from stockdesk.app.documents import OpenDocument
from stockdesk.app.events import Connection, OutboxChanged, SyncProgress, Verdict
from stockdesk.app.scanners import Scanners
from stockdesk.app.session import SignedIn, remember_storage
from stockdesk.app.workspace import Workspace
from stockdesk.core.document import Problem, storage_of
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.devices.serialscanner import PortStatus
from stockdesk.ui import theme
from stockdesk.ui.banner import Message, Tone
from stockdesk.ui.documentview import DocumentView
from stockdesk.ui.fileloading import FileLoading
from stockdesk.ui.messages import sentence
from stockdesk.ui.opendocuments import OpenDocuments
from stockdesk.ui.places import Places
from stockdesk.ui.postingdesk import PostingDesk
from stockdesk.ui.productsearch import ProductSearch
from stockdesk.ui.rail import Rail
from stockdesk.ui.rooms import Rooms
from stockdesk.ui.scandesk import ScanDesk
from stockdesk.ui.shortcuts import table
from stockdesk.ui.sounds import sound
from stockdesk.ui.topbar import TopBar
from stockdesk.ui.words import DATA_SOURCE, tr

_AGE_EVERY_MS: Final = 30_000


class MainWindow(QMainWindow):
    """One window on one workspace."""

    demo_wanted = Signal()
    """A person without an account wants to try the demo."""

    def __init__(self, workspace: Workspace, scanners: Scanners, *, demo: bool = False) -> None:
        super().__init__()
        self.workspace = workspace
        self._documents = OpenDocuments(workspace)
        self.setWindowTitle(tr("stockdesk · demo") if demo else "stockdesk")
        self.setMinimumSize(1024, 640)
        central = QWidget(self)
        self.setCentralWidget(central)
        self.rail = Rail(central)
        self.rail.wanted.connect(self.run)
        self.top = TopBar(central)
        self.top.storage_chosen.connect(self._storage_chosen)
        self.top.sign_out.connect(self._sign_out)
        self.view = DocumentView(workspace.scanning, central)
        self.pages = QStackedWidget(central)
        self._lay_out(central)
        source = DATA_SOURCE if demo else ""
        self.rail.set_note(source)
        self.rooms = Rooms(workspace, scanners, central, self.pages, source)
        self._posting = PostingDesk(workspace, self.view)
        self._search = ProductSearch(workspace, self.view, self.rooms)
        self.files = FileLoading(workspace, self.view, self.rooms)
        self.places = Places(
            workspace, self.rooms, self.pages, self.rail, self.view, self._search, self._back_to_document
        )
        self.scans = ScanDesk(self.view, self.rooms, self.places, lambda: self._working, self._back_to_document)
        self._connect()
        self._add_shortcuts()
        self._age = QTimer(self)
        self._age.setInterval(_AGE_EVERY_MS)
        self._age.timeout.connect(self.refresh_connection)

    def _lay_out(self, central: QWidget) -> None:
        self.pages.addWidget(self.view)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.pages, 1)
        across = QHBoxLayout(central)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)

    def _connect(self) -> None:
        self.view.command_wanted.connect(self.run)
        self.view.footer.undo.connect(self.view.undo)
        self.view.footer.check.connect(self.check)
        self.view.footer.post.connect(self.post)
        self.rooms.problem_chosen.connect(self._go_to_problem)
        self.rooms.draft_chosen.connect(self._open_draft)
        self.rooms.outbox_changed.connect(self.refresh_connection)
        self.rooms.failed.connect(self._failed)
        self.rooms.entered.connect(self.enter)
        self.rooms.demo_wanted.connect(self.demo_wanted)
        self.workspace.scanning.on_resolved.append(self.view.show_resolved)

    def _add_shortcuts(self) -> None:
        for entry in table():
            if not entry.command:
                continue
            action = QAction(entry.words, self)
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            action.setData(entry.command)
            action.triggered.connect(self._triggered)
            self.addAction(action)

    # -- where we are ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Go to work where the last session ended, or ask who is there."""
        self._age.start()
        current = self.workspace.session.current
        if current is None:
            self._show_sign_in()
        else:
            self.enter()

    def _show_sign_in(self) -> None:
        self.rail.hide()
        self.top.hide()
        self.pages.setCurrentWidget(self.rooms.sign_in.view)
        self.rooms.sign_in.view.begin()

    @Slot()
    def enter(self) -> None:
        """Go to work: the last draft of a receipt is taken up again."""
        self._documents.clear()
        self.rail.show()
        self.top.show()
        self.show_kind(Kind.RECEIPT)
        self.refresh_connection()

    @property
    def _signed_in(self) -> SignedIn | None:
        return self.workspace.session.current

    @property
    def _working(self) -> bool:
        return self._signed_in is not None and self.top.isVisibleTo(self)

    def show_kind(self, kind: Kind) -> None:
        """Show the open document of a kind; the draft touched last, or a new one."""
        signed_in = self._signed_in
        if signed_in is None:
            return
        self._show(self._documents.of_kind(kind, signed_in), signed_in)

    def _show(self, document: OpenDocument, signed_in: SignedIn, message: Message | None = None) -> None:
        self._documents.keep(document)
        if self.view.document is not document:
            self.view.show_document(document, signed_in, message)
        storage = storage_of(document.sheet)
        self.top.show_session(signed_in, storage)
        self.pages.setCurrentWidget(self.view)
        self.rail.mark(document.kind.value)
        self.view.focus_lines()

    @Slot()
    def refresh_connection(self) -> None:
        """Show how the line to the service stands."""
        self._show_connection(self.workspace.connection())

    def _show_connection(self, connection: Connection) -> None:
        self.top.status.show_connection(connection)
        needing = connection.unknown + connection.problems
        self.rail.set_outbox(connection.waiting + needing, urgent=needing > 0)

    # -- what the workers tell ------------------------------------------------------------------------------------

    def hear(self, event: object) -> None:
        """Take an event that the bridge brought to this thread."""
        match event:
            case OutboxChanged():
                self._outbox_changed(event)
            case Connection():
                self._show_connection(event)
            case SyncProgress(done=False, total=None):
                self.top.status.show_progress(event)
            case SyncProgress(done=True):
                self.refresh_connection()
            case PortStatus():
                self._port_changed(event)
            case StockdeskError():
                self.refresh_connection()
                self.top.note.show_text(sentence(event), theme.AMBER)
            case _:
                pass

    def _port_changed(self, status: PortStatus) -> None:
        self.places.show_port(status)
        self.top.note.forget(status.port)
        if status.reason is None:
            return
        self.top.note.show_text(sentence(status.reason), theme.AMBER, about=status.port)
        if status.reason.code == "serial.cut":
            cut = RawScan(str(status.reason.arguments.get("text", "")), source=status.port)
            self.view.refuse_scan(cut, "serial.cut", port=status.port, text=cut.text)

    def _outbox_changed(self, event: OutboxChanged) -> None:
        if self.pages.currentWidget() is not self.view:
            self.rooms.outbox.put(event.row)
        self.refresh_connection()
        message = self._posting.outbox_changed(event)
        if message is None:
            return
        colour = {Tone.ACCEPTED: theme.GREEN, Tone.REFUSED: theme.RED}.get(message.tone, theme.AMBER)
        news = message.title if message.tone is Tone.ACCEPTED else f"{message.title} · {message.word}"
        self.top.note.show_text(news, colour)

    # -- scans ----------------------------------------------------------------------------------------------------

    def take_scan(self, raw: RawScan) -> None:
        """Take a scan wherever the focus is; what cannot be taken now is refused aloud."""
        self.scans.take(raw)

    # -- commands -------------------------------------------------------------------------------------------------

    @Slot()
    def _triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.run(str(action.data()))

    @Slot(str)
    def run(self, command: str) -> None:
        """Carry out a command of the shortcut table."""
        if not self._working:
            return
        commands: dict[str, Callable[[], None]] = {
            "find": self.find_product,
            "undo": self.undo,
            "redo": self.redo,
            "check": self.check,
            "post": self.post,
            "new": self.new_document,
            "drafts": self.show_drafts,
            "load": self.load_file,
            "next_kind": self.show_next_kind,
            "minus": self.toggle_minus,
        } | self.places.commands()
        self.rooms.close_sheets()
        if command in commands:
            commands[command]()
        else:
            self.show_kind(Kind(command))

    def show_next_kind(self) -> None:
        """Show the document of the kind that comes next in the rail."""
        document = self.view.document
        if document is not None:
            kinds = [Kind.RECEIPT, Kind.USAGE, Kind.WRITEOFF, Kind.TRANSFER]
            self.show_kind(kinds[(kinds.index(document.kind) + 1) % len(kinds)])

    def undo(self) -> None:
        """Undo what the page that is shown did last; the document's entries only before the person's eyes."""
        if not self.places.undo():
            self._back_to_document()
            self.view.undo()

    def redo(self) -> None:
        """Do again what was undone last in the document."""
        self._back_to_document()
        self.view.redo()

    def toggle_minus(self) -> None:
        """Begin or end taking scans off."""
        self._back_to_document()
        self.view.toggle_minus()

    def find_product(self) -> None:
        """Find a product: for the current line if its code is unknown, else to add one."""
        self._back_to_document()
        self._search.find()

    def _back_to_document(self) -> None:
        if self.view.document is not None and self.pages.currentWidget() is not self.view:
            self.show_kind(self.view.document.kind)

    @Slot()
    def check(self) -> None:
        """Tell what stands in the way of posting, or that nothing does."""
        self._back_to_document()
        found = self._posting.check()
        if found:
            self.rooms.problems.show_problems(found)

    @Slot()
    def post(self) -> None:
        """Post the document: it is safe here at once, the service's number comes when it comes."""
        self._back_to_document()
        signed_in, found = self._signed_in, self._posting.problems()
        if signed_in is None or found is None:
            return
        if found:
            self._posting.say_open(found)
            self.rooms.problems.show_problems(found)
            return
        approved = self._posting.approve()
        if approved is not None:
            sound(Verdict.ACCEPTED)
            kind, message = approved
            self._show(self._documents.new(kind, signed_in), signed_in, message)
            self.refresh_connection()

    def new_document(self) -> None:
        """Begin another document of the kind that is shown; the open one stays with the drafts."""
        document, signed_in = self.view.document, self._signed_in
        if document is None or signed_in is None or not self.view.commit():
            return
        if document.sheet.totals.lines:
            document = self._documents.new(document.kind, signed_in)
        self._show(document, signed_in)

    def load_file(self) -> None:
        """Choose a file whose lines come into the document."""
        self._back_to_document()
        self.files.choose()

    def show_drafts(self) -> None:
        """List the drafts."""
        signed_in = self._signed_in
        if signed_in is None:
            return
        location = signed_in.location
        self.rooms.drafts.show_drafts(self._documents.drafts(signed_in), location.timezone, location.currency)

    @Slot(str)
    def _open_draft(self, document_id: str) -> None:
        signed_in = self._signed_in
        if signed_in is None:
            return
        try:
            self._show(self._documents.by_id(document_id), signed_in)
        except StockdeskError as error:
            self.view.refuse(error)

    @Slot(object)
    def _go_to_problem(self, problem: Problem) -> None:
        if problem.line_id:
            self.view.table.choose_line(problem.line_id)
            self.view.focus_lines()
        elif problem.code in ("post.no-destination", "post.same-storage"):
            self.view.header.focus_problem("to_storage")
        elif problem.code == "post.no-storage":
            self.top.open_storages()
        else:
            self.view.focus_lines()

    @Slot(object)
    def _failed(self, error: StockdeskError) -> None:
        self.top.note.show_text(sentence(error), theme.RED)
        sound(Verdict.REFUSED)

    @Slot(int)
    def _storage_chosen(self, storage_id: int) -> None:
        document, signed_in = self.view.document, self._signed_in
        if document is None or signed_in is None:
            return
        self.view.set_storage(storage_id)
        remember_storage(self.workspace.shelf, signed_in, document.kind, storage_id)
        self.top.show_session(signed_in, storage_of(document.sheet))

    @Slot()
    def _sign_out(self) -> None:
        self.view.commit()
        self.workspace.session.sign_out(self.workspace.shelf)
        self._documents.clear()
        self._show_sign_in()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: the amount for the next scan is taken back, or it is back to the document."""
        if event.key() == Qt.Key.Key_Escape and self._working:
            if not self.view.drop_multiplier():
                self._back_to_document()
                self.view.focus_lines()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything is on disk already; only what is being typed is taken over."""
        self._age.stop()
        if self._working:
            self.view.commit()
        event.accept()
