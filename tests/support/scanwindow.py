"""A window with fields, a button, a table and a list, behind the real scan filter: a program of its own for X tests.

It writes one JSON line for each scan, and answers each line of its standard input with one: ``focus NAME``, ``reset``,
``stall MS`` (it does nothing for so long), ``menu``, ``list`` (open one, after so many milliseconds of doing nothing if
some are named), ``dialog``, ``second`` (open that window), ``state``; and ``after KEYS COMMAND``, which does that when
so many more keys have come.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSocketNotifier, Qt
from PySide6.QtGui import QAction, QKeyEvent, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from stockdesk.core.entry import RawScan
from stockdesk.ui.scanfilter import ScanFilter

TITLE = "scan window"


class Witness(QObject):
    """Notes which keysym Qt made of each key, before the filter under test gets it, and counts the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.keysyms: dict[int, int] = {}
        self.stamps: list[int] = []
        self.windows: set[str] = set()
        self.keys_left = 0
        self.then: Callable[[], object] | None = None

    def eventFilter(self, receiver: QObject, event: QEvent) -> bool:
        """Look, and let pass."""
        if isinstance(event, QKeyEvent) and isinstance(receiver, QWindow) and event.type() is QEvent.Type.KeyPress:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.keysyms[event.nativeScanCode() * 2 + shift] = event.nativeVirtualKey()
            self.stamps.append(event.timestamp())
            self.windows.add(receiver.title())
            self.keys_left -= 1
            if self.keys_left == 0 and self.then is not None:
                self.then()
        return False


class ScanWindow(QWidget):
    """What may have the focus, and what must not happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.counts = {"clicks": 0, "shortcuts": 0, "accepted": 0}
        self.field, self.other = QLineEdit(), QLineEdit()
        self.other.setCompleter(QCompleter(["abc", "abd"]))
        self.button = QPushButton("Post")
        self.button.clicked.connect(lambda: self._count("clicks"))
        self.table = QTableWidget(3, 3)
        self.list = QComboBox()
        self.list.addItems(["1 one", "4 four", "5 five"])
        self.plain = QWidget()
        self.plain.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu = QMenu(self)
        self.menu.addAction("&4 entry").triggered.connect(lambda: self._count("clicks"))
        self.dialog = self._make_dialog()
        self.second = QLineEdit()
        self.second.setWindowTitle("second window")
        for keys in ("Ctrl+]", "Ctrl+J", "F8", "Ctrl+M"):
            action = QAction(self)
            action.setShortcut(keys)
            action.triggered.connect(lambda: self._count("shortcuts"))
            self.addAction(action)
        layout = QVBoxLayout(self)
        for widget in (self.field, self.other, self.button, self.table, self.list, self.plain):
            layout.addWidget(widget)

    def _make_dialog(self) -> QDialog:
        dialog = QDialog(self)
        dialog.setWindowTitle("dialog")
        self.asked = QLineEdit()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(dialog.accept)
        dialog.accepted.connect(lambda: self._count("accepted"))
        layout = QVBoxLayout(dialog)
        layout.addWidget(self.asked)
        layout.addWidget(buttons)
        return dialog

    def _count(self, what: str) -> None:
        self.counts[what] += 1

    def state(self) -> dict[str, object]:
        """What stands in the fields, what was pressed, what has the focus."""
        cells = [self.table.item(row, column) for row in range(3) for column in range(3)]
        editors = [editor.text() for editor in self.table.findChildren(QLineEdit)]
        focus = QApplication.focusWidget()
        named = {id(getattr(self, name)): name for name in ("field", "other", "button", "table", "list", "plain")}
        return {
            "typed": "".join(field.text() for field in (self.field, self.other, self.asked, self.second)),
            "cells": "".join([*(cell.text() for cell in cells if cell is not None), *editors]),
            "list": self.list.currentText(),
            "focus": named.get(id(focus), type(focus).__name__),
            "popup": QApplication.activePopupWidget() is not None,
            "dialog": self.dialog.isVisible(),
            **self.counts,
        }


class Program:
    """The window, the filter, and the commands."""

    def __init__(self, application: QApplication) -> None:
        self.window = ScanWindow()
        self.witness = Witness()
        self.filter = ScanFilter(self.take)
        self.window.show()
        self.window.activateWindow()
        self.window.field.setFocus()
        self.filter.watch(application)
        # Filters of the application come before those of the windows.
        application.installEventFilter(self.witness)
        self.commands: dict[str, Callable[[str], object]] = {
            "focus": lambda name: getattr(self.window, name).setFocus(),
            "reset": lambda _: self.reset(),
            "stall": self.busy,
            "after": lambda words: self.later(*words.split(maxsplit=1)),
            "menu": self.open_menu,
            "list": self.open_list,
            "dialog": lambda _: self.window.dialog.open(),
            "second": lambda _: self.window.second.show(),
            "state": lambda _: None,
        }
        self.notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self.notifier.activated.connect(self.command)

    def take(self, raw: RawScan) -> None:
        """Write a scan down, and what the keys were to Qt."""
        scan = {"text": raw.text, "positions": raw.positions, "times": raw.times, "ended_by": raw.ended_by}
        self.say({"scan": scan, "keysyms": self.witness.keysyms, **self.window.state()})
        self.witness.keysyms = {}

    def command(self) -> None:
        """Do what a line of the standard input says, and answer."""
        line = sys.stdin.readline()
        if not line:
            QApplication.quit()
            return
        name, _, argument = line.strip().partition(" ")
        self.commands[name](argument)
        keys = {"stamps": self.witness.stamps, "windows": len(self.witness.windows)}
        self.say({"done": name, "holding": self.filter.holding, **keys, **self.window.state()})

    def later(self, keys: str, command: str) -> None:
        """Do something when so many keys have come."""
        name, _, argument = command.partition(" ")
        self.witness.keys_left = int(keys)
        self.witness.then = lambda: self.commands[name](argument)

    def busy(self, milliseconds: str) -> None:
        """Do nothing for a while."""
        time.sleep(int(milliseconds or "0") / 1000)

    def open_menu(self, milliseconds: str) -> None:
        """Open the menu, after a while."""
        self.busy(milliseconds)
        self.window.menu.popup(self.window.mapToGlobal(QPoint(20, 20)))

    def open_list(self, milliseconds: str) -> None:
        """Open the list of the combo box, after a while."""
        self.busy(milliseconds)
        self.window.list.showPopup()

    def reset(self) -> None:
        """Close what is open, empty the fields, count from nothing."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in (self.window.dialog, self.window.second):
            window.close()
        for field in (self.window.field, self.window.other, self.window.asked, self.window.second):
            field.clear()
        self.window.table.clearContents()
        self.window.list.setCurrentIndex(0)
        self.witness.stamps = []
        self.witness.windows = set()
        self.window.counts.update(dict.fromkeys(self.window.counts, 0))
        self.window.activateWindow()
        self.window.field.setFocus()

    def say(self, what: dict[str, object]) -> None:
        """Write one line."""
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Run until the standard input ends."""
    application = QApplication(["scan window"])
    program = Program(application)
    assert program.window.isVisible()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
