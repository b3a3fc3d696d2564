"""What a test may not leave behind: warnings in the log that it did not ask for, and threads."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

THREAD_PATIENCE = 3.0
"""Seconds in which a thread that a test has told to end must have ended."""

LASTING_THREADS = re.compile(
    r"""
      keyring                   # a question to a keyring that hangs on purpose; it is left behind by design
    | AnyIO\ worker             # the web framework's pool, kept until the process ends
    | asyncio_\d+               # the event loop's pool, the same
    | pytest_timeout
    """,
    re.VERBOSE,
)
"""Threads that may outlive a test, by the beginning of their name."""


class LogWatch:
    """Collects every warning and error that is logged, on any thread, whatever handlers there are."""

    def __init__(self) -> None:
        self.records: list[logging.LogRecord] = []
        self._allowed: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        """Let warnings pass whose ``name: message`` holds this regular expression."""
        self._allowed.append(re.compile(pattern))

    def stray(self) -> list[str]:
        """Return what was logged and not allowed."""
        texts = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in self.records]
        return [text for text in texts if not any(pattern.search(text) for pattern in self._allowed)]

    @contextmanager
    def watching(self) -> Iterator[LogWatch]:
        """Watch for the length of a block. A record is seen as it is made: a logger that does not propagate too."""
        make = logging.getLogRecordFactory()

        def watched(*arguments: object, **named: object) -> logging.LogRecord:
            record = make(*arguments, **named)
            if record.levelno >= logging.WARNING:
                self.records.append(record)
            return record

        logging.setLogRecordFactory(watched)
        try:
            yield self
        finally:
            logging.setLogRecordFactory(make)


def leaked_threads(before: set[threading.Thread], patience: float = THREAD_PATIENCE) -> list[str]:
    """Return the names of threads that were not there before and do not end within ``patience`` seconds."""
    ends = time.monotonic() + patience
    leaked = []
    for thread in set(threading.enumerate()) - before:
        if LASTING_THREADS.match(thread.name):
            continue
        _join(thread, ends - time.monotonic())
        if thread.is_alive():
            leaked.append(thread.name)
    return sorted(leaked)


def _join(thread: threading.Thread, seconds: float) -> None:
    # A thread that Python did not start (a Qt thread) cannot be joined.
    join: Callable[[float], None] = thread.join
    try:
        join(max(seconds, 0.0))
    except RuntimeError:
        return
