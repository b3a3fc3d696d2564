"""Real keys on an X display by their key codes, as fast as a scanner or faster: XTest through the X libraries."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from stockdesk.core import scancode

SHIFT: Final = 50
CONTROL: Final = 37
ENTER: Final = 36
TAB: Final = 23
CAPS_LOCK: Final = 66
KEYS: Final[dict[str, tuple[int, ...]]] = {
    **{scancode.us_character(code, shift=True): (code, SHIFT) for code in range(10, 66)},
    **{scancode.us_character(code, shift=False): (code,) for code in range(10, 66)},
    "\r": (ENTER,),
    "\t": (TAB,),
    "\x1d": (35, CONTROL),
    "\n": (44, CONTROL),
}
"""What a scanner that is set to a US keyboard presses for a character: the key, and what it holds meanwhile."""


def presses(text: str) -> int:
    """How many keys are pressed for a text, those that are held included."""
    return sum(len(KEYS[character]) for character in text)


class XKeys:
    """A keyboard of its own on a display. Key codes are those of X11; the layout of the display gives them meaning."""

    def __init__(self, display: str) -> None:
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._test = ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XGetKeyboardMapping.restype = ctypes.POINTER(ctypes.c_ulong)
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(display.encode()))
        assert self._display.value, f"no display {display}"

    def close(self) -> None:
        """Leave the display."""
        self._x11.XCloseDisplay(self._display)

    def put(self, code: int, *, down: bool, wait: int = 0) -> None:
        """Press or release one key; the server waits so many milliseconds before. It goes out with the next flush."""
        self._test.XTestFakeKeyEvent(self._display, ctypes.c_uint(code), ctypes.c_int(down), ctypes.c_ulong(wait))

    def tap(self, code: int, *held: int, wait: int = 0) -> None:
        """Press and release a key while others are held."""
        for key in held:
            self.put(key, down=True, wait=wait)
            wait = 0
        self.put(code, down=True, wait=wait)
        self.put(code, down=False)
        for key in reversed(held):
            self.put(key, down=False)

    def flush(self) -> None:
        """Send what was put, and wait until the server has taken it."""
        self._x11.XSync(self._display, ctypes.c_int(False))

    def character(self, character: str, wait: int = 0) -> None:
        """Press what gives a character on a US keyboard; GS is Ctrl+], LF is Ctrl+J, as scanners send them."""
        code, *held = KEYS[character]
        self.tap(code, *held, wait=wait)

    def scan(self, code: str, suffix: str = "\r", gap: int = 0, pause: int = 0) -> None:
        """Send a code and its suffix as a scanner that is set to a US keyboard, a key each ``gap`` milliseconds.

        With no gap they come as fast as the server takes them. ``pause`` goes before the first.
        """
        for place, character in enumerate(code + suffix):
            self.character(character, gap if place else pause)
        self.flush()

    def type(self, text: str, gap: int = 120) -> None:
        """Send keys as a person does, the first one a while after whatever was before."""
        self.scan(text, "", gap, pause=200)

    def keysyms(self, code: int) -> tuple[int, int]:
        """What the display's layout gives at a key, without and with Shift, as keysyms; 0 for nothing."""
        per_key = ctypes.c_int()
        found = self._x11.XGetKeyboardMapping(
            self._display, ctypes.c_ubyte(code), ctypes.c_int(1), ctypes.byref(per_key)
        )
        pair = int(found[0]), int(found[1])
        self._x11.XFree(found)
        return pair


@contextmanager
def x_keys(display: str) -> Iterator[XKeys]:
    """A keyboard for the length of a block."""
    keys = XKeys(display)
    try:
        yield keys
    finally:
        keys.close()
