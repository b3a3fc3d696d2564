"""A scanner on a serial port: a thread that listens, and comes back after every unplugging."""

from __future__ import annotations

import errno
import itertools
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from stockdesk.core.errors import StockdeskError
from stockdesk.core.serialframe import SILENCE_MS, Frame, Framer

if TYPE_CHECKING:
    import serial

log = logging.getLogger(__name__)

BAUD: Final = 9600
"""Bits a second, with 8 data bits, no parity and one stop bit: what scanners are delivered with."""
REOPEN_SECONDS: Final = (0.25, 0.5, 1.0, 2.0, 3.0)
"""Waits before a port is tried again; the last one from then on. A scanner takes about a second to start up."""
STOP_SECONDS: Final = 1.0
"""How long a stop is waited for; a thread that listens sees it within ``SILENCE_MS``."""

_CODES: Final = {
    errno.ENOENT: "serial.missing",
    errno.ENODEV: "serial.missing",
    errno.ENXIO: "serial.missing",
    errno.EACCES: "serial.denied",
    errno.EPERM: "serial.denied",
    errno.EBUSY: "serial.busy",
    errno.EAGAIN: "serial.busy",
}
# Windows has no numbers for pyserial to hand on, and denies a port that another program has.
_WORDS: Final = {"FileNotFoundError": "serial.missing", "PermissionError": "serial.busy"}


class PortState(StrEnum):
    """How a scanner's port stands: not listened to, listened to, or away (and tried again)."""

    CLOSED = "closed"
    OPEN = "open"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class PortStatus:
    """How a port stands; ``reason`` says why it is lost."""

    port: str
    state: PortState
    reason: StockdeskError | None = None


def open_port(name: str, baud: int = BAUD) -> serial.Serial:
    """Open a port for this program alone; a read waits ``SILENCE_MS``.

    ``StockdeskError``: ``serial.missing``, ``serial.denied``, ``serial.busy`` or ``serial.failed``.
    """
    import serial

    try:
        return serial.Serial(name, baud, timeout=SILENCE_MS / 1000, exclusive=True)
    except Exception as error:  # beside OSError: ValueError, OverflowError and termios.error for odd names and speeds
        raise _fault(name, error) from error


def _fault(name: str, error: Exception) -> StockdeskError:
    number = error.errno if isinstance(error, OSError) else None
    code = _CODES.get(number) if number is not None else None
    if code is None:
        code = next((known for word, known in _WORDS.items() if word in str(error)), "serial.failed")
    return StockdeskError(code, port=name, detail=str(error))


class SerialScanner:
    """Listens to one port. ``heard`` and ``changed`` are called on its thread and must not wait."""

    def __init__(
        self,
        port: str,
        heard: Callable[[Frame], None],
        changed: Callable[[PortStatus], None],
        baud: int = BAUD,
        waits: Sequence[float] = REOPEN_SECONDS,
    ) -> None:
        self.port = port
        self.baud = baud
        self._heard = heard
        self._changed = changed
        self._waits = waits
        self._status = PortStatus(port, PortState.CLOSED)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"scanner {port}", daemon=True)

    @property
    def status(self) -> PortStatus:
        """How the port stands now."""
        return self._status

    def start(self) -> None:
        """Start to listen; a port that cannot be opened is tried until the stop."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the thread end soon; nothing is waited for."""
        self._stopping.set()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Stop, wait at most so many seconds, and say whether the port is free."""
        self.ask_to_stop()
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    # -- on the thread --------------------------------------------------------------------------------------------

    def _work(self) -> None:
        waits = self._from_the_first()
        while not self._stopping.is_set():
            try:
                self._listen()
                break
            except StockdeskError as error:
                if self._status.state is PortState.OPEN:
                    waits = self._from_the_first()
                self._set(PortState.LOST, error)
            except Exception as error:  # a bug: whoever hears must learn of it, and the thread must live
                log.exception("scanner on %s: unexpected fault", self.port)
                self._set(PortState.LOST, StockdeskError("serial.failed", port=self.port, detail=str(error)))
            self._stopping.wait(next(waits))
        self._set(PortState.CLOSED)

    def _from_the_first(self) -> Iterator[float]:
        return itertools.chain(self._waits, itertools.repeat(self._waits[-1]))

    def _listen(self) -> None:
        """Open the port and hand on what comes until the stop; raises what took the port away."""
        with open_port(self.port, self.baud) as line:
            self._set(PortState.OPEN)
            framer = Framer()
            while not self._stopping.is_set():
                data = self._read(line, framer)
                for frame in framer.feed(data) if data else framer.silence():
                    self._heard(frame)

    def _read(self, line: serial.Serial, framer: Framer) -> bytes:
        """Wait for bytes and return all that are there; none after ``SILENCE_MS`` of silence."""
        try:
            return line.read(max(1, line.in_waiting))
        except Exception as error:  # OSError, and on some systems TypeError or termios.error: the port is gone
            cut = Frame(framer.held, "silence").text
            code = "serial.cut" if cut else "serial.lost"
            raise StockdeskError(code, port=self.port, text=cut, detail=str(error)) from error

    def _set(self, state: PortState, reason: StockdeskError | None = None) -> None:
        """Note how the port stands and tell of it, once for each change."""
        before = self._status
        self._status = PortStatus(self.port, state, reason)
        if before.state is state and (before.reason and before.reason.code) == (reason and reason.code):
            return
        # What came of a code that was cut is for the ledger and not for the log.
        why = f" ({reason.code}: {reason.arguments.get('detail', '')})" if reason else ""
        log.info("scanner on %s: %s%s", self.port, state, why)
        try:
            self._changed(self._status)
        except Exception:  # a bug of whoever listens, or the program has ended under this thread
            log.exception("scanner on %s: nobody could be told", self.port)
