from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from stockdesk.core.entry import EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Attempt, Known, OutboxRow, Role
from stockdesk.core.posting import Doubt, Mover, State
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.folder import DataFolder
from stockdesk.store.outbox import OutboxStore
from tests.store.samples import NOON, note, opening, operation, scan

MARKER = "SD-7F3K9QX2M4"
SEND = Attempt("a1", MARKER, "send", NOON)


@pytest.fixture
def documents(work: Database) -> DocumentStore:
    store = DocumentStore(work)
    for document_id in ("d1", "d2"):
        store.create(document_id, Kind.RECEIPT, 4564, [opening(document_id), scan(document_id)])
    return store


@pytest.fixture
def outbox(work: Database, documents: DocumentStore) -> OutboxStore:
    store = OutboxStore(work)
    store.enqueue("d1", [operation("d1")], note("d1"))
    return store


@pytest.fixture
def elsewhere(folder: DataFolder, work: Database) -> Iterator[OutboxStore]:
    """The same outbox as another process has it."""
    database = Database.open_work(folder)
    yield OutboxStore(database)
    database.close()


def queued(outbox: OutboxStore, marker: str = MARKER) -> OutboxRow:
    row = outbox.row(marker)
    assert row is not None
    return row


def status(documents: DocumentStore, document_id: str = "d1") -> DocumentStatus:
    row = documents.document(document_id)
    assert row is not None
    return row.status


def unknown(outbox: OutboxStore) -> OutboxRow:
    sending = outbox.start_attempt(queued(outbox), SEND)
    return outbox.move(sending, Mover.ATTEMPT, State.UNKNOWN, doubt=Doubt.LOST)


def test_queued_operation_reads_back_byte_for_byte(outbox: OutboxStore, documents: DocumentStore) -> None:
    assert outbox.row(MARKER) == operation("d1")
    assert queued(outbox).body == b'{"type_id": 3, "cost": 10.10, "comment": "\xd1\x88"}'
    document = documents.document("d1")
    assert document is not None
    assert (document.status, document.marker) == (DocumentStatus.QUEUED, MARKER)
    assert [entry.kind for entry in documents.entries("d1")][-1] is EntryKind.NOTE


def test_document_is_queued_once(outbox: OutboxStore, documents: DocumentStore) -> None:
    with pytest.raises(StockdeskError) as caught:
        outbox.enqueue("d1", [operation("d1", "SD-OTHER23456")], note("d1"))
    assert caught.value.code == "document.closed"
    assert len(outbox.rows()) == 1
    with pytest.raises(StockdeskError) as caught:
        outbox.enqueue("d9", [operation("d9", "SD-OTHER23456")], note("d9"))
    assert caught.value.code == "document.unknown"


def test_marker_is_never_used_again_and_a_failed_queueing_leaves_a_draft(
    outbox: OutboxStore, documents: DocumentStore
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        outbox.enqueue("d2", [operation("d2")], note("d2"))
    assert status(documents, "d2") is DocumentStatus.DRAFT
    assert len(documents.entries("d2")) == 2


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [operation("d1", "SD-OTHER23456")],
        [replace(operation("d2", "SD-OTHER23456"), state=State.POSTED)],
        [operation("d2", "SD-OTHER23456"), operation("d2", "SD-OTHER23457", 2)],
    ],
)
def test_operations_that_do_not_belong_together_are_a_bug(outbox: OutboxStore, rows: list[OutboxRow]) -> None:
    with pytest.raises(ValueError, match="one queued document"):
        outbox.enqueue("d2", rows, note("d2"))


def test_approved_operation_refuses_to_be_changed(outbox: OutboxStore, work: Database) -> None:
    for statement in ("UPDATE outbox SET body = x'00'", "UPDATE outbox SET marker = 'x'", "DELETE FROM outbox"):
        with pytest.raises(sqlite3.IntegrityError, match="never"), work.transaction() as connection:
            connection.execute(statement)
    with pytest.raises(ValueError, match="body, storage_id"):
        outbox.touch(queued(outbox), body=b"", storage_id=12)


