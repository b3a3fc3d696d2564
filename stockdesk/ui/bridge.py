"""The one way from a worker thread to the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Bridge(QObject):
    """Lives on the GUI thread and carries jobs and events over to it, in order.

    ``deliver`` and ``tell`` may be called from any thread. After ``close`` late answers are dropped: the window that
    asked for them is gone.
    """

    _carried = Signal(object)

    def __init__(self, listener: Callable[[object], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listener: Callable[[object], None] | None = listener
        self._carried.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def deliver(self, job: Callable[[], None]) -> None:
        """Run a job on the GUI thread, soon."""
        self._carried.emit(job)

    def tell(self, event: object) -> None:
        """Tell the listener of an event, on the GUI thread."""
        self._carried.emit(_Event(event))

    def close(self) -> None:
        """Drop whatever is still on its way."""
        self._listener = None

    @Slot(object)
    def _arrive(self, carried: object) -> None:
        if self._listener is None:
            return
        if isinstance(carried, _Event):
            self._listener(carried.event)
        elif callable(carried):
            carried()


class _Event:
    __slots__ = ("event",)

    def __init__(self, event: object) -> None:
        self.event = event
