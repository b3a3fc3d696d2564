"""When the stock of what was posted is asked for, and how. With a service: test_workspace."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stockdesk.app.context import Context
from stockdesk.app.freshstock import AFTER_MORE_SECONDS, MOST_ASKED_SINGLY, FreshStock
from stockdesk.core.errors import StockdeskError


class Owner:
    """The thread that owns it, its clock and its worker, by hand."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.asked: list[tuple[Callable[[None], None], Callable[[StockdeskError], None]]] = []
        self.synced = 0
        self.told: list[str] = []
        self._due: Callable[[], None] = lambda: None
        self.stock = FreshStock(self._fetch, self._later, self._sync, lambda error: self.told.append(error.code))

    def _fetch(
        self,
        _job: Callable[[Context], None],
        done: Callable[[None], None],
        failed: Callable[[StockdeskError], None],
        priority: int = 0,
    ) -> None:
        assert priority > 0  # a scan's look-up goes first
        self.asked.append((done, failed))

    def _later(self, name: str, seconds: float, run: Callable[[], None]) -> None:
        assert name == "stock"
        self.waits.append(seconds)
        self._due = run

    def _sync(self) -> None:
        self.synced += 1

    def wake(self) -> None:
        self._due()


@pytest.fixture
def owner() -> Owner:
    return Owner()


def test_products_are_asked_for_one_after_the_other(owner: Owner) -> None:
    owner.stock.moved({1, 2}, more=False)
    owner.wake()
    for number in (1, 2):
        assert len(owner.asked) == number
        owner.asked[-1][0](None)
    assert (len(owner.asked), owner.synced) == (2, 0)


def test_postings_in_a_row_put_it_off_until_the_last_is_out(owner: Owner) -> None:
    owner.stock.moved({1}, more=True)
    owner.stock.moved({1}, more=True)
    owner.stock.moved({1}, more=False)
    assert owner.waits == [AFTER_MORE_SECONDS, AFTER_MORE_SECONDS, 0.0]
    owner.wake()
    owner.asked[0][0](None)
    assert len(owner.asked) == 1


def test_many_products_are_left_to_a_sync(owner: Owner) -> None:
    owner.stock.moved(range(MOST_ASKED_SINGLY + 1), more=False)
    owner.wake()
    assert (owner.asked, owner.synced) == ([], 1)


def test_service_that_is_away_is_not_asked_for_the_rest(owner: Owner) -> None:
    owner.stock.moved({1, 2, 3}, more=False)
    owner.wake()
    owner.asked[0][1](StockdeskError("service.unreachable"))
    owner.wake()
    assert (len(owner.asked), owner.told) == (1, ["service.unreachable"])