def test_sending_is_on_the_disk_before_anything_goes_out(outbox: OutboxStore, elsewhere: OutboxStore) -> None:
    row = outbox.start_attempt(queued(outbox), SEND, NOON - timedelta(minutes=1))
    seen = elsewhere.row(MARKER)
    assert seen == row
    assert seen is not None
    assert (seen.state, seen.attempts, seen.sent) == (State.SENDING, 1, NOON)
    assert seen.seen_before == NOON - timedelta(minutes=1)
    assert elsewhere.attempts(MARKER) == [SEND]


def test_look_ups_reach_back_to_the_first_attempt(outbox: OutboxStore) -> None:
    first = outbox.start_attempt(queued(outbox), SEND, None)
    again = outbox.move(first, Mover.ATTEMPT, State.QUEUED)
    second = outbox.start_attempt(again, replace(SEND, attempt_id="a2"), NOON)
    assert (second.attempts, second.seen_before) == (2, None)


def test_two_processes_cannot_both_send(outbox: OutboxStore, elsewhere: OutboxStore) -> None:
    stale = queued(elsewhere)
    row = outbox.start_attempt(queued(outbox), SEND)
    with pytest.raises(StockdeskError) as caught:
        elsewhere.start_attempt(stale, replace(SEND, attempt_id="a2"))
    assert (caught.value.code, caught.value.arguments) == ("outbox.moved", {"marker": MARKER})
    assert outbox.attempts(MARKER) == [SEND]

    # Not sent after all: the state is that of the stale row again, but one more attempt was made.
    outbox.move(row, Mover.ATTEMPT, State.QUEUED)
    with pytest.raises(StockdeskError, match=r"outbox\.moved"):
        elsewhere.start_attempt(stale, replace(SEND, attempt_id="a2"))


def test_one_operation_is_sent_at_a_time(outbox: OutboxStore, documents: DocumentStore) -> None:
    outbox.enqueue("d2", [operation("d2", "SD-OTHER23456")], note("d2"))
    outbox.start_attempt(queued(outbox), SEND)
    with pytest.raises(StockdeskError) as caught:
        outbox.start_attempt(queued(outbox, "SD-OTHER23456"), Attempt("a2", "SD-OTHER23456", "send", NOON))
    assert caught.value.code == "outbox.busy"
    assert queued(outbox, "SD-OTHER23456").state is State.QUEUED
    assert outbox.attempts("SD-OTHER23456") == []


def test_move_that_is_not_allowed_is_a_bug(outbox: OutboxStore) -> None:
    with pytest.raises(ValueError, match="lookup may not move queued to rejected"):
        outbox.move(queued(outbox), Mover.LOOKUP, State.REJECTED)
    with pytest.raises(ValueError, match="person_word"):
        outbox.move(queued(outbox), Mover.PERSON, State.WITHDRAWN)
    assert queued(outbox).state is State.QUEUED


def test_end_of_an_attempt_is_stored_with_what_it_moved(outbox: OutboxStore, documents: DocumentStore) -> None:
    row = outbox.start_attempt(queued(outbox), SEND)
    ended = replace(SEND, ended=NOON + timedelta(seconds=2), result="accepted", detail="200 \ud800 broken")
    row = outbox.finish_attempt(row, ended, document_id=815, number="12")
    assert (row.state, row.document_id, row.number) == (State.SENDING, 815, "12")
    row = outbox.finish_attempt(row, replace(ended, attempt_id="a2", what="read"), State.POSTED, reason="")
    assert outbox.row(MARKER) == row
    assert [attempt.what for attempt in outbox.attempts(MARKER)] == ["send", "read"]
    assert outbox.attempts(MARKER)[0].detail == "200 � broken"
    assert status(documents) is DocumentStatus.DONE


def test_unknown_is_never_forgotten(outbox: OutboxStore) -> None:
    row = unknown(outbox)
    assert row.ever_unknown
    row = outbox.touch(row, absent_since=NOON, reason="x", reason_arguments={"detail": "é"})
    assert outbox.row(MARKER) == row
    row = outbox.move(row, Mover.LOOKUP, State.QUEUED, doubt=Doubt.RESEND, absent_since=None)
    assert outbox.row(MARKER) == row
    assert row.ever_unknown


