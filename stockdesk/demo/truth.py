"""The demo's own endpoints below `/_demo`: what is really stored, and the levers for tests.

They need no token, take no faults and are not part of the service's contract.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stockdesk.demo import clock, faults, goods, movements, switches
from stockdesk.demo.exchange import plain
from stockdesk.demo.stock import as_decimal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from stockdesk.demo.simulation import Simulation


class Truth:
    """The endpoints, bound to one simulation."""

    def __init__(self, sim: Simulation) -> None:
        """Bind."""
        self.sim = sim

    def routes(self) -> list[Route]:
        """Routes below `/_demo`."""
        table: list[tuple[str, str, Callable[[Request], Awaitable[object]]]] = [
            ("GET", "/faults", self.get_faults),
            ("POST", "/faults", self.set_faults),
            ("GET", "/documents", self.documents),
            ("GET", "/stock", self.stock),
            ("GET", "/requests", self.requests),
            ("GET", "/pending", self.pending),
            ("POST", "/settle", self.settle),
            ("POST", "/refuse", self.refuse),
            ("POST", "/rights", self.rights),
            ("POST", "/tokens", self.tokens),
            ("POST", "/goods", self.goods),
            ("POST", "/movements", self.movements),
            ("POST", "/comments", self.comments),
            ("POST", "/reset", self.reset),
        ]
        own = [Route("/_demo" + path, _answering(function), methods=[method]) for method, path, function in table]
        return [*own, Route("/api/v1/_demo/profile", _answering(self.profile), methods=["GET"])]

    async def profile(self, _request: Request) -> object:
        """What the location check would find here, in the service's envelope: the demo is its own proof."""
        proven = self.sim.switches["transfer_single"] and not self.sim.switches["transfer_misread"]
        return {"success": True, "data": {"transfer_mode": "single" if proven else "pair"}, "meta": []}

    async def get_faults(self, _request: Request) -> object:
        """What is in force."""
        held = self.sim.faults
        return {
            "faults": held.probabilities,
            "switches": self.sim.switches,
            "timings": held.timings,
            "scope": held.scope,
            "skip": held.skip,
            "count": held.count,
            "fired": held.fired,
        }

    async def set_faults(self, request: Request) -> object:
        """Change what is named, keep the rest; `faults` replaces the whole set and starts `skip` and `count` anew."""
        body = await _object(request)
        unknown = set(body) - {"faults", "switches", "timings", "scope", "skip", "count", "seed"}
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        probabilities = {name: faults.parse_fault(name, p) for name, p in body.get("faults", {}).items()}
        settings = {name: switches.parse_switch(name, value) for name, value in body.get("switches", {}).items()}
        timings = {name: float(seconds) for name, seconds in body.get("timings", {}).items()}
        if set(timings) - set(faults.TIMINGS):
            raise ValueError(f"timings are: {', '.join(faults.TIMINGS)}")
        if body.get("scope") not in (None, "writes", "reads", "all"):
            raise ValueError("scope is writes, reads, all or null")
        held = self.sim.faults
        self.sim.switches |= settings
        held.timings |= timings
        if "faults" in body:
            held.probabilities = probabilities
            held.scope = body.get("scope")
            held.skip = int(body.get("skip", 0))
            held.count = None if body.get("count") is None else int(body["count"])
        if "seed" in body:
            held.rng.seed(int(body["seed"]))
        return await self.get_faults(request)

    async def documents(self, request: Request) -> object:
        """Every document with its lines; `?seeded=1` adds those of the start, `?marker=TEXT` picks by comment."""
        seeded = request.query_params.get("seeded", "0") == "1"
        marker = request.query_params.get("marker", "").casefold()
        rows = self.sim.db.execute("SELECT * FROM documents WHERE seeded <= ? ORDER BY id", (int(seeded),)).fetchall()
        shown = [self._document(row) for row in rows]
        return [one for one in shown if not marker or _mentions(one, marker)]

    def _document(self, row: sqlite3.Row) -> dict[str, Any]:
        found = self.sim.db.execute("SELECT * FROM transactions WHERE document_id = ? ORDER BY id", (row["id"],))
        return {
            "id": row["id"],
            "number": row["number"],
            "location_id": row["location_id"],
            "type_id": row["type_id"],
            "storage_id": row["storage_id"],
            "user_id": row["user_id"],
            "comment": row["comment"],
            "create_date": clock.utc(row["create_ms"]),
            "entered": clock.utc(row["entered_ms"]),
            "operation": bool(row["operation"]),
            "deleted": bool(row["deleted"]),
            "seeded": bool(row["seeded"]),
            "lines": [self._line(line) for line in found],
        }

    @staticmethod
    def _line(row: sqlite3.Row) -> dict[str, Any]:
        return {
            "id": row["id"],
            "type_id": row["type_id"],
            "good_id": row["good_id"],
            "storage_id": row["storage_id"],
            "amount": row["amount"],
            "operation_unit_type": row["unit_type"],
            "sale_amount": plain(as_decimal(Fraction(row["sale_amount"]))),
            "cost_per_unit": row["cost_per_unit"],
            "discount": row["discount"],
            "cost": row["cost"],
            "supplier_id": row["supplier_id"],
            "master_id": row["master_id"],
            "comment": row["comment"],
            "deleted": bool(row["deleted"]),
        }

    async def stock(self, request: Request) -> object:
        """All stock that is not zero, in sale units; `?good_id=N` for one product."""
        good_id = request.query_params.get("good_id")
        where, values = ("WHERE good_id = ?", (int(good_id),)) if good_id else ("", ())
        rows = self.sim.db.execute(f"SELECT * FROM stock {where} ORDER BY good_id, storage_id", values)  # noqa: S608
        return [
            {
                "good_id": row["good_id"],
                "storage_id": row["storage_id"],
                "amount": plain(as_decimal(Fraction(row["amount"]))),
            }
            for row in rows
            if Fraction(row["amount"])
        ]

    async def requests(self, request: Request) -> object:
        """The last requests, oldest first; `?after=N` those after number N. Status 0: the connection was broken."""
        after = int(request.query_params.get("after", "0"))
        return [one for one in self.sim.requests if one["n"] > after]

    async def pending(self, _request: Request) -> object:
        """How much is still to happen."""
        return {"pending": self.sim.pending}

    async def settle(self, _request: Request) -> object:
        """Do late commits and deletions now, and make every row searchable."""
        return {"done": self.sim.settle()}

    async def refuse(self, request: Request) -> object:
        """Close the port for `seconds`; when this answer arrives it is closed."""
        seconds = float((await _object(request)).get("seconds", self.sim.faults.timings["refuse"]))
        self.sim.refuse(seconds)
        return {"seconds": seconds}

    async def rights(self, request: Request) -> object:
        """Change flags of a user (`login`) at a location; `"flags": null` takes all rights there away."""
        body = await _object(request)
        user = self._user(body)
        location_id = int(body.get("location_id", 4564))
        key = (user["id"], location_id)
        if body.get("flags", {}) is None:
            self.sim.db.execute("DELETE FROM rights WHERE user_id = ? AND location_id = ?", key)
            return {"flags": None}
        row = self.sim.db.execute("SELECT flags FROM rights WHERE user_id = ? AND location_id = ?", key).fetchone()
        held = (json.loads(row["flags"]) if row else {}) | body.get("flags", {})
        self.sim.db.execute("INSERT OR REPLACE INTO rights VALUES(?,?,?)", (*key, json.dumps(held)))
        return {"flags": held}

    async def tokens(self, request: Request) -> object:
        """Replace a user's token (`login`, `token`), as a change of password does."""
        body = await _object(request)
        user = self._user(body)
        self.sim.db.execute("UPDATE users SET token = ? WHERE id = ?", (str(body["token"]), user["id"]))
        return {"login": user["login"], "token": str(body["token"])}

    def _user(self, body: dict[str, Any]) -> sqlite3.Row:
        user: sqlite3.Row | None = self.sim.db.execute(
            "SELECT * FROM users WHERE login = ?", (str(body.get("login", "demo")),)
        ).fetchone()
        if user is None:
            raise ValueError("there is no such user")
        return user

    async def goods(self, request: Request) -> object:
        """Add a product (`fields`) or change one (`good_id`), past every check; `raw` is laid over its JSON."""
        body = await _object(request)
        fields: dict[str, Any] = dict(body.get("fields", {}))
        if "raw" in body:
            fields["raw"] = None if body["raw"] is None else json.dumps(body["raw"])
        good_id = body.get("good_id")
        database = self.sim.db
        before = database.execute("SELECT * FROM goods WHERE good_id = ?", (good_id,)).fetchone()
        now = {"changed_ms": self.sim.now_ms()}
        if before is not None:
            database.execute("DELETE FROM goods WHERE good_id = ?", (good_id,))
            goods.insert(database, dict(before) | now | fields)
            return {"good_id": good_id}
        new_id = good_id or database.execute("SELECT max(good_id) + 1 FROM goods").fetchone()[0]
        goods.insert(database, {"good_id": new_id, "location_id": 4564, "category_id": 81002} | now | fields)
        return {"good_id": new_id}

    async def movements(self, request: Request) -> object:
        """Foreign operations; see `movements.add` for the keys."""
        body = await _object(request)
        return {"documents": movements.add(self.sim, body)}

    async def comments(self, request: Request) -> object:
        """Change a document's comment (`document_id`, `comment`) as a person would; `lines` true: its lines' too."""
        body = await _object(request)
        comment, key = str(body.get("comment", "")), int(body["document_id"])
        self.sim.db.execute("UPDATE documents SET comment = ? WHERE id = ?", (comment, key))
        if body.get("lines"):
            self.sim.db.execute("UPDATE transactions SET comment = ? WHERE document_id = ?", (comment, key))
        return {"document_id": key}

    async def reset(self, _request: Request) -> object:
        """Data, switches and faults as at the start."""
        self.sim.reset()
        return {}


def _mentions(document: dict[str, Any], marker: str) -> bool:
    texts = [document["comment"], *(line["comment"] for line in document["lines"])]
    return any(marker in text.casefold() for text in texts)


def _answering(function: Callable[[Request], Awaitable[object]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await function(request))
        except (ValueError, KeyError, TypeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return endpoint


async def _object(request: Request) -> dict[str, Any]:
    body = await request.body()
    parsed = json.loads(body) if body else {}
    if not isinstance(parsed, dict):
        raise TypeError("the body has to be a JSON object")
    return parsed
