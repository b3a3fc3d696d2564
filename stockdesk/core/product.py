"""A product as the service knows it, and how its text is folded for search."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import Final

from stockdesk.core.quantity import LARGEST_MONEY, unit_cost

_KILOGRAMS: Final = frozenset({"kg", "kg.", "кг", "кг."})
_GRAMS: Final = frozenset({"g", "g.", "gr", "г", "г.", "гр", "гр."})


class UnitType(IntEnum):
    """In which of its two units a line counts a product; the values are the service's ``operation_unit_type``."""

    SALE = 1
    SERVICE = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure; ``unit_id`` is None where the service named none."""

    unit_id: int | None
    title: str

    @property
    def per_kilogram(self) -> Decimal | None:
        """How many of it a kilogram is, None for a unit that holds no weight. The service knows units by name alone."""
        title = self.title.strip().casefold()
        if title in _KILOGRAMS:
            return Decimal(1)
        return Decimal(1000) if title in _GRAMS else None


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the catalogue.

    ``product_id`` is the service's ``good_id``. ``price`` and ``cost`` are per sale unit, in the location's money, None
    where the service names none or the user may not see it. ``unit_equals`` is the number of write-off (service) units
    in one sale unit. ``stock`` maps storage ids to amounts in sale units; a storage that is missing holds 0, and an
    amount may be negative. ``changed`` is the service's last change, UTC.
    """

    product_id: int
    title: str
    barcode: str = ""
    article: str = ""
    category_id: int | None = None
    sale_unit: Unit = Unit(None, "")
    service_unit: Unit = Unit(None, "")
    unit_equals: Decimal = Decimal(1)
    price: Decimal | None = None
    cost: Decimal | None = None
    critical_amount: Decimal | None = None
    desired_amount: Decimal | None = None
    comment: str = ""
    is_chain: bool = False
    stock: Mapping[int, Decimal] = field(default_factory=dict)
    changed: datetime | None = None

    def unit(self, unit_type: UnitType) -> Unit:
        """Return the sale or the write-off unit."""
        return self.sale_unit if unit_type is UnitType.SALE else self.service_unit

    @property
    def has_two_units(self) -> bool:
        """Whether the write-off unit really differs from the sale unit.

        Units with the same id and a ratio other than 1 are ambiguous (real-world notes, section 4): only the sale unit
        is offered then.
        """
        return self.service_unit.unit_id is not None and self.service_unit.unit_id != self.sale_unit.unit_id

    def cost_per(self, unit_type: UnitType) -> Decimal | None:
        """Return the cost of one unit of the given type, with four decimals at most; None when the cost is unknown.

        A cost that could not be sent (negative, or beyond all money) is taken for an unknown one.
        """
        if self.cost is None:
            return None
        split = unit_type is UnitType.SERVICE and self.unit_equals > 0
        cost = self.cost / self.unit_equals if split else self.cost
        return unit_cost(cost) if 0 <= cost <= LARGEST_MONEY else None

    def in_sale_units(self, amount: Decimal, unit_type: UnitType) -> Decimal:
        """Convert an amount of the given unit to sale units (exact to 6 decimals)."""
        if unit_type is UnitType.SALE or self.unit_equals <= 0:
            return amount
        return (amount / self.unit_equals).quantize(Decimal("0.000001"))


def fold(text: str) -> str:
    """Fold text for search: case, accents and ё/е do not matter, runs of white space are one space.

    Compatibility forms are made one (full-width digits, ligatures), combining marks are dropped. Й stays и + mark in
    decomposed form and so folds to и, which is what people who type without it expect.
    """
    # Case comes after the first decomposition: № and ™ are made of capitals.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(kept.split())
