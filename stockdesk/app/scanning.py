"""From a raw scan to a line: read it, find the product, decide, commit, and only then answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.documents import OpenDocument, new_id
from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.core import document as rules
from stockdesk.core.barcode import Interpretation, interpret
from stockdesk.core.command import PREFIX, QUANTITY, Command, parse_command
from stockdesk.core.document import Intent
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change
from stockdesk.core.line import Line
from stockdesk.core.match import Match, MatchedBy
from stockdesk.core.product import Product
from stockdesk.core.quantity import amount_text, plain
from stockdesk.core.reading import Reading

Answer = Callable[[ScanAnswer], None]
AskService = Callable[[str, Callable[[tuple[Match, ...]], None]], None]
"""Looks a code up at the service in the background and hands back what bears it exactly, nothing where it failed."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """What a scan was taken for: the code as text, the products found, how many sale units one scan is.

    ``why`` is a sentence on what is wrong with the code, should there be something.
    """

    code: str
    products: tuple[Match, ...]
    amount: Decimal = Decimal(1)
    why: str = ""


_NUMBERS = frozenset({"gtin", "gs1", "rcn"})
_KILOGRAMS = frozenset({"kg", "kg.", "кг", "кг."})
_GRAMS = frozenset({"g", "g.", "gr", "г", "г.", "гр", "гр."})


def _measured(product: Product, reading: Reading) -> Decimal | None:
    """Return the amount that a code itself carries, in sale units: pieces, or a weight where the unit is one."""
    if reading.count is not None and reading.count > 0:
        return reading.count
    if reading.weight is None or reading.weight <= 0:
        return None
    unit = product.sale_unit.title.strip().casefold()
    if unit in _KILOGRAMS:
        return reading.weight
    return reading.weight * 1000 if unit in _GRAMS else None


_UNSTORABLE = frozenset({"database.locked", "database.damaged", "disk.full", "disk.failed", "folder.read-only"})
"""Reasons for which a scan is refused and nothing else can be stored either."""


class Scanning:
    """Takes scans on the owner's thread, in the order in which they arrive.

    ``multiplier`` is the amount keyed before a scan (``5*``); it counts for one scan. ``on_resolved`` hears of lines
    whose unknown code the service knew after all.
    """

    def __init__(self, catalogue: Catalogue, ask_service: AskService | None = None) -> None:
        self._catalogue = catalogue
        self.ask_service = ask_service
        self.multiplier: Decimal | None = None
        self._asked: set[tuple[str, str]] = set()
        self.on_resolved: list[Callable[[OpenDocument, Change, Line], None]] = []

    def set_multiplier(self, amount: Decimal | None) -> None:
        """Set the amount for the next scan; None takes it back."""
        self.multiplier = amount

    def search(self, text: str, limit: int = 50) -> list[Product]:
        """Find products as a person types: title, article, barcode, in any word order."""
        return self._catalogue.search(text, limit)

    def scan(self, document: OpenDocument, raw: RawScan, answer: Answer, source: str = rules.SCAN) -> None:
        """Take one scan into a document. The answer comes after the commit, never before."""
        try:
            taken = self._take(document, raw, source)
        except StockdeskError as error:
            taken = self._refused(document, raw, error)
        answer(taken)

    def pick(self, document: OpenDocument, product: Product, answer: Answer) -> None:
        """Take a product that a person picked from a list: it counts like a scan of it, marked as typed."""
        code = product.barcode or product.article
        amount = Decimal(1) if self.multiplier is None else self.multiplier
        try:
            intent = rules.scan_product(document.sheet, product, amount, code, new_id(), rules.TYPED)
            before = document.sheet.line(intent.line_id)
            change = document.do(intent)
        except StockdeskError as error:
            answer(ScanAnswer(Verdict.REFUSED, code, document.scans, reason=error.code, arguments=error.arguments))
            return
        self.multiplier = None
        hit = _Hit(code, (Match(product, MatchedBy.BARCODE),))
        answer(self._answer(document, hit, intent, change, before))

    def choose(self, document: OpenDocument, line_id: str, product: Product) -> Change:
        """Say which of several products an open line is."""
        return document.resolve(line_id, product)

    def _take(self, document: OpenDocument, raw: RawScan, source: str) -> ScanAnswer:
        interpretation = interpret(raw.text)
        command = parse_command(raw.text.strip())
        if command is not None and interpretation.refused is None:
            return self._obey(document, raw, command)
        if raw.positions.upper().startswith(PREFIX):
            # A printed command, read under another layout. What people type (``5*``) is never taken by positions.
            return self._obey(document, raw, parse_command(raw.positions.strip()) or Command(None))
        if not (interpretation.readings or interpret(raw.positions).readings):
            raise StockdeskError("scan.refused", code=raw.text, why=interpretation.refused or "")
        hit = self._chosen_before(document, self._find(interpretation, raw))
        amount = hit.amount if self.multiplier is None else plain(hit.amount * self.multiplier)
        if len(hit.products) == 1:
            intent = rules.scan_product(document.sheet, hit.products[0].product, amount, hit.code, new_id(), source)
        else:
            intent = rules.scan_unknown(document.sheet, hit.code, amount, new_id(), source)
        before = document.sheet.line(intent.line_id)
        change = document.do(intent, raw)
        self.multiplier = None
        return self._answer(document, hit, intent, change, before)

    def _obey(self, document: OpenDocument, raw: RawScan, command: Command) -> ScanAnswer:
        """Do what a command code says: an amount for the next scan, or undo."""
        if command.action == QUANTITY and command.amount is not None:
            self.multiplier = command.amount
            reason, arguments, change = "scan.quantity", {"amount": amount_text(command.amount)}, Change()
        elif command.action == "undo":
            undone, change = document.undo()
            reason, arguments = "scan.undone", {"code": undone.data.get("code", "")}
        else:
            raise StockdeskError("scan.command-elsewhere", code=raw.text)
        return ScanAnswer(Verdict.ACCEPTED, raw.text, document.scans, change=change, reason=reason, arguments=arguments)

    def _answer(
        self, document: OpenDocument, hit: _Hit, intent: Intent, change: Change, before: Line | None
    ) -> ScanAnswer:
        line = document.sheet.line(intent.line_id)
        assert line is not None  # a scan that was just folded stands
        delta = line.amount - (before.amount if before else Decimal(0))
        if len(hit.products) == 1:
            stock = self._stock(document, hit.products[0].product, line)
            return ScanAnswer(
                Verdict.ACCEPTED,
                hit.code,
                document.scans,
                line,
                change,
                delta,
                stock_before=stock[0],
                stock_after=stock[1],
            )
        candidates = tuple(match.product for match in hit.products)
        if not candidates and self.ask_service is not None:
            self._ask(document, hit.code, line.line_id)
        reason = "scan.several" if candidates else "scan.damaged" if hit.why else "scan.unknown"
        return ScanAnswer(
            Verdict.LOOK,
            hit.code,
            document.scans,
            line,
            change,
            delta,
            reason=reason,
            arguments={"code": hit.code, "count": str(len(candidates)), "why": hit.why},
            candidates=candidates,
        )

    def _stock(self, document: OpenDocument, product: Product, line: Line) -> tuple[Decimal | None, Decimal | None]:
        storage = rules.storage_of(document.sheet)
        if storage is None:
            return None, None
        before = product.stock.get(storage, Decimal(0))
        return before, before + line.in_sale_units if document.kind.adds else before - line.in_sale_units

    def _find(self, interpretation: Interpretation, raw: RawScan) -> _Hit:
        """Look up each reading in its order of trust; the first that names a product wins.

        The text by key positions is tried after the text that arrived: a scanner set to US keys under another layout
        (barcode domain, 1.6).
        """
        tried = [interpretation]
        if raw.positions and raw.positions != raw.text:
            tried.append(interpret(raw.positions))
        for attempt in tried:
            products, reading = self._catalogue.find(attempt)
            code = attempt.text if reading is None else reading.code
            if len(products) == 1:
                measured = None if reading is None else _measured(products[0].product, reading)
                return _Hit(code, products, measured or products[0].factor)
            if products:
                return _Hit(code, products)
        # A number with a right check digit is no accident: where only the positions give one, it is what was printed.
        best = next((one for one in tried if one.readings and one.readings[0].kind in _NUMBERS), None)
        interpretation = best or next(one for one in tried if one.readings)
        first = interpretation.readings[0]
        # An element string that nobody knows is asked for by its number; any other code by its whole text.
        code = first.code if first.kind == "gs1" else interpretation.text
        return _Hit(code, (), why=interpretation.refused or "")

    def _chosen_before(self, document: OpenDocument, hit: _Hit) -> _Hit:
        """Take a code that a person has resolved in this document for the same product again."""
        product_id = None if len(hit.products) == 1 else document.sheet.product_of_code(hit.code)
        product = None if product_id is None else self._catalogue.product(product_id)
        return hit if product is None else _Hit(hit.code, (Match(product, MatchedBy.ALIAS),), hit.amount)

    def _ask(self, document: OpenDocument, code: str, line_id: str) -> None:
        asked = (document.document_id, line_id)
        if asked in self._asked:  # scanned again before the answer came: one request will do
            return

        def found(matches: tuple[Match, ...]) -> None:
            self._asked.discard(asked)
            line = document.sheet.line(line_id)
            if len(matches) != 1 or line is None or line.product_id is not None:
                return
            try:
                change = document.resolve(line_id, matches[0].product)
            except StockdeskError:
                return  # the document was closed or the disk refused: the line stays unknown, which is shown
            resolved = document.sheet.line(line_id)
            if resolved is not None:
                for listener in self.on_resolved:
                    listener(document, change, resolved)

        assert self.ask_service is not None
        self._asked.add(asked)
        self.ask_service(code, found)

    def _refused(self, document: OpenDocument, raw: RawScan, error: StockdeskError) -> ScanAnswer:
        """Record a scan that could not be taken, where that is possible, and say so."""
        note = Intent(EntryKind.REFUSED, data={"code": raw.text, "reason": error.code})
        try:
            if error.code not in _UNSTORABLE:  # it would fail in the same way, and a lock is waited for 2 s
                document.do(note, raw)
        except StockdeskError as worse:
            error = worse if error.code != "document.closed" else error
        return ScanAnswer(Verdict.REFUSED, raw.text, document.scans, reason=error.code, arguments=error.arguments)
