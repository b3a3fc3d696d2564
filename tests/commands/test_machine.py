"""What the doctor says of scanners on serial ports and of sounds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serial import Serial

from stockdesk.app.log import stop_logging
from stockdesk.app.scanners import Scanners
from stockdesk.app.workspace import Options, Workspace
from stockdesk.commands import machine
from stockdesk.commands.doctor import LOOK, OK
from stockdesk.devices import ports, soundsystem
from stockdesk.devices.ports import Port
from tests.support.serialline import serial_line


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(Options(tmp_path / "data", environ={}))
    yield opened
    opened.close()
    stop_logging()


def use(workspace: Workspace, *names: str) -> None:
    """Store ports as the settings page does."""
    Scanners(workspace.settings, print, lambda run: run()).set_ports(names)


def test_station_without_serial_scanners_needs_none(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "ports", lambda: [Port("COM1"), Port("COM3", "Gryphon")])
    finding = machine.scanners(workspace)
    assert finding.state == OK
    assert "needs none" in finding.text
    assert "COM1, COM3 (Gryphon)" in finding.text
    assert finding.facts["scanners"] == []
    assert finding.facts["ports"] == [
        {"port": "COM1", "description": ""},
        {"port": "COM3", "description": "Gryphon"},
    ]


def test_ports_that_can_be_opened_are_named(workspace: Workspace, tmp_path: Path) -> None:
    with serial_line(tmp_path / "left") as left, serial_line(tmp_path / "right") as right:
        use(workspace, left.name, right.name)
        finding = machine.scanners(workspace)
        assert finding.state == OK
        assert f"{left.name}, {right.name}" in finding.text
        Serial(left.name, exclusive=True).close()  # it was given back


def test_port_that_is_away_and_port_that_is_in_use_are_told_apart(workspace: Workspace, tmp_path: Path) -> None:
    with serial_line(tmp_path / "used") as used, Serial(used.name, exclusive=True):
        use(workspace, used.name, str(tmp_path / "away"))
        finding = machine.scanners(workspace)
    assert finding.state == LOOK
    assert f"Another program has {used.name}" in finding.text
    assert f"no port {tmp_path / 'away'}" in finding.text
    assert finding.facts["scanners"] == [
        {"port": used.name, "baud": 9600, "reason": "serial.busy"},
        {"port": str(tmp_path / "away"), "baud": 9600, "reason": "serial.missing"},
    ]


def test_machine_without_sound_device_needs_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundsystem, "sound_systems", lambda: ())
    finding = machine.sound()
    assert (finding.state, finding.facts) == (LOOK, {"device": None})
    assert "no sound device" in finding.text


def test_sound_device_is_named_by_its_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundsystem, "sound_systems", lambda: ("NULL",))
    finding = machine.sound()
    assert (finding.state, finding.facts) == (OK, {"device": "Null"})
    assert finding.text == "Sounds go to Null."
