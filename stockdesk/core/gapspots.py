"""Spots in a document's ledger where the amount on the screen may have parted from the one in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from stockdesk.core.entry import EntryKind
from stockdesk.core.ledger import Sheet
from stockdesk.core.misread import Damage, Misreadings, bare
from stockdesk.core.quantity import amount_text
from stockdesk.core.rawtext import readable
from stockdesk.core.rhythm import Pause, Rhythms, gap_between
from stockdesk.core.scanstep import Raws, Step, steps_of

Likely = Callable[[str], Sequence[str]]
"""Names the codes of the catalogue that an unknown code may be a misreading of."""

DOUBLE_SECONDS: Final = 0.5
"""Two reads of one code within this are one piece read twice: nobody takes up another piece so fast."""
_OVERLAP: Final = 0.05
"""Seconds by which a scan that began before the last one was stored has waited: a busy window is no double read."""
_QUEUED_DOUBLE: Final = 35
"""How suspicious two scans are whose true distance nobody knows: looked at only while an amount is looked for."""
_BELOW_PACE: Final = 0.7
"""A gap that is more of the person's usual one than this is a very fast person and no double read."""
AGAIN: Final = timedelta(seconds=30)
"""Within this a person has scanned a refused or cut code again, if they noticed."""
_ONE: Final = Decimal(1)
_NONE: Final = Decimal(0)


class Kind(StrEnum):
    """What a spot is; the value is the part behind ``gaps.`` of the code for its words."""

    DOUBLE = "double"
    PAUSE = "pause"
    REFUSED = "refused"
    CUT = "cut"
    REPEATED = "repeated"
    SPLIT = "split"
    UNKNOWN = "unknown"
    MULTIPLIED = "multiplied"
    MINUS = "minus"
    UNDONE = "undone"
    REDONE = "redone"
    REMOVED = "removed"
    TYPED = "typed"


class Mended(StrEnum):
    """Whether a scan that failed was made good by another one; the values are reasons for its words."""

    NO = "lost"
    MAYBE = "maybe"
    """The same code came again soon, but it may have been another piece: more of them were being scanned."""
    YES = "again"


_WEIGHTS: Final = {Mended.NO: 90, Mended.MAYBE: 72, Mended.YES: 15}
"""How suspicious a scan that failed is."""
BY_HAND: Final = frozenset({Kind.MINUS, Kind.UNDONE, Kind.REDONE, Kind.REMOVED, Kind.TYPED})
"""What a person did on purpose: suspicious only while an amount is looked for."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One spot. ``steps`` are the entries it stands on, the one to jump to last.

    ``explains`` is what the document's sum would change by if the suspicion is right, ``lines`` the same for each line
    concerned, all in sale units; ``elsewhere`` is what it may change on any other line, 0 where only those are
    meant. ``weight`` is how suspicious the spot is by itself, 0 to 100.
    """

    kind: Kind
    steps: tuple[Step, ...]
    weight: int
    explains: Decimal
    lines: Mapping[str, Decimal] = field(default_factory=dict)
    elsewhere: Decimal = _NONE
    arguments: Mapping[str, str] = field(default_factory=dict)
    mended: Mended = Mended.NO


def no_likely(_code: str) -> tuple[str, ...]:
    """Say of every code that the catalogue has nothing like it."""
    return ()


def spots_of(sheet: Sheet, raw_of: Raws = lambda entry: entry.raw, likely: Likely = no_likely) -> list[Spot]:
    """Return all spots of a document in the order of its ledger."""
    return _Walk(sheet, steps_of(sheet, raw_of), likely).spots()


