"""A document at work without a store: decided intents become entries, wishes are drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from stockdesk.core import document as rules
from stockdesk.core.document import Intent
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change, Sheet
from stockdesk.core.line import Line
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, Unit, UnitType

BEGAN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

SHAMPOO = Product(
    11, "Shampoo", barcode="4006381333931", article="SH-1", sale_unit=Unit(1, "pc"), service_unit=Unit(1, "pc")
)
OIL = Product(
    12,
    "Oil 250 ml",
    barcode="5901234123457",
    sale_unit=Unit(1, "bottle"),
    service_unit=Unit(2, "ml"),
    unit_equals=Decimal(250),
    cost=Decimal(500),
)
CREAM = Product(
    13,
    "Cream 1/3",
    article="CR-3",
    sale_unit=Unit(1, "jar"),
    service_unit=Unit(3, "dose"),
    unit_equals=Decimal(3),
    cost=Decimal("9.995"),
)
PRODUCTS = (SHAMPOO, OIL, CREAM)


class Author:
    """Writes a document: every intent becomes the next entry of its sheet."""

    def __init__(self, kind: Kind = Kind.RECEIPT, storage_id: int | None = 1, **fields: str) -> None:
        self.sheet = Sheet("document")
        self.entries: list[Entry] = []
        self.do(rules.opening(kind, 4564, storage_id, **fields))

    def entry(self, intent: Intent) -> Entry:
        """Make the entry of an intent without folding it."""
        number = len(self.entries) + 1
        return Entry(
            f"e{number}",
            "document",
            intent.kind,
            BEGAN + timedelta(seconds=number),
            intent.line_id,
            intent.data,
            undoes=intent.undoes,
            number=number,
        )

    def do(self, intent: Intent) -> Change:
        """Fold the entry of an intent and return what it changed."""
        entry = self.entry(intent)
        self.entries.append(entry)
        return self.sheet.apply(entry)

    def new_line(self) -> str:
        """Return the id that the next new line gets."""
        return f"l{len(self.entries) + 1}"

    def scan(self, product: Product = SHAMPOO, amount: str = "1") -> Line:
        """Scan a product and return its line."""
        code = product.barcode or product.article
        return self._scanned(rules.scan_product(self.sheet, product, Decimal(amount), code, self.new_line()))

    def scan_unknown(self, code: str = "999", amount: str = "1") -> Line:
        """Scan a code that nobody knows and return its line."""
        return self._scanned(rules.scan_unknown(self.sheet, code, Decimal(amount), self.new_line()))

    def _scanned(self, intent: Intent) -> Line:
        self.do(intent)
        return self.line(intent.line_id)

    def line(self, line_id: str) -> Line:
        """Return a line that must stand."""
        line = self.sheet.line(line_id)
        assert line is not None
        return line

    def lines(self) -> list[Line]:
        """Return the lines that stand."""
        return list(self.sheet.lines)

    def undo(self) -> Change:
        """Undo the last thing done."""
        return self.do(rules.undo(self.sheet))

    def redo(self) -> Change:
        """Redo what was undone last."""
        return self.do(rules.redo(self.sheet))


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a person may try: ``pick`` chooses the line or product, ``value`` the number."""

    action: str
    pick: int
    value: Decimal


def _on_line(decide: Callable[[Line, Wish], Intent]) -> Callable[[Author, Wish], Intent | None]:
    def intent(author: Author, wish: Wish) -> Intent | None:
        lines = author.lines()
        return decide(lines[wish.pick % len(lines)], wish) if lines else None

    return intent


def _product(wish: Wish) -> Product:
    return PRODUCTS[wish.pick % len(PRODUCTS)]


def _code(wish: Wish) -> str:
    return ("999", "998")[wish.pick % 2]


_WISHES: dict[str, Callable[[Author, Wish], Intent | None]] = {
    "scan": lambda a, w: rules.scan_product(a.sheet, _product(w), w.value, "code", a.new_line()),
    "scan one": lambda a, w: rules.scan_product(a.sheet, _product(w), Decimal(1), "code", a.new_line()),
    "unknown": lambda a, w: rules.scan_unknown(a.sheet, _code(w), w.value, a.new_line()),
    "add": _on_line(lambda line, w: rules.add(line, w.value)),
    "take": _on_line(lambda line, w: rules.add(line, -w.value)),
    "amount": _on_line(lambda line, w: rules.set_amount(line, w.value)),
    "unit": _on_line(lambda line, w: rules.set_unit(line, UnitType(3 - line.unit))),
    "cost": _on_line(lambda line, w: rules.set_cost(line, w.value)),
    "discount": _on_line(lambda line, w: rules.set_discount(line, w.value.quantize(Decimal("0.01")))),
    "comment": _on_line(lambda line, w: rules.set_comment(line, f"note {w.pick}")),
    "remove": _on_line(lambda line, w: rules.remove(line)),
    "resolve": _on_line(lambda line, w: rules.resolve(line, _product(w))),
    "header": lambda a, w: rules.set_header(rules.HEADER_FIELDS[2 + w.pick % 7], str(w.pick)),
    "undo": lambda a, w: rules.undo(a.sheet),
    "redo": lambda a, w: rules.redo(a.sheet),
    "refused": lambda a, w: Intent(EntryKind.REFUSED, data={"code": "x", "reason": "scan.empty"}),
    "note": lambda a, w: Intent(EntryKind.NOTE, data={"code": "queued"}),
}


def wish_to_intent(author: Author, wish: Wish) -> Intent | None:
    """Return what a wish comes to on the document as it stands, None where it is refused."""
    try:
        return _WISHES[wish.action](author, wish)
    except StockdeskError:
        return None


AMOUNTS = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(60), places=3)
WISHES = st.builds(
    Wish,
    # Undo and redo come more often than the rest, so that chains of them are met.
    st.sampled_from([*_WISHES, *(["undo"] * 4), *(["redo"] * 3), *(["scan one"] * 3)]),
    st.integers(0, 11),
    st.one_of(st.integers(1, 9).map(Decimal), AMOUNTS),
)
SESSIONS = st.lists(WISHES, max_size=40)
"""What people may do to a document, in any order; refused wishes leave no entry."""


def play(session: list[Wish]) -> Author:
    """Do all that a session wishes and the rules allow."""
    author = Author()
    for wish in session:
        intent = wish_to_intent(author, wish)
        if intent is not None:
            author.do(intent)
    return author


def numberless(line: Line) -> Line:
    """Return a line without its place, for comparing folds that counted other lines before it."""
    return replace(line, number=0)
