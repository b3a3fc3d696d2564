"""The outbox: operations that were approved, with their exact bytes, and every step that proves what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from stockdesk.core.entry import Entry
from stockdesk.core.errors import StockdeskError
from stockdesk.core.outbox import Attempt, Known, OutboxRow, uncovered
from stockdesk.core.posting import Mover, State
from stockdesk.store.columns import time_text
from stockdesk.store.database import Database
from stockdesk.store.documents import closed_or_unknown
from stockdesk.store.entries import insert_entry
from stockdesk.store.moves import changed_row, check_move, follow, note_attempt, note_of, spoken, store_row, word_of
from stockdesk.store.operations import COLUMNS, attempt_of, column_of, row_of
from stockdesk.store.removals import RemovalStore

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM outbox "  # noqa: S608 - names of columns
_INSERT = f"INSERT INTO outbox ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""A time that is over by any clock: what waits for it is due."""
_WAITING = "state IN ('queued', 'sending', 'unknown', 'partial')"


class OutboxStore:
    """The outbox of this data folder, in ``work.db``, in the order in which operations were approved.

    Every write compares first: a row that another process has moved or tried since it was read is left alone, and
    ``StockdeskError`` ``outbox.moved`` with the ``marker`` is raised. Only the holder of the posting lock moves rows,
    people's words aside. ``removals`` are the documents that people want removed at the service.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.removals = RemovalStore(database)

    def enqueue(self, document_id: str, rows: Sequence[OutboxRow], entry: Entry) -> None:
        """Freeze a draft and store its operations and a note in its ledger, in one transaction.

        ``rows`` are ``queued``, or ``unknown`` where the draft was restored, and share a base marker. Raises
        ``document.closed`` for a document that is no draft (it was posted from another window), ``document.unknown``
        for one that does not exist.
        """
        told = {(row.base, row.local_document, row.state) for row in rows}
        state = State.UNKNOWN if any(row.restored is not None for row in rows) else State.QUEUED
        if not rows or told != {(rows[0].base, document_id, state)}:
            raise ValueError("the operations of one queued document belong here")
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "UPDATE document SET status = 'queued', marker = ? WHERE document_id = ? AND status = 'draft'",
                (rows[0].base, document_id),
            )
            if cursor.rowcount == 0:
                raise closed_or_unknown(connection, document_id)
            for row in rows:
                connection.execute(_INSERT, [column_of(row, name) for name in COLUMNS])
            insert_entry(connection, entry)

    def row(self, marker: str) -> OutboxRow | None:
        """Read an operation by its own marker (with the leg), None when there is none."""
        row = self._database.row(f"{_SELECT}WHERE marker = ?", (marker,))
        return None if row is None else row_of(row)

    def rows(self, states: Iterable[State] | None = None, limit: int = -1) -> list[OutboxRow]:
        """Read the operations in these states, or all, in order; with a ``limit`` only the last that many."""
        wanted = [state.value for state in (State if states is None else states)]
        marks = ", ".join("?" * len(wanted))
        rows = self._database.rows(f"{_SELECT}WHERE state IN ({marks}) ORDER BY place DESC LIMIT ?", (*wanted, limit))
        return [row_of(row) for row in reversed(rows)]

    def waiting(self) -> list[OutboxRow]:
        """Read the operations that are not final, in order."""
        return [row_of(row) for row in self._database.rows(f"{_SELECT}WHERE {_WAITING} ORDER BY place")]

    def parts(self, base: str) -> list[OutboxRow]:
        """Read all operations of a base marker, by leg."""
        return [row_of(row) for row in self._database.rows(f"{_SELECT}WHERE base = ? ORDER BY leg", (base,))]

    def of_document(self, document_id: str) -> list[OutboxRow]:
        """Read all operations that a local document was ever queued as, in order."""
        rows = self._database.rows(f"{_SELECT}WHERE local_document = ? ORDER BY place", (document_id,))
        return [row_of(row) for row in rows]

    def watched(self) -> list[OutboxRow]:
        """Read the operations at rest that were ever unknown and are still watched for late twins, in order."""
        rows = self._database.rows(
            f"{_SELECT}WHERE ever_unknown = 1 AND watched = 0 "
            "AND state IN ('posted', 'partial', 'rejected', 'withdrawn') ORDER BY place"
        )
        return [row_of(row) for row in rows]

    def known(self, server: str) -> Known:
        """Read what this outbox knows as its own: all its markers, and its documents at one service.

        Another service counts its documents anew, so that their ids say nothing here.
        """
        rows = self._database.rows(
            "SELECT marker, document_id, substr(approved_by, 1, ?) = ? FROM outbox ORDER BY place",
            (len(server) + 1, f"{server}|"),
        )
        documents = {document_id: marker for marker, document_id, here in rows if here and document_id is not None}
        return Known(frozenset(marker for marker, _, _ in rows), documents)

    def counts(self) -> dict[State, int]:
        """Count the operations in each state; states without any are left out."""
        return {
            State(state): count
            for state, count in self._database.rows("SELECT state, count(*) FROM outbox GROUP BY state")
        }

    def start_attempt(self, row: OutboxRow, attempt: Attempt, seen_before: datetime | None = None) -> OutboxRow:
        """Commit ``sending`` and the attempt, before anything goes out.

        ``seen_before`` is the server's last ``Date``; only that of the first attempt is kept, None included, since
        look-ups reach back to it. Raises ``outbox.busy`` while another operation is being sent.
        """
        check_move(row, Mover.ATTEMPT, State.SENDING)
        first: dict[str, object] = {"document_id": None, "number": None}
        if row.attempts == 0 and not row.ever_unknown:
            first["seen_before"] = seen_before
        changed = changed_row(row, State.SENDING, {"attempts": row.attempts + 1, "sent": attempt.started} | first)
        with self._database.transaction() as connection:
            store_row(connection, row, changed)
            note_attempt(connection, attempt)
        return changed

    def finish_attempt(
        self, row: OutboxRow, attempt: Attempt, state: State = State.SENDING, **changes: object
    ) -> OutboxRow:
        """Store the end of an attempt together with what it moved; ``sending`` leaves the state as it is."""
        if state is not row.state:
            check_move(row, Mover.ATTEMPT, state)
        changed = changed_row(row, state, changes)
        with self._database.transaction() as connection:
            store_row(connection, row, changed)
            note_attempt(connection, attempt)
            follow(connection, changed)
        return changed

    def move(self, row: OutboxRow, mover: Mover, state: State, **changes: object) -> OutboxRow:
        """Take an operation to another state and set columns with it.

        ``unknown`` is remembered for good (``ever_unknown``). The document follows: ``done`` when all its operations
        are final, a draft again when all were withdrawn. ``ValueError`` for a move that this mover may not make; a
        person's move needs a name and a reason, see ``person_word`` and ``withdraw``.
        """
        if mover is Mover.PERSON:
            raise ValueError("a person's move is recorded with name and reason: person_word")
        check_move(row, mover, state)
        changed = changed_row(row, state, changes)
        with self._database.transaction() as connection:
            store_row(connection, row, changed)
            follow(connection, changed)
        return changed

    def touch(self, row: OutboxRow, **changes: object) -> OutboxRow:
        """Set columns without changing the state."""
        changed = changed_row(row, row.state, changes)
        with self._database.transaction() as connection:
            store_row(connection, row, changed)
        return changed

    def person_word(
        self, row: OutboxRow, state: State, *, by: str, at: datetime, reason: str = "", station: str = ""
    ) -> OutboxRow:
        """Move an operation because a person says so; the ledger keeps who, when and why.

        ``ValueError`` for a move that a person may not make, or without a name. Withdrawing is ``withdraw``.
        """
        if state is State.WITHDRAWN:
            raise ValueError("a document is withdrawn with all its operations: withdraw")
        check_move(row, Mover.PERSON, state)
        changed = changed_row(row, state, spoken(row, state))
        with self._database.transaction() as connection:
            store_row(connection, row, changed)
            insert_entry(connection, word_of(row, state, by, at, reason, station))
            follow(connection, changed)
        return changed

    def withdraw(
        self, rows: Sequence[OutboxRow], *, by: str, at: datetime, reason: str = "", station: str = ""
    ) -> list[OutboxRow]:
        """Take back all operations of a document that was surely never sent; it is a draft again.

        Raises ``outbox.already-sent`` with the ``marker`` of one that may have reached the service. The ledger keeps
        who, when and why.
        """
        for row in rows:
            if row.state is not State.QUEUED or row.may_be_there:
                raise StockdeskError("outbox.already-sent", marker=row.marker, state=row.state.value)
        changed = [replace(row, state=State.WITHDRAWN) for row in rows]
        with self._database.transaction() as connection:
            for row, after in zip(rows, changed, strict=True):
                store_row(connection, row, after)
                insert_entry(connection, word_of(row, State.WITHDRAWN, by, at, reason, station))
            follow(connection, changed[0])
        return changed

    def take_over(
        self, rows: Sequence[OutboxRow], *, account: str, by: str, at: datetime, station: str = ""
    ) -> list[OutboxRow]:
        """Let operations go out with another person's token; the ledger keeps whose it was and who took over."""
        changed = []
        with self._database.transaction() as connection:
            for row in rows:
                shown = uncovered(row, "person") if row.reason == "token.missing" else {}
                after = changed_row(row, row.state, {"approved_by": account, "person": by} | shown)
                store_row(connection, row, after)
                told = {"before": row.person, "after": by}
                insert_entry(connection, note_of(row, "outbox.taken-over", by, at, station, told))
                changed.append(after)
        return changed

    def release_waits(self) -> None:
        """End the back-off waits: a person asked to go on now. The settle time between two look-ups stays.

        Every partial document whose id is known is due to be read once more.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE outbox SET not_before = NULL "
                "WHERE state = 'queued' OR (state = 'unknown' AND absent_since IS NULL)"
            )
            connection.execute(
                "UPDATE outbox SET not_before = ? WHERE state = 'partial' AND document_id IS NOT NULL",
                (time_text(LONG_AGO),),
            )

    def note_attempt(self, attempt: Attempt) -> None:
        """Store an attempt, or its end if it is there already."""
        with self._database.transaction() as connection:
            note_attempt(connection, attempt)

    def attempts(self, marker: str) -> list[Attempt]:
        """Read what was tried for an operation, the first try first."""
        rows = self._database.rows(
            "SELECT attempt_id, marker, what, started, ended, result, detail FROM attempt WHERE marker = ? "
            "ORDER BY started, rowid",
            (marker,),
        )
        return [attempt_of(row) for row in rows]
