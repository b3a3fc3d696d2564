"""The demo service's SQLite store.

Ids are integers. Moments are milliseconds since 1970 in UTC (`…_ms`). Decimals are text; stock and `sale_amount` are
exact fractions of the sale unit as text (`"12"`, `"3/10"`), because one write-off unit need not be a finite decimal
part of a sale unit.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE locations(
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, zone TEXT NOT NULL, currency TEXT NOT NULL, country_id INTEGER NOT NULL,
  country TEXT NOT NULL, city_id INTEGER NOT NULL, city TEXT NOT NULL, address TEXT NOT NULL, phone TEXT NOT NULL,
  lat TEXT NOT NULL, lon TEXT NOT NULL, hooks TEXT NOT NULL
) STRICT;
CREATE TABLE users(
  id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, password TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL
) STRICT;
CREATE TABLE rights(
  user_id INTEGER, location_id INTEGER, flags TEXT NOT NULL, PRIMARY KEY(user_id, location_id)
) STRICT;
CREATE TABLE storages(
  id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, title TEXT NOT NULL, for_service INTEGER NOT NULL,
  for_sale INTEGER NOT NULL, comment TEXT NOT NULL, weight INTEGER NOT NULL
) STRICT;
CREATE TABLE categories(
  id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, title TEXT NOT NULL, parent_id INTEGER NOT NULL,
  article TEXT NOT NULL, comment TEXT NOT NULL
) STRICT;
CREATE TABLE goods(
  good_id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, title TEXT NOT NULL, print_title TEXT NOT NULL,
  article TEXT NOT NULL, barcode TEXT NOT NULL, category_id INTEGER NOT NULL, cost TEXT NOT NULL,
  actual_cost TEXT NOT NULL, unit_id INTEGER NOT NULL, service_unit_id INTEGER NOT NULL, unit_equals TEXT NOT NULL,
  critical_amount TEXT NOT NULL, desired_amount TEXT NOT NULL, netto TEXT NOT NULL, brutto TEXT NOT NULL,
  comment TEXT NOT NULL, tax_variant INTEGER NOT NULL, vat_id INTEGER NOT NULL, is_chain INTEGER NOT NULL,
  archived INTEGER NOT NULL, deleted INTEGER NOT NULL, changed_ms INTEGER NOT NULL, folded TEXT NOT NULL, raw TEXT
) STRICT;
CREATE TABLE stock(
  good_id INTEGER, storage_id INTEGER, amount TEXT NOT NULL, PRIMARY KEY(good_id, storage_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE suppliers(id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, title TEXT NOT NULL) STRICT;
CREATE TABLE staff(
  id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, name TEXT NOT NULL, specialization TEXT NOT NULL,
  position_id INTEGER, position TEXT, user_id INTEGER, fired INTEGER NOT NULL, status INTEGER NOT NULL,
  hidden INTEGER NOT NULL
) STRICT;
CREATE TABLE clients(
  id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL,
  discount INTEGER NOT NULL, visits_count INTEGER NOT NULL, sold_amount INTEGER NOT NULL
) STRICT;
CREATE TABLE accounts(
  id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, title TEXT NOT NULL, type INTEGER NOT NULL
) STRICT;
CREATE TABLE documents(
  id INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, number INTEGER NOT NULL, type_id INTEGER NOT NULL,
  storage_id INTEGER NOT NULL, user_id INTEGER NOT NULL, comment TEXT NOT NULL, create_ms INTEGER NOT NULL,
  entered_ms INTEGER NOT NULL, operation INTEGER NOT NULL, deleted INTEGER NOT NULL, seeded INTEGER NOT NULL
) STRICT;
CREATE TABLE transactions(
  id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL, location_id INTEGER NOT NULL, type_id INTEGER NOT NULL,
  good_id INTEGER NOT NULL, storage_id INTEGER NOT NULL, amount TEXT NOT NULL, unit_type INTEGER NOT NULL,
  sale_amount TEXT NOT NULL, cost_per_unit TEXT NOT NULL, discount TEXT NOT NULL, cost TEXT NOT NULL,
  supplier_id INTEGER NOT NULL, client_id INTEGER NOT NULL, master_id INTEGER NOT NULL, comment TEXT NOT NULL,
  special_number TEXT NOT NULL, create_ms INTEGER NOT NULL, entered_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
  visible_ms INTEGER NOT NULL, deleted INTEGER NOT NULL
) STRICT;
CREATE TABLE payments(
  id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL, account_id INTEGER NOT NULL, amount TEXT NOT NULL,
  supplier_id INTEGER NOT NULL, title TEXT NOT NULL, date_ms INTEGER NOT NULL
) STRICT;
"""

INDEXES = """
CREATE INDEX goods_listed ON goods(location_id, deleted, good_id);
CREATE INDEX goods_changed ON goods(location_id, changed_ms);
CREATE INDEX goods_category ON goods(category_id);
CREATE INDEX goods_barcode ON goods(barcode);
CREATE INDEX documents_location ON documents(location_id, number);
CREATE INDEX transactions_document ON transactions(document_id);
CREATE INDEX transactions_changed ON transactions(location_id, changed_ms);
CREATE INDEX transactions_good ON transactions(good_id);
"""


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the store: a private temporary file when `path` is None, which SQLite removes at the end.

    The connection is in autocommit mode; transactions are opened by `BEGIN`. Raises `sqlite3.Error` if the file cannot
    be opened or is no database.
    """
    db = sqlite3.connect("" if path is None else str(path), isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    if path is None:
        db.executescript("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;")
    else:
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    return db


def is_empty(db: sqlite3.Connection) -> bool:
    """True while the store has no tables yet."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None


def drop_everything(db: sqlite3.Connection) -> None:
    """Remove all tables, so that the store can be filled anew."""
    names = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        db.execute(f'DROP TABLE "{name}"')
