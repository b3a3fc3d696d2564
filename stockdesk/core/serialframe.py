"""Codes out of the bytes of a serial scanner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

PATIENCE: Final = 10
"""Silences that a code is waited for whose end mark is due: a wireless scanner stalls for longer than a wired one, and
half a code passes for another one far too often. Nobody scans the next piece within these 500 ms."""
SILENCE_MS: Final = 50
"""A line that is quiet for so long has ended its code, in milliseconds: at 9600 baud a character takes 1.04 (barcode
domain, 1.9)."""
LONGEST: Final = 4 * 7_090
"""Bytes of a frame. The largest symbol there is, a QR code of digits, holds 7,089; four bytes is the longest character
of UTF-8, so that the text of a frame that was cut here is always longer than any code and is refused as such."""

_CR, _LF = b"\r\n"
_STX, _ETX = b"\x02", b"\x03"


@dataclass(frozen=True, slots=True)
class Frame:
    """One code as it came: bytes without end mark and without the STX and ETX around it.

    ``ended_by`` is ``enter`` for an end mark (CR, LF, both, or the ETX that answers an STX), ``silence`` where none
    came, and ``missing`` where none came though the code before had one: this one was cut.
    """

    data: bytes
    ended_by: Literal["enter", "silence", "missing"]

    @property
    def text(self) -> str:
        """The bytes as text: UTF-8, or Latin-1 (a character for each byte) where they are none."""
        try:
            return self.data.decode("utf-8")
        except UnicodeDecodeError:
            return self.data.decode("latin-1")


class Framer:
    """Collects bytes until they are a code. GS and whatever else a symbol may hold stays inside; nothing is empty.

    It knows no clock. Whoever reads the line tells of its silence, since only a port that was found empty for
    ``SILENCE_MS`` is silent: by the times at which bytes were fetched a busy machine would cut codes in two.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._skipping = False
        self._has_marks = False
        self._silences = 0

    @property
    def held(self) -> bytes:
        """What has come of a code that is not at its end."""
        return bytes(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes in any pieces and return the codes that end in them.

        A code longer than ``LONGEST`` bytes is handed out cut, at once; the rest of it, to its end, is dropped.
        """
        frames: list[Frame] = []
        self._silences = 0
        for byte in data:
            if byte in (_CR, _LF) or (byte == _ETX[0] and self._held.startswith(_STX)):
                frames += self._close("enter")
            elif not self._skipping:
                self._held.append(byte)
                if len(self._held) >= LONGEST:
                    frames += self._close("silence")
                    self._skipping = True
        return frames

    def silence(self) -> list[Frame]:
        """Nothing came for ``SILENCE_MS``: return the code that this ends, if any.

        Where codes have end marks it takes ``PATIENCE`` silences, and the marks are not relied on for the next code:
        the scanner may have been set to another way.
        """
        self._silences += 1
        if not self._has_marks or not self._held:
            return self._close("silence")
        return self._close("missing") if self._silences >= PATIENCE else []

    def _close(self, ended_by: Literal["enter", "silence", "missing"]) -> list[Frame]:
        data = bytes(self._held).removeprefix(_STX).removesuffix(_ETX)
        self._held.clear()
        self._skipping = False
        if data:
            self._has_marks = ended_by == "enter"
        return [Frame(data, ended_by)] if data else []