class _Walk:
    """One walk over the steps of a document."""

    def __init__(self, sheet: Sheet, steps: Sequence[Step], likely: Likely) -> None:
        self._sheet = sheet
        self._steps = steps
        self._likely = likely
        self._known: dict[str, str] = {}
        for step in steps:
            if step.entry.kind is EntryKind.SCAN and not step.unknown:
                self._known.setdefault(step.code, step.line_id)
        self._line_of_text = {
            text: step.line_id for step in steps if step.taken and not step.unknown for text in step.texts
        }
        self._places: dict[str, list[int]] = {}
        for step in steps:
            for text in step.texts:
                self._places.setdefault(text, []).append(step.place)
        self._rhythms = Rhythms(steps)
        self._misreadings = Misreadings(self._known)
        self._settled = self._settling_places()
        self._made_good: set[int] = set()
        self._in_pieces: set[int] = set()

    def spots(self) -> list[Spot]:
        found = [*self._splits(), *self._failures(), *self._doubles(), *self._multiplied(), *self._by_hand()]
        found += [self._pause(pause) for pause in self._rhythms.pauses()]
        standing = (self._unless_settled(spot) for spot in found)
        return sorted((spot for spot in standing if spot is not None), key=lambda spot: spot.steps[-1].place)

    # -- lines that a person has counted since --------------------------------------------------------------------

    def _settling_places(self) -> dict[str, int]:
        """Where the amount of each line was last said by a person: what went wrong before does not matter any more."""
        settling = (EntryKind.AMOUNT, EntryKind.REMOVE)
        return {step.line_id: step.place for step in self._steps if step.entry.kind in settling and step.standing}

    def _unless_settled(self, spot: Spot) -> Spot | None:
        place = spot.steps[-1].place
        if not spot.lines or any(self._settled.get(line_id, -1) <= place for line_id in spot.lines):
            return spot
        return replace(spot, weight=spot.weight // 2) if spot.elsewhere else None

    # -- scans ----------------------------------------------------------------------------------------------------

    def _doubles(self) -> Iterator[Spot]:
        for before, after in pairwise(self._steps):
            both = before.taken and after.taken and before.from_scanner and after.from_scanner
            gap = gap_between(before, after)
            if not both or not before.texts & after.texts or gap >= DOUBLE_SECONDS or after.delta <= 0:
                continue
            usual = self._rhythms.usual(before, after)
            if usual is not None and gap > _BELOW_PACE * usual:
                continue
            queued = (before.ended - after.began).total_seconds() > _OVERLAP
            yield Spot(
                Kind.DOUBLE,
                (before, after),
                _QUEUED_DOUBLE if queued else 95 - round(30 * gap / DOUBLE_SECONDS),
                -after.delta,
                {after.line_id: -after.delta},
                arguments={"code": readable(after.code), "ms": str(round(gap * 1000)), "title": self._title(after)},
            )

    def _pause(self, pause: Pause) -> Spot:
        around = {step.line_id: _ONE for step in (pause.before, pause.after) if step.taken}
        weight = min(70, round(15 + 12 * pause.clearness))
        if pause.seconds > 30 * pause.usual:
            weight = 35  # they went away: something may have been put aside, but no rhythm says so
        arguments = {
            "seconds": f"{pause.seconds:.1f}",
            "usual": f"{pause.usual:.1f}",
            "title": self._title(pause.after),
        }
        return Spot(Kind.PAUSE, (pause.before, pause.after), weight, _ONE, around, _ONE, arguments)

    def _splits(self) -> Iterator[Spot]:
        """One code that came in two pieces, each taken for a scan of its own."""
        for first, second in pairwise(self._steps):
            if not (self._failed(first) and self._failed(second)) or first.place in self._in_pieces:
                continue
            whole = first.code + second.code
            if whole not in self._known:
                continue
            self._in_pieces |= {first.place, second.place}
            counted = first.delta + second.delta
            lines = {step.line_id: -step.delta for step in (first, second) if step.delta}
            yield Spot(
                Kind.SPLIT,
                (first, second),
                92,
                _ONE - counted,
                lines | {self._known[whole]: _ONE},
                arguments={"code": readable(whole), "first": readable(first.code), "second": readable(second.code)},
            )

    def _failed(self, step: Step) -> bool:
        """Whether a scan named no product: refused, or on a line that is unknown to this day."""
        return step.refused or (step.taken and step.unknown)

    def _failures(self) -> Iterator[Spot]:
        for step in self._steps:
            if not self._failed(step) or step.place in self._in_pieces:
                continue
            origins = self._origins(step)
            mended = self._mended(step, step.texts | {bare(code) for code, _ in origins})
            if step.refused:
                yield self._refused(step, origins, mended)
            elif origins:
                yield self._cut(step, origins, mended)
                if mended is not Mended.NO:
                    yield self._repeated(step, origins, mended)
            else:
                arguments = {"code": readable(step.code)}
                yield Spot(Kind.UNKNOWN, (step,), 45, _NONE, {step.line_id: -step.delta}, step.delta, arguments)

    def _origins(self, step: Step) -> tuple[tuple[str, Damage], ...]:
        """The known codes that a failed scan may come from: those of this document first, then the catalogue's."""
        here = self._misreadings.of(step.code)
        if here or not step.code.strip():
            return here
        return tuple(origin for code in self._likely(step.code) for origin in Misreadings([code]).of(step.code))

    def _mended(self, step: Step, texts: frozenset[str]) -> Mended:
        """Whether a later scan made a failed one good. One good scan does that for one run of attempts."""
        places = sorted({place for text in texts for place in self._places.get(text, ()) if place > step.place})
        until, more = step.ended + AGAIN, False
        for later in (self._steps[place] for place in places):
            if later.began > until:
                return Mended.NO
            if self._failed(later):
                until, more = later.ended + AGAIN, True  # one more attempt at the same piece
            elif later.taken and later.place not in self._made_good:
                if not more:
                    self._made_good.add(later.place)
                return Mended.MAYBE if self._in_a_run(step.place, later.place, texts) else Mended.YES
        return Mended.NO

    def _in_a_run(self, failed: int, good: int, texts: frozenset[str]) -> bool:
        """Whether the good scan may have been another piece: it did not come next, or one more stands beside it."""
        between = self._steps[failed + 1 : good]
        around = [*self._steps[max(failed - 1, 0) : failed], *self._steps[good + 1 : good + 2]]
        return any(step.taken for step in between) or any(step.taken and step.texts & texts for step in around)

    def _refused(self, step: Step, origins: Sequence[tuple[str, Damage]], mended: Mended) -> Spot:
        weight = _WEIGHTS[mended]
        if not origins:
            lines = {self._line_of_text[text]: _ONE for text in step.texts if text in self._line_of_text}
            elsewhere = _NONE if lines else _ONE
            arguments = {"code": readable(step.code), "reason": mended.value}
            return Spot(Kind.REFUSED, (step,), weight, _ONE, lines, elsewhere, arguments, mended)
        pieces = self._pieces(step, origins)
        lines = {self._known[code]: pieces for code, _ in origins if code in self._known}
        elsewhere = _NONE if lines else pieces
        return Spot(Kind.CUT, (step,), weight, pieces, lines, elsewhere, self._told(step, origins), mended)

    def _cut(self, step: Step, origins: Sequence[tuple[str, Damage]], mended: Mended) -> Spot:
        """A damaged code that stands on an unknown line: counted in the sum, missing on its own line."""
        pieces = self._pieces(step, origins) * step.delta
        lines = {self._known[code]: pieces for code, _ in origins if code in self._known} | {step.line_id: -step.delta}
        explains = pieces - step.delta
        return Spot(Kind.CUT, (step,), _WEIGHTS[mended], explains, lines, _NONE, self._told(step, origins), mended)

    def _repeated(self, step: Step, origins: Sequence[tuple[str, Damage]], mended: Mended) -> Spot:
        """A damaged code that was scanned again at once: one piece, counted on two lines."""
        weight = 86 if mended is Mended.YES else 60
        lines = {step.line_id: -step.delta}
        return Spot(Kind.REPEATED, (step,), weight, -step.delta, lines, _NONE, self._told(step, origins))

    @staticmethod
    def _pieces(step: Step, origins: Sequence[tuple[str, Damage]]) -> Decimal:
        """How many pieces a damaged code stands for: codes run together are several."""
        known, how = origins[0]
        return Decimal(max(step.code.count(known), 2)) if how is Damage.JOINED else _ONE

    @staticmethod
    def _told(step: Step, origins: Sequence[tuple[str, Damage]]) -> dict[str, str]:
        known, how = origins[0]
        return {"code": readable(step.code), "known": readable(known), "reason": how.value}

    def _multiplied(self) -> Iterator[Spot]:
        for step in self._steps:
            extra = step.delta - step.usual
            if step.taken and step.from_scanner and extra > 0 and step.entry.data["amount"] != "1":
                arguments = {"amount": amount_text(step.delta), "title": self._title(step)}
                yield Spot(Kind.MULTIPLIED, (step,), 50, -extra, {step.line_id: -extra}, _NONE, arguments)

    # -- by hand --------------------------------------------------------------------------------------------------

    def _by_hand(self) -> Iterator[Spot]:
        for step in self._steps:
            kind, weight = self._hand_kind(step)
            if kind is not None and step.delta and step.standing:
                arguments = {"amount": amount_text(abs(step.delta)), "title": self._title(step)}
                arguments |= {"reason": "more" if step.delta > 0 else "less"}
                yield Spot(kind, (step,), weight, -step.delta, {step.line_id: -step.delta}, _NONE, arguments)

    @staticmethod
    def _hand_kind(step: Step) -> tuple[Kind | None, int]:
        match step.entry.kind:
            case EntryKind.UNDO:
                return (Kind.UNDONE, 40) if step.delta < 0 else (Kind.REDONE, 25)
            case EntryKind.SCAN if step.delta < 0:
                return Kind.MINUS, 45
            case EntryKind.REMOVE:
                return Kind.REMOVED, 40
            case EntryKind.AMOUNT | EntryKind.ADD:
                return Kind.TYPED, 45
            case _:
                return None, 0

    def _title(self, step: Step) -> str:
        line = self._sheet.line(step.line_id)
        return readable(step.code) if line is None else line.title or readable(line.code)
