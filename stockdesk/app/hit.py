"""What a scan was taken for: the code, the products it names, how much one scan of it is, what else it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.events import Note
from stockdesk.core.barcode import Interpretation
from stockdesk.core.match import Match
from stockdesk.core.product import Product
from stockdesk.core.quantity import amount_text, rounded_amount
from stockdesk.core.reading import Reading
from stockdesk.core.remark import Remark

_QUIET: Final = frozenset({"restricted", "example", "gs1_unmarked", "gs1_companion"})
"""Warnings that one right label in a few would give."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a scan was taken for.

    ``code`` is its text for people and for the ledger, ``products`` are those it names, ``amount`` is how many sale
    units one scan is. ``reading`` is the one that was taken, None where only the whole text was found. ``why`` is a
    sentence on what is wrong with the code, should there be something. ``whole`` is the number as it was printed where
    ``code`` is that of the item inside it: should a product bear it, it is no in-store number.
    """

    code: str
    products: tuple[Match, ...]
    amount: Decimal = Decimal(1)
    reading: Reading | None = None
    why: str = ""
    whole: str = ""

    @property
    def weight(self) -> Decimal:
        """The kilograms that one scan tells and no product is there yet to count in, 0 for none."""
        reading = self.reading
        if self.product is not None or reading is None or reading.weight is None or _count(reading) is not None:
            return Decimal(0)
        return max(reading.weight, Decimal(0))

    @property
    def product(self) -> Product | None:
        """The one product that the code names, None for none or several."""
        return self.products[0].product if len(self.products) == 1 else None

    @property
    def is_measured(self) -> bool:
        """Whether ``amount`` is what the code itself tells of this product: a weight or a count."""
        return self.product is not None and self.reading is not None and measure(self.product, self.reading) is not None

    @property
    def piece(self) -> dict[str, str]:
        """What the code tells of the single piece, for the ledger: ``gtin``, ``serial``, ``lot``, ``expiry``."""
        reading = self.reading
        if reading is None:
            return {}
        told = {"lot": reading.lot, "expiry": None if reading.expiry is None else reading.expiry.isoformat()}
        if reading.serial is not None and any(element.ai == "01" for element in reading.elements):
            told |= {"gtin": reading.gtin14, "serial": reading.serial}
        return {name: value for name, value in told.items() if value}

    @property
    def is_piece(self) -> bool:
        """Whether the code names one single piece (01 + 21), which can be there once only."""
        return "serial" in self.piece


def find(catalogue: Catalogue, interpretation: Interpretation) -> Hit:
    """Look the readings of a code up in their order of trust; the first that names a product wins."""
    products, reading = catalogue.find(interpretation)
    if products:
        code = interpretation.text if reading is None else reading.code
        if len(products) > 1:
            return Hit(code, products, _pieces(reading), reading)
        return Hit(code, products, amount_of(products[0], reading), reading)
    first = interpretation.readings[0]
    # An element string and a number with a weight or price in it are one item whatever else they say; any other code
    # that nobody knows is its whole text.
    code = first.code if first.kind in ("gs1", "rcn") else interpretation.text
    if interpretation.aim is not None and first.symbol == "UPC-E" and first.gtin14 is not None:
        code = first.gtin14[2:]  # its eight digits could name an EAN-8 as well; the number in full cannot
    whole = interpretation.text if first.kind == "rcn" and code != interpretation.text else ""
    return Hit(code, (), _pieces(first), first, interpretation.refused or "", whole)


def amount_of(match: Match, reading: Reading | None) -> Decimal:
    """Return how many sale units one scan of a product's code is."""
    measured = None if reading is None else measure(match.product, reading)
    return measured or match.factor


def _pieces(reading: Reading | None) -> Decimal:
    """Return how many pieces a code tells, whatever its product is; one where it tells none."""
    return (None if reading is None else _count(reading)) or Decimal(1)


def _count(reading: Reading) -> Decimal | None:
    return reading.count if reading.count is not None and reading.count > 0 else None


def measure(product: Product, reading: Reading) -> Decimal | None:
    """Return the amount that a code itself carries, in sale units: pieces, or a weight where the unit is one."""
    count, per_kilogram = _count(reading), product.sale_unit.per_kilogram
    if count is not None or reading.weight is None or reading.weight <= 0 or per_kilogram is None:
        return count
    return rounded_amount(reading.weight * per_kilogram) or None


def notes(hit: Hit, today: dt.date) -> Iterator[Note]:
    """Yield what a person should look at in a code that was taken; ``today`` is the location's own day."""
    reading = hit.reading
    if reading is None:
        return
    if reading.expiry is not None and reading.expiry < today:
        yield Note("scan.expired", {"date": reading.expiry.isoformat()})
    product = hit.product
    if product is not None:
        yield from _held(product, reading)
    elif hit.weight:
        yield Note("scan.weight-kept", {"weight": amount_text(hit.weight)})
    if not hit.products or reading.kind != "house":  # what the catalogue holds as a text is right as a text
        yield from _warnings(reading.warnings)


def _held(product: Product, reading: Reading) -> Iterator[Note]:
    """Yield that the weight or price in a code could not become an amount of this product, or not to the last digit."""
    measured, unit = measure(product, reading), product.sale_unit
    if measured is not None:
        exact = None if _count(reading) else (reading.weight or 0) * (unit.per_kilogram or 0)
        if exact not in (None, measured):
            told = {"weight": amount_text(reading.weight or measured), "amount": amount_text(measured)}
            yield Note("scan.weight-rounded", told | {"unit": unit.title})
    elif reading.weight:
        yield Note("scan.weight-unused", {"weight": amount_text(reading.weight), "unit": unit.title})
    elif reading.price is not None and (reading.kind == "rcn" or (reading.gtin14 or "").startswith("9")):
        yield Note("scan.price-unused", {"price": format(reading.price, "f")})


def _warnings(warnings: Iterable[Remark]) -> Iterator[Note]:
    for warning in warnings:
        if warning.code not in _QUIET:
            yield Note("scan.warning", {"why": str(warning)})
