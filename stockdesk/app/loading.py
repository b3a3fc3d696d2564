"""Loading a file into a document: each row's product, its unit and cost, then all lines in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.desk import Desk
from stockdesk.app.documents import OpenDocument, new_id
from stockdesk.app.session import AWAY
from stockdesk.core import document as rules
from stockdesk.core.document import Intent
from stockdesk.core.entry import EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import LENGTHS, gtin14, is_number
from stockdesk.core.line import product_fields
from stockdesk.core.match import Match
from stockdesk.core.product import Product, UnitType, fold
from stockdesk.core.quantity import LARGEST_AMOUNT, amount_text
from stockdesk.files.lines import FileLine, RowProblem

TITLES_SHOWN = 5
"""Products named where a code has several."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A row with its product: ``amount`` is in ``unit``, ``cost`` is per that unit."""

    line: FileLine
    product: Product
    unit: UnitType
    amount: Decimal
    cost: Decimal


class Resolver:
    """Finds the products of a file's codes: here first, then at the service until that cannot be reached."""

    def __init__(self, catalogue: Catalogue, desk: Desk | None) -> None:
        self._catalogue = catalogue
        self._desk = desk
        self._away = ""
        self._known: dict[str, tuple[Match, ...]] = {}

    def resolve(self, lines: Sequence[FileLine]) -> tuple[list[Loaded], list[RowProblem]]:
        """Return the rows that can be taken, merged where they differ in amount only, and all that cannot."""
        loaded: dict[tuple[object, ...], Loaded] = {}
        problems: list[RowProblem] = []
        for line in lines:
            try:
                found = self._loaded(line)
                key = (found.product.product_id, found.unit, found.cost, line.discount, line.comment)
                loaded[key] = _added(loaded[key], found) if key in loaded else found
            except StockdeskError as error:
                problems.append(RowProblem(line.row, line.text, error))
        return list(loaded.values()), problems

    def _loaded(self, line: FileLine) -> Loaded:
        match = self._the_one(line.code)
        product = match.product
        unit = _unit_of(product, line)
        if unit is UnitType.SERVICE and match.factor != 1:
            raise StockdeskError("unit.pack", code=line.code, factor=amount_text(match.factor))
        amount = line.amount * match.factor
        if amount > LARGEST_AMOUNT:
            raise StockdeskError("amount.too-large", text=amount_text(amount), largest=LARGEST_AMOUNT)
        own_cost = product.cost_per(unit)
        cost = line.cost if line.cost is not None else own_cost if own_cost is not None else Decimal(0)
        return Loaded(line, product, unit, amount, cost)

    def _the_one(self, code: str) -> Match:
        if code not in self._known:
            self._known[code] = self._matches(code)
        matches = self._known[code]
        if len(matches) > 1:
            titles = "; ".join(match.product.title for match in matches[:TITLES_SHOWN])
            raise StockdeskError("code.several", code=code, count=len(matches), titles=titles)
        if matches:
            return matches[0]
        if self._away:
            raise StockdeskError("code.unknown-offline", code=code, why=self._away)
        raise StockdeskError("code.zeros-lost" if lost_zeros(code) else "code.unknown", code=code)

    def _matches(self, code: str) -> tuple[Match, ...]:
        found = self._catalogue.resolve(code)
        if found or self._desk is None or self._away:
            return found
        try:
            return self._catalogue.resolve(code, self._desk)
        except StockdeskError as error:
            if error.code not in AWAY:
                raise
            self._away = error.code
            return ()


def lost_zeros(code: str) -> bool:
    """Whether a number that nobody knows becomes a right one with zeros in front: a spreadsheet may have cut them."""
    if not is_number(code) or gtin14(code) is not None:
        return False
    return any(gtin14(code.zfill(length)) is not None for length in LENGTHS if length > len(code))


def _unit_of(product: Product, line: FileLine) -> UnitType:
    unit = line.unit
    if unit is None:
        titles = {fold(product.sale_unit.title): UnitType.SALE}
        if product.has_two_units:
            titles[fold(product.service_unit.title)] = UnitType.SERVICE
        unit = titles.get(fold(line.unit_text))
        if unit is None:
            shown = " / ".join(title for title in titles if title) or "its sale unit"
            raise StockdeskError("unit.unknown", title=product.title, text=line.unit_text, units=shown)
    if unit is UnitType.SERVICE and not product.has_two_units:
        raise StockdeskError("unit.single", title=product.title, unit=product.sale_unit.title)
    return unit


def _added(first: Loaded, more: Loaded) -> Loaded:
    amount = first.amount + more.amount
    if amount > LARGEST_AMOUNT:
        raise StockdeskError("amount.too-large", text=amount_text(amount), largest=LARGEST_AMOUNT)
    return replace(first, amount=amount)


def load(document: OpenDocument, loaded: Sequence[Loaded]) -> None:
    """Put rows into a document, all of them or none; each is a line of its own."""
    document.do_all([(intent, None) for row in loaded for intent in _intents(row)])


def _intents(row: Loaded) -> list[Intent]:
    line_id = new_id()
    fields = product_fields(row.product, row.unit) | {
        "amount": amount_text(row.amount),
        "cost": amount_text(row.cost),
        "code": row.line.code,
        "source": rules.FILE,
    }
    intents = [Intent(EntryKind.SCAN, line_id, fields)]
    if row.line.discount:
        intents.append(Intent(EntryKind.DISCOUNT, line_id, {"value": amount_text(row.line.discount)}))
    if row.line.comment:
        intents.append(Intent(EntryKind.COMMENT, line_id, {"value": row.line.comment}))
    return intents
