from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.api.operations import (
    delete_document,
    encode_operation,
    read_document,
    read_line,
    read_lines,
    read_operation,
)
from stockdesk.core.errors import StockdeskError
from stockdesk.core.movement import PostedDocument, PostedLine
from stockdesk.core.operation import Operation, OperationLine
from stockdesk.core.posting import OutcomeKind
from stockdesk.core.product import UnitType
from tests.api.conftest import ClientAt
from tests.support.contract import assert_fits, example
from tests.support.sockets import SocketServer, answer

MOSCOW = ZoneInfo("Europe/Moscow")
CREATED = datetime(2026, 11, 22, 14, 5, tzinfo=MOSCOW)
LINE = OperationLine(
    product_id=440001,
    amount=Decimal("4.500"),
    unit=UnitType.SALE,
    cost_per_unit=Decimal("0.026"),
    discount=Decimal(0),
    cost=Decimal("0.12"),
    comment="[SD-7F3K9QX2M4]",
    supplier_id=71001,
)
RECEIPT = Operation(3, 5102, CREATED, "[SD-7F3K9QX2M4] доставка", (LINE,), member_id=61001)


def test_operation_is_written_byte_for_byte_as_documented() -> None:
    assert encode_operation(RECEIPT).decode() == (
        '{"type_id":3,"storage_id":5102,"create_date":"2026-11-22T14:05:00+03:00","goods_transactions":['
        '{"good_id":440001,"amount":4.5,"cost_per_unit":0.026,"discount":0,"cost":0.12,"operation_unit_type":1,'
        '"supplier_id":71001,"comment":"[SD-7F3K9QX2M4]"}],'
        '"comment":"[SD-7F3K9QX2M4] доставка","master_id":61001}'
    )


def test_transfer_line_names_its_destination_and_nothing_else_names_it() -> None:
    moved = replace(LINE, storage_id=5101, supplier_id=None, unit=UnitType.SERVICE)
    body = encode_operation(Operation(5, 5102, CREATED, "", (moved,)))
    assert_fits("OperationRequest", body)
    sent = json.loads(body)
    assert (sent["storage_id"], sent["goods_transactions"][0]["storage_id"]) == (5102, 5101)
    assert sent["goods_transactions"][0]["operation_unit_type"] == 2
    assert "master_id" not in sent


lines = st.builds(
    OperationLine,
    product_id=st.integers(1, 10**12),
    amount=st.decimals(min_value="0.001", max_value=10**6, places=3),
    unit=st.sampled_from(UnitType),
    cost_per_unit=st.decimals(min_value=0, max_value=10**9, places=4),
    discount=st.decimals(min_value=0, max_value=100, places=2),
    cost=st.decimals(min_value=0, max_value=10**12, places=2),
    comment=st.text(max_size=20),
    supplier_id=st.none() | st.integers(1, 10**9),
    client_id=st.none() | st.integers(1, 10**9),
    member_id=st.none() | st.integers(1, 10**9),
    storage_id=st.none() | st.integers(1, 10**9),
)


@given(st.lists(lines, min_size=1, max_size=5))
def test_every_operation_fits_the_contract_and_keeps_its_decimals(made: list[OperationLine]) -> None:
    body = encode_operation(Operation(4, 5101, CREATED, "x", tuple(made), member_id=7))
    assert_fits("OperationRequest", body)
    sent = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    for line, written in zip(made, sent["goods_transactions"], strict=True):
        assert (written["amount"], written["cost_per_unit"]) == (line.amount, line.cost_per_unit)
        assert (written["discount"], written["cost"]) == (line.discount, line.cost)


def test_same_operation_gives_the_same_bytes() -> None:
    assert encode_operation(RECEIPT) == encode_operation(replace(RECEIPT, lines=(replace(LINE),)))


@pytest.mark.parametrize(
    "operation",
    [
        replace(RECEIPT, lines=()),
        replace(RECEIPT, created=datetime(2026, 11, 22)),  # noqa: DTZ001
        replace(RECEIPT, lines=(replace(LINE, amount=Decimal(0)),)),
        replace(RECEIPT, lines=(replace(LINE, amount=Decimal(-1)),)),
        replace(RECEIPT, lines=(replace(LINE, cost=Decimal(-1)),)),
        replace(RECEIPT, lines=(replace(LINE, cost_per_unit=Decimal("-0.01")),)),
        replace(RECEIPT, lines=(replace(LINE, discount=Decimal(101)),)),
        replace(RECEIPT, lines=(replace(LINE, amount=Decimal("Infinity")),)),
    ],
    ids=["no lines", "naive", "zero", "negative", "negative cost", "negative price", "discount", "infinite"],
)
def test_what_must_never_go_out_is_not_written(operation: Operation) -> None:
    with pytest.raises(ValueError, match=r"operation|line|number"):
        encode_operation(operation)


@pytest.mark.parametrize("name", ["doc_ok", "doc_naive"])
def test_document_is_read_in_both_spellings(client_at: ClientAt, name: str) -> None:
    with SocketServer([answer(200, example(name))]) as server:
        document = read_document(client_at(server.url), 70001, UTC, 8800020)
        assert server.requests[0].target == "/api/v1/storage_operations/documents/70001/8800020"
    assert document == PostedDocument(
        document_id=8800020,
        type_id=1,
        storage_id=5101,
        number="320",
        comment="SD 01HZX7",
        created=datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC),
        user_id=88001,
    )


