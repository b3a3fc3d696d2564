"""What must hold at rest: faults are over, time has passed, and people have said what only they can know."""

from __future__ import annotations

import random

from stockdesk.core.outbox import OutboxRow
from stockdesk.core.posting import State
from stockdesk.core.removal import REMOVED
from stockdesk.core.twins import alike_of, twins_of
from stockdesk.store.documents import DocumentStatus
from tests.soak.place import ACCOUNTS
from tests.soak.protocols import Posted
from tests.soak.stored import Goods
from tests.soak.trouble import CALM
from tests.soak.watch import Violation
from tests.soak.world import SETTLE, World

MOST_RUNS = 400
RUNS_UNTIL_PEOPLE = 9
"""Runs that change nothing before a person is asked; more than the hour that a clock put back may cost."""
DAY = 86_400.0


def come_to_rest(world: World, dice: random.Random) -> None:
    """End all faults and let time pass until nothing waits, then past the watch for late twins."""
    world.fuse = world.jam = world.intrusion = None
    world.line.worsen(CALM, 0)
    world.line.renew()
    world.folder.signed_in.update(ACCOUNTS)
    world.say("--- faults are over")
    for document_id in world.people.drafts() if dice.random() < 0.7 else ():
        world.people.post(document_id)
    _until_nothing_waits(world, dice)
    for seconds in (11 * SETTLE, DAY):
        world.line.pass_time(seconds)
        world.restart()
        world.say(f"--- {seconds:.0f} s later, a new start")
        _until_nothing_waits(world, dice)


def _until_nothing_waits(world: World, dice: random.Random) -> None:
    unchanged, before = 0, ""
    for _ in range(MOST_RUNS):
        wait = world.run(again=True)
        states = world.states()
        unchanged = unchanged + 1 if states == before else 0
        before = states
        if wait is None or unchanged >= RUNS_UNTIL_PEOPLE:
            if world.line.pending():
                world.line.pass_time(SETTLE)
            elif not _people_decide(world, dice) and not world.process.outbox.removals.under_way():
                return
            unchanged = 0
        else:
            world.line.pass_time(wait if unchanged < 2 else max(wait, 5 * SETTLE))
    raise Violation(f"never at rest: {world.states()}")


def _people_decide(world: World, dice: random.Random) -> bool:
    """Let a person say what is unknown or partial; the program must have had a reason to ask."""
    spoke = False
    for row in world.process.outbox.waiting():
        if row.state is State.UNKNOWN and not _has_reason(world, row):
            raise Violation(f"{row.marker}: unknown without a reason ({row.reason}, {row.doubt})")
        _check_whose(world, row)
        if row.state is State.PARTIAL and _may_be_taken_back(world, row) and dice.random() < 0.4:
            spoke = world.people.remove(row.marker) or spoke
        elif row.state in (State.UNKNOWN, State.PARTIAL):
            spoke = world.people.speak(row.marker, dice) or spoke
    for row in world.process.outbox.rows():
        if set(twins_of(row)) - world.people.removed and dice.random() < 0.5:
            spoke = world.people.remove(row.marker) or spoke
    return spoke


def _check_whose(world: World, row: OutboxRow) -> None:
    """What people are asked about may not be another operation's document, which bears that one's marker."""
    if row.state is not State.PARTIAL:
        return
    for document in world.line.documents():
        others = document.origin in world.approved and document.origin != row.marker
        if document.document_id == row.document_id and document.readable and others:
            raise Violation(f"{row.marker}: partial as document {row.document_id}, which is another one's")


def _may_be_taken_back(world: World, row: OutboxRow) -> bool:
    return row.document_id is not None and row.document_id not in world.people.removed


def _has_reason(world: World, row: OutboxRow) -> bool:
    """Only a person can tell where rights hide movements, or where a document that could be it cannot be told.

    That is one with its goods or a part of them that bears no readable marker, or whose rows do not name it.
    """
    if _hidden(world):
        return True
    goods, rows = world.approved[row.marker].goods, {one.marker for one in world.process.outbox.rows()}
    for document in world.line.documents():
        if document.goods <= goods and not document.readable:
            return True
        # Rows that name no document may not name their storage either.
        if document.nameless and {product_id for product_id, *_ in document.goods} & {one for one, *_ in goods}:
            return True
        if row.restored is not None and document.origin not in rows and _touches(document.goods, goods):
            return True
    return False


def _touches(one: Goods, other: Goods) -> bool:
    """Whether two documents have a product in one storage in common."""
    places = {(product_id, storage_id) for product_id, _, _, storage_id in other}
    return any((product_id, storage_id) in places for product_id, _, _, storage_id in one)


