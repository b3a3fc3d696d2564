"""The bad-code radar: which labels scan badly, told from what happened at the scanner.

A label is in trouble when its code was refused or misread, when it took a second try, or when a person gave up and
typed it. What is wrong with the moment and not with the label (an open window, a wrong amount) is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from stockdesk.core.document import SCAN, TYPED, is_command
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.misread import bare, damage

AGAIN: Final = timedelta(seconds=30)
"""A scan that failed and a good one within this are tries at the same label."""
FEWEST: Final = 2
"""Troubles that bring a product on the list: one may be the person's hand."""
_OF_THE_LABEL: Final = frozenset({"scan.refused", "scan.short", "scan.no-end"})
"""Reasons of refused scans that may lie in the label."""


class Sign(StrEnum):
    """What a label's trouble was; the value is a part of the code for its words."""

    TYPED = "typed"
    REFUSED = "refused"
    MISREAD = "misread"
    RETRIED = "retried"


WEIGHTS: Final = {Sign.TYPED: 3, Sign.REFUSED: 2, Sign.MISREAD: 2, Sign.RETRIED: 1}
"""How much each counts: who types has given up on the label."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble with the label of a product; ``number`` is that of the ledger's entry, ``code`` what was read."""

    product_id: int
    sign: Sign
    number: int
    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What the radar heard in some documents: the troubles, and how often each product was scanned without one."""

    troubles: tuple[Trouble, ...]
    good: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class BadLabel:
    """A product whose label wants to be printed anew, with the evidence.

    ``counts`` are its troubles by sign, ``since`` and ``last`` the first and the last of them, ``number`` the ledger's
    number of the last one, ``good`` the scans that went well meanwhile.
    """

    product_id: int
    counts: Mapping[Sign, int]
    since: datetime
    last: datetime
    number: int
    good: int

    @property
    def troubles(self) -> int:
        """How often there was trouble."""
        return sum(self.counts.values())

    @property
    def score(self) -> int:
        """How badly it scans, for the order: the weight of its troubles, up to twice that where nothing went well."""
        weight = sum(WEIGHTS[sign] * count for sign, count in self.counts.items())
        return weight * 100 + weight * 100 * self.troubles // (self.troubles + self.good)


Owner = Callable[[str], int | None]
"""Names the product that a code which failed may belong to, None where that is open."""
Barcode = Callable[[int], str]
"""Names the barcode of a product, "" where it has none."""


def hear(documents: Iterable[Sequence[Entry]], owner: Owner, barcode: Barcode) -> Heard:
    """Listen to the entries of documents, each in the order of its ledger."""
    troubles: list[Trouble] = []
    good: dict[int, int] = {}
    for entries in documents:
        ear = _Ear(owner, barcode)
        for entry in entries:
            ear.hear(entry)
        troubles += ear.troubles()
        for product_id, count in ear.good.items():
            good[product_id] = good.get(product_id, 0) + count
    return Heard(tuple(sorted(troubles, key=lambda trouble: trouble.number)), good)


def bad_labels(heard: Heard, settled: Mapping[int, int]) -> tuple[BadLabel, ...]:
    """Return the products whose labels scan badly, worst first.

    ``settled`` maps products to the number of the last entry that counts no more: the label was printed anew then.
    """
    by_product: dict[int, list[Trouble]] = {}
    for trouble in heard.troubles:
        if trouble.number > settled.get(trouble.product_id, 0):
            by_product.setdefault(trouble.product_id, []).append(trouble)
    found = [
        _bad_label(product_id, troubles, heard.good.get(product_id, 0))
        for product_id, troubles in by_product.items()
        if len(troubles) >= FEWEST
    ]
    return tuple(sorted(found, key=lambda label: (-label.score, -label.number)))


def _bad_label(product_id: int, troubles: Sequence[Trouble], good: int) -> BadLabel:
    counts = {sign: sum(1 for trouble in troubles if trouble.sign is sign) for sign in Sign}
    return BadLabel(
        product_id,
        {sign: count for sign, count in counts.items() if count},
        min(trouble.at for trouble in troubles),
        max(trouble.at for trouble in troubles),
        max(trouble.number for trouble in troubles),
        good,
    )


@dataclass(slots=True)
class _Failure:
    """A scan that named no product, not yet laid to any."""

    entry: Entry
    texts: frozenset[str]
    sign: Sign
    product_id: int | None = None


@dataclass(slots=True)
class _Ear:
    """Listens to one document."""

    owner: Owner
    barcode: Barcode
    good: dict[int, int] = field(default_factory=dict)
    _products: dict[str, int] = field(default_factory=dict)
    _failures: list[_Failure] = field(default_factory=list)
    _typed: list[Trouble] = field(default_factory=list)
    _open: list[_Failure] = field(default_factory=list)

    def hear(self, entry: Entry) -> None:
        match entry.kind:
            case EntryKind.REFUSED:
                self._refused(entry)
            case EntryKind.SCAN:
                self._scanned(entry)
            case EntryKind.RESOLVE:
                self._resolved(entry)
            case _:
                pass

    def _refused(self, entry: Entry) -> None:
        reason, code = entry.data.get("reason", ""), entry.data.get("code", "")
        if reason in _OF_THE_LABEL and entry.data.get("source", SCAN) == SCAN and not is_command(code):
            self._failed(entry)

    def _failed(self, entry: Entry) -> None:
        failure = _Failure(entry, _texts(entry), Sign.REFUSED if entry.kind is EntryKind.REFUSED else Sign.MISREAD)
        self._failures.append(failure)
        self._open.append(failure)

    def _scanned(self, entry: Entry) -> None:
        if entry.data.get("product"):
            self._products[entry.line_id] = int(entry.data["product"])
        product_id, source = self._products.get(entry.line_id), entry.data.get("source")
        if product_id is None:
            if source == SCAN:
                self._failed(entry)
            return
        if source == SCAN:
            tried = self._lay(entry, product_id, gave_up=False)
            self.good[product_id] = self.good.get(product_id, 0) + (0 if tried else 1)
        elif source == TYPED and self.barcode(product_id):
            self._lay(entry, product_id, gave_up=True)
            self._typed.append(Trouble(product_id, Sign.TYPED, entry.number, entry.at, entry.data.get("code", "")))

    def _resolved(self, entry: Entry) -> None:
        """A person said what an unknown code is: it was misread if it looks like a damaged form of the barcode."""
        if not entry.data.get("product"):
            return
        product_id = int(entry.data["product"])
        self._products[entry.line_id] = product_id
        barcode = self.barcode(product_id)
        for failure in self._failures:
            if failure.entry.line_id != entry.line_id or not entry.line_id or failure.product_id is not None:
                continue
            if barcode and damage(failure.entry.data.get("code", ""), barcode):
                failure.product_id = product_id
            else:
                failure.product_id = 0  # the label is right, the catalogue lacks its code

    def _lay(self, entry: Entry, product_id: int, *, gave_up: bool) -> bool:
        """Lay the failures just before a scan to its product, if they were tries at it; say whether any was.

        Who types right after a failure has typed what would not scan, whatever it looked like.
        """
        self._open = [each for each in self._open if entry.at - each.entry.at <= AGAIN]
        if not self._open:
            return False
        codes = {text for text in (*_texts(entry), bare(self.barcode(product_id))) if text}
        mine = [each for each in self._open if each.texts & codes or _like(each.texts, codes)]
        if gave_up:
            mine += [each for each in self._open[-1:] if each not in mine]
        for failure in mine:
            failure.product_id = product_id
            if failure.texts & codes and not gave_up:
                failure.sign = Sign.RETRIED
        self._open = [] if gave_up else [each for each in self._open if each not in mine]
        return bool(mine)

    def troubles(self) -> Iterable[Trouble]:
        """All troubles of the document; failures that nothing came of are asked for by their code."""
        yield from self._typed
        for failure in self._failures:
            entry, code = failure.entry, failure.entry.data.get("code", "")
            product_id = failure.product_id
            if product_id is None:
                product_id = self.owner(code)
                if product_id and failure.sign is Sign.MISREAD and not damage(code, self.barcode(product_id)):
                    continue  # the catalogue has learnt the code since
            if product_id:
                yield Trouble(product_id, failure.sign, entry.number, entry.at, code)


def _texts(entry: Entry) -> frozenset[str]:
    sent = () if entry.raw is None else (entry.raw.text, entry.raw.positions)
    return frozenset(bare(text) for text in (entry.data.get("code", ""), *sent) if text.strip())


def _like(texts: Iterable[str], codes: Iterable[str]) -> bool:
    return any(damage(text, code) for text in texts for code in codes)
