from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.store.columns import decimal_text, json_text, optional_time, storable, time_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Halves of surrogate pairs included: bad scanners and bad input have them."""
MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(ANY_TEXT)
def test_any_text_can_be_stored(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    (stored,) = connection.execute("SELECT ?", (storable(text),)).fetchone()
    assert stored == storable(text)
    connection.close()


@given(st.text())
def test_proper_text_is_stored_as_it_is(text: str) -> None:
    assert storable(text) == text


@given(ANY_TEXT)
def test_json_of_any_text_is_storable_and_reads_back(text: str) -> None:
    stored = json_text([text])
    stored.encode()
    # Two halves side by side are the character that they stand for.
    assert json.loads(stored) == [text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")]


def test_json_is_readable_for_people() -> None:
    assert json_text({"title": "Шампунь"}) == '{"title":"Шампунь"}'


@given(MOMENTS, MOMENTS)
def test_times_read_back_and_sort_as_text(first: datetime, second: datetime) -> None:
    early, late = sorted((first, second))
    assert optional_time(time_text(early)) == early
    assert time_text(early) <= time_text(late)


def test_time_of_another_zone_is_stored_as_the_same_moment() -> None:
    moment = datetime(2025, 3, 4, 1, 0, tzinfo=timezone(timedelta(hours=3)))
    assert time_text(moment) == "2025-03-03T22:00:00.000000+00:00"


def test_time_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="without offset"):
        time_text(datetime(2025, 3, 4, tzinfo=UTC).replace(tzinfo=None))


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_are_exact_and_plain(value: Decimal) -> None:
    assert "E" not in decimal_text(value)
    assert Decimal(decimal_text(value)) == value


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        decimal_text(Decimal(value))
