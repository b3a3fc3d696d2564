"""Answers of the service for lines whose code nobody knew when it was scanned."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.hit import Hit
from stockdesk.app.lateanswers import LateAnswers
from stockdesk.core.gtin import check_digit
from stockdesk.core.product import Unit
from tests.support.bench import product
from tests.support.demo import LOCATION
from tests.support.scanstation import UNKNOWN, Asked, Station, scan_station


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with scan_station(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def line_id(station: Station) -> str:
    station.scanning.ask_service = None
    line = station.scan(UNKNOWN).line
    assert line is not None
    return line.line_id


def test_nobody_is_asked_where_there_is_no_service(station: Station, line_id: str) -> None:
    LateAnswers(None).ask(station.document, Hit(UNKNOWN, ()), line_id)
    assert station.asked.codes == []


def test_line_is_asked_for_once_until_the_answer_is_there(station: Station, line_id: str) -> None:
    asked = Asked()
    late = LateAnswers(asked)
    for _ in range(3):
        late.ask(station.document, Hit("item", (), whole="whole"), line_id)
    asked.answer()
    late.ask(station.document, Hit("item", (), whole="whole"), line_id)
    assert asked.codes == ["item", "whole"]
    asked.answer()
    late.ask(station.document, Hit("item", ()), line_id)
    assert asked.codes == ["item", "whole", "item"]


def test_whole_number_is_not_asked_for_where_the_item_is_known(station: Station, line_id: str) -> None:
    asked = Asked()
    heard: list[str] = []
    late = LateAnswers(asked)
    late.listeners.append(lambda _document, _change, line: heard.append(line.title))
    late.ask(station.document, Hit("item", (), whole="whole"), line_id)
    asked.answer(product(9))
    assert (asked.codes, heard) == (["item"], ["product 9"])


def test_number_that_is_a_products_own_holds_no_weight_whoever_knows_it_first(station: Station) -> None:
    digits = "210007701234"
    code = digits + check_digit(digits)
    piece = product(9, barcode=code, sale_unit=Unit(305, "kg"), service_unit=Unit(305, "kg"))
    answer = station.scan(code)
    assert answer.line is not None
    assert answer.line.weight == Decimal("1.234")
    station.asked.answer()
    station.asked.answer(piece)
    assert station.lines() == [(piece.product_id, Decimal(1))]
    station.store.upsert(LOCATION, [piece])
    assert station.scan(code).delta == 1


def test_line_of_a_document_that_was_closed_meanwhile_stays_unknown(
    station: Station, caplog: pytest.LogCaptureFixture
) -> None:
    station.scan(UNKNOWN)
    station.documents.discard(station.document)
    with caplog.at_level(logging.INFO):
        station.asked.answer(product(9))
    assert station.lines() == [(None, Decimal(1))]
    assert "document.closed" in caplog.text
    assert UNKNOWN not in caplog.text
