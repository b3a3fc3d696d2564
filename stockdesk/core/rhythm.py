"""The pace at which a person scans, and where it was broken."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from stockdesk.core.scanstep import Step

FEWEST: Final = 4
"""Gaps of one person that make a rhythm."""
LONG: Final = 1.3
"""A pause is at least so many times the usual gap: a scan that was lost makes two gaps into one of about twice that."""
_CLEAR: Final = 0.8
"""Standard deviations from which on a gap is looked at; how clear it is goes into its weight."""
_CALM: Final = 0.2
"""The least spread of a rhythm (natural logarithm): nobody scans more evenly than that."""
_TO_SIGMA: Final = 1.4826
"""Makes the middle deviation of normally spread values their standard deviation."""
_CHANGE: Final = math.log(1.5)
"""How much longer another product takes than one more of the same, as a first guess (our judgement)."""
_GUESSED: Final = 3
"""How many gaps that first guess counts for, where few are known."""

Pace = tuple[tuple[str, str], bool]
"""The person, and whether the same code was scanned again: another product has to be taken up first."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A gap between two scans that is long for this person; ``before`` and ``after`` are the scans around it.

    ``seconds`` is the gap, ``usual`` what it is as a rule, ``clearness`` how many standard deviations lie between them.
    """

    before: Step
    after: Step
    seconds: float
    usual: float
    clearness: float


def gap_between(before: Step, after: Step) -> float:
    """Return the seconds from the end of one scan to the beginning of the next; 0 where they waited in a queue."""
    return max((after.began - before.ended).total_seconds(), 0.0)


class Rhythms:
    """The pace of each person in one document, for scans of the same code and for changes to another."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._pairs = [
            (before, after, gap_between(before, after))
            for before, after in pairwise(steps)
            if before.from_scanner and after.from_scanner and before.person == after.person
        ]
        gaps: dict[Pace, list[float]] = {}
        for before, after, gap in self._pairs:
            gaps.setdefault(_pace(before, after), []).append(gap)
        self._rhythms: dict[Pace, tuple[float, float]] = {}
        for person in {person for person, _ in gaps}:
            self._rhythms.update(_rhythms_of(person, gaps))

    def usual(self, before: Step, after: Step) -> float | None:
        """Return the usual gap between two scans like these, in seconds; None while there are too few to tell."""
        rhythm = self._rhythms.get(_pace(before, after))
        return None if rhythm is None else rhythm[0]

    def pauses(self) -> list[Pause]:
        """Return the long gaps between scans that follow each other directly, in order.

        What a person did by hand between two scans explains a gap, so those are not looked at.
        """
        found = []
        for before, after, gap in self._pairs:
            rhythm = self._rhythms.get(_pace(before, after))
            if rhythm is None or gap < LONG * rhythm[0]:
                continue
            usual, spread = rhythm
            clearness = math.log(gap / usual) / spread
            if clearness >= _CLEAR:
                found.append(Pause(before, after, gap, usual, clearness))
        return found


def _pace(before: Step, after: Step) -> Pace:
    return before.person, bool(before.texts & after.texts)


def _rhythms_of(person: tuple[str, str], gaps: dict[Pace, list[float]]) -> dict[Pace, tuple[float, float]]:
    """The usual gap in seconds and the spread of its logarithm, for both kinds of step; empty with too few gaps."""
    known = {same: [math.log(gap) for gap in gaps.get((person, same), ()) if gap > 0] for same in (True, False)}
    if sum(map(len, known.values())) < FEWEST:
        return {}
    leader = len(known[True]) >= len(known[False])  # the kind that there is more of tells the pace
    middles = {leader: median(known[leader])}
    guess = middles[leader] + (_CHANGE if leader else -_CHANGE)
    few = known[not leader]
    middles[not leader] = (guess * _GUESSED + (median(few) if few else 0.0) * len(few)) / (_GUESSED + len(few))
    off = [abs(each - middles[same]) for same, logarithms in known.items() for each in logarithms]
    # A few gaps that happen to be alike make no even rhythm.
    spread = max(_TO_SIGMA * median(off) * (1 + _GUESSED / len(off)), _CALM)
    return {(person, same): (math.exp(middle), spread) for same, middle in middles.items()}
