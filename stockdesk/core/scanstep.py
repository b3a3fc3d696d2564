"""The ledger of a document as the gap finder walks it: what each entry changed, when, and under which code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from stockdesk.core.document import SCAN, is_command
from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.ledger import Sheet
from stockdesk.core.misread import bare
from stockdesk.core.product import UnitType

Raws = Callable[[Entry], RawScan | None]
"""Tells what the scanner sent for an entry; a draft may have been opened without it."""

_WITHOUT_HANDS: Final = frozenset({EntryKind.OPEN, EntryKind.NOTE, EntryKind.RESOLVE})
"""Entries that the program writes by itself, or when the service answers."""
_NO_GOODS: Final = frozenset({"command", "piece", "minus"})
"""Families of reasons for which a refused scan is no piece that is missing."""
_TEST_CODE: Final = "scan.test-code"
_IN_SERVICE_UNITS: Final = str(int(UnitType.SERVICE))


@dataclass(frozen=True, slots=True)
class Step:
    """One entry on its way through the ledger.

    ``delta`` is what it changed on its line, in sale units: for an undo what the undo changed. ``texts`` are the code
    in all forms in which it is known (as booked, as sent, by key positions), bare. ``began`` is when its first
    character came, ``ended`` when it was stored. ``standing`` is false for what was undone since; ``unknown`` is true
    for a scan on a line whose product is not known today.
    """

    entry: Entry
    place: int
    line_id: str
    delta: Decimal
    code: str
    texts: frozenset[str]
    began: datetime
    standing: bool
    unknown: bool = False
    usual: Decimal = field(default=Decimal(1))
    """What one scan of this code counts as a rule."""

    @property
    def ended(self) -> datetime:
        """When the entry was stored."""
        return self.entry.at

    @property
    def taken(self) -> bool:
        """Whether it is a scan that counts."""
        return self.entry.kind is EntryKind.SCAN and self.standing

    @property
    def refused(self) -> bool:
        """Whether it is a scan of goods that was not taken; command codes are none, nor a piece counted already."""
        if self.entry.kind is not EntryKind.REFUSED or is_command(self.entry.data.get("code", "")):
            return False
        reason = self.entry.data.get("reason", "")
        return reason != _TEST_CODE and reason.partition(".")[0] not in _NO_GOODS

    @property
    def from_scanner(self) -> bool:
        """Whether a scanner sent it, at the pace of the person who held it."""
        return self.refused or (self.entry.kind is EntryKind.SCAN and self.entry.data.get("source") == SCAN)

    @property
    def person(self) -> tuple[str, str]:
        """Who worked, and where."""
        return self.entry.station, self.entry.person


def steps_of(sheet: Sheet, raw_of: Raws = lambda entry: entry.raw) -> list[Step]:
    """Return the steps of a document in order: its scans, taken or not, and all else that a person did between them.

    Lines on which more was done than scanning are folded once more beside ``sheet``, so that each step knows what it
    changed. A scan whose weight became an amount when its product was found counts as that amount.
    """
    again = Sheet(sheet.document_id)
    found: list[Step] = []
    usual = _usual_amounts(sheet)
    lines = {entry.entry_id: _line_of(sheet, entry) for entry in sheet.entries}
    per_kilogram = {
        entry.line_id: Decimal(entry.data["per_kg"])
        for entry in sheet.entries
        if "per_kg" in entry.data and not sheet.undone(entry.entry_id)
    }
    worked = {
        lines[entry.entry_id]
        for entry in sheet.entries
        if entry.kind is not EntryKind.SCAN or entry.data.get("unit") == _IN_SERVICE_UNITS
    }
    for entry in sheet.entries:
        line_id = lines[entry.entry_id]
        if line_id in worked:
            before = _in_sale_units(again, line_id)
            again.apply(entry)
            delta = _in_sale_units(again, line_id) - before
        else:
            delta = Decimal(entry.data["amount"])
        if entry.kind is EntryKind.SCAN and "weight" in entry.data and line_id in per_kilogram:
            delta = Decimal(entry.data["weight"]) * per_kilogram[line_id]
        if entry.kind not in _WITHOUT_HANDS or entry.data.get("source") == SCAN:
            found.append(_step(sheet, entry, raw_of(entry), len(found), line_id, delta, usual))
    return found


def _step(
    sheet: Sheet,
    entry: Entry,
    raw: RawScan | None,
    place: int,
    line_id: str,
    delta: Decimal,
    usual: dict[str, Decimal],
) -> Step:
    code = entry.data.get("code", "")
    sent = () if raw is None else (raw.text, raw.positions)
    line = sheet.line(line_id)
    lasted = timedelta(milliseconds=raw.times[-1]) if raw is not None and raw.times else timedelta()
    return Step(
        entry,
        place,
        line_id,
        delta,
        code,
        frozenset(bare(text) for text in (code, *sent) if text.strip()),
        entry.at - lasted,
        not sheet.undone(entry.entry_id),
        entry.kind is EntryKind.SCAN and line is not None and line.product_id is None,
        Decimal(entry.data["measured"]) if "measured" in entry.data else usual.get(code, Decimal(1)),
    )


def _line_of(sheet: Sheet, entry: Entry) -> str:
    """The line that an entry changed; for an undo or redo that of the entry at its root."""
    root = entry
    while root.kind is EntryKind.UNDO:
        root = sheet.entry(root.undoes)
    return root.line_id


def _in_sale_units(sheet: Sheet, line_id: str) -> Decimal:
    line = sheet.line(line_id)
    return Decimal(0) if line is None else line.in_sale_units


def _usual_amounts(sheet: Sheet) -> dict[str, Decimal]:
    """What each code counted most often in this document: a pack counts as a pack; on a par the smaller amount."""
    counted: dict[str, dict[Decimal, int]] = {}
    for entry in sheet.entries:
        amount = Decimal(entry.data["amount"]) if entry.kind is EntryKind.SCAN else Decimal(0)
        if amount > 0:
            amounts = counted.setdefault(entry.data.get("code", ""), {})
            amounts[amount] = amounts.get(amount, 0) + 1
    return {
        code: max(amounts, key=lambda amount: (amounts[amount], -amount))
        for code, amounts in counted.items()
        if sum(amounts.values()) > 1
    }
