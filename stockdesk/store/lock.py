"""The posting lock: one process of a data folder posts, and the operating system frees the lock when it dies."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from stockdesk.core.errors import StockdeskError
from stockdesk.store.folder import PRIVATE_FILE, DataFolder, folder_fault


class PostingLock:
    """The lock of one data folder. The file stays when the lock is free; only the lock on it counts.

    Two objects for one folder exclude each other, in one process too.
    """

    def __init__(self, folder: DataFolder) -> None:
        from filelock import FileLock  # only here: most verbs never post

        self._path = folder.posting_lock
        # No fall-back to a file whose mere existence is the lock: that would outlive a process that is killed.
        self._lock = FileLock(self._path, mode=PRIVATE_FILE, thread_local=False, fallback_to_soft=False)

    def acquire(self, timeout: float = 0.0) -> bool:
        """Take the lock, waiting at most ``timeout`` seconds; returns whether it was taken.

        Raises ``folder.network`` where the file system has no locks, ``folder.not-writable`` or ``disk.full``.
        """
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=timeout)
        except Timeout:
            return False
        except OSError as error:
            if error.errno == errno.ENOSYS:
                raise StockdeskError("folder.network", path=self._path) from error
            raise folder_fault(error, self._path) from error
        return True

    def release(self) -> None:
        """Free the lock; nothing happens when it is not held."""
        self._lock.release()

    @contextmanager
    def held(self, timeout: float = 0.0) -> Iterator[bool]:
        """Hold the lock for a block, which is told whether it was taken; waits at most ``timeout`` seconds."""
        mine = self.acquire(timeout)
        try:
            yield mine
        finally:
            if mine:
                self.release()


def posting_lock(folder: DataFolder) -> PostingLock:
    """Return the posting lock of a data folder, not yet taken."""
    return PostingLock(folder)
