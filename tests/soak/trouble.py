"""What may befall a request on the simulated line: whether it is carried out, and what comes back instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stockdesk.api.exchange import Answer, Fault
from tests.soak.service import Bend

FAILED = b'{"success":false,"data":null,"meta":{"message":"An error has occurred"}}'
NOT_JSON = b"<html><body>502 Bad Gateway</body></html>"
Commit = Literal["no", "now", "late", "coin"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault of a write: is it committed, with which lines, how long it takes in seconds, and what comes back.

    Without ``result`` the true answer comes, or one that names ``another`` document, which bears its own marker.
    """

    commit: Commit
    result: Answer | Fault | None
    bend: Bend = ""
    seconds: float = 0.0
    another: bool = False


def _lost(code: str) -> Fault:
    return Fault(code, sent=True, detail="simulated")


def _unsent(code: str) -> Fault:
    return Fault(code, sent=False, detail="simulated")


WRITES: dict[str, Trouble] = {
    "refuse": Trouble("no", _unsent("refused")),
    "dns": Trouble("no", _unsent("dns")),
    "connect_timeout": Trouble("no", _unsent("connect-timeout"), seconds=10),
    "reset_before": Trouble("no", _lost("reset")),
    "timeout_before": Trouble("no", _lost("read-timeout"), seconds=60),
    "http500_before": Trouble("no", Answer(500, FAILED)),
    "conflict_before": Trouble("no", Answer(409, FAILED)),
    "http408_before": Trouble("no", Answer(408, FAILED)),
    "throttle": Trouble("no", Answer(429, FAILED, retry_after=3.0)),
    "throttle_bare": Trouble("no", Answer(429, FAILED)),
    "throttle_after": Trouble("now", Answer(429, FAILED, retry_after=1.0)),
    "unauthorized": Trouble("no", Answer(401, FAILED)),
    "licence": Trouble("no", Answer(402, FAILED)),
    "refused_400": Trouble("no", Answer(400, FAILED)),
    "refused_403": Trouble("no", Answer(403, FAILED)),
    "refused_422": Trouble("no", Answer(422, FAILED)),
    "refused_after": Trouble("now", Answer(422, FAILED)),
    "refused_late": Trouble("late", Answer(404, FAILED)),
    "late_commit": Trouble("late", _lost("reset")),
    "timeout_late": Trouble("late", _lost("read-timeout"), seconds=60),
    "http504_late": Trouble("late", Answer(504, NOT_JSON)),
    "reset_after": Trouble("now", _lost("reset")),
    "timeout_after": Trouble("now", _lost("read-timeout"), seconds=60),
    "http502_after": Trouble("now", Answer(502, NOT_JSON)),
    "cut_body": Trouble("now", Fault("cut", sent=True, detail="simulated", status=200)),
    "redirect_after": Trouble("now", Answer(302, location="/elsewhere")),
    "garbage": Trouble("now", Answer(200, b'\x00\xff{"success": tru')),
    "no_document": Trouble("now", Answer(200, b'{"success":true,"data":{},"meta":[]}')),
    "success_false": Trouble("coin", Answer(200, FAILED)),
    "half_then_4xx": Trouble("now", Answer(422, FAILED), bend="half"),
    "half_then_reset": Trouble("now", _lost("reset"), bend="half"),
    "partial": Trouble("now", None, bend="last"),
    "alter_line": Trouble("now", None, bend="alter"),
    "another": Trouble("coin", None, another=True),
    "partial_then_500": Trouble("now", Answer(500, FAILED), bend="last"),
    "alter_then_reset": Trouble("now", _lost("reset"), bend="alter"),
}
"""By name. Lateness of the search is drawn beside them."""

READS: dict[str, Answer | Fault] = {
    "refuse": _unsent("refused"),
    "reset": _lost("reset"),
    "timeout": _lost("read-timeout"),
    "http500": Answer(500, FAILED),
    "http502": Answer(502, NOT_JSON),
    "throttle": Answer(429, FAILED, retry_after=2.0),
    "throttle_long": Answer(429, FAILED, retry_after=600.0),
    "unauthorized": Answer(401, FAILED),
    "forbidden": Answer(403, FAILED),
    "not_found": Answer(404, FAILED),
    "cut": Fault("cut", sent=True, detail="simulated", status=200),
    "garbage": Answer(200, b"\x00\xff{"),
    "success_false": Answer(200, FAILED),
    "redirect": Answer(302, location="/elsewhere"),
}
"""What a read may get instead of its answer."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How bad the line is: probabilities by name of trouble, and of any trouble at all for a read.

    ``lag`` is the probability that the search shows a new document only later.
    """

    writes: tuple[tuple[str, float], ...] = ()
    reads: float = 0.0
    lag: float = 0.0


CALM = Weather()
