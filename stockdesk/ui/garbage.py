"""Garbage is collected on the GUI thread only.

Python runs its cyclic collector on whichever thread happens to allocate. Should that be a worker, it destroys Qt
objects that only the GUI thread may touch, and the process dies. So the automatic collector is off while a window is
open, and this timer does its work.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS: Final = 1000
_FULL_EVERY: Final = 60
"""A full collection once a minute; what lived at the start is frozen and costs nothing then."""


class GarbageCollector(QObject):
    """Collects the youngest objects every second, the middle ones as Python would, all of them every minute."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._rounds = 0
        self._was_enabled = False

    def start(self) -> None:
        """Take the collecting over."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Collect once more, here, and give the collecting back."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        if self._was_enabled:
            gc.enable()

    @Slot()
    def _collect(self) -> None:
        self._rounds += 1
        if self._rounds % _FULL_EVERY == 0:
            gc.collect()
            return
        # The count of young objects says little: each old one that is freed lowers it too. Few of them cost nothing.
        middle, most = gc.get_count()[1], gc.get_threshold()[1]
        gc.collect(1 if middle > most else 0)
