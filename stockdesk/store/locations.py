"""What the service says about each location besides its products: storages, people, suppliers, categories, rights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from stockdesk.core.location import Category, Location, Rights, Storage, Supplier, TeamMember
from stockdesk.store.columns import json_text, optional_time, optional_time_text, storable
from stockdesk.store.database import Database


@dataclass(frozen=True, slots=True)
class SyncState:
    """How far a location's catalogue is brought up to date; times are UTC.

    ``next_page`` is where a sync that was cut off goes on, 1 when none was. ``started`` and ``finished`` are by the
    own clock; ``server_date`` is the service's, at the start of the last sync that ran to its end.
    """

    next_page: int = 1
    started: datetime | None = None
    finished: datetime | None = None
    server_date: datetime | None = None


class LocationStore:
    """Lists of each location, in ``catalogue.db``. Saving a list replaces the one before it, in the order given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_location(self, location: Location) -> None:
        """Keep a location."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO location (location_id, title, timezone, currency) VALUES (?, ?, ?, ?)",
                (location.location_id, storable(location.title), location.timezone, storable(location.currency)),
            )

    def location(self, location_id: int) -> Location | None:
        """Read a location, None when it was never kept."""
        row = self._database.row(
            "SELECT location_id, title, timezone, currency FROM location WHERE location_id = ?", (location_id,)
        )
        return None if row is None else Location(*row)

    def locations(self) -> list[Location]:
        """Read all locations ever kept, by title."""
        rows = self._database.rows("SELECT location_id, title, timezone, currency FROM location ORDER BY title")
        return [Location(*row) for row in rows]

    def save_storages(self, location_id: int, storages: Iterable[Storage]) -> None:
        """Keep a location's storages."""
        rows = [
            (location_id, storage.storage_id, storable(storage.title), storage.for_sale, storage.for_service, place)
            for place, storage in enumerate(storages)
        ]
        self._replace("storage", location_id, rows)

    def storages(self, location_id: int) -> list[Storage]:
        """Read a location's storages."""
        rows = self._database.rows(
            "SELECT storage_id, title, for_sale, for_service FROM storage WHERE location_id = ? ORDER BY place",
            (location_id,),
        )
        return [Storage(storage_id, title, bool(sale), bool(service)) for storage_id, title, sale, service in rows]

    def save_team(self, location_id: int, team: Iterable[TeamMember]) -> None:
        """Keep a location's team members."""
        rows = [
            (
                location_id,
                member.member_id,
                storable(member.name),
                member.user_id,
                member.fired,
                member.removed,
                place,
            )
            for place, member in enumerate(team)
        ]
        self._replace("team_member", location_id, rows)

    def team(self, location_id: int) -> list[TeamMember]:
        """Read a location's team members."""
        rows = self._database.rows(
            "SELECT member_id, name, user_id, fired, removed FROM team_member WHERE location_id = ? ORDER BY place",
            (location_id,),
        )
        return [
            TeamMember(member_id, name, user_id, bool(fired), bool(removed))
            for member_id, name, user_id, fired, removed in rows
        ]

    def save_suppliers(self, location_id: int, suppliers: Iterable[Supplier]) -> None:
        """Keep a location's suppliers."""
        rows = {supplier.supplier_id: storable(supplier.title) for supplier in suppliers}
        self._replace("supplier", location_id, [(location_id, *row) for row in rows.items()])

    def suppliers(self, location_id: int) -> list[Supplier]:
        """Read a location's suppliers, by title."""
        rows = self._database.rows(
            "SELECT supplier_id, title FROM supplier WHERE location_id = ? ORDER BY title, supplier_id", (location_id,)
        )
        return [Supplier(*row) for row in rows]

    def save_categories(self, location_id: int, categories: Iterable[Category]) -> None:
        """Keep a location's product categories."""
        rows = [
            (location_id, category.category_id, storable(category.title), category.parent_id, place)
            for place, category in enumerate(categories)
        ]
        self._replace("category", location_id, rows)

    def categories(self, location_id: int) -> list[Category]:
        """Read a location's product categories."""
        rows = self._database.rows(
            "SELECT category_id, title, parent_id FROM category WHERE location_id = ? ORDER BY place", (location_id,)
        )
        return [Category(*row) for row in rows]

    def _replace(self, table: str, location_id: int, rows: Sequence[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * len(rows[0])) if rows else ""
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM {table} WHERE location_id = ?", (location_id,))  # noqa: S608 - own names
            if rows:
                # A list that names one id twice keeps the later: the service's pages can repeat a row.
                connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608

    def save_rights(self, location_id: int, rights: Rights) -> None:
        """Keep what the signed-in user may do at a location."""
        values = {field.name: getattr(rights, field.name) for field in fields(rights)}
        values["storage_ids"] = sorted(rights.storage_ids)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO rights (location_id, rights) VALUES (?, ?)", (location_id, json_text(values))
            )

    def rights(self, location_id: int) -> Rights | None:
        """Read what the signed-in user may do at a location, None when it was never read."""
        row = self._database.row("SELECT rights FROM rights WHERE location_id = ?", (location_id,))
        if row is None:
            return None
        known = {field.name for field in fields(Rights)}
        values = {name: value for name, value in json.loads(row[0]).items() if name in known}
        values["storage_ids"] = frozenset(values.get("storage_ids", ()))
        return Rights(**values)

    def sync_state(self, location_id: int) -> SyncState:
        """Read how far the catalogue of a location is up to date."""
        row = self._database.row(
            "SELECT next_page, started, finished, server_date FROM sync WHERE location_id = ?", (location_id,)
        )
        return SyncState() if row is None else SyncState(row[0], *(optional_time(text) for text in row[1:]))

    def save_sync_state(self, location_id: int, state: SyncState) -> None:
        """Keep how far the catalogue of a location is up to date."""
        times = (optional_time_text(moment) for moment in (state.started, state.finished, state.server_date))
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO sync (location_id, next_page, started, finished, server_date) "
                "VALUES (?, ?, ?, ?, ?)",
                (location_id, state.next_page, *times),
            )

    def finish_sync(self, location_id: int, started: datetime, finished: datetime, server_date: datetime) -> None:
        """Note that a sync ran to its end; ``server_date`` is the service's clock at its start."""
        self.save_sync_state(location_id, SyncState(1, started, finished, server_date))

    def note_page(self, location_id: int, next_page: int, started: datetime) -> None:
        """Note where a sync goes on if it is cut off now; what the last whole sync proved stays."""
        self.save_sync_state(location_id, replace(self.sync_state(location_id), next_page=next_page, started=started))
