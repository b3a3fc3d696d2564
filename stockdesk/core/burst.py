"""Tell a scanner's burst of keys from a person's typing, by the time stamps of the keys.

Pure: keys go in, decisions come out, in order; whoever calls keeps the keys back until they are decided. The numbers
are measured (real scanners send a character every 1 to 35 ms, four keys of a person are never so close) and can be set
per station, since Bluetooth scanners may need 50 to 60 ms. Time stamps must be those of the keys, not of their
arrival: a busy window makes a typist look like a scanner and a scanner like a typist.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

from stockdesk.core import scancode
from stockdesk.core.stationprofile import StationProfile

GS: Final = "\x1d"
End = Literal["enter", "tab", "silence"]
"""What closed a scan."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key press: time stamp in milliseconds, X11 key code (set 1 + 8), the text the layout made of it.

    ``token`` is whatever the caller needs to send the key on; it takes no part in comparisons.
    """

    t: float
    scan: int
    text: str
    shift: bool = False
    ctrl: bool = False
    alt: bool = False
    repeat: bool = False
    token: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys that a person typed: send them on, in order."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Swallowed:
    """Keys that belong to a scan and say nothing (a second CR, an LF, a doubled suffix, auto-repeat): drop them."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan: ``text`` by the layout, ``positions`` by the keys of a US keyboard, both without prefix and suffix."""

    keys: tuple[Key, ...]
    text: str
    positions: str
    ended_by: End


Decision = Typed | Swallowed | Scan

_KEYS_OF_A_BURST: Final = 4
"""Three short gaps: pairs of keys 25 to 35 ms apart occur in fast typing, four keys in a row do not."""

_SHORT_GAP: Final = 20.0
"""Two gaps as short as this before Enter are a scan of two or three characters."""

_OUTLIER: Final = 4
"""A key that came this many times longer before the rest than they lie apart was typed just before the scan."""


