"""The scan window as a running program on an X display, and a keyboard: what it says, and what it is asked."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.support.scanwindow import TITLE
from tests.support.xkeys import XKeys, presses, x_keys
from tests.support.xserver import XServer, until, x_server

SECONDS = 20
LATEST_MS = 35
"""Somewhat less than the gap at which a scan ends."""
_ROOT = Path(__file__).parents[2]


class ScanProgram:
    """A window that takes scans, and the keyboard before it."""

    def __init__(self, screen: XServer, keys: XKeys) -> None:
        self.screen, self.keys = screen, keys
        self._scans: queue.Queue[dict[str, Any]] = queue.Queue()
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.scanwindow"],
            cwd=_ROOT,
            env=screen.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            (self._scans if "scan" in said else self._answers).put(said)

    def ask(self, command: str) -> dict[str, Any]:
        """Give a command; the answer is the state of the window."""
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        return self._answers.get(timeout=SECONDS)

    def scanned(self) -> dict[str, Any]:
        """The next scan that was taken: ``scan``, and the state of the window then."""
        return self._scans.get(timeout=SECONDS)

    def settled(self) -> dict[str, Any]:
        """The state of the window once no key is held back; no scan may be left that was not looked at."""
        state, left = self.outcome()
        assert left == []
        return state

    def outcome(self, presses: int = 0) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The state of the window and all scans that were not looked at, once so many keys came and are decided."""
        state: dict[str, Any] = {}

        def is_decided() -> bool:
            state.update(self.ask("state"))
            return len(state["stamps"]) >= presses and not state["holding"]

        until(is_decided, SECONDS, "the keys to be decided")
        # What was scanned before the answer was said before it.
        return state, [self._scans.get() for _ in range(self._scans.qsize())]

    def scan_evenly(
        self, code: str, suffix: str = "\r", gap: int = 0, *commands: str
    ) -> tuple[dict[str, Any], list[Any]]:
        """Reset the window, give some commands, scan with so many milliseconds between the keys; return the outcome.

        On a busy machine the X server itself may be late with a key, and then it was no scanner that sent: again.
        """
        for _ in range(30):
            for command in ("reset", *commands):
                self.ask(command)
            self.keys.scan(code, suffix, gap)
            state, scans = self.outcome(presses(code + suffix))
            if max(later - stamp for stamp, later in pairwise(state["stamps"])) <= LATEST_MS:
                return state, scans
        raise AssertionError("this machine is too busy to send keys evenly")

    def until_state(self, name: str, wanted: object) -> None:
        """Wait for the window to be in a state."""
        until(lambda: self.ask("state")[name] == wanted, SECONDS, f"{name} to be {wanted!r}")

    def close(self) -> None:
        """End the program."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=SECONDS)
        finally:
            self._process.kill()
            self._reader.join()
            assert self._process.stdout is not None
            self._process.stdout.close()


def code_of(said: dict[str, Any]) -> str:
    """The code of a scan by its key positions."""
    return str(said["scan"]["positions"] or said["scan"]["text"])


@contextmanager
def scan_program() -> Iterator[ScanProgram]:
    """The program on a display of its own, its field ready for keys."""
    with x_server() as screen, x_keys(screen.display) as keys:
        program = ScanProgram(screen, keys)
        try:
            until(lambda: screen.active_window_name() == TITLE, SECONDS, "the window to get the keys")
            program.until_state("focus", "field")
            yield program
        finally:
            program.close()
