from __future__ import annotations

import csv
import sqlite3
import tempfile
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.gtin import gtin14
from stockdesk.core.match import Match, MatchedBy
from stockdesk.core.product import Product, Unit
from stockdesk.resources import resource_path
from stockdesk.store.aliases import Alias, AliasStore
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.rows import key_of
from tests.store.samples import NOON, product

HERE = 4564

texts = st.text(max_size=12)
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=3)
products = st.builds(
    Product,
    st.integers(1, 60),
    texts,
    texts,
    texts,
    st.none() | st.integers(1, 9),
    st.builds(Unit, st.none() | st.integers(1, 9), texts),
    st.builds(Unit, st.none() | st.integers(1, 9), texts),
    amounts,
    st.none() | amounts,
    st.none() | amounts,
    st.none() | amounts,
    st.none() | amounts,
    texts,
    st.booleans(),
    st.dictionaries(st.integers(1, 99), amounts, max_size=3),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)


def real_products() -> list[Product]:
    """The products of the demo catalogue, numbered from 1."""
    with resource_path("demo", "products.csv").open(encoding="utf-8", newline="") as file:
        return [
            Product(number, row["title"], row["barcode"], f"A-{number}", comment=row["brand"])
            for number, row in enumerate(csv.DictReader(file), 1)
        ]


def found(matches: list[Match]) -> list[tuple[int, MatchedBy]]:
    return [(match.product.product_id, match.matched) for match in matches]


