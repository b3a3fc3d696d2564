from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.api import envelope, wire


@given(st.binary(max_size=200))
def test_no_body_breaks_the_reading(body: bytes) -> None:
    assert isinstance(envelope.message(body), str)
    assert envelope.succeeded(body) in (True, False, None)
    with pytest.raises((envelope.UnreadableError, envelope.NotDoneError)):
        envelope.read_many(body, wire.StorageRow)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, json_values, json_values)
def test_no_envelope_breaks_the_reading(success: object, data: object, meta: object) -> None:
    body = json.dumps({"success": success, "data": data, "meta": meta}).encode("utf-8", "replace")
    assert isinstance(envelope.message(body), str)
    with suppress(envelope.UnreadableError, envelope.NotDoneError):
        assert isinstance(envelope.read_one(body, wire.OperationRow), wire.OperationRow)
    with suppress(envelope.UnreadableError, envelope.NotDoneError):
        assert isinstance(envelope.read_many(body, wire.LineRow), list)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"success":true,"data":' + b"[" * 100_000])
def test_bottomless_nesting_is_unreadable(body: bytes) -> None:
    with pytest.raises(envelope.UnreadableError):
        envelope.read_many(body, wire.StorageRow)


def test_body_without_an_envelope_is_unreadable() -> None:
    for body in (b'[{"id":1,"title":"x"}]', b'{"id":1}', b'"ok"', b"null", b""):
        assert envelope.succeeded(body) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"success":false,"data":null,"meta":{"message":"Access denied."}}', "Access denied."),
        (b'{"success":false,"data":null,"meta":[]}', ""),
        (b'{"success":false,"data":null,"meta":{}}', ""),
        (b'{"success":false,"meta":{"message":null,"errors":null}}', ""),
        (
            b'{"success":false,"meta":{"message":"Bad","errors":{"filters":["one","two"]}}}',
            "Bad filters: one filters: two",
        ),
        (
            b'{"success":false,"meta":{"message":"Bad","errors":[{"message":"VAT"},{"[title]":["missing"]}]}}',
            "Bad VAT title: missing",
        ),
        (b"<html>502</html>", ""),
    ],
)
def test_words_of_the_service_are_found_in_every_form(body: bytes, expected: str) -> None:
    assert envelope.message(body) == expected


def test_long_message_is_cut() -> None:
    body = b'{"success":false,"meta":{"message":"' + b"x" * 5000 + b'"}}'
    assert len(envelope.message(body)) == envelope.LONGEST_MESSAGE


def test_one_row_may_come_in_a_list_of_one() -> None:
    one = b'{"success":true,"data":{"id":1,"title":"Floor"}}'
    listed = b'{"success":true,"data":[{"id":1,"title":"Floor"}]}'
    assert envelope.read_one(one, wire.StorageRow) == envelope.read_one(listed, wire.StorageRow)
    assert envelope.read_many(one, wire.StorageRow) == envelope.read_many(listed, wire.StorageRow)
    with pytest.raises(envelope.UnreadableError):
        envelope.read_one(b'{"success":true,"data":[{"id":1},{"id":2}]}', wire.StorageRow)


def test_null_beside_a_success_is_an_empty_list() -> None:
    assert envelope.read_many(b'{"success":true,"data": null ,"meta":[]}', wire.LineRow) == []
    with pytest.raises(envelope.NotDoneError):
        envelope.read_many(b'{"success":false,"data":null}', wire.LineRow)


def test_missing_list_is_not_an_empty_list() -> None:
    with pytest.raises(envelope.UnreadableError):
        envelope.read_many(b'{"success":true}', wire.LineRow)


@pytest.mark.parametrize("read", [envelope.read_list, envelope.read_all])
def test_null_proves_nothing_where_an_empty_list_would(
    read: Callable[[bytes, type[wire.LineRow]], list[wire.LineRow]],
) -> None:
    assert read(b'{"success":true,"data":[]}', wire.LineRow) == []
    with pytest.raises(envelope.UnreadableError):
        read(b'{"success":true,"data":null}', wire.LineRow)


@pytest.mark.parametrize("count", [b"2", b'"2"', b"2.0", b"40"])
def test_list_that_counts_more_rows_than_it_gives_is_unreadable(count: bytes) -> None:
    body = b'{"success":true,"data":[{"id":1}],"meta":{"count":' + count + b"}}"
    with pytest.raises(envelope.UnreadableError):
        envelope.read_all(body, wire.LineRow)
    assert len(envelope.read_many(body, wire.LineRow)) == 1


@pytest.mark.parametrize(
    "meta",
    [b"[]", b"{}", b"null", b'{"count":1}', b'{"count":0}', b'{"count":null}', b'{"count":"many"}', b'{"count":{}}'],
)
def test_list_whose_count_says_nothing_against_it_is_read(meta: bytes) -> None:
    rows = envelope.read_all(b'{"success":true,"data":[{"id":1}],"meta":' + meta + b"}", wire.LineRow)
    assert [row.id for row in rows] == [1]
