"""Is what the service holds what was sent? Lines, products, amounts, units and storages, compared as a multiset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from stockdesk.core.movement import PostedLine
from stockdesk.core.operation import TYPE_IDS, Kind, Operation
from stockdesk.core.posting import Finding
from stockdesk.core.product import UnitType
from stockdesk.core.quantity import amount_text, plain

_OUTGOING = frozenset({0, 2, 4, 5, 7, 8})
_INCOMING = frozenset({0, 3})
KINDS = {
    TYPE_IDS[Kind.RECEIPT]: _INCOMING,
    TYPE_IDS[Kind.USAGE]: _OUTGOING,
    TYPE_IDS[Kind.WRITEOFF]: _OUTGOING,
    TYPE_IDS[Kind.TRANSFER]: _OUTGOING | _INCOMING,
}
"""By the ``type_id`` that is sent, the ones that may read back: all by which goods move in the same direction.

The vendor's own tables contradict each other on 2, 4, 7 and 8 (altegio-v1, 7.1), and a transfer's movements arrived
with type 0 (real-world notes, section 4). So a number within the family proves nothing: what bears the marker is ours,
and with the very goods it did to the stock what was asked. One outside (a sale, a receipt of what was written off) did
something else, and a person is told.
"""


@dataclass(frozen=True, slots=True)
class Goods:
    """One line as it is compared: amounts without sign, in the unit they were sent in.

    ``type_id`` is set only where the service shows a kind that the operation cannot have: the goods went another way.
    """

    product_id: int
    amount: Decimal
    unit: UnitType | None
    storage_id: int | None
    type_id: int | None = None

    def __str__(self) -> str:
        """Return the line for the proof that people are shown."""
        unit = "" if self.unit is None else f" {self.unit.name.lower()}"
        kind = "" if self.type_id is None else f" (type {self.type_id})"
        return f"{self.product_id}{kind}: {amount_text(self.amount)}{unit} @{self.storage_id or '?'}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result, with both sides of every difference."""

    finding: Finding
    missing: tuple[Goods, ...] = ()
    surplus: tuple[Goods, ...] = ()


def expected_goods(operation: Operation) -> tuple[Goods, ...]:
    """Return what the service must hold after an operation.

    A transfer in a single operation makes two movements a line: out of the source, into the destination.
    """
    goods: list[Goods] = []
    for line in operation.lines:
        goods.append(Goods(line.product_id, plain(line.amount), line.unit, operation.storage_id))
        if line.storage_id is not None:
            goods.append(Goods(line.product_id, plain(line.amount), line.unit, line.storage_id))
    return tuple(goods)


def kinds_of(type_id: int) -> frozenset[int]:
    """Return the kinds as which an operation of this kind may read back, see ``KINDS``."""
    return KINDS.get(type_id, frozenset({type_id}))


def compare(
    operation: Operation, document_storage: int | None, lines: Iterable[PostedLine], document_type: int | None = None
) -> Comparison:
    """Compare an operation with the lines of a document.

    Deleted lines do not count. A unit, kind or storage that the answer leaves out proves nothing and is passed over; a
    line's own kind and storage go before the document's, whose storage stands for it except in a transfer, where half
    of the lines are elsewhere.
    """
    missing, surplus = _differences(
        expected_goods(operation), _posted_goods(operation, document_type, document_storage, lines)
    )
    return Comparison(Finding.DIFFERENT if missing or surplus else Finding.EQUAL, missing, surplus)


def _posted_goods(
    operation: Operation, document_type: int | None, document_storage: int | None, lines: Iterable[PostedLine]
) -> list[Goods]:
    elsewhere = any(line.storage_id is not None for line in operation.lines)
    fallback = None if elsewhere else document_storage
    own = kinds_of(operation.type_id)
    found = []
    for line in lines:
        if line.deleted:
            continue
        kind = document_type if line.type_id is None else line.type_id
        other = None if kind is None or kind in own else kind
        found.append(Goods(line.product_id, plain(abs(line.amount)), line.unit, line.storage_id or fallback, other))
    return found


