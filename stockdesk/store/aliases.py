"""Codes that people know and the service does not: pack codes, supplier codes, old codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from stockdesk.store.columns import decimal_text, storable, time_text
from stockdesk.store.database import Database


@dataclass(frozen=True, slots=True)
class Alias:
    """A code of a product; ``factor`` is how many sale units one scan of it is. ``learned`` is UTC."""

    code: str
    product_id: int
    factor: Decimal
    learned: datetime
    person: str = ""


class AliasStore:
    """The aliases of each location, in ``work.db``: they are people's own knowledge, no sync takes them away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def aliases(self, location_id: int, code: str) -> list[Alias]:
        """Read what a code stands for; several products are a conflict that people settle, none wins by itself."""
        return self._read("WHERE location_id = ? AND code = ? ORDER BY product_id", (location_id, storable(code)))

    def all(self, location_id: int) -> list[Alias]:
        """Read all aliases of a location, by code."""
        return self._read("WHERE location_id = ? ORDER BY code, product_id", (location_id,))

    def _read(self, where: str, parameters: tuple[object, ...]) -> list[Alias]:
        rows = self._database.rows(f"SELECT code, product_id, factor, learned, person FROM alias {where}", parameters)  # noqa: S608 - the two literals above
        return [
            Alias(code, product_id, Decimal(factor), datetime.fromisoformat(learned), person)
            for code, product_id, factor, learned, person in rows
        ]

    def set(self, location_id: int, alias: Alias) -> None:
        """Keep an alias; one for the same code and product is replaced. ``ValueError`` for a factor of 0 or less."""
        if not alias.factor.is_finite() or alias.factor <= 0:
            raise ValueError(f"a pack of {alias.factor}")
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO alias (location_id, code, product_id, factor, learned, person) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (location_id, code, product_id) DO UPDATE SET factor = excluded.factor, "
                "learned = excluded.learned, person = excluded.person",
                (
                    location_id,
                    storable(alias.code),
                    alias.product_id,
                    decimal_text(alias.factor),
                    time_text(alias.learned),
                    storable(alias.person),
                ),
            )

    def remove(self, location_id: int, code: str, product_id: int) -> None:
        """Forget an alias; nothing happens when there is none."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM alias WHERE location_id = ? AND code = ? AND product_id = ?",
                (location_id, storable(code), product_id),
            )
