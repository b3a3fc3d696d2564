"""Typed into the finder: what is a code, and what are words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.scanstation import KNOWN, UNKNOWN, Station, scan_station


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with scan_station(tmp_path / "data") as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (KNOWN, KNOWN),
        ("PEN-1", "PEN-1"),
        (" ЩЕТКА-5 ", "ЩЕТКА-5"),
        ("4 006381 333931", KNOWN),
        ("0 36000 29145 2", "036000291452"),
        (UNKNOWN, UNKNOWN),
        ("5 304000 106003", UNKNOWN),
        ("SD-CMD.UNDO", "SD-CMD.UNDO"),
        ("(01)04006381333931(10)A7", "(01)04006381333931(10)A7"),
        ("53040001060", "53040001060"),
    ],
)
@pytest.mark.parametrize("found", [True, False])
def test_what_the_catalogue_holds_or_proves_itself_or_is_a_long_number_is_a_code(
    station: Station, text: str, code: str, found: bool
) -> None:
    assert station.scanning.code_of(text, found) == code


@pytest.mark.parametrize("text", ["4711", "ABC-12", "X1Y2", "425 261"])
def test_short_number_or_word_with_a_digit_is_a_code_only_where_the_search_finds_nothing(
    station: Station, text: str
) -> None:
    assert station.scanning.code_of(text, False) == text.replace(" ", "")
    assert station.scanning.code_of(text, True) == ""


@pytest.mark.parametrize("text", ["shampoo", "soap 250 ml", "", "  ", "12", "x1", "мыло"])
def test_words_are_no_code(station: Station, text: str) -> None:
    assert station.scanning.code_of(text, False) == ""
