"""A line of a document, how an entry changes it, and the sums over the lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.product import Product, UnitType
from stockdesk.core.quantity import line_total, plain, rounded_amount


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands. ``product_id`` is None while its code is unknown; ``number`` counts lines as they came.

    ``amount`` is in ``unit``; ``cost`` is per that unit; ``ratio`` is write-off units in one sale unit; ``scans``
    counts the scans that made it. While its code is unknown ``weight`` is the kilograms that scans of it have told, and
    ``weighed`` how much of ``amount`` those scans are: both become an amount once its product is known. An amount that
    a person sets or changes stands as it is, so then nothing is left of them.
    """

    line_id: str
    number: int
    product_id: int | None
    title: str
    code: str
    article: str = ""
    amount: Decimal = Decimal(0)
    unit: UnitType = UnitType.SALE
    sale_unit: str = ""
    service_unit: str = ""
    ratio: Decimal = Decimal(1)
    cost: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    comment: str = ""
    removed: bool = False
    scans: int = 0
    weight: Decimal = Decimal(0)
    weighed: Decimal = Decimal(0)

    @property
    def unit_title(self) -> str:
        """The name of the unit that the amount counts."""
        return self.sale_unit if self.unit is UnitType.SALE else self.service_unit

    @property
    def has_two_units(self) -> bool:
        """Whether the line can be counted in a write-off unit that differs from the sale unit."""
        return bool(self.service_unit) and (self.ratio != 1 or self.service_unit != self.sale_unit)

    @property
    def total(self) -> Decimal:
        """The line's total, two places, as it will be sent."""
        return line_total(self.amount, self.cost, self.discount)

    @property
    def in_sale_units(self) -> Decimal:
        """The amount in sale units, to six decimals: sums of it stay exact whatever the order."""
        if self.unit is UnitType.SALE or self.ratio <= 0:
            return self.amount
        return (self.amount / self.ratio).quantize(Decimal("0.000001"))


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the lines that stand: how many, pieces in sale units, money, and codes still unknown."""

    lines: int = 0
    pieces: Decimal = Decimal(0)
    money: Decimal = Decimal(0)
    unknown: int = 0


def product_fields(product: Product, unit: UnitType = UnitType.SALE) -> dict[str, str]:
    """Return what a line keeps of a product, so that a fold needs no catalogue."""
    cost = product.cost_per(unit)
    return {
        "product": str(product.product_id),
        "title": product.title,
        "article": product.article,
        "unit": str(int(unit)),
        "cost": "0" if cost is None else format(cost, "f"),
        "sale_unit": product.sale_unit.title,
        "service_unit": product.service_unit.title if product.has_two_units else "",
        "ratio": format(product.unit_equals, "f"),
    }


def with_product(line: Line, data: Mapping[str, str]) -> Line:
    """Return a line with the product fields of an entry; without them its code is unknown."""
    return replace(
        line,
        product_id=int(data["product"]) if data.get("product") else None,
        title=data.get("title", ""),
        article=data.get("article", ""),
        unit=UnitType(int(data.get("unit", "1"))),
        cost=Decimal(data.get("cost", "0")),
        sale_unit=data.get("sale_unit", ""),
        service_unit=data.get("service_unit", ""),
        ratio=Decimal(data.get("ratio", "1")),
    )


def stepped(line: Line, entry: Entry) -> Line:
    """Return a line as an entry leaves it."""
    data = entry.data
    match entry.kind:
        case EntryKind.SCAN:
            return _scanned(line, data)
        case EntryKind.ADD:
            return _counted(line, line.amount + Decimal(data["amount"]))
        case EntryKind.AMOUNT:
            return _counted(line, Decimal(data["amount"]))
        case EntryKind.UNIT:
            unit = UnitType(int(data["unit"]))
            return replace(line, unit=unit, amount=Decimal(data["amount"]), cost=Decimal(data["cost"]))
        case EntryKind.RESOLVE:
            amount = resolved_amount(line, Decimal(data["per_kg"])) if "per_kg" in data else line.amount
            return _counted(with_product(line, data), amount)
        case EntryKind.REMOVE:
            return replace(line, removed=True)
        case _:
            return _with_value(line, entry)


def resolved_amount(line: Line, per_kilogram: Decimal) -> Decimal:
    """Return what a line's amount becomes with a product of which a kilogram is so many units.

    It is as if the product had been known from the first scan on.
    """
    return plain(rounded_amount(line.amount - line.weighed + line.weight * per_kilogram))


def _counted(line: Line, amount: Decimal) -> Line:
    return replace(line, amount=amount, weight=Decimal(0), weighed=Decimal(0))


def _scanned(line: Line, data: Mapping[str, str]) -> Line:
    """Return a line after a scan; one in minus mode that leaves nothing takes the line out."""
    amount = Decimal(data["amount"])
    left, removed = line.amount + amount, line.removed
    if "weight" in data:
        line = replace(line, weight=line.weight + Decimal(data["weight"]), weighed=line.weighed + amount)
    return replace(line, amount=left, scans=line.scans + 1, removed=removed or (amount < 0 and left <= 0))


def _with_value(line: Line, entry: Entry) -> Line:
    value = entry.data["value"]
    if entry.kind is EntryKind.COST:
        return replace(line, cost=Decimal(value))
    if entry.kind is EntryKind.DISCOUNT:
        return replace(line, discount=Decimal(value))
    return replace(line, comment=value)


def moved(totals: Totals, line: Line | None, sign: int) -> Totals:
    """Return the sums with a line added (sign 1) or taken out (−1); a line that does not stand changes nothing."""
    if line is None or line.removed:
        return totals
    return Totals(
        totals.lines + sign,
        totals.pieces + sign * line.in_sale_units,
        totals.money + sign * line.total,
        totals.unknown + (sign if line.product_id is None else 0),
    )