def _hidden(world: World) -> bool:
    """Whether rights hide movements in this history."""
    rights = world.folder.rights
    return not rights.see_movements or rights.limited or rights.see_days_back >= 0


def check(world: World) -> None:
    """Compare what was approved, the outbox and the server."""
    rows = {row.marker: row for row in world.process.outbox.rows()}
    for marker, approved in world.approved.items():
        row = rows.get(marker)
        if row is None or row.body != approved.row.body:
            raise Violation(f"{marker}: approved, and gone or changed")
        _check_operation(world, row, world.of(marker))
        _check_removals(world, marker)
    for document in world.line.documents():
        if document.origin and document.origin not in world.approved.keys() | world.lost.keys():
            raise Violation(f"{document.origin}: at the server, never approved")
    _check_documents(world, rows)


def _check_operation(world: World, row: OutboxRow, there: list[Posted]) -> None:
    marker, told = row.marker, told_twins(row)
    # A document that people took the marker from, or that rights hide, no program can report.
    found = [document for document in there if document.readable and not _hidden(world)]
    unnamed = [document.document_id for document in found if document.document_id not in told]
    match row.state:
        case State.POSTED:
            _check_posted(world, row, there)
            unnamed = unnamed if len(found) > 1 else []
        case State.PARTIAL:
            raise Violation(f"{marker}: partial, and nobody was asked")
        case State.REJECTED | State.QUEUED | State.WITHDRAWN:
            if row.state is State.QUEUED:
                raise Violation(f"{marker}: still queued ({row.reason})")
        case _:
            raise Violation(f"{marker}: still {row.state.value} ({row.reason})")
    if unnamed:
        raise Violation(f"{marker}: {row.state.value}, and documents {unnamed} at the server are reported nowhere")


def _check_removals(world: World, marker: str) -> None:
    done = {one.document_id for one in world.process.outbox.removals.of(marker) if one.result == REMOVED}
    left = done & {document.document_id for document in world.line.documents()}
    if left:
        raise Violation(f"{marker}: documents {sorted(left)} count as removed, and are there")


def _check_once(world: World, row: OutboxRow, there: list[Posted]) -> None:
    """What was posted under a marker that is lost is not posted again, unless it came to light too late to be seen."""
    if not there or row.marker in world.people.spoken or _hidden(world):
        return
    goods = world.approved[row.marker].goods
    late = alike_of(row) if row.reason == "restore.late" else ()
    for document in world.own(row.marker):
        if document not in there and document.goods == goods and document.document_id not in late:
            raise Violation(f"{row.marker}: posted again, and document {document.document_id} is reported nowhere")


def _check_posted(world: World, row: OutboxRow, there: list[Posted]) -> None:
    _check_once(world, row, there)
    there = there or world.own(row.marker)
    if row.marker in world.people.taken_back and not there:
        return
    if not there:
        raise Violation(f"{row.marker}: posted, and not at the server")
    goods = world.approved[row.marker].goods
    if row.marker not in world.people.accepted and all(document.goods != goods for document in there):
        raise Violation(f"{row.marker}: posted, and other goods at the server")
    own = {document.document_id for document in there}
    if row.marker in world.people.spoken:
        # Of what has the same goods and is nobody's here, a person's word may mean any.
        others = (one for one in world.line.documents() if one.goods == goods and one.origin not in world.approved)
        own |= {document.document_id for document in others}
    if row.document_id is not None and row.document_id not in own and row.marker not in world.people.accepted:
        raise Violation(f"{row.marker}: posted as document {row.document_id}, which is not its own")


def told_twins(row: OutboxRow) -> set[int]:
    """Return the documents that a person is told of as twins, with the one that counts."""
    if "twin" not in row.reason:
        return set()
    others = row.reason_arguments.get("documents", "")
    told = {int(one) for one in others.split(",") if one.strip()}
    return told | ({row.document_id} if row.document_id is not None else set())


def _check_documents(world: World, rows: dict[str, OutboxRow]) -> None:
    by_document: dict[str, set[State]] = {}
    for row in rows.values():
        by_document.setdefault(row.local_document, set()).add(row.state)
    drafts = {document_id for document_id in world.people.wishes if document_id not in by_document}
    by_document |= {document_id: {State.WITHDRAWN} for document_id in drafts}
    for document_id, states in by_document.items():
        document = world.process.documents.document(document_id)
        expected = DocumentStatus.DRAFT if states == {State.WITHDRAWN} else DocumentStatus.DONE
        if document is None or document.status is not expected:
            raise Violation(f"{document_id}: {document and document.status} with operations {states}")
