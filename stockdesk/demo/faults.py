"""Faults: what a bad line, a busy server or a careless proxy does to a request.

Each fault has a probability; every matching request draws from one seeded generator, so that a run can be repeated.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["before", "after", "lines", "modifier"]
Scope = Literal["writes", "reads", "all"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: at which stage it acts, what it does, and whether it meets reads too when no scope is given.

    Stages: `before` - nothing is committed; `after` - committed (with its own rule), the answer is lost or wrong;
    `lines` - another set of lines is committed; `modifier` - goes together with any other fault.
    """

    stage: Stage
    meaning: str
    reads: bool = False


FAULTS: dict[str, Fault] = {
    "refuse": Fault("modifier", "answered, but the port is closed from then on for timings.refuse seconds", reads=True),
    "reset_before": Fault("before", "connection reset before anything is committed"),
    "timeout_before": Fault("before", "nothing committed, no answer for timings.hang seconds"),
    "late_commit": Fault("before", "connection closed first, committed timings.late_commit seconds later"),
    "http500_before": Fault("before", "500 with the documented body, nothing committed"),
    "conflict_before": Fault("before", "409, nothing committed"),
    "throttle": Fault("before", "429, with or without Retry-After by chance", reads=True),
    "unauthorized": Fault("before", "401, nothing committed", reads=True),
    "reset_after": Fault("after", "committed, then connection reset"),
    "timeout_after": Fault("after", "committed, no answer for timings.hang seconds"),
    "http502_after": Fault("after", "committed, then 502 with an HTML page"),
    "cut_body": Fault("after", "committed, half of the answer, then closed"),
    "redirect_after": Fault("after", "committed, then 302 to the same address"),
    "garbage": Fault("after", "committed, then 200 with a body that is no JSON"),
    "success_false": Fault("after", "200 with success false; committed or not by chance"),
    "half_then_4xx": Fault("lines", "the first half of the lines committed, then 422"),
    "partial": Fault("lines", "the last line lost, 200"),
    "alter_line": Fault("lines", "one line committed with another amount, 200"),
    "slow": Fault("modifier", "the answer takes timings.slow seconds", reads=True),
    "search_lag": Fault("modifier", "new rows are searchable after timings.search_lag seconds"),
    "flat_shape": Fault("modifier", "an operation is answered in the other shape", reads=True),
    "string_numbers": Fault("modifier", "every number in data comes as text", reads=True),
    "short_comments": Fault("modifier", "comments are cut after 20 characters"),
    "html_comments": Fault("modifier", "comments are stored HTML-escaped"),
}

TIMINGS: dict[str, float] = {"refuse": 1.0, "hang": 60.0, "late_commit": 3.0, "slow": 1.0, "search_lag": 3.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one request: at most one fault of the exclusive stages, any modifiers, and a coin."""

    main: str | None = None
    modifiers: frozenset[str] = frozenset()
    coin: bool = False

    def has(self, name: str) -> bool:
        """True if the fault was drawn for this request."""
        return name == self.main or name in self.modifiers


@dataclass(slots=True)
class Faults:
    """The faults in force.

    `skip` matching requests pass unharmed first; after `count` matching requests (None: no end) all faults end.
    `scope` overrides which requests match; without it writes match, and reads for the faults that say so.
    """

    probabilities: dict[str, float] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=lambda: dict(TIMINGS))
    scope: Scope | None = None
    skip: int = 0
    count: int | None = None
    fired: Counter[str] = field(default_factory=Counter)
    rng: random.Random = field(default_factory=lambda: random.Random(0))

    def draw(self, *, write: bool) -> Plan:
        """The plan for the next request; uses up `skip` and `count`."""
        matching = {name: p for name, p in self.probabilities.items() if p > 0 and self._matches(name, write=write)}
        if not matching:
            return Plan()
        if self.skip > 0:
            self.skip -= 1
            return Plan()
        hits = [name for name in FAULTS if name in matching and self.rng.random() < matching[name]]
        plan = Plan(
            main=next((name for name in hits if FAULTS[name].stage != "modifier"), None),
            modifiers=frozenset(name for name in hits if FAULTS[name].stage == "modifier"),
            coin=self.rng.random() < 0.5,
        )
        self.fired.update(plan.modifiers | ({plan.main} if plan.main else set()))
        self._use_up()
        return plan

    def _matches(self, name: str, *, write: bool) -> bool:
        if self.scope == "all":
            return True
        if self.scope is not None:
            return write == (self.scope == "writes")
        return write or FAULTS[name].reads

    def _use_up(self) -> None:
        if self.count is None:
            return
        self.count -= 1
        if self.count <= 0:
            self.probabilities.clear()
            self.count = None


def parse_fault(name: str, value: object) -> float:
    """A probability from 0 to 1. Raises `ValueError` with a sentence for an unknown name or another value."""
    if name not in FAULTS:
        raise ValueError(f"there is no fault '{name}'; there are: {', '.join(sorted(FAULTS))}")
    try:
        probability = float(str(value))
    except ValueError:
        probability = -1.0
    if not 0 <= probability <= 1:
        raise ValueError(f"fault '{name}' takes a probability from 0 to 1, not '{value}'")
    return probability
