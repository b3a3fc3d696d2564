"""Numbers and texts on their way in and out."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.demo.exchange import Answer, encode, exact, parse_body, render, stringly

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)


@given(DECIMALS)
def test_decimals_go_out_and_come_back_exactly(number: Decimal) -> None:
    assert json.loads(encode({"n": number}), parse_float=Decimal, parse_int=Decimal)["n"] == number


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_go_out_and_come_back_exactly(text: str) -> None:
    assert json.loads(encode([text])) == [text]


def test_stored_digits_go_out_as_a_number() -> None:
    assert encode({"n": exact("12.5")}) == b'{"n":12.5}'


def test_stringly_data_hold_no_number() -> None:
    data = {"a": 1, "b": [Decimal("2.50"), exact("3.1")], "c": True, "d": None, "e": "x"}
    assert json.loads(encode(stringly(data))) == {"a": "1", "b": ["2.5", "3.1"], "c": True, "d": None, "e": "x"}


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b"[1e400]", b"1" * 30, b"\xff", b"[Infinity]"])
def test_bodies_that_are_no_sane_json_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_body(body)


def test_errors_keep_their_envelope_when_answers_come_bare() -> None:
    assert json.loads(render(Answer(404, None, []), enveloped=False)) == {"success": False, "data": None, "meta": []}
    assert json.loads(render(Answer(data=[1]), enveloped=False)) == [1]
