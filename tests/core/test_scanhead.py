from __future__ import annotations

import pytest

from stockdesk.core import gtin
from stockdesk.core.keypress import Key
from stockdesk.core.keyreading import KeyReader
from stockdesk.core.scanhead import keys_typed_before
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile
from tests.support.keytrace import CZECH, SHIFT, retimed, scanned, typed

EAN = "4006381333931"


def before(
    hand: str, code: str, gap: float, pause: float = 35, layout: dict[str, str] | None = None, prefix: str = ""
) -> int:
    """How many keys of ``hand``, typed ``pause`` ms apart, are told from the scan behind them."""
    keys = [*typed(hand, [-pause * n for n in range(len(hand), 0, -1)]), *scanned(code, gap=gap, layout=layout)]
    return keys_typed_before(keys, KeyReader(StationProfile(prefix=prefix) if prefix else DEFAULT_PROFILE))


@pytest.mark.parametrize("gap", [1, 9, 19, 23])
@pytest.mark.parametrize("hand", ["5", "5*", "abc"])
def test_keys_typed_before_a_number_are_told_from_it(hand: str, gap: float) -> None:
    assert before(hand, EAN, gap) == len(hand)
    assert before(hand, EAN, gap, layout=CZECH) == len(hand)


@pytest.mark.parametrize(
    "code", ["]C1ABC", "0104006381333931215abc", "\x1d0104006381333931215abc", "SD-CMD.UNDO", "96385074"]
)
def test_any_code_that_proves_itself_shows_where_it_begins(code: str) -> None:
    assert before("5", code, 10) == 1


def test_a_prefix_of_the_station_shows_where_the_code_begins() -> None:
    assert before("5", "~ABC-1", 10, prefix="~") == 1
    assert before("~", "ABC-1", 10, prefix="~") == 0


def test_start_of_text_shows_where_the_code_begins_even_without_a_pause() -> None:
    assert before("5", "\x02ABC-1", 30, pause=30) == 1
    slow_start = retimed(scanned("\x02ABC-12345"), [40, *[2] * 8])
    assert keys_typed_before(slow_start, KeyReader(DEFAULT_PROFILE)) == 0


def test_a_slow_first_gap_of_a_scanner_cuts_no_code() -> None:
    for code in (EAN, "]C1ABC-12", "4006381333932", "SD-CMD.UNDO"):
        assert before(code[0], code[1:], 5, pause=40) == 0
    for code in ("ABC-12", "ABC-123456789"):
        assert before(code[0], code[1:], 15, pause=25) == 0


@pytest.mark.parametrize("gap", [1, 5, 10])
@pytest.mark.parametrize("hand", ["a", "5", "5*", "abc"])
def test_keys_typed_long_before_a_quick_scan_of_an_unknown_code_are_told_by_time(hand: str, gap: float) -> None:
    assert before(hand, "ABC-12", gap) == len(hand)
    assert before(hand, "ABC-12", 12) == 0
    assert before(hand, "ABC", gap) == 0


def test_a_steady_scanner_shows_a_key_that_is_less_far_before_it() -> None:
    assert before("a", "ABC-12345", 19) == 1
    assert before("a", "ABC-12345", 21) == 0
    assert before("a", "ABC-1234", 19) == 0
    jittering = [*typed("a", [-35]), *retimed(scanned("ABC-12345"), [9, 23, 9, 23, 9, 23, 9, 23])]
    assert keys_typed_before(jittering, KeyReader(DEFAULT_PROFILE)) == 0


def test_a_zero_before_a_number_is_told_by_time_since_both_are_right_and_the_same() -> None:
    assert gtin.gtin14(f"0{EAN}") == gtin.gtin14(EAN)
    assert before("0", EAN, 5) == 1
    assert before("0", EAN, 22) == 0


def test_a_key_no_farther_off_than_the_others_belongs_to_the_scan() -> None:
    assert before("5", EAN, 29) == 0
    assert before("5", EAN, 2, pause=15) == 0


def test_a_thirteen_digit_number_is_a_digit_and_a_shorter_one_only_where_time_says_so_too() -> None:
    assert before("5", "012345678905", 22) == 0
    assert before("5", "012345678905", 5) == 1
    assert before("5", "012345678901", 5) == 0
    assert before("a", "012345678905", 22) == 1


def test_a_modifier_between_belongs_to_the_scan() -> None:
    keys = [*typed("5", [-35]), Key(-5, SHIFT, ""), *scanned(f"]E0{EAN}")]
    assert keys_typed_before(keys, KeyReader(DEFAULT_PROFILE)) == 1


def test_a_single_key_is_the_scan() -> None:
    assert keys_typed_before(scanned("1"), KeyReader(DEFAULT_PROFILE)) == 0
