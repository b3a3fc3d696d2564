"""Spots of the ledger by themselves, before any amount is asked for."""

from __future__ import annotations

from decimal import Decimal

from stockdesk.core.gapspots import Kind, Mended, spots_of
from tests.support.scanledgers import Ledger, some_product

SOAP, CREAM = some_product(1), some_product(2)


def test_spots_come_in_the_order_of_the_ledger_with_what_they_would_change() -> None:
    ledger = Ledger()
    for _ in range(6):
        ledger.scan(SOAP)
    ledger.scan(SOAP, 0.1)
    ledger.refused(CREAM.barcode)
    ledger.scan(SOAP, amount="3")
    spots = spots_of(ledger.sheet)
    assert [(spot.kind, spot.explains) for spot in spots] == [
        (Kind.DOUBLE, Decimal(-1)),
        (Kind.REFUSED, Decimal(1)),
        (Kind.MULTIPLIED, Decimal(-2)),
    ]


def test_refused_scan_is_lost_made_good_or_perhaps_made_good() -> None:
    lost, again, perhaps = Ledger(), Ledger(), Ledger()
    for ledger in (lost, again, perhaps):
        ledger.scan(CREAM)
        ledger.refused(SOAP.barcode)
    again.scan(SOAP)
    again.scan(CREAM)
    perhaps.scan(SOAP)
    perhaps.scan(SOAP)
    mended = [spots_of(ledger.sheet)[0].mended for ledger in (lost, again, perhaps)]
    assert mended == [Mended.NO, Mended.YES, Mended.MAYBE]


def test_minus_is_a_spot_of_its_own_and_no_double_read() -> None:
    ledger = Ledger()
    for _ in range(5):
        ledger.scan(SOAP)
    line = ledger.sheet.line_for_product(SOAP.product_id)
    assert line is not None
    ledger.minus(SOAP, 0.1)
    (spot,) = spots_of(ledger.sheet)
    assert (spot.kind, spot.explains, dict(spot.lines)) == (Kind.MINUS, Decimal(1), {line.line_id: Decimal(1)})


def test_scans_that_waited_while_the_window_was_busy_are_no_clear_double_read() -> None:
    near, queued = Ledger(), Ledger()
    for ledger, seconds in ((near, 0.01), (queued, -0.11)):
        for _ in range(6):
            ledger.scan(SOAP)
        ledger.scan(SOAP, seconds)
    doubles = [spot for ledger in (near, queued) for spot in spots_of(ledger.sheet) if spot.kind is Kind.DOUBLE]
    assert [spot.weight for spot in doubles] == [94, 35]
