"""The ledger: everything a person does to a document is an entry, and the document is a fold over its entries.

Entries are only ever added. Undo is an entry that negates another one, redo an entry that negates the undo. The fold is
incremental: an entry changes the lines it touches and nothing else, and folding all entries anew gives the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from stockdesk.core.entry import ON_LINES, UNDOABLE, Entry, EntryKind
from stockdesk.core.gtin import gtin14
from stockdesk.core.line import Line, Totals, moved, stepped, with_product


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry changed: the ids of touched lines (added ones too) and whether the header changed."""

    lines: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    header: bool = False


class Sheet:
    """A document folded from its entries, kept up to date entry by entry.

    It holds no clock and does no I/O. Read ``lines``, ``line``, ``header``, ``totals``; feed it with ``apply``.
    """

    def __init__(self, document_id: str) -> None:
        self.document_id = document_id
        self._entries: dict[str, Entry] = {}
        self._undos: dict[str, list[str]] = {}
        self._lines: dict[str, Line] = {}
        self._births: dict[str, Line] = {}
        self._line_entries: dict[str, list[Entry]] = {}
        self._line_of_product: dict[int, list[str]] = {}
        self._line_of_code: dict[str, list[str]] = {}
        self._pieces: dict[tuple[str, str], list[Entry]] = {}
        self._header_entries: list[Entry] = []
        self._header: dict[str, str] = {}
        self._undo_stack: list[str] = []
        self._redo_stack: list[str] = []
        self._totals = Totals()

    @classmethod
    def folded(cls, document_id: str, entries: Iterable[Entry]) -> Sheet:
        """Fold all entries of a document, in the order of their running numbers."""
        sheet = cls(document_id)
        for entry in entries:
            sheet.apply(entry)
        return sheet

    @property
    def header(self) -> Mapping[str, str]:
        """The header fields as text; their names are in ``stockdesk.core.document.HEADER_FIELDS``."""
        return self._header

    @property
    def totals(self) -> Totals:
        """Sums over the lines that stand."""
        return self._totals

    @property
    def lines(self) -> Iterator[Line]:
        """The lines that stand, in the order in which they came."""
        return (line for line in self._lines.values() if not line.removed)

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries, in order."""
        return iter(self._entries.values())

    def line(self, line_id: str) -> Line | None:
        """Return a line that stands, or None."""
        line = self._lines.get(line_id)
        return None if line is None or line.removed else line

    @property
    def newest_first(self) -> Iterator[Entry]:
        """All entries, the last one first."""
        return reversed(self._entries.values())

    def lines_for_product(self, product_id: int) -> list[Line]:
        """Return the lines that stand for a product: a code resolved later has one of its own."""
        found = map(self.line, self._line_of_product.get(product_id, ()))
        return [line for line in found if line is not None and line.product_id == product_id]

    def line_for_product(self, product_id: int) -> Line | None:
        """Return the latest line that stands for a product, or None."""
        return self._latest(self._line_of_product.get(product_id, ()), lambda line: line.product_id == product_id)

    def line_for_code(self, code: str) -> Line | None:
        """Return the latest line that stands for a code still unknown, or None."""
        return self._latest(self._lines_of_code(code), lambda line: line.product_id is None)

    def product_of_code(self, code: str) -> int | None:
        """Return the product that a code unknown at first was resolved to on a line that stands, or None."""
        line = self._latest(self._lines_of_code(code), lambda line: line.product_id is not None)
        return None if line is None else line.product_id

    def line_of_piece(self, gtin: str, serial: str) -> Line | None:
        """Return the line that holds a marked piece (01 + 21), or None where it is not in the document.

        A scan that is undone or whose line is removed does not count, nor one that was taken off again.
        """
        pieces, found = 0, None
        for entry in self._pieces.get((gtin, serial), ()):
            line = None if self.undone(entry.entry_id) else self.line(entry.line_id)
            if line is not None:
                pieces += 1 if Decimal(entry.data["amount"]) > 0 else -1
                found = line
        return found if pieces > 0 else None

    def pieces(self) -> dict[int | None, list[tuple[str, str]]]:
        """Return the marked pieces that are in the document, each as GTIN and serial, by their product."""
        found: dict[int | None, list[tuple[str, str]]] = {}
        for piece in self._pieces:
            line = self.line_of_piece(*piece)
            if line is not None:
                found.setdefault(line.product_id, []).append(piece)
        return found

    def _lines_of_code(self, code: str) -> Sequence[str]:
        """The lines of a code: 8, 12, 13 and 14 digits of one number are one code (barcode domain, 2.1)."""
        return self._line_of_code.get(gtin14(code) or code, ())

    def _latest(self, line_ids: Iterable[str], fits: Callable[[Line], bool]) -> Line | None:
        for line_id in reversed(list(line_ids)):
            line = self.line(line_id)
            if line is not None and fits(line):
                return line
        return None

    def entry(self, entry_id: str) -> Entry:
        """Return an entry by its id; KeyError when it is not of this document."""
        return self._entries[entry_id]

    def to_undo(self) -> Entry | None:
        """Return the entry that Undo would negate next, or None."""
        return self._entries[self._undo_stack[-1]] if self._undo_stack else None

    def to_redo(self) -> Entry | None:
        """Return the undo entry that Redo would negate next, or None."""
        return self._entries[self._redo_stack[-1]] if self._redo_stack else None

    def undone(self, entry_id: str) -> bool:
        """Whether an entry is negated by an undo that is not itself negated."""
        return any(not self.undone(undo) for undo in self._undos.get(entry_id, ()))

    def apply(self, entry: Entry) -> Change:
        """Take one more entry and return what it changed. An entry that is already there changes nothing."""
        if entry.entry_id in self._entries:
            return Change()
        self._entries[entry.entry_id] = entry
        if entry.kind is EntryKind.UNDO:
            return self._apply_undo(entry)
        if entry.kind in UNDOABLE:
            self._undo_stack.append(entry.entry_id)
            self._redo_stack.clear()
        if entry.kind in ON_LINES:
            return self._apply_to_line(entry)
        if entry.kind in (EntryKind.HEADER, EntryKind.OPEN):
            self._header_entries.append(entry)
            self._apply_to_header(entry)
            return Change(header=True)
        return Change()

    def _apply_to_header(self, entry: Entry) -> None:
        if entry.kind is EntryKind.OPEN:
            self._header.update(entry.data)
        else:
            self._header[entry.data["field"]] = entry.data["value"]

    def _apply_to_line(self, entry: Entry) -> Change:
        line = self._lines.get(entry.line_id)
        if line is None:
            line = self._birth(entry)
        self._line_entries[entry.line_id].append(entry)
        for piece in _pieces_in(entry):
            self._pieces.setdefault(piece, []).append(entry)
        added = len(self._line_entries[entry.line_id]) == 1
        self._replace_line(entry.line_id, stepped(line, entry))
        return Change(lines=(entry.line_id,), added=(entry.line_id,) if added else ())

    def _birth(self, entry: Entry) -> Line:
        bare = Line(entry.line_id, len(self._lines) + 1, None, "", entry.data.get("code", ""))
        born = with_product(bare, entry.data)
        self._births[entry.line_id] = born
        self._line_entries[entry.line_id] = []
        self._line_of_code.setdefault(gtin14(born.code) or born.code, []).append(entry.line_id)
        return born

    def _replace_line(self, line_id: str, line: Line) -> None:
        before = self._lines.get(line_id)
        self._lines[line_id] = line
        if line.product_id is not None and (before is None or before.product_id != line.product_id):
            self._line_of_product.setdefault(line.product_id, []).append(line_id)
        self._totals = moved(moved(self._totals, before, -1), line, 1)

    def _apply_undo(self, entry: Entry) -> Change:
        target = root = self._entries.get(entry.undoes)
        while root is not None and root.kind is EntryKind.UNDO:
            root = self._entries.get(root.undoes)
        if target is None or root is None:
            return Change()
        self._undos.setdefault(entry.undoes, []).append(entry.entry_id)
        self._move_stacks(entry, target)
        if root.kind in ON_LINES:
            self._refold_line(root.line_id)
            return Change(lines=(root.line_id,))
        self._header = {}
        for kept in self._header_entries:
            if not self.undone(kept.entry_id):
                self._apply_to_header(kept)
        return Change(header=True)

    def _move_stacks(self, entry: Entry, target: Entry) -> None:
        if target.kind is EntryKind.UNDO:
            if target.entry_id in self._redo_stack:
                self._redo_stack.remove(target.entry_id)
            self._undo_stack.append(target.undoes)
        else:
            if target.entry_id in self._undo_stack:
                self._undo_stack.remove(target.entry_id)
            self._redo_stack.append(entry.entry_id)

    def _refold_line(self, line_id: str) -> None:
        line = self._births[line_id]
        effective = [entry for entry in self._line_entries[line_id] if not self.undone(entry.entry_id)]
        for entry in effective:
            line = stepped(line, entry)
        # A line lives by its scans: with all of them undone it is gone, whatever else was set on it.
        alive = any(entry.kind is EntryKind.SCAN for entry in effective)
        self._replace_line(line_id, line if alive else replace(line, removed=True))


def _pieces_in(entry: Entry) -> list[tuple[str, str]]:
    """Return the marked pieces of a scan: its own, or those of a line that was copied, a row each."""
    data = entry.data
    if entry.kind is not EntryKind.SCAN:
        return []
    if "serial" in data:
        return [(data["gtin"], data["serial"])]
    rows = (row.partition(" ") for row in data.get("pieces", "").splitlines())
    return [(gtin, serial) for gtin, _, serial in rows]
