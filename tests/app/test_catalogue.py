"""The catalogue against the service: all of it, what changed, what is gone, and one code at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.desk import Desk
from stockdesk.app.events import SyncProgress
from stockdesk.core.barcode import interpret
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import check_digit
from stockdesk.core.instore import Pattern
from stockdesk.core.match import MatchedBy
from tests.app.conftest import PRODUCTS
from tests.support.bench import Bench, product
from tests.support.demo import FIRST_GOOD, LOCATION, SHOP, SUPPLIER, DemoService
from tests.support.front import NOTHING, front
from tests.support.sockets import SeenRequest, SocketServer, answers


@pytest.fixture
def desk(bench: Bench) -> Desk:
    found = bench.desk()
    assert found is not None
    return found


@pytest.fixture
def catalogue(bench: Bench) -> Catalogue:
    return bench.context.catalogue


def pages_asked(demo: DemoService, after: int = 0) -> int:
    """How many pages of products were asked for."""
    return sum(1 for request in demo.requests(after) if request["path"].endswith(f"/goods/{LOCATION}"))


def theirs(demo: DemoService) -> dict[int, tuple[str, str, str]]:
    """The service's own list: id -> title, barcode, article."""
    with demo.client() as client:
        rows = [
            row
            for page in (1, 2, 3)
            for row in client.get(f"/goods/{LOCATION}", params={"page": page, "count": 100}).json()["data"]
        ]
    return {row["good_id"]: (row["title"], row["barcode"], row["article"]) for row in rows}


def ours(catalogue: Catalogue) -> dict[int, tuple[str, str, str]]:
    found = [catalogue.product(product_id) for product_id in catalogue.store.all_ids(LOCATION)]
    return {one.product_id: (one.title, one.barcode, one.article) for one in found if one is not None}


