"""``stockdesk outbox``: what is waiting, unknown or posted; run it, look up what is unknown, record a person's word."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from stockdesk.commands.composition import outbox_workspace, print_json, workspace
from stockdesk.core.errors import StockdeskError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from stockdesk.app.workspace import Workspace
    from stockdesk.core.outbox import OutboxRow


def declare(parser: argparse.ArgumentParser) -> None:
    """Add what to do and, for ``resolve``, the marker and a person's word."""
    parser.add_argument("action", nargs="?", choices=["list", "run", "resolve"], default="list")
    parser.add_argument("marker", nargs="?", metavar="MARKER", help="the operation that resolve is about")
    parser.add_argument("--as", dest="word", choices=["posted", "not-posted"], help="what a person has seen")
    parser.add_argument("--by", metavar="NAME", help="who says so")
    parser.add_argument("--reason", default="", metavar="TEXT", help="how the person knows")
    parser.set_defaults(usage=parser.error)


def run(args: argparse.Namespace) -> int:
    """Do the action; 3 while something is left in the outbox, 1 when something was refused."""
    _check_usage(args)
    with workspace(args) if args.action == "list" else outbox_workspace(args) as opened:
        stopped = None
        if args.action == "list":
            rows = opened.posting.rows()
        elif args.action == "run":
            rows, stopped = _run_all(opened)
        elif args.word is None:
            rows, stopped = _look_up(opened, args.marker)
        else:
            rows = _record(opened, args)
        _tell(args, rows, stopped)
    if args.action == "list" or args.word is not None:
        return 0
    return max(_status(rows), 0 if stopped is None else 1)


def failed(_args: argparse.Namespace, reason: str) -> tuple[dict[str, object], int]:
    """Return the form without operations."""
    return {"operations": [], "reason": reason}, 1


def _check_usage(args: argparse.Namespace) -> None:
    if args.action != "resolve" and (args.marker or args.word or args.by):
        args.usage(f"{args.action} takes no marker, --as or --by; did you mean resolve?")
    if args.word is not None and not (args.marker and args.by and args.by.strip()):
        args.usage("--as needs a MARKER and --by NAME")
    if args.by is not None and args.word is None:
        args.usage("--by needs --as posted or --as not-posted")


def _tell(args: argparse.Namespace, rows: Sequence[OutboxRow], stopped: StockdeskError | None) -> None:
    from stockdesk.commands import operations
    from stockdesk.ui import messages

    reason = {} if stopped is None else {"reason": messages.sentence(stopped)}
    for text in reason.values():
        print(f"stockdesk: {text}", file=sys.stderr)
    if args.json:
        print_json({"operations": [operations.listed(row) for row in rows], **reason})
        return
    for row in rows:
        print(operations.told(row))
    if args.action == "list":
        for sentence in _to_look_at(rows):
            print(sentence)
    if not rows:
        print("Nothing in the outbox." if args.action == "list" else "Nothing was waiting.")


def _to_look_at(rows: Sequence[OutboxRow]) -> Iterator[str]:
    """Name the documents that need a person, and those that are being looked for, as the window's bar counts them."""
    from stockdesk.core.attention import needing
    from stockdesk.core.posting import State

    problems = needing(rows)
    unknown = {row.base for row in rows if row.state is State.UNKNOWN} - problems
    for words, bases in (("need a person", problems), ("are being looked for", unknown)):
        if bases:
            in_order = dict.fromkeys(row.base for row in rows if row.base in bases)
            yield f"Documents that {words}: {len(bases)} ({', '.join(in_order)})"


def _status(rows: Sequence[OutboxRow]) -> int:
    from stockdesk.commands import operations

    statuses = {operations.exit_status(operations.overall([row])) for row in rows}
    return max(statuses, default=0)


def _as_far_as_it_comes(work: Callable[[], object]) -> StockdeskError | None:
    """Do something with the operations and return what stopped it: they are safe, and where they stand is told.

    What a damaged database says of them is not told as if it were so.
    """
    try:
        work()
    except StockdeskError as error:
        if error.code == "database.damaged":
            raise
        return error
    return None


def _run_all(opened: Workspace) -> tuple[list[OutboxRow], StockdeskError | None]:
    """Send and resolve until nothing more can be done now; returns what was open, or turned out to be there twice.

    With it comes what stopped the run before its time: a sign-in that is not accepted, a full disk. Late twins are
    looked for too, even when nothing is open: a request can commit after the look-ups.
    """
    before = {row.marker: row for row in opened.posting.rows()}
    started = {marker for marker, row in before.items() if not row.state.final}

    def work() -> None:
        opened.sign_in_now()
        opened.post_now(lambda: False, again=True)

    stopped = _as_far_as_it_comes(work) if started or opened.context.outbox.watched() else None
    if stopped is not None and not started:
        raise stopped
    touched = [
        row
        for row in opened.posting.rows()
        if row.marker in started or row.reason != before.get(row.marker, row).reason
    ]
    return touched, stopped


def _look_up(opened: Workspace, marker: str | None) -> tuple[list[OutboxRow], StockdeskError | None]:
    """Look up what is unknown, or one operation; nothing is sent. Returns also what stopped it before its time."""
    from stockdesk.core.posting import State

    unknown = [row for row in opened.posting.rows() if row.state is State.UNKNOWN]
    if marker is not None:
        wanted = {row.marker for row in _named(opened, marker)}
        unknown = [row for row in unknown if row.marker in wanted]
    if not unknown:
        return ([] if marker is None else _named(opened, marker)), None
    markers = frozenset(row.marker for row in unknown)

    def work() -> None:
        opened.sign_in_now()
        opened.look_up_now(lambda: False)

    stopped = _as_far_as_it_comes(work)
    return [row for row in opened.posting.rows() if row.marker in markers], stopped


def _named(opened: Workspace, marker: str) -> list[OutboxRow]:
    """Return the operations that a marker names as people write it: with brackets, in any case, with or without leg."""
    wanted = marker.strip("[] ").upper()
    rows = [row for row in opened.posting.rows() if wanted in (row.marker, row.base)]
    if not rows:
        raise StockdeskError("outbox.unknown-marker", marker=marker)
    return rows


def _record(opened: Workspace, args: argparse.Namespace) -> list[OutboxRow]:
    """Record a person's word on what is unknown, else on what is partly there: every such leg of a base marker."""
    from stockdesk.core.posting import State

    rows = _named(opened, args.marker)
    states = [state for state in (State.UNKNOWN, State.PARTIAL) if any(row.state is state for row in rows)]
    if not states:
        shown = ", ".join(f"{row.marker} is {row.state.value}" for row in rows)
        raise StockdeskError("outbox.not-open", states=shown)
    reason = args.reason or "by stockdesk outbox resolve"
    return [
        opened.posting.settle_by_hand(row.marker, args.word == "posted", args.by.strip(), reason)
        for row in rows
        if row.state is states[0]
    ]
