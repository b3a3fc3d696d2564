"""The rate limit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.demo.limiter import PER_MINUTE, PER_SECOND, Limiter


@settings(max_examples=30)
@given(st.lists(st.floats(0, 2), max_size=400))
def test_no_window_ever_holds_more_than_the_limit(pauses: list[float]) -> None:
    limiter = Limiter()
    now = 0.0
    let_through: list[float] = []
    for pause in pauses:
        now += pause / 10
        if limiter.wait("a", now) is None:
            let_through.append(now)
    for index, start in enumerate(let_through):
        assert sum(moment - start < 1 for moment in let_through[index:]) <= PER_SECOND
        assert sum(moment - start < 60 for moment in let_through[index:]) <= PER_MINUTE


def test_waiting_as_long_as_told_is_enough() -> None:
    limiter = Limiter()
    now = 0.0
    for _ in range(500):
        wait = limiter.wait("a", now)
        if wait is not None:
            now += wait + 1e-6
            assert limiter.wait("a", now) is None


def test_addresses_do_not_share_the_limit() -> None:
    limiter = Limiter()
    assert [limiter.wait(address, 0.0) for address in "abcdefgh"] == [None] * 8
