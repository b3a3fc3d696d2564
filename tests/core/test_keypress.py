from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.keypress import Key, elapsed


def test_a_token_takes_no_part_in_comparisons() -> None:
    assert Key(0, 10, "1", token=object()) == Key(0, 10, "1")


@given(st.integers(0, 2**32 - 1), st.integers(-60_000, 2**31 - 1))
def test_time_between_two_keys_is_right_across_the_end_of_the_clock(start: int, later: int) -> None:
    if start + later >= 0:
        assert elapsed(start, (start + later) % 2**32) == later


@pytest.mark.parametrize(("earlier", "later", "between"), [(10, 5, -5), (4_294_967_290, 4, 10), (1_000_000, 0, -1e6)])
def test_a_stamp_that_is_a_little_earlier_is_no_new_clock(earlier: float, later: float, between: float) -> None:
    assert elapsed(earlier, later) == between
