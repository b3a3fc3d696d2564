"""What a failed read tells: a wall, a time to wait, and never that something is absent."""

from __future__ import annotations

import pytest

from stockdesk.app.sighting import Sighting, longer, wall_of
from stockdesk.core.errors import StockdeskError


@pytest.mark.parametrize(
    ("error", "wall", "wait"),
    [
        (StockdeskError("service.unauthorized"), "service.unauthorized", None),
        (StockdeskError("service.unreachable"), "", 0.0),
        (StockdeskError("service.throttled", retry_after=7.5), "", 7.5),
        (StockdeskError("service.broken"), "", None),
    ],
)
def test_failed_read_tells_a_wall_or_a_time_to_wait(error: StockdeskError, wall: str, wait: float | None) -> None:
    sighting = Sighting()
    sighting.not_read("lines of document 5 not read", error)
    assert (wall_of(error), longer(None, error)) == (wall, wait)
    assert (sighting.failed, sighting.refused, sighting.wait) == (True, wall, wait)
    assert sighting.doubts == [f"lines of document 5 not read: {error.code}"]


def test_first_wall_and_the_longest_wait_of_several_reads_count() -> None:
    sighting = Sighting()
    for code, after in (("service.forbidden", None), ("service.unauthorized", None), ("service.throttled", 9.0)):
        sighting.not_read("a read", StockdeskError(code, retry_after=after))
    sighting.not_read("a read", StockdeskError("service.throttled", retry_after=2.0))
    assert (sighting.refused, sighting.wait) == ("service.forbidden", 9.0)
