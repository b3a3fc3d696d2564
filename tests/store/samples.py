"""Entries, operations and products to store, and a way to be a user without root's rights."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State
from stockdesk.core.product import Product, Unit
from stockdesk.store.migration import scripts

NOON = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)
NOBODY = 65534


def opening(document_id: str, storage: str = "11", kind: Kind = Kind.RECEIPT) -> Entry:
    data = {"kind": kind.value, "location": "4564", "storage": storage}
    return Entry(secrets.token_hex(8), document_id, EntryKind.OPEN, NOON, data=data, station="s1", person="Ana")


def scan(document_id: str, code: str = "4006381333931", at: datetime = NOON, line_id: str = "L1") -> Entry:
    data = {"amount": "1", "code": code, "source": "scan", "product": "7", "title": "Шампунь", "unit": "1"}
    raw = RawScan(code, "", (13, 19, 36))
    return Entry(secrets.token_hex(8), document_id, EntryKind.SCAN, at, line_id, data, raw, "", "s1", "Ana")


def header(document_id: str, field: str, value: str) -> Entry:
    return Entry(secrets.token_hex(8), document_id, EntryKind.HEADER, NOON, data={"field": field, "value": value})


def undo(document_id: str, undone: Entry) -> Entry:
    return Entry(secrets.token_hex(8), document_id, EntryKind.UNDO, NOON, undoes=undone.entry_id)


def note(document_id: str, code: str = "queued") -> Entry:
    return Entry(secrets.token_hex(8), document_id, EntryKind.NOTE, NOON, data={"code": code}, person="Ana")


def operation(document_id: str, base: str = "SD-7F3K9QX2M4", leg: int = 0, role: Role = Role.WHOLE) -> OutboxRow:
    return OutboxRow(
        marker=f"{base}-{leg}" if leg else base,
        base=base,
        leg=leg,
        role=role,
        kind=Kind.RECEIPT,
        type_id=3,
        local_document=document_id,
        location_id=4564,
        storage_id=11,
        to_storage_id=None,
        products=frozenset({7, 8, 9}),
        lines=3,
        body=b'{"type_id": 3, "cost": 10.10, "comment": "\xd1\x88"}',
        state=State.QUEUED,
        created=NOON,
        operation_date=NOON.astimezone() - timedelta(days=1),
        approved_by="https://api.alteg.io|4711",
        person="Ana",
    )


def product(product_id: int = 7, title: str = "Shampoo Argan 250 ml", **fields: object) -> Product:
    values: dict[str, object] = {
        "barcode": "4006381333931",
        "article": "SH-7",
        "category_id": 5,
        "sale_unit": Unit(1, "pc"),
        "service_unit": Unit(2, "ml"),
        "unit_equals": Decimal(250),
        "price": Decimal("12.50"),
        "cost": Decimal("7.10"),
        "critical_amount": None,
        "desired_amount": Decimal("10.000"),
        "comment": "green",
        "is_chain": True,
        "stock": {11: Decimal(12), 12: Decimal("-0.500")},
        "changed": NOON,
    } | fields
    return Product(product_id, title, **values)  # type: ignore[arg-type]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Drop root's rights for a block, so that the modes of files count; nothing to drop for other users.

    The program's own SQL is read before: the checkout may lie where only root reads.
    """
    scripts("work")
    root = os.geteuid() == 0
    if root:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
            os.setegid(0)
