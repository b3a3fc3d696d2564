"""A real X server with a window manager, and keys sent into whatever window is active there."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

SIZE = "1366x768x24"


def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Wait for a condition; ``AssertionError`` with what was waited for when the time is over."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        pause.wait(0.02)


@dataclass(frozen=True, slots=True)
class XServer:
    """A display that programs can open windows on."""

    display: str

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a program that shows its window here."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def xdotool(self, *arguments: str, script: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run xdotool on this display, with a script of commands on its standard input if there is one."""
        return subprocess.run(
            ["xdotool", *arguments], env=self.environ, input=script, capture_output=True, text=True, timeout=60
        )

    def active_window_name(self) -> str:
        """The title of the window that gets the keys; empty while there is none."""
        return self.xdotool("getactivewindow", "getwindowname").stdout.strip()

    def keys(self, lines: Sequence[str]) -> None:
        """Send lines of keys without a pause between them; each key is a keysym such as ``4``, ``Return`` or ``F9``."""
        script = "".join(f"key --delay 0 {line}\n" for line in lines)
        done = self.xdotool("-", script=script)
        assert done.returncode == 0, done.stderr


@contextmanager
def x_server() -> Iterator[XServer]:
    """Start an X server on a free display and a window manager on it; both end with the block."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as announced:
        number = announced.readline().strip()
    assert number, "Xvfb did not start"
    screen = XServer(f":{number}")
    manager = subprocess.Popen(["openbox"], env=screen.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield screen
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(timeout=10)
