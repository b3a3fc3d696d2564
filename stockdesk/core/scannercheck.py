"""What the scans of the set-up sheet tell about a scanner, and the profile of the station that follows from them.

Pure: scans go in, findings come out, each a code with arguments; the words are in ``stockdesk.ui.devicesentences``.
The numbers are those of barcode-domain 1.1, 1.2 and 1.5.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Final, Literal

from stockdesk.core import scancode
from stockdesk.core.rawtext import GS, readable
from stockdesk.core.setupcodes import CHARACTERS, DIGITS, SEPARATOR, SETUP_CODES, Purpose
from stockdesk.core.setupscan import Heard, SetupScan, common_beginning, differences, is_part, recognised
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile, Suffix

Severity = Literal["ok", "look", "bad"]
"""As it should be; works, but could be better; something is lost."""

_ARROWS: Final = frozenset(range(110, 120))
GS_KEYS: Final = scancode.FUNCTION_KEYS | _ARROWS
"""Keys that print nothing and that scanners send for GS: F1 to F24, and the arrows with their neighbours."""

LONGEST_GAP: Final = 90.0
"""Milliseconds; a typed key held back for longer is felt, and more than this a scanner need not wait."""

LISTENING: Final = StationProfile(gap=150, silence=400, gs_keys=GS_KEYS)
"""How to listen while the sheet is scanned: slow scanners too, every way to send GS, and nothing cut off."""

_STANDARD_GAP: Final = 36.0
"""A scanner no slower than this needs no wider gap than the standard one of 40 ms."""

_DOUBLE_READ_MS: Final = 500.0
"""Nobody scans the same code twice on purpose within half a second."""

_SHOWN: Final = 40
"""Characters of a text that a sentence quotes."""

_IN_CODES: Final = frozenset("!\"%&'()*+,-./_:;<=>? #$@")
"""Signs that codes are made of (GS1's CSET 82, Code 39, the test codes): none of them can stand for GS."""


@dataclass(frozen=True, slots=True)
class SetupRemark:
    """One finding: ``code`` is a key of the sentences, ``arguments`` what they name."""

    code: str
    severity: Severity
    arguments: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: the last scan of each test code, what there is to say, the profile that reads such a scanner.

    ``complete`` says that every code was scanned or left out, so that the profile can be kept.
    """

    scans: dict[Purpose, SetupScan]
    remarks: tuple[SetupRemark, ...]
    profile: StationProfile
    complete: bool

    @property
    def severity(self) -> Severity:
        """The weightiest of the remarks."""
        found = {remark.severity for remark in self.remarks}
        return "bad" if "bad" in found else "look" if "look" in found else "ok"


def check(heard: Sequence[Heard], left_out: Collection[Purpose] = (), minimum: int = 1) -> Findings:
    """Return what the scans of the sheet tell, in the order in which they were heard.

    ``left_out`` names the codes that the scanner cannot read (bars alone: no DataMatrix); ``minimum`` is the shortest
    code that the station takes, which no sheet can tell.
    """
    scans, strays = _recognised(heard, text_first=False)
    if any(scan.basis == "text" for scan in scans.values()):
        scans, strays = _recognised(heard, text_first=True)
    found = tuple(scans[code.purpose] for code in SETUP_CODES if code.purpose in scans)
    complete = all(code.purpose in scans or code.purpose in left_out for code in SETUP_CODES)
    return _Check(found, tuple(heard), strays, frozenset(left_out)).findings(scans, complete, minimum)


def _recognised(heard: Sequence[Heard], *, text_first: bool) -> tuple[dict[Purpose, SetupScan], tuple[Heard, ...]]:
    scans: dict[Purpose, SetupScan] = {}
    strays: list[Heard] = []
    for one in heard:
        awaited = next((code for code in SETUP_CODES if code.purpose not in scans), None)
        scan = recognised(one, awaited, text_first=text_first)
        if scan is None:
            strays.append(one)
        else:
            scans[scan.code.purpose] = scan
    return scans, tuple(strays)


class _Check:
    """Goes through the scans, one question after another; each adds to the remarks and to the profile."""

    def __init__(
        self,
        scans: tuple[SetupScan, ...],
        heard: tuple[Heard, ...],
        strays: tuple[Heard, ...],
        left_out: frozenset[Purpose],
    ) -> None:
        self._scans = scans
        self._exact = [scan for scan in scans if scan.basis != "neither"]
        self._keyed = [scan.heard for scan in scans if not scan.heard.is_serial]
        self._heard = heard
        self._strays = strays
        self._left_out = left_out
        self._remarks: list[SetupRemark] = []
        self._profile = DEFAULT_PROFILE

    def findings(self, scans: dict[Purpose, SetupScan], complete: bool, minimum: int) -> Findings:
        if self._scans:
            self._check_prefix()
            self._check_characters()
            self._check_case()
            self._check_separator()
            self._check_aim()
            self._check_ends()
            self._check_gaps()
        self._check_reads()
        profile = replace(self._profile, minimum=minimum)
        # What is wrong comes first; a stable sort keeps the order of the questions.
        order = ("bad", "look", "ok")
        remarks = sorted(self._remarks, key=lambda remark: order.index(remark.severity))
        return Findings(scans, tuple(remarks), profile, complete)

    def _say(self, code: str, severity: Severity, **arguments: object) -> None:
        self._remarks.append(SetupRemark(code, severity, arguments))

    # -- prefix ---------------------------------------------------------------------------------------------------

    def _check_prefix(self) -> None:
        befores = [_unframed(scan.before) for scan in self._exact]
        prefix = common_beginning(befores)
        self._profile = replace(self._profile, prefix=prefix)
        if any(before != prefix for before in befores):
            self._say("setup.prefix-varies", "bad", prefixes=_listed(befores))
        elif prefix:
            self._say("setup.prefix", "ok", prefix=prefix)
        inside = [scan.inside for scan in self._exact if scan.inside]
        if inside:
            self._say("setup.prefix-inside", "bad", text=inside[0])

    # -- characters -----------------------------------------------------------------------------------------------

    def _check_characters(self) -> None:
        wrong = [scan for scan in self._scans if scan.basis == "neither"]
        for scan in wrong:
            self._say_wrong(scan)
        if any(map(_is_alt_mode, self._keyed)):
            self._say("setup.alt-mode", "ok")
        has_own_layout = any(scan.basis == "text" for scan in self._scans)
        by_positions = [
            scan
            for scan in self._exact
            if scan.basis == "positions" or (scan.basis == "both" and not has_own_layout)
            if _changed_by_layout(scan.heard)
        ]
        if by_positions:
            self._say_layout(by_positions)
        elif has_own_layout:
            self._say("setup.layout-own", "ok")
        elif not wrong and any(scan.code is CHARACTERS and scan.basis == "both" for scan in self._scans):
            self._say("setup.characters-right", "ok")

    def _say_wrong(self, scan: SetupScan) -> None:
        content, got = scan.code.content, scan.content.removeprefix(self._profile.prefix)
        if is_part(content, got) and len(content) - len(got) <= len(content) // 2:
            where = "first" if content.endswith(got) else "last" if content.startswith(got) else "middle"
            lost = "".join(printed for printed, came in differences(content, got) if not came)
            code = "setup.digits-cut" if scan.code is DIGITS else "setup.cut"
            self._say(code, "bad", reason=where, lost=_shown(lost), text=_shown(content))
            return
        self._say("setup.characters-wrong", "bad", wrong=_pairs(differences(content, got)), text=_shown(got))

    def _say_layout(self, scans: list[SetupScan]) -> None:
        """Say which keyboard layout changed the characters, as far as the changes tell."""
        changed: list[tuple[str, str]] = []
        for scan in scans:
            changed += [
                pair for pair in differences(scan.heard.by_positions, scan.heard.by_text) if pair not in changed
            ]
        scripts = {script for _, came in changed for character in came if (script := _script(character))}
        kinds = {_kind(printed) for printed, came in changed if len(printed) == 1 and printed != came}
        if scripts:
            reason = scripts.pop() if len(scripts) == 1 else "script"
        else:
            reason = next((kind for kind in ("digits", "letters") if kind in kinds), "signs")
        self._say("setup.layout", "look", reason=reason, wrong=_pairs(changed, 5))

    # -- case -----------------------------------------------------------------------------------------------------

    def _check_case(self) -> None:
        if any(heard.caps_lock for heard in self._keyed):
            self._say("setup.caps-lock", "look")
            return
        changed = next((scan for scan in self._scans if scan.basis == "case"), None)
        if changed is not None:
            how = "upper" if changed.content.isupper() else "lower" if changed.content.islower() else "swapped"
            self._say("setup.case", "bad", reason=how)
        elif any(scan.basis == "positions" and not _changed_by_layout(scan.heard) for scan in self._scans):
            self._say("setup.caps-lock", "look")

    # -- GS -------------------------------------------------------------------------------------------------------

    def _check_separator(self) -> None:
        scan = next((scan for scan in self._exact if scan.code is SEPARATOR), None)
        if scan is None:
            if SEPARATOR.purpose in self._left_out:
                self._say("setup.gs-untested", "look")
            return
        if scan.separator == GS:
            self._say_how_gs_came(scan)
        elif not scan.separator:
            self._say("setup.gs-lost", "bad")
        elif can_mean_gs(scan.separator):
            self._profile = replace(self._profile, gs_text=scan.separator)
            self._say("setup.gs", "ok", reason="text", text=scan.separator)
        else:
            self._say("setup.gs-unsafe", "bad", text=scan.separator)

    def _say_how_gs_came(self, scan: SetupScan) -> None:
        elsewhere = {key for other in self._scans if other is not scan for key in other.heard.raw.keys}
        keys = (frozenset(scan.heard.raw.keys) & GS_KEYS) - elsewhere
        self._profile = replace(self._profile, gs_keys=self._profile.gs_keys | keys)
        if scan.heard.is_serial or not keys:
            self._say("setup.gs", "ok", reason="serial" if scan.heard.is_serial else "control")
        elif scancode.DOWN in keys:
            self._say("setup.gs", "ok", reason="down")
        else:
            function = sorted(keys & scancode.FUNCTION_KEYS)
            self._say("setup.gs", "ok", reason="function" if function else "key", key=_function_key(function))

    # -- AIM identifiers ------------------------------------------------------------------------------------------

    def _check_aim(self) -> None:
        sent = {bool(scan.aim) for scan in self._exact}
        if sent == {True}:
            self._say("setup.aim", "ok")
        elif sent == {True, False}:
            without = ", ".join(str(scan.code.symbology.value) for scan in self._exact if not scan.aim)
            self._say("setup.aim-some", "look", symbologies=without)
        elif sent:
            self._say("setup.no-aim", "ok")

    # -- ends -----------------------------------------------------------------------------------------------------

    def _check_ends(self) -> None:
        behind = [text for scan in self._exact if (text := _unframed(scan.after).strip(GS))]
        if behind:
            self._say("setup.suffix-text", "bad", text=_shown(behind[0]))
        if any(_is_framed(scan) for scan in self._scans):
            self._say("setup.frame", "look")
        elif any(scan.after.startswith(GS) for scan in self._exact):
            self._say("setup.suffix-key", "look")
        self._check_suffix()

    def _check_suffix(self) -> None:
        ends = {heard.raw.ended_by for heard in self._keyed} - {""}
        if len(ends) > 1:
            self._say("setup.suffix-varies", "look")
        elif ends:
            suffix = _suffix(ends.pop())
            self._profile = replace(self._profile, suffix=suffix)
            self._say("setup.suffix", "look" if suffix == "silence" else "ok", reason=suffix)
        if any(_suffix_twice(heard) for heard in self._keyed):
            self._say("setup.suffix-doubled", "look")

    # -- gaps -----------------------------------------------------------------------------------------------------

    def _check_gaps(self) -> None:
        ports = sorted({scan.heard.raw.source for scan in self._scans if scan.heard.is_serial})
        if ports:
            self._say("setup.serial", "ok", port=", ".join(ports))
        gaps = sorted(gap for heard in self._keyed for gap in heard.gaps())
        if not gaps:
            return
        middle, longest = median(gaps), gaps[-1]
        usual = gaps[min(len(gaps) - 1, math.ceil(len(gaps) * 0.95))]
        told: dict[str, object] = {"median": round(middle), "longest": round(longest)}
        has_hiccup = longest > _STANDARD_GAP and longest > 2 * usual
        if has_hiccup:
            # One stall of a radio link inside a scan does not split it: the silence that ends a scan is longer.
            self._say("setup.gap-hiccup", "look", **told)
            longest = usual
        if longest <= _STANDARD_GAP:
            if not has_hiccup:
                self._say("setup.gap", "ok", **told)
            return
        gap = min(LONGEST_GAP, max(45.0, math.ceil(longest * 1.2 / 5) * 5.0))
        self._profile = replace(self._profile, gap=gap, silence=max(DEFAULT_PROFILE.silence, 2 * gap))
        self._say(
            "setup.gap-slow" if longest <= LONGEST_GAP else "setup.gap-too-slow",
            "look" if longest <= LONGEST_GAP else "bad",
            **told,
            gap=round(gap),
        )

    # -- reads ----------------------------------------------------------------------------------------------------

    def _check_reads(self) -> None:
        twice = sum(scan.times - 1 for scan in self._scans)
        for earlier, later in pairwise(self._heard):
            same = earlier.raw.source == later.raw.source and earlier.raw.text == later.raw.text
            if same and earlier.at is not None and later.at is not None and later.at - earlier.at < _DOUBLE_READ_MS:
                twice += 1
        if twice:
            self._say("setup.double-read", "bad", count=twice)
        if self._strays:
            self._say("setup.stray", "look", text=_shown(self._strays[-1].by_text))


def can_mean_gs(text: str) -> bool:
    """Whether a text can be read as GS wherever it stands: no sign or word that codes are made of."""
    if len(text) == 1:
        return not text.isalnum() and text not in _IN_CODES
    return not text.isalnum()


def _unframed(text: str) -> str:
    return text.strip("\x02\x03")


def _is_framed(scan: SetupScan) -> bool:
    """Whether STX or ETX came, as a character or as Ctrl+B and Ctrl+C."""
    if {"\x02", "\x03"} & {*scan.before, *scan.after}:
        return True
    return any(key.ctrl and scancode.control_character(key.scan) in ("\x02", "\x03") for key in scan.heard.keys)


def _changed_by_layout(heard: Heard) -> bool:
    """Whether the layout changed more than the case of letters, which is Caps Lock's doing."""
    return heard.by_text.casefold() != heard.by_positions.casefold()


def _suffix(ended_by: str) -> Suffix:
    return "enter" if ended_by == "enter" else "tab" if ended_by == "tab" else "silence"


def _suffix_twice(heard: Heard) -> bool:
    """Whether a second Enter or Tab came; CR LF is one suffix, and its LF comes as Ctrl+J."""
    ends = [key for key in heard.trailing if key.scan in (*scancode.ENTER, scancode.TAB) and not key.ctrl]
    feeds = [key for key in heard.trailing if key.ctrl and scancode.control_character(key.scan) == "\n"]
    return bool(ends) or len(feeds) > 1


def _is_alt_mode(heard: Heard) -> bool:
    digits = sum(key in scancode.KEYPAD_DIGITS for key in heard.raw.keys)
    return digits > len(heard.by_text)


def _script(character: str) -> str:
    """The script of a letter that is not Latin, as the first word of its Unicode name; "" for all else."""
    if character.isascii() or not character.isalpha():
        return ""
    script = unicodedata.name(character, "").split(" ")[0].lower()
    if script in ("latin", "micro", "masculine", "feminine"):
        return ""
    return script if script in ("cyrillic", "greek", "hebrew", "arabic") else "script"


def _kind(character: str) -> str:
    return "digits" if character.isdigit() else "letters" if character.isalpha() else "signs"


def _function_key(codes: Sequence[int]) -> str:
    if not codes:
        return ""
    return f"F{sorted(scancode.FUNCTION_KEYS).index(codes[0]) + 1}"


def _shown(text: str) -> str:
    return readable(text[:_SHOWN])


def _pairs(changed: Sequence[tuple[str, str]], most: int = 8) -> str:
    return ", ".join(f"{_shown(printed) or '–'}→{_shown(came) or '–'}" for printed, came in changed[:most])


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(f"“{text}”" for text in dict.fromkeys(texts) if text)
