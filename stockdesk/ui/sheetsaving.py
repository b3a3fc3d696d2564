"""Saves the sheets of codes as PDF: asks where, makes them on a worker, says how many codes were read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from stockdesk.app.workspace import Workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.ui.words import counted, tr

if TYPE_CHECKING:
    from stockdesk.reports.codesheet import Paper

_LETTER_COUNTRIES: Final = frozenset(
    {
        QLocale.Country.UnitedStates,
        QLocale.Country.Canada,
        QLocale.Country.Mexico,
        QLocale.Country.Philippines,
        QLocale.Country.Chile,
        QLocale.Country.Colombia,
        QLocale.Country.Venezuela,
    }
)
"""Where printers hold Letter; everywhere else it is A4 (Unicode CLDR, paper size)."""

Make = Callable[[Path, "Paper"], int]


class SheetSaving(QObject):
    """Asks for a file name and saves a sheet there; a scan that comes meanwhile is refused aloud."""

    saved = Signal(str)
    """A sentence on what was saved."""
    failed = Signal(object)
    """The ``StockdeskError`` for which nothing was saved."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self._make: Make | None = None
        self.dialog: QFileDialog | None = None
        """The dialog while it is open."""

    @Slot()
    def command_sheet(self) -> None:
        """Save the sheet of command codes."""

        def make(path: Path, paper: Paper) -> int:
            from stockdesk.app.codesheets import save_command_sheet
            from stockdesk.ui.codesheetwords import command_sheet_words, sheet_commands

            return save_command_sheet(path, sheet_commands(), command_sheet_words(), paper)

        self._ask(tr("Save the command sheet"), tr("stockdesk commands"), make)

    @Slot()
    def setup_sheet(self) -> None:
        """Save the sheet with which a scanner is set up."""

        def make(path: Path, paper: Paper) -> int:
            from stockdesk.app.codesheets import save_setup_sheet
            from stockdesk.ui.codesheetwords import setup_sheet_words

            return save_setup_sheet(path, setup_sheet_words(), paper)

        self._ask(tr("Save the set-up sheet"), tr("stockdesk scanner set-up"), make)

    def _ask(self, title: str, name: str, make: Make) -> None:
        self._make = make
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = Path(folder) if Path(folder).is_dir() else Path.home()
        dialog = QFileDialog(self._window, title, str(start / f"{name}.pdf"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([tr("PDF (*.pdf)")])
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{name}.pdf")
        # In the system's own dialog a scan would be a file name, and its Enter would press the button.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, on=True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    @Slot(int)
    def _closed(self, _result: int) -> None:
        self.dialog = None
        self._window.activateWindow()

    @Slot(str)
    def _chosen(self, name: str) -> None:
        if self._make is not None:
            self.save(Path(name), self._make)

    def save(self, path: Path, make: Make) -> None:
        """Make a sheet on the worker and save it at ``path``."""
        paper: Paper = "Letter" if QLocale.system().territory() in _LETTER_COUNTRIES else "A4"
        self._workspace.fetch(lambda _context: make(path, paper), lambda count: self._done(path, count), self._failed)

    def _done(self, path: Path, count: int) -> None:
        codes = counted(count, tr("code"), tr("codes"))
        text = tr("Saved as {path}: {codes}, each read back. Print it at 100 %, not fitted to the page.")
        self.saved.emit(text.format(path=path, codes=codes))

    def _failed(self, error: StockdeskError) -> None:
        self.failed.emit(error)
