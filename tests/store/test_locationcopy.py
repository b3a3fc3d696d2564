"""A location's lists outlive the catalogue."""

from __future__ import annotations

import pytest

from stockdesk.core.location import Location, Rights, Storage, Supplier, TeamMember
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.database import Database
from stockdesk.store.locationcopy import TABLES, keep_copy, put_back
from stockdesk.store.settings import SettingsStore, location_scope

HERE = 4564


@pytest.fixture
def filled(catalogue: CatalogueStore) -> CatalogueStore:
    catalogue.save_location(Location(HERE, "Salon Шик", "Europe/Prague", "Kč"))
    catalogue.save_storages(HERE, [Storage(12, "Back"), Storage(11, "Shop", for_sale=True)])
    catalogue.save_team(HERE, [TeamMember(1, "Ana", 7), TeamMember(2, "Eva", fired=True)])
    catalogue.save_suppliers(HERE, [Supplier(5, "Loreal")])
    catalogue.save_rights(HERE, Rights(limited=True, storage_ids=frozenset({11}), see_days_back=30))
    return catalogue


def lists(store: CatalogueStore) -> tuple[object, ...]:
    return (
        store.location(HERE),
        store.storages(HERE),
        store.team(HERE),
        store.suppliers(HERE),
        store.rights(HERE),
    )


def test_lists_come_back_as_they_were_into_an_empty_catalogue(
    filled: CatalogueStore, catalogue_file: Database, work: Database
) -> None:
    before = lists(filled)
    keep_copy(SettingsStore(work), catalogue_file, HERE)
    catalogue_file.empty_catalogue()
    assert filled.location(HERE) is None
    assert put_back(SettingsStore(work), catalogue_file, HERE)
    assert lists(filled) == before


def test_lists_that_did_not_change_are_not_written_again(
    filled: CatalogueStore, catalogue_file: Database, work: Database
) -> None:
    keep_copy(SettingsStore(work), catalogue_file, HERE)
    before = work.rows("SELECT total_changes()")
    keep_copy(SettingsStore(work), catalogue_file, HERE)
    assert work.rows("SELECT total_changes()") == before


def test_empty_catalogue_does_not_take_the_place_of_the_copy(
    filled: CatalogueStore, catalogue_file: Database, work: Database
) -> None:
    keep_copy(SettingsStore(work), catalogue_file, HERE)
    catalogue_file.empty_catalogue()
    keep_copy(SettingsStore(work), catalogue_file, HERE)
    assert put_back(SettingsStore(work), catalogue_file, HERE)
    assert filled.location(HERE) is not None


def test_nothing_is_put_back_where_there_is_no_copy_or_one_of_another_form(
    catalogue: CatalogueStore, catalogue_file: Database, work: Database
) -> None:
    settings = SettingsStore(work)
    assert not put_back(settings, catalogue_file, HERE)
    settings.set(location_scope(HERE), "lists", {"location": [{"location_id": HERE, "colour": "green"}]})
    assert not put_back(settings, catalogue_file, HERE)
    assert catalogue.location(HERE) is None


def test_tables_are_those_of_the_catalogue(catalogue_file: Database) -> None:
    known = {name for (name,) in catalogue_file.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert set(TABLES) <= known
