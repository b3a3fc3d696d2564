"""What befalls a data folder: copies taken, the database damaged or gone and brought back, another machine."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from stockdesk.store.backups import backups
from stockdesk.store.folder import DataFolder
from stockdesk.store.restore import Restored, restore
from tests.soak.watch import Violation

if TYPE_CHECKING:
    from tests.soak.world import World

HEADER = 100
"""Bytes at the beginning of a database that say what it is (sqlite.org/fileformat2.html, 1.3)."""
FIRST_PAGE = 4096


def back_up(world: World) -> None:
    """Take a copy of the database in use; it is named by the workstation's clock."""
    folder = DataFolder(world.folder.path.parent)
    path = world.process.database.back_up(folder)
    number = backups(folder)[0].number
    path.rename(folder.backups / f"work-{number:06d}-{world.clock.station():%Y%m%dT%H%M%SZ}.db")
    world.copied = set(world.people.wishes) & {row.document_id for row in world.process.documents.documents()}
    world.say(f"copy {number} is taken")


def copies(world: World) -> int:
    """Return how many copies there are."""
    return len(backups(DataFolder(world.folder.path.parent)))


def bring_back(world: World, dice: random.Random) -> None:
    """Damage the database or remove it, and restore it: all is read of the damaged file, or nothing is."""
    folder = DataFolder(world.folder.path.parent)
    world.process.end()
    whole = dice.random() < 0.3
    path = folder.work_db
    if whole:
        content = path.read_bytes()
        spoilt = dice.choice((HEADER, FIRST_PAGE))
        path.write_bytes(bytes(spoilt) + content[spoilt:])
    elif dice.random() < 0.5:
        path.unlink()
    else:
        path.write_bytes(b"\xa5" * path.stat().st_size)
    came = restore(folder)
    world.say(f"the database is {'damaged' if whole else 'gone'}, and a copy of {came.since} is in its place")
    world.wake_up()
    _reckon(world, came, whole)


def _reckon(world: World, came: Restored, whole: bool) -> None:
    """Find out what is lost; what was in the copy, and what could be read, may not be."""
    stored = {row.marker for row in world.process.outbox.rows()}
    there = {row.document_id for row in world.process.documents.documents()}
    gone = world.approved.keys() - stored
    if whole and (gone or came.lost or world.people.wishes.keys() - there):
        raise Violation(f"{', '.join(sorted(gone))}: readable in the damaged file, and lost")
    if world.copied - there:
        raise Violation(f"{', '.join(sorted(world.copied - there))}: in the copy, and gone")
    for marker in gone:
        world.lost[marker] = world.approved.pop(marker)
    world.people.forget(there)


def move(world: World) -> None:
    """The folder is on another machine from now on."""
    world.folder.machine = f"after {world.folder.machine}"
    world.say("the folder is moved to another machine")
    world.restart()