def test_first_sync_takes_every_product_of_the_service(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    told: list[SyncProgress] = []
    result = catalogue.sync(desk, progress=told.append)
    assert ours(catalogue) == theirs(demo)
    assert (result.products, result.changed, result.removed) == (PRODUCTS, PRODUCTS, 0)
    assert catalogue.count() == PRODUCTS
    assert [(one.products, one.done, one.total) for one in told] == [
        (100, False, None),
        (PRODUCTS, False, None),
        (PRODUCTS, True, PRODUCTS),
    ]
    stock = demo.stock(FIRST_GOOD)
    one = catalogue.product(FIRST_GOOD)
    assert one is not None
    assert {(FIRST_GOOD, storage): amount for storage, amount in one.stock.items()} == stock


def test_next_sync_asks_for_changes_only_and_takes_them(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    catalogue.sync(desk)
    after = demo.requests()[-1]["n"]
    demo.post("goods", good_id=FIRST_GOOD, fields={"title": "renamed", "barcode": "4006381333931"})
    result = catalogue.sync(desk)
    asked = [request["query"] for request in demo.requests(after) if "/goods/" in request["path"]]
    assert all("changed_after" in query for query in asked)
    assert (result.changed, result.removed, result.products) == (1, 0, PRODUCTS)
    (match,) = catalogue.lookup("4006381333931")
    assert (match.product.title, match.matched) == ("renamed", MatchedBy.BARCODE)


def test_new_product_comes_with_the_next_sync(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    catalogue.sync(desk)
    new_id = demo.post("goods", fields={"title": "new one", "barcode": "9990000000017"})["good_id"]
    assert catalogue.sync(desk).products == PRODUCTS + 1
    assert [match.product.product_id for match in catalogue.lookup("9990000000017")] == [new_id]


def test_deleted_product_goes_with_the_next_full_sync(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    catalogue.sync(desk)
    demo.post("goods", good_id=FIRST_GOOD + 3, fields={"deleted": 1})
    assert catalogue.sync(desk).removed == 0
    result = catalogue.sync(desk, full=True)
    assert (result.removed, result.products) == (1, PRODUCTS - 1)
    assert catalogue.product(FIRST_GOOD + 3) is None
    assert ours(catalogue) == theirs(demo)


def test_sync_interrupted_by_a_fault_keeps_what_came_and_removes_nothing(
    catalogue: Catalogue, desk: Desk, demo: DemoService
) -> None:
    demo.set_faults({"http500_before": 1.0}, scope="reads", skip=1)
    with pytest.raises(StockdeskError, match=r"service\."):
        catalogue.sync(desk)
    assert catalogue.count() == 100
    assert catalogue.age(datetime.now(UTC)) is None
    demo.set_faults()
    catalogue.store.upsert(LOCATION, [product(900)])
    demo.set_faults({"http500_before": 1.0}, scope="reads", skip=1)
    with pytest.raises(StockdeskError, match=r"service\."):
        catalogue.sync(desk, full=True)
    assert catalogue.product(FIRST_GOOD + 900) is not None
    demo.set_faults()
    assert catalogue.sync(desk).removed == 1  # never finished, so it is a full one again
    assert ours(catalogue) == theirs(demo)


def test_sync_that_is_told_to_stop_keeps_what_came(catalogue: Catalogue, desk: Desk) -> None:
    with pytest.raises(StockdeskError, match=r"sync\.stopped"):
        catalogue.sync(desk, stopping=lambda: True)
    assert catalogue.count() == 100
    assert catalogue.age(datetime.now(UTC)) is None


def test_service_that_repeats_its_page_for_ever_is_noticed(
    bench: Bench, catalogue: Catalogue, demo: DemoService
) -> None:
    with demo.client() as client:
        page = client.get(f"/goods/{LOCATION}", params={"count": 3}).content
    with SocketServer([answers(*[page] * 5)]) as server, pytest.raises(StockdeskError, match=r"service\.paging"):
        catalogue.sync(bench.desk_at(server.url))
    assert catalogue.count() == 3


def test_age_counts_from_the_end_of_the_last_whole_sync(catalogue: Catalogue, desk: Desk) -> None:
    assert catalogue.age(datetime.now(UTC)) is None
    catalogue.sync(desk)
    age = catalogue.age(datetime.now(UTC) + timedelta(hours=1))
    assert age is not None
    assert timedelta(minutes=59) < age < timedelta(minutes=61)


def test_suppliers_are_learned_from_movements(
    catalogue: Catalogue, desk: Desk, demo: DemoService, bench: Bench
) -> None:
    catalogue.sync(desk)
    known = {supplier.supplier_id: supplier.title for supplier in catalogue.store.suppliers(LOCATION)}
    assert known[SUPPLIER] == "Beauty Trade"
    catalogue.store.save_suppliers(LOCATION, [])
    bench.approve(supplier=str(SUPPLIER))
    bench.poster().run()
    after = demo.requests()[-1]["n"]
    catalogue.sync(desk)
    assert [supplier.supplier_id for supplier in catalogue.store.suppliers(LOCATION)] == [SUPPLIER]
    searches = [request["query"] for request in demo.requests(after) if "/storages/transactions/" in request["path"]]
    assert all("changed_after" in query and "start_date" not in query for query in searches)


def test_suppliers_that_cannot_be_read_cost_nothing_else(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    demo.set_rights({"storages_transactions_access": False})
    assert catalogue.sync(desk).products == PRODUCTS
    assert catalogue.store.suppliers(LOCATION) == []


def test_code_that_is_not_here_is_asked_of_the_service_and_kept(
    catalogue: Catalogue, desk: Desk, demo: DemoService
) -> None:
    title, barcode, _ = theirs(demo)[FIRST_GOOD]
    assert catalogue.lookup(barcode) == ()
    (match,) = catalogue.resolve(barcode, desk)
    assert (match.product.product_id, match.product.title, match.matched) == (FIRST_GOOD, title, MatchedBy.REMOTE)
    (here,) = catalogue.lookup(barcode)
    assert (here.product, here.matched) == (match.product, MatchedBy.BARCODE)
    after = pages_asked(demo)
    assert catalogue.resolve(barcode, desk) == (here,)
    assert pages_asked(demo) == after
    assert catalogue.resolve("nowhere-to-be-found") == ()


def test_article_is_found_at_the_service_too(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    article = theirs(demo)[FIRST_GOOD + 7][2]
    assert [match.product.product_id for match in catalogue.remote(desk, article)] == [FIRST_GOOD + 7]


def test_hits_that_only_contain_the_code_are_left_out(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    demo.post("goods", good_id=FIRST_GOOD, fields={"barcode": "1112223334445556", "title": "has 222333444 inside"})
    assert catalogue.remote(desk, "222333444") == ()
    assert catalogue.count() == 0


@pytest.mark.parametrize(
    ("scanned", "stored"),
    [("036000291452", "0036000291452"), ("0036000291452", "036000291452"), ("036000291452", "036000291452")],
    ids=["more zeros there", "fewer zeros there", "the same"],
)
def test_number_is_found_at_the_service_whatever_zeros_it_has_there(
    catalogue: Catalogue, desk: Desk, demo: DemoService, scanned: str, stored: str
) -> None:
    demo.post("goods", good_id=FIRST_GOOD, fields={"barcode": stored})
    assert [match.product.product_id for match in catalogue.remote(desk, scanned)] == [FIRST_GOOD]
    assert [match.matched for match in catalogue.lookup(scanned)] in ([MatchedBy.GTIN], [MatchedBy.BARCODE])


def test_number_that_has_lost_a_zero_it_needs_is_no_trade_item_number(
    catalogue: Catalogue, desk: Desk, demo: DemoService
) -> None:
    demo.post("goods", good_id=FIRST_GOOD, fields={"barcode": "36000291452"})
    assert catalogue.remote(desk, "036000291452") == ()


def test_article_with_leading_zeros_is_another_article(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    demo.post("goods", good_id=FIRST_GOOD, fields={"article": "00123", "barcode": ""})
    assert catalogue.remote(desk, "123") == ()
    assert [match.product.product_id for match in catalogue.remote(desk, "00123")] == [FIRST_GOOD]


def test_service_that_cannot_be_asked_is_named(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    demo.set_faults({"http500_before": 1.0}, scope="reads")
    with pytest.raises(StockdeskError, match=r"service\.broken|service\.unreachable"):
        catalogue.remote(desk, "4006381333931")


def test_nobody_signed_in_has_no_catalogue(bench: Bench, catalogue: Catalogue) -> None:
    bench.session.current = None
    for ask in (lambda: catalogue.lookup("4006381333931"), lambda: catalogue.search("x"), catalogue.count):
        with pytest.raises(StockdeskError, match=r"session\.signed-out"):
            ask()


def test_search_is_local_and_knows_titles_and_codes(catalogue: Catalogue, desk: Desk, demo: DemoService) -> None:
    catalogue.sync(desk)
    title, barcode, _ = theirs(demo)[FIRST_GOOD]
    asked = len(demo.requests())
    assert FIRST_GOOD in [one.product_id for one in catalogue.search(title.upper()[:8])]
    assert [one.product_id for one in catalogue.search(barcode)] == [FIRST_GOOD]
    assert len(demo.requests()) == asked


def test_one_product_is_read_anew_with_its_stock_by_one_request(
    catalogue: Catalogue, desk: Desk, bench: Bench, demo: DemoService
) -> None:
    catalogue.sync(desk)
    bench.approve(lines={0: "5"})
    bench.poster().run()
    after = demo.requests()[-1]["n"]
    catalogue.refresh(desk, FIRST_GOOD)
    assert [request["path"] for request in demo.requests(after)] == [f"/api/v1/goods/{LOCATION}/{FIRST_GOOD}"]
    one = catalogue.product(FIRST_GOOD)
    assert one is not None
    assert one.stock[SHOP] == demo.stock(FIRST_GOOD)[FIRST_GOOD, SHOP]
    assert catalogue.count() == PRODUCTS


def test_product_that_is_gone_stays_until_a_full_sync_and_other_trouble_is_told(
    catalogue: Catalogue, desk: Desk, demo: DemoService
) -> None:
    catalogue.sync(desk)
    catalogue.refresh(desk, 999)
    assert catalogue.count() == PRODUCTS
    demo.set_faults({"unauthorized": 1.0}, scope="all")
    with pytest.raises(StockdeskError, match=r"service\.unauthorized"):
        catalogue.refresh(desk, FIRST_GOOD)


def test_moment_in_which_the_service_lists_nothing_costs_no_product(
    bench: Bench, catalogue: Catalogue, demo: DemoService
) -> None:
    """The second page, asked for the first time, is answered with success and no rows."""
    asked: list[str] = []

    def hiccup(request: SeenRequest) -> bytes | None:
        if f"/goods/{LOCATION}?page=2" not in request.target:
            return None
        asked.append(request.target)
        return NOTHING if len(asked) == 1 else None

    with front(demo.port, hiccup) as before:
        desk = bench.desk_at(before.url)
        assert catalogue.sync(desk).products == PRODUCTS  # the first one is not cut short either
        asked.clear()
        result = catalogue.sync(desk, full=True)
    assert (result.products, result.removed) == (PRODUCTS, 0)
    assert ours(catalogue) == theirs(demo)


def ean13(digits: str) -> str:
    return digits + check_digit(digits)


UPC_A, UPC_E = "012345000065", "01234565"


@pytest.fixture
def twins(catalogue: Catalogue) -> Catalogue:
    """A product with the UPC-A that a UPC-E is short for, and one whose EAN-8 has the same eight digits."""
    catalogue.store.upsert(LOCATION, [product(1, barcode=UPC_A), product(2, barcode=UPC_E)])
    return catalogue


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        (f"]E0{UPC_E}", [1]),
        (f"]E4{UPC_E}", [2]),
        (f"]E0{UPC_A}", [1]),
        (UPC_A, [1]),
        (f"0{UPC_A}", [1]),
        (UPC_E, [1, 2]),
    ],
)
def test_symbology_tells_ean_8_from_upc_e_and_without_it_both_are_named(
    twins: Catalogue, code: str, numbers: list[int]
) -> None:
    found = [match.product.product_id for match in twins.lookup(code)]
    assert sorted(found) == [FIRST_GOOD + number for number in numbers]


def test_catalogue_decides_where_only_one_of_the_two_numbers_is_there(catalogue: Catalogue) -> None:
    catalogue.store.upsert(LOCATION, [product(2, barcode=UPC_E)])
    assert [match.product.product_id for match in catalogue.lookup(UPC_E)] == [FIRST_GOOD + 2]
    assert catalogue.lookup(f"]E0{UPC_E}") == ()  # a UPC-E for sure, and this product bears an EAN-8
    catalogue.store.upsert(LOCATION, [product(2, barcode="04252614")])  # short for 042100005264, and no EAN-8
    assert [match.product.product_id for match in catalogue.lookup("]E004252614")] == [FIRST_GOOD + 2]


def test_text_that_the_catalogue_holds_is_found_behind_an_identifier_too(catalogue: Catalogue) -> None:
    catalogue.store.upsert(LOCATION, [product(1, article="ABC-1"), product(2, barcode="4006381333932")])
    assert [match.product.product_id for match in catalogue.lookup("]C0ABC-1")] == [FIRST_GOOD + 1]
    assert [match.product.product_id for match in catalogue.lookup("]E04006381333932")] == [FIRST_GOOD + 2]


def test_codes_are_read_by_the_patterns_of_the_location(catalogue: Catalogue) -> None:
    item, weighed = ean13("299001000000"), ean13("299001200150")
    catalogue.store.upsert(LOCATION, [product(1, barcode=item)])
    assert catalogue.lookup(weighed) == ()
    reading = Catalogue(
        catalogue.store, lambda: LOCATION, lambda text: interpret(text, (Pattern("29....{NNNNNN}", "weight"),))
    )
    assert [match.product.product_id for match in reading.lookup(weighed)] == [FIRST_GOOD + 1]