def test_what_was_in_flight_when_its_process_died_becomes_unknown(outbox: OutboxStore, elsewhere: OutboxStore) -> None:
    outbox.start_attempt(queued(outbox), SEND)
    (found,) = elsewhere.rows([State.SENDING])
    assert elsewhere.move(found, Mover.RECOVERY, State.UNKNOWN).state is State.UNKNOWN
    assert queued(outbox).state is State.UNKNOWN


def test_waiting_and_counts_leave_out_what_is_final(outbox: OutboxStore, documents: DocumentStore) -> None:
    outbox.enqueue("d2", [operation("d2", "SD-OTHER23456", leg) for leg in (1, 2)], note("d2"))
    row = outbox.start_attempt(queued(outbox), SEND)
    outbox.move(row, Mover.ATTEMPT, State.POSTED)
    assert [row.marker for row in outbox.waiting()] == ["SD-OTHER23456-1", "SD-OTHER23456-2"]
    assert outbox.counts() == {State.POSTED: 1, State.QUEUED: 2}
    assert [row.marker for row in outbox.rows()] == [MARKER, "SD-OTHER23456-1", "SD-OTHER23456-2"]
    assert [row.marker for row in outbox.rows(limit=1)] == ["SD-OTHER23456-2"]
    assert [row.leg for row in outbox.parts("SD-OTHER23456")] == [1, 2]
    assert [row.marker for row in outbox.of_document("d1")] == [MARKER]
    assert outbox.row("SD-MISSING234") is None


def test_document_is_done_when_all_its_operations_are(outbox: OutboxStore, documents: DocumentStore) -> None:
    legs = [operation("d2", "SD-OTHER23456", 1, Role.OUT), operation("d2", "SD-OTHER23456", 2, Role.IN)]
    outbox.enqueue("d2", legs, note("d2"))
    for leg, after in ((legs[0], DocumentStatus.QUEUED), (legs[1], DocumentStatus.DONE)):
        row = outbox.start_attempt(leg, Attempt(f"a{leg.leg}", leg.marker, "send", NOON))
        outbox.move(row, Mover.ATTEMPT, State.POSTED)
        assert status(documents, "d2") is after


def test_persons_word_is_kept_in_the_ledger(outbox: OutboxStore, documents: DocumentStore) -> None:
    row = outbox.person_word(unknown(outbox), State.POSTED, by="Ana", reason="seen on the page", at=NOON, station="s1")
    assert outbox.row(MARKER) == row
    assert (row.state, row.doubt) == (State.POSTED, Doubt.NONE)
    entry = documents.entries("d1")[-1]
    assert (entry.kind, entry.person, entry.station, entry.at) == (EntryKind.NOTE, "Ana", "s1", NOON)
    assert entry.data == {
        "code": "outbox.person-word",
        "marker": MARKER,
        "before": "unknown",
        "after": "posted",
        "reason": "seen on the page",
    }
    assert status(documents) is DocumentStatus.DONE


def test_rejected_operation_that_a_person_queues_again_freezes_its_document_again(
    outbox: OutboxStore, documents: DocumentStore
) -> None:
    row = outbox.move(outbox.start_attempt(queued(outbox), SEND), Mover.ATTEMPT, State.REJECTED, reason="refused")
    assert status(documents) is DocumentStatus.DONE
    row = outbox.person_word(row, State.QUEUED, by="Ana", at=NOON)
    assert (row.state, row.reason) == (State.QUEUED, "")
    assert status(documents) is DocumentStatus.QUEUED


@pytest.mark.parametrize(
    ("state", "reason"), [(State.POSTED, "posted.twins"), (State.REJECTED, "rejected.twins")], ids=str
)
def test_word_on_an_operation_leaves_its_twins_reported(outbox: OutboxStore, state: State, reason: str) -> None:
    row = outbox.move(
        unknown(outbox), Mover.LOOKUP, State.PARTIAL, reason="posted.twins",
        reason_arguments={"documents": "815, 816", "missing": "1: 2"},
    )  # fmt: skip
    row = outbox.person_word(row, state, by="Ana", at=NOON)
    assert (row.state, row.reason, dict(row.reason_arguments)) == (state, reason, {"documents": "815, 816"})
    assert outbox.row(MARKER) == row


