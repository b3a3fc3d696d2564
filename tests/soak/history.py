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
from tests.soak.approval import drawn
from tests.soak.clock import Clock
from tests.soak.line import ModelLine
from tests.soak.place import ACCOUNTS, STORAGES
from tests.soak.service import Access, Dialect, ModelService
from tests.soak.trouble import WRITES, Weather
from tests.soak.world import SETTLE, Violation, World

ZONES = ("UTC", "Europe/Moscow", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Honolulu")
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


def _approve(world: World, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 1, 2, 3))):
        world.approve(drawn(dice, long=dice.random() < 0.002 and world.splits))


def _weather(dice: random.Random) -> Weather:
    if dice.random() < 0.2:
        return Weather()
    names = dice.sample(sorted(WRITES), dice.choice((1, 1, 2, 4)))
    chance = dice.choice((0.3, 0.6, 1.0))
    return Weather(
        tuple((name, chance) for name in names), dice.choice((0.0, 0.0, 0.1, 0.4)), dice.choice((0.0, 0.0, 0.5))
    )


def _change_weather(world: World, dice: random.Random) -> None:
    weather = _weather(dice)
    world.say(f"weather {weather}")
    world.line.worsen(weather, dice.randrange(1 << 30))


def _run(world: World, dice: random.Random) -> None:
    _change_weather(world, dice)
    for _ in range(dice.choice((1, 2, 4))):
        wait = world.run(again=dice.random() < 0.3)
        if wait is not None:
            world.line.pass_time(wait if dice.random() < 0.8 else wait * dice.random())


def _run_into_a_kill(world: World, dice: random.Random) -> None:
    world.fuse = dice.randrange(30)
    _run(world, dice)
    world.fuse = None


def _run_into_a_fault_of_the_machine(world: World, dice: random.Random) -> None:
    world.jam = dice.randrange(16)
    _run(world, dice)
    world.jam = None


def _run_with_an_intrusion(world: World, dice: random.Random) -> None:
    acts: tuple[Callable[[], None], ...] = (
        world.try_elsewhere,
        lambda: _approve(world, dice),
        lambda: _speak(world, dice),
        lambda: _foreign(world, dice),
    )
    world.intrusion = (dice.randrange(12), dice.choice(acts))
    _run(world, dice)
    world.intrusion = None


def _run_elsewhere(world: World, dice: random.Random) -> None:
    _change_weather(world, dice)
    world.fuse = dice.randrange(40) if dice.random() < 0.3 else None
    world.run_elsewhere()
    world.fuse = None


def _look_up(world: World, dice: random.Random) -> None:
    world.process.poster.look_up_at_once()
    _run(world, dice)


def _pass_time(world: World, dice: random.Random) -> None:
    seconds = dice.choice((1.0, 30.0, SETTLE, SETTLE + 1, 5 * SETTLE, 12 * SETTLE, 20_000.0, 86_400.0, 259_200.0))
    world.say(f"{seconds:.0f} s go by")
    world.line.pass_time(seconds)


def _restart(world: World, dice: random.Random) -> None:
    del dice
    world.say("a new start")
    world.restart()


def _jump(world: World, dice: random.Random) -> None:
    world.clock.station_error = timedelta(seconds=dice.choice((0, 0, 90, -90, 3600, -3600, 60_000, -60_000)))
    world.say(f"the workstation's clock is off by {world.clock.station_error}")


def _speak(world: World, dice: random.Random) -> None:
    for row in world.process.outbox.rows():
        if dice.random() < 0.4:
            world.speak(row.marker, dice)


def _withdraw(world: World, dice: random.Random) -> None:
    bases = sorted({row.base for row in world.process.outbox.waiting()})
    if bases:
        world.withdraw(dice.choice(bases))


def _foreign(world: World, dice: random.Random) -> None:
    """Another desk posts: mostly goods like ours, with a marker of its own, no marker, or ours only mentioned."""
    comment = dice.choice(("", "[SD-7F3K9QX2M4] theirs", "[SD-7F3K9QX2M5]", "by hand"))
    for _ in range(dice.choice((1, 1, 3, 25))):
        wish = drawn(dice)
        data = {
            "type_id": dice.choice((2, 3, 4)),
            "storage_id": dice.choice(STORAGES),
            "create_date": (world.clock.server() - timedelta(days=dice.choice((0, 0, 3)))).isoformat(),
            "comment": comment,
            "goods_transactions": [
                {"good_id": 440001 + number, "amount": amount, "operation_unit_type": 1, "comment": comment}
                for number, amount in wish.lines
            ],
        }
        world.line.foreign(data)


def _edit(world: World, dice: random.Random) -> None:
    """A person changes or empties the comments of a document whose goods are right."""
    own = [document for document in world.line.documents() if document.origin in world.approved]
    right = [document for document in own if document.goods == world.approved[document.origin].goods]
    if right:
        document = dice.choice(right)
        comment = dice.choice(("", "checked", f"{document.origin[:9]}", f"ok [{document.origin}] checked"))
        world.say(f"a person writes {comment!r} on document {document.document_id}")
        world.line.edit(document.document_id, comment)


def _revoke(world: World, dice: random.Random) -> None:
    account = dice.choice(ACCOUNTS)
    if dice.random() < 0.5:
        world.say(f"the tokens of {account} are revoked")
        world.line.revoke(account)
    else:
        world.say(f"{account} signs out")
        world.folder.signed_in.discard(account)


def _sign_in(world: World, dice: random.Random) -> None:
    del dice
    world.line.renew()
    world.folder.signed_in.update(ACCOUNTS)
    world.process.poster.resume()


STEPS: dict[str, tuple[int, Callable[[World, random.Random], None]]] = {
    "approve": (8, _approve),
    "run": (8, _run),
    "kill": (6, _run_into_a_kill),
    "machine": (2, _run_into_a_fault_of_the_machine),
    "intrusion": (3, _run_with_an_intrusion),
    "elsewhere": (2, _run_elsewhere),
    "look-up": (1, _look_up),
    "time": (5, _pass_time),
    "restart": (2, _restart),
    "jump": (2, _jump),
    "speak": (2, _speak),
    "withdraw": (1, _withdraw),
    "foreign": (2, _foreign),
    "edit": (1, _edit),
    "revoke": (1, _revoke),
    "sign-in": (1, _sign_in),
}
"""What may happen: how often, and what it does."""


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
        comment_limit=dice.choice((None, None, None, None, 20, 24, 12, 0)) if rarely() else None,
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
        writeoff_as_7=rarely(),
        usage_as_8=rarely(),
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
    outcome.operations, outcome.kills, outcome.spoken = len(world.approved), world.kills, len(world.spoken)
    origins = [document.origin for document in world.line.documents() if document.origin]
    outcome.twins = len(origins) - len(set(origins))
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
