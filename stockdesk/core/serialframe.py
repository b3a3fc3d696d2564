"""Codes out of the bytes of a serial scanner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

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

    ``ended_by`` is ``enter`` for an end mark (CR, LF, both, or the ETX that answers an STX) and ``silence`` where none
    came.
    """

    data: bytes
    ended_by: Literal["enter", "silence"]

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

    @property
    def held(self) -> bytes:
        """What has come of a code that is not at its end."""
        return bytes(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes in any pieces and return the codes that end in them.

        A code longer than ``LONGEST`` bytes is handed out cut, at once; the rest of it, to its end, is dropped.
        """
        frames: list[Frame] = []
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
        """Nothing came for ``SILENCE_MS``: return the code that this ends, if any."""
        return self._close("silence")

    def _close(self, ended_by: Literal["enter", "silence"]) -> list[Frame]:
        data = bytes(self._held).removeprefix(_STX).removesuffix(_ETX)
        self._held.clear()
        self._skipping = False
        return [Frame(data, ended_by)] if data else []
