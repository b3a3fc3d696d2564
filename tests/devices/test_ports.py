"""The list of ports: what this machine has, by the names that last."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from stockdesk.devices.ports import Port, ports


def there_are(monkeypatch: pytest.MonkeyPatch, *found: tuple[str, str | None]) -> None:
    listed = [SimpleNamespace(device=device, description=description) for device, description in found]
    monkeypatch.setattr(list_ports, "comports", lambda: listed)


def test_ports_of_this_machine_are_listed_without_error() -> None:
    assert all(port.name for port in ports())


def test_ports_stand_in_the_order_of_their_numbers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there_are(monkeypatch, ("COM12", "Scanner (COM12)"), ("COM9", "n/a"), ("COM1", None))
    assert ports(tmp_path) == [Port("COM1"), Port("COM9"), Port("COM12", "Scanner (COM12)")]


def test_usb_port_has_the_name_that_lasts_and_says_where_it_is_now(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    device = tmp_path / "ttyACM0"
    device.touch()
    by_id = tmp_path / "by-id"
    by_id.mkdir()
    lasting = by_id / "usb-Datalogic_Gryphon_S1-if00"
    lasting.symlink_to(device)
    there_are(monkeypatch, (str(device.resolve()), "Gryphon"), ("/dev/ttyS0", "ttyS0"))
    listed = {port.name: port.description for port in ports(by_id)}
    assert listed == {str(lasting): "Gryphon (ttyACM0)", "/dev/ttyS0": "ttyS0"}


def test_machine_without_lasting_names_has_ports_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there_are(monkeypatch, ("COM3", "COM3"))
    assert ports(tmp_path / "missing") == [Port("COM3")]
