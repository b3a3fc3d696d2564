"""What to say about documents that are on their way to the service, until each has its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stockdesk.core.operation import Kind
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.posting import State
from stockdesk.core.twins import twins_of
from stockdesk.ui import scanwords
from stockdesk.ui.banner import Message, Tone
from stockdesk.ui.outboxproof import reason_text
from stockdesk.ui.words import counted, kind_title, tr


@dataclass(frozen=True, slots=True)
class _Sent:
    kind: Kind
    lines: int
    message: Message


class PostNews:
    """Remembers what this window approved, and turns the outbox's moves into words for the banner."""

    def __init__(self) -> None:
        self._sent: dict[str, _Sent] = {}

    def approved(self, marker: str, kind: Kind, lines: int, message: Message) -> None:
        """Remember a document that was just approved, and what the banner says about it."""
        self._sent[marker] = _Sent(kind, lines, message)

    def shown(self, marker: str, message: Message) -> None:
        """Remember what the banner says about a document now."""
        sent = self._sent[marker]
        self._sent[marker] = _Sent(sent.kind, sent.lines, message)

    def is_shown(self, message: Message, marker: str) -> bool:
        """Whether the banner still talks about this document: a later scan is never covered."""
        sent = self._sent.get(marker)
        return sent is not None and sent.message == message

    def message(self, row: OutboxRow, parts: Sequence[OutboxRow]) -> Message | None:
        """What a move means for its document; None when there is nothing new to say."""
        sent = self._sent.get(row.base)
        kind, lines = (row.kind, row.lines) if sent is None else (sent.kind, sent.lines)
        title = f"{kind_title(kind)} · {counted(lines, tr('line'), tr('lines'))}"
        why = reason_text(row)
        if twins_of(row):
            return Message(Tone.LOOK, title, tr("Look"), why)
        match row.state:
            case State.POSTED if all(part.state is State.POSTED for part in parts):
                return scanwords.posted_message(kind, _numbers(parts), lines, row.base)
            case State.QUEUED if row.attempts:
                return Message(
                    Tone.LOOK, title, tr("Kept here"), why or tr("It will be sent when the service answers.")
                )
            case State.UNKNOWN:
                return Message(Tone.LOOK, title, tr("Look"), why)
            case State.PARTIAL:
                return Message(Tone.LOOK, title, tr("Partly there"), why)
            case State.REJECTED:
                return Message(Tone.REFUSED, title, tr("Rejected"), why)
            case _:
                return None


def _numbers(parts: Sequence[OutboxRow]) -> str:
    """The service's numbers of a document; a pair or a split has several."""
    legs = [part for part in parts if part.role is not Role.WHOLE] or list(parts)
    return " + ".join(part.number or str(part.document_id or "–") for part in legs)
