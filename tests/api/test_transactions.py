from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from stockdesk.api.transactions import pages_of_movements
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Supplier
from stockdesk.core.movement import Movement
from stockdesk.core.product import UnitType
from tests.api.conftest import ClientAt
from tests.support.contract import example
from tests.support.sockets import SocketServer, answer, answers

EMPTY = example("search_empty")


def rows(*ids: int) -> bytes:
    """Return a page of bare rows."""
    data = [{"id": number, "document_id": 1, "good": {"id": 2}, "storage": {"id": 3}} for number in ids]
    return json.dumps({"success": True, "data": data, "meta": {"count": len(ids)}}).encode()


@pytest.mark.parametrize("name", ["search_ok", "search_strings"])
def test_row_is_read_in_numbers_and_in_strings(client_at: ClientAt, name: str) -> None:
    with SocketServer([answers(example(name), EMPTY)]) as server:
        pages = list(pages_of_movements(client_at(server.url), 70001, UTC))
    assert pages == [
        (
            Movement(
                movement_id=9900001,
                document_id=8800001,
                type_id=3,
                product_id=440001,
                storage_id=5102,
                amount=Decimal(24),
                unit=UnitType.SALE,
                created=datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC),
                changed=datetime(2026, 11, 20, 15, 4, 6, tzinfo=UTC),
            ),
        )
    ]


def test_what_the_search_leaves_out_is_none(client_at: ClientAt) -> None:
    with SocketServer([answers(rows(1), EMPTY)]) as server:
        ((row,),) = pages_of_movements(client_at(server.url), 70001, UTC)
    assert (row.type_id, row.amount, row.comment, row.deleted, row.created, row.supplier) == (None,) * 6
    assert (row.product_id, row.storage_id) == (2, 3)


def test_transfers_are_kind_zero_and_suppliers_are_harvested(client_at: ClientAt) -> None:
    data = [
        {"id": 1, "document_id": 1, "type_id": 0, "supplier": {"id": "71001", "title": "Balm Works"}},
        {"id": 2, "document_id": 1, "type_id": 3, "supplier_id": 5, "supplier": [], "comment": "", "deleted": True},
    ]
    page = json.dumps({"success": True, "data": data, "meta": []}).encode()
    with SocketServer([answers(page, EMPTY)]) as server:
        (page_read,) = pages_of_movements(client_at(server.url), 70001, UTC)
    assert [row.type_id for row in page_read] == [0, 3]
    assert [row.supplier for row in page_read] == [Supplier(71001, "Balm Works"), Supplier(5, "")]
    assert (page_read[1].comment, page_read[1].deleted) == ("", True)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, None),
        ({"document_id": 0}, None),
        ({"document_id": "0"}, None),
        ({"document_id": None}, None),
        ({"document_id": 0, "document": []}, None),
        ({"document": {"id": "5"}}, 5),
        ({"document_id": 0, "document": {"id": 5}}, 5),
        ({"document": 5}, 5),
        ({"document_id": 6, "document": {"id": 5}}, 6),
    ],
)
def test_row_may_name_its_document_in_many_ways_or_not_at_all(
    client_at: ClientAt, document: dict[str, object], expected: int | None
) -> None:
    page = json.dumps({"success": True, "data": [{"id": 1, **document}], "meta": []}).encode()
    with SocketServer([answers(page, EMPTY)]) as server:
        ((row,),) = pages_of_movements(client_at(server.url), 70001, UTC)
    assert row.document_id == expected


@pytest.mark.parametrize(
    ("storage", "expected"),
    [
        ({"storage": 3}, 3),
        ({"storage": {"id": "3"}}, 3),
        ({"storage_id": 3, "storage": "Shop floor"}, 3),
        ({"storage": "Shop floor"}, None),
        ({"storage": "3"}, None),
        ({"storage": ""}, None),
        ({"storage": []}, None),
    ],
)
def test_row_may_name_its_storage_by_a_plain_id_and_a_label_is_none(
    client_at: ClientAt, storage: dict[str, object], expected: int | None
) -> None:
    page = json.dumps({"success": True, "data": [{"id": 1, "document_id": 1, **storage}], "meta": []}).encode()
    with SocketServer([answers(page, EMPTY)]) as server:
        ((row,),) = pages_of_movements(client_at(server.url), 70001, UTC)
    assert row.storage_id == expected


def test_search_ends_at_an_empty_page_only(client_at: ClientAt) -> None:
    with SocketServer([answers(rows(1, 2), rows(3), EMPTY)]) as server:
        pages = list(pages_of_movements(client_at(server.url), 70001, UTC))
        assert len(server.requests) == 3
    assert [len(page) for page in pages] == [2, 1]


def test_every_filter_goes_out(client_at: ClientAt) -> None:
    with SocketServer([answer(200, EMPTY)]) as server:
        search = pages_of_movements(
            client_at(server.url),
            70001,
            UTC,
            changed_after=datetime(2026, 11, 22, 11, 5, tzinfo=UTC),
            start=date(2026, 11, 21),
            end=date(2026, 11, 23),
            document_id=8800001,
            count=50,
        )
        assert list(search) == []
        target = urlsplit(server.requests[0].target)
    assert target.path == "/api/v1/storages/transactions/70001"
    assert parse_qs(target.query) == {
        "page": ["1"],
        "count": ["50"],
        "changed_after": ["2026-11-22T11:05:00+00:00"],
        "start_date": ["2026-11-21"],
        "end_date": ["2026-11-23"],
        "document_id": ["8800001"],
    }


def test_too_many_pages_are_no_end(client_at: ClientAt) -> None:
    with SocketServer([answers(rows(1), rows(2), rows(3))]) as server:
        search = pages_of_movements(client_at(server.url), 70001, UTC, most_pages=2)
        assert [next(search)[0].movement_id, next(search)[0].movement_id] == [1, 2]
        with pytest.raises(StockdeskError) as raised:
            next(search)
    assert (raised.value.code, raised.value.arguments["pages"]) == ("service.too-many-pages", 2)


def test_page_that_repeats_itself_is_no_end(client_at: ClientAt) -> None:
    with SocketServer([answer(200, rows(1, 2))]) as server, pytest.raises(StockdeskError) as raised:
        list(pages_of_movements(client_at(server.url), 70001, UTC))
    assert raised.value.code == "service.paging"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"success":true,"data":[{"document_id":1}],"meta":[]}', "service.broken"),
        (b'{"success":true,"meta":[]}', "service.broken"),
        (b'{"success":true,"data":null,"meta":[]}', "service.broken"),
        (b'{"success":false,"data":[],"meta":[]}', "service.refused"),
        (b"[]", "service.broken"),
    ],
)
def test_answer_that_proves_nothing_is_never_an_end(client_at: ClientAt, body: bytes, code: str) -> None:
    with SocketServer([answer(200, body)]) as server, pytest.raises(StockdeskError) as raised:
        list(pages_of_movements(client_at(server.url), 70001, UTC))
    assert raised.value.code == code
