"""The products of the catalogue: exact look-up, search as you type, and bringing them up to date in small steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import overload

from stockdesk.core.match import Match, MatchedBy
from stockdesk.core.product import Product
from stockdesk.store.aliases import AliasStore
from stockdesk.store.columns import json_text, storable
from stockdesk.store.database import Database
from stockdesk.store.rows import (
    COLUMNS,
    columns_of,
    gtin_of,
    key_of,
    keys_of,
    product_id_of,
    product_of,
    searched,
    spaced,
)

CHUNK = 50
"""Products written in one transaction: about 5 ms, on a busy machine 30 ms, where 50 ms may not be passed."""
MERGED_PAGES = 16
"""Pages of the search index merged after a chunk, about 6 ms: a chunk writes 5 and each is merged about 3 times."""
MOST_PIECES = 8
"""Pieces of the search index that are left alone; each makes every search a little slower."""
READ_AT_ONCE = 10
"""Hits of a search read in one go: about what a list shows."""
SHOWN_HITS = 100
"""Most products that one code gives: a chooser shows no more."""

_VALUES = ", ".join(COLUMNS)
_STORED = f"SELECT {_VALUES} FROM product WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608
_SELECT = f"SELECT {_VALUES} FROM product "  # noqa: S608 - names of columns
# The conditions on '' and NULL make the partial indexes usable. One that compares an indexed column with a parameter by
# <> must not be here: SQLite would then plan the statement anew for each value, at ten times the cost of running it.
_BY_CODE = (
    f"SELECT 0, {_VALUES} FROM product WHERE barcode = ?1 AND barcode <> '' AND key BETWEEN ?2 AND ?3 "  # noqa: S608
    f"UNION ALL SELECT 1, {_VALUES} FROM product "
    f"WHERE article = ?1 AND article <> '' AND key BETWEEN ?2 AND ?3 LIMIT {SHOWN_HITS}"
)
_BY_KEY = f"{_SELECT}WHERE key = ?"
_BY_GTIN = f"{_SELECT}WHERE gtin14 = ? AND gtin14 IS NOT NULL AND key BETWEEN ? AND ? LIMIT {SHOWN_HITS}"
# No ORDER BY rank: it reads every hit of a broad beginning, 9 ms at 100,000 products and 99 ms at a million.
_SEARCH = "SELECT rowid FROM product_text WHERE product_text MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?"
_ALL_COLUMNS = (*COLUMNS, "gtin14", "folded")
_SETS = ", ".join(f"{name} = excluded.{name}" for name in _ALL_COLUMNS[1:])
_UPSERT = (
    f"INSERT INTO product ({', '.join(_ALL_COLUMNS)}) VALUES ({', '.join('?' * len(_ALL_COLUMNS))}) "  # noqa: S608
    f"ON CONFLICT (key) DO UPDATE SET {_SETS}"
)
_MATCHED = (MatchedBy.BARCODE, MatchedBy.ARTICLE)


class Hits(Sequence[Product]):
    """Products found by a search, in order, read a few at a time. For the thread that searched.

    A product that was removed since the search shows without a title.
    """

    def __init__(self, database: Database, keys: list[int]) -> None:
        self._database = database
        self._keys = keys
        self._read: dict[int, Product] = {}

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, place: int) -> Product: ...
    @overload
    def __getitem__(self, place: slice) -> list[Product]: ...
    def __getitem__(self, place: int | slice) -> Product | list[Product]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        key = self._keys[place]
        if key not in self._read:
            first = place % len(self)
            self._read_some(self._keys[first : first + READ_AT_ONCE])
        return self._read[key]

    def _read_some(self, keys: list[int]) -> None:
        self._read.update((key, Product(product_id_of(key), "")) for key in keys)
        rows = self._database.rows(_STORED, (json_text(keys),))
        self._read.update((row[0], product_of(row)) for row in rows)


class ProductStore:
    """The products of each location, in ``catalogue.db``, with the codes that people added to them."""

    def __init__(self, database: Database, aliases: AliasStore) -> None:
        self._database = database
        self._aliases = aliases

    def by_code(self, location_id: int, code: str) -> list[Match]:
        """Return the products whose barcode, article or alias is exactly this text; leading zeros count."""
        if not code:
            return []
        code = storable(code)
        rows = self._database.rows(_BY_CODE, (code, *keys_of(location_id)))
        matches: dict[int, Match] = {}
        for row in rows:  # by barcode first: a product that bears the code twice is found by it once
            matches.setdefault(row[1], Match(product_of(row[1:]), _MATCHED[row[0]]))
        for alias in self._aliases.aliases(location_id, code):
            key = key_of(location_id, alias.product_id)
            product = None if key in matches else self.product(location_id, alias.product_id)
            if product is not None:
                matches[key] = Match(product, MatchedBy.ALIAS, alias.factor)
        return list(matches.values())

    def by_gtin(self, location_id: int, gtin14: str) -> list[Match]:
        """Return the products whose barcode is this GTIN (14 digits), however long it is written there."""
        rows = self._database.rows(_BY_GTIN, (storable(gtin14), *keys_of(location_id)))
        return [Match(product_of(row), MatchedBy.GTIN) for row in rows]

    def product(self, location_id: int, product_id: int) -> Product | None:
        """Read one product, None when it is not here."""
        row = self._database.row(_BY_KEY, (key_of(location_id, product_id),))
        return None if row is None else product_of(row)

    def search(self, location_id: int, text: str, limit: int = 50) -> list[Product]:
        """Find products by words of title, article, barcode, category and comment, as a person types.

        All words must be there, in any order; case, accents and ё/е do not matter. Three letters and more are found
        anywhere, fewer at the beginning of a word. Products come in the order of their ids, at most ``limit``.
        """
        return list(self.hits(location_id, text, limit))

    def hits(self, location_id: int, text: str, limit: int = 50) -> Hits:
        """Find as ``search`` does, and read a product only when it is looked at: a list shows ten of fifty."""
        words = _match(text)
        rows = self._database.rows(_SEARCH, (words, *keys_of(location_id), max(limit, 0))) if words else []
        return Hits(self._database, [key for (key,) in rows])

    def in_categories(self, location_id: int, category_ids: Iterable[int]) -> list[Product]:
        """Read the products of some categories, by id."""
        rows = self._database.rows(
            f"{_SELECT}WHERE key BETWEEN ? AND ? AND category_id IN (SELECT value FROM json_each(?)) ORDER BY key",  # noqa: S608
            (*keys_of(location_id), json_text(sorted(category_ids))),
        )
        return [product_of(row) for row in rows]

    def count(self, location_id: int) -> int:
        """Count a location's products."""
        row = self._database.row("SELECT count(*) FROM product WHERE key BETWEEN ? AND ?", keys_of(location_id))
        return int(row[0])

    def all_ids(self, location_id: int) -> set[int]:
        """Return the ids of all products of a location."""
        rows = self._database.rows("SELECT key FROM product WHERE key BETWEEN ? AND ?", keys_of(location_id))
        return {product_id_of(key) for (key,) in rows}

    def upsert(self, location_id: int, products: Sequence[Product]) -> int:
        """Add or change products, with their stock; returns how many are new or differ from what was here.

        In transactions of ``CHUNK`` products, so that the write lock is never held for 50 ms; what came before a fault
        stays. Of two products with one id the later counts.
        """
        return self._upsert(location_id, products, even_if_equal=False)

    def _upsert(self, location_id: int, products: Sequence[Product], *, even_if_equal: bool) -> int:
        unique = {product.product_id: product for product in products}
        titles = self._category_titles(location_id, {product.category_id for product in unique.values()})
        changed = 0
        remaining = iter(unique.values())
        while chunk := list(islice(remaining, CHUNK)):
            rows = {columns[0]: columns for columns in (columns_of(location_id, product) for product in chunk)}
            changed += self._write(rows, chunk, titles, even_if_equal)
            self._merge(MERGED_PAGES)
        return changed

    def _category_titles(self, location_id: int, categories: set[int | None]) -> dict[int | None, str]:
        rows = self._database.rows(
            "SELECT category_id, title FROM category WHERE location_id = ? "
            "AND category_id IN (SELECT value FROM json_each(?))",
            (location_id, json_text([category for category in categories if category is not None])),
        )
        return dict(rows)

    def _write(
        self,
        rows: dict[object, tuple[object, ...]],
        products: Sequence[Product],
        titles: dict[int | None, str],
        even_if_equal: bool,
    ) -> int:
        with self._database.transaction() as connection:
            before = {row[0]: row for row in connection.execute(_STORED, (json_text(list(rows)),))}
            differing = [
                (columns, product)
                for (key, columns), product in zip(rows.items(), products, strict=True)
                if even_if_equal or before.get(key) != columns
            ]
            connection.executemany(
                _UPSERT,
                (
                    (*columns, gtin_of(product), searched(product, titles.get(product.category_id, "")))
                    for columns, product in differing
                ),
            )
        return len(differing)

    def _merge(self, pages: int) -> bool:
        """Merge a little of the search index, in a transaction of its own; returns whether there was anything to do.

        A negative number of pages begins to merge all of it into one piece.
        """
        with self._database.transaction() as connection:
            before = connection.total_changes
            connection.execute("INSERT INTO product_text (product_text, rank) VALUES ('merge', ?)", (pages,))
            # One change is the command itself (sqlite.org/fts5.html, 6.9).
            return connection.total_changes - before >= 2

    def tidy(self) -> None:
        """Bring the search index into one piece if it is in many: search is several times faster then.

        In small transactions, about 1 s in all after 100,000 new products, nothing after a few.
        """
        pieces = self._database.row("SELECT count(DISTINCT segid) FROM product_text_idx")[0]
        if pieces > MOST_PIECES and self._merge(-MERGED_PAGES):
            while self._merge(MERGED_PAGES):
                pass

    def remove(self, location_id: int, product_ids: Iterable[int]) -> int:
        """Take products out; returns how many were here. In small transactions, like ``upsert``."""
        removed = 0
        remaining = iter(sorted(product_ids))
        while chunk := list(islice(remaining, CHUNK)):
            with self._database.transaction() as connection:
                cursor = connection.execute(
                    "DELETE FROM product WHERE key IN (SELECT value FROM json_each(?))",
                    (json_text([key_of(location_id, product_id) for product_id in chunk]),),
                )
                removed += cursor.rowcount
            self._merge(MERGED_PAGES)
        return removed


def _match(text: str) -> str:
    """Return the FTS5 expression for what a person typed, "" for nothing; every word is quoted, so none is syntax."""
    words = spaced(text).split()
    return " AND ".join('"' + (" " * (3 - len(word)) + word).replace('"', '""') + '"' for word in words)
