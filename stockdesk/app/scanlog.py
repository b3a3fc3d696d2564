"""Every scan of a document for a list: what came, what it was taken for, and which spots are suspicious."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.context import Context
from stockdesk.app.documents import OpenDocument
from stockdesk.app.likelycode import codes_of, likely_products
from stockdesk.core import document as rules
from stockdesk.core import gaps
from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.gaps import Comparison, Suspicion
from stockdesk.core.ledger import Sheet
from stockdesk.store.scanlog import ScanLogStore


class Taken(StrEnum):
    """What an entry was taken for."""

    PRODUCT = "product"
    UNKNOWN = "unknown"
    COMMAND = "command"
    REFUSED = "refused"
    BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One entry in the list.

    ``number`` is the running number that the banner showed for a scan, 0 for what was done by hand. ``text`` is what
    the scanner sent, or what was typed. ``title`` names the product, ``reason`` is the code for why a scan was refused,
    ``action`` what a command or a hand did: a command's name, or the kind of the entry. ``amount`` is what was added or
    set, in the line's unit, None where nothing was. ``source`` is ``scan``, ``typed``, ``file`` or ``copy``, or "" for
    by hand; ``port`` names the serial port that it came from. ``line_id`` is the line to jump to, "" where none stands.
    """

    entry_id: str
    number: int
    at: datetime
    taken: Taken
    text: str
    code: str
    title: str = ""
    reason: str = ""
    action: str = ""
    amount: Decimal | None = None
    source: str = ""
    port: str = ""
    person: str = ""
    line_id: str = ""
    undone: bool = False


_BY_HAND = frozenset({EntryKind.ADD, EntryKind.AMOUNT, EntryKind.REMOVE, EntryKind.RESOLVE})


class ScanLog:
    """The scans of one open document. What the scanner sent is read from the disk when first asked for."""

    def __init__(self, document: OpenDocument, store: ScanLogStore, catalogue: Catalogue) -> None:
        self.document = document
        self._store = store
        self._catalogue = catalogue
        self._likely: dict[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, context: Context, document: OpenDocument) -> ScanLog:
        """Return the log of a document on a thread's context."""
        return cls(document, ScanLogStore(context.work), context.catalogue)

    @cached_property
    def _stored(self) -> dict[str, RawScan]:
        return self._store.raws(self.document.document_id)

    def raw_of(self, entry: Entry) -> RawScan | None:
        """Return what the scanner sent for an entry, wherever it is kept; None for what no scanner sent."""
        if entry.raw is not None or not rules.counts_as_scan(entry):
            return entry.raw
        return self._stored.get(entry.entry_id)

    def rows(self) -> list[ScanRow]:
        """Return all scans in order, taken or not, with what was done to amounts by hand in between."""
        sheet, found, number = self.document.sheet, [], 0
        titles = _titles(sheet)
        for entry in sheet.entries:
            root = _root(sheet, entry)
            scanned = rules.counts_as_scan(entry)
            number += scanned
            # An undo is by hand when it took back something that stands in this list.
            if scanned or root.kind in _BY_HAND or (entry.kind is EntryKind.UNDO and root.kind is EntryKind.SCAN):
                found.append(self._row(entry, root, number if scanned else 0, titles.get(root.line_id, "")))
        return found

    def _row(self, entry: Entry, root: Entry, number: int, title: str) -> ScanRow:
        sheet, raw, data = self.document.sheet, self.raw_of(entry), entry.data
        code = root.data.get("code", "") if root.kind in (EntryKind.SCAN, EntryKind.REFUSED) else ""
        line = sheet.line(root.line_id)
        return ScanRow(
            entry_id=entry.entry_id,
            number=number,
            at=entry.at,
            taken=_taken(entry, title),
            text=code if raw is None else raw.text,
            code=code,
            title=title,
            reason=data.get("reason", ""),
            action=_action(sheet, entry),
            amount=Decimal(data["amount"]) if data.get("amount") else None,
            source=data.get("source", rules.SCAN if number else ""),
            port="" if raw is None else raw.source,
            person=entry.person,
            line_id="" if line is None else line.line_id,
            undone=sheet.undone(entry.entry_id),
        )

    # -- what is suspicious ---------------------------------------------------------------------------------------

    def suspicious(self) -> tuple[Suspicion, ...]:
        """Return what looks suspicious whatever a person holds, in the order of the ledger."""
        return gaps.suspicious(self.document.sheet, self.raw_of, self.likely)

    def compare(self, held: Decimal, line_id: str = "") -> Comparison:
        """Return what may explain that a person holds so much; ``line.gone`` for a line that does not stand."""
        return gaps.compare(self.document.sheet, held, line_id, self.raw_of, self.likely)

    def likely(self, code: str) -> tuple[str, ...]:
        """Return the codes of the catalogue that a code may be a misreading of; each is asked for once."""
        if code not in self._likely:
            products = likely_products(self._catalogue, code)
            self._likely[code] = tuple(known for product in products for known in codes_of(product))
        return self._likely[code]


def _root(sheet: Sheet, entry: Entry) -> Entry:
    while entry.kind is EntryKind.UNDO:
        entry = sheet.entry(entry.undoes)
    return entry


def _titles(sheet: Sheet) -> dict[str, str]:
    """The product's title of each line, "" while its code is unknown; of lines that are gone the last one known."""
    titles: dict[str, str] = {}
    for entry in sheet.entries:
        if entry.kind in (EntryKind.SCAN, EntryKind.RESOLVE) and "product" in entry.data:
            titles[entry.line_id] = entry.data.get("title", "")
    titles.update((line.line_id, line.title or line.code) for line in sheet.lines if line.product_id is not None)
    return titles


def _taken(entry: Entry, title: str) -> Taken:
    if entry.kind is EntryKind.REFUSED:
        return Taken.REFUSED
    if entry.kind is EntryKind.SCAN:
        return Taken.PRODUCT if title else Taken.UNKNOWN
    return Taken.COMMAND if rules.counts_as_scan(entry) else Taken.BY_HAND


def _action(sheet: Sheet, entry: Entry) -> str:
    if entry.kind is EntryKind.NOTE:
        return entry.data.get("action", "")
    if entry.kind is EntryKind.UNDO:
        return "redo" if sheet.entry(entry.undoes).kind is EntryKind.UNDO else "undo"
    return "" if entry.kind in (EntryKind.SCAN, EntryKind.REFUSED) else entry.kind.value
