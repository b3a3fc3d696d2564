"""The serial scanners of this station: any number of them, each code handed to the owner's thread in its order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from stockdesk.app.worker import Deliver
from stockdesk.core.entry import RawScan
from stockdesk.core.serialframe import Frame
from stockdesk.devices.serialscanner import BAUD, REOPEN_SECONDS, STOP_SECONDS, PortState, PortStatus, SerialScanner
from stockdesk.store.settings import STATION, SettingsStore

log = logging.getLogger(__name__)

PORTS_KEY: Final = "serial-ports"
"""The station's setting that lists the names of its ports, in the person's order."""
SPEEDS_KEY: Final = "serial-speeds"
"""The station's setting with the bauds of ports that do not have the usual ``BAUD``, by name."""
SWITCH_SECONDS: Final = 0.2
"""How long a port that is given up is waited for on the owner's thread; it is free after a quarter of that."""

Take = Callable[[RawScan], None]


def stored_ports(settings: SettingsStore) -> dict[str, int]:
    """Return the bauds of the station's ports by name, in order; what cannot be read is left out and logged."""
    names, speeds = settings.get(STATION, PORTS_KEY, []), settings.get(STATION, SPEEDS_KEY, {})
    if not isinstance(names, list) or not isinstance(speeds, dict):
        log.warning("the stored scanner ports cannot be read, none is used: %r, %r", names, speeds)
        return {}
    return {name: _speed(speeds.get(name)) for name in names if isinstance(name, str)}


def _speed(stored: object) -> int:
    return stored if isinstance(stored, int) and stored > 0 else BAUD


class Scanners:
    """All methods are the owner's; ``deliver`` brings what the ports' threads have to say over to its thread.

    ``take`` gets each code, with its port as the source; ``tell`` hears each ``PortStatus`` that a port comes to.
    """

    def __init__(
        self,
        settings: SettingsStore,
        take: Take,
        deliver: Deliver,
        tell: Callable[[PortStatus], None] = lambda _status: None,
        waits: Sequence[float] = REOPEN_SECONDS,
    ) -> None:
        self._settings = settings
        self._take = take
        self._deliver = deliver
        self._tell = tell
        self._waits = waits
        self._ports = stored_ports(settings)
        self._listening: dict[str, SerialScanner] = {}
        self._leaving: list[SerialScanner] = []
        self._started = False

    @property
    def ports(self) -> tuple[str, ...]:
        """The names of the station's ports, as stored."""
        return tuple(self._ports)

    @property
    def speeds(self) -> dict[str, int]:
        """The baud of each port."""
        return dict(self._ports)

    def start(self) -> None:
        """Listen to the stored ports."""
        self._started = True
        self._listen()

    def set_ports(self, ports: Sequence[str], speeds: Mapping[str, int] | None = None) -> None:
        """Keep other ports, and listen to those from now on; a port that stays is not disturbed.

        ``speeds`` are bauds by name; a port that is not among them keeps its own, a new one has ``BAUD``. Blank names
        and repetitions are left out. Errors are those of the store, and then the ports in use stay.
        """
        known = self._ports | dict(speeds or {})
        wanted = {name: known.get(name, BAUD) for name in (port.strip() for port in ports) if name}
        other = {port: baud for port, baud in wanted.items() if baud != BAUD}
        self._settings.set_all(STATION, {SPEEDS_KEY: other, PORTS_KEY: list(wanted)})
        changed = [port for port, baud in self._ports.items() if wanted.get(port) != baud]
        self._ports = wanted
        for port in changed:
            self._leave(port)
        if self._started:
            self._listen()

    def states(self) -> list[PortStatus]:
        """Return how each port stands now, in order."""
        return [
            self._listening[port].status if port in self._listening else PortStatus(port, PortState.CLOSED)
            for port in self._ports
        ]

    def close(self) -> None:
        """Stop to listen; what is still on its way is for ``deliver`` to bring or to drop."""
        self._started = False
        leaving = [*self._listening.values(), *self._leaving]
        self._listening.clear()
        self._leaving.clear()
        for scanner in leaving:
            scanner.ask_to_stop()
        for scanner in leaving:
            if not scanner.stop(STOP_SECONDS):
                log.warning("the scanner on %s is still being opened; its thread ends with the program", scanner.port)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """Listen to those ports that are not listened to yet."""
        for port, baud in self._ports.items():
            if port not in self._listening:
                scanner = SerialScanner(port, partial(self._heard, port), self._changed, baud, self._waits)
                self._listening[port] = scanner
                scanner.start()

    def _leave(self, port: str) -> None:
        scanner = self._listening.pop(port, None)
        if scanner is not None and not scanner.stop(SWITCH_SECONDS):
            self._leaving.append(scanner)

    def _heard(self, port: str, frame: Frame) -> None:
        raw = RawScan(frame.text, ended_by=frame.ended_by, source=port)
        self._deliver(lambda: self._take(raw))

    def _changed(self, status: PortStatus) -> None:
        self._deliver(lambda: self._tell(status))
