"""Rows of the outbox for tests of the window's parts."""

from __future__ import annotations

from datetime import UTC, datetime

from stockdesk.core.operation import Kind
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State

NOON = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def outbox_row(marker: str, state: State = State.QUEUED) -> OutboxRow:
    """A receipt of three lines in storage 10."""
    return OutboxRow(
        marker=marker,
        base=marker,
        leg=0,
        role=Role.WHOLE,
        kind=Kind.RECEIPT,
        type_id=3,
        local_document="document",
        location_id=4564,
        storage_id=10,
        to_storage_id=None,
        products=frozenset({1, 2, 3}),
        lines=3,
        body=b"{}",
        state=state,
        created=NOON,
        operation_date=NOON,
        approved_by="account",
        person="Anna",
    )
