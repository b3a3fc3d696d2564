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
from stockdesk.core.reading import Reading
from stockdesk.core.remark import Remark

_NUMBERS: Final = frozenset({"gtin", "gs1", "rcn"})
_KILOGRAMS: Final = frozenset({"kg", "kg.", "кг", "кг."})
_GRAMS: Final = frozenset({"g", "g.", "gr", "г", "г.", "гр", "гр."})
_QUIET: Final = frozenset({"restricted", "example", "gs1_unmarked", "gs1_companion"})
"""Warnings that one right label in a few would give."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a scan was taken for.

    ``code`` is its text for people and for the ledger, ``products`` are those it names, ``amount`` is how many sale
    units one scan is. ``reading`` is the one that was taken, None where only the whole text was found. ``why`` is a
    sentence on what is wrong with the code, should there be something.
    """

    code: str
    products: tuple[Match, ...]
    amount: Decimal = Decimal(1)
    reading: Reading | None = None
    why: str = ""

    @property
    def product(self) -> Product | None:
        """The one product that the code names, None for none or several."""
        return self.products[0].product if len(self.products) == 1 else None

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
            return Hit(code, products, reading=reading)
        measured = None if reading is None else measure(products[0].product, reading)
        return Hit(code, products, measured or products[0].factor, reading)
    first = interpretation.readings[0]
    # An element string that nobody knows is asked for by its number; any other code by its whole text.
    code = first.code if first.kind == "gs1" else interpretation.text
    if interpretation.aim is not None and first.symbol == "UPC-E" and first.gtin14 is not None:
        code = first.gtin14[2:]  # its eight digits could name an EAN-8 as well; the number in full cannot
    return Hit(code, (), reading=first, why=interpretation.refused or "")


def measure(product: Product, reading: Reading) -> Decimal | None:
    """Return the amount that a code itself carries, in sale units: pieces, or a weight where the unit is one."""
    if reading.count is not None and reading.count > 0:
        return reading.count
    if reading.weight is None or reading.weight <= 0:
        return None
    unit = product.sale_unit.title.strip().casefold()
    if unit in _KILOGRAMS:
        return reading.weight
    return reading.weight * 1000 if unit in _GRAMS else None


def notes(hit: Hit, today: dt.date) -> Iterator[Note]:
    """Yield what a person should look at in a code that was taken; ``today`` is the location's own day."""
    reading = hit.reading
    if reading is None:
        return
    if reading.expiry is not None and reading.expiry < today:
        yield Note("scan.expired", {"date": reading.expiry.isoformat()})
    product = hit.product
    if product is not None and measure(product, reading) is None:
        yield from _not_held(product, reading)
    if not hit.products or reading.kind != "house":  # what the catalogue holds as a text is right as a text
        yield from _warnings(reading.warnings)


def _not_held(product: Product, reading: Reading) -> Iterator[Note]:
    """Yield that the weight or price in a code could not become an amount of this product."""
    if reading.weight:
        unit = product.sale_unit.title
        yield Note("scan.weight-unused", {"weight": format(reading.weight, "f"), "unit": unit})
    elif reading.price is not None and (reading.kind == "rcn" or (reading.gtin14 or "").startswith("9")):
        yield Note("scan.price-unused", {"price": format(reading.price, "f")})


def _warnings(warnings: Iterable[Remark]) -> Iterator[Note]:
    for warning in warnings:
        if warning.code not in _QUIET:
            yield Note("scan.warning", {"why": str(warning)})
