from __future__ import annotations

import threading
import time

import pytest

from stockdesk.api.limit import RateLimit, shared_limit
from stockdesk.core.errors import StockdeskError


def test_turns_beyond_the_rate_do_not_come_in_time() -> None:
    limit = RateLimit("2/h")
    assert [limit.wait(0.01) for _ in range(3)] == [True, True, False]


def test_turn_comes_when_the_window_has_passed() -> None:
    limit = RateLimit("1/s")
    begun = time.monotonic()
    assert all(limit.wait(5) for _ in range(2))
    assert time.monotonic() - begun >= 1.0


def test_no_time_left_means_no_turn() -> None:
    limit = RateLimit("1/h")
    assert limit.wait(0)
    assert not limit.wait(-1)


def test_threads_share_one_rate() -> None:
    limit = RateLimit("3/h")
    turns: list[bool] = []
    threads = [threading.Thread(target=lambda: turns.append(limit.wait(0.05))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turns) == [False] * 5 + [True] * 3


@pytest.mark.parametrize("text", ["", "fast", "3", "3/day", "0/s", "-1/s", "3/s,", "100/s,3/min", "3/s,3/s"])
def test_unreadable_rate_is_refused(text: str) -> None:
    with pytest.raises(StockdeskError) as raised:
        RateLimit(text)
    assert raised.value.code == "rate-limit.unreadable"


def test_one_limit_for_all_clients_of_a_host_and_none_on_loopback() -> None:
    assert shared_limit("api.alteg.io", loopback=False) is shared_limit("api.alteg.io", loopback=False)
    assert shared_limit("127.0.0.1", loopback=True) is None
    assert shared_limit("127.0.0.1", loopback=True, text="3/s, 150/min") is not None
