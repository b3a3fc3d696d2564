"""The steps of a history: what people, the network, the machine and time may do, and how often."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from tests.soak.approval import drawn
from tests.soak.disaster import back_up, bring_back, copies, move
from tests.soak.place import ACCOUNTS, STORAGES
from tests.soak.trouble import WRITES, Weather
from tests.soak.world import SETTLE, World


def _approve(world: World, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 1, 2, 3))):
        world.people.approve(drawn(dice, long=dice.random() < 0.002 and world.splits))


def _draft(world: World, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 2))):
        world.people.draft(drawn(dice))


def _post_drafts(world: World, dice: random.Random) -> None:
    """Somebody posts what stands as a draft: left so, withdrawn, or there again since a copy was brought back."""
    for document_id in world.people.drafts():
        if dice.random() < 0.7:
            world.people.post(document_id)


def _back_up(world: World, dice: random.Random) -> None:
    """Often with drafts in it, or while something is under way, and both go on."""
    if dice.random() < 0.7:
        _draft(world, dice)
    back_up(world)
    if dice.random() < 0.8:
        _post_drafts(world, dice)
        _run(world, dice)


def _restore(world: World, dice: random.Random) -> None:
    if not copies(world):
        _back_up(world, dice)
        if dice.random() < 0.5:
            _pass_time(world, dice)
    bring_back(world, dice)
    if dice.random() < 0.5:
        _post_drafts(world, dice)


def _move(world: World, dice: random.Random) -> None:
    del dice
    move(world)


def _remove(world: World, dice: random.Random) -> None:
    """People have removed what is partly there or too much; it goes through trouble, and perhaps a kill."""
    for row in world.process.outbox.rows():
        if dice.random() < 0.8:
            world.people.remove(row.marker)
    _run_into_a_kill(world, dice) if dice.random() < 0.4 else _run(world, dice)


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
        lambda: back_up(world),
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
            world.people.speak(row.marker, dice)


def _withdraw(world: World, dice: random.Random) -> None:
    bases = sorted({row.base for row in world.process.outbox.waiting()})
    if bases:
        world.people.withdraw(dice.choice(bases))


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
    "draft": (2, _draft),
    "post": (2, _post_drafts),
    "backup": (2, _back_up),
    "restore": (2, _restore),
    "move": (1, _move),
    "removal": (2, _remove),
    "edit": (1, _edit),
    "revoke": (1, _revoke),
    "sign-in": (1, _sign_in),
}
"""What may happen: how often, and what it does."""
