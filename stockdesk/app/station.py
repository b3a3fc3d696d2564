"""What this station knows of its scanners: kept in its settings, learnt from the set-up sheet."""

from __future__ import annotations

import logging
from typing import Final

from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile, Suffix
from stockdesk.store.settings import STATION, SettingsStore

log = logging.getLogger(__name__)

_KEY: Final = "scanner"
_SUFFIXES: Final[dict[object, Suffix]] = {"": "", "enter": "enter", "tab": "tab", "silence": "silence"}
_LONGEST_MS: Final = 10_000
"""No scanner waits longer between two keys; a larger number was not written by this program."""


def load_profile(settings: SettingsStore) -> StationProfile:
    """Return the stored profile of the station's scanners; the default where none was stored or it is unreadable."""
    stored = settings.get(STATION, _KEY)
    if stored is None:
        return DEFAULT_PROFILE
    profile = _read(stored)
    if profile is None:
        log.warning("the stored profile of the scanners cannot be read, the default is used: %r", stored)
        return DEFAULT_PROFILE
    return profile


def save_profile(settings: SettingsStore, profile: StationProfile) -> None:
    """Keep a profile, its times in whole milliseconds. Errors are those of the store."""
    value = {
        "gap": round(profile.gap),
        "silence": round(profile.silence),
        "prefix": profile.prefix,
        "gs_keys": sorted(profile.gs_keys),
        "gs_text": profile.gs_text,
        "suffix": profile.suffix,
        "minimum": profile.minimum,
    }
    settings.set(STATION, _KEY, value)


def _read(stored: object) -> StationProfile | None:
    match stored:
        case {
            "gap": int() as gap,
            "silence": int() as silence,
            "prefix": str() as prefix,
            "gs_keys": list() as keys,
            "gs_text": str() as gs_text,
            "suffix": str() as suffix,
            "minimum": int() as minimum,
        } if 0 < gap <= _LONGEST_MS and 0 < silence <= _LONGEST_MS and minimum >= 1 and suffix in _SUFFIXES:
            gs_keys = frozenset(key for key in keys if isinstance(key, int))
            if len(gs_keys) == len(keys):
                return StationProfile(gap, silence, prefix, gs_keys, gs_text, _SUFFIXES[suffix], minimum)
    return None
