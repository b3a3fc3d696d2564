"""Spellings of dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.demo import clock

BERLIN, TBILISI = "Europe/Berlin", "Asia/Tbilisi"
MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: seconds * 1000)


@given(MOMENTS, st.sampled_from([BERLIN, TBILISI]))
def test_both_offset_spellings_read_back_as_the_same_moment(ms: int, zone: str) -> None:
    assert clock.parse(clock.iso_colon(ms, zone), zone) == ms
    assert clock.parse(clock.iso_compact(ms, zone), zone) == ms


def test_naive_text_is_local_time() -> None:
    assert clock.parse("2026-11-24 10:00:00", BERLIN) == clock.parse("2026-11-24T09:00:00Z", BERLIN)


def test_dropped_offset_leaves_the_digits_as_local_time() -> None:
    assert clock.parse("2026-11-24T10:00:00-05:00", BERLIN, honour_offset=False) == clock.parse(
        "2026-11-24 10:00:00", BERLIN
    )


def test_search_spelling_has_no_colon_in_the_offset() -> None:
    assert clock.iso_compact(1_700_000_000_000, TBILISI) == "2023-11-15T02:13:20+0400"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-45 10:00:00", "0001-01-01T00:00:00+14:00x"])
def test_text_that_is_no_date_is_none(text: str) -> None:
    assert clock.parse(text, BERLIN) is None


def test_day_starts_at_local_midnight() -> None:
    assert clock.day_start("2026-11-24", BERLIN) == clock.parse("2026-11-23T23:00:00Z", BERLIN)