def test_naive_date_of_a_document_is_the_locations_time(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("doc_naive"))]) as server:
        document = read_document(client_at(server.url), 70001, MOSCOW, 8800020)
    assert document.created == datetime(2026, 11, 20, 12, 4, 5, tzinfo=UTC)


def test_lines_are_read_with_their_sign_unit_and_storage(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("doc_lines_ok")), answer(200, example("doc_lines_empty"))]) as server:
        client = client_at(server.url)
        read = read_lines(client, UTC, 8800010)
        assert read_lines(client, UTC, 8800010) == ()
        assert server.requests[0].target == "/api/v1/storage_operations/documents/goods_transactions/8800010"
    assert read == (
        PostedLine(
            line_id=9900010,
            document_id=8800010,
            product_id=440001,
            amount=Decimal(-2),
            unit=UnitType.SALE,
            unit_id=41,
            type_id=1,
            storage_id=5101,
            cost_per_unit=Decimal("12.5"),
            discount=Decimal(10),
            cost=Decimal("22.5"),
            member_id=61001,
            created=datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC),
        ),
    )


def test_lines_that_are_fewer_than_their_count_are_a_broken_answer(client_at: ClientAt) -> None:
    rows = [{"id": number, "good_id": 2, "amount": 1} for number in range(1, 26)]
    body = json.dumps({"success": True, "data": rows, "meta": {"count": 40}}).encode()
    with SocketServer([answer(200, body)]) as server, pytest.raises(StockdeskError) as raised:
        read_lines(client_at(server.url), UTC, 5)
    assert raised.value.code == "service.broken"


def test_line_finds_its_document_and_storage_in_every_form(client_at: ClientAt) -> None:
    rows = [
        {"id": 1, "good_id": 2, "amount": 1, "document": {"id": "5"}, "storage": 5101},
        {"id": 2, "good_id": 2, "amount": 1, "document_id": 0, "document": [], "storage": "Shop floor"},
    ]
    body = json.dumps({"success": True, "data": rows, "meta": {"count": 2}}).encode()
    with SocketServer([answer(200, body)]) as server:
        read = read_lines(client_at(server.url), UTC, 5)
    assert [(line.document_id, line.storage_id) for line in read] == [(5, 5101), (None, None)]


@pytest.mark.parametrize("row", [b'{"id":1,"good_id":2}', b'{"id":1,"amount":3}', b'{"good_id":2,"amount":3}'])
def test_line_without_what_proves_it_is_a_broken_answer(client_at: ClientAt, row: bytes) -> None:
    body = b'{"success":true,"data":[' + row + b'],"meta":[]}'
    with SocketServer([answer(200, body)]) as server, pytest.raises(StockdeskError) as raised:
        read_lines(client_at(server.url), UTC, 5)
    assert raised.value.code == "service.broken"


def test_embedded_product_gives_its_good_id_before_its_id(client_at: ClientAt) -> None:
    rows = b'[{"id":1,"amount":1,"good":{"id":7,"good_id":440001}},{"id":2,"amount":"1.5","good":{"id":"8"}}]'
    body = b'{"success":true,"data":' + rows + b',"meta":[]}'
    with SocketServer([answer(200, body)]) as server:
        read = read_lines(client_at(server.url), UTC, 5)
    assert [line.product_id for line in read] == [440001, 8]
    assert read[1].amount == Decimal("1.5")


@pytest.mark.parametrize("name", ["op_receipt_ok", "flat"])
def test_posted_operation_is_read_in_both_shapes(client_at: ClientAt, name: str) -> None:
    body = example("op_receipt_ok")
    if name == "flat":
        data = json.loads(body)["data"]
        head = data["document"]
        flat = {
            "document_id": str(head["id"]),
            "type_id": 3,
            "storage_id": 5102,
            "date": head["create_date"],
            "document": {"comment": head["comment"], "number": head["number"], "user_id": 88001},
            "goods_transactions": data["transactions"],
        }
        body = json.dumps({"success": True, "data": flat, "meta": []}).encode()
    with SocketServer([answer(200, body)]) as server:
        operation = read_operation(client_at(server.url), 70001, UTC, 8800011)
    assert operation.document == PostedDocument(
        8800011, 3, 5102, "311", "SD 01HZX4 receipt", datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC), 88001
    )
    assert [(line.product_id, line.amount, line.supplier_id) for line in operation.lines] == [
        (440001, Decimal(24), 71001)
    ]


def test_line_that_is_gone_is_none_and_a_deleted_one_says_so(client_at: ClientAt) -> None:
    deleted = example("tx_full").replace(b'"deleted": false', b'"deleted": 1')
    gone = b'{"success":false,"data":null,"meta":[]}'
    with SocketServer([answer(404, gone), answer(200, deleted), answer(403, gone)]) as server:
        client = client_at(server.url)
        assert read_line(client, 70001, UTC, 9900020) is None
        line = read_line(client, 70001, UTC, 9900020)
        assert line is not None
        assert line.deleted
        with pytest.raises(StockdeskError) as raised:
            read_line(client, 70001, UTC, 9900020)
    assert raised.value.code == "service.forbidden"


def test_document_is_deleted_by_its_own_path(client_at: ClientAt) -> None:
    with SocketServer([answer(202)]) as server:
        outcome = delete_document(client_at(server.url), 70001, 8800020)
        assert server.requests[0].target == "/api/v1/storage_operations/documents/70001/8800020"
    assert outcome.kind is OutcomeKind.ACCEPTED