def test_word_without_a_name_or_for_a_move_nobody_may_make_is_a_bug(outbox: OutboxStore) -> None:
    row = unknown(outbox)
    with pytest.raises(ValueError, match="needs a name"):
        outbox.person_word(row, State.POSTED, by="", at=NOON)
    with pytest.raises(ValueError, match="may not move"):
        outbox.person_word(row, State.SENDING, by="Ana", at=NOON)
    with pytest.raises(ValueError, match="withdraw"):
        outbox.person_word(row, State.WITHDRAWN, by="Ana", at=NOON)
    assert queued(outbox).state is State.UNKNOWN


def test_withdrawn_document_is_a_draft_and_can_be_queued_anew(outbox: OutboxStore, documents: DocumentStore) -> None:
    (row,) = outbox.withdraw(outbox.parts(MARKER), by="Ana", at=NOON)
    assert (row.state, queued(outbox).state) == (State.WITHDRAWN, State.WITHDRAWN)
    assert status(documents) is DocumentStatus.DRAFT
    documents.append([scan("d1")])
    outbox.enqueue("d1", [operation("d1", "SD-OTHER23456")], note("d1"))
    assert [row.marker for row in outbox.of_document("d1")] == [MARKER, "SD-OTHER23456"]
    assert status(documents) is DocumentStatus.QUEUED


def test_what_may_have_reached_the_service_is_not_withdrawn(outbox: OutboxStore, documents: DocumentStore) -> None:
    row = outbox.move(unknown(outbox), Mover.LOOKUP, State.QUEUED)
    with pytest.raises(StockdeskError) as caught:
        outbox.withdraw([row], by="Ana", at=NOON)
    assert (caught.value.code, caught.value.arguments["marker"]) == ("outbox.already-sent", MARKER)
    assert status(documents) is DocumentStatus.QUEUED


def test_back_off_waits_end_when_a_person_asks_and_settle_times_stay(
    outbox: OutboxStore, documents: DocumentStore
) -> None:
    outbox.enqueue("d2", [operation("d2", "SD-OTHER23456")], note("d2"))
    unclear = outbox.touch(unknown(outbox), not_before=NOON)
    outbox.touch(queued(outbox, "SD-OTHER23456"), not_before=NOON)
    outbox.release_waits()
    assert [row.not_before for row in outbox.waiting()] == [None, None]
    unclear = outbox.touch(replace(unclear, not_before=None), not_before=NOON, absent_since=NOON)
    outbox.release_waits()
    assert unclear.not_before == NOON
    assert outbox.waiting()[0].not_before == NOON  # the settle time between two look-ups


def test_row_that_was_doubted_before_its_first_attempt_keeps_how_far_back_it_is_searched(outbox: OutboxStore) -> None:
    """After a restored backup: what another machine may have sent is older than our own first attempt."""
    early = NOON - timedelta(days=3)
    doubted = outbox.move(queued(outbox), Mover.RECOVERY, State.UNKNOWN, seen_before=early)
    again = outbox.move(doubted, Mover.LOOKUP, State.QUEUED)
    assert outbox.start_attempt(again, SEND, NOON).seen_before == early


def test_new_attempt_forgets_the_document_of_an_earlier_one(outbox: OutboxStore) -> None:
    row = outbox.move(unknown(outbox), Mover.LOOKUP, State.QUEUED, document_id=815, number="12")
    sending = outbox.start_attempt(row, replace(SEND, attempt_id="a2"))
    assert (sending.document_id, sending.number) == (None, None)


def test_operation_that_was_ever_unknown_is_watched_until_the_watch_is_over(outbox: OutboxStore) -> None:
    assert outbox.watched() == []
    row = unknown(outbox)
    assert outbox.watched() == []
    row = outbox.move(row, Mover.LOOKUP, State.REJECTED)
    assert outbox.watched() == [row]
    row = outbox.touch(row, settled=NOON, twins_checked=NOON, watched=True)
    assert outbox.row(MARKER) == row
    assert outbox.watched() == []
    row = outbox.person_word(row, State.QUEUED, by="Ana", at=NOON)
    assert (row.settled, row.twins_checked, row.watched) == (None, None, False)


