"""The loose scalars: whatever spelling, the same value; nothing through a float."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.api import envelope, wire
from stockdesk.api.scalars import Text, flag, identity, moment, moment_text, number, text, whole

MOSCOW = ZoneInfo("Europe/Moscow")

decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


def product(fields: str) -> wire.ProductRow:
    """Read one product from its fields as JSON text."""
    return envelope.read_one(f'{{"success":true,"data":{{{fields}}},"meta":[]}}'.encode(), wire.ProductRow)


@given(decimals)
def test_money_is_exact_as_number_and_as_text(value: Decimal) -> None:
    for spelling in (f"{value}", f'"{value}"'):
        read = number(product(f'"good_id":1,"cost":{spelling}').cost)
        assert read == value
        assert read is not None
        assert read.as_tuple() == value.as_tuple() or value == 0


@given(st.integers(1, 2**63))
def test_id_is_the_same_as_number_and_as_text(value: int) -> None:
    for spelling in (f"{value}", f'"{value}"'):
        assert identity(product(f'"good_id":{spelling}').good_id) == value


@given(st.text())
def test_text_comes_through_unchanged(value: str) -> None:
    encoded = wire.encode(wire.SignInOut(value.encode("utf-8", "replace").decode(), "")).decode()
    spelling = encoded.removeprefix('{"login":').removesuffix(',"password":""}')
    assert text(product(f'"good_id":1,"title":{spelling}').title) == value.encode("utf-8", "replace").decode()


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [('"0400638133393"', "0400638133393"), ("400638133393", "400638133393"), ("null", ""), ('""', ""), ("[]", "")],
)
def test_barcode_is_text_whatever_it_was(spelling: str, expected: str) -> None:
    assert text(product(f'"good_id":1,"barcode":{spelling}').barcode) == expected


@pytest.mark.parametrize("spelling", ["1", "true", '"1"', '"true"', "1.0"])
def test_flag_is_set_in_every_spelling(spelling: str) -> None:
    assert flag(product(f'"good_id":1,"is_chain":{spelling}').is_chain)


@pytest.mark.parametrize("spelling", ["0", "false", '"0"', '"false"', "null", '""', "[]"])
def test_flag_is_clear_in_every_spelling(spelling: str) -> None:
    assert not flag(product(f'"good_id":1,"is_chain":{spelling}').is_chain)


@pytest.mark.parametrize("spelling", ["null", '""', "[]", "0", '"0"'])
def test_no_category_in_every_spelling(spelling: str) -> None:
    assert identity(product(f'"good_id":1,"category_id":{spelling}').category_id) is None


@pytest.mark.parametrize("spelling", ["null", '""', '" "', "[]"])
def test_no_price_in_every_spelling(spelling: str) -> None:
    assert number(product(f'"good_id":1,"cost":{spelling}').cost) is None


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [("75", "75"), ("7.50", "7.50"), ("true", "1"), ("false", "0"), ("{}", ""), ("1e300", "1E+300"), ("1e2", "100")],
)
def test_article_is_text_whatever_it_was(spelling: str, expected: str) -> None:
    assert text(product(f'"good_id":1,"article":{spelling}').article) == expected


def test_missing_fields_are_none_and_unknown_ones_are_ignored() -> None:
    row = product('"good_id":1,"unheard_of":{"deep":[1,2,{"a":null}]}')
    assert (whole(row.category_id), number(row.cost), text(row.title)) == (None, None, "")
    assert flag(row.is_chain, missing=True)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ('"title":"x"', "good_id"),
        ('"good_id":null', "good_id"),
        ('"good_id":"abc"', "good_id"),
        ('"good_id":1.5', "good_id"),
        ('"good_id":1e300', "good_id"),
        ('"good_id":{"id":1}', "good_id"),
        ('"good_id":1,"cost":"twelve"', "cost"),
        ('"good_id":1,"cost":"NaN"', "cost"),
        ('"good_id":1,"cost":"Infinity"', "cost"),
        ('"good_id":1,"cost":[1]', "cost"),
        ('"good_id":1,"title":{"a":1}', "title"),
        ('"good_id":1,"actual_amounts":[{"amount":1}]', "storage_id"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place_and_without_its_value(fields: str, place: str) -> None:
    with pytest.raises(envelope.UnreadableError) as raised:
        product(fields)
    assert place in str(raised.value)
    assert "twelve" not in str(raised.value)


@pytest.mark.parametrize(
    "spelling",
    [
        "2026-11-22T14:05:00.000+03:00",
        "2026-11-22T14:05:00+0300",
        "2026-11-22 14:05:00",
        "2026-11-22T14:05:00",
        "2026-11-22T11:05:00Z",
    ],
)
def test_every_spelling_of_a_moment_is_the_same_moment(spelling: str) -> None:
    assert moment(Text(spelling), MOSCOW) == datetime(2026, 11, 22, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize("spelling", ["", "0000-00-00 00:00:00", "yesterday", "0001-01-01 00:00:00", "2026-13-01"])
def test_no_moment_is_none(spelling: str) -> None:
    assert moment(Text(spelling), MOSCOW) is None
    assert moment(None, MOSCOW) is None


@pytest.mark.parametrize(
    "spelling",
    [
        "9999-12-31T23:59:59Z",
        "9999-12-31 23:59:59",
        "2200-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "0001-01-02T00:00Z",
    ],
)
def test_moment_at_the_end_of_all_time_is_none(spelling: str) -> None:
    assert moment(Text(spelling), MOSCOW) is None


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)), st.integers(-12 * 4, 14 * 4))  # noqa: DTZ001
def test_moment_is_read_back_as_written(naive: datetime, quarters: int) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    exact = naive.replace(microsecond=0, tzinfo=UTC)
    assert moment(Text(moment_text(exact, zone)), UTC) == exact


def test_moment_is_written_in_local_time_with_its_own_offset() -> None:
    assert moment_text(datetime(2026, 11, 22, 11, 5, 0, 999, UTC), MOSCOW) == "2026-11-22T14:05:00+03:00"
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2026, 11, 22), MOSCOW)  # noqa: DTZ001


@given(decimals)
def test_decimal_is_written_with_exactly_its_digits(value: Decimal) -> None:
    written = bytes(wire.exact(value))
    assert Decimal(written.decode()) == value
    assert b"e" not in written.lower()


@pytest.mark.parametrize(
    ("value", "written"),
    [("4.50", b"4.5"), ("12.00", b"12"), ("0.026", b"0.026"), ("1E+2", b"100"), ("1E-7", b"0.0000001"), ("-0.0", b"0")],
)
def test_decimal_is_written_plainly(value: str, written: bytes) -> None:
    assert bytes(wire.exact(Decimal(value))) == written


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_never_written(value: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        wire.exact(Decimal(value))
