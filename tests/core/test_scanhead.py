from __future__ import annotations

import pytest

from stockdesk.core.keypress import Key
from stockdesk.core.keyreading import KeyReader
from stockdesk.core.scanhead import keys_typed_before
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile
from tests.support.keytrace import CZECH, SHIFT, scanned, typed

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


def test_a_slow_first_gap_of_a_scanner_cuts_no_code() -> None:
    for code in (EAN, "ABC-12", "]C1ABC", "4006381333932"):
        assert before(code[0], code[1:], 5, pause=40) == 0


def test_one_key_before_an_unknown_code_stays_and_two_do_not() -> None:
    assert before("5", "ABC-12", 5) == 0
    assert before("5*", "ABC-12", 5) == 2
    assert before("5*", "ABC-12", 15) == 0
    assert before("5*", "ABC", 5) == 0


def test_a_key_no_farther_off_than_the_others_belongs_to_the_scan() -> None:
    assert before("5", EAN, 25) == 0
    assert before("5", EAN, 2, pause=15) == 0


def test_a_thirteen_digit_number_is_no_digit_and_a_shorter_one() -> None:
    assert before("5", "012345678905", 5) == 0
    assert before("a", "012345678905", 5) == 1


def test_a_modifier_between_belongs_to_the_scan() -> None:
    keys = [*typed("5", [-35]), Key(-5, SHIFT, ""), *scanned(f"]E0{EAN}")]
    assert keys_typed_before(keys, KeyReader(DEFAULT_PROFILE)) == 1


def test_a_single_key_is_the_scan() -> None:
    assert keys_typed_before(scanned("1"), KeyReader(DEFAULT_PROFILE)) == 0