@settings(max_examples=60, deadline=None)
@given(st.lists(products, max_size=80))
def test_products_read_back_as_they_were_kept_last(given_products: list[Product]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = DataFolder.prepare(Path(place))
        work, file = Database.open_work(folder), Database.open_catalogue(folder)
        store = CatalogueStore(file, AliasStore(work))
        last = {kept.product_id: kept for kept in given_products}
        assert store.upsert(HERE, given_products) == len(last)
        assert {product_id: store.product(HERE, product_id) for product_id in last} == last
        assert store.upsert(HERE, list(last.values())) == 0
        assert (store.count(HERE), store.all_ids(HERE)) == (len(last), set(last))
        file.close()
        work.close()


def test_decimals_keep_their_digits(catalogue: CatalogueStore) -> None:
    catalogue.upsert(HERE, [product(desired_amount=Decimal("10.000"))])
    kept = catalogue.product(HERE, 7)
    assert kept is not None
    assert (str(kept.desired_amount), str(kept.stock[12])) == ("10.000", "-0.500")


def test_only_what_differs_counts_as_changed(catalogue: CatalogueStore) -> None:
    both = [product(7), product(8, barcode="")]
    assert catalogue.upsert(HERE, both) == 2
    assert catalogue.upsert(HERE, both) == 0
    assert catalogue.upsert(HERE, [replace(both[0], stock={11: Decimal(11)}), both[1]]) == 1
    assert catalogue.upsert(HERE, [replace(both[1], title="Other")]) == 1


def test_code_is_found_as_exact_text_in_barcode_and_article(catalogue: CatalogueStore) -> None:
    catalogue.upsert(
        HERE,
        [
            product(1, barcode="0012345", article="X1"),
            product(2, barcode="12345", article="0012345"),
            product(3, barcode="", article=""),
            product(4, barcode="0012345", article="0012345"),
        ],
    )
    assert found(catalogue.by_code(HERE, "0012345")) == [
        (1, MatchedBy.BARCODE),
        (4, MatchedBy.BARCODE),
        (2, MatchedBy.ARTICLE),
    ]
    assert found(catalogue.by_code(HERE, "12345")) == [(2, MatchedBy.BARCODE)]
    assert found(catalogue.by_code(HERE, "x1")) == []
    assert found(catalogue.by_code(HERE, "")) == []
    assert found(catalogue.by_code(HERE, "\ud800\0")) == []


def test_location_sees_its_own_products_only(catalogue: CatalogueStore) -> None:
    catalogue.upsert(HERE, [product(7)])
    catalogue.upsert(HERE + 1, [product(7, "Shampoo elsewhere"), product(8)])
    assert found(catalogue.by_code(HERE, "4006381333931")) == [(7, MatchedBy.BARCODE)]
    assert found(catalogue.by_gtin(HERE, "04006381333931")) == [(7, MatchedBy.GTIN)]
    assert [hit.title for hit in catalogue.search(HERE, "shampoo")] == ["Shampoo Argan 250 ml"]
    assert catalogue.remove(HERE, [7, 8]) == 1
    assert (catalogue.count(HERE), catalogue.all_ids(HERE + 1)) == (0, {7, 8})


def test_real_barcodes_are_found_by_text_and_by_gtin_in_any_length(catalogue: CatalogueStore) -> None:
    everything = real_products()
    assert catalogue.upsert(HERE, everything) == len(everything)
    for kept in everything:
        wanted = gtin14(kept.barcode)
        assert wanted is not None
        assert catalogue.by_code(HERE, kept.barcode) == [Match(kept, MatchedBy.BARCODE)]
        assert catalogue.by_gtin(HERE, wanted) == [Match(kept, MatchedBy.GTIN)]


@pytest.mark.parametrize("written", ["036800054417", "0036800054417", "00036800054417"])
def test_gtin_is_the_same_however_long_it_is_written(catalogue: CatalogueStore, written: str) -> None:
    catalogue.upsert(HERE, [product(7, barcode=written), product(8, barcode="036800054418")])
    assert found(catalogue.by_gtin(HERE, "00036800054417")) == [(7, MatchedBy.GTIN)]
    assert found(catalogue.by_gtin(HERE, "00036800054418")) == []


def test_alias_gives_its_product_with_the_factor_and_never_hides_another(
    catalogue: CatalogueStore, work: Database
) -> None:
    catalogue.upsert(HERE, [product(7, barcode="box"), product(8, barcode=""), product(9, barcode="")])
    aliases = AliasStore(work)
    for product_id in (7, 8, 404):
        aliases.set(HERE, Alias("box", product_id, Decimal(6), NOON))
    matches = catalogue.by_code(HERE, "box")
    assert found(matches) == [(7, MatchedBy.BARCODE), (8, MatchedBy.ALIAS)]
    assert [match.factor for match in matches] == [Decimal(1), Decimal(6)]


def test_removed_product_is_not_found_any_more(catalogue: CatalogueStore) -> None:
    catalogue.upsert(HERE, [product(number, f"Shampoo {number}") for number in range(1, 151)])
    hits = catalogue.hits(HERE, "shampoo", limit=3)
    assert catalogue.remove(HERE, range(1, 121)) == 120
    assert catalogue.all_ids(HERE) == set(range(121, 151))
    assert len(catalogue.search(HERE, "shampoo", limit=200)) == 30
    assert [hit.title for hit in hits] == ["", "", ""]
    assert catalogue.product(HERE, 1) is None


def test_ids_out_of_range_are_a_bug() -> None:
    for location_id, product_id in ((-1, 1), (1, -1), (1, 1 << 36), (1 << 27, 1)):
        with pytest.raises(ValueError, match="out of range"):
            key_of(location_id, product_id)


def test_write_lock_is_taken_anew_for_every_few_products(catalogue: CatalogueStore, catalogue_file: Database) -> None:
    everything = real_products()[:500]
    transactions: list[set[str]] = []

    def told(statement: str) -> None:
        if statement.startswith("BEGIN"):
            transactions.append(set())
        elif statement.startswith("INSERT INTO product ("):
            transactions[-1].add(statement)

    catalogue_file.connection.set_trace_callback(told)
    catalogue.upsert(HERE, everything)
    catalogue_file.connection.set_trace_callback(None)
    assert sum(map(len, transactions)) == 500
    assert max(map(len, transactions)) == 50


def test_search_index_agrees_with_the_products_after_any_change(
    catalogue: CatalogueStore, catalogue_file: Database
) -> None:
    everything = real_products()[:900]
    for start in range(0, 900, 30):
        catalogue.upsert(HERE, everything[start : start + 30])
    catalogue.upsert(HERE, [replace(kept, title=f"{kept.title} new") for kept in everything[::3]])
    catalogue.remove(HERE, [kept.product_id for kept in everything[::4]])
    catalogue.finish_sync(HERE, NOON, NOON, NOON)
    with catalogue_file.transaction() as connection:
        connection.execute("INSERT INTO product_text (product_text, rank) VALUES ('integrity-check', 1)")
    assert catalogue_file.row("SELECT count(DISTINCT segid) FROM product_text_idx") == (1,)
    catalogue_file.check()


def test_reader_is_not_held_up_by_a_sync(folder: DataFolder, catalogue: CatalogueStore, work: Database) -> None:
    catalogue.upsert(HERE, [product(7)])
    window = Database.open_catalogue(folder, gui=True)
    other = sqlite3.connect(folder.catalogue_db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM product")
    assert found(CatalogueStore(window, AliasStore(work)).by_code(HERE, "SH-7")) == [(7, MatchedBy.ARTICLE)]
    other.execute("ROLLBACK")
    other.close()
    window.close()


def test_look_up_is_not_planned_anew_for_every_code(catalogue: CatalogueStore, catalogue_file: Database) -> None:
    """SQLite plans again where a parameter decides on a partial index: ten times the cost of the look-up itself."""
    some = real_products()[:20]
    catalogue.upsert(HERE, some)
    planned: list[int] = []

    def asked(action: int, *_names: str | None) -> int:
        planned.append(action)  # the authorizer is asked while a statement is planned, and only then
        return sqlite3.SQLITE_OK

    catalogue_file.connection.set_authorizer(asked)
    catalogue.by_code(HERE, "")
    catalogue.by_code(HERE, some[0].barcode)
    catalogue.by_gtin(HERE, some[0].barcode.zfill(14))
    assert planned
    planned.clear()
    for kept in some:
        assert catalogue.by_code(HERE, kept.barcode)
        assert catalogue.by_gtin(HERE, kept.barcode.zfill(14))
    catalogue_file.connection.set_authorizer(None)
    assert planned == []
