"""What a key says: its character by layout and by position, whatever Caps Lock, Alt or a control key made of it.

Pure and timeless: whether keys belong to a scan is the matter of ``core.burst``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from stockdesk.core import altcode, gtin, scancode
from stockdesk.core.keypress import Key
from stockdesk.core.rawtext import GS
from stockdesk.core.stationprofile import StationProfile

STX: Final = "\x02"
ETX: Final = "\x03"
_CONTROLS: Final = frozenset((GS, STX, ETX, "\t", "\n", "\r"))

Ending = Literal["enter", "tab"]
"""A key that closes a scan."""

Proof = Literal["", "text", "positions"]
"""The text in which the station's prefix stood, and which is therefore right."""


class Reading(NamedTuple):
    """What the keys of a scan say by the layout and by position, without prefix, and which of the two is proven."""

    text: str
    positions: str
    proven: Proof


class _Said(NamedTuple):
    text: str
    position: str
    is_stand_in: bool = False
    """Whether a function key or the Down arrow stands in for GS."""


_ENDS: Final[dict[str, Ending]] = {"\r": "enter", "\n": "enter", "\t": "tab"}
"""What a key that has no position ends a scan by, by its text."""


def ending(key: Key) -> Ending | None:
    """Return which end of a scan ``key`` is: Enter (also as CR or LF, which come with Ctrl), Tab, or none."""
    if _has_no_position(key) and key.text:
        return _ENDS.get(key.text)
    if key.alt:
        return None
    control = _control(key)
    if control in ("\r", "\n") or (key.scan in scancode.ENTER and not key.ctrl):
        return "enter"
    return "tab" if control == "\t" or (key.scan == scancode.TAB and not key.ctrl) else None


def is_modifier(key: Key) -> bool:
    """Say whether ``key`` prints nothing and tells nothing, as Shift does.

    Alt is not among them: it begins each character of ALT mode.
    """
    return key.scan in scancode.MODIFIERS and key.scan != scancode.ALT


def is_alt_digit(key: Key) -> bool:
    """Say whether ``key`` is a keypad digit with Alt held, a part of a composed character (with text under X11)."""
    return key.alt and not key.ctrl and key.scan in scancode.KEYPAD_DIGITS


def is_alt_key(key: Key) -> bool:
    """Say whether ``key`` is a part of a composed character: Alt itself or a keypad digit with it."""
    return key.scan == scancode.ALT or is_alt_digit(key)


def is_bare_keypad_digit(key: Key) -> bool:
    """Say whether ``key`` is a keypad digit without Num Lock: a person's arrow or the digit of a scanner."""
    return key.scan in scancode.KEYPAD_DIGITS and not (key.text or key.alt or key.ctrl)


def is_frame_start(key: Key) -> bool:
    """Say whether ``key`` is STX, which some scanners send before a code."""
    return _control(key) == STX


def is_frame_end(key: Key) -> bool:
    """Say whether ``key`` is ETX, which some scanners send behind a code."""
    return _control(key) == ETX


def prints(text: str) -> bool:
    """Say whether ``text`` can be a part of a code: printable, or GS."""
    return bool(text) and all(character.isprintable() or character == GS for character in text)


