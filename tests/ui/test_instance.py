"""One window a data folder."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.ui.instance import Instance


def test_second_start_on_a_folder_calls_the_first_window(tmp_path: Path, dressed: QApplication, qtbot: QtBot) -> None:
    called: list[None] = []
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.take()
    first.listen(lambda: called.append(None))
    assert not second.take()
    assert second.call_other()
    qtbot.waitUntil(lambda: called == [None])
    first.release()


def test_released_folder_can_be_taken_again(tmp_path: Path, dressed: QApplication) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.take()
    first.release()
    assert second.take()
    second.release()


def test_window_that_does_not_answer_is_told(tmp_path: Path, dressed: QApplication) -> None:
    assert not Instance(tmp_path).call_other(patience_ms=200)


def test_window_that_is_only_just_starting_is_waited_for(tmp_path: Path, dressed: QApplication, qtbot: QtBot) -> None:
    called: list[None] = []
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.take()
    later = threading.Thread(target=lambda: calls.append(second.call_other()))
    calls: list[bool] = []
    later.start()
    first.listen(lambda: called.append(None))
    qtbot.waitUntil(lambda: called == [None])
    later.join()
    assert calls == [True]
    first.release()


def test_two_folders_have_a_window_each(tmp_path: Path, dressed: QApplication) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    both = [Instance(folder) for folder in folders]
    assert [instance.take() for instance in both] == [True, True]
    for instance in both:
        instance.release()
