"""A scanner that is set up in some way, with all that goes wrong between it and the program, for the set-up sheet."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from stockdesk.core.burst import BurstDetector, Decision, Key, Scan, Swallowed
from stockdesk.core.entry import RawScan
from stockdesk.core.rawtext import GS
from stockdesk.core.scannercheck import LISTENING
from stockdesk.core.setupcodes import SETUP_CODES, SetupCode
from stockdesk.core.setupscan import Heard
from stockdesk.core.stationprofile import StationProfile
from stockdesk.core.symbol import Symbology
from tests.support.keytrace import CZECH, RUSSIAN, US

AIM = {Symbology.CODE_128: "]C0", Symbology.EAN_13: "]E0", Symbology.GS1_DATAMATRIX: "]d2"}

FRENCH = dict(zip("1234567890qwazQWAZ-=@#$%^&*;:/_+", "&é\"'(-è_çàazqwAZQW)=2345679mM!°+", strict=True))
"""US character -> what the French layout gives at that key."""

LAYOUTS: dict[str, dict[str, str]] = {"us": {}, "russian": RUSSIAN, "czech": CZECH, "french": FRENCH}
GS_WAYS: dict[str, tuple[int, bool]] = {
    "control": (35, True),
    "down": (116, False),
    "F8": (74, False),
    "F12": (96, False),
}
"""How GS goes out as a key: key code and Ctrl."""

SUFFIXES: dict[str, tuple[Key, ...]] = {
    "enter": (Key(0, 36, "\r"),),
    "tab": (Key(0, 23, "\t"),),
    "crlf": (Key(0, 36, "\r"), Key(0, 44, "\n", ctrl=True)),
    "doubled": (Key(0, 36, "\r"), Key(0, 36, "\r")),
    "silence": (),
}


@dataclass(frozen=True)
class Scanner:
    """Set to a US keyboard; ``layout`` is the computer's; ``gs`` is a way to send it, another text, or "" (lost).

    ``presses_shift`` sends Shift and Ctrl as keys of their own, in one report with the key, as USB and Bluetooth do.
    ``jitter`` is the seed of gaps that vary between a third of ``gap`` and the whole, as over radio; 0: an even beat.
    """

    prefix: str = ""
    suffix: str = "enter"
    gap: float = 8
    gs: str = "control"
    aim: bool = False
    caps: bool = False
    layout: str = "us"
    presses_shift: bool = False
    jitter: int = 0

    def keys(self, code: SetupCode, start: float = 0, *, content: str | None = None) -> list[Key]:
        """Return the keys of one scan; ``content`` is what it reads instead of the code."""
        text = self.prefix + (AIM[code.symbology] if self.aim else "") + (code.content if content is None else content)
        keys = [key for character in text for key in self._character(character)]
        keys += SUFFIXES[self.suffix]
        chance = random.Random(self.jitter)
        timed: list[Key] = []
        t = start
        for key in keys:
            if self.presses_shift and (key.shift or key.ctrl):
                timed.append(Key(t, 37 if key.ctrl else 50, "", shift=key.shift, ctrl=key.ctrl))
            timed.append(replace(key, t=t))
            t += self.gap * chance.uniform(1 / 3, 1) if self.jitter else self.gap
        return timed

    def _character(self, character: str) -> Iterable[Key]:
        if character == GS and self.gs in GS_WAYS:
            scan, ctrl = GS_WAYS[self.gs]
            yield Key(0, scan, GS if ctrl else "", ctrl=ctrl)
            return
        for sent in self.gs if character == GS else character:
            scan, shift = US[sent]
            text = LAYOUTS[self.layout].get(sent, sent)
            yield Key(0, scan, text.swapcase() if self.caps else text, shift)

    def scans(self, codes: Iterable[SetupCode] = SETUP_CODES) -> list[Key]:
        """Return the keys of the codes, two seconds apart."""
        keys: list[Key] = []
        for code in codes:
            keys += self.keys(code, keys[-1].t + 2000 if keys else 0)
        return keys


def heard(keys: Iterable[Key], profile: StationProfile = LISTENING) -> list[Heard]:
    """Return what the page hears when these keys come in."""
    detector = BurstDetector(profile)
    decisions: list[Decision] = []
    for key in keys:
        decisions += detector.feed(key)
    decisions += detector.flush()
    result: list[Heard] = []
    for decision in decisions:
        if isinstance(decision, Scan):
            result.append(as_heard(decision))
        elif isinstance(decision, Swallowed) and result:
            result[-1] = replace(result[-1], trailing=(*result[-1].trailing, *decision.keys))
    return result


def as_heard(scan: Scan) -> Heard:
    """Return a scan as it reaches the page."""
    first = scan.keys[0].t
    raw = RawScan(
        scan.text,
        "" if scan.positions == scan.text else scan.positions,
        tuple(key.scan for key in scan.keys),
        tuple(round(key.t - first) for key in scan.keys),
        scan.ended_by,
    )
    return Heard(raw, scan.keys, at=scan.keys[-1].t)
