"""Key presses as scanners and people make them, for the tests of scan capture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random

from stockdesk.core import scancode
from stockdesk.core.burst import BurstDetector, Decision, Key, Scan, Typed
from stockdesk.core.stationprofile import StationProfile

SHIFT, CONTROL, ALT, CAPS_LOCK = 50, 37, 64, 66
F1, F8, F9, DOWN, BACKSPACE = 67, 74, 75, 116, 22

KEYPAD = {scancode.keypad_character(scan): scan for scan in (*range(79, 92), 63, 106)}
"""Character -> key code on the keypad."""

US = {scancode.us_character(scan, shift=shift): (scan, shift) for scan in range(8, 120) for shift in (False, True)} | {
    "\r": (36, False),
    "\t": (23, False),
}
"""Character -> key code and Shift on a US keyboard."""

CONTROLS = {"\x1d": 35, "\n": 44, "\x02": 56, "\x03": 54}
"""Control character -> key that makes it with Ctrl on a US keyboard."""


def scanned(code: str, start: float = 0, gap: float = 5, layout: dict[str, str] | None = None) -> list[Key]:
    """Return the keys of a scanner set to a US keyboard, ``gap`` ms apart, with the texts of the user's ``layout``."""
    keys: list[Key] = []
    for place, character in enumerate(code):
        t = start + place * gap
        if character in CONTROLS:
            text = "ъ" if layout and character == "\x1d" else character
            keys.append(Key(t, CONTROLS[character], text, ctrl=True))
            continue
        scan, shift = US[character]
        keys.append(Key(t, scan, (layout or {}).get(character, character), shift))
    return keys


def typed(text: str, times: Sequence[float]) -> list[Key]:
    """Return the keys of a person who presses each character of ``text`` at its time."""
    return [Key(t, *_key(character)) for character, t in zip(text, times, strict=True)]


def _key(character: str) -> tuple[int, str, bool]:
    scan, shift = US[character]
    return scan, character, shift


def caps_locked(keys: list[Key]) -> list[Key]:
    """Return what Caps Lock makes of ``keys``."""
    return [Key(key.t, key.scan, key.text.swapcase(), key.shift, key.ctrl) for key in keys]


def retimed(keys: Sequence[Key], gaps: Sequence[float], start: float = 0) -> list[Key]:
    """Return ``keys`` with these milliseconds between them, one less than the keys."""
    return [replace(key, t=t) for key, t in zip(keys, accumulate(gaps, initial=start), strict=True)]


def jittered(keys: Sequence[Key], beat: Random, gap: float, slowest: float = 0, start: float = 0) -> list[Key]:
    """Return ``keys`` with gaps of half to double ``gap``, about that on average, and one as slow as ``slowest``.

    The slow one is not the first: nothing tells the key before it from one that a person typed just before the scan.
    """
    gaps = [gap * (beat.uniform(0.5, 1) if beat.random() < 2 / 3 else beat.uniform(1, 2)) for _ in keys[1:]]
    place = beat.randrange(min(1, len(gaps) - 1), len(gaps))
    gaps[place] = max(gaps[place], slowest)
    return retimed(keys, gaps, start)


def with_shift_presses(keys: Sequence[Key], gap: float) -> list[Key]:
    """Return ``keys`` as a scanner sends them that presses Shift as a key of its own, ``gap`` ms apart."""
    sent: list[Key] = []
    for key in keys:
        sent += [replace(key, scan=SHIFT, text="", shift=False)] if key.shift else []
        sent.append(key)
    return retimed(sent, [gap] * (len(sent) - 1), keys[0].t)


def alt_scanned(code: str, start: float = 0, gap: float = 4, system: str = "windows", places: int = 4) -> list[Key]:
    """Return the keys of a scanner in ALT mode: the number of each character on the keypad while Alt is held.

    ``windows`` sends the digits without text and the character behind them, ``x11`` the digits with text and no more.
    """
    keys: list[Key] = []
    for character in code:
        if character in "\r\t":
            keys += typed(character, [0])
            continue
        digits = f"{ord(character):0{places}}"
        keys.append(Key(0, ALT, ""))
        keys += [Key(0, KEYPAD[digit], digit if system == "x11" else "", alt=True) for digit in digits]
        keys += [Key(0, 0, character)] if system == "windows" else []
    return retimed(keys, [gap] * (len(keys) - 1), start)


