"""Codes out of bytes: whatever the pieces, whatever the end mark, nothing lost and nothing added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.barcode import interpret
from stockdesk.core.serialframe import LONGEST, PATIENCE, Frame, Framer

CODES = st.binary(min_size=1, max_size=40).filter(lambda code: not set(code) & set(b"\r\n\x02\x03"))
END_MARKS = st.sampled_from([b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r", b"\r\n\r\n"])


def codes(framer: Framer, data: bytes) -> list[bytes]:
    return [frame.data for frame in framer.feed(data)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_code_ends_at_its_end_mark(end: bytes) -> None:
    framer = Framer()
    assert framer.feed(b"4006381333931" + end) == [Frame(b"4006381333931", "enter")]
    assert framer.silence() == []


def test_code_without_end_mark_ends_in_silence() -> None:
    framer = Framer()
    assert framer.feed(b"40063813") == []
    assert framer.held == b"40063813"
    assert framer.feed(b"33931") == []
    assert framer.silence() == [Frame(b"4006381333931", "silence")]
    assert framer.silence() == []


def test_code_of_a_line_with_end_marks_is_waited_for_and_then_called_cut() -> None:
    framer = Framer()
    assert codes(framer, b"4006381333931\r40063813") == [b"4006381333931"]
    assert [framer.silence() for _ in range(PATIENCE - 1)] == [[]] * (PATIENCE - 1)
    assert framer.feed(b"33931\r") == [Frame(b"4006381333931", "enter")]
    framer.feed(b"40063813")
    assert [framer.silence() for _ in range(PATIENCE)] == [[]] * (PATIENCE - 1) + [[Frame(b"40063813", "missing")]]
    framer.feed(b"4006381333931")  # its end mark was switched off
    assert framer.silence() == [Frame(b"4006381333931", "silence")]


def test_line_feed_that_comes_late_makes_no_code_of_its_own() -> None:
    framer = Framer()
    assert codes(framer, b"123\r") == [b"123"]
    assert framer.silence() == []
    assert codes(framer, b"\n456\r") == [b"456"]


def test_group_separator_and_every_other_byte_stay_inside() -> None:
    inside = bytes(byte for byte in range(256) if byte not in b"\r\n\x02\x03")
    assert codes(Framer(), inside + b"\r") == [inside]
    assert codes(Framer(), b"01040063813339311710123\x1d21A\r") == [b"01040063813339311710123\x1d21A"]


def test_stx_and_etx_around_a_code_are_no_part_of_it() -> None:
    assert codes(Framer(), b"\x02A1\x03\r\n\x02A2\x03\x02A3\x03A4\x03\r\x02A5\r") == [b"A1", b"A2", b"A3", b"A4", b"A5"]
    assert Framer().feed(b"\x02A\x03") == [Frame(b"A", "enter")]


def test_nothing_between_marks_is_no_code() -> None:
    framer = Framer()
    assert codes(framer, b"\r\n\r\n\x02\x03\x02\r\x03\n") == []
    assert framer.silence() == []


@given(st.lists(st.tuples(CODES, END_MARKS)), st.data())
def test_codes_come_whole_and_in_order_whatever_the_pieces(
    sent: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(code + end for code, end in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    framer = Framer()
    found: list[bytes] = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += codes(framer, stream[start:stop])
    assert found == [code for code, _ in sent]
    assert framer.held == b""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"ABC-12", "ABC-12"),
        ("Мыло 5 л".encode(), "Мыло 5 л"),
        ("Мыло".encode("cp1251"), "Ìûëî"),
        (b"\xff\x00\x1d", "ÿ\x00\x1d"),
    ],
)
def test_text_is_utf_8_or_a_character_for_each_byte(data: bytes, text: str) -> None:
    assert Frame(data, "enter").text == text


@given(st.binary())
def test_any_bytes_have_a_text_that_can_be_stored(data: bytes) -> None:
    Frame(data, "enter").text.encode("utf-8")


def test_code_of_the_largest_symbol_comes_whole() -> None:
    largest = b"7" * 7089
    assert codes(Framer(), largest + b"\r") == [largest]


@pytest.mark.parametrize("filler", ["7", "ü", "€", "😀"])
def test_what_is_longer_than_any_code_is_handed_out_cut_and_then_refused(filler: str) -> None:
    framer = Framer()
    frames = framer.feed(filler.encode() * (LONGEST + 1))
    assert [len(frame.data) for frame in frames] == [LONGEST]
    assert framer.held == b""
    assert framer.feed(b"still the same\r") == []
    assert codes(framer, b"4006381333931\r") == [b"4006381333931"]
    interpretation = interpret(frames[0].text)
    assert interpretation.refused is not None
    assert interpretation.readings == ()


def test_silence_ends_what_was_too_long() -> None:
    framer = Framer()
    assert len(framer.feed(b"x" * LONGEST)) == 1
    assert framer.silence() == []
    assert codes(framer, b"A\r") == [b"A"]
