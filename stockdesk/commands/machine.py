"""What hangs on this machine, for ``stockdesk doctor``: sound device and serial scanners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stockdesk.commands.doctor import LOOK, OK, Finding
from stockdesk.core.errors import StockdeskError
from stockdesk.ui import messages

if TYPE_CHECKING:
    from stockdesk.app.workspace import Workspace
    from stockdesk.devices.ports import Port


def sound() -> Finding:
    """Open the sound device and close it again; nothing sounds."""
    from stockdesk.devices.soundsystem import probe

    try:
        device = probe()
    except StockdeskError as error:
        return Finding("sound", LOOK, messages.sentence(error), {"device": None})
    return Finding("sound", OK, messages.words("doctor.sound", {"device": device}), {"device": device})


def scanners(opened: Workspace) -> Finding:
    """Open each port of the station's serial scanners and close it again.

    A window that is open has its ports for itself: then they are in use, which the sentence says.
    """
    from stockdesk.app.scanners import stored_ports
    from stockdesk.devices.ports import ports

    there = ports()
    try:
        stored = stored_ports(opened.settings)
    except StockdeskError as error:  # the database, of which another finding tells more
        return Finding("scanners", LOOK, messages.sentence(error))
    faults = {name: _fault(name, baud) for name, baud in stored.items()}
    facts = {
        "ports": [{"port": port.name, "description": port.description} for port in there],
        "scanners": [{"port": name, "baud": baud, "reason": _code(faults[name])} for name, baud in stored.items()],
    }
    told = [messages.sentence(fault) for fault in faults.values() if fault is not None]
    if told:
        return Finding("scanners", LOOK, " ".join([*told, *_listed(there)]), facts)
    if stored:
        return Finding("scanners", OK, messages.words("doctor.scanners", {"ports": ", ".join(stored)}), facts)
    return Finding("scanners", OK, " ".join([messages.words("doctor.no-scanners", {}), *_listed(there)]), facts)


def _listed(there: list[Port]) -> list[str]:
    named = [f"{port.name} ({port.description})" if port.description else port.name for port in there]
    return [messages.words("doctor.ports", {"ports": ", ".join(named)})] if named else []


def _fault(name: str, baud: int) -> StockdeskError | None:
    from stockdesk.devices.serialscanner import open_port

    try:
        open_port(name, baud).close()
    except StockdeskError as error:
        return error
    return None


def _code(fault: StockdeskError | None) -> str | None:
    return fault.code if fault is not None else None
