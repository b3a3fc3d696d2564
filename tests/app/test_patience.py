"""How long a look-up goes on reading documents."""

from __future__ import annotations

import pytest

from stockdesk.app.patience import MOST_FAILURES, Patience
from stockdesk.core.errors import StockdeskError


@pytest.mark.parametrize(
    "code", ["service.unreachable", "service.timeout", "service.throttled", "service.unauthorized"]
)
def test_patience_is_over_at_once_where_nothing_else_would_fare_better(code: str) -> None:
    patience = Patience()
    assert not patience.over
    patience.failed(StockdeskError(code))
    assert patience.over


def test_patience_is_over_after_some_reads_that_failed_and_hidden_documents_do_not_count() -> None:
    patience = Patience()
    for _ in range(MOST_FAILURES - 1):
        patience.failed(StockdeskError("service.broken"))
        patience.failed(StockdeskError("service.not-found"))
        patience.failed(StockdeskError("service.forbidden"))
    assert not patience.over
    patience.failed(StockdeskError("service.broken"))
    assert patience.over


def test_time_that_was_up_once_stays_up() -> None:
    answers = iter([False, True, False])
    patience = Patience(lambda: next(answers))
    assert [patience.over for _ in range(4)] == [False, True, True, True]
