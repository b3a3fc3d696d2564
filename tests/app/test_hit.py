"""What else a code says: the piece, its date, what its unit cannot hold, what is wrong with the label."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.core.barcode import interpret
from stockdesk.core.entry import EntryKind
from stockdesk.core.gtin import check_digit
from stockdesk.core.instore import Pattern
from stockdesk.core.product import Unit
from tests.support.bench import product
from tests.support.demo import LOCATION
from tests.support.scanstation import KNOWN, PRODUCTS, UNKNOWN, Station, scan_station

PEN = PRODUCTS[0].product_id
GS = "\x1d"
PIECE = f"]d20104006381333931215abcDE{GS}"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with scan_station(tmp_path / "data") as opened:
        yield opened


def reasons(answer: ScanAnswer) -> list[str]:
    return [answer.reason, *(note.code for note in answer.notes)]


def test_lot_expiry_and_serial_are_in_the_ledger(station: Station) -> None:
    answer = station.scan(f"]d201040063813339311726123110LOT-7{GS}21S1")
    assert answer.verdict is Verdict.ACCEPTED
    data = station.last().data
    assert {name: data[name] for name in ("gtin", "serial", "lot", "expiry")} == {
        "gtin": "04006381333931",
        "serial": "S1",
        "lot": "LOT-7",
        "expiry": "2026-12-31",
    }


def test_same_marked_piece_twice_is_refused_and_names_its_line(station: Station) -> None:
    station.scan(UNKNOWN)
    assert station.scan(PIECE + "93Zx0=").verdict is Verdict.ACCEPTED
    answer = station.scan(PIECE + "93Yy1=")  # the crypto part is no part of the piece
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "piece.twice")
    assert (answer.arguments["serial"], answer.arguments["line"]) == ("5abcDE", 2)
    assert station.last().kind is EntryKind.REFUSED
    assert station.scan(PIECE.replace("5abcDE", "5ABCde")).verdict is Verdict.ACCEPTED
    assert station.lines() == [(None, Decimal(1)), (PEN, Decimal(2))]


def test_marked_piece_comes_again_once_its_scan_is_undone_or_its_line_removed(station: Station) -> None:
    station.scan(PIECE)
    station.scan("SD-CMD.UNDO")
    again = station.scan(PIECE)
    assert (again.verdict, again.line is None) == (Verdict.ACCEPTED, False)
    assert again.line is not None
    station.document.remove(again.line.line_id)
    assert station.scan(PIECE).verdict is Verdict.ACCEPTED
    assert station.scan(PIECE).reason == "piece.twice"
    station.document = station.documents.open(station.document.document_id)
    assert station.scan(PIECE).reason == "piece.twice"


def test_marked_piece_of_an_unknown_product_counts_once_too(station: Station) -> None:
    unknown = PIECE.replace("04006381333931", "0" + UNKNOWN)
    assert station.scan(unknown).reason == "scan.unknown"
    assert station.scan(unknown).reason == "piece.twice"


def test_minus_takes_off_only_a_piece_that_is_there_and_it_may_come_again(station: Station) -> None:
    station.scan(PIECE)
    station.scan(PIECE.replace("5abcDE", "other1"))
    station.scan("SD-CMD.MINUS")
    assert station.scan(PIECE.replace("5abcDE", "third1")).reason == "piece.not-here"
    assert station.scan(PIECE).delta == -1
    assert station.scan(PIECE).reason == "piece.not-here"
    station.clock.now += 1
    station.scan("SD-CMD.MINUS")
    assert station.scan(PIECE).delta == 1


def test_amount_before_a_marked_piece_is_not_used(station: Station) -> None:
    station.scan("5*")
    answer = station.scan(PIECE)
    assert (answer.verdict, answer.delta, reasons(answer)) == (Verdict.LOOK, Decimal(1), ["piece.once"])
    assert station.scan(KNOWN).delta == 1


@pytest.mark.parametrize(
    ("date", "verdict"),
    [
        ("17261123", Verdict.LOOK),
        ("15261123", Verdict.LOOK),
        ("17261124", Verdict.ACCEPTED),
        ("17261100", Verdict.ACCEPTED),
    ],
    ids=["use by yesterday", "best before yesterday", "today", "last of this month"],
)
def test_expired_goods_are_taken_and_shown_with_their_date(station: Station, date: str, verdict: Verdict) -> None:
    answer = station.scan(f"0104006381333931{date}")
    assert (answer.verdict, answer.delta) == (verdict, Decimal(1))
    if verdict is Verdict.LOOK:
        assert (answer.reason, answer.arguments["date"]) == ("scan.expired", "2026-11-23")


def test_label_with_something_wrong_is_taken_and_shown(station: Station) -> None:
    swallowed = station.scan(f"]d2010400638133393110LOT117261231{GS}21X")
    assert (swallowed.verdict, swallowed.reason) == (Verdict.LOOK, "scan.warning")
    assert "glued" in str(swallowed.arguments["why"])


def test_what_every_label_of_the_shop_says_is_no_news(station: Station) -> None:
    assert reasons(station.scan(PRODUCTS[4].barcode)) == [""]
    station.store.upsert(LOCATION, [product(9, barcode="4006381333932")])
    assert reasons(station.scan("4006381333932")) == [""]  # the catalogue holds it as it is, wrong digit and all


def labelled(payload: str) -> str:
    return payload + check_digit(payload)


def test_weights_of_a_code_that_nobody_knows_are_one_line_and_become_its_amount(station: Station) -> None:
    first = station.scan(labelled("280007701250"))
    assert (reasons(first), first.code) == (["scan.unknown", "scan.weight-kept"], labelled("280007700000"))
    station.scan("2*")
    station.scan(labelled("280007700400"))
    assert station.lines() == [(None, Decimal(3))]
    assert station.asked.codes == [labelled("280007700000")]
    cheese = product(9, barcode=labelled("280007700000"), sale_unit=Unit(1, "kg"))
    station.store.upsert(LOCATION, [cheese])
    station.asked.answer(cheese)
    assert station.lines() == [(cheese.product_id, Decimal("2.05"))]
    assert station.scan(labelled("280007700100")).delta == Decimal("0.1")
    station.document.undo()
    station.document.undo()
    assert station.lines() == [(None, Decimal(3))]
    station.document.redo()
    assert station.lines() == [(cheese.product_id, Decimal("2.05"))]


def test_weights_of_a_product_counted_in_pieces_are_one_each(station: Station) -> None:
    station.scan(labelled("280007701250"))
    answer = station.scan(labelled("280007700400"))
    assert answer.line is not None
    station.document.resolve(answer.line.line_id, PRODUCTS[0])
    assert station.lines() == [(PEN, Decimal(2))]
    assert reasons(station.scan(labelled("280007700100"))) == ["scan.weight-unused"]


def test_weight_of_a_code_of_several_products_counts_once_one_is_chosen(station: Station) -> None:
    kilograms = Unit(305, "kg")
    number = labelled("280007700000")
    station.store.upsert(LOCATION, [product(8 + one, barcode=number, sale_unit=kilograms) for one in range(2)])
    answer = station.scan(labelled("280007700300"))
    assert (answer.reason, answer.line is None) == ("scan.several", False)
    assert answer.line is not None
    station.scanning.choose(station.document, answer.line.line_id, answer.candidates[1])
    station.scan(labelled("280007700200"))
    assert station.lines() == [(product(9).product_id, Decimal("0.5"))]


def test_number_that_is_no_in_store_number_at_the_service_is_asked_for_as_it_is(station: Station) -> None:
    soap = product(9, barcode=labelled("280007701250"))
    station.scan(soap.barcode)
    station.asked.answer()
    station.asked.answer(soap)
    assert station.asked.codes == [labelled("280007700000"), soap.barcode]
    assert station.lines() == [(soap.product_id, Decimal(1))]


def test_number_at_the_service_does_not_take_the_other_scans_of_its_line(station: Station) -> None:
    station.scan(labelled("280007701250"))
    station.scan(labelled("280007701260"))
    station.asked.answer()
    station.asked.answer(product(9, barcode=labelled("280007701250")))
    assert station.lines() == [(None, Decimal(2))]
    station.scan(labelled("280007701260"))
    assert station.asked.codes[2:] == [labelled("280007700000")]


def test_minus_takes_off_a_weight_of_an_unknown_code_that_is_there(station: Station) -> None:
    station.scan(labelled("280007701250"))
    station.scan(labelled("280007700400"))
    answer = station.scan(labelled("280007700000"))
    station.scan("SD-CMD.MINUS")
    assert station.scan(labelled("280007709000")).reason == "minus.other-weight"
    assert station.scan(labelled("280007700400")).delta == -1
    assert station.scan(labelled("280007700000")).delta == -1
    assert station.scan(labelled("280007700000")).reason == "minus.other-weight"
    assert station.scan(labelled("280007701000")).reason == "minus.other-weight"
    assert answer.line is not None
    station.document.resolve(answer.line.line_id, product(9, sale_unit=Unit(1, "г")))
    assert station.lines() == [(product(9).product_id, Decimal(1250))]


def test_pieces_in_the_code_of_an_unknown_pack_are_counted(station: Station) -> None:
    assert station.scan(f"020{UNKNOWN}3712").delta == 12


def test_weight_finer_than_an_amount_is_rounded_and_said(station: Station) -> None:
    number = "2" + PRODUCTS[4].barcode[1:12]
    station.store.upsert(LOCATION, [product(9, barcode="9506000134352", sale_unit=Unit(1, "kg"))])
    answer = station.scan("01095060001343523105012345")
    assert (answer.delta, reasons(answer)) == (Decimal("0.123"), ["scan.weight-rounded"])
    assert reasons(station.scan(number + check_digit(number)))[0] != "scan.weight-rounded"


def test_weight_and_price_that_the_unit_cannot_hold_count_one_and_say_so(station: Station) -> None:
    patterns = (Pattern("21.....{NNNDD}", "weight"), Pattern("23.....{NNNDD}", "price"))
    station.scanning._catalogue.read = lambda text: interpret(text, patterns)
    cheese, loaf = "210001200000", "230001200000"
    station.store.upsert(
        LOCATION,
        [
            product(4, barcode=cheese + check_digit(cheese)),
            product(8, barcode=loaf + check_digit(loaf)),
        ],
    )
    weighed, priced = "210001200150", "230001200599"
    answer = station.scan(weighed + check_digit(weighed))
    assert (answer.verdict, answer.delta, answer.reason) == (Verdict.LOOK, Decimal(1), "scan.weight-unused")
    answer = station.scan(priced + check_digit(priced))
    assert (answer.verdict, answer.delta, answer.reason) == (Verdict.LOOK, Decimal(1), "scan.price-unused")
    assert answer.arguments["price"] == "5.99"
