"""Tell a scanner's burst of keys from a person's typing, by the time stamps of the keys.

Pure: keys go in, decisions come out, in order; whoever calls keeps the keys back until they are decided. The numbers
are measured (real scanners send a character every 1 to 35 ms, four keys of a person are never so close) and can be set
per station, since Bluetooth scanners may need 50 to 60 ms. Time stamps must be those of the keys, not of their
arrival: a busy window makes a typist look like a scanner and a scanner like a typist. ``Key.repeat`` is what the system
says, unchanged: the doubled digits that X11 marks as auto-repeat are told from a held key here.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from stockdesk.core.entry import RawScan
from stockdesk.core.keypress import Key, elapsed
from stockdesk.core.keyreading import (
    KeyReader,
    Proof,
    ending,
    is_alt_digit,
    is_alt_key,
    is_bare_keypad_digit,
    is_frame_end,
    is_frame_start,
    is_modifier,
    prints,
)
from stockdesk.core.scanhead import keys_typed_before, proves_itself
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile

__all__ = ["BurstDetector", "Decision", "End", "Key", "Scan", "Swallowed", "Typed", "elapsed"]

End = Literal["enter", "tab", "silence"]
"""What closed a scan."""


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
    """One scan: ``text`` by the layout, ``positions`` by the keys of a US keyboard, both without prefix and suffix.

    ``after`` is how many milliseconds before its first key a person typed the last character, infinite if none was
    typed since the scan before: a scan right behind typed characters may have lost its beginning to them. ``proven``
    names the text that carried the station's prefix.
    """

    keys: tuple[Key, ...]
    text: str
    positions: str
    ended_by: End
    after: float = math.inf
    proven: Proof = ""

    @property
    def times(self) -> tuple[int, ...]:
        """The times of the keys in whole milliseconds after the first one."""
        return tuple(round(elapsed(self.keys[0].t, key.t)) for key in self.keys)

    @property
    def raw(self) -> RawScan:
        """The scan as the ledger keeps it; positions that say what the text says are left out."""
        return RawScan(
            text=self.text,
            positions="" if self.positions == self.text else self.positions,
            keys=tuple(key.scan for key in self.keys),
            times=self.times,
            ended_by=self.ended_by,
            after=None if math.isinf(self.after) else round(self.after),
            proven=self.proven,
        )


Decision = Typed | Swallowed | Scan

_SHORT_GAPS_OF_A_SCAN: Final = 3
"""Pairs of keys 25 to 35 ms apart occur in fast typing and rolls of three do, four keys in a row do not."""

_SHORT_GAP: Final = 20.0
"""Two gaps as short as this before Enter are a scan of two or three characters; no person comes near it."""

_SHORT_GAP_OF_SHIFT: Final = 25.0
_HALF_SHORT: Final = 0.5
"""A scanner of 19 ms that presses Shift as a key of its own puts about 40 ms between capitals. A person who types so
fast has no time for a Shift each, but may come near it once or twice: so it takes more of them."""

_SURELY_DOUBLED: Final = 25.0
"""A press of one key sooner than this after the last is a doubled character, whatever the system says: Qt under X11
takes a release and a press in one millisecond for auto-repeat. Scanners double a character within 1 to 19 ms; a held
key repeats after 200 to 500 ms at first, then every 30 to 40."""

_RHYTHM: Final = 1.5
"""A slower scanner doubles a character within so many of its gaps."""

_SOONEST_DELAY: Final = 100.0
"""No system lets a held key repeat so soon; a busy X server stamps the doubled digit of a scanner so late. A single one
within a scan is kept, unless the code proves itself without it."""

_LONGEST_DELAY: Final = 1100.0
_REPEATS_OF_A_HELD_KEY: Final = 3
_UNEVEN: Final = 4
"""How long a key is held at most before it repeats (Windows offers up to a second), and how evenly it does then."""

_CLOCK_RESET: Final = -60_000.0
"""A stamp so much earlier comes from a clock that began anew."""

_LONGEST_HOLD: Final = 12
"""Characters after which even a slow scanner that sends one digit over and over, or Shift each time, has shown itself:
no person presses Shift often enough to keep so many together, so short gaps anywhere among them are a scanner's.
"""


class BurstDetector:
    """Turns keys into decisions; ``feed`` in the order of arrival, ``silence`` when ``deadline`` has passed.

    Characters are held until the next key, at most for the profile's gap, and until four in a row show a scanner.
    """

    def __init__(self, profile: StationProfile | None = None) -> None:
        self._profile = profile or DEFAULT_PROFILE
        self._reader = KeyReader(self._profile)
        self._pressed: Key | None = None
        self._pressed_before: Key | None = None
        self._typed_at: float | None = None
        self._suffix_at: float | None = None
        self._reset()

    def _reset(self) -> None:
        self._keys: list[Key] = []
        self._strays: set[int] = set()
        self._doubtful: set[int] = set()
        self._beats: list[Key] = []
        self._gaps: list[int] = []
        self._short_gaps = self._all_short_gaps = 0.0
        self._scanning = False
        self._heard_at = 0.0

    def deadline(self) -> float | None:
        """Return the time stamp at which ``silence`` is due if no key comes; None when nothing is held."""
        return self._heard_at + self._patience() if self._keys else None

    def feed(self, key: Key) -> list[Decision]:
        """Take one key press and return what is decided by it, earlier keys first."""
        decisions = self.silence(key.t)
        repeats = self._repeats(key)
        if not is_modifier(key) and not repeats:
            if not self._beats:
                self._pressed_before = self._pressed
            self._pressed = key
        if self._is_late_suffix(key):
            return [*decisions, Swallowed((key,))]
        if repeats:
            return [*decisions, *self._feed_repeat(key)]
        return [*decisions, *(self._feed_burst(key) if self._scanning else self._feed_hold(key))]

    def silence(self, t: float) -> list[Decision]:
        """Decide what is held if nothing came until the time stamp ``t``."""
        if self._keys and not _is_within(self._heard_at, t, self._patience()):
            return self.flush()
        return []

    def flush(self) -> list[Decision]:
        """Decide what is held now: the window changed, or the keys have ended."""
        if not self._keys:
            return []
        return self._scan("silence") if self._scanning else [self._typed()]

    def _patience(self) -> float:
        if not self._scanning:
            return self._profile.gap
        return max(self._profile.silence, 5 * self._median_gap())

    def _repeats(self, key: Key) -> bool:
        """Say whether a held key repeats itself, and not a scanner its character.

        Before a scan has shown itself a repeat within the gap is held like a character, but is no evidence.
        """
        last = self._pressed
        if not key.repeat or last is None or not _is_same(last, key):
            return key.repeat
        limit = max(_SURELY_DOUBLED, _RHYTHM * self._median_gap()) if self._scanning else self._profile.gap
        gap = _gap(last.t, key.t)
        if 0 <= gap < limit:
            return False
        return not (self._scanning and 0 <= gap < _SOONEST_DELAY and self._is_doubled_late(last))

    def _is_doubled_late(self, last: Key) -> bool:
        """Say whether a marked press behind ``last`` may be a doubled digit that came late; a second one is none."""
        if not self._keys or self._keys[-1] is not last:
            return False
        place = len(self._keys) - 1
        if place in self._doubtful:
            # It goes on repeating: the key is held, and what was kept of it is no part of the scan.
            self._strays.add(place)
            return False
        self._doubtful.add(place + 1)
        return True

    def _median_gap(self) -> int:
        return self._gaps[len(self._gaps) // 2]

    def _is_late_suffix(self, key: Key) -> bool:
        if self._suffix_at is None or self._keys:
            return False
        if (ending(key) or is_frame_end(key)) and _is_within(self._suffix_at, key.t, self._profile.silence):
            self._suffix_at = key.t
            return True
        if not is_modifier(key):
            self._suffix_at = None
        return False

    def _feed_repeat(self, key: Key) -> list[Decision]:
        """A held key is typed; one that is held while a scanner sends stops the scan neither early nor late."""
        if self._scanning:
            return [Swallowed((key,))]
        if not self._beats or self._beats[-1].scan == key.scan:
            return self._released(key)
        self._strays.add(len(self._keys))
        self._keys.append(key)
        return []

    def _feed_hold(self, key: Key) -> list[Decision]:
        end = ending(key)
        if end:
            return self._end_hold(key, end)
        if is_modifier(key):
            if not self._keys:
                return self._released(key)
            self._hear(key)
            return []
        if not self._may_hold(key):
            return self._released(key)
        released: list[Decision] = [self._typed()] if self._ends_held_key(key) else []
        self._hear(key, self._gap_before(key))
        self._scanning = self._is_scan()
        return released if self._scanning or len(self._beats) < _LONGEST_HOLD else [*released, self._typed()]

    def _may_hold(self, key: Key) -> bool:
        """Say whether ``key`` may be a part of a scan that has not shown itself yet."""
        if self._reader.is_character(key) or is_alt_key(key) or self._reader.may_begin_with(key):
            return True
        if self._reader.is_gs_key(key):
            gaps = [*self._gaps, self._gap_before(key)]
            return len(self._beats) > 1 and max(gaps) <= _SHORT_GAP
        if is_bare_keypad_digit(key):
            return all(map(is_bare_keypad_digit, self._beats))
        return is_frame_end(key) if self._beats and is_frame_start(self._beats[0]) else is_frame_start(key)

    def _is_scan(self) -> bool:
        short_gaps = self._short_gaps if len(self._beats) < _LONGEST_HOLD else self._all_short_gaps
        if short_gaps >= _SHORT_GAPS_OF_A_SCAN:
            return not self._is_held_key()
        return self._reader.has_prefix(self._beats)

    def _is_held_key(self) -> bool:
        """Say whether all is one key in the rhythm of auto-repeat, which not every system marks as such."""
        # Where keys have no position (macOS), only their text tells them apart.
        if not all(_is_same(self._beats[0], key) for key in self._beats):
            return False
        return is_bare_keypad_digit(self._beats[0]) or self._gaps[0] > _SHORT_GAP

    def _ends_held_key(self, key: Key) -> bool:
        """Say whether ``key`` comes behind a held key whose repeats, not marked, are no part of what it begins."""
        before = self._pressed_before
        if len(self._beats) < _REPEATS_OF_A_HELD_KEY or before is None or not self._is_held_key():
            return False
        first = self._beats[0]
        is_even = self._gaps[-1] - self._gaps[0] <= _UNEVEN
        is_delayed = _is_same(before, first) and _is_within(before.t, first.t, _LONGEST_DELAY)
        return is_even and is_delayed and not _is_same(first, key)

    def _end_hold(self, key: Key, end: End) -> list[Decision]:
        """Decide on a suffix after one to three characters: with it they may make three gaps, or two short ones."""
        gap = self._gap_before(key)
        if self._short_gaps >= _SHORT_GAPS_OF_A_SCAN - 1 and gap <= self._profile.gap:
            return self._scan(end, key)
        if len(self._beats) > 1 and max(gap, *self._gaps) <= _SHORT_GAP:
            return self._scan(end, key)
        return self._released(key)

    def _feed_burst(self, key: Key) -> list[Decision]:
        end = ending(key)
        if end:
            return self._scan(end, key)
        if is_modifier(key):
            self._hear(key)
            return []
        gap = self._gap_before(key)
        if gap > self._profile.gap and not (self._reader.is_character(key) or is_alt_digit(key)):
            # A person's shortcut or arrow after a scan without suffix.
            return [*self._scan("silence"), *self._feed_hold(key)]
        self._hear(key, gap)
        return []

    def _gap_before(self, key: Key) -> int:
        return max(0, _gap(self._beats[-1].t, key.t)) if self._beats else 0

    def _hear(self, key: Key, gap: int | None = None) -> None:
        """Hold a key; one that says something comes with the ``gap`` before it, a modifier without.

        A modifier prolongs the hold, since a character may follow it, but never a scan: it may be a person's.
        """
        is_shift_as_quick = gap is not None and self._is_shift_as_quick(key)
        self._keys.append(key)
        if gap is None:
            self._heard_at = self._heard_at if self._scanning else key.t
            return
        if self._beats:
            if not key.repeat or gap < _SURELY_DOUBLED:
                # Counted between characters: a person's Shift stands half-way between two that lie far apart.
                shortness = 1 if gap <= self._profile.gap else _HALF_SHORT if is_shift_as_quick else 0
                self._short_gaps = self._short_gaps + shortness if shortness else 0
                self._all_short_gaps += shortness
            insort(self._gaps, gap)
        self._beats.append(key)
        self._heard_at = key.t

    def _is_shift_as_quick(self, key: Key) -> bool:
        """Say whether a modifier stands before ``key`` as close to both its neighbours as no person presses it."""
        if not self._beats or not is_modifier(self._keys[-1]):
            return False
        pressed = self._keys[-1].t
        return max(_gap(self._beats[-1].t, pressed), _gap(pressed, key.t)) <= _SHORT_GAP_OF_SHIFT

    def _released(self, key: Key) -> list[Decision]:
        self._keys.append(key)
        return [self._typed()]

    def _typed(self) -> Typed:
        typed = Typed(tuple(self._keys))
        self._note_typed(typed.keys)
        self._reset()
        return typed

    def _note_typed(self, keys: Sequence[Key]) -> None:
        times = [key.t for key in keys if prints(key.text) and key.ctrl == key.alt]
        self._typed_at = times[-1] if times else self._typed_at

    def _scan(self, ended_by: End, suffix: Key | None = None) -> list[Decision]:
        self._leave_doubtful_out()
        places = [place for place in range(len(self._keys)) if place not in self._strays]
        first = places[keys_typed_before([self._keys[place] for place in places], self._reader)]
        typed = tuple(self._keys[:first])
        strays = tuple(self._keys[place] for place in sorted(self._strays) if place >= first)
        keys = tuple(self._keys[place] for place in places if place >= first)
        self._note_typed(typed)
        text, positions, proven = self._reader.read(keys)
        after = self._since_typed(keys[0].t)
        if text.endswith(("\r", "\n", "\t")):
            # In ALT mode the end may be composed like any character.
            ended_by = "tab" if text.endswith("\t") else "enter"
            text, positions = text.rstrip("\r\n\t"), positions.rstrip("\r\n\t")
        scan = Scan((*keys, suffix) if suffix else keys, text, positions, ended_by, after, proven)
        self._reset()
        self._typed_at = None
        self._suffix_at = suffix.t if suffix else None
        return [*([Typed(typed)] if typed else []), *([Swallowed(strays)] if strays else []), scan]

    def _leave_doubtful_out(self) -> None:
        doubtful = self._doubtful - self._strays
        if not doubtful:
            return
        kept = [(place, key) for place, key in enumerate(self._keys) if place not in self._strays]
        sure = [key for place, key in kept if place not in doubtful]
        if proves_itself(self._reader.read(sure)) and not proves_itself(self._reader.read([key for _, key in kept])):
            self._strays |= doubtful

    def _since_typed(self, t: float) -> float:
        since = math.inf if self._typed_at is None else elapsed(self._typed_at, t)
        return since if since >= 0 else math.inf


def _is_same(one: Key, other: Key) -> bool:
    return (one.scan, one.text) == (other.scan, other.text)


def _gap(earlier: float, later: float) -> int:
    # Stamps are whole milliseconds; where a trace has fractions, their differences are a hair off.
    return round(elapsed(earlier, later))


def _is_within(earlier: float, later: float, limit: float) -> bool:
    return _CLOCK_RESET < _gap(earlier, later) <= limit
