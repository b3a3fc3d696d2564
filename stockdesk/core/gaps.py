"""The gap finder: a person holds N, the screen says another number; which spots of the ledger explain the difference?

Measured on 1,000 made-up ledgers of each kind (``tests/core/test_gaps.py``): 12 to 80 scans by people of 0.6 to 2.5 s a
scan whose gaps scatter by a quarter, one fault planted in each. A double read came first in 99.9 %, a refused scan that
was never repeated and a cut code in 98 %: the rest stood before the only other piece of a run, which looks like their
repetition. A lost scan, of which nothing is left but a pause, came first in 66 % and among the first three in 87 %.
Without a fault 1 scan in 100 looks suspicious by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from stockdesk.core.errors import StockdeskError
from stockdesk.core.gapspots import BY_HAND, Kind, Likely, Mended, Spot, no_likely, spots_of
from stockdesk.core.ledger import Sheet
from stockdesk.core.line import Line
from stockdesk.core.product import UnitType
from stockdesk.core.scanstep import Raws

VERY_LIKELY: Final = 65
LIKELY: Final = 40
"""Scores from which on a spot is called very likely, and likely."""
_CLEAR_PAUSE: Final = 50
"""Weight of a pause that stands out by itself: about three standard deviations."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One spot, and how well it explains the difference.

    ``entries`` are the ids of the ledger's entries it stands on, the one to jump to last; ``number`` is that entry's
    running number. ``line_id`` is the line to jump to, "" where nothing came of the scan. ``code`` and ``arguments``
    are for its words. ``explains`` is what the amount would change by if the suspicion is right, in the unit of
    ``Comparison``; ``score`` is from 0 to 100.
    """

    kind: Kind
    entries: tuple[str, ...]
    number: int
    at: datetime
    line_id: str
    explains: Decimal
    score: int
    arguments: Mapping[str, str]

    @property
    def code(self) -> str:
        """The code for the words; ``arguments`` may hold a ``reason`` that makes it finer."""
        return f"gaps.{self.kind.value}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The amount on the screen, the one in hand, and the spots that may explain the difference, likeliest first.

    For the whole document the amounts are in sale units, for a line in the line's unit.
    """

    shown: Decimal
    held: Decimal
    found: tuple[Suspicion, ...]

    @property
    def difference(self) -> Decimal:
        """What is in hand beyond what the screen says; negative where the screen says more."""
        return self.held - self.shown


def compare(
    sheet: Sheet,
    held: Decimal,
    line_id: str = "",
    raw_of: Raws = lambda entry: entry.raw,
    likely: Likely = no_likely,
) -> Comparison:
    """Find what may explain that a person holds ``held`` of a line, or in all when no line is named.

    With nothing to explain, only spots remain that do not touch the amount: codes still to be looked at. Raises
    ``line.gone`` for a line that does not stand.
    """
    line = sheet.line(line_id)
    if line_id and line is None:
        raise StockdeskError("line.gone")
    scale = _scale(line)
    shown = sheet.totals.pieces if line is None else line.amount
    weighed = (_weighed(spot, line_id, scale, held - shown) for spot in spots_of(sheet, raw_of, likely))
    found = sorted((each for each in weighed if each is not None), key=lambda each: (-each.score, -each.number))
    return Comparison(shown, held, tuple(found))


def suspicious(
    sheet: Sheet, raw_of: Raws = lambda entry: entry.raw, likely: Likely = no_likely
) -> tuple[Suspicion, ...]:
    """Return what looks suspicious whatever a person holds, in the order of the ledger."""
    spots = spots_of(sheet, raw_of, likely)
    return tuple(_suspicion(spot, spot.explains, spot.weight) for spot in spots if _by_itself(spot))


def _by_itself(spot: Spot) -> bool:
    """Whether a spot is worth a look while nothing is missing."""
    least = _CLEAR_PAUSE if spot.kind is Kind.PAUSE else LIKELY
    return spot.kind not in BY_HAND and spot.mended is Mended.NO and spot.weight >= least


def _scale(line: Line | None) -> Decimal:
    """How many of a line's units one sale unit is."""
    return line.ratio if line is not None and line.unit is UnitType.SERVICE else Decimal(1)


def _weighed(spot: Spot, line_id: str, scale: Decimal, difference: Decimal) -> Suspicion | None:
    explains, share = _on_line(spot, line_id) if line_id else (spot.explains, 100)
    if explains is None:
        return None
    fit = _fit(spot.kind, explains * scale, difference)
    return _suspicion(spot, explains * scale, spot.weight * fit * share // 10_000) if fit else None


def _on_line(spot: Spot, line_id: str) -> tuple[Decimal | None, int]:
    """What a spot would change on one line, and how much of its weight counts there in per cent."""
    if line_id in spot.lines:
        return spot.lines[line_id], 100
    return (spot.elsewhere, 50) if spot.elsewhere else (None, 0)


def _fit(kind: Kind, explains: Decimal, difference: Decimal) -> int:
    """How well a change explains a difference, in per cent; 0 where it would make it larger."""
    if explains == difference:
        return 100
    if difference == 0:
        return 0
    if kind is Kind.TYPED:
        return 35  # a slip of the finger can be of any size
    if explains == 0:
        return 20
    part = explains / difference
    if part < 0:
        return 0
    return 60 + int(30 * part) if part < 1 else 25


def _suspicion(spot: Spot, explains: Decimal, score: int) -> Suspicion:
    last = spot.steps[-1]
    return Suspicion(
        spot.kind,
        tuple(step.entry.entry_id for step in spot.steps),
        last.entry.number,
        last.entry.at,
        last.line_id,
        explains,
        score,
        spot.arguments,
    )
