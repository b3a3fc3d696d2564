"""The bridge: everything arrives on the GUI thread, in order, and nothing after the window is gone."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.ui.bridge import Bridge


def from_a_thread(job: object) -> None:
    assert callable(job)
    thread = threading.Thread(target=job)
    thread.start()
    thread.join()


def test_events_and_jobs_of_a_worker_arrive_in_order_on_the_gui_thread(dressed: QApplication, qtbot: QtBot) -> None:
    heard: list[tuple[object, bool]] = []
    gui = threading.current_thread()

    def note(what: object) -> None:
        heard.append((what, threading.current_thread() is gui))

    bridge = Bridge(note)

    def work() -> None:
        for number in range(100):
            bridge.tell(number)
            bridge.deliver(lambda number=number: note(f"job {number}"))  # type: ignore[misc]

    from_a_thread(work)
    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 200)
    assert heard == [(what, True) for number in range(100) for what in (number, f"job {number}")]


def test_late_answers_are_dropped_when_the_bridge_is_closed(dressed: QApplication, qtbot: QtBot) -> None:
    heard: list[object] = []
    bridge, other = Bridge(heard.append), Bridge(heard.append)
    from_a_thread(lambda: bridge.tell("late"))
    bridge.close()
    from_a_thread(lambda: other.tell("in time"))
    qtbot.waitUntil(lambda: heard == ["in time"])
