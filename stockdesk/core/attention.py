"""Which documents in the outbox need a person, each counted once however many operations it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stockdesk.core.outbox import OutboxRow, whole_state
from stockdesk.core.posting import State
from stockdesk.core.twins import alike_of, twins_of

SEEN = "seen"
"""The argument of a row's reason that names who has dealt with it here: copied it to a draft, or left it as it is.

An operation that is sent again loses it together with its reason.
"""

_BY_SERVICE = "attempt."
"""What the reasons of the service's own refusals begin with; all other rejections are a person's wish already."""
_TAKEN_BACK = frozenset({"removal.taken-back", "leg.taken-back"})


def needs_person(parts: Sequence[OutboxRow]) -> bool:
    """Whether a document needs a person; ``parts`` are all its operations.

    That is: something is partly there; documents are there that should not be; some of it is there and the rest was
    refused; or the service refused it. The latter two until somebody has dealt with them.
    """
    if any(part.state is State.PARTIAL or twins_of(part) for part in parts):
        return True
    unseen = [part for part in parts if SEEN not in part.reason_arguments]
    if any(alike_of(part) for part in unseen):
        return True
    refused = [part for part in unseen if part.state is State.REJECTED]
    if whole_state(part.state for part in parts) is State.PARTIAL:
        return bool(refused)
    taken_back = any(part.reason in _TAKEN_BACK for part in parts)
    return not taken_back and any(part.reason.startswith(_BY_SERVICE) for part in refused)


@dataclass(frozen=True, slots=True)
class Attention:
    """How many documents need a person, and how many others are being looked for."""

    problems: int = 0
    unknown: int = 0


def needing(rows: Iterable[OutboxRow]) -> frozenset[str]:
    """Return the base markers of the documents that need a person; ``rows`` hold all operations of each."""
    documents: dict[str, list[OutboxRow]] = {}
    for row in rows:
        documents.setdefault(row.base, []).append(row)
    return frozenset(base for base, parts in documents.items() if needs_person(parts))


def attention(rows: Sequence[OutboxRow]) -> Attention:
    """Count documents; ``rows`` hold all operations of each."""
    problems = needing(rows)
    unknown = {row.base for row in rows if row.state is State.UNKNOWN}
    return Attention(len(problems), len(unknown - problems))
