"""Who watches a history: told of every committed step and every request, and may end the process there."""

from __future__ import annotations

from typing import Protocol


class Killed(BaseException):
    """The process ended here; nothing of the program may catch it."""


class Violation(AssertionError):  # noqa: N818 - the word of the field
    """Something happened that may never happen."""


class Watch(Protocol):
    """Hears of what a process does. Any method may raise ``Killed``."""

    def stored(self, point: str) -> None:
        """A transaction is at ``begin``, ``commit`` or ``committed``. May raise a fault of the environment instead."""
        ...

    def sending(self, account: str, body: bytes) -> None:
        """An operation is about to leave this machine."""
        ...

    def deleting(self, account: str, path: str) -> None:
        """A deletion is about to leave this machine."""
        ...

    def asked(self, path: str) -> None:
        """A read is about to leave this machine."""
        ...

    def answered(self) -> None:
        """The network is done with a request, whatever came of it; nothing of it is stored yet."""
        ...
