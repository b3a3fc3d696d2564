"""From a request to an answer: tokens, location, body, handler, all in one store transaction."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stockdesk.demo import contract
from stockdesk.demo.exchange import (
    VERSIONED,
    Answer,
    Call,
    RefusedError,
    invalid,
    not_found,
    parse_body,
    render,
    stringly,
    unauthenticated,
)
from stockdesk.demo.seeding import PARTNER_TOKEN

if TYPE_CHECKING:
    import sqlite3

    from starlette.requests import Request

    from stockdesk.demo.faults import Plan
    from stockdesk.demo.routes import Endpoint
    from stockdesk.demo.simulation import Simulation

_AUTHORIZATION = re.compile(r"Bearer ([^\s,]+)(?:\s*,\s*User ([^\s,]+))?", re.IGNORECASE)
LINES_FIELD = "goods_transactions"


def serve(sim: Simulation, endpoint: Endpoint, request: Request, body: bytes, plan: Plan) -> Answer:
    """Carry a request out, or say why not."""
    try:
        user = _user(sim, request.headers.get("authorization", ""), required=endpoint.user)
        location = _location(sim, request.path_params)
        call = Call(
            sim=sim,
            path=request.path_params,
            query=request.query_params,
            body=_body(sim, endpoint, body, plan),
            user=user,
            location=location,
            language=request.headers.get("accept-language", ""),
            now_ms=sim.now_ms(),
            plan=plan,
        )
        with sim.transaction():
            return endpoint.handler(call)
    except RefusedError as refusal:
        return refusal.answer()


def answer_body(request: Request, answer: Answer, plan: Plan, sim: Simulation) -> bytes:
    """The bytes of an answer: bare without the versioned Accept header, stringly typed by a fault."""
    if plan.has("string_numbers") and answer.status < 400:
        answer = replace(answer, data=stringly(answer.data))
    versioned = VERSIONED.search(request.headers.get("accept", "")) is not None
    return render(answer, enveloped=versioned or not sim.switches["bare_without_accept"])


def _user(sim: Simulation, authorization: str, *, required: bool) -> sqlite3.Row | None:
    found = _AUTHORIZATION.fullmatch(authorization.strip())
    if found is None or found[1] != PARTNER_TOKEN:
        raise unauthenticated()
    if found[2] is None:
        if required:
            raise unauthenticated()
        return None
    user: sqlite3.Row | None = sim.db.execute("SELECT * FROM users WHERE token = ?", (found[2],)).fetchone()
    if user is None:
        raise unauthenticated()
    return user


def _location(sim: Simulation, path: dict[str, Any]) -> sqlite3.Row | None:
    if "location_id" not in path:
        return None
    found: sqlite3.Row | None = sim.db.execute(
        "SELECT * FROM locations WHERE id = ?", (path["location_id"],)
    ).fetchone()
    if found is None:
        raise not_found()
    if sim.switches["licence_expired"]:
        raise RefusedError(402, {"message": f"The licence of location {found['id']} has to be renewed"})
    return found


def _body(sim: Simulation, endpoint: Endpoint, body: bytes, plan: Plan) -> object:
    if endpoint.body is None:
        return None
    if not body.strip() and not endpoint.body_required:
        return {}
    try:
        parsed = parse_body(body)
    except ValueError:
        raise invalid({"[]": ["The body is not valid JSON."]}, endpoint.refusal) from None
    misnamed = (
        endpoint.body == "OperationRequest"
        and isinstance(parsed, dict)
        and LINES_FIELD not in parsed
        and bool(sim.switches["misnamed_lines_ignored"])
    )
    errors = contract.check(endpoint.body, parsed, strict=bool(sim.switches["strict_bodies"]) and not misnamed)
    if misnamed:
        errors.pop(f"[{LINES_FIELD}]", None)
    if errors:
        raise invalid(errors, endpoint.refusal)
    return _bent(parsed, plan) if endpoint.body == "OperationRequest" else parsed


def _bent(body: Any, plan: Plan) -> Any:
    """The operation that is really committed when a fault of the stage `lines` was drawn."""
    lines = body.get(LINES_FIELD) or []
    if plan.main == "partial":
        lines = lines[:-1]
    elif plan.main == "half_then_4xx":
        lines = lines[: len(lines) // 2]
    elif plan.main == "alter_line" and lines:
        lines = [*lines[:-1], lines[-1] | {"amount": Decimal(lines[-1]["amount"]) + 1}]
    else:
        return body
    return body | {LINES_FIELD: lines}