def held(character: str, start: float = 0, delay: float = 300, times: int = 20, every: float = 33) -> list[Key]:
    """Return a key that a person holds: one press, then its repeats."""
    first = typed(character, [start])
    return first + [replace(first[0], t=start + delay + place * every, repeat=True) for place in range(times)]


def hand(text: str, whim: Random, start: float = 0, pause: tuple[float, float] = (60, 180)) -> list[Key]:
    """Return a fast typist's keys: overlapping pairs and rolls of three 25 to 35 ms apart, else a ``pause`` between.

    Each capital has its own Shift, 5 to 39 ms before it, or the Shift of the capital before it is held, with or
    without its auto-repeat.
    """
    keys: list[Key] = []
    t, close, is_shifted = start, 0, False
    for character in text:
        scan, shift = US[character]
        before = keys[-1].t if keys else t - 40
        if shift and not (is_shifted and whim.random() < 0.5):
            keys.append(Key(max(before, t - whim.uniform(5, 39)), SHIFT, ""))
        elif shift and whim.random() < 0.5:
            keys += [Key(r, SHIFT, "", shift=True, repeat=True) for r in (before + 33, before + 66) if r < t]
        is_shifted = shift
        keys.append(Key(t, scan, character, shift))
        is_close = close < 2 and character != "\r" and whim.random() < 0.4
        close = close + 1 if is_close else 0
        t += whim.uniform(25, 35) if is_close else whim.uniform(*pause)
    return keys


def fingers(whim: Random, presses: int) -> list[Key]:
    """Return what a person does with a whole keyboard: characters, arrows, function keys, shortcuts, held keys.

    Two or three presses in a row may be 25 to 35 ms apart, whatever the keys; ``token`` numbers them.
    """
    keys: list[Key] = []
    t, close = 0.0, 0
    for _ in range(presses):
        for key in _one_press(whim):
            is_close = close < 2 and not key.repeat and whim.random() < 0.4
            close = close + 1 if is_close else 0
            if key.repeat:
                t += 33 if keys[-1].repeat else whim.uniform(200, 500)
            else:
                t += whim.uniform(25, 35) if is_close else whim.uniform(60, 180)
            keys.append(replace(key, t=t, token=len(keys)))
    return keys


def _one_press(whim: Random) -> list[Key]:
    character = whim.choice("asdfABC1234567890 .,-/")
    plain = Key(0, *_key(character))
    bare = Key(0, whim.choice([F1, F8, F9, DOWN, BACKSPACE, 36, 23, SHIFT, 9, 110, 111, *range(79, 91)]), "")
    shortcut = [Key(0, CONTROL, ""), Key(0, whim.choice([54, 55, 56, 58, 44, 52]), "", ctrl=True)]
    menu = [Key(0, ALT, ""), Key(0, whim.choice([41, 70, 23, 79, 90]), "", alt=True)]
    resting = [plain, *[replace(plain, repeat=True)] * whim.randrange(1, 10)]
    return whim.choice([[plain], [plain], [plain], [bare], [bare], shortcut, menu, resting])


def played(keys: Sequence[Key], profile: StationProfile | None = None) -> list[Decision]:
    """Return what the detector decides on ``keys``, the end counting as silence."""
    detector = BurstDetector(profile)
    decisions = [decision for key in keys for decision in detector.feed(key)]
    return [*decisions, *detector.flush()]


def scans_in(keys: Sequence[Key], profile: StationProfile | None = None) -> list[Scan]:
    """Return the scans among ``keys``."""
    return [decision for decision in played(keys, profile) if isinstance(decision, Scan)]


def texts_in(keys: Sequence[Key], profile: StationProfile | None = None) -> list[str]:
    """Return the texts of the scans among ``keys``."""
    return [scan.text for scan in scans_in(keys, profile)]


def typing_in(keys: Sequence[Key], profile: StationProfile | None = None) -> str:
    """Return what of ``keys`` goes to a field."""
    return "".join(k.text for d in played(keys, profile) if isinstance(d, Typed) for k in d.keys)


RUSSIAN = dict(
    zip(
        "qwertyuiop[]asdfghjkl;'`zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"~ZXCVBNM<>?@#$^&|",
        'йцукенгшщзхъфывапролджэёячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЁЯЧСМИТЬБЮ,"№;:?/',
        strict=True,
    )
)
"""US character -> what the Russian layout gives at that key."""

CZECH = dict(zip("1234567890", "+ěščřžýáíé", strict=True))
"""The digits of the Czech layout."""