def _differences(expected: Sequence[Goods], posted: Sequence[Goods]) -> tuple[tuple[Goods, ...], tuple[Goods, ...]]:
    left = Counter(expected)
    vague: list[Goods] = []
    for goods in posted:
        if left[goods] > 0:
            left[goods] -= 1
        else:
            vague.append(goods)
    return _paired_off(list(left.elements()), vague)


def _paired_off(missing: list[Goods], surplus: list[Goods]) -> tuple[tuple[Goods, ...], tuple[Goods, ...]]:
    """Pair lines that leave something out with what they may be, as many as can be, and return the rest of both.

    Each line in turn looks for a partner, and where all are taken, for a chain of partners that change over (augmenting
    paths in a bipartite graph): the order of the lines must not decide what is a difference.
    """
    by_product: dict[tuple[int, Decimal], list[int]] = {}
    for place, goods in enumerate(missing):
        by_product.setdefault((goods.product_id, goods.amount), []).append(place)
    partner: dict[int, int] = {}
    alone = [number for number in range(len(surplus)) if not _pair(number, missing, surplus, by_product, partner)]
    left = (goods for place, goods in enumerate(missing) if place not in partner)
    return tuple(left), tuple(surplus[number] for number in alone)


def _pair(
    number: int,
    missing: Sequence[Goods],
    surplus: Sequence[Goods],
    by_product: Mapping[tuple[int, Decimal], list[int]],
    partner: dict[int, int],
) -> bool:
    """Find a place for one line of ``surplus``; ``partner`` maps places in ``missing`` to lines that hold them."""
    asked_by: dict[int, int] = {}
    holds = {line: place for place, line in partner.items()}
    queue = [number]
    for line in queue:
        goods = surplus[line]
        for place in by_product.get((goods.product_id, goods.amount), ()):
            if place in asked_by or not _may_be(goods, missing[place]):
                continue
            asked_by[place] = line
            if place in partner:
                queue.append(partner[place])
                continue
            free: int | None = place
            while free is not None:
                taker = asked_by[free]
                partner[free] = taker
                free = holds.get(taker)
            return True
    return False


def _may_be(posted: Goods, expected: Goods) -> bool:
    same_place = posted.unit in (None, expected.unit) and posted.storage_id in (None, expected.storage_id)
    return same_place and posted.type_id == expected.type_id


def _is_line(posted: Goods, expected: Goods) -> bool:
    return (posted.product_id, posted.amount) == (expected.product_id, expected.amount) and _may_be(posted, expected)


def alike(operation: Operation, type_id: int | None, storage_id: int | None, lines: Iterable[PostedLine]) -> bool:
    """Whether a document could be this operation by everything but its marker: kind, storage, products and amounts."""
    return _same_kind(operation, type_id) and compare(operation, storage_id, lines, type_id).finding is Finding.EQUAL


def remainder(operation: Operation, type_id: int | None, storage_id: int | None, lines: Iterable[PostedLine]) -> bool:
    """Whether a document could be what was carried out of an operation that was not carried out whole.

    Nothing but lines of it, in the same storage and of the same kind. A single line of a longer document is common at a
    busy desk: other people take the same product in the same amount. It counts where it is the first, since a service
    that stops midway has begun there.
    """
    expected = expected_goods(operation)
    posted = _posted_goods(operation, type_id, storage_id, lines)
    missing, surplus = _differences(expected, posted)
    if not posted or surplus or not missing or not _same_kind(operation, type_id):
        return False
    return len(posted) > 1 or _is_line(posted[0], expected[0])


def akin(operation: Operation, type_id: int | None, storage_id: int | None, lines: Iterable[PostedLine]) -> bool:
    """Whether a document may have come of the same draft, gone on with: kind and storage, and a product in common."""
    if not _same_kind(operation, type_id):
        return False
    places = {(line.product_id, operation.storage_id) for line in operation.lines}
    places |= {(line.product_id, line.storage_id) for line in operation.lines if line.storage_id is not None}
    products = {product_id for product_id, _ in places}
    for line in lines:
        at = line.storage_id or storage_id
        if not line.deleted and ((line.product_id, at) in places or (at is None and line.product_id in products)):
            return True
    return False


def _same_kind(operation: Operation, type_id: int | None) -> bool:
    return type_id is None or type_id in kinds_of(operation.type_id)
