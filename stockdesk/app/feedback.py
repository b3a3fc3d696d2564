"""What a person hears: a sound for each verdict, at the station's volume."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from stockdesk.app.events import Verdict
from stockdesk.app.worker import Deliver
from stockdesk.core.errors import StockdeskError
from stockdesk.devices.sounds import Player
from stockdesk.resources import resource_path
from stockdesk.store.settings import STATION, SettingsStore

log = logging.getLogger(__name__)

SOUND_KEY: Final = "sound"
"""The station's setting: ``{"volume": 0 to 100, "muted": true or false}``."""
USUAL_VOLUME: Final = 70

SOUNDS: Final = {verdict.value: resource_path("sounds", f"{verdict.value}.wav") for verdict in Verdict}


def _no_bell(_verdict: Verdict) -> None:
    """There is nothing to ring until the window gives its bell."""


class Feedback:
    """Sounds verdicts. All methods are the owner's; none waits for a device, and ``sound`` never raises.

    ``bell`` is what sounds instead where there is no device: the window sets it. Before ``start`` it is all there is.
    """

    def __init__(
        self, settings: SettingsStore, make_player: Callable[[Callable[[str], None]], Player] | None = None
    ) -> None:
        self._settings = settings
        self._make_player = make_player or (lambda unheard: Player(SOUNDS, unheard))
        self._player: Player | None = None
        self._deliver: Deliver = lambda run: run()
        self._volume, self._muted = _stored(settings)
        self.bell: Callable[[Verdict], None] = _no_bell

    def start(self, deliver: Deliver) -> None:
        """Make the device ready in the background; ``deliver`` brings calls of the bell to the owner's thread."""
        if self._player is None:
            self._deliver = deliver
            self._player = self._make_player(self._unheard)
            self._player.start()

    def sound(self, verdict: Verdict) -> None:
        """Sound a verdict. Call it only after the answer: an accepted scan is on disk by then."""
        if self._muted or self._volume == 0:
            return
        if self._player is None:
            self.bell(verdict)
        else:
            self._player.play(verdict.value, self._volume)

    @property
    def volume(self) -> int:
        """From 0 (silent) to 100."""
        return self._volume

    @property
    def muted(self) -> bool:
        """Whether nothing sounds at all, whatever the volume."""
        return self._muted

    def set_volume(self, volume: int) -> None:
        """Keep another volume; one outside 0 to 100 is taken for the nearest. Errors are those of the store."""
        self._keep(max(0, min(100, volume)), self._muted)

    def set_muted(self, muted: bool) -> None:
        """Keep silent, or sound again. Errors are those of the store."""
        self._keep(self._volume, muted)

    def close(self) -> None:
        """Give the device back."""
        player, self._player = self._player, None
        if player is not None and not player.close():
            log.warning("the sound device is still being opened; its thread ends with the program")

    def _keep(self, volume: int, muted: bool) -> None:
        self._settings.set(STATION, SOUND_KEY, {"volume": volume, "muted": muted})
        self._volume, self._muted = volume, muted

    def _unheard(self, name: str) -> None:
        self._deliver(lambda: self._ring(Verdict(name)))

    def _ring(self, verdict: Verdict) -> None:
        if not self._muted:
            self.bell(verdict)


def _stored(settings: SettingsStore) -> tuple[int, bool]:
    """Return volume and silence as stored, or the usual ones: a damaged database is no reason to be silent."""
    try:
        stored = settings.get(STATION, SOUND_KEY)
    except StockdeskError as error:
        log.warning("the stored volume cannot be read: %s", error)
        return USUAL_VOLUME, False
    match stored:
        case None:
            return USUAL_VOLUME, False
        case {"volume": int() as volume, "muted": bool() as muted} if 0 <= volume <= 100:
            return volume, muted
    log.warning("the stored volume cannot be read, the usual one is used: %r", stored)
    return USUAL_VOLUME, False
