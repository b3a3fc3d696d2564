"""Documents at work: each wish is decided by core, committed by the store, and only then shown."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from stockdesk.core import document as rules
from stockdesk.core.document import Intent
from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change, Sheet
from stockdesk.core.line import Line
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, UnitType
from stockdesk.store.documents import DocumentRow, DocumentStatus, DocumentStore


def new_id() -> str:
    """Make a random id for an entry, a line or a document; workstations get cloned, so it is never counted."""
    return secrets.token_hex(8)


def now() -> datetime:
    """Return the present time, UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Author:
    """Who writes entries: the station and the person at it."""

    station: str = ""
    person: str = ""


class OpenDocument:
    """A document that is open for work: its folded sheet, and the only way to change it.

    Every change is committed before it is folded, so what is shown is on disk. A change that cannot be stored raises
    ``StockdeskError`` and changes nothing.
    """

    def __init__(self, store: DocumentStore, author: Author, sheet: Sheet, status: DocumentStatus) -> None:
        self._store = store
        self._author = author
        self.sheet = sheet
        self.status = status
        self.scans = sum(map(rules.counts_as_scan, sheet.entries))

    @property
    def document_id(self) -> str:
        """The document's own random id."""
        return self.sheet.document_id

    @property
    def kind(self) -> Kind:
        """Receipt, usage, write-off or transfer."""
        return rules.kind_of(self.sheet)

    def begin(self, intent: Intent, location_id: int) -> None:
        """Store a document that does not exist yet, with its first entry."""
        entry = self._entry(intent, None)
        for numbered in self._store.create(self.document_id, Kind(intent.data["kind"]), location_id, [entry]):
            self.sheet.apply(numbered)

    def do(self, intent: Intent, raw: RawScan | None = None) -> Change:
        """Commit one decided entry and fold it; returns what changed."""
        return self.do_all([(intent, raw)])[0]

    def do_all(self, intents: Sequence[tuple[Intent, RawScan | None]]) -> list[Change]:
        """Commit several decided entries in one transaction, then fold them."""
        if self.status is not DocumentStatus.DRAFT:
            raise StockdeskError("document.closed", status=self.status.value)
        entries = [self._entry(intent, raw) for intent, raw in intents]
        numbered = self._store.append(entries)
        self.scans += sum(map(rules.counts_as_scan, entries))
        return [self.sheet.apply(entry) for entry in numbered]

    def note(self, code: str, **data: str) -> Entry:
        """Make an entry that records something without changing a line; the caller stores it."""
        return self._entry(Intent(EntryKind.NOTE, data={"code": code} | data), None)

    def _entry(self, intent: Intent, raw: RawScan | None) -> Entry:
        return Entry(
            entry_id=new_id(),
            document_id=self.document_id,
            kind=intent.kind,
            at=now(),
            line_id=intent.line_id,
            data=intent.data,
            raw=raw,
            undoes=intent.undoes,
            station=self._author.station,
            person=self._author.person,
        )

    def _line(self, line_id: str) -> Line:
        line = self.sheet.line(line_id)
        if line is None:
            raise StockdeskError("line.gone")
        return line

    def add(self, line_id: str, delta: Decimal) -> Change:
        """Add to a line's amount, or take from it; what would leave nothing removes the line."""
        return self.do(rules.add(self._line(line_id), delta))

    def set_amount(self, line_id: str, amount: Decimal) -> Change:
        """Set a line's amount in the line's unit."""
        return self.do(rules.set_amount(self._line(line_id), amount))

    def set_unit(self, line_id: str, unit: UnitType) -> Change:
        """Count a line in its other unit; amount and cost are converted."""
        return self.do(rules.set_unit(self._line(line_id), unit))

    def set_cost(self, line_id: str, cost: Decimal) -> Change:
        """Set the cost of one unit of a line."""
        return self.do(rules.set_cost(self._line(line_id), cost))

    def set_discount(self, line_id: str, discount: Decimal) -> Change:
        """Set a line's discount in per cent."""
        return self.do(rules.set_discount(self._line(line_id), discount))

    def set_comment(self, line_id: str, comment: str) -> Change:
        """Set a line's comment."""
        return self.do(rules.set_comment(self._line(line_id), comment))

    def remove(self, line_id: str) -> Change:
        """Take a line out; undo brings it back."""
        return self.do(rules.remove(self._line(line_id)))

    def resolve(self, line_id: str, product: Product, *, weighed: bool = True) -> Change:
        """Say which product a line with an unknown code is; without ``weighed`` the weights in the code were none."""
        return self.do(rules.resolve(self._line(line_id), product, weighed=weighed))

    def set_header(self, name: str, value: str) -> Change:
        """Set a field of the header; setting what it already holds writes nothing."""
        if self.sheet.header.get(name, "") == value:
            return Change()
        return self.do(rules.set_header(name, value))

    def undo(self, raw: RawScan | None = None, source: str = rules.SCAN) -> tuple[Entry, Change]:
        """Negate the last thing done; returns the entry that was undone and what changed.

        ``raw`` is the command code that was scanned or typed (``source``), None for a key.
        """
        intent = rules.undo(self.sheet)
        undone = self.sheet.to_undo()
        assert undone is not None
        return undone, self.do(intent if raw is None else replace(intent, data={"source": source}), raw)

    def redo(self) -> tuple[Entry, Change]:
        """Do again what was undone last; returns that entry and what changed."""
        intent = rules.redo(self.sheet)
        undo = self.sheet.to_redo()
        assert undo is not None
        again = self.sheet.entry(undo.undoes)
        return again, self.do(intent)


class Documents:
    """The documents of this station."""

    def __init__(self, store: DocumentStore, author: Author) -> None:
        self._store = store
        self._author = author

    def new(self, kind: Kind, location_id: int, storage_id: int | None, **header: str) -> OpenDocument:
        """Begin a document; it is on disk when this returns."""
        intent = rules.opening(kind, location_id, storage_id, **header)
        document = OpenDocument(self._store, self._author, Sheet(new_id()), DocumentStatus.DRAFT)
        document.begin(intent, location_id)
        return document

    def open(self, document_id: str) -> OpenDocument:
        """Open a stored document, folded from its entries; ``document.unknown`` when there is none."""
        row = self._store.document(document_id)
        if row is None:
            raise StockdeskError("document.unknown", document=document_id)
        sheet = Sheet.folded(document_id, self._store.entries(document_id))
        return OpenDocument(self._store, self._author, sheet, row.status)

    def resume(self, kind: Kind, location_id: int) -> OpenDocument | None:
        """Open the draft of a kind that was touched last, or None when there is none."""
        row = self._store.last_draft(kind, location_id)
        return None if row is None else self.open(row.document_id)

    def drafts(self) -> list[DocumentRow]:
        """List the drafts, the one touched last first, with sums that are up to date."""
        rows = self._store.documents(DocumentStatus.DRAFT)
        for row in rows:
            if row.totals_stale:
                sheet = Sheet.folded(row.document_id, self._store.entries(row.document_id))
                self._store.remember_totals(row.document_id, sheet.totals)
        return self._store.documents(DocumentStatus.DRAFT)

    def discard(self, document: OpenDocument) -> None:
        """Put a draft away; its entries stay in the ledger. ``document.closed`` for one that is no draft."""
        row = self._store.document(document.document_id)
        if row is None or row.status is not DocumentStatus.DRAFT:
            raise StockdeskError("document.closed", status="" if row is None else row.status.value)
        self._store.set_status(document.document_id, DocumentStatus.WITHDRAWN)
        document.status = DocumentStatus.WITHDRAWN
