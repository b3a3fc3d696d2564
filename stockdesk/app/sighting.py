"""What a look-up came to: documents that were seen, and what keeps that from proving anything."""

from __future__ import annotations

from dataclasses import dataclass, field

from stockdesk.core.comparison import Comparison
from stockdesk.core.errors import StockdeskError
from stockdesk.core.movement import PostedDocument
from stockdesk.core.posting import Finding

WALLS = frozenset({"service.unauthorized", "service.licence", "service.forbidden"})
"""A read that ends like this pauses posting (design, section 4, "Outcome")."""
AWAY = frozenset({"service.unreachable", "service.timeout", "service.throttled"})
"""Nothing else would fare better now: all waits."""


HIDDEN = frozenset({"service.not-found", "service.forbidden"})
"""A document that is read like this is hidden or gone; its lines, which need no location, may still be read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up or read-back came to. ``twins`` are further documents with the same marker; ``proof`` is for
    people: what was asked and what was found. ``refused`` is the code of a read that met a wall no waiting takes down:
    tokens, licence or rights. ``wait`` is how long the service asked to be left alone, in seconds, 0 when it could not
    be reached. ``gone`` says that the document that was to be read back does not exist, ``foreign`` that it bears the
    marker of another one and is none of this operation's. ``alike`` are documents without the marker that may be a
    restored operation's, posted before under one that is lost; ``same`` is the one, where there is but one and it has
    the very goods. ``undecided`` says what only a person can settle, where no further look-up will."""

    finding: Finding
    document_id: int | None = None
    number: str | None = None
    comparison: Comparison | None = None
    twins: tuple[int, ...] = ()
    proof: str = ""
    refused: str = ""
    wait: float | None = None
    gone: bool = False
    foreign: bool = False
    alike: tuple[int, ...] = ()
    same: int | None = None
    undecided: str = ""


@dataclass(slots=True)
class Sighting:
    """What was seen of one operation: documents that bear its marker, and what keeps that from proving absence.

    ``failed`` tells a read that did not succeed from a doubt that no further look-up takes away. ``equal`` and ``akin``
    are documents that may be a restored operation's: with the same goods, or with some of them. ``examined`` are the
    documents that were read or remembered, by id.
    """

    hits: list[PostedDocument] = field(default_factory=list)
    equal: list[int] = field(default_factory=list)
    akin: list[int] = field(default_factory=list)
    examined: set[int] = field(default_factory=set)
    rows: int = 0
    doubts: list[str] = field(default_factory=list)
    failed: bool = False
    refused: str = ""
    wait: float | None = None

    def not_read(self, what: str, error: StockdeskError) -> None:
        """Note a read that failed: it proves nothing."""
        self.doubts.append(f"{what}: {error.code}")
        self.failed = True
        self.refused = self.refused or wall_of(error)
        self.wait = longer(self.wait, error)

    def cut_short(self, what: str) -> None:
        """Note that the look-up ended before all was asked: it proves nothing, the next one gets further."""
        self.doubts.append(what)
        self.failed = True

    @property
    def bearing(self) -> list[int]:
        """The ids of the documents that bear the marker."""
        return [document.document_id for document in self.hits]


def wall_of(error: StockdeskError) -> str:
    """Return the code of a read that met a wall, "" for any other."""
    return error.code if error.code in WALLS else ""


def longer(wait: float | None, error: StockdeskError) -> float | None:
    """Return how long the service is to be left alone, in seconds, with what a failed read tells; None: not at all."""
    if error.code not in AWAY:
        return wait
    asked = error.arguments.get("retry_after")
    return max(wait or 0.0, asked if isinstance(asked, float) else 0.0)
