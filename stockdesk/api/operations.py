"""Inventory operations: the exact bytes of a request, sending it once, reading back what was posted (altegio-v1, 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from typing import TypeVar

from stockdesk.api import paths, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Request, new_attempt_id
from stockdesk.api.outcome import classify, classify_removal
from stockdesk.api.scalars import flag, identity, moment, number, text
from stockdesk.core.errors import StockdeskError
from stockdesk.core.movement import PostedDocument, PostedLine, PostedOperation
from stockdesk.core.operation import Operation, OperationLine
from stockdesk.core.posting import Outcome

T = TypeVar("T")


def encode_operation(operation: Operation) -> bytes:
    """Return the body of the request, byte for byte as it will be stored and sent.

    Fields come in a fixed order, decimals as JSON numbers with exactly their digits, the moment with the offset that it
    carries. Raises ``ValueError`` for what must never go out: no lines, a naive moment, an amount that is not positive,
    negative money, a discount outside 0 to 100.
    """
    if not operation.lines:
        raise ValueError("an operation without lines")
    if operation.created.tzinfo is None:
        raise ValueError("the moment of an operation needs its time zone")
    return wire.encode(
        wire.OperationOut(
            type_id=operation.type_id,
            storage_id=operation.storage_id,
            create_date=operation.created.isoformat(timespec="seconds"),
            goods_transactions=[_line_out(line) for line in operation.lines],
            comment=operation.comment,
            master_id=operation.member_id,
        )
    )


def _line_out(line: OperationLine) -> wire.OperationLineOut:
    if line.amount <= 0 or line.cost_per_unit < 0 or line.cost < 0 or not 0 <= line.discount <= 100:
        raise ValueError(f"a line that must not be sent: {line}")
    return wire.OperationLineOut(
        good_id=line.product_id,
        amount=wire.exact(line.amount),
        cost_per_unit=wire.exact(line.cost_per_unit),
        discount=wire.exact(line.discount),
        cost=wire.exact(line.cost),
        operation_unit_type=int(line.unit),
        master_id=line.member_id,
        client_id=line.client_id,
        supplier_id=line.supplier_id,
        comment=line.comment,
        storage_id=line.storage_id,
    )


def post_operation(client: ServiceClient, location_id: int, body: bytes, attempt: str | None = None) -> Outcome:
    """Send stored bytes once, on a fresh connection, and say what it came to. ``attempt`` names it in the log.

    Never raises for what the network or the server does. An accepted outcome is no proof: read it back. Any exception
    from here is a bug, and what it leaves behind is unknown.
    """
    request = Request("POST", paths.operation(location_id), body, attempt=attempt or new_attempt_id())
    outcome = classify(client.send(request))
    return replace(outcome, detail=client.without_secrets(outcome.detail))


def read_document(client: ServiceClient, location_id: int, zone: tzinfo, document_id: int) -> PostedDocument:
    """Return a document's head (comment, kind, storage, number). Raises the errors of a read."""
    path = paths.document(location_id, document_id)
    return _document(client.get_one(path, wire.DocumentRow), zone, client, path)


def read_lines(client: ServiceClient, zone: tzinfo, document_id: int) -> tuple[PostedLine, ...]:
    """Return a document's lines, deleted ones marked. Raises the errors of a read.

    No pages are documented here (altegio-v1, 7.6), so an answer that counts more lines than it gives is
    ``service.broken``: what is missing from it proves nothing.
    """
    path = paths.document_lines(document_id)
    return tuple(_line(row, zone, client, path) for row in client.get_all(path, wire.LineRow))


def read_operation(client: ServiceClient, location_id: int, zone: tzinfo, document_id: int) -> PostedOperation:
    """Return a document with its lines in one read, in either shape. In no index of the service, but seen to work."""
    path = paths.posted_operation(location_id, document_id)
    row = client.get_one(path, wire.OperationRow)
    head = row.document if isinstance(row.document, wire.DocumentRow) else wire.DocumentRow()
    document = wire.DocumentRow(
        id=head.id or row.document_id,
        type_id=head.type_id or row.type_id,
        storage_id=head.storage_id or row.storage_id,
        storage=head.storage,
        user_id=head.user_id,
        number=head.number or row.number,
        comment=head.comment if head.comment is not None else row.comment,
        create_date=head.create_date or row.create_date or row.date,
    )
    rows = row.transactions if row.transactions is not None else row.goods_transactions
    lines = tuple(_line(line, zone, client, path) for line in rows or ())
    return PostedOperation(_document(document, zone, client, path), lines)


def read_line(client: ServiceClient, location_id: int, zone: tzinfo, line_id: int) -> PostedLine | None:
    """Return one line; None where it is gone (404). A deleted line may still be read, marked so."""
    path = paths.line(location_id, line_id)
    try:
        return _line(client.get_one(path, wire.LineRow), zone, client, path)
    except StockdeskError as error:
        if error.code == "service.not-found":
            return None
        raise


def delete_line(client: ServiceClient, location_id: int, line_id: int) -> Outcome:
    """Delete one line. Accepted (202) may lag: read back."""
    return _remove(client, paths.line(location_id, line_id))


def delete_document(client: ServiceClient, location_id: int, document_id: int) -> Outcome:
    """Delete a document. Its lines first: whether they are taken back with it is not known. Accepted may lag."""
    return _remove(client, paths.document(location_id, document_id))


def _remove(client: ServiceClient, path: str) -> Outcome:
    outcome = classify_removal(client.send(Request("DELETE", path)))
    return replace(outcome, detail=client.without_secrets(outcome.detail))


def _document(row: wire.DocumentRow, zone: tzinfo, client: ServiceClient, path: str) -> PostedDocument:
    storage = wire.relation(row.storage)
    return PostedDocument(
        document_id=_needed(identity(row.id), "id", client, path),
        type_id=None if row.type_id is None else int(row.type_id),
        storage_id=identity(row.storage_id) or (identity(storage.id) if storage else None),
        number=text(row.number),
        comment=text(row.comment),
        created=moment(row.create_date, zone),
        user_id=identity(row.user_id),
    )


def _line(row: wire.LineRow, zone: tzinfo, client: ServiceClient, path: str) -> PostedLine:
    storage, supplier = wire.relation(row.storage), wire.relation(row.supplier)
    return PostedLine(
        line_id=_needed(identity(row.id), "id", client, path),
        document_id=wire.document_of(row),
        product_id=_needed(wire.product_of(row), "good_id", client, path),
        amount=_needed(number(row.amount), "amount", client, path),
        unit=wire.unit_of(row),
        unit_id=identity(row.unit_id),
        type_id=None if row.type_id is None else int(row.type_id),
        storage_id=identity(row.storage_id) or (identity(storage.id) if storage else None),
        cost_per_unit=number(row.cost_per_unit),
        discount=number(row.discount),
        cost=number(row.cost),
        comment=text(row.comment),
        supplier_id=identity(row.supplier_id) or (identity(supplier.id) if supplier else None),
        member_id=identity(row.master_id),
        created=moment(row.create_date, zone),
        deleted=flag(row.deleted),
    )


def _needed(value: T | None, field: str, client: ServiceClient, path: str) -> T:
    if value is None:
        raise StockdeskError("service.broken", server=client.server, path=path, status=200, message=f"no {field}")
    return value
