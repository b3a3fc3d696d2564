"""What this machine can sound with, and a device of it."""

from __future__ import annotations

import array
import os
import sys
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Final, Protocol

from stockdesk.core.errors import StockdeskError

RATE: Final = 44_100
"""Samples a second: of the sound files, and of the device, which converts them where it must."""
PERIOD_MS: Final = 10
"""How much the device asks for at a time. It holds three of these, so that a sound begins within 30 ms."""

Samples = array.array
"""Samples of 16 bits, one channel."""
Stream = Generator["Samples[int] | bytes", int, None]
"""What a device plays: it is sent how many samples are wanted and yields so many. It must have been begun."""

_ELSEWHERE: Final = {"win32": ("WASAPI", "DSOUND", "WINMM"), "darwin": ("COREAUDIO",)}


class Device(Protocol):
    """A device that is open. ``stop_callback`` is called on a thread of the system's when it stops by itself."""

    backend: str
    stop_callback: Callable[[], None] | None

    def start(self, callback_generator: Stream) -> None:
        """Play a stream until the stop."""

    def stop(self) -> None:
        """Play nothing; the device stays open."""

    def close(self) -> None:
        """Give the device back."""


def sound_systems(
    platform: str = sys.platform, environ: Mapping[str, str] | None = None, root: Path = Path("/")
) -> tuple[str, ...]:
    """Return the systems worth a try here, best first; none where there is no device.

    On Linux they are looked for before they are tried: without a device their libraries write to standard error.
    """
    if not platform.startswith("linux"):
        return _ELSEWHERE.get(platform, ("SNDIO", "AUDIO4", "OSS"))
    found = []
    if _has_sound_server(os.environ if environ is None else environ, root):
        found.append("PULSEAUDIO")  # PipeWire answers there too
    if any(os.access(device, os.R_OK | os.W_OK) for device in (root / "dev" / "snd").glob("pcmC*D*p")):
        found.append("ALSA")
    return tuple(found)


def _has_sound_server(environ: Mapping[str, str], root: Path) -> bool:
    if environ.get("PULSE_SERVER"):
        return True
    places = [root / "run" / "pulse" / "native"]
    if environ.get("XDG_RUNTIME_DIR"):
        places.append(Path(environ["XDG_RUNTIME_DIR"]) / "pulse" / "native")
    if environ.get("PULSE_RUNTIME_PATH"):
        places.append(Path(environ["PULSE_RUNTIME_PATH"]) / "native")
    return any(place.exists() for place in places)


def open_device(systems: tuple[str, ...]) -> Device:
    """Open the usual device of the first system that has one.

    ``StockdeskError``: ``sound.none`` where there is no system to try, ``sound.failed`` where none can be used.
    """
    if not systems:
        raise StockdeskError("sound.none")
    try:
        # A sixth of a second of import, and no types: it is named nowhere else.
        import miniaudio  # type: ignore[import-untyped]

        device: Device = miniaudio.PlaybackDevice(
            miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=RATE,
            buffersize_msec=PERIOD_MS,
            backends=[miniaudio.Backend[system] for system in systems],
            app_name="stockdesk",
        )
    except Exception as error:  # its own errors; ImportError and OSError where the library does not fit the system
        raise StockdeskError("sound.failed", detail=str(error)) from error
    return device


def probe() -> str:
    """Open a device, close it again, and return the name of its system. Errors as in ``open_device``."""
    device = open_device(sound_systems())
    name = device.backend
    device.close()
    return name