def test_operations_that_are_taken_over_keep_all_but_whose_they_are_and_the_ledger_says_so(
    outbox: OutboxStore, documents: DocumentStore
) -> None:
    waiting = outbox.touch(queued(outbox), reason="token.missing", reason_arguments={"person": "Ana"})
    (row,) = outbox.take_over([waiting], account="https://api.alteg.io|8", by="Vera", at=NOON, station="s1")
    assert outbox.row(MARKER) == row
    assert row == replace(operation("d1"), approved_by="https://api.alteg.io|8", person="Vera")
    entry = documents.entries("d1")[-1]
    assert (entry.person, entry.data) == (
        "Vera",
        {"code": "outbox.taken-over", "marker": MARKER, "before": "Ana", "after": "Vera"},
    )


def test_refused_operation_that_is_queued_again_is_looked_up_before_it_goes_out_unless_it_never_left(
    outbox: OutboxStore, documents: DocumentStore
) -> None:
    outbox.enqueue("d2", [operation("d2", "SD-OTHER23456")], note("d2"))
    sent = outbox.move(outbox.start_attempt(queued(outbox), SEND), Mover.ATTEMPT, State.REJECTED, failures=3)
    never = outbox.move(queued(outbox, "SD-OTHER23456"), Mover.LEG, State.REJECTED)
    words = [outbox.person_word(row, State.QUEUED, by="Ana", at=NOON) for row in (sent, never)]
    assert [(row.doubt, row.failures) for row in words] == [(Doubt.RESEND, 0), (Doubt.NONE, 0)]


def test_outbox_knows_its_markers_and_which_document_each_has_become(outbox: OutboxStore) -> None:
    assert outbox.known("https://api.alteg.io") == Known(frozenset({MARKER}), {})
    outbox.touch(queued(outbox), document_id=77)
    assert outbox.known("https://api.alteg.io") == Known(frozenset({MARKER}), {77: MARKER})
    # Another service has a document 77 of its own.
    assert outbox.known("https://elsewhere.example") == Known(frozenset({MARKER}), {})


def test_restored_draft_is_queued_as_unknown_and_as_nothing_else(outbox: OutboxStore, documents: DocumentStore) -> None:
    row = replace(operation("d2", "SD-OTHER23456"), restored=NOON)
    with pytest.raises(ValueError, match="one queued document"):
        outbox.enqueue("d2", [row], note("d2"))
    outbox.enqueue("d2", [replace(row, state=State.UNKNOWN)], note("d2"))
    assert status(documents, "d2") is DocumentStatus.QUEUED
    assert queued(outbox, "SD-OTHER23456").restored == NOON


@pytest.mark.parametrize(
    ("same", "state", "document_id"),
    [
        ("77", State.POSTED, 77),
        ("77", State.PARTIAL, 77),
        ("", State.POSTED, None),
        ("77", State.QUEUED, None),
        ("77", State.REJECTED, None),
    ],
)
def test_word_on_a_restored_operation_ends_the_doubt_and_names_the_document_that_was_found(
    outbox: OutboxStore, same: str, state: State, document_id: int | None
) -> None:
    row = outbox.touch(unknown(outbox), restored=NOON, reason_arguments={"alike": "77", "same": same})
    row = outbox.person_word(row, state, by="Ana", at=NOON)
    assert (row.restored, row.document_id, row.reason_arguments) == (None, document_id, {})


def test_refused_operation_of_a_copy_is_looked_up_before_it_goes_out_though_it_was_never_tried(
    outbox: OutboxStore,
) -> None:
    row = outbox.person_word(outbox.touch(unknown(outbox), attempts=0), State.REJECTED, by="Ana", at=NOON)
    row = outbox.person_word(outbox.touch(row, restored=NOON), State.QUEUED, by="Ana", at=NOON)
    assert (row.doubt, row.restored) == (Doubt.RESEND, NOON)
