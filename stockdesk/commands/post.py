"""``stockdesk post``: queue a file as one document and post it through the outbox."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from stockdesk.commands.composition import outbox_workspace, print_json
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from stockdesk.app.session import SignedIn
    from stockdesk.app.workspace import Workspace
    from stockdesk.core.outbox import OutboxRow
    from stockdesk.files.lines import FileLine, RowProblem

LONGEST_WAIT_SECONDS = 30.0
"""How long the verb waits for its own operations: for another process that posts, for a pause, for a look-up."""
MOST_FAILURES = 2
"""Attempts that did not reach the service; then it is away, and the outbox sends later."""
ROWS_IN_REASON = 20
"""Rows named in the reason; standard error names them all."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the file and the fields of the document."""
    parser.add_argument("file", metavar="FILE", help="CSV, XLSX or ODS with the columns code, amount and cost")
    parser.add_argument("--kind", required=True, choices=[kind.value for kind in Kind])
    parser.add_argument("--storage", required=True, type=int, metavar="ID", help="where the goods come in or go out")
    parser.add_argument("--to-storage", type=int, metavar="ID", help="where a transfer brings the goods")
    parser.add_argument("--supplier", type=int, metavar="ID", help="who delivered a receipt")
    parser.add_argument("--person", type=int, metavar="ID", help="the team member that the document names")
    parser.add_argument("--comment", default="", metavar="TEXT", help="the document's comment, behind the marker")
    parser.set_defaults(usage=parser.error, marker=None, rows=[])


def run(args: argparse.Namespace) -> int:
    """Refuse the file whole, or queue it as a document and run the outbox for it."""
    from stockdesk.commands import operations
    from stockdesk.ui import messages

    _check_usage(args)
    lines, problems = _read(args)
    with outbox_workspace(args) as opened:
        signed_in = opened.sign_in_now()
        _check_header(args, signed_in)
        args.marker = _queue(args, opened, signed_in, lines, problems)
        stopped = ""
        try:
            _run_outbox(opened, args.marker)
        except StockdeskError as error:  # it is queued and safe: where it stands is told below
            stopped = messages.sentence(error)
            print(f"stockdesk: {stopped}", file=sys.stderr)
        rows = opened.posting.parts(args.marker)
        for row in rows:
            print(operations.told(row), file=sys.stderr if args.json else sys.stdout)
        if args.json:
            print_json(operations.posted_form(args.marker, rows, stopped))
    return operations.exit_status(operations.overall(rows))


def failed(args: argparse.Namespace, reason: str) -> tuple[dict[str, object], int]:
    """Return the form of a refused file; once something is queued, its outcome is not known here."""
    state, status = ("rejected", 1) if args.marker is None else ("unknown", 3)
    # Standard error has named the rows already; here they belong to the reason.
    reason = " ".join([reason, *args.rows])
    form = {"state": state, "marker": args.marker, "document_id": None, "number": None, "lines": 0, "reason": reason}
    return form, status


def _check_usage(args: argparse.Namespace) -> None:
    from stockdesk.ui import messages

    transfer = args.kind == Kind.TRANSFER.value
    if transfer and args.to_storage is None:
        args.usage(messages.words("destination.missing", {}))
    if not transfer and args.to_storage is not None:
        args.usage(messages.words("destination.unused", {"kind": args.kind}))
    if args.kind != Kind.RECEIPT.value and args.supplier is not None:
        args.usage(messages.words("supplier.unused", {"kind": args.kind}))


def _read(args: argparse.Namespace) -> tuple[Sequence[FileLine], Sequence[RowProblem]]:
    from pathlib import Path

    from stockdesk.files.lines import read_lines
    from stockdesk.ui import messages

    found = read_lines(Path(args.file))
    if found.unread:
        sheets = ", ".join(found.unread)
        print(messages.words("file.sheets-unread", {"path": args.file, "sheets": sheets}), file=sys.stderr)
    return found.lines, found.problems


