"""A worker thread: jobs in order of priority, first come first served within one, results handed back to their owner.

The thread makes its own context (database connections, HTTP client) and closes it at the end. It is a daemon: whatever
it leaves undone is in the outbox as ``sending`` and is looked up at the next start.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from stockdesk.core.errors import StockdeskError

log = logging.getLogger(__name__)

ContextT = TypeVar("ContextT")
ResultT = TypeVar("ResultT")
Deliver = Callable[[Callable[[], None]], None]
"""Runs a function on the thread that owns the results (the GUI thread, through the bridge)."""

JOIN_SECONDS = 3.0
"""How long the program waits for a worker when it ends (style: join at most 3 s, then leave)."""


@dataclass(order=True)
class _Job:
    priority: int
    number: int
    run: Callable[[Any], Any] | None = field(compare=False)
    done: Callable[[Any], None] = field(compare=False)
    failed: Callable[[StockdeskError], None] = field(compare=False)


def _ignore(_result: object) -> None:
    """Take a result that nobody waits for."""


class Worker(Generic[ContextT]):
    """One thread with one context. ``submit`` may be called from any thread."""

    def __init__(
        self,
        name: str,
        make_context: Callable[[], ContextT],
        close_context: Callable[[ContextT], None],
        deliver: Deliver,
    ) -> None:
        self._name = name
        self._make_context = make_context
        self._close_context = close_context
        self._deliver = deliver
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    @property
    def stopping(self) -> threading.Event:
        """Set when the program is ending; long jobs look at it between steps."""
        return self._stopping

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(
        self,
        job: Callable[[ContextT], ResultT],
        done: Callable[[ResultT], None] = _ignore,
        failed: Callable[[StockdeskError], None] = _ignore,
        priority: int = 0,
    ) -> None:
        """Queue a job; lower priorities run first. ``done`` or ``failed`` is delivered to the owner's thread."""
        self._jobs.put(_Job(priority, next(self._numbers), job, done, failed))

    def stop(self, seconds: float = JOIN_SECONDS) -> bool:
        """Ask the thread to end, wait for it at most so many seconds, and say whether it has ended."""
        self._stopping.set()
        self._jobs.put(_Job(-(10**9), next(self._numbers), None, _ignore, _ignore))
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        context: ContextT | None = None
        try:
            while not self._stopping.is_set():
                job = self._jobs.get()
                if job.run is None:
                    break
                try:
                    if context is None:
                        context = self._make_context()
                    result = job.run(context)
                except StockdeskError as error:
                    log.info("%s: %s", self._name, error)
                    self._hand_back(job.failed, error)
                except Exception as error:  # a bug: the window must hear of it and the thread must live
                    log.exception("%s: unexpected fault", self._name)
                    self._hand_back(job.failed, StockdeskError("bug", fault=type(error).__name__))
                else:
                    self._hand_back(job.done, result)
        finally:
            if context is not None:
                self._close_context(context)

    def _hand_back(self, receiver: Callable[[ResultT], None], result: ResultT) -> None:
        if not self._stopping.is_set() and receiver is not _ignore:
            self._deliver(lambda: receiver(result))
