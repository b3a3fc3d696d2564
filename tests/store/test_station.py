from __future__ import annotations

import pytest

from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import STATION, SettingsStore
from stockdesk.store.station import machine_id, settle_in, station_of


@pytest.fixture
def settings(work: Database) -> SettingsStore:
    return SettingsStore(work)


def test_station_keeps_its_id(folder: DataFolder, settings: SettingsStore) -> None:
    first = station_of(settings)
    assert len(first.station_id) == 8
    assert station_of(settings) == first
    assert folder.station_id(settings) == first.station_id
    assert not first.moved


def test_folder_that_came_from_another_machine_is_noticed_until_it_settles(settings: SettingsStore) -> None:
    first = station_of(settings, "machine one")
    moved = station_of(settings, "machine two")
    assert (moved.station_id, moved.moved) == (first.station_id, True)
    settled = settle_in(settings, "machine two")
    assert settled.station_id != first.station_id
    assert not settled.moved
    assert not station_of(settings, "machine two").moved


def test_machine_that_tells_no_id_never_counts_as_another(settings: SettingsStore) -> None:
    station_of(settings, "machine one")
    assert not station_of(settings, "").moved


def test_id_of_the_machine_is_not_written_down(settings: SettingsStore) -> None:
    station_of(settings)
    assert machine_id() == "" or machine_id() not in str(settings.all(STATION))
