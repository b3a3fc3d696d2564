"""Lines and sheets for tests of the window's parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from stockdesk.core.document import Intent, opening, scan_product, scan_unknown
from stockdesk.core.entry import Entry
from stockdesk.core.ledger import Change, Sheet
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, Unit

SOAP = Product(1, "Soap 90 g", "4000000000014", "S-1", sale_unit=Unit(1, "pc"), cost=Decimal("1.25"))
SHAMPOO = Product(
    2,
    "Shampoo 250 ml",
    "4000000000021",
    "S-2",
    sale_unit=Unit(1, "pc"),
    service_unit=Unit(2, "ml"),
    unit_equals=Decimal(250),
    price=Decimal("9.90"),
    cost=Decimal(5),
    stock={10: Decimal(4), 11: Decimal(2)},
)


class Scribe:
    """Writes entries into a sheet, as the store would, and returns what changed."""

    def __init__(self, kind: Kind = Kind.RECEIPT) -> None:
        self.sheet = Sheet("document")
        self._count = 0
        self.write(opening(kind, 4564, 10))

    def write(self, intent: Intent) -> Change:
        """Apply one decided entry."""
        self._count += 1
        entry = Entry(
            f"e{self._count}",
            "document",
            intent.kind,
            datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
            intent.line_id,
            intent.data,
            undoes=intent.undoes,
            number=self._count,
        )
        return self.sheet.apply(entry)

    def scan(self, product: Product, amount: str = "1") -> Change:
        """Scan a product; its line has the id of the product."""
        line = self.sheet.line_for_product(product.product_id)
        new = f"line-{product.product_id}" if line is None else line.line_id
        return self.write(scan_product(self.sheet, product, Decimal(amount), product.barcode, new))

    def scan_unknown(self, code: str) -> Change:
        """Scan a code that nobody knows."""
        return self.write(scan_unknown(self.sheet, code, Decimal(1), f"line-{code}"))


def products(count: int) -> list[Product]:
    """So many different products."""
    return [replace(SOAP, product_id=100 + n, title=f"Soap {n}", barcode=f"{4000000001000 + n}") for n in range(count)]
