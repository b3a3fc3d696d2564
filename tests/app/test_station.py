"""The profile of the station's scanners: what is stored comes back, nonsense gives the default and a log line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stockdesk.app.station import load_profile, save_profile
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import STATION, SettingsStore
from tests.support.strictness import LogWatch

PROFILES = st.builds(
    StationProfile,
    gap=st.integers(1, 500),
    silence=st.integers(1, 2000),
    prefix=st.text("~!AB", max_size=3),
    gs_keys=st.frozensets(st.integers(1, 500), max_size=3),
    gs_text=st.sampled_from(["", "~", "|"]),
    suffix=st.sampled_from(["", "enter", "tab", "silence"]),
    minimum=st.integers(1, 20),
)
STORED = {"gap": 55, "silence": 300, "prefix": "", "gs_keys": [116], "gs_text": "", "suffix": "tab", "minimum": 3}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SettingsStore]:
    work = Database.open_work(DataFolder.prepare(tmp_path / "data"))
    yield SettingsStore(work)
    work.close()


def test_new_station_has_the_default_profile(store: SettingsStore) -> None:
    assert load_profile(store) == DEFAULT_PROFILE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(profile=PROFILES)
def test_every_profile_comes_back_as_it_was_stored(store: SettingsStore, profile: StationProfile) -> None:
    save_profile(store, profile)
    assert load_profile(store) == profile


def test_times_are_stored_in_whole_milliseconds(store: SettingsStore) -> None:
    save_profile(store, replace(DEFAULT_PROFILE, gap=54.6, silence=272.4))
    assert (load_profile(store).gap, load_profile(store).silence) == (55, 272)


@pytest.mark.parametrize(
    "stored",
    [
        "fast",
        {},
        STORED | {"gap": 0},
        STORED | {"gap": "40"},
        STORED | {"silence": 1_000_000},
        STORED | {"suffix": "bell"},
        STORED | {"gs_keys": ["Down"]},
        STORED | {"minimum": 0},
        STORED | {"prefix": None},
    ],
)
def test_what_cannot_be_read_gives_the_default_and_a_line_in_the_log(
    store: SettingsStore, stored: object, log_watch: LogWatch
) -> None:
    log_watch.allow("profile of the scanners cannot be read")
    store.set(STATION, "scanner", STORED)
    assert load_profile(store).gap == 55
    store.set(STATION, "scanner", stored)
    assert load_profile(store) == DEFAULT_PROFILE
    assert len(log_watch.records) == 1
