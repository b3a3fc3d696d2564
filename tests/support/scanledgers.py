"""Made-up ledgers of people who scan: runs of the same product, each person at a pace of their own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from stockdesk.core import document as rules
from stockdesk.core.document import Intent
from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.gtin import check_digit
from stockdesk.core.ledger import Sheet
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, Unit

BEGAN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KEY_MS = 10
"""Between two characters of a scan: Honeywell's (barcode domain, 1.1)."""


def ean13(number: int) -> str:
    """A right EAN-13 of the range 460 to 469."""
    payload = f"46{number:010d}"
    return payload + check_digit(payload)


def some_product(number: int) -> Product:
    """A product with a barcode."""
    barcode = ean13(number * 7_919_353 % 10**10)
    return Product(number, f"Product {number}", barcode, f"P-{number}", sale_unit=Unit(1, "pc"))


def raw_of(code: str, **fields: object) -> RawScan:
    """What a scanner sends for a code at its own pace."""
    times = tuple(range(0, KEY_MS * len(code), KEY_MS))
    return RawScan(code, times=times, ended_by="enter", **fields)  # type: ignore[arg-type]  # the tests name real fields


@dataclass
class Ledger:
    """A document as it comes to be; ``clock`` is the time of the entry written last."""

    sheet: Sheet = field(default_factory=lambda: Sheet("document"))
    clock: datetime = BEGAN
    person: str = "Ana"
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.write(rules.opening(Kind.RECEIPT, 4564, 1), 0)

    def write(self, intent: Intent, seconds: float, raw: RawScan | None = None) -> Entry:
        """Write an entry, so many seconds after the one before has ended (and the scanner's keys have come)."""
        keys = raw.times[-1] if raw is not None and raw.times else 0
        self.clock += timedelta(seconds=seconds, milliseconds=keys)
        number = len(self.entries) + 1
        entry = Entry(
            f"e{number}",
            "document",
            intent.kind,
            self.clock,
            intent.line_id,
            intent.data,
            raw,
            intent.undoes,
            "s1",
            self.person,
            number,
        )
        self.entries.append(entry)
        self.sheet.apply(entry)
        return entry

    def scan(
        self, product: Product, seconds: float = 1.0, amount: str = "1", source: str = rules.SCAN, code: str = ""
    ) -> Entry:
        """Scan a product that is known."""
        code = code or product.barcode
        intent = rules.scan_product(self.sheet, product, Decimal(amount), code, self.new_line(), source)
        return self.write(intent, seconds, None if source != rules.SCAN else raw_of(code))

    def unknown(self, code: str, seconds: float = 1.0) -> Entry:
        """Scan a code that nobody knows."""
        return self.write(rules.scan_unknown(self.sheet, code, Decimal(1), self.new_line()), seconds, raw_of(code))

    def refused(self, code: str, seconds: float = 1.0, reason: str = "scan.refused") -> Entry:
        """Scan a code that is refused."""
        return self.write(Intent(EntryKind.REFUSED, data={"code": code, "reason": reason}), seconds, raw_of(code))

    def minus(self, product: Product, seconds: float = 1.0) -> Entry:
        """Scan a product in minus mode."""
        intent = rules.scan_product(
            self.sheet, product, Decimal(1), product.barcode, self.new_line(), rules.SCAN, off=True
        )
        return self.write(intent, seconds, raw_of(product.barcode))

    def undo(self, seconds: float = 1.0) -> Entry:
        """Undo the last thing done."""
        return self.write(rules.undo(self.sheet), seconds)

    def new_line(self) -> str:
        """The id that the next new line gets."""
        return f"l{len(self.entries) + 1}"

    @property
    def pieces(self) -> Decimal:
        """What the screen says."""
        return self.sheet.totals.pieces


@dataclass(frozen=True)
class Work:
    """What a person does: each product with the seconds before its scan. A fault is planted at ``place``."""

    scans: Sequence[tuple[Product, float]]
    place: int


def some_work(chance: random.Random) -> Work:
    """Draw 12 to 80 scans of 2 to 8 products in runs, at 0.6 to 2.5 s each, gaps scattered by a quarter.

    Another product takes half as long again to take up.
    """
    products = [some_product(number) for number in range(1, chance.randint(3, 9))]
    pace, count = chance.uniform(0.6, 2.5), chance.randint(12, 80)
    scans: list[tuple[Product, float]] = []
    while len(scans) < count:
        product = chance.choice(products)
        for nth in range(chance.randint(1, 10)):
            gap = pace * chance.lognormvariate(0, 0.25) * (1.5 if nth == 0 else 1)
            scans.append((product, gap))
    return Work(scans, chance.randrange(1, len(scans) - 1))
