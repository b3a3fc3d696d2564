"""The figures of the soak: slices that add up in a file, whichever process ran them and in whatever order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

KINDS = {
    "simulated": "histories on a simulated line",
    "socket": "histories on a real socket",
    "processes": "kills",
    "decoding": "texts through decode",
}
REACH = {"simulated": 50_000, "socket": 1_000, "processes": 300, "decoding": 1_000_000}
"""What the whole soak runs."""
LISTED = 20
"""Violations that are kept word for word."""


@dataclass(slots=True)
class Slice:
    """One run of one kind: seeds ``first`` to ``first + count - 1``.

    ``count`` is histories, for processes the kills that were asked for, for decoding texts; ``kills`` those that met a
    living process; ``twins`` further documents with one marker (each reported, or it is a violation too); ``spoken``
    operations that only a person could tell about; ``seconds`` of wall clock.
    """

    kind: str
    first: int
    count: int
    operations: int = 0
    kills: int = 0
    twins: int = 0
    spoken: int = 0
    seconds: float = 0.0
    violations: int = 0
    told: list[str] = field(default_factory=list)

    def violated(self, text: str) -> None:
        """Count a violation, and keep its words while there are few."""
        self.violations += 1
        if len(self.told) < LISTED:
            self.told.append(text)


def stored(path: Path) -> list[Slice]:
    """Read the slices of a file, none where there is no file."""
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["slices"]
    return [Slice(**row) for row in rows]


def add(path: Path, one: Slice) -> list[Slice]:
    """Add a slice to a file and return all; the same seeds run again replace what they came to before."""
    with FileLock(path.with_name(f"{path.name}.lock")):
        kept = [old for old in stored(path) if (old.kind, old.first, old.count) != (one.kind, one.first, one.count)]
        slices = sorted([*kept, one], key=lambda each: (each.kind, each.first))
        text = json.dumps({"totals": totals(slices), "slices": [asdict(each) for each in slices]}, indent=1)
        path.write_text(text, encoding="utf-8")
    return slices


def totals(slices: list[Slice]) -> Mapping[str, Mapping[str, float]]:
    """Add slices up by kind."""
    names = ("count", "operations", "kills", "twins", "spoken", "seconds", "violations")
    return {
        kind: {name: round(sum(getattr(one, name) for one in slices if one.kind == kind), 1) for name in names}
        for kind in KINDS
        if any(one.kind == kind for one in slices)
    }


def told(slices: list[Slice]) -> str:
    """Say the figures in lines for people."""
    lines = []
    for kind, sums in totals(slices).items():
        rate = sums["count"] / sums["seconds"] if sums["seconds"] else 0.0
        posted = (
            f"{sums['operations']:.0f} operations, {sums['kills']:.0f} kills, {sums['twins']:.0f} late twins, "
            f"{sums['spoken']:.0f} told by people, "
        )
        lines.append(
            f"{sums['count']:.0f} of {REACH[kind]} {KINDS[kind]}: {'' if kind == 'decoding' else posted}"
            f"{rate:.1f}/s, {sums['violations']:.0f} violations"
        )
    lines += [text for one in slices for text in one.told]
    return "\n".join(lines)