class KeyReader:
    """Reads keys as the scanners of one station send them."""

    def __init__(self, profile: StationProfile) -> None:
        self._gs_keys = profile.gs_keys | scancode.FUNCTION_KEYS | {scancode.DOWN}
        self._named_gs_keys = profile.gs_keys - {scancode.DOWN}
        self._gs_text = profile.gs_text
        # STX and ETX frame a code and are no part of any text here.
        self._prefix = profile.prefix.replace(STX, "").replace(ETX, "")

    def is_character(self, key: Key) -> bool:
        """Say whether ``key`` says something that a person may also type: a character, or Ctrl+] for GS."""
        said = self._said(key)
        return bool(said.text or said.position) and not (said.is_stand_in or is_bare_keypad_digit(key))

    def is_gs_key(self, key: Key) -> bool:
        """Say whether ``key`` means GS within a scan and is a person's key elsewhere: F1 to F24 and Down."""
        return key.scan in self._gs_keys and not (key.ctrl or key.alt)

    def may_begin_with(self, key: Key) -> bool:
        """Say whether ``key`` may be GS before a scan has shown itself: the profile names it, or has GS in its prefix.

        Without that a function key or arrow is a person's there. So is Down though it is named, being so common.
        """
        return self.is_gs_key(key) and (key.scan in self._named_gs_keys or GS in self._prefix)

    def has_prefix(self, keys: Sequence[Key]) -> bool:
        """Say whether ``keys`` begin with the station's prefix and go on behind it."""
        said = self._all_said(keys)
        return any(0 < length < len(said) for length in self._prefix_lengths(said))

    def read(self, keys: Sequence[Key]) -> Reading:
        """Return what ``keys`` say; GS keys at the end are a suffix and left out."""
        said = self._all_said(keys)
        while said and said[-1].is_stand_in:
            said.pop()
        by_text, by_position = self._prefix_lengths(said)
        kept = said[by_text or by_position :]
        text = self._joined(one.text for one in kept)
        positions = self._joined(one.position for one in kept)
        return Reading(text, positions, _proof(bool(by_text), bool(by_position), is_same=text == positions))

    def _prefix_lengths(self, said: list[_Said]) -> tuple[int, int]:
        return (
            _opening(self._prefix, (one.text for one in said)),
            _opening(self._prefix, (one.position for one in said)),
        )

    def _joined(self, characters: Iterable[str]) -> str:
        text = "".join(characters)
        return text.replace(self._gs_text, GS) if self._gs_text else text

    def _all_said(self, keys: Sequence[Key]) -> list[_Said]:
        return [said for said in self._composed(_shift_undone(_case_restored(keys))) if said.text or said.position]

    def _composed(self, keys: Sequence[Key]) -> Iterator[_Said]:
        """Yield what each key says, and one character for the keypad digits of each Alt.

        Windows sends the character as an event of its own behind the digits; X11 sends none, and the next key that is
        no digit closes the group, since a trace of presses knows nothing of Alt's release.
        """
        digits = ""
        for key in keys:
            if is_alt_digit(key):
                digits += scancode.keypad_character(key.scan)
                continue
            if digits and not _is_composed(key):
                yield _from_digits(digits)
            digits = ""
            yield self._said(key)
        if digits:
            yield _from_digits(digits)

    def _said(self, key: Key) -> _Said:
        if _is_composed(key):
            return _Said(key.text, key.text)
        if self.is_gs_key(key):
            return _Said(GS, GS, is_stand_in=True)
        if _is_shortcut(key):
            gs = GS if _control(key) == GS else ""
            return _Said(gs, gs)
        text = key.text if prints(key.text) else ""
        position = scancode.us_character(key.scan, shift=key.shift)
        if is_bare_keypad_digit(key):
            text = scancode.keypad_character(key.scan)
        if text and not position:
            position = scancode.keypad_character(key.scan) or text
        return _Said(text, position)


def _has_no_position(key: Key) -> bool:
    return key.scan in (0, scancode.ALT)


def _is_composed(key: Key) -> bool:
    return _has_no_position(key) and prints(key.text)


def _is_shortcut(key: Key) -> bool:
    # Ctrl and Alt together are AltGr on Windows; a key without position is the outcome of Alt and keypad digits.
    return key.ctrl != key.alt and key.scan != 0


def _control(key: Key) -> str:
    """The control character that Ctrl and a key make: by position, or by the text of a scanner set to the layout."""
    if not key.ctrl or key.alt or not scancode.us_character(key.scan, shift=False):
        return ""
    by_position = scancode.control_character(key.scan)
    return key.text if key.text in _CONTROLS and by_position not in _CONTROLS else by_position


def _from_digits(digits: str) -> _Said:
    character = altcode.composed(digits)
    return _Said(character, character)


def _opening(prefix: str, parts: Iterable[str]) -> int:
    """Return how many of ``parts`` make up ``prefix``, 0 if they begin otherwise."""
    joined = ""
    for place, part in enumerate(parts, start=1):
        joined += part
        if not joined or not prefix.startswith(joined):
            return 0
        if joined == prefix:
            return place
    return 0


def _proof(by_text: bool, by_position: bool, *, is_same: bool) -> Proof:
    # A prefix that every layout leaves alone ("!") stands in both texts and so proves neither.
    if by_text and (is_same or not by_position):
        return "text"
    return "positions" if by_position and not by_text else ""


def _case_restored(keys: Sequence[Key]) -> Sequence[Key]:
    """Undo Caps Lock: it shows where every letter has the case that Shift would not have given it."""
    letters = [key for key in keys if _is_letter(key)]
    if not letters or any(key.text.isupper() == key.shift for key in letters):
        return keys
    return [replace(key, text=key.text.swapcase()) if _is_letter(key) else key for key in keys]


def _shift_undone(keys: Sequence[Key]) -> Sequence[Key]:
    """Undo a Shift that a person held: every key is a shifted digit, and the digits are a right trade item number."""
    digits = [scancode.us_character(key.scan, shift=False) for key in keys if key.shift and not is_modifier(key)]
    if sum(not is_modifier(key) for key in keys) > len(digits) or gtin.gtin14("".join(digits)) is None:
        return keys
    return [replace(key, shift=False) for key in keys]


def _is_letter(key: Key) -> bool:
    # Without a position (ALT mode) Shift says nothing.
    if _has_no_position(key) or len(key.text) != 1:
        return False
    return key.text.isalpha() and key.text.lower() != key.text.upper()
