from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.api.headers import retry_after, server_date

NOW = datetime(2026, 11, 22, 11, 5, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - hypothesis takes naive bounds
def test_date_of_a_server_is_believed_whatever_this_machine_thinks(naive: datetime) -> None:
    date = naive.replace(microsecond=0, tzinfo=UTC)
    assert server_date(format_datetime(date, usegmt=True)) == date


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Tue, 31 Dec 2019 23:59:59 GMT",
        "Fri, 01 Jan 2100 00:00:00 GMT",
    ],
)
def test_date_that_no_server_can_have_is_none(text: str | None) -> None:
    assert server_date(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("soon", None),
        ("-5", None),
        (" 7 ", 7.0),
        ("Sun, 22 Nov 2026 11:05:30 GMT", 30.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)
def test_wish_to_wait_is_read_in_both_forms(text: str | None, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


@pytest.mark.parametrize("text", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_longest_wait_can_still_be_added_to_a_time(text: str) -> None:
    wait = retry_after(text, NOW)
    assert wait is not None
    assert (datetime(2099, 12, 31, tzinfo=UTC) + timedelta(seconds=wait)).year < 2200
