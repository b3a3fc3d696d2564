"""PySide6's known bad versions stay out: docs/decisions/0004-pyside-pin.md."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.support import checkout


def pin() -> Requirement:
    lines = tomllib.loads(checkout.text("pyproject.toml"))["project"]["dependencies"]
    return next(requirement for requirement in map(Requirement, lines) if requirement.name == "pyside6-essentials")


@pytest.mark.parametrize("bad", ["6.8.3", "6.10.1", "6.11.0", "6.11.1", "6.12.0", "6.12.1", "7.0.0"])
def test_pin_leaves_out_the_versions_that_crash(bad: str) -> None:
    assert not pin().specifier.contains(bad)


def test_installed_version_is_within_the_pin() -> None:
    assert pin().specifier.contains(version("pyside6-essentials"))


def test_calls_into_qt_do_not_lose_references_to_none(qtbot: QtBot) -> None:
    """On Python 3.11, 6.12.0 loses one reference a call and ends the process after some 5,500 of them (PYSIDE-3474)."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(200):
        label.setText("x")
    assert sys.getrefcount(None) - before > -50
