"""The input method is told that nobody wants it, by whatever has the focus, as long as the filter is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stockdesk.ui.inputmethods import InputMethodsOff, stand_before_keys

ENABLED = Qt.InputMethodQuery.ImEnabled
HINTS = Qt.InputMethodQuery.ImHints


class Form(QWidget):
    """Two fields."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = QLineEdit(), QLineEdit()
        self.first.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        layout = QVBoxLayout(self)
        layout.addWidget(self.first)
        layout.addWidget(self.second)


@pytest.fixture
def form(qtbot: QtBot, dressed: QApplication) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.first.setFocus()
    qtbot.waitUntil(made.first.hasFocus)
    assert QApplication.focusObject() is made.first
    assert dressed is QApplication.instance()
    return made


@pytest.fixture
def off(form: Form, dressed: QApplication) -> Iterator[InputMethodsOff]:
    made = InputMethodsOff(form)
    made.watch(dressed)
    yield made
    made.stop()


def answer(asked: QObject, query: Qt.InputMethodQuery) -> object:
    """What Qt is answered when it asks."""
    event = QInputMethodQueryEvent(query)
    QCoreApplication.sendEvent(asked, event)
    return event.value(query)


def test_this_platform_has_them_before_the_keys(dressed: QApplication) -> None:
    assert dressed.platformName() == "offscreen"
    assert stand_before_keys()


def test_field_with_the_focus_wants_no_input_method(form: Form, off: InputMethodsOff) -> None:
    assert answer(form.first, ENABLED) is False


def test_answer_moves_with_the_focus(form: Form, off: InputMethodsOff, qtbot: QtBot) -> None:
    form.second.setFocus()
    qtbot.waitUntil(form.second.hasFocus)
    assert answer(form.second, ENABLED) is False
    assert answer(form.first, ENABLED) is True


def test_other_questions_are_answered_by_the_field_itself(form: Form, off: InputMethodsOff) -> None:
    assert answer(form.first, HINTS) == Qt.InputMethodHint.ImhDigitsOnly.value


def test_field_answers_for_itself_before_and_afterwards(form: Form, dressed: QApplication) -> None:
    off = InputMethodsOff(form)
    assert answer(form.first, ENABLED) is True
    off.watch(dressed)
    off.stop()
    assert answer(form.first, ENABLED) is True


def test_field_that_is_gone_is_no_trouble(form: Form, off: InputMethodsOff, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.first.destroyed):
        form.first.deleteLater()
    form.second.setFocus()
    qtbot.waitUntil(form.second.hasFocus)
    assert answer(form.second, ENABLED) is False
