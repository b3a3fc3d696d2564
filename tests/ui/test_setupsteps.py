"""The steps of the set-up sheet: which comes now, which came, and how."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.core.scannercheck import Severity, check
from stockdesk.core.setupcodes import SETUP_CODES
from stockdesk.ui.setupsteps import SetupSteps, awaited_step, how_it_came, step_purpose, step_title
from tests.support.setupscanner import Scanner, heard


@pytest.fixture
def steps(dressed: QApplication, qtbot: QtBot) -> SetupSteps:
    made = SetupSteps()
    qtbot.addWidget(made)
    return made


def words(steps: SetupSteps) -> list[str]:
    return [row.words for row in steps.rows.values()]


def test_first_code_is_awaited_first(steps: SetupSteps) -> None:
    steps.show_findings(check([]), ())
    assert words(steps) == ["scan it now", "not yet", "not yet", "not yet"]


def test_code_that_came_gives_way_to_the_next(steps: SetupSteps) -> None:
    steps.show_findings(check(heard(Scanner().scans(SETUP_CODES[:2]))), ())
    assert words(steps) == ["came as it is printed", "came as it is printed", "scan it now", "not yet"]


def test_code_left_out_gives_way_to_the_next(steps: SetupSteps) -> None:
    found = check(heard(Scanner().scans(SETUP_CODES[:2])), {"separator"})
    steps.show_findings(found, {"separator"})
    assert words(steps)[2:] == ["left out", "scan it now"]
    assert awaited_step(found, {"separator"}) == "end"


@pytest.mark.parametrize(
    ("scanner", "severity", "told"),
    [
        (Scanner(), "ok", "came as it is printed"),
        (Scanner(gs=""), "bad", "came without its separator"),
        (Scanner(gs="|"), "ok", "came with “|” for its separator"),
        (Scanner(gs="-"), "bad", "came with “-” for its separator"),
        (Scanner(layout="russian"), "look", "came changed, read by its keys"),
    ],
)
def test_words_say_how_a_code_came(scanner: Scanner, severity: Severity, told: str) -> None:
    scan = check(heard(scanner.scans())).scans["separator"]
    assert how_it_came(scan) == (severity, told)


def test_changed_code_shows_what_came() -> None:
    scan = check(heard(Scanner().keys(SETUP_CODES[0], content="ABCabc0123456789-/+$"))).scans["characters"]
    assert how_it_came(scan) == ("bad", "came changed: ABCabc0123456789-/+$")


def test_rows_are_read_aloud_and_painted(steps: SetupSteps) -> None:
    steps.show_findings(check(heard(Scanner().scans(SETUP_CODES[:1]))), ())
    first = steps.rows["characters"]
    assert first.accessibleName() == "1 Letters, digits and signs: came as it is printed"
    assert not steps.grab().isNull()


def test_each_step_has_a_name_and_a_purpose() -> None:
    assert len({step_title(code.purpose) for code in SETUP_CODES}) == len(SETUP_CODES)
    assert all(step_purpose(code.purpose).endswith(".") for code in SETUP_CODES)