class BurstDetector:
    """Turns keys into decisions; ``feed`` in the order of arrival, ``silence`` when ``deadline`` has passed."""

    def __init__(self, profile: StationProfile | None = None) -> None:
        self._profile = profile or StationProfile()
        self._keys: list[Key] = []
        self._scanning = False
        self._is_cut = False
        self._gaps: list[float] = []
        self._suffix_until: float | None = None

    def deadline(self) -> float | None:
        """Return the time stamp at which ``silence`` is due if no key comes; None when nothing is held."""
        return self._keys[-1].t + self._patience() if self._keys else None

    def feed(self, key: Key) -> list[Decision]:
        """Take one key press and return what is decided by it, earlier keys first."""
        decisions = self.silence(key.t)
        if self._is_late_suffix(key):
            return [*decisions, Swallowed((key,))]
        if self._scanning:
            return [*decisions, *self._feed_burst(key)]
        return [*decisions, *self._feed_hold(key)]

    def silence(self, t: float) -> list[Decision]:
        """Decide what is held if nothing came until the time stamp ``t``."""
        due = self.deadline()
        # Time stamps of X wrap after 49 days; a key held since before that has waited long enough.
        if due is None or due - 60_000 < t <= due:
            return []
        return self.flush()

    def flush(self) -> list[Decision]:
        """Decide what is held now: the window changed, or the keys have ended."""
        if not self._keys:
            return []
        return [self._scan("silence")] if self._scanning else [self._typed()]

    def _patience(self) -> float:
        if not self._scanning:
            return self._profile.gap
        return max(self._profile.silence, 5 * self._gaps[len(self._gaps) // 2])

    def _is_late_suffix(self, key: Key) -> bool:
        until = self._suffix_until
        if until is None or self._keys:
            return False
        if key.t <= until and _suffix(key):
            self._suffix_until = key.t + self._profile.silence
            return True
        if key.scan not in scancode.MODIFIERS:
            self._suffix_until = None
        return False

    def _feed_hold(self, key: Key) -> list[Decision]:
        ended_by = _suffix(key)
        if ended_by:
            return self._end_hold(key, ended_by)
        is_quiet = key.scan in scancode.MODIFIERS or _is_alt_digit(key)
        if key.repeat or not (self._keys if is_quiet else self._is_character(key)):
            return self._released(key)
        self._hold(key)
        characters = self._characters(self._keys)
        if characters >= _KEYS_OF_A_BURST or self._has_prefix(characters):
            self._scanning = True
            return self._cut_typed_before()
        return []

    def _end_hold(self, key: Key, ended_by: End) -> list[Decision]:
        """Decide on a suffix after one to three characters: with them it may make three gaps, or two short ones."""
        if key.repeat:
            return self._released(key)
        beats = _beats([*self._keys, key])
        first = next((place for place in range(len(beats)) if max(beats[place:]) <= _SHORT_GAP), len(beats))
        is_short_scan = self._characters(self._keys[first:]) >= 2
        if self._characters(self._keys) >= _KEYS_OF_A_BURST - 1:
            if not (is_short_scan and first and beats[first - 1] >= _OUTLIER * max(beats[first:])):
                first = 0
        elif not is_short_scan:
            return self._released(key)
        typed = [Typed(tuple(self._keys[:first]))] if first else []
        self._keys = self._keys[first:]
        return [*typed, self._scan(ended_by, key)]

    def _feed_burst(self, key: Key) -> list[Decision]:
        if key.repeat:
            return [Swallowed((key,))]
        ended_by = _suffix(key)
        if ended_by:
            return [self._scan(ended_by, key)]
        if not self._is_character(key) and key.t - self._keys[-1].t > self._profile.gap:
            # A person's shortcut or arrow after a scan without suffix.
            return [self._scan("silence"), *self._feed_hold(key)]
        self._hold(key)
        return self._cut_typed_before()

    def _hold(self, key: Key) -> None:
        if self._keys:
            insort(self._gaps, max(0.0, key.t - self._keys[-1].t))
        self._keys.append(key)

    def _cut_typed_before(self) -> list[Decision]:
        """Give back what was typed within the gap before the scan: it lies far off the even beat of a scanner."""
        if self._is_cut or len(self._keys) > 7:
            return []
        beats = _beats(self._keys)
        for first in range(min(3, len(beats) - 3), 0, -1):
            gap, rest = beats[first - 1], beats[first:]
            if gap >= _SHORT_GAP and gap >= _OUTLIER * max(rest):
                typed, self._keys = self._keys[:first], self._keys[first:]
                self._gaps = sorted(_beats(self._keys))
                self._is_cut = True
                return [Typed(tuple(typed))]
        return []

    def _released(self, key: Key) -> list[Decision]:
        self._keys.append(key)
        return [self._typed()]

    def _typed(self) -> Typed:
        keys = tuple(self._keys)
        self._reset()
        return Typed(keys)

    def _scan(self, ended_by: End, suffix: Key | None = None) -> Scan:
        keys = (*self._keys, suffix) if suffix else tuple(self._keys)
        text = self._joined(self._text(key) for key in _case_restored(self._keys))
        positions = self._joined(self._position(key) for key in self._keys)
        self._reset()
        self._suffix_until = suffix.t + self._profile.silence if suffix else None
        return Scan(keys, text, positions, ended_by)

    def _reset(self) -> None:
        self._keys = []
        self._gaps = []
        self._scanning = False
        self._is_cut = False

    def _has_prefix(self, characters: int) -> bool:
        prefix = self._profile.prefix
        if not prefix or characters <= len(prefix):
            return False
        return any("".join(map(read, self._keys)).startswith(prefix) for read in (self._text, self._position))

    def _joined(self, characters: Iterable[str]) -> str:
        text = "".join(characters).removeprefix(self._profile.prefix)
        return text.replace(self._profile.gs_text, GS) if self._profile.gs_text else text

    def _characters(self, keys: list[Key]) -> int:
        return sum(map(self._is_character, keys))

    def _is_character(self, key: Key) -> bool:
        return not key.repeat and bool(self._text(key) or self._position(key))

    def _text(self, key: Key) -> str:
        if key.scan in self._profile.gs_keys or _is_shortcut(key):
            return self._position(key)
        return key.text if _prints(key.text) else ""

    def _position(self, key: Key) -> str:
        """Return the character of the key position; where there is none (ALT mode), the text stands for it."""
        if key.scan in self._profile.gs_keys:
            # A person's Down arrow is no character; a function key that the station named waits to be sure.
            return GS if self._scanning or key.scan != scancode.DOWN else ""
        if _is_shortcut(key):
            return GS if key.ctrl and scancode.control_character(key.scan) == GS else ""
        by_position = scancode.us_character(key.scan, shift=key.shift)
        if by_position or not _prints(key.text):
            return by_position
        return scancode.keypad_character(key.scan) or key.text


def _prints(text: str) -> bool:
    return bool(text) and all(character.isprintable() or character == GS for character in text)


def _beats(keys: list[Key]) -> list[float]:
    return [later.t - key.t for key, later in pairwise(keys)]


def _is_shortcut(key: Key) -> bool:
    # Ctrl and Alt together are AltGr on Windows; a key without position is the outcome of Alt and keypad digits.
    return key.ctrl != key.alt and key.scan != 0


def _suffix(key: Key) -> End | None:
    if key.alt:
        return None
    control = scancode.control_character(key.scan) if key.ctrl else ""
    if control in ("\r", "\n") or (key.scan in scancode.ENTER and not key.ctrl):
        return "enter"
    return "tab" if control == "\t" or (key.scan == scancode.TAB and not key.ctrl) else None


def _is_alt_digit(key: Key) -> bool:
    return key.alt and not key.ctrl and key.scan in scancode.KEYPAD_DIGITS and not _prints(key.text)


def _case_restored(keys: list[Key]) -> list[Key]:
    """Undo Caps Lock: it shows where every letter has the case that Shift would not have given it."""
    letters = [key for key in keys if _is_letter(key)]
    if not letters or any(key.text.isupper() == key.shift for key in letters):
        return keys
    return [replace(key, text=key.text.swapcase()) if _is_letter(key) else key for key in keys]


def _is_letter(key: Key) -> bool:
    # Without a position (ALT mode) Shift says nothing.
    return key.scan != 0 and len(key.text) == 1 and key.text.isalpha() and key.text.lower() != key.text.upper()
