"""What the window hears: frozen values, made by the use cases, carried to the window by one bridge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from stockdesk.core.ledger import Change
from stockdesk.core.line import Line
from stockdesk.core.outbox import OutboxRow
from stockdesk.core.product import Product


class Verdict(StrEnum):
    """What became of a scan: taken, taken but look at the screen, or not taken."""

    ACCEPTED = "accepted"
    LOOK = "look"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to say about a scan: a code for the words, and what belongs to it."""

    code: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """The answer to one scan, given after it is on disk.

    ``code`` is the text that was taken, ``scan_number`` the running number of the scan in its document, ``line`` the
    line after the scan and ``delta`` what the scan added to it, in the line's unit. The stock figures are in sale units
    in the document's storage, before and after the whole line, None while unknown. ``reason`` is a code for the words
    of a scan that was not simply accepted, ``notes`` are further things to say. ``candidates`` are the products that
    share the code. ``by_text`` and ``by_positions`` are the scan's two texts where they differ and it could not be
    told which is right. ``repeated`` counts the scans of this code that came in quick succession. ``command`` is what
    a command code asks of the window: ``next_kind``, ``post`` or ``find``.
    """

    verdict: Verdict
    code: str
    scan_number: int = 0
    line: Line | None = None
    change: Change = field(default_factory=Change)
    delta: Decimal = Decimal(0)
    stock_before: Decimal | None = None
    stock_after: Decimal | None = None
    reason: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)
    candidates: tuple[Product, ...] = ()
    notes: tuple[Note, ...] = ()
    by_text: str = ""
    by_positions: str = ""
    repeated: int = 1
    command: str = ""


class Link(StrEnum):
    """How the line to the service stands."""

    ONLINE = "online"
    OFFLINE = "offline"
    SIGNED_OUT = "signed-out"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Connection:
    """What the bar at the top tells.

    ``waiting`` counts operations. ``problems`` counts documents that need a person, ``unknown`` those others that are
    being looked for: together they are what to look at, each document once (``stockdesk.core.attention``).
    """

    link: Link
    waiting: int = 0
    unknown: int = 0
    problems: int = 0
    catalogue_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync has come; ``total`` is known only when the catalogue was synced before."""

    products: int
    changed: int
    requests: int
    seconds: float
    done: bool = False
    total: int | None = None


@dataclass(frozen=True, slots=True)
class OutboxChanged:
    """An operation moved; ``row`` is how it stands now, on disk."""

    row: OutboxRow
