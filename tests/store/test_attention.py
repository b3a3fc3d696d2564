"""What of the outbox may need a person is read without the rest of it, and leaves nothing out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stockdesk.core.attention import SEEN, attention
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.posting import State
from stockdesk.store.attention import _SELECT, _WAITING, AttentionStore
from stockdesk.store.columns import json_text
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStore
from stockdesk.store.outbox import OutboxStore
from tests.store.samples import NOON, note, opening, operation

MARKER = "SD-7F3K9QX2M4"
STANDINGS = st.tuples(
    st.sampled_from([state for state in State if state is not State.SENDING]),
    st.sampled_from(["", "attempt.invalid", "removal.taken-back", "leg.first-refused", "posted.twins"]),
    st.sets(st.sampled_from([SEEN, "documents", "alike", "detail"])),
)


def stand(work: Database, document_id: str, base: str, parts: list[tuple[State, str, set[str]]]) -> None:
    """Queue a document of several operations, and let them stand like this."""
    DocumentStore(work).create(document_id, Kind.RECEIPT, 4564, [opening(document_id)])
    legs = range(1, len(parts) + 1) if len(parts) > 1 else [0]
    rows = [operation(document_id, base, leg) for leg in legs]
    OutboxStore(work).enqueue(document_id, rows, note(document_id))
    with work.transaction() as connection:
        for row, (state, reason, names) in zip(rows, parts, strict=True):
            arguments = {name: "Ana" if name in (SEEN, "detail") else "17" for name in names}
            connection.execute(
                "UPDATE outbox SET state = ?, reason = ?, reason_arguments = ? WHERE marker = ?",
                (state.value, reason, json_text(arguments), row.marker),
            )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(STANDINGS, min_size=1, max_size=3))
def test_count_is_the_same_as_over_the_whole_outbox(work: Database, parts: list[tuple[State, str, set[str]]]) -> None:
    (number,) = work.row("SELECT count(*) FROM document") or (0,)
    stand(work, f"d{number}", f"SD-{number:010d}", parts)
    store, outbox = AttentionStore(work), OutboxStore(work)
    assert attention(store.in_question()) == attention(outbox.rows())
    assert store.waiting() == len(outbox.rows([State.QUEUED, State.SENDING]))


def test_what_waits_is_counted_and_what_may_need_a_person_found_by_an_index(work: Database) -> None:
    plan = " ".join(str(row[3]) for row in work.rows(f"EXPLAIN QUERY PLAN {_WAITING}"))
    assert "outbox_waiting" in plan
    plan = " ".join(str(row[3]) for row in work.rows(f"EXPLAIN QUERY PLAN {_SELECT}"))
    assert "outbox_in_question" in plan


def test_what_surely_needs_nobody_is_not_read(work: Database) -> None:
    for number, part in enumerate(
        [
            (State.POSTED, "", set()),
            (State.QUEUED, "attempt.refused", {"detail"}),
            (State.REJECTED, "attempt.invalid", {SEEN}),
            (State.WITHDRAWN, "", set()),
        ]
    ):
        stand(work, f"d{number}", f"SD-{number:010d}", [part])
    assert AttentionStore(work).in_question() == []


def test_operation_that_was_seen_keeps_its_reason_and_one_that_moved_is_left_alone(work: Database) -> None:
    stand(work, "d1", MARKER, [(State.REJECTED, "attempt.invalid", {"detail"})])
    store, outbox = AttentionStore(work), OutboxStore(work)
    (row,) = store.in_question()
    store.mark_seen([row], by="Vera", at=NOON, reason="known")
    (after,) = outbox.rows()
    assert after == replace(row, reason_arguments={"detail": "Ana", SEEN: "Vera"})
    (entry,) = [one for one in DocumentStore(work).entries("d1") if one.data.get("code") == "outbox.seen"]
    assert (entry.person, entry.data["marker"], entry.data["reason"]) == ("Vera", MARKER, "known")
    outbox.person_word(after, State.QUEUED, by="Vera", at=NOON)
    with pytest.raises(StockdeskError, match=r"outbox\.moved"):
        store.mark_seen([after], by="Vera", at=NOON)
