"""The relabel list over all documents of a location, on real databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.documents import new_id
from stockdesk.app.radar import DAYS, Radar
from stockdesk.core import document as rules
from stockdesk.core.product import Product
from stockdesk.core.radar import Sign
from tests.support.bench import Bench, product
from tests.support.demo import LOCATION
from tests.support.scandesks import ScanDesk, scan_desk
from tests.support.scanledgers import BEGAN, Ledger, some_product

SOAP, CREAM = PRODUCTS = [some_product(1), some_product(2)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ScanDesk]:
    with scan_desk(tmp_path / "station", PRODUCTS) as made:
        yield made


def typed(product: Product, times: int) -> Ledger:
    ledger = Ledger()
    for _ in range(times):
        ledger.scan(product, 40, source=rules.TYPED)
    return ledger


def test_troubles_of_several_documents_make_the_list(desk: ScanDesk) -> None:
    desk.keep(typed(SOAP, 1), "d1")
    desk.keep(typed(SOAP, 1), "d2")
    desk.keep(typed(CREAM, 3), "d3")
    rows = desk.radar.rows()
    assert [(row.product.title, row.label.counts) for row in rows] == [
        ("Product 2", {Sign.TYPED: 3}),
        ("Product 1", {Sign.TYPED: 2}),
    ]
    assert desk.radar.product_ids() == (2, 1)


def test_refused_scans_that_resemble_a_code_of_the_catalogue_are_laid_to_its_product(desk: ScanDesk) -> None:
    ledger = Ledger()
    ledger.refused(SOAP.barcode[:-1], 40, "scan.no-end")
    ledger.unknown(SOAP.barcode[:7], 40)
    desk.keep(ledger)
    (row,) = desk.radar.rows()
    assert (row.product, row.label.counts) == (desk.catalogue.product(1), {Sign.REFUSED: 1, Sign.MISREAD: 1})


def test_relabelled_product_leaves_the_list_for_good_and_comes_back_with_new_trouble(desk: ScanDesk) -> None:
    desk.keep(typed(SOAP, 2), "d1")
    (row,) = desk.radar.rows()
    desk.radar.settle(row.label)
    assert desk.radar.rows() == ()
    desk.keep(typed(SOAP, 2), "d2")
    assert [again.label.counts for again in desk.radar.rows()] == [{Sign.TYPED: 2}]
    desk.radar.unsettle(SOAP.product_id)
    assert [again.label.counts for again in desk.radar.rows()] == [{Sign.TYPED: 4}]


def test_other_location_and_long_ago_are_not_heard(desk: ScanDesk) -> None:
    desk.keep(typed(SOAP, 2), "d1", location_id=1)
    old = Ledger(clock=BEGAN - timedelta(days=DAYS + 1))
    for _ in range(3):
        old.scan(CREAM, 40, source=rules.TYPED)
    desk.keep(old, "d2")
    assert desk.radar.rows() == ()


def test_product_that_left_the_catalogue_is_not_listed(desk: ScanDesk) -> None:
    ledger = Ledger()
    for _ in range(3):
        ledger.refused(SOAP.barcode)
        ledger.scan(SOAP)
    desk.keep(ledger)
    assert desk.radar.product_ids() == (1,)
    desk.catalogue.store.remove(4564, [1])
    assert desk.radar.rows() == ()


def test_signed_out_there_is_no_list(desk: ScanDesk) -> None:
    desk.keep(typed(SOAP, 2))
    radar = Radar(desk.log, desk.settings, desk.catalogue, lambda: None)
    assert radar.rows() == ()


def test_radar_of_a_context_hears_the_location_of_the_session(bench: Bench) -> None:
    bench.context.catalogue.store.upsert(LOCATION, [product()])
    document = bench.draft(lines={0: "1"})
    for _ in range(2):
        typed_scan = rules.scan_product(document.sheet, product(), Decimal(1), product().barcode, new_id(), rules.TYPED)
        document.do(typed_scan)
    assert Radar.of(bench.context).product_ids() == (product().product_id,)
    bench.session.sign_out(bench.context.shelf)
    assert Radar.of(bench.context).product_ids() == ()
