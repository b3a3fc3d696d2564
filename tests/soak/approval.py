"""What a person approved: a document made by the real rules, its operations, and what they must do to the stock."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from stockdesk.api.operations import encode_operation
from stockdesk.core import document as rules
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.ledger import Sheet
from stockdesk.core.marker import new_marker
from stockdesk.core.operation import Kind, Operation
from stockdesk.core.outbox import OutboxRow, Planned
from stockdesk.core.plan import Terms, TransferMode, plan
from stockdesk.core.posting import State
from tests.soak.place import LOCATION, MASTER, PRODUCTS, STORAGES
from tests.soak.stored import Goods

KINDS = (Kind.RECEIPT, Kind.RECEIPT, Kind.USAGE, Kind.WRITEOFF, Kind.TRANSFER)
SMALL_SHELF = 6
"""Products that most documents are about."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person puts into a document: amounts by number of product."""

    kind: Kind
    storage_id: int
    lines: tuple[tuple[int, Decimal], ...]
    mode: TransferMode = TransferMode.PAIR
    days_back: int = 0
    account: int = 0
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """One approved operation, as it was at that moment: nothing of it may ever change."""

    row: OutboxRow
    goods: Goods
    place: int


def drawn(dice: random.Random, long: bool = False) -> Wish:
    """Draw a wish: few products and amounts, so that many documents are alike in everything but their marker."""
    kind = dice.choice(KINDS)
    count = 503 if long else dice.choice((1, 1, 2, 3))
    numbers = dice.sample(range(len(PRODUCTS) if long else SMALL_SHELF), count)
    return Wish(
        kind=kind,
        storage_id=dice.choice(STORAGES),
        lines=tuple((number, Decimal(dice.choice(("1", "2", "3.5")))) for number in numbers),
        mode=dice.choice((TransferMode.PAIR, TransferMode.PAIR, TransferMode.SINGLE)),
        days_back=dice.choice((0, 0, 0, 1, 4, 40)),
        account=dice.choice((0, 0, 0, 1)),
        comment=dice.choice(("", "delivery of Monday", "takes back [SD-7F3K9QX2M4]", "№5 «люкс» 😀")),
    )


def entries_of(wish: Wish, document_id: str, at: datetime) -> list[Entry]:
    """Make the ledger of a document: its opening and a scan for each line."""
    other = next(storage for storage in STORAGES if storage != wish.storage_id)
    header = {"comment": wish.comment}
    if wish.days_back:
        header["date"] = (at - timedelta(days=wish.days_back)).isoformat()
    if wish.kind is Kind.TRANSFER:
        header["to_storage"] = str(other)
    sheet = Sheet(document_id)
    entries: list[Entry] = []

    def take(intent: rules.Intent) -> None:
        number = len(entries)
        entry = Entry(f"{document_id}:{number}", document_id, intent.kind, at, intent.line_id, intent.data)
        sheet.apply(entry)
        entries.append(entry)

    take(rules.opening(wish.kind, LOCATION, wish.storage_id, **header))
    for number, amount in wish.lines:
        product = PRODUCTS[number]
        take(rules.scan_product(sheet, product, amount, product.barcode, f"L{number}"))
    return entries


def operations_of(
    entries: Sequence[Entry], at: datetime, zone: ZoneInfo, mode: TransferMode, dice: random.Random
) -> list[Planned]:
    """Plan the operations by the real rules; they are dated as the document says, or now."""
    document_id = entries[0].document_id
    date = Sheet.folded(document_id, entries).header.get("date", "")
    terms = Terms(
        marker=new_marker(dice.randrange),
        created=(datetime.fromisoformat(date) if date else at).astimezone(zone),
        member_id=MASTER,
        transfer_mode=mode,
    )
    return list(plan(Sheet.folded(document_id, entries), terms))


def row_of(wish: Wish, planned: Planned, base: str, document_id: str, at: datetime, account: str) -> OutboxRow:
    """Make the row that is queued."""
    operation = planned.operation
    return OutboxRow(
        marker=planned.marker,
        base=base,
        leg=planned.leg,
        role=planned.role,
        kind=wish.kind,
        type_id=operation.type_id,
        local_document=document_id,
        location_id=LOCATION,
        storage_id=operation.storage_id,
        to_storage_id=next((line.storage_id for line in operation.lines if line.storage_id is not None), None),
        products=frozenset(line.product_id for line in operation.lines),
        lines=len(operation.lines),
        body=encode_operation(operation),
        state=State.QUEUED,
        created=at,
        operation_date=operation.created,
        approved_by=account,
        person="Anna",
    )


def goods_of(operation: Operation) -> Goods:
    """Return what an operation must leave at the server."""
    goods: Goods = Counter()
    for line in operation.lines:
        goods[(line.product_id, line.amount, int(line.unit), operation.storage_id)] += 1
        if line.storage_id is not None:
            goods[(line.product_id, line.amount, int(line.unit), line.storage_id)] += 1
    return goods


def note_of(document_id: str, at: datetime, marker: str) -> Entry:
    """Make the ledger's note that a document was approved."""
    data = {"code": "queued", "marker": marker}
    return Entry(f"{document_id}:{marker}", document_id, EntryKind.NOTE, at, data=data, person="Anna")
