from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stockdesk.core.location import Category
from stockdesk.core.product import fold
from stockdesk.store.catalogue import CatalogueStore
from tests.store.samples import product

HERE = 4564
TITLES = {
    1: "Shampoo Argan Oil 250 ml",
    2: "Крем для рук ЁЛКА",
    3: "Crème brûlée masque",
    4: 'L\'Oréal 100% "pure" (AND) OR NOT *',
    5: "洗发水 柔顺",
    6: "Oil of almond, sweet",
}


@pytest.fixture
def shop(catalogue: CatalogueStore) -> CatalogueStore:
    catalogue.save_categories(HERE, [Category(5, "Hair care"), Category(6, "Кожа")])
    catalogue.upsert(
        HERE,
        [
            product(number, title, barcode=f"40063813339{number}", article=f"ART-{number}0", comment="", category_id=5)
            for number, title in TITLES.items()
        ],
    )
    return catalogue


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("shampoo", [1]),
        ("SHAM", [1]),
        ("mpo", [1]),
        ("oil argan", [1]),
        ("argan oil", [1]),
        ("oil", [1, 6]),
        ("елка", [2]),
        ("ёлк", [2]),
        ("creme BRULEE", [3]),
        ("rûl", [3]),
        ("l'or", [4]),
        ('"pure"', [4]),
        ("(and) or not *", [4]),
        ("洗发水", [5]),
        ("洗", [5]),
        ("s", [1, 6]),
        ("sh", [1]),
        ("ha", [1]),
        ("al o", [6]),
        ("4006381333", [1, 2, 3, 4, 5, 6]),
        ("art-30", [3]),
        ("hair cream", []),
        ("care", [1, 2, 3, 4, 5, 6]),
        ("", []),
        ("   ", []),
        ("nothing of the kind", []),
    ],
)
def test_words_are_found_without_regard_to_case_accents_and_order(
    shop: CatalogueStore, typed: str, ids: list[int]
) -> None:
    found = [hit.product_id for hit in shop.search(HERE, typed)]
    # "Hair care" is every product's category here: its words begin with h and c.
    assert found == (ids if typed != "ha" else [1, 2, 3, 4, 5, 6])


def test_no_more_than_the_limit_is_found_and_read(shop: CatalogueStore) -> None:
    assert [hit.product_id for hit in shop.search(HERE, "care", limit=2)] == [1, 2]
    assert shop.search(HERE, "care", limit=0) == []
    hits = shop.hits(HERE, "care")
    assert (len(hits), hits[-1].product_id, [hit.product_id for hit in hits[1:3]]) == (6, 6, [2, 3])
    with pytest.raises(IndexError):
        hits[6]


def test_product_is_found_by_its_categorys_new_title_at_once(shop: CatalogueStore) -> None:
    shop.save_categories(HERE, [Category(5, "Волосы"), Category(6, "Кожа")])
    assert shop.search(HERE, "hair") == []
    assert len(shop.search(HERE, "волос")) == 6


def test_changed_title_is_found_and_the_old_one_is_not(shop: CatalogueStore) -> None:
    shop.upsert(HERE, [product(1, "Conditioner", barcode="x", article="", comment="", category_id=5)])
    assert shop.search(HERE, "shampoo") == []
    assert [hit.title for hit in shop.search(HERE, "condi")] == ["Conditioner"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=()), max_size=12))
def test_whatever_is_typed_is_no_syntax(shop: CatalogueStore, typed: str) -> None:
    for hit in shop.search(HERE, typed):
        text = fold(f"{hit.title} {hit.article} {hit.barcode} Hair care")
        assert all(word in text for word in fold(typed.replace("\0", " ")).split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(TITLES)), st.data())
def test_any_three_characters_of_a_word_find_its_product(
    shop: CatalogueStore, number: int, data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from([word for word in fold(TITLES[number]).split() if len(word) >= 3]))
    start = data.draw(st.integers(0, len(word) - 3))
    assert number in [hit.product_id for hit in shop.search(HERE, word[start : start + 3])]
