"""One window per data folder: a second start brings the first window to the front and ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, Slot

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_ANSWER_MS: Final = 1000
_BEGINNING_MS: Final = 10_000
"""How long a window that is only just starting may take until it listens: two clicks in a row start two programs."""
_PAUSE_MS: Final = 50


class Instance(QObject):
    """Holds the window's lock of a data folder; the operating system's process list tells a stale one."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = "stockdesk-" + hashlib.sha256(str(folder).encode()).hexdigest()[:20]
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self._called: Callable[[], None] | None = None

    def take(self) -> bool:
        """Take the lock; False when another window holds it."""
        return self._lock.tryLock(0)

    def call_other(self, patience_ms: int = _BEGINNING_MS) -> bool:
        """Ask the window that holds the lock to come to the front; False when it does not answer in time."""
        patience = QDeadlineTimer(patience_ms)
        while not self._call_once():
            if patience.hasExpired():
                return False
            QThread.msleep(_PAUSE_MS)  # nothing of this process is shown, or ever will be
        return True

    def _call_once(self) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        socket.write(b"show\n")
        socket.waitForBytesWritten(_ANSWER_MS)
        socket.disconnectFromServer()
        return True

    def listen(self, called: Callable[[], None]) -> None:
        """Answer later starts from now on."""
        from PySide6.QtNetwork import QLocalServer

        self._called = called
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._heard)
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    @Slot()
    def _heard(self) -> None:
        assert self._server is not None
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
        if self._called is not None:
            self._called()

    def release(self) -> None:
        """Give the lock back."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()
