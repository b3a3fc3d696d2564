"""Garbage is collected on the GUI thread only, while a window is open."""

from __future__ import annotations

import gc
import threading

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.ui.garbage import GarbageCollector


class Knot:
    """Refers to itself, so that only the collector can free it, and tells on which thread that was."""

    freed_on: list[threading.Thread] = []  # noqa: RUF012 - the object is gone when it is read

    def __init__(self) -> None:
        self.myself = self

    def __del__(self) -> None:
        self.freed_on.append(threading.current_thread())


def tie_knots() -> None:
    # Far more than the windows of earlier tests can still give back: each object that is freed lowers the count.
    for _ in range(gc.get_threshold()[0] * 50):
        Knot()


def test_garbage_of_a_worker_is_freed_on_the_gui_thread(dressed: QApplication, qtbot: QtBot) -> None:
    collector = GarbageCollector()
    collector.start()
    try:
        worker = threading.Thread(target=tie_knots)
        worker.start()
        worker.join()
        assert Knot.freed_on == []
        qtbot.waitUntil(lambda: bool(Knot.freed_on))
    finally:
        collector.stop()
    assert set(Knot.freed_on) == {threading.main_thread()}
    assert gc.isenabled()
