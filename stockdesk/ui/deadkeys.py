"""Composes what a person types with dead keys, which no input method does here: dead acute, then e, gives é.

Scans must come as keys (see ``inputmethods``), so this program composes for itself. The marks and their characters are
Unicode's own; what a dead key and the space bar give is the Compose table of X11 (libX11, ``en_US.UTF-8/Compose``).
Sequences of the Compose key are not known here.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from PySide6.QtCore import Qt


@dataclass(frozen=True, slots=True)
class _Accent:
    """A dead key: its combining mark, the mark as a character of its own, what it gives with the space bar."""

    mark: str
    alone: str = ""
    with_space: str = ""


_K: Final = Qt.Key
_STROKE: Final = "\u0338"
_ACCENTS: Final = {
    key.value: accent
    for key, accent in {
        _K.Key_Dead_Grave: _Accent("\u0300", "`"),
        _K.Key_Dead_Acute: _Accent("\u0301", "´", "'"),
        _K.Key_Dead_Circumflex: _Accent("\u0302", "^"),
        _K.Key_Dead_Tilde: _Accent("\u0303", "~"),
        _K.Key_Dead_Macron: _Accent("\u0304", "¯"),
        _K.Key_Dead_Breve: _Accent("\u0306", "˘"),
        _K.Key_Dead_Abovedot: _Accent("\u0307", "˙"),
        _K.Key_Dead_Diaeresis: _Accent("\u0308", "¨", '"'),
        _K.Key_Dead_Abovering: _Accent("\u030a", "°"),
        _K.Key_Dead_Doubleacute: _Accent("\u030b", "˝"),
        _K.Key_Dead_Caron: _Accent("\u030c", "ˇ"),
        _K.Key_Dead_Cedilla: _Accent("\u0327", "¸"),
        _K.Key_Dead_Ogonek: _Accent("\u0328", "˛"),
        _K.Key_Dead_Iota: _Accent("\u0345", "ͺ"),
        _K.Key_Dead_Stroke: _Accent(_STROKE, "/"),
        _K.Key_Dead_Voiced_Sound: _Accent("\u3099", "゛"),
        _K.Key_Dead_Semivoiced_Sound: _Accent("\u309a", "゜"),
        _K.Key_Dead_Belowdot: _Accent("\u0323"),
        _K.Key_Dead_Hook: _Accent("\u0309"),
        _K.Key_Dead_Horn: _Accent("\u031b"),
        _K.Key_Dead_Abovecomma: _Accent("\u0313"),
        _K.Key_Dead_Abovereversedcomma: _Accent("\u0314"),
        _K.Key_Dead_Doublegrave: _Accent("\u030f"),
        _K.Key_Dead_Belowring: _Accent("\u0325"),
        _K.Key_Dead_Belowmacron: _Accent("\u0331"),
        _K.Key_Dead_Belowcircumflex: _Accent("\u032d"),
        _K.Key_Dead_Belowtilde: _Accent("\u0330"),
        _K.Key_Dead_Belowbreve: _Accent("\u032e"),
        _K.Key_Dead_Belowdiaeresis: _Accent("\u0324"),
        _K.Key_Dead_Invertedbreve: _Accent("\u0311"),
        _K.Key_Dead_Belowcomma: _Accent("\u0326"),
    }.items()
}
_QUIET: Final = frozenset(
    key.value
    for key in (
        _K.Key_Shift,
        _K.Key_Control,
        _K.Key_Alt,
        _K.Key_AltGr,
        _K.Key_Meta,
        _K.Key_CapsLock,
        _K.Key_NumLock,
        _K.Key_Mode_switch,
    )
)
"""Keys that may be pressed between a dead key and its letter."""

_MOST: Final = 3
"""No letter bears more marks that keys give (Greek: breathing, accent, iota)."""


class DeadKeys:
    """The dead keys that were typed and still wait for their letter."""

    def __init__(self) -> None:
        self._waiting: list[_Accent] = []

    def typed(self, key: int, text: str, *, command: bool = False) -> tuple[str, ...] | None:
        """Take a key that a person pressed and return what it writes.

        Each text is to be sent as a key press of its own; none at all means that the key is used up (a dead key, or
        Backspace that took one back). None means that the key has nothing to do with dead keys: it goes on as it is.
        ``key`` is Qt's number of the key, ``command`` whether Ctrl, Alt or Meta are held.
        """
        if command:
            self.forget()
            return None
        accent = _ACCENTS.get(key)
        if accent is not None:
            return self._dead(accent)
        if not self._waiting or key in _QUIET:
            return None
        waiting, self._waiting = self._waiting, []
        if key == Qt.Key.Key_Backspace.value:
            return ()
        return _composed(waiting, text) if text.isprintable() and text else None

    def forget(self) -> None:
        """Forget a dead key whose letter will not come: the focus has moved, or a scan came between."""
        self._waiting = []

    def _dead(self, accent: _Accent) -> tuple[str, ...]:
        if accent in self._waiting and accent.alone:
            self._waiting = []
            return (accent.alone,)
        self._waiting = [*self._waiting[1 - _MOST :], accent]
        return ()


def _composed(waiting: list[_Accent], text: str) -> tuple[str, ...]:
    if text == " ":
        return tuple(accent.with_space or accent.alone or f" {accent.mark}" for accent in waiting)
    for marks in permutations(accent.mark for accent in waiting):
        whole = _with_marks(text, marks)
        if len(whole) == 1:
            return (whole,)
    # Letters outside ASCII carry a mark for which Unicode has no whole character; "x" with an acute is a slip.
    if text.isalpha() and not text.isascii():
        return (_with_marks(text, tuple(accent.mark for accent in waiting)),)
    alone = [accent.alone for accent in waiting if accent.alone]
    return (*alone, text + "".join(accent.mark for accent in waiting if not accent.alone))


def _with_marks(text: str, marks: tuple[str, ...]) -> str:
    for mark in marks:
        text = _stroked(text) if mark == _STROKE else unicodedata.normalize("NFC", text + mark)
    return text


def _stroked(text: str) -> str:
    """Letters with a stroke (ø, ł, đ) are no letter and mark to Unicode; only their names say what they are made of."""
    name = unicodedata.name(text, "") if len(text) == 1 else ""
    try:
        return unicodedata.lookup(f"{name} WITH STROKE")
    except KeyError:
        return text + _STROKE
