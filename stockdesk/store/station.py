"""Which workstation this is, and whether its data folder came from another one."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from stockdesk.store.settings import STATION, SettingsStore

_ID, _MACHINE = "station-id", "machine"


@dataclass(frozen=True, slots=True)
class Station:
    """``station_id`` is random, made once for a data folder.

    ``moved`` says that the folder was made on another machine: it was copied, cloned or restored, and what its outbox
    holds may have been sent from there (design, section 4, "Restores and clones").
    """

    station_id: str
    moved: bool = False


def station_of(settings: SettingsStore, machine: str | None = None) -> Station:
    """Return the station of a data folder, making its id at the first call.

    ``machine`` is this machine's id, by default the operating system's. Where the system tells none, a folder never
    counts as moved.
    """
    machine = _fingerprint(machine_id() if machine is None else machine)
    station_id, known = settings.get(STATION, _ID), settings.get(STATION, _MACHINE)
    if not isinstance(station_id, str):
        station_id = os.urandom(4).hex()
        settings.set_all(STATION, {_ID: station_id, _MACHINE: machine})
        known = machine
    return Station(station_id, moved=bool(machine and known and known != machine))


def settle_in(settings: SettingsStore, machine: str | None = None) -> Station:
    """Make a moved folder this machine's own, with a new station id, once its outbox has been doubted."""
    settings.delete(STATION, _ID)
    return station_of(settings, machine)


def _fingerprint(machine: str) -> str:
    """Return a short hash: the machine's id itself is not for backups and support files (see machine-id(5))."""
    import hashlib

    return hashlib.sha256(f"stockdesk {machine}".encode()).hexdigest()[:16] if machine else ""


def machine_id() -> str:
    """Return the operating system's id of this machine, "" where it tells none."""
    if sys.platform == "win32":
        return _windows_machine_id()
    if sys.platform == "darwin":
        return _mac_machine_id()
    for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        with contextlib.suppress(OSError):
            text = path.read_text(encoding="ascii", errors="replace").strip()
            if text:
                return text
    return ""


def _windows_machine_id() -> str:
    import importlib

    registry = importlib.import_module("winreg")
    path = r"SOFTWARE\Microsoft\Cryptography"
    with contextlib.suppress(OSError), registry.OpenKey(registry.HKEY_LOCAL_MACHINE, path) as key:
        return str(registry.QueryValueEx(key, "MachineGuid")[0])
    return ""


def _mac_machine_id() -> str:
    import re
    import subprocess

    command = ["/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout
        match = re.search(r'"IOPlatformUUID" = "([^"]+)"', told)
        return match[1] if match else ""
    return ""
