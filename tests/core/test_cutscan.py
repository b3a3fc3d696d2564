"""A scan whose beginning or end may be missing is not taken for another code."""

from __future__ import annotations

import pytest

from stockdesk.core.barcode import interpret
from stockdesk.core.cutscan import cut_reason
from stockdesk.core.entry import RawScan
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile, Suffix

REST = "06381333931"  # what is left of 4006381333931 when its first two digits went to a field


def reason(raw: RawScan, profile: StationProfile = DEFAULT_PROFILE, *, known: bool = False) -> str:
    return cut_reason(raw, interpret(raw.text), profile, lambda _taken: known)


def test_scan_right_behind_typed_characters_may_have_lost_its_beginning() -> None:
    assert reason(RawScan(REST, after=60)) == "scan.cut"
    assert reason(RawScan(REST, after=60), known=True) == ""
    assert [reason(RawScan(REST, after=after)) for after in (100, 5000, None)] == ["", "", ""]


@pytest.mark.parametrize("text", ["]E04006381333931", "SD-CMD.UNDO", "sd-cmd.qty.5"])
def test_beginning_that_is_there_is_not_missing(text: str) -> None:
    assert reason(RawScan(text, after=45)) == ""


def test_prefix_of_the_station_is_a_beginning() -> None:
    assert reason(RawScan(REST, after=45, proven="text")) == ""


@pytest.mark.parametrize(
    ("suffix", "ended_by", "expected"),
    [
        ("enter", "silence", "scan.no-end"),
        ("tab", "silence", "scan.no-end"),
        ("enter", "enter", ""),
        ("enter", "tab", ""),
        ("tab", "", ""),
        ("silence", "silence", ""),
        ("", "silence", ""),
    ],
)
def test_scanner_whose_end_mark_is_known_never_ends_by_silence(suffix: Suffix, ended_by: str, expected: str) -> None:
    assert reason(RawScan("4006381333931", ended_by=ended_by), StationProfile(suffix=suffix)) == expected


def test_serial_port_has_frames_of_its_own() -> None:
    raw = RawScan("4006381333931", ended_by="silence", source="/dev/ttyACM0", after=10)
    assert reason(raw, StationProfile(suffix="enter")) == ""


def test_shorter_than_every_code_of_the_station_is_short_but_commands_are_what_they_are() -> None:
    profile = StationProfile(minimum=6)
    assert reason(RawScan("12345"), profile) == "scan.short"
    assert [reason(RawScan(text), profile) for text in ("123456", "5*", "")] == ["", "", ""]
