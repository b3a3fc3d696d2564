from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

from stockdesk.core.location import Category, Location, Rights, Storage, Supplier, TeamMember
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.locations import SyncState
from tests.store.samples import NOON

HERE = 4564


def test_location_reads_back(catalogue: CatalogueStore) -> None:
    catalogue.save_location(Location(HERE, "Салон", "Europe/Berlin", "€"))
    catalogue.save_location(Location(9, "Another"))
    catalogue.save_location(Location(HERE, "Salon", "Europe/Berlin", "€"))
    assert catalogue.location(HERE) == Location(HERE, "Salon", "Europe/Berlin", "€")
    assert catalogue.location(1) is None
    assert [location.title for location in catalogue.locations()] == ["Another", "Salon"]


def test_lists_keep_their_order_and_a_new_one_replaces_the_old(catalogue: CatalogueStore) -> None:
    storages = [Storage(12, "Sales", for_sale=True), Storage(11, "Salon", for_service=True)]
    team = [TeamMember(5, "Zoe", 77), TeamMember(4, "Ana", None, fired=True), TeamMember(3, "Bob", removed=True)]
    categories = [Category(2, "Hair"), Category(1, "Colour", 2)]
    catalogue.save_storages(HERE, storages)
    catalogue.save_team(HERE, team)
    catalogue.save_categories(HERE, categories)
    assert catalogue.storages(HERE) == storages
    assert catalogue.team(HERE) == team
    assert catalogue.categories(HERE) == categories

    catalogue.save_storages(HERE, storages[1:])
    catalogue.save_team(HERE, [])
    assert catalogue.storages(HERE) == storages[1:]
    assert catalogue.team(HERE) == []
    assert catalogue.storages(9) == []


def test_row_that_the_service_repeats_counts_once(catalogue: CatalogueStore) -> None:
    catalogue.save_storages(HERE, [Storage(11, "Old"), Storage(12, "Other"), Storage(11, "New")])
    assert catalogue.storages(HERE) == [Storage(12, "Other"), Storage(11, "New")]
    catalogue.save_suppliers(HERE, iter([Supplier(2, "B"), Supplier(1, "A"), Supplier(2, "C")]))
    assert catalogue.suppliers(HERE) == [Supplier(1, "A"), Supplier(2, "C")]


def test_rights_read_back_and_are_none_until_read(catalogue: CatalogueStore) -> None:
    assert catalogue.rights(HERE) is None
    rights = Rights(limited=True, storage_ids=frozenset({11, 12}), post_days_back=3, see_cost=False)
    catalogue.save_rights(HERE, rights)
    assert catalogue.rights(HERE) == rights
    refused: dict[str, Any] = {field.name: False for field in fields(Rights) if field.name != "storage_ids"}
    nothing = Rights(**refused)
    catalogue.save_rights(HERE, nothing)
    assert catalogue.rights(HERE) == nothing


def test_sync_that_was_cut_off_goes_on_where_it_was(catalogue: CatalogueStore) -> None:
    assert catalogue.sync_state(HERE) == SyncState()
    catalogue.note_page(HERE, 4, NOON)
    assert catalogue.sync_state(HERE) == SyncState(4, NOON)
    later = NOON + timedelta(minutes=3)
    catalogue.finish_sync(HERE, NOON, later, NOON - timedelta(seconds=9))
    assert catalogue.sync_state(HERE) == SyncState(1, NOON, later, NOON - timedelta(seconds=9))
    catalogue.note_page(HERE, 2, later)
    assert catalogue.sync_state(HERE) == SyncState(2, later, later, NOON - timedelta(seconds=9))
