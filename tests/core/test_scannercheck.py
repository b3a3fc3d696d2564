"""The set-up sheet: every way in which scanners are set wrongly is found, and the profile reads what they send."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core import scancode
from stockdesk.core.burst import Key
from stockdesk.core.entry import RawScan
from stockdesk.core.rawtext import GS
from stockdesk.core.scannercheck import Findings, check
from stockdesk.core.setupcodes import CHARACTERS, DIGITS, END, SEPARATOR, SETUP_CODES, SetupCode
from stockdesk.core.setupscan import Heard
from stockdesk.core.stationprofile import DEFAULT_PROFILE
from tests.support.setupscanner import AIM, GS_WAYS, LAYOUTS, SUFFIXES, Scanner, heard


def findings(scanner: Scanner) -> Findings:
    return check(heard(scanner.scans()))


def codes(found: Findings) -> set[str]:
    return {
        f"{remark.code}.{remark.arguments['reason']}" if "reason" in remark.arguments else remark.code
        for remark in found.remarks
    }


def told(found: Findings, code: str) -> dict[str, object]:
    return next(remark.arguments for remark in found.remarks if remark.code == code)


def test_scanner_that_is_set_rightly_has_nothing_to_look_at() -> None:
    found = findings(Scanner(aim=True))
    assert found.complete
    assert found.severity == "ok"
    assert codes(found) == {
        "setup.characters-right",
        "setup.gs.control",
        "setup.aim",
        "setup.suffix.enter",
        "setup.gap",
    }
    assert found.profile == replace(DEFAULT_PROFILE, suffix="enter")


def test_prefix_becomes_the_stations() -> None:
    found = findings(Scanner(prefix="~P-", aim=True))
    assert found.profile.prefix == "~P-"
    assert told(found, "setup.prefix") == {"prefix": "~P-"}


def test_letter_for_the_kind_of_code_is_no_prefix_of_the_station() -> None:
    scans = [
        one
        for letter, code in zip("DFwD", SETUP_CODES, strict=True)
        for one in heard(Scanner(prefix=f"x{letter}").keys(code))
    ]
    found = check(scans)
    assert found.profile.prefix == "x"
    assert told(found, "setup.prefix-varies") == {"prefixes": "“xD”, “xF”, “xw”"}
    assert found.severity == "bad"


def test_prefix_behind_the_aim_identifier_cannot_be_cut_off() -> None:
    scans = [
        one
        for code in SETUP_CODES
        for one in heard(Scanner().keys(code, content=AIM[code.symbology] + "##" + code.content))
    ]
    assert "setup.prefix-inside" in codes(check(scans))


@pytest.mark.parametrize(
    ("layout", "reason", "pair"),
    [("russian", "cyrillic", "A→Ф"), ("czech", "digits", "1→+"), ("french", "digits", "A→Q")],
)
def test_layout_damage_is_named_and_read_by_positions(layout: str, reason: str, pair: str) -> None:
    found = findings(Scanner(layout=layout))
    assert f"setup.layout.{reason}" in codes(found)
    assert pair in str(told(found, "setup.layout")["wrong"])
    assert found.severity == "look"


def test_layout_that_moves_letters_only_is_told_by_its_letters() -> None:
    keys = [replace(key, text={"A": "Q", "a": "q"}.get(key.text, key.text)) for key in Scanner().scans()]
    assert "setup.layout.letters" in codes(check(heard(keys)))


def test_layout_that_moves_signs_only_is_told_by_its_signs() -> None:
    keys = [replace(key, text={"@": '"'}.get(key.text, key.text)) for key in Scanner().scans()]
    assert "setup.layout.signs" in codes(check(heard(keys)))


def test_scanner_set_to_the_computers_layout_is_right_by_its_text() -> None:
    keys = [replace(key, scan=key.scan + 1 if key.scan in range(10, 20) else key.scan) for key in Scanner().scans()]
    found = check(heard(keys))
    assert "setup.layout-own" in codes(found)
    assert found.severity == "ok"


def test_scanner_set_to_another_layout_than_the_computer_is_told_which_characters_are_wrong() -> None:
    german = {"-": "/", "/": "&", "=": ")", "+": "]", "_": "?", ":": ">", "@": "Q", "#": "\\", "$": "$", "*": "}"}
    scans = [
        one
        for code in SETUP_CODES
        for one in heard(Scanner().keys(code, content="".join(german.get(c, c) for c in code.content)))
    ]
    found = check(scans)
    assert found.severity == "bad"
    assert "-→/" in str(told(found, "setup.characters-wrong")["wrong"])
    assert found.complete


def test_french_scanner_on_a_us_computer_is_still_recognised_by_the_order_of_the_sheet() -> None:
    french = {came: printed for printed, came in LAYOUTS["french"].items()} | dict(
        zip("1234567890", "!@#$%^&*()", strict=True)
    )
    scans = [
        one
        for code in SETUP_CODES
        for one in heard(Scanner().keys(code, content="".join(french.get(c, c) for c in code.content)))
    ]
    found = check(scans)
    assert set(found.scans) == {"characters", "digits", "separator", "end"}
    assert "setup.characters-wrong" in codes(found)


def test_caps_lock_is_seen_though_the_letters_were_put_right() -> None:
    found = findings(Scanner(caps=True))
    assert "setup.caps-lock" in codes(found)
    assert found.scans["characters"].basis == "both"


def test_caps_lock_without_key_positions_is_a_wrong_case() -> None:
    scans = [Heard(RawScan(code.content.swapcase(), ended_by="enter")) for code in SETUP_CODES]
    assert told(check(scans), "setup.case") == {"reason": "swapped"}


def test_scanner_that_sends_capitals_only_is_told() -> None:
    scans = [one for code in SETUP_CODES for one in heard(Scanner().keys(code, content=code.content.upper()))]
    assert "setup.case.upper" in codes(check(scans))


def test_lost_gs_is_bad() -> None:
    found = findings(Scanner(gs=""))
    assert "setup.gs-lost" in codes(found)
    assert found.severity == "bad"


@pytest.mark.parametrize(
    ("way", "code"), [("down", "setup.gs.down"), ("F8", "setup.gs.function"), ("control", "setup.gs.control")]
)
def test_key_that_stands_for_gs_is_kept_in_the_profile(way: str, code: str) -> None:
    found = findings(Scanner(gs=way))
    assert code in codes(found)
    assert (GS_WAYS[way][0] in found.profile.gs_keys) == (way != "control")


def test_function_key_for_gs_is_named() -> None:
    assert told(findings(Scanner(gs="F12")), "setup.gs")["key"] == "F12"


@pytest.mark.parametrize("text", ["|", "~", "<GS>", "{GS}", "^]"])
def test_text_for_gs_is_kept_in_the_profile(text: str) -> None:
    found = findings(Scanner(gs=text))
    assert "setup.gs.text" in codes(found)
    assert found.profile.gs_text == text


@pytest.mark.parametrize("text", ["G", "GS", "-", "#"])
def test_text_that_stands_in_codes_too_cannot_mean_gs(text: str) -> None:
    found = findings(Scanner(gs=text))
    assert told(found, "setup.gs-unsafe") == {"text": text}
    assert found.profile.gs_text == ""


def test_scanner_for_bars_alone_leaves_the_datamatrix_out() -> None:
    scans = heard(Scanner().scans([CHARACTERS, DIGITS, END]))
    assert not check(scans).complete
    found = check(scans, left_out={"separator"})
    assert found.complete
    assert "setup.gs-untested" in codes(found)


def test_aim_identifier_of_some_codes_names_those_without() -> None:
    scans = heard([*Scanner(aim=True).scans(SETUP_CODES[:3]), *Scanner().keys(END, 60_000)])
    assert told(check(scans), "setup.aim-some") == {"symbologies": "Code 128"}


def test_scanner_without_aim_identifier_is_no_fault() -> None:
    found = findings(Scanner())
    assert "setup.no-aim" in codes(found)
    assert found.severity == "ok"


@pytest.mark.parametrize(
    ("suffix", "kept"), [("enter", "enter"), ("crlf", "enter"), ("tab", "tab"), ("silence", "silence")]
)
def test_suffix_becomes_the_stations(suffix: str, kept: str) -> None:
    found = findings(Scanner(suffix=suffix))
    assert found.profile.suffix == kept
    assert f"setup.suffix.{kept}" in codes(found)
    assert "setup.suffix-doubled" not in codes(found)


def test_doubled_suffix_is_told() -> None:
    assert "setup.suffix-doubled" in codes(findings(Scanner(suffix="doubled")))


def test_scans_that_end_differently_name_no_suffix() -> None:
    found = check(heard([*Scanner().scans(SETUP_CODES[:3]), *Scanner(suffix="tab").keys(END, 60_000)]))
    assert "setup.suffix-varies" in codes(found)
    assert found.profile.suffix == ""


def test_text_behind_the_code_is_told() -> None:
    scans = [one for code in SETUP_CODES for one in heard(Scanner().keys(code, content=code.content + ";"))]
    assert told(check(scans), "setup.suffix-text") == {"text": ";"}


def test_key_behind_the_code_is_told_and_is_not_taken_for_gs() -> None:
    scans = [
        one
        for code in SETUP_CODES
        for one in heard(Scanner(gs="F8").keys(code, content=code.content.replace(GS, "") + GS))
    ]
    found = check(scans)
    assert "setup.gs-lost" in codes(found)
    assert found.profile.gs_keys == DEFAULT_PROFILE.gs_keys


def test_frame_of_stx_and_etx_is_told() -> None:
    scans = [Heard(RawScan(f"\x02{code.content}\x03", source="COM3")) for code in SETUP_CODES]
    found = check(scans)
    assert "setup.frame" in codes(found)
    assert found.profile.prefix == ""


def test_etx_as_a_shortcut_is_told() -> None:
    keys = Scanner(suffix="silence").keys(CHARACTERS)
    end = [Key(keys[-1].t + 8, 54, "\x03", ctrl=True), Key(keys[-1].t + 16, 36, "\r")]
    assert "setup.frame" in codes(check(heard([*keys, *end])))


@pytest.mark.parametrize(("gap", "limit"), [(1, 40), (19, 40), (35, 40), (50, 60), (60, 75), (70, 85)])
def test_gap_of_the_station_is_the_scanners_with_a_margin(gap: float, limit: float) -> None:
    found = findings(Scanner(gap=gap))
    assert found.profile.gap == limit
    assert found.profile.silence >= 2 * found.profile.gap or limit == 40
    assert ("setup.gap-slow" in codes(found)) == (limit > 40)


def test_scanner_too_slow_for_any_station_is_bad() -> None:
    found = findings(Scanner(gap=110))
    assert told(found, "setup.gap-too-slow") == {"median": 110, "longest": 110, "gap": 90}


def test_one_stall_of_a_radio_link_does_not_widen_the_gap() -> None:
    keys = Scanner(gap=10).scans()
    keys = [replace(key, t=key.t + 80) if place > 12 else key for place, key in enumerate(keys)]
    found = check(heard(keys))
    assert found.profile.gap == 40
    assert told(found, "setup.gap-hiccup")["longest"] == 90


def test_code_read_twice_within_half_a_second_is_told() -> None:
    keys = [*Scanner().keys(CHARACTERS), *Scanner().keys(CHARACTERS, 450)]
    assert told(check(heard(keys)), "setup.double-read") == {"count": 1}


def test_code_scanned_again_after_a_while_is_no_double_read() -> None:
    keys = [*Scanner().keys(CHARACTERS), *Scanner().keys(CHARACTERS, 2000)]
    assert "setup.double-read" not in codes(check(heard(keys)))


def test_two_reads_without_an_end_between_them_are_told() -> None:
    scans = heard(Scanner().keys(CHARACTERS, content=CHARACTERS.content * 2))
    found = check(scans)
    assert told(found, "setup.double-read") == {"count": 1}
    assert "setup.suffix-text" not in codes(found)


@pytest.mark.parametrize(
    ("content", "reason", "lost"),
    [("524701836412", "first", "9"), ("952470183641", "last", "2"), ("952470183412", "middle", "6")],
)
def test_digits_left_out_of_an_ean_are_told(content: str, reason: str, lost: str) -> None:
    scans = [*heard(Scanner().keys(CHARACTERS)), *heard(Scanner().keys(DIGITS, content=content))]
    arguments = told(check(scans), "setup.digits-cut")
    assert (arguments["reason"], arguments["lost"]) == (reason, lost)


def test_characters_left_out_are_told() -> None:
    scans = heard(Scanner().keys(CHARACTERS, content=CHARACTERS.content.replace("%", "")))
    assert told(check(scans), "setup.cut")["lost"] == "%"


def test_another_code_is_no_test_code() -> None:
    found = check(heard(Scanner().keys(CHARACTERS, content="4006381333931")))
    assert found.scans == {}
    assert told(found, "setup.stray") == {"text": "4006381333931"}


def test_serial_scanner_says_so_and_leaves_the_keyboards_alone() -> None:
    scans = [Heard(RawScan(code.content, ended_by="enter", source="/dev/ttyACM0")) for code in SETUP_CODES]
    found = check(scans)
    assert {"setup.serial", "setup.gs.serial"} <= codes(found)
    assert found.profile == DEFAULT_PROFILE


def test_alt_mode_is_told() -> None:
    keys = []
    for place, character in enumerate(CHARACTERS.content):
        at = place * 40
        keys += [Key(at + step, 87, "", alt=True) for step in (0, 8, 16)] + [Key(at + 24, 0, character)]
    assert "setup.alt-mode" in codes(check(heard([*keys, Key(40 * len(CHARACTERS.content), 36, "\r")])))


def test_shortest_code_of_the_station_is_kept() -> None:
    assert check(heard(Scanner().scans()), minimum=4).profile.minimum == 4


def test_nothing_heard_says_nothing() -> None:
    found = check([])
    assert (found.scans, found.remarks, found.profile, found.complete) == ({}, (), DEFAULT_PROFILE, False)


def _as_sent(scanner: Scanner) -> str:
    """What the separator's code must be read as with the station's profile: GS where it came at all."""
    aim = AIM[SEPARATOR.symbology] if scanner.aim else ""
    return aim + (SEPARATOR.content if scanner.gs else SEPARATOR.content.replace(GS, ""))


SCANNERS = st.builds(
    Scanner,
    prefix=st.sampled_from(["", "~", "P-", "SCN:", "00", "x"]),
    suffix=st.sampled_from(sorted(SUFFIXES)),
    gap=st.floats(1, 70),
    gs=st.sampled_from([*GS_WAYS, "", "|", "~~", "<GS>"]),
    aim=st.booleans(),
    caps=st.booleans(),
    layout=st.sampled_from(sorted(LAYOUTS)),
    presses_shift=st.booleans(),
    jitter=st.integers(0, 9),
)


@given(scanner=SCANNERS)
def test_whatever_a_scanner_is_set_to_is_found_and_its_next_scan_is_read_right(scanner: Scanner) -> None:
    found = findings(scanner)
    said = codes(found)
    assert found.complete
    assert found.profile.prefix == scanner.prefix
    assert ("setup.aim" in said) == scanner.aim
    assert ("setup.caps-lock" in said) == scanner.caps
    assert any(code.startswith("setup.layout.") for code in said) == (scanner.layout != "us")
    assert ("setup.gs-lost" in said) == (scanner.gs == "")
    assert ("setup.suffix-doubled" in said) == (scanner.suffix == "doubled")
    assert ("setup.gap-slow" in said) == (found.profile.gap > DEFAULT_PROFILE.gap)
    following = heard(scanner.keys(SEPARATOR), found.profile)
    assert len(following) == 1
    assert _as_sent(scanner) in (following[0].by_text, following[0].by_positions)
    if scanner.layout == "us":
        assert following[0].by_text == _as_sent(scanner)


SWAPPED = {a: b for one, other in ("-/", "ay", "A@", "=#", "0_") for a, b in ((one, other), (other, one))}
"""A layout that exchanges keys, and so is its own reverse."""


@given(prefix=st.sampled_from(["", "P-", "0", "#"]), aim=st.booleans(), gap=st.floats(1, 60))
def test_scanner_set_to_the_computers_layout_is_read_by_its_text(prefix: str, aim: bool, gap: float) -> None:
    def keys(code: SetupCode, start: float = 0) -> list[Key]:
        content = prefix + (AIM[code.symbology] if aim else "") + code.content
        sent = Scanner(gap=gap).keys(code, start, content="".join(SWAPPED.get(c, c) for c in content))
        return [replace(key, text=SWAPPED.get(key.text, key.text)) for key in sent]

    found = check(heard([key for place, code in enumerate(SETUP_CODES) for key in keys(code, place * 9000)]))
    assert "setup.layout-own" in codes(found)
    assert found.profile.prefix == prefix
    assert found.severity == "ok" or {remark.code for remark in found.remarks if remark.severity != "ok"} == {
        "setup.gap-slow"
    }
    following = heard(keys(SEPARATOR), found.profile)
    assert following[0].by_text == (AIM[SEPARATOR.symbology] if aim else "") + SEPARATOR.content


PARTS = st.sampled_from(
    [*(code.content for code in SETUP_CODES), *AIM.values(), "~", GS, "\x02", "\r", "é", "Ф", "4006"]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PARTS, max_size=6).map("".join))


@given(scans=st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(["", "enter", "tab", "silence"])), max_size=8))
def test_whatever_is_scanned_is_told_and_gives_a_profile_that_can_be_used(scans: list[tuple[str, str, str]]) -> None:
    found = check([Heard(RawScan(text, positions, ended_by=end), at=1000.0) for text, positions, end in scans])
    assert len(found.scans) <= len(SETUP_CODES)
    assert 0 < found.profile.gap < found.profile.silence
    assert bool(found.remarks) or not scans


def test_down_stays_a_way_to_send_gs() -> None:
    assert scancode.DOWN in findings(Scanner(gs="F8")).profile.gs_keys
