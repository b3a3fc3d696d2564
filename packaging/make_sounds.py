"""Makes the three sounds of a scan: python packaging/make_sounds.py [FOLDER].

High and short for accepted; low, rough and twice for refused; two steps up for "accepted, look at the screen". They
differ in pitch, in length and in rhythm, so that each is told apart in a noisy room, on a small loudspeaker, and by
whoever hears high tones badly (barcode domain, section 5).
"""

from __future__ import annotations

import array
import math
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "sounds"

RATE = 44_100
"""Samples a second; one channel of 16 bits."""
PEAK = 0.8
"""Of the largest sample there is; the volume is taken off when a sound is played."""
FADE_MS = 5
"""Each tone comes and goes so softly that nothing clicks."""

PURE = (1.0,)
ROUGH = (1.0, 0.0, 0.5, 0.0, 0.3)
"""Odd overtones: small loudspeakers give them where they hardly give the tone itself."""


@dataclass(frozen=True, slots=True)
class Tone:
    """A tone, or with 0 Hz a pause. ``overtones`` are the strengths of 1, 2, 3… times its frequency."""

    hertz: int
    milliseconds: int
    overtones: Sequence[float] = PURE


SOUNDS: dict[str, tuple[Tone, ...]] = {
    "accepted": (Tone(2_000, 80),),
    "refused": (Tone(250, 120, ROUGH), Tone(0, 60), Tone(250, 120, ROUGH)),
    "look": (Tone(750, 80), Tone(1_125, 90)),
}


def samples(tones: Sequence[Tone]) -> array.array[int]:
    """Return the samples of tones one after the other."""
    made = array.array("h")
    for tone in tones:
        made.extend(_tone(tone))
    return made


def _tone(tone: Tone) -> list[int]:
    count = RATE * tone.milliseconds // 1000
    wave_form = [_height(tone, position) for position in range(count)]
    highest = max(map(abs, wave_form)) or 1.0
    scale = 32_767 * PEAK / highest
    return [round(height * scale * _fade(position, count)) for position, height in enumerate(wave_form)]


def _height(tone: Tone, position: int) -> float:
    angle = 2 * math.pi * tone.hertz * position / RATE
    return sum(strength * math.sin(number * angle) for number, strength in enumerate(tone.overtones, start=1))


def _fade(position: int, count: int) -> float:
    """Half a cosine at both ends."""
    length = RATE * FADE_MS // 1000
    inside = min(position, count - 1 - position, length)
    return (1 - math.cos(math.pi * inside / length)) / 2


def write(folder: Path) -> list[Path]:
    """Write all sounds as WAV files and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, tones in SOUNDS.items():
        made = samples(tones)
        if sys.byteorder == "big":
            made.byteswap()
        path = folder / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(made.itemsize)
            file.setframerate(RATE)
            file.writeframes(made.tobytes())
        written.append(path)
    return written


if __name__ == "__main__":
    for path in write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(path)
