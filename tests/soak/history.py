"""Seeded histories: what people, the network, the machine and time do to one workstation, drawn from one number.

Every step has a seed of its own, so that a history from which steps were left out still does the same in the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from stockdesk.core.location import Rights
from tests.soak import invariants
from tests.soak.clock import Clock
from tests.soak.line import ModelLine
from tests.soak.place import STORAGES
from tests.soak.service import Access, ModelService
from tests.soak.spelling import Dialect
from tests.soak.steps import STEPS
from tests.soak.watch import Violation
from tests.soak.world import SETTLE, World

ZONES = (
    "UTC",
    "Europe/Moscow",
    "Asia/Tokyo",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)
LATEST = 8 * SETTLE
"""Latest commit after a request, in seconds: within the ten settle times of the watch for twins."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens; ``seed`` decides how."""

    what: str
    seed: int


@dataclass(frozen=True, slots=True)
class History:
    """A beginning and steps. ``rights`` limits what may be seen, "" for nothing."""

    seed: int
    zone: str
    start: datetime
    station_error: timedelta
    server_error: timedelta
    dialect: Dialect
    rights: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Outcome:
    """What a history came to. ``violation`` is empty when all held."""

    seed: int
    operations: int = 0
    twins: int = 0
    kills: int = 0
    spoken: int = 0
    violation: str = ""
    trace: list[str] = field(default_factory=list)


def drawn_history(seed: int) -> History:
    """Draw the history of a number."""
    dice = random.Random(seed)
    start = datetime(
        2025, dice.randint(1, 12), dice.randint(1, 28), dice.randint(0, 23), dice.randint(0, 59), tzinfo=UTC
    )
    names = list(STEPS)
    chosen = dice.choices(names, [STEPS[name][0] for name in names], k=dice.randint(1, 8))
    steps = [Step(name, dice.randrange(1 << 40)) for name in ("approve", "run", *chosen)]
    return History(
        seed=seed,
        zone=dice.choice(ZONES),
        start=start,
        station_error=timedelta(seconds=dice.choice((0, 0, 0, 300, -300, 7200, -7200, 70_000, -70_000))),
        server_error=timedelta(seconds=dice.choice((0, 0, 45, -45))),
        dialect=_dialect(dice),
        rights=dice.choice(("",) * 12 + ("movements", "storage", "days")),
        steps=tuple(steps),
    )


def _dialect(dice: random.Random) -> Dialect:
    def rarely() -> bool:
        return dice.random() < 0.15

    return Dialect(
        comment_limit=dice.choice((None, None, 20, 24, 12, 0, 0, 0)) if rarely() else None,
        escapes=dice.choice(("html", "brackets")) if rarely() else "",
        ignores_filters=rarely(),
        newest_first=dice.random() < 0.5,
        page=dice.choice((100, 100, 20, 7)),
        strings=rarely(),
        flat=rarely(),
        naive=rarely(),
        storage=dice.choice(("id", "nested", "none")),
        shows_unit=not rarely(),
        shows_changed=not rarely(),
        writeoff_as=dice.choice((2, 7, 8)) if rarely() else 4,
        usage_as=dice.choice((4, 8)) if rarely() else 2,
        ahead=dice.choice((1800.0, 18_000.0, -18_000.0)) if rarely() else 0.0,
        changed_as_utc=rarely(),
        nameless=rarely(),
    )


def _limit_rights(world: World, service: ModelService, rights: str) -> None:
    if rights == "movements":
        service.access = Access(movements=False)
        world.folder.rights = Rights(see_movements=False)
    elif rights == "storage":
        service.access = Access(storages=frozenset({STORAGES[0]}))
        world.folder.rights = Rights(limited=True, storage_ids=frozenset({STORAGES[0]}))
    elif rights == "days":
        service.access = Access(days=3)
        world.folder.rights = Rights(see_days_back=3)


def play(history: History, place: Path) -> Outcome:
    """Let a history happen on the simulated line, and check what must hold at rest."""
    clock = Clock(history.start, history.station_error, history.server_error)
    service = ModelService(clock, ZoneInfo(history.zone), history.dialect)
    world = World(ModelLine(service, latest=LATEST), clock, place, history.zone, splits=history.dialect.page == 100)
    _limit_rights(world, service, history.rights)
    return told(world, history)


def told(world: World, history: History) -> Outcome:
    """Play the steps in a world that stands, and tell what came of it."""
    outcome = Outcome(history.seed)
    try:
        for step in history.steps:
            STEPS[step.what][1](world, random.Random(step.seed))
        invariants.come_to_rest(world, random.Random(history.seed))
        invariants.check(world)
    except Violation as violation:
        outcome.violation = str(violation)
    except Exception as error:  # noqa: BLE001 - whatever the engine raises is a finding
        outcome.violation = f"{type(error).__name__}: {error}"
    finally:
        world.end()
    outcome.operations, outcome.kills, outcome.spoken = (
        len(world.approved) + len(world.lost),
        world.kills,
        world.people.words,
    )
    there = {document.document_id: document.origin for document in world.line.documents() if document.origin}
    outcome.twins = len(there) - len(set(there.values())) + len(world.people.spares - there.keys())
    outcome.trace = world.line.log
    return outcome


def shortened(history: History, place: Path, play_one: Callable[[History, Path], Outcome] = play) -> History:
    """Leave out steps as long as what goes wrong stays of the same kind."""
    kind = _kind(play_one(history, place).violation)
    steps = list(history.steps)
    place_in = 0
    while place_in < len(steps):
        fewer = [*steps[:place_in], *steps[place_in + 1 :]]
        if _kind(play_one(replace(history, steps=tuple(fewer)), place).violation) == kind:
            steps = fewer
        else:
            place_in += 1
    return replace(history, steps=tuple(steps))


def _kind(violation: str) -> Sequence[str]:
    """The words of a violation without its markers and numbers."""
    return [word for word in violation.split() if word.isalpha()]
