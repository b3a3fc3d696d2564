"""One request and its answer: what a handler is given, what it returns, and how that becomes bytes."""

from __future__ import annotations

import html
import json
import re
import secrets
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from starlette.datastructures import QueryParams

    from stockdesk.demo.faults import Plan
    from stockdesk.demo.simulation import Simulation

VERSIONED = re.compile(r"application/vnd\.(api|yclients)\.v2\+json")
SHORT_COMMENT = 20
LARGEST_ID = 2**63 - 1

# Exact numbers leave json.dumps as text between these marks and are unwrapped afterwards; no client can guess them.
_OPEN, _CLOSE = secrets.token_hex(8), secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: `data` with or without envelope, `meta` (None: the key is missing), or no body at all."""

    status: int = 200
    data: Any = None
    meta: Any = field(default_factory=list)
    empty: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """A request that is not served; carries the documented error body."""

    def __init__(self, status: int, meta: Any = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, meta)
        self.status = status
        self.meta = meta if meta is not None else []
        self.headers: Mapping[str, str] = headers or {}

    def answer(self) -> Answer:
        """The answer to send."""
        return Answer(self.status, None, self.meta, headers=self.headers)


def not_found(message: str = "") -> RefusedError:
    """404; without a message `meta` is an empty list, as the service's own 404s are."""
    return RefusedError(404, {"message": message} if message else [])


def forbidden() -> RefusedError:
    """403 with the generic text."""
    return RefusedError(403, {"message": "Access denied."})


def unauthenticated() -> RefusedError:
    """401."""
    return RefusedError(401, {"message": "Authentication needed."})


def invalid(errors: Mapping[str, list[str]], status: int = 422) -> RefusedError:
    """422: a list of field maps; 400: one map, as the two pages show them."""
    listed: object = dict(errors) if status == 400 else [{name: texts} for name, texts in errors.items()]
    return RefusedError(status, {"message": "Validation failed", "errors": listed})


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a handler sees it. `user` and `location` are rows, already checked; `body` is parsed JSON."""

    sim: Simulation
    path: Mapping[str, int]
    query: QueryParams
    body: Any
    user: sqlite3.Row | None
    location: sqlite3.Row | None
    language: str
    now_ms: int
    plan: Plan

    @property
    def db(self) -> sqlite3.Connection:
        """The store."""
        return self.sim.db

    @property
    def place(self) -> sqlite3.Row:
        """The location; only for paths that name one."""
        assert self.location is not None
        return self.location

    @property
    def location_id(self) -> int:
        """The id of the location in the path."""
        return int(self.place["id"])

    @property
    def zone(self) -> str:
        """The location's IANA zone."""
        return str(self.place["zone"])

    def on(self, switch: str) -> bool:
        """True if the switch is on."""
        return bool(self.sim.switches[switch])

    def number(self, name: str, default: int) -> int:
        """A whole number of 1 or more from the query; anything else gives the default, as the service ignores it."""
        text = self.query.get(name, "")
        return int(text) if re.fullmatch(r"[1-9][0-9]{0,17}", text) else default

    def text(self, value: str, *, comment: bool = False) -> str:
        """A text as the service keeps it: no unpaired surrogates or NULs, `?` outside the BMP, comments bent."""
        limit = 0xFFFF if self.on("astral_to_question") else 0x10FFFF
        kept = "".join("?" if ord(c) > limit or 0xD800 <= ord(c) <= 0xDFFF else c for c in value).replace("\0", "")
        if comment and self.plan.has("html_comments"):
            kept = html.escape(kept)
        if comment and self.plan.has("short_comments"):
            kept = kept[:SHORT_COMMENT]
        if comment and self.sim.switches["comment_limit"]:
            kept = kept[: self.sim.switches["comment_limit"]]
        return kept


def parse_body(body: bytes) -> object:
    """JSON with exact decimals. Raises `ValueError` where it is none."""

    def refuse(constant: str) -> object:
        raise ValueError(constant)

    return json.loads(body, parse_float=_decimal, parse_int=_whole, parse_constant=refuse)


def _whole(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > LARGEST_ID:
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if number and not -30 < number.adjusted() < 30:
        raise ValueError(text)
    return number


def encode(value: object) -> bytes:
    """JSON bytes; decimals and `exact` texts are written digit for digit, as numbers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_marked)
    return text.replace(f'"{_OPEN}', "").replace(f'{_CLOSE}"', "").encode("utf-8")


def exact(digits: str) -> str:
    """A stored decimal as a value that `encode` writes as a number; spares a `Decimal` in long lists."""
    return f"{_OPEN}{digits}{_CLOSE}"


def _marked(value: object) -> str:
    if isinstance(value, Decimal):
        return exact(plain(value))
    raise TypeError(f"{type(value).__name__} does not go into JSON")


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros: `Decimal("12.50")` is `"12.5"`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def stringly(value: object) -> object:
    """The same data with every number as text, as an older generation of the service sends it."""
    if isinstance(value, dict):
        return {key: stringly(one) for key, one in value.items()}
    if isinstance(value, list):
        return [stringly(one) for one in value]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.startswith(_OPEN):
        return value[len(_OPEN) : -len(_CLOSE)]
    return value


def render(answer: Answer, *, enveloped: bool) -> bytes:
    """The body of an answer; errors always come in the envelope."""
    if answer.empty:
        return b""
    success = answer.status < 400
    if success and not enveloped:
        return encode(answer.data)
    envelope: dict[str, object] = {"success": success, "data": answer.data}
    if answer.meta is not None:
        envelope["meta"] = answer.meta
    return encode(envelope)
