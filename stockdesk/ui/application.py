"""Starts the window: platform, application, workspace, filter, bridge; and ends it in the right order."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from stockdesk.app.scanners import Scanners
from stockdesk.app.workspace import Options, Workspace
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.ui import sounds, theme
from stockdesk.ui.bridge import Bridge
from stockdesk.ui.garbage import GarbageCollector
from stockdesk.ui.icons import application_icon
from stockdesk.ui.instance import Instance
from stockdesk.ui.mainwindow import MainWindow
from stockdesk.ui.messages import sentence
from stockdesk.ui.scanfilter import ScanFilter
from stockdesk.ui.words import tr

log = logging.getLogger(__name__)

Report = Callable[[Exception], StockdeskError]
"""Writes a report about a bug, without secrets, and returns the error that names it."""

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_NARROW = 1500


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether a window can be shown (or a platform was chosen that needs no display)."""
    return not sys.platform.startswith("linux") or any(environ.get(name) for name in _DISPLAYS)


def make_application(*, offscreen: bool = False) -> QApplication:
    """Make the application in its dress. ``offscreen`` paints without a display where there is none."""
    if offscreen and not has_display(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if not has_display(os.environ):
        raise StockdeskError("display.missing")
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["stockdesk"])
    application.setApplicationName("stockdesk")
    application.setApplicationDisplayName("stockdesk")
    application.setDesktopFileName("stockdesk")
    application.setWindowIcon(application_icon())
    theme.dress(application)
    return application


class Desktop(QObject):
    """A window with everything it needs, from start to end."""

    def __init__(self, application: QApplication, workspace: Workspace, report: Report, *, demo: bool = False) -> None:
        super().__init__()
        self._application = application
        self._report = report
        self.workspace = workspace
        self.bridge = Bridge(self._hear, self)
        self.scanners = Scanners(workspace.settings, self._take_scan, self.bridge.deliver, self._hear)
        self.window = MainWindow(workspace, self.scanners, demo=demo)
        self.window.demo_wanted.connect(self._open_demo)
        self.filter = ScanFilter(self._take_scan, workspace.scanning.profile, parent=self)
        self.filter.decided = self.window.places.decided
        self.window.places.listening.connect(self.filter.set_profile)
        self._garbage = GarbageCollector(self)
        self._hook: Callable[..., object] | None = None
        self._closed = False

    def _hear(self, event: object) -> None:
        self.window.hear(event)

    def _take_scan(self, raw: RawScan) -> None:
        self.window.take_scan(raw)

    def start(self) -> None:
        """Show the window; the workers begin when it is painted."""
        self._garbage.start()
        sounds.use(self.workspace.feedback)
        self.filter.watch(self._application)
        self.window.begin()
        self._place()
        self.window.show()
        QTimer.singleShot(0, self._start_workers)

    def guard(self) -> None:
        """From now on show a bug to the person, with its report, instead of a traceback to nobody."""
        self._hook = sys.excepthook
        sys.excepthook = self._excepthook

    @Slot()
    def _start_workers(self) -> None:
        if not self._closed:
            self.workspace.start(self.bridge.deliver, self.bridge.tell)
            self.scanners.start()

    def _settings(self) -> QSettings:
        return QSettings(str(self.workspace.folder.path / "window.ini"), QSettings.Format.IniFormat)

    def _place(self) -> None:
        """Put the window where it was; the first time as large as a small screen allows."""
        geometry = self._settings().value("geometry")
        if geometry is not None and self.window.restoreGeometry(geometry):
            return
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.window.resize(min(1366, max(1024, screen.width())), min(768, max(640, screen.height())))
        if 1024 <= screen.width() < _NARROW:
            self.window.setWindowState(Qt.WindowState.WindowMaximized)

    @Slot()
    def come_to_front(self) -> None:
        """Show the window before all others: somebody started stockdesk again."""
        state = self.window.windowState()
        self.window.setWindowState(state & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()

    @Slot()
    def _open_demo(self) -> None:
        from PySide6.QtCore import QProcess

        start = [] if getattr(sys, "frozen", False) else ["-m", "stockdesk"]
        QProcess.startDetached(sys.executable, [*start, "--demo"])

    def close(self) -> None:
        """End: late answers are dropped, workers are waited for, connections closed."""
        if self._closed:
            return
        self._closed = True
        self.filter.stop()
        self.scanners.close()
        self._settings().setValue("geometry", self.window.saveGeometry())
        self.window.close()
        self.bridge.close()
        self.workspace.close()
        sounds.use(None)
        self._garbage.stop()
        if self._hook is not None:
            sys.excepthook = self._hook

    def _excepthook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        from PySide6.QtWidgets import QMessageBox

        known = error if isinstance(error, StockdeskError) else self._report(error)
        log.error("shown to the person: %s", known, exc_info=None if known is error else error)
        box = QMessageBox(QMessageBox.Icon.Warning, "stockdesk", sentence(known), parent=self.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # It opens by itself: a modal box would drop the keys of a scan that are on their way (decision 0010).
        box.setModal(False)
        box.show()


def run(
    options: Options, report: Report, *, demo: bool = False, prepare: Callable[[Workspace], None] | None = None
) -> int:
    """Run the window until it is closed and return the exit status. ``prepare`` gets the workspace before it shows."""
    application = make_application()
    try:
        workspace = Workspace.open(options, gui=True)
    except StockdeskError as error:
        _tell_and_wait(application, error)
        raise
    instance = Instance(workspace.folder.path)
    if not instance.take():
        answered = instance.call_other()
        path: Path = workspace.folder.path
        workspace.close()
        if not answered:
            elsewhere = StockdeskError("window.elsewhere", path=path)
            _tell_and_wait(application, elsewhere)
            raise elsewhere
        return 0
    if prepare is not None:
        prepare(workspace)
    desktop = Desktop(application, workspace, report, demo=demo)
    desktop.guard()
    desktop.start()
    QTimer.singleShot(0, lambda: instance.listen(desktop.come_to_front))
    try:
        return application.exec()
    finally:
        desktop.close()
        instance.release()


def _tell_and_wait(application: QApplication, error: StockdeskError) -> None:
    """Show why the window cannot open: whoever started it by a click sees no terminal."""
    if QGuiApplication.platformName() == "offscreen":
        return
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Warning, tr("stockdesk cannot start"), sentence(error))
    box.finished.connect(application.quit)
    box.open()
    application.exec()


def smoke(options: Options, report: Report) -> int:
    """Open, paint, quit: whether the window works on this machine."""
    application = make_application(offscreen=True)
    desktop = Desktop(application, Workspace.open(options, gui=True), report)
    desktop.start()
    QTimer.singleShot(0, lambda: _quit_when_painted(desktop, application))
    try:
        return application.exec()
    finally:
        desktop.close()


def _quit_when_painted(desktop: Desktop, application: QApplication) -> None:
    picture = desktop.window.grab()
    application.exit(0 if not picture.isNull() else 1)
