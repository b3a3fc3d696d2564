"""An entry of the ledger: one thing a person did to a document, and the raw scan behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry does. The data each kind carries is named in ``Entry``."""

    OPEN = "open"
    SCAN = "scan"
    ADD = "add"
    AMOUNT = "amount"
    UNIT = "unit"
    COST = "cost"
    DISCOUNT = "discount"
    COMMENT = "comment"
    REMOVE = "remove"
    RESOLVE = "resolve"
    HEADER = "header"
    UNDO = "undo"
    REFUSED = "refused"
    NOTE = "note"


ON_LINES = frozenset(
    {
        EntryKind.SCAN,
        EntryKind.ADD,
        EntryKind.AMOUNT,
        EntryKind.UNIT,
        EntryKind.COST,
        EntryKind.DISCOUNT,
        EntryKind.COMMENT,
        EntryKind.REMOVE,
        EntryKind.RESOLVE,
    }
)
"""Kinds that change a line."""
UNDOABLE = ON_LINES | {EntryKind.HEADER}
"""Kinds that Undo takes back."""


@dataclass(frozen=True, slots=True)
class RawScan:
    """What the scanner really sent: its text, and the physical keys as X11 key codes where it came as keys.

    ``positions`` is the text by US key positions, empty where it is the same or unknown. ``times`` are the times of the
    keys in whole milliseconds after the first one. ``ended_by`` tells what closed the scan: ``enter``, ``tab``,
    ``silence``, ``missing`` (silence on a serial line whose codes have an end mark), or "" for a text that came whole.
    ``source`` names the serial port it came from, "" for a keyboard. ``after`` is how long before its first key a
    person typed the last character, in whole milliseconds, None for long ago: a scan right behind typed characters may
    have lost its beginning to them. ``proven`` names the text in which the station's prefix stood (``text`` or
    ``positions``): that one is right.
    """

    text: str
    positions: str = ""
    keys: tuple[int, ...] = ()
    times: tuple[int, ...] = ()
    ended_by: str = ""
    source: str = ""
    after: int | None = None
    proven: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    ``number`` is the running number in this station's ledger, 0 until it is stored; ``entry_id`` is random, since
    workstations get cloned; ``at`` is UTC. ``data`` holds text only (decimals as text), by kind:

    - open: ``kind``, ``location`` and the first header fields;
    - scan: ``amount`` (negative in minus mode), ``code``, ``source`` (scan, typed, file or copy); what the code tells
      of the piece: ``lot``, ``expiry`` (ISO date), and both ``gtin`` and ``serial`` for a marked one (01 + 21);
      ``pieces`` of a copy (GTIN, blank, serial; a row each); ``measured`` where the code itself tells how many sale
      units it is (weight or count); ``weight`` (kilograms, signed like the amount) of a code still unknown; and for a
      new line ``product`` (id, or "" for an unknown code), ``title``, ``article``, ``unit``, ``cost``, ``sale_unit``,
      ``service_unit``, ``ratio``;
    - add: ``amount`` (signed); amount: ``amount``; unit: ``unit``, ``amount`` and ``cost``; cost, discount, comment:
      ``value``;
    - resolve: the product fields of scan, and ``per_kg`` (units in a kilogram) where weights become the amount;
    - header: ``field`` and ``value``;
    - undo: nothing, ``undoes`` names the entry;
    - refused: ``code`` (the text), ``reason`` and ``source``; it changes nothing;
    - note: ``code`` and what belongs to it; it changes nothing. A command code that was scanned and changed no line is
      a note with the code ``command``, its ``action`` and perhaps ``amount``.

    An undo or add that a command code brought has a ``source`` (scan or typed) and the raw scan, as the note of a
    command has.
    """

    entry_id: str
    document_id: str
    kind: EntryKind
    at: datetime
    line_id: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    raw: RawScan | None = None
    undoes: str = ""
    station: str = ""
    person: str = ""
    number: int = 0