def _check_header(args: argparse.Namespace, signed_in: SignedIn) -> None:
    location = signed_in.location.title
    for storage_id in (args.storage, args.to_storage):
        if storage_id is None:
            continue
        if signed_in.storage(storage_id) is None:
            shown = ", ".join(f"{storage.storage_id} {storage.title}" for storage in signed_in.storages)
            raise StockdeskError("storage.unknown", storage=storage_id, location=location, storages=shown)
        if not signed_in.rights.covers(storage_id):
            raise StockdeskError("storage.forbidden", storage=storage_id)
    if args.to_storage == args.storage:
        raise StockdeskError("post.same-storage")
    if signed_in.team_hidden:
        if signed_in.member(args.person) is None:
            raise StockdeskError("person.hidden", location=location)
        return
    active = [member for member in signed_in.team if member.active]
    if args.person is not None and all(member.member_id != args.person for member in active):
        shown = ", ".join(f"{member.member_id} {member.name}" for member in active)
        raise StockdeskError("person.unknown", person=args.person, location=location, people=shown)


def _queue(
    args: argparse.Namespace,
    opened: Workspace,
    signed_in: SignedIn,
    lines: Sequence[FileLine],
    problems: Sequence[RowProblem],
) -> str:
    """Find the products, build the document and approve it; returns its marker. Nothing is left when it is refused."""
    from stockdesk.app.loading import Resolver, load

    desk = opened.session.desk(opened.shelf)
    _sync_first_time(args, opened)
    loaded, unresolved = Resolver(opened.catalogue, desk).resolve(lines)
    if problems or unresolved:
        _refuse_rows(args, sorted([*problems, *unresolved], key=lambda problem: problem.row))
    document = opened.documents.new(
        Kind(args.kind), signed_in.location.location_id, args.storage, **_header(args, signed_in)
    )
    try:
        load(document, loaded)
        return opened.posting.approve(document)
    except StockdeskError:
        opened.documents.discard(document)
        raise


def _header(args: argparse.Namespace, signed_in: SignedIn) -> dict[str, str]:
    titles = {supplier.supplier_id: supplier.title for supplier in signed_in.suppliers}
    header = {
        "to_storage": "" if args.to_storage is None else str(args.to_storage),
        "supplier": "" if args.supplier is None else str(args.supplier),
        "supplier_title": titles.get(args.supplier, ""),
        "member": "" if args.person is None else str(args.person),
        "comment": " ".join(args.comment.split()),
    }
    return {name: value for name, value in header.items() if value}


def _sync_first_time(args: argparse.Namespace, opened: Workspace) -> None:
    """Read the catalogue before the first file: asking for each code alone would take a request a code."""
    from datetime import UTC, datetime

    from stockdesk.app.session import AWAY
    from stockdesk.commands.sync import progress_printer

    if opened.catalogue.age(datetime.now(UTC)) is not None:
        return
    try:
        opened.catalogue.sync(opened.context.desk(), progress=progress_printer(args.json))
    except StockdeskError as error:
        if error.code not in AWAY:
            raise


def _refuse_rows(args: argparse.Namespace, problems: Sequence[RowProblem]) -> None:
    from stockdesk.ui import messages

    named = [f"row {problem.row} ({problem.text}): {messages.sentence(problem.error)}" for problem in problems]
    for line in named:
        print(line, file=sys.stderr)
    args.rows = named[:ROWS_IN_REASON]
    if len(named) > ROWS_IN_REASON:
        args.rows.append(f"(and {len(named) - ROWS_IN_REASON} more)")
    raise StockdeskError("file.rows", path=args.file, count=len(named))


def _run_outbox(opened: Workspace, marker: str) -> None:
    """Send and resolve until the document's operations are settled, or more of it cannot be done soon."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS

    def settled() -> bool:
        return time.monotonic() > deadline or not any(_goes_on(row) for row in opened.posting.parts(marker))

    while not settled():
        wait = opened.post_now(settled)
        if wait is None or settled() or time.monotonic() + wait > deadline:
            return
        time.sleep(max(0.05, wait))


def _goes_on(row: OutboxRow) -> bool:
    """Whether waiting for this operation makes sense: it is open, and the service is not plainly away."""
    from stockdesk.core.posting import State

    if row.state.final or row.state is State.PARTIAL:
        return False
    return row.state is not State.QUEUED or row.failures < MOST_FAILURES
