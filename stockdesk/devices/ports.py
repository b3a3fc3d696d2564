"""The serial ports of this machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BY_ID: Final = Path("/dev/serial/by-id")
"""Where Linux names a USB port by the device on it: that name stays when the device is plugged in elsewhere."""


@dataclass(frozen=True, slots=True)
class Port:
    """A port that is there: the name to open it by, and what hangs on it as the system describes it ("" if nothing)."""

    name: str
    description: str = ""


def ports(by_id: Path = BY_ID) -> list[Port]:
    """Return the ports of this machine, sorted by name with numbers by value (COM9 before COM12).

    Not every port is in it (a pseudo terminal or one of a network never is), so any other name may be opened too.
    """
    from serial.tools import list_ports

    lasting = _lasting_names(by_id)
    found = [
        Port(lasting.get(str(info.device), str(info.device)), _described(str(info.device), info.description))
        for info in list_ports.comports()
    ]
    return sorted(found, key=lambda port: _by_number(port.name))


def _lasting_names(by_id: Path) -> dict[str, str]:
    """Return the lasting name of each device that has one."""
    try:
        links = sorted(by_id.iterdir())
    except OSError:  # not Linux, or no such device
        return {}
    return {str(link.resolve()): str(link) for link in links}


def _described(device: str, description: str | None) -> str:
    """Return the words of the system for a port, with its device where they do not name it; it says n/a for nothing."""
    words = (description or "").strip()
    if words in ("", "n/a") or words == device:
        return ""
    short = device.rsplit("/", 1)[-1]
    return words if short in words else f"{words} ({short})"


def _by_number(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]+)", name)]
