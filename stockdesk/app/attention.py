"""What waits for a person: how many documents, and that somebody has dealt with one."""

from __future__ import annotations

from stockdesk.app.documents import Author, now
from stockdesk.core import attention as rules
from stockdesk.core.errors import StockdeskError
from stockdesk.core.posting import State
from stockdesk.core.twins import alike_of
from stockdesk.store.attention import AttentionStore
from stockdesk.store.outbox import OutboxStore


class Attention:
    """The outbox as far as it needs a person, on the owner's thread."""

    def __init__(self, store: AttentionStore, outbox: OutboxStore, author: Author) -> None:
        self._store = store
        self._outbox = outbox
        self._author = author

    def counts(self) -> rules.Attention:
        """Return how many documents need a person, and how many others are being looked for."""
        return rules.attention(self._store.in_question())

    def waiting(self) -> int:
        """Return how many operations are queued or being sent."""
        return self._store.waiting()

    def leave(self, base: str, by: str, reason: str = "") -> None:
        """Record that a person has seen what was refused and leaves it as it is, or goes on with a copy of it.

        ``by`` and ``reason`` stay in the ledger. Nothing is moved, and it can still be sent again or copied. Raises
        ``outbox.unknown-marker``, and ``outbox.not-open`` where there is nothing of that kind.
        """
        rows = self._outbox.parts(base)
        if not rows:
            raise StockdeskError("outbox.unknown-marker", marker=base)
        refused = [row for row in rows if row.state is State.REJECTED or (row.state is State.POSTED and alike_of(row))]
        if not refused:
            states = ", ".join(f"{row.marker} is {row.state.value}" for row in rows)
            raise StockdeskError("outbox.not-open", marker=base, state=rows[0].state.value, states=states)
        self._store.mark_seen(refused, by=by, at=now(), reason=reason, station=self._author.station)
