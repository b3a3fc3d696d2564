"""How loud the sounds are: kept at once, and each of the three can be heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from stockdesk.app.events import Verdict
from stockdesk.app.feedback import USUAL_VOLUME, Feedback
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.settingssound import SettingsSound, verdict_words
from tests.support.settingsfile import settings_file
from tests.support.shown import show


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    with settings_file(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def feedback(settings: SettingsStore) -> Feedback:
    return Feedback(settings)


@pytest.fixture
def part(feedback: Feedback, dressed: QApplication, qtbot: QtBot) -> SettingsSound:
    made = SettingsSound(feedback)
    show(qtbot, made)
    return made


def test_volume_is_kept_by_the_arrow_keys(part: SettingsSound, settings: SettingsStore) -> None:
    part.volume.setFocus()
    QTest.keyClick(part.volume, Qt.Key.Key_Right)
    assert Feedback(settings).volume == USUAL_VOLUME + 5


def test_volume_is_shown_as_a_number_while_it_is_dragged(part: SettingsSound, feedback: Feedback) -> None:
    part.volume.sliderMoved.emit(33)
    assert "33 %" in [label.text() for label in part.findChildren(QLabel)]
    assert feedback.volume == USUAL_VOLUME


def test_mute_is_kept(part: SettingsSound, settings: SettingsStore) -> None:
    part.mute.setFocus()
    QTest.keyClick(part.mute, Qt.Key.Key_Space)
    assert Feedback(settings).muted
    assert not part.volume.isEnabled()


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_sound_can_be_heard_by_keyboard(part: SettingsSound, feedback: Feedback, verdict: Verdict) -> None:
    rung: list[Verdict] = []
    feedback.bell = rung.append
    QTest.keyClick(part.tries[verdict], Qt.Key.Key_Return)
    assert rung == [verdict]


def test_each_verdict_stands_there_with_word_and_meaning(part: SettingsSound) -> None:
    shown = {label.text() for label in part.findChildren(QLabel)}
    for verdict in Verdict:
        assert set(verdict_words(verdict)) <= shown


def test_volume_changed_elsewhere_is_shown(part: SettingsSound, feedback: Feedback) -> None:
    feedback.set_volume(10)
    part.refresh()
    assert part.volume.value() == 10
