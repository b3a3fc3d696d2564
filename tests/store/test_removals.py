from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Attempt, OutboxRow
from stockdesk.core.posting import Mover, State
from stockdesk.core.removal import DOCUMENT, REMOVED, Purpose, Removal
from stockdesk.store.database import Database
from stockdesk.store.documents import DocumentStatus, DocumentStore
from stockdesk.store.outbox import OutboxStore
from tests.store.samples import NOON, note, opening, operation, scan

MARKER = "SD-7F3K9QX2M4"
WISH = Removal(MARKER, 815, Purpose.TAKE_BACK, "Ana", NOON, "broken \ud800")


@pytest.fixture
def documents(work: Database) -> DocumentStore:
    store = DocumentStore(work)
    store.create("d1", Kind.RECEIPT, 4564, [opening("d1"), scan("d1")])
    return store


@pytest.fixture
def outbox(work: Database, documents: DocumentStore) -> OutboxStore:
    store = OutboxStore(work)
    store.enqueue("d1", [operation("d1")], note("d1"))
    return store


@pytest.fixture
def partial(outbox: OutboxStore) -> OutboxRow:
    row = outbox.start_attempt(operation("d1"), Attempt("a1", MARKER, "send", NOON))
    return outbox.move(row, Mover.ATTEMPT, State.PARTIAL, document_id=815)


def test_wish_is_stored_with_a_note_of_who_wants_what_and_why(
    outbox: OutboxStore, documents: DocumentStore, partial: OutboxRow
) -> None:
    outbox.removals.ask(partial, WISH, "s1")
    kept = replace(WISH, why="broken �")
    assert outbox.removals.under_way() == outbox.removals.of(MARKER) == [kept]
    entry = documents.entries("d1")[-1]
    assert (entry.person, entry.station, entry.at) == ("Ana", "s1", NOON)
    assert entry.data == {
        "code": "removal.asked",
        "marker": MARKER,
        "document": "815",
        "purpose": "take-back",
        "reason": "broken \ud800",
    }


def test_wish_for_what_is_being_removed_already_changes_nothing(
    outbox: OutboxStore, documents: DocumentStore, partial: OutboxRow
) -> None:
    outbox.removals.ask(partial, WISH)
    outbox.removals.ask(partial, replace(WISH, by="Boris"))
    assert [removal.by for removal in outbox.removals.of(MARKER)] == ["Ana"]
    assert [entry.data["code"] for entry in documents.entries("d1") if "code" in entry.data].count("removal.asked") == 1


def test_wish_about_an_operation_that_has_moved_is_refused(outbox: OutboxStore, partial: OutboxRow) -> None:
    outbox.person_word(partial, State.POSTED, by="Boris", at=NOON)
    with pytest.raises(StockdeskError, match=r"outbox\.moved"):
        outbox.removals.ask(partial, WISH)
    assert outbox.removals.under_way() == []


def test_progress_reads_back(outbox: OutboxStore, partial: OutboxRow) -> None:
    outbox.removals.ask(partial, WISH)
    asked = {"7": NOON.isoformat(), DOCUMENT: NOON.isoformat()}
    later = replace(WISH, why="broken �", requested=asked, failures=2, not_before=NOON, detail="removal.lags")
    outbox.removals.put(later)
    assert outbox.removals.under_way() == [later]


def test_removal_that_ended_can_be_asked_for_again(outbox: OutboxStore, partial: OutboxRow) -> None:
    outbox.removals.ask(partial, WISH)
    outbox.removals.put(replace(WISH, ended=NOON, result="removal.refused"))
    assert outbox.removals.under_way() == []
    outbox.removals.ask(partial, replace(WISH, by="Boris"))
    assert [(one.by, one.result) for one in outbox.removals.of(MARKER)] == [("Ana", "removal.refused"), ("Boris", "")]


def test_end_is_stored_with_what_follows_for_the_operation_and_a_note(
    outbox: OutboxStore, documents: DocumentStore, partial: OutboxRow
) -> None:
    outbox.removals.ask(partial, WISH)
    done = replace(WISH, ended=NOON + timedelta(minutes=1), result=REMOVED)
    row = outbox.removals.finish(done, partial, State.REJECTED, {"document_id": None})
    assert (row.state, outbox.row(MARKER)) == (State.REJECTED, row)
    assert outbox.removals.under_way() == []
    entry = documents.entries("d1")[-1]
    assert (entry.data["code"], entry.person, entry.at) == ("removal.done", "Ana", done.ended)
    document = documents.document("d1")
    assert document is not None
    assert document.status is DocumentStatus.DONE


def test_removal_leads_to_no_other_state_than_rejected(outbox: OutboxStore, partial: OutboxRow) -> None:
    outbox.removals.ask(partial, WISH)
    with pytest.raises(ValueError, match="removal may not move partial to queued"):
        outbox.removals.finish(replace(WISH, ended=NOON), partial, State.QUEUED, {})
    assert len(outbox.removals.under_way()) == 1
