"""Whatever the text, it is read or refused, and never taken for a number that is wrong."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.barcode import Interpretation, interpret, to_json
from stockdesk.core.gtin import check_digit, has_right_check_digit


def check_sound(interpretation: Interpretation) -> None:
    assert interpretation.readings or interpretation.refused
    assert json.loads(json.dumps(to_json(interpretation)))["raw"] == interpretation.raw
    for reading in interpretation.readings:
        assert reading.code
        if reading.gtin14 is not None:
            assert len(reading.gtin14) == 14
            assert has_right_check_digit(reading.gtin14)
            assert reading.gtin14.strip("0")


@given(st.text(st.characters(), max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    check_sound(interpret(text))


@given(st.text("0123456789", max_size=40))
def test_any_digits_are_read_or_refused(text: str) -> None:
    check_sound(interpret(text))


@given(
    st.sampled_from(["", "]C1", "]d2", "]Q3", "]e0", "]E0", "]E3", "]E4", "]I1", "]Q1", "]C0", "]", "]Yx"]),
    st.lists(
        st.sampled_from(
            [
                "0104006381333931",
                "10",
                "21",
                "17",
                "3103",
                "\x1d",
                "000500",
                "261231",
                "A",
                "00",
                "(",
                ")",
                "é",
                "https://",
                "/01/",
            ]
        )
    ),
)
def test_any_pieces_of_gs1_data_are_read_or_refused(aim: str, pieces: list[str]) -> None:
    check_sound(interpret(aim + "".join(pieces)))


@given(st.sampled_from([8, 12, 13, 14]), st.data())
def test_one_wrong_digit_is_always_caught(length: int, data: st.DataObject) -> None:
    payload = data.draw(st.text("3456789", min_size=length - 1, max_size=length - 1))
    number = payload + check_digit(payload)
    place = data.draw(st.integers(0, length - 1))
    digit = data.draw(st.sampled_from([d for d in "3456789" if d != number[place]]))
    damaged = number[:place] + digit + number[place + 1 :]
    assert interpret(number).readings[0].gtin14 == number.zfill(14)
    assert [r.gtin14 for r in interpret(damaged).readings] == [None]


@given(st.binary(max_size=80))
def test_any_bytes_of_the_command_line_are_read_or_refused(data: bytes) -> None:
    check_sound(interpret(data.decode("utf-8", "surrogateescape")))


@given(
    st.sampled_from(["", "]C1", "]E0", "]E3", "]I1", "]A0", "]d1"]),
    st.text("0123456789", min_size=5, max_size=18),
    st.sampled_from(["", " ", "-", "\x1d", "\r", "\x03"]),
    st.integers(0, 18),
)
def test_digits_with_anything_between_them_are_read_or_refused(aim: str, digits: str, gap: str, place: int) -> None:
    check_sound(interpret(aim + digits[:place] + gap + digits[place:]))


@given(
    st.lists(
        st.sampled_from(
            ["(01)", "(10)", "(3103)", "(", ")", "04006381333931", "<GS>", "GS", "{GS}", "␝", "93", "17261231", "A "]
        )
    )
)
def test_any_pieces_of_printed_gs1_data_are_read_or_refused(pieces: list[str]) -> None:
    check_sound(interpret("".join(pieces)))


@given(
    st.text(st.characters(), min_size=1, max_size=30),
    st.text("\x00\x02\x03\x04\r\n\t \x1e\x7f\ufeff\u200e", max_size=6),
)
def test_frames_and_blanks_at_the_ends_change_nothing(text: str, ends: str) -> None:
    plain, framed = interpret(text), interpret(ends + text + ends)
    assert (plain.text, plain.aim, plain.readings, plain.refused) == (
        framed.text,
        framed.aim,
        framed.readings,
        framed.refused,
    )
