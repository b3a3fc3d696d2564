"""The worker: jobs in order, results to their owner, an end within bounds."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from stockdesk.app.worker import JOIN_SECONDS, Worker
from stockdesk.core.errors import StockdeskError
from tests.support.strictness import LogWatch

PATIENCE = 10.0


class Owner:
    """The owner's thread: what is delivered waits here until it is run."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[Callable[[], None]] = queue.Queue()

    def run(self, count: int) -> None:
        """Run so many deliveries on this thread."""
        for _ in range(count):
            self.waiting.get(timeout=PATIENCE)()


@pytest.fixture
def owner() -> Owner:
    return Owner()


@contextmanager
def worker_of(owner: Owner, closed: list[int] | None = None) -> Iterator[Worker[int]]:
    """A worker whose context is the id of the thread that made it."""
    ended: list[int] = [] if closed is None else closed
    worker = Worker("test", threading.get_ident, ended.append, owner.waiting.put)
    worker.start()
    try:
        yield worker
    finally:
        assert worker.stop()


def test_jobs_run_in_the_order_in_which_they_came(owner: Owner) -> None:
    results: list[int] = []
    with worker_of(owner) as worker:
        for number in range(20):
            worker.submit(lambda _context, number=number: number, results.append)  # type: ignore[misc]
        owner.run(20)
    assert results == list(range(20))


def test_lower_priorities_go_first_among_those_that_wait(owner: Owner) -> None:
    results: list[str] = []
    begun, go = threading.Event(), threading.Event()

    def hold(_context: int) -> str:
        begun.set()
        assert go.wait(PATIENCE)
        return "first"

    with worker_of(owner) as worker:
        worker.submit(hold, results.append)
        assert begun.wait(PATIENCE)
        for name, priority in (("page 1", 10), ("page 2", 10), ("scan 1", 0), ("urgent", -1), ("scan 2", 0)):
            worker.submit(lambda _context, name=name: name, results.append, priority=priority)  # type: ignore[misc]
        go.set()
        owner.run(6)
    assert results == ["first", "urgent", "scan 1", "scan 2", "page 1", "page 2"]


def test_context_is_made_and_closed_on_the_workers_own_thread(owner: Owner) -> None:
    threads: list[int] = []
    closed: list[int] = []
    with worker_of(owner, closed) as worker:
        worker.submit(lambda context: (context, threading.get_ident()), threads.extend)
        owner.run(1)
    made_on, ran_on = threads
    assert made_on == ran_on != threading.get_ident()
    assert closed == [made_on]


def test_worker_without_a_job_makes_no_context(owner: Owner) -> None:
    closed: list[int] = []
    with worker_of(owner, closed):
        pass
    assert closed == []


def test_results_are_run_by_the_owner_and_never_by_the_worker(owner: Owner) -> None:
    threads: list[int] = []
    with worker_of(owner) as worker:
        worker.submit(lambda _context: None, lambda _result: threads.append(threading.get_ident()))
        owner.run(1)
    assert threads == [threading.get_ident()]


def test_known_fault_is_handed_to_its_owner_and_the_next_job_runs(owner: Owner) -> None:
    told: list[object] = []

    def fail(_context: int) -> None:
        raise StockdeskError("service.timeout", server="x")

    with worker_of(owner) as worker:
        worker.submit(fail, told.append, lambda error: told.append(error.code))
        worker.submit(lambda _context: "next", told.append)
        owner.run(2)
    assert told == ["service.timeout", "next"]


def test_bug_is_logged_told_without_its_text_and_the_thread_lives_on(owner: Owner, log_watch: LogWatch) -> None:
    log_watch.allow("unexpected fault")
    told: list[StockdeskError | str] = []

    def stumble(_context: int) -> None:
        raise ZeroDivisionError("secret")

    with worker_of(owner) as worker:
        worker.submit(stumble, lambda _none: None, told.append)
        worker.submit(lambda _context: "next", told.append)
        owner.run(2)
    first, second = told
    assert isinstance(first, StockdeskError)
    assert (first.code, first.arguments, second) == ("bug", {"fault": "ZeroDivisionError"}, "next")


def test_context_that_cannot_be_made_fails_its_job_and_is_tried_again_for_the_next(owner: Owner) -> None:
    tries: list[int] = []
    told: list[str] = []

    def make() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise StockdeskError("database.locked")
        return 7

    worker = Worker("test", make, lambda _context: None, owner.waiting.put)
    worker.start()
    worker.submit(lambda context: context, lambda _seven: None, lambda error: told.append(error.code))
    worker.submit(lambda context: context, lambda seven: told.append(str(seven)))
    owner.run(2)
    assert worker.stop()
    assert told == ["database.locked", "7"]


def test_stop_leaves_jobs_that_have_not_begun_and_delivers_nothing_more(owner: Owner) -> None:
    begun = threading.Event()
    ran: list[str] = []
    with worker_of(owner) as worker:

        def wait_for_the_end(_context: int) -> str:
            begun.set()
            assert worker.stopping.wait(PATIENCE)
            return "too late"

        worker.submit(wait_for_the_end, ran.append)
        worker.submit(lambda _context: ran.append("never"))
        assert begun.wait(PATIENCE)
    assert ran == []
    assert owner.waiting.empty()


def test_stop_waits_for_a_busy_job_no_longer_than_it_was_told(owner: Owner) -> None:
    begun, go = threading.Event(), threading.Event()

    def hang(_context: int) -> None:
        begun.set()
        go.wait(PATIENCE)

    worker = Worker("test", threading.get_ident, lambda _context: None, owner.waiting.put)
    worker.start()
    worker.submit(hang)
    assert begun.wait(PATIENCE)
    before = time.monotonic()
    assert not worker.stop(0.2)
    assert time.monotonic() - before < JOIN_SECONDS
    go.set()
    assert worker.stop()


def test_worker_that_was_never_started_stops_at_once(owner: Owner) -> None:
    assert Worker("test", threading.get_ident, lambda _context: None, owner.waiting.put).stop()
