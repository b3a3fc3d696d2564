"""Plays short sounds: a thread that keeps the sound device, so that nobody who wants a sound ever waits for it."""

from __future__ import annotations

import array
import logging
import queue
import threading
import time
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockdesk.core.errors import StockdeskError
from stockdesk.devices.mixer import Mixer
from stockdesk.devices.soundsystem import RATE, open_device, sound_systems

if TYPE_CHECKING:
    from stockdesk.devices.soundsystem import Device, Samples

log = logging.getLogger(__name__)

RETRY_SECONDS: Final = 5.0
"""How soon a device is looked for again, at the next sound, after none was found."""
REST_SECONDS: Final = 30.0
"""Without a sound for so long the device is stopped (not closed): a stream of silence keeps machines from sleeping."""
STUCK_SECONDS: Final = 1.0
"""A device that has not begun a sound by then is taken for lost, whatever it says."""
OPENING_SECONDS: Final = 0.3
"""Longer than that nobody waits for a device that is being opened; later than that no verdict is of use."""
STOP_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    volume: int
    at: float


def read_sound(path: Path) -> Samples[int]:
    """Return the samples of a WAV file of ours (16 bits, one channel, ``RATE``); ``sound.failed`` for any other."""
    try:
        with wave.open(str(path), "rb") as file:
            form = file.getnchannels(), file.getsampwidth(), file.getframerate()
            samples = array.array("h", file.readframes(file.getnframes()))
    except (OSError, EOFError, wave.Error, ValueError) as error:
        raise StockdeskError("sound.failed", detail=f"{path.name}: {error}") from error
    if form != (1, 2, RATE):
        raise StockdeskError("sound.failed", detail=f"{path.name}: {form}")
    return samples


def at_volume(samples: Samples[int], volume: int) -> Samples[int]:
    """Return samples at a volume of 0 to 100. Loudness is heard by steps of ratio, so the gain is its square."""
    gain = (volume / 100) ** 2
    return array.array("h", (round(value * gain) for value in samples))


class Player:
    """Plays the sounds of files by name. ``unheard`` is called with the name of one that cannot be played.

    It may be called on any thread. The device is opened when the player starts, kept, and opened again after a loss.
    """

    def __init__(
        self,
        sounds: Mapping[str, Path],
        unheard: Callable[[str], None],
        systems: Callable[[], tuple[str, ...]] = sound_systems,
        mixer: Mixer | None = None,
        rest: float = REST_SECONDS,
    ) -> None:
        self._paths = sounds
        self._unheard = unheard
        self._systems = systems
        self._mixer = mixer or Mixer()
        self._rest = rest
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._samples: dict[str, Samples[int]] = {}
        self._at_volume: dict[tuple[str, int], Samples[int]] = {}
        self._device: Device | None = None
        self._plays = False
        self._gone = threading.Event()
        self._opening_since: float | None = None
        self._not_before = 0.0
        self._began = 0.0
        self._thread = threading.Thread(target=self._work, name="sounds", daemon=True)

    def start(self) -> None:
        """Start the thread, which opens the device: the first sound need not wait for it."""
        self._thread.start()

    def play(self, name: str, volume: int) -> None:
        """Play a sound now at a volume of 0 to 100. Never waits, never raises."""
        since, now = self._opening_since, time.monotonic()
        if since is not None and now - since > OPENING_SECONDS:
            self._unheard(name)
        else:
            self._asked.put(_Asked(name, volume, now))

    def close(self, seconds: float = STOP_SECONDS) -> bool:
        """Stop, wait at most so many seconds, and say whether the device was given back."""
        self._asked.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    # -- on the thread --------------------------------------------------------------------------------------------

    def _work(self) -> None:
        self._try(self._make_ready)
        while True:
            try:
                asked = self._asked.get(timeout=self._rest if self._plays else None)
            except queue.Empty:
                self._try(self._let_rest)
                continue
            if asked is None:
                break
            if not self._try(partial(self._begin, asked)):
                self._unheard(asked.name)
        self._drop()

    def _try(self, step: Callable[[], None]) -> bool:
        """Take a step and say whether it could be taken."""
        try:
            step()
        except StockdeskError:
            return False
        except Exception:  # a bug: without sounds the work goes on, and the thread must live for the next one
            log.exception("sounds: unexpected fault")
            self._drop()
            return False
        return True

    def _begin(self, asked: _Asked) -> None:
        self._make_ready()
        if time.monotonic() - asked.at > STUCK_SECONDS:
            return  # what happened that long ago would be taken for the present scan's
        key = asked.name, asked.volume
        if key not in self._at_volume:
            # One volume is kept: it is changed seldom.
            self._at_volume = {known: made for known, made in self._at_volume.items() if known[1] == asked.volume}
            self._at_volume[key] = at_volume(self._samples[asked.name], asked.volume)
        if not self._mixer.waits:
            self._began = time.monotonic()
        self._mixer.ask(asked.name, self._at_volume[key])

    def _make_ready(self) -> None:
        """Have a device that plays; ``sound.none`` or ``sound.failed`` where there is none."""
        stuck = self._mixer.waits and time.monotonic() - self._began > STUCK_SECONDS
        if self._gone.is_set() or stuck:
            log.info("the sound device is gone")
            self._drop()
        if self._device is None:
            self._open()
        elif not self._plays:
            try:
                self._play_on(self._device)
            except StockdeskError:  # it went while it rested
                self._drop()
                self._open()

    def _open(self) -> None:
        if time.monotonic() < self._not_before:
            raise StockdeskError("sound.none")
        self._opening_since = time.monotonic()
        try:
            if not self._samples:
                self._samples = {name: read_sound(path) for name, path in self._paths.items()}
            device = self._device = open_device(self._systems())
            self._play_on(device)
        except StockdeskError as error:
            log.info("no sound: %s", error)
            self._drop()
            self._not_before = time.monotonic() + RETRY_SECONDS
            raise
        finally:
            self._opening_since = None
        log.info("sounds go to %s", device.backend)

    def _play_on(self, device: Device) -> None:
        try:
            device.start(self._mixer.stream())
        except Exception as error:  # the library's own, which is imported in one place only
            raise StockdeskError("sound.failed", detail=str(error)) from error
        device.stop_callback = self._gone.set
        self._plays = True

    def _let_rest(self) -> None:
        if self._device is not None and self._plays:
            self._device.stop_callback = None  # this stop is ours
            self._plays = False
            try:
                self._device.stop()
            except Exception:  # the library's own: the device went meanwhile
                log.info("the sound device did not stop", exc_info=True)
                self._drop()

    def _drop(self) -> None:
        device, self._device = self._device, None
        self._plays = False
        if device is not None:
            device.stop_callback = None
            try:
                device.close()
            except Exception:  # the library's own: it went while it was given back, and the thread must live
                log.info("the sound device could not be given back", exc_info=True)
        self._gone.clear()
        self._mixer.forget()
