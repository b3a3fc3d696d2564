"""All that ``catalogue.db`` holds, through one connection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stockdesk.core.location import Category
from stockdesk.store.aliases import AliasStore
from stockdesk.store.database import Database
from stockdesk.store.locations import LocationStore
from stockdesk.store.products import ProductStore


class CatalogueStore(ProductStore, LocationStore):
    """The products and the lists of each location, as the service last told them."""

    def __init__(self, database: Database, aliases: AliasStore) -> None:
        ProductStore.__init__(self, database, aliases)

    def finish_sync(self, location_id: int, started: datetime, finished: datetime, server_date: datetime) -> None:
        """Note that a sync ran to its end, and tidy up after it."""
        LocationStore.finish_sync(self, location_id, started, finished, server_date)
        self.tidy()

    def save_categories(self, location_id: int, categories: Iterable[Category]) -> None:
        """Keep a location's product categories; products are found by their categories' new titles at once."""
        before = {category.category_id: category.title for category in self.categories(location_id)}
        LocationStore.save_categories(self, location_id, categories)
        after = {category.category_id: category.title for category in self.categories(location_id)}
        renamed = {category_id for category_id in before | after if before.get(category_id) != after.get(category_id)}
        if renamed:
            self._upsert(location_id, self.in_categories(location_id, renamed), even_if_equal=True)
