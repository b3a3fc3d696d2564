"""A serial line with a scanner on it: a pseudo terminal that can be unplugged and plugged in again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SerialLine:
    """``path`` is where the port is while it is plugged in: a link, as the systems name ports by their devices."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ends: tuple[int, int] | None = None
        self.plug_in()

    @property
    def name(self) -> str:
        """The name to open the port by."""
        return str(self.path)

    def plug_in(self) -> None:
        """Be there (again)."""
        self._ends = os.openpty()
        self.path.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        """Be gone, with whatever was not read yet."""
        self.path.unlink(missing_ok=True)
        for end in self._ends or ():
            os.close(end)
        self._ends = None

    def send(self, data: bytes) -> None:
        """Send bytes as the scanner does."""
        assert self._ends is not None
        while data:
            data = data[os.write(self._ends[0], data) :]


@contextmanager
def serial_line(path: Path) -> Iterator[SerialLine]:
    """A line for the length of a block."""
    line = SerialLine(path)
    try:
        yield line
    finally:
        line.unplug()
