"""Movements by other people, so that a test can make a location busy."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stockdesk.demo import clock, stock
from stockdesk.demo.lines import OUTGOING
from stockdesk.demo.seeding import LOCATION, SHOP, TRAINEE_USER

if TYPE_CHECKING:
    from stockdesk.demo.simulation import Simulation


def add(sim: Simulation, asked: dict[str, Any]) -> list[int]:
    """Add `documents` operations of `lines` lines each (amount 1, cost price); the ids of the documents.

    Optional: `type_id` (3), `storage_id`, `create_date` (now), `good_ids` (drawn at random), `comment` ("").
    """
    with sim.transaction():
        return [_add_one(sim, asked) for _ in range(int(asked.get("documents", 1)))]


def _add_one(sim: Simulation, asked: dict[str, Any]) -> int:
    now = sim.now_ms()
    db = sim.db
    created = clock.parse(str(asked.get("create_date", "")), sim.zone_of(LOCATION)) or now
    storage_id, type_id = int(asked.get("storage_id", SHOP)), int(asked.get("type_id", 3))
    number = db.execute("SELECT max(number) + 1 FROM documents WHERE location_id = ?", (LOCATION,)).fetchone()[0]
    cursor = db.execute(
        "INSERT INTO documents VALUES(NULL,?,?,?,?,?,?,?,?,1,0,0)",
        (LOCATION, number or 1, type_id, storage_id, TRAINEE_USER, str(asked.get("comment", "")), created, now),
    )
    sign = -1 if type_id in OUTGOING else 1
    for good_id in _goods(sim, asked):
        price = db.execute("SELECT actual_cost FROM goods WHERE good_id = ?", (good_id,)).fetchone()[0]
        db.execute(
            "INSERT INTO transactions VALUES(NULL,?,?,?,?,?,?,1,?,?,'0',?,0,0,61004,'','',?,?,?,?,0)",
            (
                cursor.lastrowid, LOCATION, type_id, good_id, storage_id, str(Decimal(sign)), str(Fraction(sign)),
                price, price, created, now, now, now,
            ),
        )  # fmt: skip
        stock.move(db, good_id, storage_id, Fraction(sign), now)
    return int(cursor.lastrowid or 0)


def _goods(sim: Simulation, asked: dict[str, Any]) -> list[int]:
    if "good_ids" in asked:
        return [int(one) for one in asked["good_ids"]]
    first, last = sim.db.execute(
        "SELECT min(good_id), max(good_id) FROM goods WHERE location_id = ? AND deleted = 0", (LOCATION,)
    ).fetchone()
    found: list[int] = []
    while len(found) < int(asked.get("lines", 1)):
        drawn = sim.rng.randint(first, last)
        row = sim.db.execute(
            "SELECT good_id FROM goods WHERE good_id >= ? AND location_id = ? AND deleted = 0 LIMIT 1",
            (drawn, LOCATION),
        ).fetchone()
        found.append(row["good_id"])
    return found
