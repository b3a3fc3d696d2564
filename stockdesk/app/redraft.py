"""A refused document as a fresh draft: the same lines, to be mended and posted under a new marker."""

from __future__ import annotations

from collections.abc import Sequence

from stockdesk.app.documents import Author, Documents, new_id
from stockdesk.core import document as rules
from stockdesk.core.ledger import Sheet
from stockdesk.core.line import Line
from stockdesk.core.operation import LARGEST_OPERATION
from stockdesk.core.outbox import OutboxRow, Role
from stockdesk.core.plan import merged
from stockdesk.core.posting import State
from stockdesk.store.documents import RESTORED_DRAFT, DocumentStore

_GIVEN = ("kind", "location", "storage")
"""Fields of the header that are given by themselves."""


def redraft(store: DocumentStore, author: Author, rows: Sequence[OutboxRow]) -> str | None:
    """Copy the lines of what was refused to a new draft and return its id; None where nothing was refused as a whole.

    ``rows`` are all operations of one base marker. Both documents note where the copy came from and went.
    """
    documents = Documents(store, author)
    original = documents.open(rows[0].local_document)
    lines = _refused_lines(original.sheet, rows)
    if not lines:
        return None
    header = {name: value for name, value in original.sheet.header.items() if name not in _GIVEN and value}
    storage_id = rules.storage_of(original.sheet)
    draft = documents.new(original.kind, rows[0].location_id, storage_id, **header)
    pieces = original.sheet.pieces()
    # A product may have two lines, with two costs: each piece is there once, so the first of them takes all.
    intents = [intent for line in lines for intent in rules.copied(line, new_id(), pieces.pop(line.product_id, ()))]
    draft.do_all([(intent, None) for intent in intents])
    base = rows[0].base
    store.append([original.note("outbox.copied", marker=base, document=draft.document_id)])
    store.append([draft.note("outbox.copied", marker=base, document=original.document_id)])
    restored = [row.restored for row in rows if row.restored is not None]
    if restored:
        # What the copy says of the original was refused; since then it may have been posted as another draft.
        store.append([draft.note(RESTORED_DRAFT, since=min(restored).isoformat())])
    return draft.document_id


def _refused_lines(sheet: Sheet, rows: Sequence[OutboxRow]) -> list[Line]:
    """Return the lines of each part of which every operation was refused, as ``plan`` had cut them."""
    lines = merged(list(sheet.lines))
    parts: dict[int, list[OutboxRow]] = {}
    for row in rows:
        pair = row.role in (Role.OUT, Role.IN)
        parts.setdefault((row.leg - 1) // 2 if pair else max(row.leg - 1, 0), []).append(row)
    found: list[Line] = []
    for number, operations in sorted(parts.items()):
        if all(row.state is State.REJECTED for row in operations):
            found += lines[number * LARGEST_OPERATION : (number + 1) * LARGEST_OPERATION]
    return found
