"""Loads a file into the document that is open: all of its rows or none, each row that cannot be taken named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Slot
from PySide6.QtWidgets import QFileDialog

from stockdesk.app.context import Context
from stockdesk.app.documents import OpenDocument
from stockdesk.app.loading import Loaded, Resolver, load
from stockdesk.app.workspace import Workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.files.lines import RowProblem, read_lines
from stockdesk.ui.banner import Message, Tone
from stockdesk.ui.documentview import DocumentView
from stockdesk.ui.rooms import Rooms
from stockdesk.ui.words import counted, tr

_FOLDER: Final = ("window", "folder")
"""Scope and name of the setting that keeps the folder of the file loaded last."""


@dataclass(frozen=True, slots=True)
class _Read:
    loaded: list[Loaded]
    problems: list[RowProblem]
    unread: tuple[str, ...]


class FileLoading(QObject):
    """Asks for a file, reads it and finds its products on the fetch worker, and puts the lines into the document."""

    def __init__(self, workspace: Workspace, view: DocumentView, rooms: Rooms) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._view = view
        self._rooms = rooms
        self.dialog: QFileDialog | None = None
        """The dialog while it is open."""
        rooms.file_wanted.connect(self._load_again)

    def choose(self) -> None:
        """Ask for a file; a scan that comes meanwhile is refused aloud."""
        if self._view.document is None or not self._view.commit():
            return
        dialog = QFileDialog(self._view, tr("Load lines from a file"), self._folder())
        dialog.setNameFilters([tr("Tables (*.csv *.tsv *.txt *.xlsx *.xls *.ods)"), tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        # In the system's own dialog a scan would be a file name, and its Enter would press the button.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, on=True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _folder(self) -> str:
        kept = self._workspace.settings.get(*_FOLDER)
        if isinstance(kept, str) and Path(kept).is_dir():
            return kept
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        # A folder that does not exist would stand in the dialog as the name of a file.
        return documents if Path(documents).is_dir() else str(Path.home())

    @Slot(int)
    def _closed(self, _result: int) -> None:
        self.dialog = None
        self._view.window().activateWindow()
        self._view.focus_lines()

    @Slot(str)
    def _chosen(self, name: str) -> None:
        path = Path(name)
        self.load(path)
        self._workspace.settings.set(*_FOLDER, str(path.parent))

    @Slot(object)
    def _load_again(self, path: Path) -> None:
        self.load(path)

    def load(self, path: Path) -> None:
        """Load a file into the document that is shown; nothing is loaded when any row cannot be taken."""
        document = self._view.document
        if document is None:
            return
        reading = tr("The lines come in when all of them are known.")
        self._view.banner.show_message(Message(Tone.CALM, tr("Reading {name}").format(name=path.name), "", reading))

        def job(context: Context) -> _Read:
            found = read_lines(path)
            loaded, unresolved = Resolver(context.catalogue, context.session.desk(context.shelf)).resolve(found.lines)
            problems = sorted([*found.problems, *unresolved], key=lambda problem: problem.row)
            return _Read(loaded, problems, found.unread)

        self._workspace.fetch(
            job, lambda read: self._take(document, path, read), lambda error: self._refused(path, error)
        )

    def _take(self, document: OpenDocument, path: Path, read: _Read) -> None:
        name = path.name
        if read.problems:
            rows = counted(len(read.problems), tr("row"), tr("rows"))
            title = tr("Not loaded: {name}").format(name=name)
            why = tr("{rows} cannot be taken. The document is as it was.").format(rows=rows)
            self._view.banner.show_message(Message(Tone.REFUSED, title, tr("Refused"), why))
            self._rooms.rows.show_rows(path, read.problems)
            return
        try:
            load(document, read.loaded)
        except StockdeskError as error:
            self._refused(path, error)
            return
        title = tr("{lines} from {name}").format(lines=counted(len(read.loaded), tr("line"), tr("lines")), name=name)
        detail = tr("Check them, then F9 posts the document.")
        if read.unread:
            detail = tr("Further sheets of the file were not read: {sheets}.").format(sheets=", ".join(read.unread))
        tone = Tone.LOOK if read.unread else Tone.ACCEPTED
        self._view.show_loaded(document, Message(tone, title, tr("Loaded"), detail, icon="file"))

    def _refused(self, path: Path, error: StockdeskError) -> None:
        """Say why; the banner has room for the file's name, not for its whole path."""
        named = {name: path.name if str(value) == str(path) else value for name, value in error.arguments.items()}
        self._view.refuse(StockdeskError(error.code, **named))
