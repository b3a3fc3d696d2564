from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.store.aliases import Alias, AliasStore
from stockdesk.store.database import Database
from tests.store.samples import NOON


def test_alias_reads_back_with_its_exact_factor(work: Database) -> None:
    store = AliasStore(work)
    alias = Alias("00123", 7, Decimal("0.250"), NOON, "Ana")
    store.set(4564, alias)
    assert store.aliases(4564, "00123") == [alias]
    assert store.aliases(4564, "123") == []
    assert store.aliases(99, "00123") == []


def test_two_products_of_one_code_are_both_kept(work: Database) -> None:
    store = AliasStore(work)
    store.set(4564, Alias("x", 8, Decimal(6), NOON))
    store.set(4564, Alias("x", 7, Decimal(1), NOON))
    store.set(4564, Alias("x", 7, Decimal(12), NOON))
    assert [(alias.product_id, alias.factor) for alias in store.all(4564)] == [(7, Decimal(12)), (8, Decimal(6))]
    store.remove(4564, "x", 7)
    store.remove(4564, "x", 7)
    assert [alias.product_id for alias in store.aliases(4564, "x")] == [8]


@pytest.mark.parametrize("factor", ["0", "-1", "NaN"])
def test_pack_of_nothing_is_a_bug(work: Database, factor: str) -> None:
    with pytest.raises(ValueError, match="a pack of"):
        AliasStore(work).set(4564, Alias("x", 7, Decimal(factor), NOON))
